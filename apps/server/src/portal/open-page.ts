import {
  missingItem,
  missingList,
  periodWords,
  publishedItem,
  type QuestionsOf,
  type VillageDisclosure,
} from './disclosure-parts.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb, notice } from './form-parts.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { pageLinks } from './case-parts.ts'
import { searchForm, villageHead } from './village-page.ts'

/** What the list of disclosures is narrowed to; everything stands in the address. */
export interface OpenFilter {
  readonly month: string | undefined
  /** Code of a class of the catalogue. */
  readonly class: string | undefined
  readonly cursor: string | undefined
}

/** The address of the list with this filter; empty parts are left out. */
export function openAddress(path: string, filter: Partial<OpenFilter>): string {
  const parameters = new URLSearchParams()
  for (const name of ['month', 'class', 'cursor'] as const) {
    const value = filter[name]
    if (value !== undefined) parameters.set(name, value)
  }
  const query = parameters.toString()
  return query === '' ? path : `${path}?${query}`
}

function link(address: string, words: string, current: boolean): Html {
  return html`<li><a href="${address}"${current && html` aria-current="true"`}>${words}</a></li>`
}

function filters(scene: Scene, path: string, filter: OpenFilter, { classes, months }: VillageDisclosure): Html {
  const { reader } = scene
  const { say } = reader
  const also = (part: Partial<OpenFilter>) => openAddress(path, { ...filter, cursor: undefined, ...part })
  return html`<h2 class="vh">${say('text.portal.cases.filter')}</h2><details${filter.class !== undefined && html` open`}><summary>${say('text.open.filter.class')}</summary><div><ul class="filters">${link(also({ class: undefined }), say('text.open.filter.all'), filter.class === undefined)}${classes.map((one) => link(also({ class: one.code }), reader.name(one.name), filter.class === one.code))}</ul></div></details><details${filter.month !== undefined && html` open`}><summary>${say('text.open.filter.month')}</summary><div><ul class="filters">${link(also({ month: undefined }), say('text.open.filter.all'), filter.month === undefined)}${months.map((month) => link(also({ month }), periodWords(reader, month), filter.month === month))}</ul></div></details>`
}

/** Everything that a village discloses: published, missing, to come; and the catalogue behind it. */
export function openPage(
  scene: Scene,
  village: Village,
  filter: OpenFilter,
  disclosure: VillageDisclosure,
  questions: QuestionsOf,
): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const path = `${base}/open`
  const { published, missing, due, nextCursor, classes } = disclosure
  const narrowed = filter.class !== undefined || filter.month !== undefined
  const first = filter.cursor === undefined
  const shown = classes.filter(({ code }) => filter.class === undefined || code === filter.class)
  const count = shown.reduce((sum, { items }) => sum + items.length, 0)
  const late = missing.filter(({ status }) => first && status === 'missing')
  const file = (name: string, words: string) => html`<a class="more" href="${name}">${words}</a> `
  return {
    title: say('text.open.title'),
    village: villageHead(scene, village),
    feed: `${base}/feed.xml`,
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.open.title')}</h1><p>${say('text.open.lead')}</p>${searchForm(scene, base)}${filters(scene, path, filter, disclosure)}${late.length > 0 && notice('warn', html`<p><a href="#missing">${say('text.open.missing.all', { count: late.length })}</a></p>`)}<h2>${say('text.open.home.newest')} <span class="soft small">${published.length > 0 && say(nextCursor === null && first ? 'text.open.count' : 'text.open.countMore', { count: published.length })}</span></h2>${
      published.length === 0
        ? html`<p class="card">${say(narrowed ? 'text.open.noneSuch' : 'text.open.none')}</p>`
        : html`<ul class="list">${published.map((line) => publishedItem(scene, line, questions))}</ul>`
    }${pageLinks(scene, first ? undefined : openAddress(path, { ...filter, cursor: undefined }), nextCursor === null ? undefined : openAddress(path, { ...filter, cursor: nextCursor }))}${first && missing.length > 0 && html`<h2 id="missing">${say('text.open.missing')}</h2>${missingList(scene, base, missing)}`}${
      first &&
      due.length > 0 &&
      html`<details><summary>${say('text.open.due')} ${due.length}</summary><div><ul class="list">${due.map((line) => missingItem(scene, line, base))}</ul></div></details>`
    }
<p>${file(openAddress(`${base}/open.csv`, { ...filter, cursor: undefined }), say('text.open.csv'))}${file(`${base}/board.pdf?size=a3`, say('text.open.pdf.a3'))}${file(`${base}/board.pdf?size=a4`, say('text.open.pdf.a4'))}${file(`${base}/open-data.zip`, say('text.open.data'))}</p>${
      first &&
      html`<h2 id="items">${say('text.open.items')}</h2><p class="soft small">${say('text.open.itemsNote', { count })}</p>${shown.map(
        (group) =>
          html`<details><summary>${reader.name(group.name)} <span class="soft">${group.items.length}</span></summary><div><ul>${group.items.map((item) => html`<li><a href="${path}/${item.code}">${reader.name(item.name)}</a></li>`)}</ul></div></details>`,
      )}`
    }`,
  }
}
