import { statusTag } from '@xiangzhi/design'
import type { QuestionCounts } from '#kernel/publications'
import type { Town } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb } from './form-parts.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'
import type { Punctuality } from './oversight-page.ts'
import { dayWords } from './times.ts'

/** A town or a village in the comparison, with numerator and denominator of its share on time. */
export interface OverviewRow extends Punctuality {
  readonly name: string
  readonly href: string
  readonly exempt: number
  readonly questions: Pick<QuestionCounts, 'asked' | 'answered'>
}

/** A town in which a tenth of what was due was not published on time stands out. */
const SHARE_WARNED = 0.9

const shareWords = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)}%`

function line(scene: Scene, row: OverviewRow): Html {
  const { say } = scene.reader
  const share = row.due === 0 ? undefined : row.onTime / row.due
  const words = share === undefined ? say('text.open.overview.absent') : shareWords(share)
  const tag = share === undefined ? 'neutral' : share < SHARE_WARNED ? 'late' : row.missing > 0 ? 'warn' : 'good'
  // Documents that are due are counted exactly: whoever watches over a village is to know each (村民委员会组织法 art. 35, 36).
  const number = (value: number) => html`<td class="num">${value}</td>`
  return html`<tr><th scope="row"><a href="${row.href}">${row.name}</a></th><td class="num">${raw(statusTag(tag, words))}</td>${number(row.due)}${number(row.onTime)}${number(row.late)}${number(row.missing)}${number(row.exempt)}${number(row.questions.asked)}${number(row.questions.answered)}</tr>`
}

/** Which towns, or which villages of a town, disclose on time. */
export function overviewPage(
  scene: Scene,
  town: Town | undefined,
  rows: readonly OverviewRow[],
  { from, until }: { from: string; until: string },
): Page {
  const { reader, now } = scene
  const { say } = reader
  const columns = ['rate', 'expected', 'onTime', 'late', 'missing', 'exempt', 'asked', 'answered'] as const
  const sum = (value: (row: OverviewRow) => number) =>
    html`<td class="num">${rows.reduce((total, row) => total + value(row), 0)}</td>`
  const due = rows.reduce((total, row) => total + row.due, 0)
  const onTime = rows.reduce((total, row) => total + row.onTime, 0)
  const title = town
    ? `${reader.name(town.name)} · ${say('text.open.overview.title')}`
    : say('text.open.overview.title')
  return {
    title,
    body: html`${crumb(town ? '/open' : '/', say(town ? 'text.open.overview.whole' : 'text.portal.foot.start'))}<h1 id="title">${title}</h1><p>${say('text.open.overview.lead')}</p><p class="soft small">${say('text.open.overview.range', { from: dayWords(reader.language, from, now), until: dayWords(reader.language, until, now) })}</p>
<form class="search" method="get" action="/" role="search"><input type="search" name="q" aria-label="${say('text.portal.start.searchLabel')}" placeholder="${say('text.portal.start.searchHint')}"><button class="button" type="submit">${say('text.portal.start.search')}</button></form>${
      due === 0 && html`<p class="card">${say('text.open.overview.none')}</p>`
    }<div class="table" role="region" tabindex="0" aria-labelledby="title"><table><thead><tr><th scope="col">${say(town ? 'text.open.overview.village' : 'text.open.overview.place')}</th>${columns.map((column) => html`<th scope="col" class="num">${say(`text.open.overview.${column}`)}</th>`)}</tr></thead><tbody>${rows.map((row) => line(scene, row))}</tbody><tfoot><tr><th scope="row">${say('text.open.overview.total')}</th><td class="num">${due > 0 && shareWords(onTime / due)}</td>${sum((row) => row.due)}${sum(({ onTime }) => onTime)}${sum(({ late }) => late)}${sum(({ missing }) => missing)}${sum(({ exempt }) => exempt)}${sum(({ questions }) => questions.asked)}${sum(({ questions }) => questions.answered)}</tr></tfoot></table></div>`,
  }
}
