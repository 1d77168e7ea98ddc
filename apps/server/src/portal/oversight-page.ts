import type { PublishedLine } from '@xiangzhi/contract'
import type { EffectiveItem, ServiceBoard } from '@xiangzhi/language'
import type { DutyCount } from '#kernel/duties'
import { callWords, type Village } from './county.ts'
import type { Scene } from './desk.ts'
import {
  missingList,
  publishedItem,
  questionItem,
  type QuestionsOf,
  type VillageDisclosure,
  type VillageQuestion,
} from './disclosure-parts.ts'
import { crumb, searchedFor } from './form-parts.ts'
import { html, type Html, type Part, raw } from './html.ts'
import { icons } from '@xiangzhi/design'
import type { Page } from './layout.ts'
import type { Search } from './read-form.ts'
import { callLine, searchForm, villageHead } from './village-page.ts'

/** Lately asked questions with their answers, and how many there were. */
export function questionsPage(
  scene: Scene,
  village: Village,
  counts: VillageDisclosure['questions'],
  rows: readonly VillageQuestion[],
  editionOf: ReadonlyMap<string, string>,
): Page {
  const { say } = scene.reader
  return {
    title: say('text.open.questions.title'),
    village: villageHead(scene, village),
    body: html`${crumb(`/v/${village.code}`, say('text.portal.back.home'))}<h1>${say('text.open.questions.title')}</h1><p>${say('text.open.questions.note')}</p><p><b>${say('text.open.questions.counts', counts)}</b></p>${
      rows.length === 0
        ? html`<p class="card">${say('text.open.questions.none')}</p>`
        : rows.map((row) => {
            const edition = editionOf.get(row.publicationId)
            const title = html`<span lang="zh-CN">${row.title}</span>`
            return questionItem(
              scene,
              row,
              html`<p class="small soft">${say('text.open.questions.about')} ${edition === undefined ? title : html`<a href="/e/${edition}">${title}</a>`}</p>`,
            )
          })
    }`,
  }
}

/** What matched a search in what a village disclosed. */
export function searchPage(
  scene: Scene,
  village: Village,
  search: Search,
  rows: readonly PublishedLine[],
  questions: QuestionsOf,
): Page {
  const { say } = scene.reader
  const { asked: query } = search
  const base = `/v/${village.code}`
  const found = (): Html => {
    if (query === '') return html`<p class="card">${say('text.open.search.type')}</p>`
    if (rows.length === 0)
      return html`<p class="card" role="status">${say('text.open.search.none', { query })}</p><p><a class="more" href="${base}/open#items">${say('text.open.items')}</a></p>`
    return html`<p role="status">${say('text.open.search.found', { count: rows.length })}</p><ul class="list">${rows.map((line) => publishedItem(scene, line, questions))}</ul>`
  }
  return {
    title: say('text.open.search.title'),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.open.search.title')}</h1>${searchForm(scene, base, query)}${searchedFor(scene.reader, search)}${found()}`,
  }
}

/** How punctual a village was in a stretch of time, in counts. */
export interface Punctuality {
  readonly due: number
  readonly onTime: number
  readonly late: number
  readonly missing: number
}

export function punctualityOf(count: DutyCount | undefined): Punctuality {
  const { keptOnTime = 0, keptLate = 0, missed = 0 } = count ?? {}
  return { due: keptOnTime + keptLate + missed, onTime: keptOnTime, late: keptLate, missing: missed }
}

/** What villagers need to watch over their village: numbers to call, what is missing, questions, the public log. */
export function oversightPage(
  scene: Scene,
  village: Village,
  disclosure: VillageDisclosure,
  punctuality: Punctuality,
): Page {
  const { reader, county } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const cadre = county.config.classes.find((one) => one.subclasses.some((sub) => sub.confidential))
  const late = disclosure.missing.filter(({ status }) => status === 'missing')
  const way = (href: string, icon: keyof typeof icons, words: string, note?: string): Html =>
    html`<a class="call" href="${href}">${raw(icons[icon])}<span><b>${words}</b>${note !== undefined && html`<small>${note}</small>`}</span></a>`
  return {
    title: say('text.open.oversight.title'),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.open.oversight.title')}</h1><p class="lead">${say('text.open.oversight.lead')}</p>${cadre && way(`${base}/report?class=${cadre.code}`, 'lock', say('text.open.oversight.cadre'), say('text.open.oversight.cadreNote'))}${way(`${base}/questions`, 'question', say('text.open.questions.title'), say('text.open.questions.counts', disclosure.questions))}<h2>${say('text.open.home.contacts')}</h2><ul class="list">${disclosure.contacts.map((one) => callLine(scene, one))}</ul><h2 id="missing">${say('text.open.missing')}</h2><p>${punctuality.due === 0 ? say('text.open.oversight.none') : say('text.open.oversight.rate', { ...punctuality })}</p>${
      late.length === 0 ? html`<p class="card">${say('text.open.missing.none')}</p>` : missingList(scene, base, late)
    }<p><a class="more" href="/open?town=${village.town.code}">${say('text.open.oversight.overview')}</a></p><h2>${say('text.open.oversight.log')}</h2><p>${say('text.open.oversight.logNote')}</p><p><a class="more" href="/verify">${say('text.open.proof.verify')}</a></p>`,
  }
}

/** What is published of some items, one line an item; those that are not there yet are named too. */
function itemLines(
  scene: Scene,
  base: string,
  items: readonly EffectiveItem[],
  published: ReadonlyMap<string, PublishedLine>,
  questions: QuestionsOf,
): Part {
  const { reader } = scene
  return html`<ul class="list">${items.map(({ item }) => {
    const line = published.get(item.code)
    if (line) return publishedItem(scene, line, questions)
    return html`<li><a href="${base}/open/${item.code}"><b>${reader.name(item.name)}</b><small>${reader.say('text.open.board.notYet')}</small></a></li>`
  })}</ul>`
}

/** One service board 服务栏: what is disclosed on it, and what can be done there. */
export function boardPage(
  scene: Scene,
  village: Village,
  board: ServiceBoard,
  items: readonly EffectiveItem[],
  published: ReadonlyMap<string, PublishedLine>,
  questions: QuestionsOf,
): Page {
  const { reader, county } = scene
  const { say, name } = reader
  const base = `/v/${village.code}`
  const sheets = county.config.formalities.filter(({ key }) => board.formalities.includes(key))
  const phone = board.phone === undefined ? undefined : callWords(county, board, board.phone)
  return {
    title: name(board.name),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${name(board.name)}</h1><p class="lead">${name(board.note)}</p>${phone !== undefined && html`<a class="call" href="tel:${phone}">${raw(icons.phone)}<span>${say('text.open.board.phone')}<b>${phone}</b></span></a>`}${sheets.length > 0 && html`<h2>${say('text.open.board.formalities')}</h2><ul class="list">${sheets.map((sheet) => html`<li><a href="${base}/services/${sheet.key}"><b>${name(sheet.title)}</b><small>${name(sheet.summary)}</small></a></li>`)}</ul>`}${items.length > 0 && html`<h2>${say('text.open.board.items')}</h2>${itemLines(scene, base, items, published, questions)}`}`,
  }
}

/** The covenant, the lists of powers and matters with their flow charts: what stands until it is changed. */
export function rulesPage(
  scene: Scene,
  village: Village,
  items: readonly EffectiveItem[],
  published: ReadonlyMap<string, PublishedLine>,
  questions: QuestionsOf,
): Page {
  const { say } = scene.reader
  const base = `/v/${village.code}`
  return {
    title: say('text.open.rules.title'),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.open.rules.title')}</h1><p class="lead">${say('text.open.rules.lead')}</p>${items.length === 0 ? html`<p class="card">${say('text.open.rules.none')}</p>` : itemLines(scene, base, items, published, questions)}`,
  }
}
