import { icons } from '@xiangzhi/design'
import { type Block, yuanOf } from '@xiangzhi/language'
import { caseLine, type PublicCase, tile } from './case-parts.ts'
import { sumOf } from './content-blocks.ts'
import { callWords, helpsWithSheets, introduced, type Village } from './county.ts'
import type { Scene } from './desk.ts'
import {
  missingItem,
  periodWords,
  publishedItem,
  type QuestionsOf,
  type VillageDisclosure,
} from './disclosure-parts.ts'
import { html, type Html, type Part, raw, withContacts } from './html.ts'
import type { Page, ToCall } from './layout.ts'

/** A grid of the village and who is on duty for it. */
export interface GridDuty {
  readonly id: string
  readonly name: string
  readonly lanes: readonly string[]
  /** The full-time grid workers by their public office; part-time helpers are not named. */
  readonly workers: readonly string[]
}

/** The newest money that was published. */
export interface HomeMoney {
  readonly period: string
  readonly block: Extract<Block, { kind: 'money' }>
}

/** What the home shows of disclosure; absent in a county that discloses nothing here. */
export interface HomeDisclosure {
  readonly disclosure: VillageDisclosure
  readonly money: HomeMoney | undefined
  readonly questions: QuestionsOf
  /** Witnesses that refuse to sign the public log. */
  readonly refusedBy: readonly string[]
  /** Whether letters can be sent, so that one may subscribe. */
  readonly byEmail: boolean
}

export function villageHead(scene: Scene, village: Village): { code: string; name: string } {
  return { code: village.code, name: scene.reader.name(village.name) }
}

const MISSING_SHOWN = 3
const DUE_SHOWN = 3

function duties(scene: Scene, grids: readonly GridDuty[]): Html {
  const { say } = scene.reader
  return html`<h2>${say('text.portal.home.workers')}</h2><ul class="list">${grids.map(
    (grid) =>
      html`<li><div class="row"><span><b>${grid.name}</b>${grid.lanes.length > 0 && html`<small>${grid.lanes.join(scene.reader.language === 'en' ? ', ' : '、')}</small>`}</span><span>${grid.workers.length > 0 ? grid.workers.join(scene.reader.language === 'en' ? ', ' : '、') : say('text.portal.home.noWorker')}<small>${say('text.common.role.grid-worker')}</small></span></div></li>`,
  )}</ul>`
}

/** The sentence that says what came in, went out and is left. */
export function moneyWords(scene: Scene, { period, block }: HomeMoney): string {
  return scene.reader.say('text.open.money.words', {
    period: periodWords(scene.reader, period),
    income: yuanOf(sumOf(block.income)),
    expense: yuanOf(sumOf(block.expense)),
    closing: yuanOf(block.closing),
  })
}

function newest(scene: Scene, base: string, { disclosure, money, questions }: HomeDisclosure): Html {
  const { say } = scene.reader
  const { published, missing, due } = disclosure
  const late = missing
    .filter(({ status }) => status === 'missing')
    .toSorted((left, right) => ((left.dueOn ?? '') < (right.dueOn ?? '') ? 1 : -1))
  return html`<h2>${say('text.open.home.newest')}</h2>${
    published.length === 0
      ? html`<p class="card">${say('text.open.none')}</p>`
      : html`<ul class="list">${published.map((line) => publishedItem(scene, line, questions))}</ul><p><a class="more" href="${base}/open">${say('text.open.back')}</a></p>`
  }${
    late.length > 0 &&
    html`<h2>${say('text.open.missing')}</h2><ul class="list">${late.slice(0, MISSING_SHOWN).map((line) => missingItem(scene, line, base))}</ul>${late.length > MISSING_SHOWN && html`<p><a class="more" href="${base}/open#missing">${say('text.open.missing.all', { count: late.length })}</a></p>`}`
  }${money && html`<h2>${say('text.open.money.title')}</h2><div class="card"><p>${moneyWords(scene, money)}</p><p><a href="${base}/money">${say('text.open.money.more')}</a></p></div>`}${
    due.length > 0 &&
    html`<h2>${say('text.open.due')}</h2><ul class="list">${due.slice(0, DUE_SHOWN).map((line) => missingItem(scene, line, base))}</ul>`
  }`
}

/** A line to press that calls somebody. */
export function callLine({ reader }: Pick<Scene, 'reader'>, one: ToCall): Html {
  const phone = withContacts(one.phone, one)
  return html`<li><a class="row" href="tel:${phone}"><span>${reader.name(one.name)}</span><b>${phone}</b></a></li>`
}

/** The hotline, large. */
export function hotlineCall({ reader, county }: Pick<Scene, 'reader' | 'county'>): Html {
  const { hotline } = county.around
  const phone = withContacts(hotline.phone, hotline)
  return html`<a class="call" href="tel:${phone}">${raw(icons.phone)}<span>${reader.name(hotline.name)}<b>${phone}</b></span></a>`
}

function aside(scene: Scene, base: string, { disclosure, byEmail }: HomeDisclosure): Html {
  const { say, name } = scene.reader
  return html`${
    disclosure.boards.length > 0 &&
    html`<h2>${say('text.open.home.boards')}</h2><ul class="filters">${disclosure.boards.map((board) => html`<li><a href="${base}/boards/${board.key}">${name(board.name)}</a></li>`)}</ul>`
  }<p><a class="more" href="${base}/rules">${say('text.open.home.rules')}</a></p>${
    disclosure.contacts.length > 0 &&
    html`<h2>${say('text.open.home.contacts')}</h2><ul class="list">${disclosure.contacts.map((one) => callLine(scene, one))}</ul>`
  }<h2>${say('text.open.home.follow')}</h2><p>${byEmail && html`<a class="more" href="${base}/subscribe">${say('text.open.home.email')}</a><br>`}<a class="more" href="${base}/feed.xml">${say('text.open.home.feed')}</a><br><a class="more" href="${base}/duties.ics">${say('text.open.home.calendar')}</a></p>`
}

/** The field that searches what a village disclosed. */
export function searchForm(scene: Scene, base: string, typed = ''): Html {
  const { say } = scene.reader
  return html`<form class="search" method="get" action="${base}/search" role="search"><input type="search" name="q" value="${typed}" aria-label="${say('text.open.search.label')}" placeholder="${say('text.open.search.hint')}"><button class="button" type="submit">${say('text.open.search.go')}</button></form>`
}

function tiles(scene: Scene, base: string, open: HomeDisclosure | undefined): Html {
  const { say } = scene.reader
  const services =
    helpsWithSheets(scene.county.config) && tile(`${base}/services`, 'formalities', say('text.open.home.services'))
  if (!open) {
    return html`<ul class="tiles">${tile(`${base}/report`, 'report', say('text.portal.home.report'), say('text.portal.home.reportNote'), true)}${tile('/progress', 'progress', say('text.portal.home.progress'))}${services}</ul>`
  }
  return html`<ul class="tiles">${tile(`${base}/open`, 'disclosure', say('text.open.home.open'), say('text.open.home.openNote'), true)}${tile(`${base}/money`, 'money', say('text.open.home.money'))}${tile(`${base}/report`, 'report', say('text.portal.home.report'))}${services}${tile(`${base}/oversight`, 'search', say('text.open.home.oversight'))}${tile(`${base}/questions`, 'question', say('text.open.questions.title'))}${tile('/progress', 'progress', say('text.portal.home.progress'))}</ul>`
}

/** The village's home: everything a villager comes for on the first screen of a phone. */
export function villagePage(
  scene: Scene,
  village: Village,
  cases: readonly PublicCase[],
  grids: readonly GridDuty[],
  open: HomeDisclosure | undefined,
): Page {
  const { reader, county } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const { emergencyPhones } = county.config.settings
  const more: Part[] = [
    html`<li><a href="${base}/cases">${say('text.portal.home.cases')}</a></li>`,
    html`<li><a href="${base}/map">${say('text.portal.home.map')}</a></li>`,
    ...introduced(county.config).map(
      ({ key, introduction }) => html`<li><a href="${base}/${key}">${say(introduction.title)}</a></li>`,
    ),
    html`<li><a href="${base}/qr">${say('text.portal.home.qr')}</a></li>`,
  ]
  return {
    title: reader.name(village.name),
    village: villageHead(scene, village),
    ...(open && { feed: `${base}/feed.xml` }),
    body: html`<h1>${reader.name(village.name)} <small>${reader.name(village.town.name)}</small></h1>${open && open.refusedBy.length > 0 && html`<div class="notice danger" role="alert"><p>${say('text.open.home.witnessRefused', { names: open.refusedBy.join(', ') })} <a href="/verify">${say('text.open.home.witnessCheck')}</a></p></div>`}${open && searchForm(scene, base)}${tiles(scene, base, open)}
<div class="cols"><section>${open && newest(scene, base, open)}<h2>${say(open ? 'text.open.home.cases' : 'text.portal.home.newest')}</h2>${
      cases.length === 0
        ? html`<p class="card">${say('text.portal.cases.none')}</p>`
        : html`<ul class="list">${cases.map((one) => caseLine(scene, one, false))}</ul><p><a class="more" href="${base}/cases">${say('text.portal.home.all')}</a></p>`
    }</section><section><h2>${say('text.portal.home.call')}</h2>${hotlineCall(scene)}<p class="small">${emergencyPhones.map(
      (one, at) =>
        html`${at > 0 && '\u2003'}<a class="more" href="tel:${callWords(county, one, one.phone)}">${reader.name(one.name)} ${callWords(county, one, one.phone)}</a>`,
    )}</p>${open && aside(scene, base, open)}${grids.length > 0 && duties(scene, grids)}<h2>${say('text.open.home.more')}</h2><ul class="filters">${more}</ul></section></div>`,
  }
}
