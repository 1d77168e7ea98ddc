import type { listPublicCases } from '@xiangzhi/contract'
import type { icons } from '@xiangzhi/design'
import { iconOf, type PublicStatus, statusTag } from '@xiangzhi/design'
import type { z } from 'zod'
import { categoryName } from './county.ts'
import type { Scene } from './desk.ts'
import { html, type Html, raw } from './html.ts'
import { timeTag } from './times.ts'

export type PublicCase = z.output<typeof listPublicCases.output>['rows'][number]

export const statuses: readonly PublicStatus[] = ['received', 'in-hand', 'done', 'not-done']

export function publicStatusTag(scene: Scene, status: PublicStatus): Html {
  return raw(statusTag(status, scene.reader.say(`text.common.status.${status}`)))
}

/** A lane or grid as its own village calls it: without the village's name, and nothing where that is all there is to say. */
function laneWithin(village: string, lane: string): string {
  const rest = village !== '' && lane.startsWith(village) ? lane.slice(village.length).trim() : lane
  return /^(网格|grid)?$/i.test(rest) ? '' : rest
}

/** One public case as a line of a list: what kind, how it stands, when, and what was answered. Never a reporter's words. */
export function caseLine(scene: Scene, one: PublicCase, withPlace: boolean): Html {
  const { reader, county, now } = scene
  const place = one.villageId === null ? undefined : county.villagesById.get(one.villageId)
  const village = place === undefined ? '' : reader.name(place.name)
  const where = [withPlace ? village : '', one.lane === null ? '' : laneWithin(village, reader.name(one.lane))]
    .filter((name) => name !== '')
    .join(' ')
  const closed = one.closedAt === null ? undefined : new Date(one.closedAt)
  const isOpen = closed === undefined
  return html`<li><div><b>${reader.name(categoryName(county, one.category))}${where !== '' && html` · ${where}`}</b><small>${publicStatusTag(scene, one.status)} ${timeTag(reader.language, closed ?? new Date(one.openedAt), now)} · <span class="num">${one.number}</span>${one.followerCount > 0 && html` · ${reader.say('text.portal.case.followers', { count: one.followerCount })}`}${one.reopenCount > 0 && html` · ${reader.say('text.portal.case.reopened', { count: one.reopenCount })}`}</small>${one.publicNote !== null && one.publicNote !== '' && html`<p class="soft">${one.publicNote}</p>`}</div>${isOpen && place !== undefined && html`<a href="/v/${place.code}/cases/${one.id}/follow"><b>${reader.say('text.portal.case.meToo')} ›<span class="vh"> ${one.number}</span></b></a>`}</li>`
}

export function tile(href: string, icon: keyof typeof icons, title: string, note?: string, main = false): Html {
  return html`<li${main && html` class="tile-wide"`}><a class="tile${main ? ' tile-main' : ''}" href="${href}">${raw(iconOf(icon))}<span><b>${title}</b>${note !== undefined && html`<small>${note}</small>`}</span></a></li>`
}

export function pageLinks(scene: Scene, first: string | undefined, next: string | undefined): Html | undefined {
  if (first === undefined && next === undefined) return undefined
  const { say } = scene.reader
  return html`<nav aria-label="${say('text.portal.pages')}"><ul class="pages">${first !== undefined && html`<li><a href="${first}">${say('text.portal.pages.first')}</a></li>`}${next !== undefined && html`<li><a href="${next}" rel="next">${say('text.portal.pages.next')}</a></li>`}</ul></nav>`
}
