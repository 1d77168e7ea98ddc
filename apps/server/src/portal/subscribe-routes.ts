import { nameIn } from '@xiangzhi/text'
import type { FastifyInstance } from 'fastify'
import { DeliveryFailure } from '#platform/messages'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Village } from './county.ts'
import { type Desk, type Scene, sceneOf, show, showKept } from './desk.ts'
import { button, crumb, errorSummary, form, hiddenField, inputField, notice, type Problem } from './form-parts.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { readForm, readWords } from './read-form.ts'
import { villageIn } from './report-routes.ts'
import {
  ADDRESS_MAX,
  askToSubscribe,
  confirmSubscription,
  endSubscription,
  findSubscription,
  normaliseAddress,
  sendConfirmation,
} from './subscriptions.ts'
import { villageHead } from './village-page.ts'

function otherWays(scene: Scene, base: string): Html {
  const { say } = scene.reader
  return html`<p><a class="more" href="${base}/feed.xml">${say('text.open.home.feed')}</a><br><a class="more" href="${base}/duties.ics">${say('text.open.home.calendar')}</a></p>`
}

function subscribePage(scene: Scene, village: Village, on: boolean, typed: string, problems: readonly Problem[]): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const question = html`${inputField(reader, { field: 'address', label: say('text.open.subscribe.address'), hint: say('text.open.subscribe.hint'), value: typed, autocomplete: 'email', inputMode: 'email', problems })}<div class="buttons">${button(say('text.open.subscribe.go'))}</div>`
  return {
    title: say('text.open.subscribe.title'),
    village: villageHead(scene, village),
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb(base, say('text.portal.back.home'))}${errorSummary(reader, problems)}<h1>${say('text.open.subscribe.title')}</h1><p class="lead">${say('text.open.subscribe.lead')}</p>${on ? form(`${base}/subscribe`, question) : notice('info', html`<p>${say('text.open.subscribe.off')}</p>`)}${otherWays(scene, base)}`,
  }
}

function saidPage(scene: Scene, village: Village, title: string, note: string): Page {
  return {
    title,
    village: villageHead(scene, village),
    narrow: true,
    body: html`<div class="receipt"><h1>${title}</h1><p role="status">${note}</p></div><p class="buttons"><a class="button second" href="/v/${village.code}">${scene.reader.say('text.portal.back.home')}</a></p>`,
  }
}

interface TokenAt {
  readonly Params: { readonly token: string }
}

/** E-mail about new disclosures: asked for here, begun by a link in a letter, ended by a link in every letter. */
export function mountSubscribing(scope: FastifyInstance, desk: Desk): void {
  const { outlets } = desk
  const on = outlets?.channels['e-mail'] !== undefined

  scope.get<{ Params: { code: string } }>('/v/:code/subscribe', (request, reply) =>
    showKept(desk, request, reply, `/v/${request.params.code}/subscribe`, (scene) => {
      refuseUnless(scene.county.config.disclosure, 'not-found')
      return subscribePage(scene, villageIn(scene, request.params.code), on, '', [])
    }),
  )

  scope.post<{ Params: { code: string } }>('/v/:code/subscribe', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { reader, now } = scene
    const village = villageIn(scene, request.params.code)
    refuseUnless(outlets && on && scene.county.config.disclosure, 'not-found')
    const { words, problems: tooLong } = readWords(await readForm(request), { address: ADDRESS_MAX })
    const typed = words.address
    const address = normaliseAddress(typed)
    if (address === undefined) {
      const problems =
        tooLong.length > 0 ? tooLong : [{ field: 'address', key: 'text.open.subscribe.problem' as const }]
      return show(request, reply, scene, subscribePage(scene, village, on, typed, problems), 422)
    }
    const { language } = reader
    const id = await desk.db.write(desk.county, (tx) =>
      askToSubscribe(tx, desk.sealing, { placeId: village.id, address, language, now }),
    )
    if (id !== undefined) {
      try {
        const name = nameIn(language, village.name)
        await sendConfirmation({ ...desk, outlets }, { id, address, village: name, language })
      } catch (error) {
        if (!(error instanceof DeliveryFailure)) throw error
        desk.log.warn('a confirmation was not delivered', { error })
        await desk.db.write(desk.county, (tx) => endSubscription(tx, id))
        throw new Refusal('try-later')
      }
    }
    const { say } = reader
    return show(
      request,
      reply,
      scene,
      saidPage(scene, village, say('text.open.subscribe.sent'), say('text.open.subscribe.sentNote')),
    )
  })

  /** The subscription behind a link, with its village; whatever lapsed or was ended is not found. */
  const subscriptionOf = async (scene: Scene, token: string) => {
    const found = await desk.db.read(desk.county, (tx) => findSubscription(tx, desk.sealing, token))
    const village = found && scene.county.villagesById.get(found.placeId)
    refuseUnless(found && village, 'not-found')
    return { found, village }
  }

  // Opening a link changes nothing: mail programs open links before their owners do.
  for (const step of ['confirm', 'end'] as const) {
    const path = step === 'confirm' ? '/subscriptions/:token' : '/subscriptions/:token/end'
    scope.get<TokenAt>(path, async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const { say, name } = scene.reader
      const { found, village } = await subscriptionOf(scene, request.params.token)
      const facts = { village: name(village.name), address: desk.sealing.open(found.addressSealed) }
      const title = say(`text.open.subscribe.${step}`)
      return show(request, reply, scene, {
        title,
        village: villageHead(scene, village),
        narrow: true,
        body: html`<h1>${title}</h1><p>${say(`text.open.subscribe.${step}Lead`, facts)}</p>${form(`/subscriptions/${request.params.token}${step === 'end' ? '/end' : ''}`, html`${hiddenField('sure', 'yes')}<div class="buttons">${button(title)}</div>`)}`,
      })
    })

    scope.post<TokenAt>(path, async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const { say } = scene.reader
      const { found, village } = await subscriptionOf(scene, request.params.token)
      await desk.db.write(desk.county, (tx) =>
        step === 'confirm' ? confirmSubscription(tx, found.id, scene.now) : endSubscription(tx, found.id),
      )
      const done = step === 'confirm' ? 'confirmed' : 'ended'
      return show(
        request,
        reply,
        scene,
        saidPage(scene, village, say(`text.open.subscribe.${done}`), say(`text.open.subscribe.${done}Note`)),
      )
    })
  }
}
