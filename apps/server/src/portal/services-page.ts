import type { Formality } from '@xiangzhi/language'
import type { Named } from '@xiangzhi/text'
import { callWords, type Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb, notice } from './form-parts.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { dayWords } from './times.ts'
import { villageHead } from './village-page.ts'

const groups = ['relief', 'medical', 'pension', 'household', 'farming', 'housing', 'work', 'children'] as const

/** All plain-language sheets, by what they are about. */
export function servicesPage(scene: Scene, village: Village, sheets: readonly Formality[]): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const ordered = sheets.toSorted((left, right) => left.number - right.number)
  return {
    title: say('text.portal.services.title'),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.portal.services.title')}</h1><p class="lead">${say('text.portal.services.lead')}</p>${groups.map(
      (group) => {
        const own = ordered.filter((sheet) => sheet.group === group)
        return (
          own.length > 0 &&
          html`<h2>${say(`text.portal.services.group.${group}`)}</h2><ul class="list">${own.map(
            (sheet) =>
              html`<li><a href="${base}/services/${sheet.key}"><b>${reader.name(sheet.title)}</b><small>${reader.name(sheet.summary)}</small></a></li>`,
          )}</ul>`
        )
      },
    )}`,
  }
}

function lines(scene: Scene, heading: string, items: readonly Named[], counted = false): Html {
  const inner = items.map((item) => html`<li>${scene.reader.name(item)}</li>`)
  return html`<h2>${heading}</h2><div class="card">${counted ? html`<ol>${inner}</ol>` : html`<ul>${inner}</ul>`}</div>`
}

/** One sheet 明白纸: who, what to bring, steps, days, where, free or not; printed as it stands. */
export function sheetPage(scene: Scene, village: Village, sheet: Formality): Page {
  const { reader, now } = scene
  const { say } = reader
  const base = `/v/${village.code}/services`
  const complaints = callWords(scene.county, sheet, sheet.complaintPhone)
  const fact = (label: string, value: string | Html) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return {
    title: reader.name(sheet.title),
    village: villageHead(scene, village),
    narrow: true,
    body: html`${crumb(base, say('text.portal.services.title'))}<h1>${reader.name(sheet.title)}</h1><p class="lead">${reader.name(sheet.summary)}</p>
<dl class="facts">${fact(say('text.portal.sheet.days'), reader.name(sheet.limitNote))}${sheet.publicityDays !== undefined && fact(say('text.portal.sheet.publicity'), say('text.common.unit.days', { n: sheet.publicityDays }))}${fact(say('text.portal.sheet.where'), reader.name(sheet.where))}${fact(say('text.portal.sheet.fee'), reader.name(sheet.fee))}${fact(say('text.portal.sheet.result'), reader.name(sheet.result))}</dl>
${lines(scene, say('text.portal.sheet.who'), sheet.whoMayApply)}${lines(scene, say('text.portal.sheet.bring'), sheet.bring)}${lines(scene, say('text.portal.sheet.steps'), sheet.steps, true)}
${
  sheet.helperMayDo
    ? html`<h2>${say('text.portal.sheet.help')}</h2><p>${sheet.helperNote ? reader.name(sheet.helperNote) : say('text.portal.sheet.helpNote')}</p><p class="buttons"><a class="button" href="${base}/${sheet.key}/apply">${say('text.portal.sheet.apply')}</a></p>`
    : notice('info', html`<p>${say('text.portal.sheet.selfOnly')}</p>`)
}
<h2>${say('text.portal.sheet.complain')}</h2><p><a href="tel:${complaints}">${complaints}</a></p>
<details><summary>${say('text.portal.sheet.basis')}</summary><div><ul>${sheet.basis.map((one) => html`<li>${reader.name(one)}</li>`)}</ul></div></details>
<p class="soft small">${say(sheet.confidence === 'sourced' ? 'text.portal.sheet.sourced' : 'text.portal.sheet.configurable')} ${say('text.portal.sheet.reviewed', { day: dayWords(reader.language, sheet.reviewedOn, now), version: sheet.version })}</p>`,
  }
}
