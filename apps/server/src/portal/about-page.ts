import type { TextKey } from '@xiangzhi/text'
import type { Introduced, Village } from './county.ts'
import type { Scene } from './desk.ts'
import { button, crumb, form, formNotice, notice } from './form-parts.ts'
import { html, type Html } from './html.ts'
import { callLink, type Page } from './layout.ts'
import { villageHead } from './village-page.ts'

function section(scene: Scene, heading: TextKey, lines: readonly TextKey[]): Html {
  const { say } = scene.reader
  return html`<h2>${say(heading)}</h2><ul>${lines.map((line) => html`<li>${say(line)}</li>`)}</ul>`
}

function complaints(scene: Scene): Html {
  const { hotline } = scene.county.around
  return html`<p>${scene.reader.say('text.portal.foot.complaint')} ${callLink(hotline)}</p>`
}

export function privacyPage(scene: Scene): Page {
  const { say } = scene.reader
  return {
    title: say('text.portal.foot.privacy'),
    narrow: true,
    body: html`${crumb('/', say('text.portal.back.home'))}<h1>${say('text.portal.foot.privacy')}</h1><p class="lead">${say('text.portal.privacy.lead')}</p>
${section(scene, 'text.portal.privacy.what', ['text.portal.privacy.what1', 'text.portal.privacy.what2', 'text.portal.privacy.what3', 'text.open.subscribe.privacyWhat', 'text.portal.privacy.what4'])}
${section(scene, 'text.portal.privacy.who', ['text.portal.privacy.who1', 'text.portal.privacy.who2', 'text.portal.privacy.who3', 'text.portal.privacy.who4'])}
${section(scene, 'text.portal.privacy.long', ['text.portal.privacy.long1', 'text.portal.privacy.long2', 'text.portal.privacy.long3', 'text.open.subscribe.privacyLong'])}
${section(scene, 'text.portal.privacy.cookies', ['text.portal.privacy.cookies1', 'text.portal.privacy.cookies2'])}
${section(scene, 'text.portal.privacy.rights', ['text.portal.privacy.rights1', 'text.portal.privacy.rights2', 'text.portal.privacy.rights3'])}
<p class="buttons"><a class="button" href="/my-data">${say('text.portal.foot.myData')}</a></p>${complaints(scene)}`,
  }
}

export function accessibilityPage(scene: Scene): Page {
  const { say } = scene.reader
  return {
    title: say('text.portal.foot.accessibility'),
    narrow: true,
    body: html`${crumb('/', say('text.portal.back.home'))}<h1>${say('text.portal.foot.accessibility')}</h1><p class="lead">${say('text.portal.access.lead')}</p>
${section(scene, 'text.portal.access.can', ['text.portal.access.can1', 'text.portal.access.can2', 'text.portal.access.can3', 'text.portal.access.can4', 'text.portal.access.can5'])}
${section(scene, 'text.portal.access.cannot', ['text.portal.access.cannot1', 'text.portal.access.cannot2'])}
<h2>${say('text.portal.access.help')}</h2>${complaints(scene)}`,
  }
}

export function aboutPage(scene: Scene): Page {
  const { reader, county } = scene
  const { say } = reader
  const { settings } = county.config
  const fact = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return {
    title: say('text.portal.foot.about'),
    narrow: true,
    body: html`${crumb('/', say('text.portal.back.home'))}<h1>${say('text.portal.foot.about')}</h1><p class="lead">${say('text.portal.about.lead', { county: reader.name(settings.name) })}</p>
<dl class="facts">${fact(say('text.portal.about.county'), `${reader.name(settings.province)} ${reader.name(settings.city)} ${reader.name(settings.name)}`)}${fact(say('text.portal.about.code'), settings.code)}${fact(say('text.portal.about.places'), say('text.portal.about.placesCount', { towns: county.towns.length, villages: county.villages.size }))}${fact(say('text.portal.about.record'), county.around.recordNumber ?? say('text.portal.foot.noRecord'))}</dl>
<p>${say('text.portal.about.free')}</p>${county.config.demo && notice('warn', html`<p><b>${say('text.portal.demo.title')}</b>${say('text.portal.demo.note')}</p>`)}${complaints(scene)}`,
  }
}

/** What a form is for and what everybody should know, before it begins. */
export function introductionPage(
  scene: Scene,
  village: Village,
  { key, introduction, notice: told }: Introduced,
): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  return {
    title: say(introduction.title),
    village: villageHead(scene, village),
    narrow: true,
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say(introduction.title)}</h1><p class="lead">${say(introduction.lead)}</p>${told && formNotice(reader, told)}${form(`${base}/${key}`, html`<div class="buttons">${button(say(introduction.begin))}</div>`)}`,
  }
}

/** Before applying for a formality through a helper: what happens next. */
export function applyPage(
  scene: Scene,
  village: Village,
  sheet: { readonly key: string; readonly title: { readonly zh: string; readonly en: string } },
): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}/services/${sheet.key}`
  return {
    title: say('text.portal.sheet.apply'),
    village: villageHead(scene, village),
    narrow: true,
    body: html`${crumb(base, reader.name(sheet.title))}<h1>${say('text.portal.apply.title', { sheet: reader.name(sheet.title) })}</h1><div class="card"><ol><li>${say('text.portal.apply.step1')}</li><li>${say('text.portal.apply.step2')}</li><li>${say('text.portal.apply.step3')}</li></ol></div>${form(`${base}/apply`, html`<div class="buttons">${button(say('text.portal.apply.begin'))}</div>`)}`,
  }
}
