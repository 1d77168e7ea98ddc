import { publicCsv } from './disclosure-csv.ts'
import type { PublicStatus } from '@xiangzhi/design'
import { caseLine, pageLinks, type PublicCase, statuses } from './case-parts.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb } from './form-parts.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { villageHead } from './village-page.ts'

/** What the list is narrowed to; everything stands in the address. */
export interface CasesFilter {
  readonly status: PublicStatus | undefined
  /** A class of the catalogue: the beginning of the codes. */
  readonly category: string | undefined
  readonly town: string | undefined
  readonly cursor: string | undefined
}

/** The address of the list with this filter; empty parts are left out. */
export function casesAddress(path: string, filter: Partial<CasesFilter>): string {
  const parameters = new URLSearchParams()
  for (const name of ['status', 'category', 'town', 'cursor'] as const) {
    const value = filter[name]
    if (value !== undefined) parameters.set(name, value)
  }
  const query = parameters.toString()
  return query === '' ? path : `${path}?${query}`
}

function link(address: string, words: string, current: boolean): Html {
  return html`<li><a href="${address}"${current && html` aria-current="true"`}>${words}</a></li>`
}

function filters(scene: Scene, path: string, filter: CasesFilter, wide: boolean): Html {
  const { reader, county } = scene
  const { say } = reader
  const classes = county.config.classes.filter((one) => one.offeredTo === 'everyone')
  const also = (part: Partial<CasesFilter>) => casesAddress(path, { ...filter, cursor: undefined, ...part })
  const chosen = classes.find((one) => one.code === filter.category)
  return html`<h2 class="vh">${say('text.portal.cases.filter')}</h2><ul class="filters">${link(also({ status: undefined }), say('text.portal.cases.all'), filter.status === undefined)}${statuses.map(
    (status) => link(also({ status }), say(`text.common.status.${status}`), filter.status === status),
  )}</ul><details${(chosen !== undefined || filter.town !== undefined) && html` open`}><summary>${say('text.portal.cases.narrow')}</summary><div>${
    wide &&
    html`<p class="soft small">${say('text.portal.cases.town')}</p><ul class="filters">${link(also({ town: undefined }), say('text.portal.cases.all'), filter.town === undefined)}${county.towns.map(
      (town) => link(also({ town: town.code }), reader.name(town.name), filter.town === town.code),
    )}</ul>`
  }<p class="soft small">${say('text.portal.cases.class')}</p><ul class="filters">${link(also({ category: undefined }), say('text.portal.cases.all'), filter.category === undefined)}${classes.map(
    (one) => link(also({ category: one.code }), reader.name(one.name), filter.category === one.code),
  )}</ul></div></details>`
}

/** The public list of a village, or of the whole county. */
export function casesPage(
  scene: Scene,
  village: Village | undefined,
  filter: CasesFilter,
  rows: readonly PublicCase[],
  nextCursor: string | null,
): Page {
  const { reader } = scene
  const { say } = reader
  const path = village ? `/v/${village.code}/cases` : '/cases'
  const title = say('text.portal.cases.title')
  return {
    title,
    ...(village && { village: villageHead(scene, village) }),
    body: html`${crumb(village ? `/v/${village.code}` : '/', say('text.portal.back.home'))}<h1>${title}</h1><p>${say('text.portal.cases.note')}</p>${filters(scene, path, filter, village === undefined)}${
      rows.length === 0
        ? html`<p class="card">${say((filter.status ?? filter.category ?? filter.town) ? 'text.portal.cases.noneSuch' : 'text.portal.cases.none')}</p>`
        : html`<ul class="list">${rows.map((one) => caseLine(scene, one, village === undefined))}</ul>`
    }${pageLinks(scene, filter.cursor === undefined ? undefined : casesAddress(path, { ...filter, cursor: undefined }), nextCursor === null ? undefined : casesAddress(path, { ...filter, cursor: nextCursor }))}
<p><a class="more" href="${casesAddress(`${path}.csv`, { ...filter, cursor: undefined })}" download>${say('text.portal.cases.csv')}</a> <a class="more" href="${village ? `/v/${village.code}/map` : '/map'}">${say('text.portal.cases.onMap')}</a></p>`,
  }
}

/** The same list for a spreadsheet, with a byte order mark so that Excel reads the Chinese. */
export function casesCsv(scene: Scene, rows: readonly PublicCase[], exact: (at: Date) => string): string {
  const { reader, county } = scene
  const { say } = reader
  const head = [
    'number',
    'place',
    'category',
    'status',
    'openedAt',
    'closedAt',
    'followers',
    'reopened',
    'note',
  ] as const
  const lines = rows.map((one) => {
    const place = one.villageId === null ? undefined : county.villagesById.get(one.villageId)
    const category = county.config.categories.get(one.category)
    return [
      one.number,
      place ? reader.name(place.name) : '',
      category ? reader.name(category.name) : one.category,
      say(`text.common.status.${one.status}`),
      exact(new Date(one.openedAt)),
      one.closedAt === null ? '' : exact(new Date(one.closedAt)),
      one.followerCount,
      one.reopenCount,
      one.publicNote ?? '',
    ]
  })
  return `\uFEFF${publicCsv([head.map((name) => say(`text.portal.csv.${name}`)), ...lines])}`
}
