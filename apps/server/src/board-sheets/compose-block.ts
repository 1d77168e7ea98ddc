import { type Block, type CellValue, type ContentColumn, yuanOf } from '@xiangzhi/language'
import type { Say } from './compose.ts'

type Row = readonly string[]

interface Line {
  readonly label: string
  readonly amount: string
  readonly note: string
}

/** A block in the strings that the layout places. */
export type DrawnBlock = { readonly heading: string } & (
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  | { readonly kind: 'facts'; readonly rows: readonly { readonly label: string; readonly value: string }[] }
  | {
      readonly kind: 'table'
      readonly unit: string
      readonly columns: readonly { readonly label: string; readonly align: string; readonly share: number }[]
      readonly rows: readonly Row[]
      readonly totals: Row
    }
  | {
      readonly kind: 'money'
      readonly unit: string
      readonly heads: Row
      readonly opening: { readonly label: string; readonly amount: string }
      readonly parts: readonly {
        readonly lines: readonly Line[]
        readonly total: { readonly label: string; readonly amount: string }
      }[]
      readonly closing: { readonly label: string; readonly amount: string }
    }
  | {
      readonly kind: 'steps'
      readonly steps: readonly {
        readonly name: string
        readonly who: string
        readonly within: string
        readonly note: string
      }[]
    }
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly about: string }[] }
)

/** A count or a measure as it stands in a column. */
export function numberOf(value: number): string {
  const [whole = '', part] = String(Math.abs(value)).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${value < 0 ? '-' : ''}${grouped}${part === undefined ? '' : `.${part}`}`
}

/** What a line of print takes: a Chinese character one, a Latin letter or a digit half. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += /[\p{Script=Latin}\d\s.,:;/()-]/u.test(character) ? 0.55 : 1
  return width
}

/** A place to break every so often in words that have none, or they would run out of their column. */
function breakable(text: string): string {
  return text.replaceAll(/[!-~]{13,}/g, (word) => word.replaceAll(/.{12}(?=.)/g, '$&\u200b'))
}

const shown = (value: CellValue | undefined, { align }: ContentColumn): string => {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'string') return breakable(value)
  return align === 'money' ? yuanOf(value) : numberOf(value)
}

/** Columns share the width by what stands in them: numbers whole on one line, names wrapped, nothing squeezed away. */
function shareOf(column: ContentColumn, at: number, rows: readonly Row[]): number {
  const cells = Math.max(0, ...rows.map((row) => widthOf(row[at] ?? '')))
  const head = widthOf(column.label)
  if (column.align !== 'text') return Math.max(cells, Math.min(head, 4)) + 1
  return Math.min(Math.max(cells, Math.min(head, 4)), 16) + 1
}

function composeTable(block: Extract<Block, { kind: 'table' }>, tell: Say): DrawnBlock {
  const columns = block.columns.filter(({ mask }) => mask !== 'never')
  const rows = block.rows.map((row) => columns.map((column) => shown(row[column.key], column)))
  const { total } = block
  // The word "total" stands in the first column that is not summed itself.
  const wordAt = columns.findIndex(({ key }) => total?.[key] === undefined)
  const totals = total
    ? columns.map((column, at) => {
        const sum = total[column.key]
        return sum === undefined ? (at === wordAt ? tell('text.board.total') : '') : shown(sum, column)
      })
    : []
  const nothing = columns.map((_, at) => (at === 0 ? tell('text.board.nothing') : ''))
  const measured = [...rows, totals]
  return {
    kind: 'table',
    heading: block.heading ?? '',
    unit: columns.some(({ align }) => align === 'money') ? tell('text.board.unit') : '',
    columns: columns.map((column, at) => ({
      label: column.label,
      align: column.align,
      share: shareOf(column, at, rows.length === 0 ? [nothing] : measured),
    })),
    rows: rows.length === 0 ? [nothing] : rows,
    totals,
  }
}

function composeMoney(block: Extract<Block, { kind: 'money' }>, tell: Say): DrawnBlock {
  const part = (lines: typeof block.income, word: 'income' | 'expense') => ({
    lines: lines.map(({ label, fen, note }) => ({ label: breakable(label), amount: yuanOf(fen), note: note ?? '' })),
    total: {
      label: tell(`text.board.money.${word}`),
      amount: yuanOf(lines.reduce((sum, { fen }) => sum + fen, 0)),
    },
  })
  return {
    kind: 'money',
    heading: block.heading ?? '',
    unit: tell('text.board.unit'),
    heads: [tell('text.board.money.line'), tell('text.board.money.amount'), tell('text.board.money.note')],
    opening: { label: tell('text.board.money.opening'), amount: yuanOf(block.opening) },
    parts: [part(block.income, 'income'), part(block.expense, 'expense')],
    closing: { label: tell('text.board.money.closing'), amount: yuanOf(block.closing) },
  }
}

const sizeOf = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`

function composeFiles(block: Extract<Block, { kind: 'files' }>, tell: Say): DrawnBlock[] {
  const files = block.files.map(({ name, bytes }) => ({
    name: breakable(name),
    about: tell('text.board.file', { size: sizeOf(bytes) }),
  }))
  if (files.length === 0) return []
  return [{ kind: 'files', heading: block.heading ?? tell('text.board.files'), files }]
}

/** One block as the layout places it; nothing at all where it says nothing. */
export function composeBlock(block: Block, tell: Say): DrawnBlock[] {
  const heading = block.heading ?? ''
  switch (block.kind) {
    case 'text': {
      const paragraphs = block.text
        .split('\n')
        .map((line) => breakable(line.trim()))
        .filter((line) => line !== '')
      return paragraphs.length === 0 ? [] : [{ kind: 'text', heading, paragraphs }]
    }
    case 'facts': {
      const rows = block.rows.filter(({ value, mask }) => value !== '' && mask !== 'never')
      const written = rows.map(({ label, value }) => ({ label, value: breakable(value) }))
      return written.length === 0 ? [] : [{ kind: 'facts', heading, rows: written }]
    }
    case 'table':
      return [composeTable(block, tell)]
    case 'money':
      return [composeMoney(block, tell)]
    case 'steps':
      return block.steps.length === 0
        ? []
        : [
            {
              kind: 'steps',
              heading,
              steps: block.steps.map(({ name, who, within, note }) => ({
                name,
                who,
                within: within ?? '',
                note: note ?? '',
              })),
            },
          ]
    case 'files':
      break
  }
  return composeFiles(block, tell)
}
