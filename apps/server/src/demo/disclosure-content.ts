/** What a village of the demo world publishes under an item, made by its template. The same seed writes the same words. */

import {
  type Block,
  type CellValue,
  type Content,
  type DisclosureItem,
  type DisclosurePeriod,
  emptyContent,
  type MoneyLine,
} from '@xiangzhi/language'
import { modelDocuments } from '@xiangzhi/practices'
import { type SeededRandom, seededRandom } from '#packs'
import { demoExpense, demoFacts, demoIncome, demoSteps, demoTexts } from './disclosure-facts.ts'
import { demoRows, type DemoScene } from './disclosure-words.ts'

/** Whoever writes: the village, and the names that the county's demo has. */
export interface DemoWriter {
  readonly seed: number
  readonly surnames: readonly string[]
  readonly givenNames: readonly string[]
  readonly code: string
  readonly village: string
}

const models: Readonly<Record<string, Content>> = modelDocuments

/** Whether the demo world has something to say under an item; what is counted from cases needs no words. */
export function hasDemoWords({ code, source, template }: DisclosureItem): boolean {
  return (
    source !== 'typed' ||
    models[code] !== undefined ||
    template.every(({ kind }) => {
      if (kind === 'table') return demoRows[code] !== undefined
      if (kind === 'facts') return demoFacts[code] !== undefined
      if (kind === 'text') return demoTexts[code] !== undefined
      return true
    })
  )
}

const two = (n: number): string => String(n).padStart(2, '0')

function monthsOf({ first, last }: DisclosurePeriod): string[] {
  const months: string[] = []
  let [year, month] = first.split('-').map(Number) as [number, number]
  const end = (last ?? first).slice(0, 7)
  for (let key = first.slice(0, 7); key <= end; key = `${year}-${two(month)}`) {
    months.push(key)
    ;[year, month] = month === 12 ? [year + 1, 1] : [year, month + 1]
  }
  return months
}

interface Month {
  readonly income: readonly MoneyLine[]
  readonly expense: readonly MoneyLine[]
}

function linesOf(
  random: SeededRandom,
  pool: readonly (readonly [string, number, number, number])[],
  noteOf: () => string | undefined,
): MoneyLine[] {
  return pool.flatMap(([label, from, to, share]) => {
    if (!random.happens(share)) return []
    const fen = random.whole(from * 10, to * 10) * 10
    const note = noteOf()
    return [note === undefined ? { label, fen } : { label, fen, note }]
  })
}

/** The books of one month, the same whichever item tells of them. */
function monthOf(writer: DemoWriter, month: string): Month {
  const random = seededRandom(writer.seed, `money ${writer.code} ${month}`)
  // Writers put in what must not be seen; masking has to take it out again.
  const careless = (): string | undefined =>
    random.happens(0.15)
      ? `收款人证件 610114190001010${random.whole(100, 999)}，票据齐全`
      : random.happens(0.3)
        ? '票据齐全，理财小组已审'
        : undefined
  return { income: linesOf(random, demoIncome, () => undefined), expense: linesOf(random, demoExpense, careless) }
}

/** From this month on the books of every demo village are kept. */
const booksFrom = '2025-01-01'

const sum = (lines: readonly MoneyLine[]): number => lines.reduce((total, { fen }) => total + fen, 0)

/** Income and expenditure of a period: what was in the till before is what all the months before have left. */
function moneyBlock(writer: DemoWriter, period: DisclosurePeriod): Extract<Block, { kind: 'money' }> {
  const random = seededRandom(writer.seed, `till ${writer.code}`)
  let opening = random.whole(60_000, 400_000) * 100
  const months = monthsOf(period)
  for (const month of monthsOf({ key: '', first: booksFrom, last: period.first }).slice(0, -1)) {
    const { income, expense } = monthOf(writer, month)
    opening += sum(income) - sum(expense)
  }
  const added = (lines: readonly MoneyLine[]): MoneyLine[] => {
    if (months.length === 1) return [...lines]
    const byLabel = Map.groupBy(lines, ({ label }) => label)
    return [...byLabel].map(([label, same]) => ({ label, fen: sum(same) }))
  }
  const books = months.map((month) => monthOf(writer, month))
  const income = added(books.flatMap((month) => month.income))
  const expense = added(books.flatMap((month) => month.expense))
  return { kind: 'money', opening, income, expense, closing: opening + sum(income) - sum(expense) }
}

function sceneOf(writer: DemoWriter, item: DisclosureItem, period: DisclosurePeriod): DemoScene {
  const random = seededRandom(writer.seed, `words ${writer.code} ${item.code} ${period.key}`)
  const name = (from: SeededRandom): string => `${from.pick(writer.surnames)}${from.pick(writer.givenNames)}`
  const months = monthsOf(period.last === null ? { ...period, first: '2026-01-01', last: '2026-06-30' } : period)
  return {
    random,
    village: writer.village,
    day: () => `${Number(random.pick(months).slice(5, 7))}月${random.whole(1, 28)}日`,
    villager: () => name(random),
    cadre: (at) => name(seededRandom(writer.seed, `office ${at} of ${writer.code}`)),
    contractor: () => (random.happens(0.6) ? name(random) : '演示农业专业合作社'),
    yuan: (from, to) => random.whole(Math.ceil(from / 10), Math.ceil(to / 10)) * 1000,
  }
}

function filledTable(
  block: Extract<Block, { kind: 'table' }>,
  template: Extract<DisclosureItem['template'][number], { kind: 'table' }>,
  rows: readonly Readonly<Record<string, CellValue>>[],
): Block {
  const cells = rows.map((row) =>
    Object.fromEntries(block.columns.map(({ key, label }) => [key, row[label] ?? null] as const)),
  )
  const totals = (template.totals ?? []).map(
    (key) => [key, cells.reduce((total, row) => total + Number(row[key] ?? 0), 0)] as const,
  )
  if (cells.length === 0) return { ...block, nil: '没有这方面的收支和事项' }
  return { ...block, rows: cells, ...(totals.length > 0 ? { total: Object.fromEntries(totals) } : {}) }
}

/** What the village says under the item in the period. */
export function demoContent(writer: DemoWriter, item: DisclosureItem, period: DisclosurePeriod): Content {
  const model = models[item.code]
  if (model) return model
  const scene = sceneOf(writer, item, period)
  const texts = [...(demoTexts[item.code] ?? [])]
  return {
    blocks: emptyContent(item).blocks.map((block, at): Block => {
      const template = item.template[at]
      if (block.kind === 'money') return { ...block, ...moneyBlock(writer, period) }
      if (block.kind === 'table' && template?.kind === 'table')
        return filledTable(block, template, demoRows[item.code]?.(scene) ?? [])
      if (block.kind === 'facts') {
        const said = demoFacts[item.code]?.(scene) ?? {}
        return { ...block, rows: block.rows.map((row) => ({ ...row, value: said[row.label] ?? '无' })) }
      }
      if (block.kind === 'text') return { ...block, text: texts.shift() ?? '本期无其他说明。' }
      if (block.kind === 'steps') return { ...block, steps: demoSteps }
      return block
    }),
  }
}

/** The same text put right: one amount was written down wrongly and its sums follow. */
export function correctedContent(content: Content): { readonly content: Content; readonly note: string } {
  const at = content.blocks.findIndex(({ kind }) => kind === 'money')
  const block = content.blocks[at]
  if (block?.kind === 'money' && block.expense.length > 0) {
    const [first, ...others] = block.expense
    if (first) {
      const expense = [{ ...first, fen: first.fen + 60_00 }, ...others]
      const corrected = { ...block, expense, closing: block.closing - 60_00 }
      return {
        content: { blocks: content.blocks.with(at, corrected) },
        note: `${first.label}少记 60 元，已按票据更正。`,
      }
    }
  }
  const more: Block = {
    kind: 'text',
    heading: '更正说明',
    text: '原表漏写说明，现补充：票据和名单可到村务监督委员会查看。',
  }
  return { content: { blocks: [...content.blocks, more] }, note: '补充查阅票据和名单的办法。' }
}
