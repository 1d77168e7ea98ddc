import type { PublicEditionView, PublishedLine } from '@xiangzhi/contract'
import { type Content, linesOf, yuanOf } from '@xiangzhi/language'
import { sumOf } from './content-blocks.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import {
  daysFrom,
  type MissingLine,
  periodWords,
  type VillageDisclosure,
  type VillageQuestion,
} from './disclosure-parts.ts'
import { html, type Html, type Part, withContacts } from './html.ts'
import { everybodyToCall, type ToCall } from './layout.ts'
import { qrCode } from './qr-page.ts'
import { dayOf, dayWords, instantWords } from './times.ts'
import { moneyIn } from './touch-pages.ts'
import { layTv, type TvPage, tvWays } from './tv-layout.ts'
import { withheldLines } from './withheld.ts'

const ROWS = 3
const LINES = 9
/** How many full-width signs stand in a line of text beside the code. */
const WIDTH = 29

const homeOf = (village: Village): string => `/tv/${village.code}`

interface Row {
  readonly href: string
  readonly title: string
  readonly note: string
  readonly late?: boolean
  /** The edition that the row names. */
  readonly shown?: string
}

/** Which page of how many; one that is not there is the first. */
function cut<Thing>(
  things: readonly Thing[],
  size: number,
  wanted: number,
): { page: number; pages: number; shown: readonly Thing[] } {
  const pages = Math.max(1, Math.ceil(things.length / size))
  const page = wanted >= 1 && wanted <= pages ? wanted : 1
  return { page, pages, shown: things.slice((page - 1) * size, page * size) }
}

function pager(scene: Scene, base: string, page: number, pages: number): [string, string][] {
  const { say } = scene.reader
  const at = (to: number): string => `${base}${base.includes('?') ? '&' : '?'}page=${to}`
  return [
    ...(page < pages ? [[at(page + 1), say('text.devices.tv.next')] as [string, string]] : []),
    ...(page > 1 ? [[at(page - 1), say('text.devices.tv.previous')] as [string, string]] : []),
  ]
}

const pageWords = (scene: Scene, page: number, pages: number): string | undefined =>
  pages > 1 ? scene.reader.say('text.devices.tv.page', { page, pages }) : undefined

/** A list of three rows a page. */
export function tvList(
  scene: Scene,
  village: Village,
  title: string,
  base: string,
  rows: readonly Row[],
  wanted: number,
): TvPage {
  const { page, pages, shown } = cut(rows, ROWS, wanted)
  return {
    title,
    back: homeOf(village),
    shown: shown.flatMap((row) => row.shown ?? []).join(' '),
    body: html`${shown.length === 0 ? html`<p>${scene.reader.say('text.devices.tv.nothing')}</p>` : html`<ul class="rows">${shown.map((row) => html`<li><a href="${row.href}"><b>${row.title}</b><span${row.late === true && html` class="late"`}>${row.note}</span></a></li>`)}</ul>`}${tvWays(scene, village, pager(scene, base, page, pages), pageWords(scene, page, pages))}`,
  }
}

/** A published edition as a row. */
export function tvRow(scene: Scene, village: Village, one: PublishedLine): Row {
  const { say, language } = scene.reader
  const when = instantWords(language, new Date(one.publishedAt), scene.now)
  const state = one.state === 'withdrawn' ? `${say('text.open.state.withdrawn')} ` : ''
  return {
    href: `${homeOf(village)}/e/${one.editionId}`,
    title: one.title,
    note: `${state}${when}`,
    late: one.state === 'withdrawn',
  }
}

/** What is missing or due, as a row that leads to what was published of it before. */
export function tvMissingRow(scene: Scene, village: Village, one: MissingLine): Row {
  const { reader, now } = scene
  const { say, language } = reader
  const period = one.period === 'standing' ? '' : ` ${periodWords(reader, one.period)}`
  const day = one.dueOn === null ? '' : dayWords(language, one.dueOn, now)
  const late = one.status === 'missing'
  const note = late
    ? say('text.open.missing.line', { day, days: one.dueOn === null ? 0 : daysFrom(one.dueOn, dayOf(now)) })
    : one.status === 'exempt'
      ? say('text.open.exempt.line', { reason: one.exemptReason ?? '' })
      : say('text.open.due.line', { day })
  return { href: `${homeOf(village)}/item/${one.itemCode}`, title: `${reader.name(one.itemName)}${period}`, note, late }
}

/** Eight tiles. */
export function tvHome(
  scene: Scene,
  village: Village,
  disclosure: VillageDisclosure,
  money: PublicEditionView | null,
): TvPage {
  const { reader } = scene
  const { say } = reader
  const home = homeOf(village)
  const late = disclosure.missing.filter(({ status }) => status === 'missing').length
  const newest = disclosure.published[0]
  const { asked, answered } = disclosure.questions
  const block = money && moneyIn(money)
  const tiles: [string, string, string][] = [
    ['/list', say('text.devices.tv.newest'), newest?.title ?? ''],
    [
      '/money',
      say('text.devices.touch.money'),
      block ? say('text.devices.closing', { yuan: yuanOf(block.closing) }) : '',
    ],
    [
      '/missing',
      say('text.devices.touch.missing'),
      late === 0 ? say('text.devices.touch.missingNone') : say('text.devices.touch.missingNote', { count: late }),
    ],
    ['/questions', say('text.devices.touch.questions'), say('text.devices.touch.questionsNote', { asked, answered })],
    ['/list?kind=party', say('text.devices.tv.party'), ''],
    ['/list?kind=village', say('text.devices.tv.village'), ''],
    ['/list?kind=service', say('text.devices.tv.service'), ''],
    ['/contacts', say('text.devices.tv.contacts'), say('text.devices.tv.contactsNote')],
  ]
  return {
    title: `${reader.name(village.name)} · ${say('text.devices.tv.title')}`,
    body: html`<ul class="tiles">${tiles.map(([href, title, note], at) => html`<li${at % 4 === 3 && html` class="end"`}><a href="${home}${href}"><b>${title}</b><span>${note}</span></a></li>`)}</ul>`,
  }
}

interface Line {
  readonly text: string
  readonly figure?: string
}

const widthOf = (sign: string): number => ((sign.codePointAt(0) ?? 0) < 256 ? 0.56 : 1)

/** Breaks a line where the screen ends. */
function broken(text: string, width: number): string[] {
  const lines: string[] = []
  let [now, used] = ['', 0]
  for (const sign of text) {
    if (used + widthOf(sign) > width) {
      lines.push(now)
      now = ''
      used = 0
    }
    now += sign
    used += widthOf(sign)
  }
  return now === '' ? lines : [...lines, now]
}

/** A document as lines of the screen: amounts stand at the right, everything else is broken where the screen ends. */
function linesIn(scene: Scene, content: Content): Line[] {
  const { say } = scene.reader
  return content.blocks.flatMap((block): Line[] => {
    if (block.kind !== 'money')
      return linesOf({ blocks: [block] }).flatMap((text) => broken(text, WIDTH).map((part) => ({ text: part })))
    const side = (name: 'income' | 'expense'): Line[] => [
      { text: say(`text.open.money.${name}Total`), figure: yuanOf(sumOf(block[name])) },
      ...block[name].map(({ label, fen }) => ({ text: `　${broken(label, WIDTH - 9)[0] ?? ''}`, figure: yuanOf(fen) })),
    ]
    return [...side('income'), ...side('expense')]
  })
}

async function askCode(scene: Scene, village: Village, publicationId: string): Promise<Html> {
  const { reader } = scene
  const address = `${reader.origin}/v/${village.code}/ask/${publicationId}`
  return html`<div class="code">${await qrCode(address, reader.say('text.devices.tv.askCode'), 216)}${reader.say('text.devices.tv.contactsNote')}<br>${reader.say('text.devices.tv.ask')}</div>`
}

/** One edition, in pages of a screen; the code for asking stands on each. */
export async function tvEdition(
  scene: Scene,
  village: Village,
  view: PublicEditionView,
  wanted: number,
  base = `${homeOf(village)}/e/${view.editionId}`,
): Promise<TvPage> {
  const { reader, now } = scene
  const { say, language } = reader
  const content = view.body?.content
  const facts: Line[] = [
    { text: `${say('text.open.edition.when')}　${instantWords(language, new Date(view.publishedAt), now)}` },
    ...(view.state === 'withdrawn'
      ? broken(`${say('text.open.edition.withdrawn')}　${view.withdrawnReason ?? ''}`, WIDTH).map((text) => ({ text }))
      : []),
    ...(view.withheld === null
      ? []
      : [say('text.open.item.onlyVillage'), ...withheldLines(reader, view.withheld)]
          .flatMap((words) => broken(words, WIDTH))
          .map((text) => ({ text }))),
  ]
  const block = content && moneyIn(view)
  const lines = content ? [...(block ? [] : facts), ...linesIn(scene, content)] : facts
  const size = block ? LINES - 3 : LINES
  const { page, pages, shown } = cut(lines, size, wanted)
  const sums: Part =
    block &&
    html`<dl class="sums">${(['opening', 'income', 'expense', 'closing'] as const).map((name) => {
      const fen = name === 'opening' || name === 'closing' ? block[name] : sumOf(block[name])
      return html`<div><dt>${say('text.open.block.yuan', { label: say(`text.open.money.${name}`) })}</dt><dd>${yuanOf(fen)}</dd></div>`
    })}</dl>`
  return {
    title: view.title,
    back: `${homeOf(village)}/list`,
    shown: view.editionId,
    body: html`${await askCode(scene, village, view.publicationId)}<div class="text">${sums}${shown.map(({ text, figure }) => html`<p>${figure !== undefined && html`<span class="fig">${figure}</span>`}${text}</p>`)}</div>${tvWays(scene, village, [...pager(scene, base, page, pages), [`${homeOf(village)}/ask/${view.publicationId}`, say('text.devices.tv.ask')]], pageWords(scene, page, pages))}`,
  }
}

/** The page that says that no money was published yet. */
export const tvNoMoney = (scene: Scene, village: Village): TvPage => ({
  title: scene.reader.say('text.devices.touch.money'),
  back: homeOf(village),
  body: html`<p>${scene.reader.say('text.open.money.none')}</p>${tvWays(scene, village, [])}`,
})

/** A code to ask by phone; on a television nobody types. */
export async function tvAsk(
  scene: Scene,
  village: Village,
  publication: { readonly id: string; readonly title: string },
): Promise<TvPage> {
  const { say } = scene.reader
  return {
    title: say('text.devices.touch.ask'),
    back: homeOf(village),
    body: html`${await askCode(scene, village, publication.id)}<div class="text">${broken(publication.title, WIDTH).map((text) => html`<p>${text}</p>`)}<p> </p>${broken(say('text.devices.tv.askLead'), WIDTH).map((text) => html`<p>${text}</p>`)}</div>${tvWays(scene, village, [])}`,
  }
}

/** Questions with their answers: a row each, that leads to the disclosure it is about. */
export function tvQuestionRow(scene: Scene, village: Village, one: VillageQuestion): Row {
  const { say } = scene.reader
  const answer =
    one.answer === null ? say('text.open.ask.waitingNoDay') : `${say('text.open.ask.answered')} ${one.answer}`
  return {
    href: `${homeOf(village)}/item/${one.publicationId}`,
    title: `${say('text.open.ask.asked')} ${one.question}`,
    note: answer,
  }
}

/** Whom to call, and the village's own page on the phone. */
export async function tvContacts(scene: Scene, village: Village, contacts: readonly ToCall[]): Promise<TvPage> {
  const { reader, county } = scene
  const { say } = reader
  const people = everybodyToCall(county.around.hotline, contacts).slice(0, LINES)
  return {
    title: say('text.devices.tv.contacts'),
    back: homeOf(village),
    body: html`<div class="code">${await qrCode(`${reader.origin}/v/${village.code}`, say('text.devices.touch.phoneCode'), 216)}${say('text.devices.touch.phone')}</div><div class="text">${people.map((one) => html`<p><span class="fig">${withContacts(one.phone, one)}</span>${reader.name(one.name)}</p>`)}</div>${tvWays(scene, village, [])}`,
  }
}

/** The page of one edition as a television gets it: for previews. */
export const tvEditionHtml = async (scene: Scene, village: Village, view: PublicEditionView): Promise<string> =>
  layTv(scene, village, await tvEdition(scene, village, view, 1))
