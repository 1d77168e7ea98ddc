import { icons } from '@xiangzhi/design'
import { caseLine, type PublicCase, tile } from './case-parts.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'

/** A grid of the village and who is on duty for it. */
export interface GridDuty {
  readonly id: string
  readonly name: string
  readonly lanes: readonly string[]
  /** The full-time grid workers by their public office; part-time helpers are not named. */
  readonly workers: readonly string[]
}

export function villageHead(scene: Scene, village: Village): { code: string; name: string } {
  return { code: village.code, name: scene.reader.name(village.name) }
}

function duties(scene: Scene, grids: readonly GridDuty[]): Html {
  const { say } = scene.reader
  return html`<h2>${say('text.portal.home.workers')}</h2><ul class="list">${grids.map(
    (grid) =>
      html`<li><div class="row"><span><b>${grid.name}</b>${grid.lanes.length > 0 && html`<small>${grid.lanes.join(scene.reader.language === 'en' ? ', ' : '、')}</small>`}</span><span>${grid.workers.length > 0 ? grid.workers.join(scene.reader.language === 'en' ? ', ' : '、') : say('text.portal.home.noWorker')}<small>${say('text.common.role.grid-worker')}</small></span></div></li>`,
  )}</ul>`
}

/** The village's home: everything a villager comes for on the first screen of a phone. */
export function villagePage(
  scene: Scene,
  village: Village,
  newest: readonly PublicCase[],
  grids: readonly GridDuty[],
): Page {
  const { reader, county } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const { hotline } = county.around
  const { practices, emergencyPhones } = county.config.settings
  return {
    title: reader.name(village.name),
    village: villageHead(scene, village),
    body: html`<h1>${reader.name(village.name)} <small>${reader.name(village.town.name)}</small></h1>
<ul class="tiles">${tile(`${base}/report`, 'report', say('text.portal.home.report'), say('text.portal.home.reportNote'), true)}${tile('/progress', 'progress', say('text.portal.home.progress'))}${practices.formality && tile(`${base}/services`, 'formalities', say('text.portal.home.services'))}${tile(`${base}/cases`, 'disclosure', say('text.portal.home.cases'))}${tile(`${base}/map`, 'map', say('text.portal.home.map'))}${practices.mediation && tile(`${base}/mediation`, 'dispute', say('text.portal.home.mediation'))}${tile(`${base}/qr`, 'print', say('text.portal.home.qr'))}</ul>
<div class="cols"><section><h2>${say('text.portal.home.newest')}</h2>${
      newest.length === 0
        ? html`<p class="card">${say('text.portal.cases.none')}</p>`
        : html`<ul class="list">${newest.map((one) => caseLine(scene, one, false))}</ul><p><a class="more" href="${base}/cases">${say('text.portal.home.all')}</a></p>`
    }</section><section><h2>${say('text.portal.home.call')}</h2><a class="call" href="tel:${hotline.phone}">${raw(icons.phone)}<span>${reader.name(hotline.name)}<b>${hotline.phone}</b></span></a><p class="small">${emergencyPhones.map(
      (one) => html`<a href="tel:${one.phone}">${reader.name(one.name)} ${one.phone}</a> `,
    )}</p>${grids.length > 0 && duties(scene, grids)}</section></div>`,
  }
}
