import { bar } from '@xiangzhi/design'
import { type Block, yuanOf } from '@xiangzhi/language'
import { drawMoney, sumOf } from './content-blocks.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { missingItem, type MissingLine, periodWords } from './disclosure-parts.ts'
import { crumb } from './form-parts.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'
import { moneyWords, villageHead } from './village-page.ts'

/** One published period of a village's money. */
export interface MoneyPeriod {
  readonly editionId: string
  readonly itemCode: string
  readonly period: string
  readonly block: Extract<Block, { kind: 'money' }>
  /** Which block of its edition it is. */
  readonly at: number
}

function history(scene: Scene, base: string, periods: readonly MoneyPeriod[]): Html {
  const { say } = scene.reader
  const most = Math.max(1, ...periods.flatMap(({ block }) => [sumOf(block.income), sumOf(block.expense)]))
  const side = (fen: number, tone: 'good' | 'warn') =>
    html`<td class="num">${yuanOf(fen)}${raw(bar(fen, most, tone))}</td>`
  return html`<h2 id="history">${say('text.open.money.twelve')}</h2><p class="soft small">${say('text.open.money.twelveNote')}</p><div class="table" role="region" tabindex="0" aria-labelledby="history"><table><thead><tr><th scope="col">${say('text.open.edition.period')}</th><th scope="col" class="num">${say('text.open.money.income')}</th><th scope="col" class="num">${say('text.open.money.expense')}</th><th scope="col" class="num">${say('text.open.money.closing')}</th></tr></thead><tbody>${periods.map(
    (one) =>
      html`<tr><th scope="row"><a href="${base}/money?month=${one.period}">${periodWords(scene.reader, one.period)}</a></th>${side(sumOf(one.block.income), 'good')}${side(sumOf(one.block.expense), 'warn')}<td class="num">${yuanOf(one.block.closing)}</td></tr>`,
  )}</tbody></table></div>`
}

/** The money of a village: one period in words, tables and bars; the periods before it; what is missing. */
export function moneyPage(
  scene: Scene,
  village: Village,
  chosen: MoneyPeriod | undefined,
  periods: readonly MoneyPeriod[],
  missing: readonly MissingLine[],
): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const late = missing.filter(({ status }) => status === 'missing')
  return {
    title: say('text.open.money.title'),
    village: villageHead(scene, village),
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${chosen ? say('text.open.money.home', { period: periodWords(reader, chosen.period) }) : say('text.open.money.title')}</h1>${
      chosen
        ? html`<p class="lead">${moneyWords(scene, chosen)}</p>${drawMoney({ reader }, chosen.block, chosen.at, `/e/${chosen.editionId}`)}<p class="buttons"><a class="button" href="/e/${chosen.editionId}">${say('text.open.money.whole')}</a></p>`
        : html`<p class="card">${say(periods.length === 0 ? 'text.open.money.none' : 'text.open.money.noneSuch')}</p>`
    }${late.length > 0 && html`<h2>${say('text.open.missing')}</h2><ul class="list">${late.map((line) => missingItem(scene, line, base))}</ul>`}${periods.length > 0 && history(scene, base, periods)}`,
  }
}
