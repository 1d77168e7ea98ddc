import type { Refusal } from '#platform/refusal'
import type { Scene } from './desk.ts'
import { html, withContacts } from './html.ts'
import type { Page } from './layout.ts'

function waysOn(scene: Scene) {
  const { say } = scene.reader
  const { hotline } = scene.county.around
  return html`<p class="buttons"><a class="button" href="/">${say('text.portal.trouble.start')}</a><a class="button second" href="tel:${withContacts(hotline.phone, hotline)}">${withContacts(say('text.portal.trouble.call', { phone: hotline.phone }), hotline)}</a></p>`
}

/** An expected no: what is the matter, that nothing was lost, and the way on. */
export function refusalPage(scene: Scene, refusal: Refusal): Page {
  const { say } = scene.reader
  const missing = refusal.code === 'not-found'
  const title = say(missing ? 'text.portal.trouble.missing' : 'text.portal.trouble.refused')
  return {
    title,
    narrow: true,
    body: html`<h1>${title}</h1><p class="lead">${missing ? say('text.portal.trouble.missingNote') : say(refusal.key, refusal.facts)}</p>${!missing && html`<p>${say('text.portal.trouble.goBack')}</p>`}${waysOn(scene)}`,
  }
}

/** A bug of ours, with the number by which it is found in the log. */
export function troublePage(scene: Scene, requestId: string): Page {
  const { say } = scene.reader
  return {
    title: say('text.portal.trouble.title'),
    narrow: true,
    body: html`<h1>${say('text.portal.trouble.title')}</h1><p class="lead">${say('text.common.bug', { requestId })}</p>${waysOn(scene)}`,
  }
}
