import {
  type Block,
  type CellValue,
  type Content,
  type ContentColumn,
  fewerMark,
  isSmallCount,
  type MoneyLine,
  nilOf,
  totalsOf,
  withoutNil,
} from '@xiangzhi/language'

export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>

/** What cannot be saved yet: a line that has an amount or words but no name, or (without a row) a part whose reason for being empty says nothing. */
export interface Unfinished {
  readonly block: number
  readonly row?: number
}

/** Whether the reason why a part is empty was begun and is shorter than any word of Chinese that says something: two signs. */
export const isShortNil = (nil: string): boolean => nil.trim().length === 1

const blank = (text: string | undefined): boolean => (text ?? '').trim() === ''

/** A heading without words is none: the document knows only headings that say something. */
function tidyHeading<B extends Block>(block: B): B {
  if (block.heading === undefined || !blank(block.heading)) return block
  const { heading: _heading, ...rest } = block
  return rest as B
}

/** Why a part is empty is said of no part that says something. */
const tidyNil = (block: Block): Block => (nilOf(block) === undefined ? withoutNil(block) : block)

function tidy(block: Block): Block {
  switch (block.kind) {
    case 'money': {
      const kept = (lines: readonly MoneyLine[]) =>
        lines
          .filter(({ label, fen, note }) => !blank(label) || fen !== 0 || !blank(note))
          .map(({ label, fen, note }) => ({ label, fen, ...(blank(note) ? {} : { note }) }))
      return { ...block, income: kept(block.income), expense: kept(block.expense) }
    }
    case 'table': {
      const rows = block.rows.filter((row) => Object.values(row).some((cell) => cell !== null && cell !== ''))
      const { total: _total, ...table } = block
      const total = totalsOf({ ...block, rows })
      return { ...table, rows, ...(total ? { total } : {}) }
    }
    case 'facts':
      return { ...block, rows: block.rows.filter(({ label, value }) => !blank(label) || !blank(value)) }
    case 'steps':
      return {
        ...block,
        steps: block.steps
          .filter(({ name, who, within, note }) => ![name, who, within, note].every(blank))
          .map(({ name, who, within, note }) => ({
            name,
            who,
            ...(blank(within) ? {} : { within }),
            ...(blank(note) ? {} : { note }),
          })),
      }
    case 'text':
    case 'files':
      break
  }
  return block
}

function unfinishedIn(block: Block, at: number): Unfinished[] {
  const rowsWithout = (lines: readonly { readonly label: string }[], from = 0): Unfinished[] =>
    lines.flatMap(({ label }, row) => (blank(label) ? [{ block: at, row: row + from }] : []))
  switch (block.kind) {
    case 'money':
      return [...rowsWithout(block.income), ...rowsWithout(block.expense, block.income.length)]
    case 'facts':
      return rowsWithout(block.rows)
    case 'steps':
      return rowsWithout(block.steps.map(({ name }) => ({ label: name })))
    case 'files':
      return rowsWithout(block.files.map(({ name }) => ({ label: name })))
    case 'text':
    case 'table':
      break
  }
  return []
}

/** A document as it can be saved: lines that say nothing left out, sums counted; and what keeps it from being saved. */
export function sendable(content: Content): { readonly content: Content; readonly unfinished: readonly Unfinished[] } {
  const blocks = content.blocks.map((block) => tidyNil(tidyHeading(tidy(block))))
  const reasons = blocks.flatMap((block, at) => (isShortNil(nilOf(block) ?? '') ? [{ block: at }] : []))
  return { content: { blocks }, unfinished: [...blocks.flatMap(unfinishedIn), ...reasons] }
}

export const sumOf = (lines: readonly MoneyLine[]): number => lines.reduce((sum, { fen }) => sum + fen, 0)

/** What must be left at the end of a period. */
export function closingOf({
  opening,
  income,
  expense,
}: Pick<BlockOf<'money'>, 'opening' | 'income' | 'expense'>): number {
  return opening + sumOf(income) - sumOf(expense)
}

/** A money block after a change. The closing balance follows as long as it was right before; typed otherwise, it stays. */
export function changeMoney(before: BlockOf<'money'>, patch: Partial<BlockOf<'money'>>): BlockOf<'money'> {
  const after = { ...before, ...patch }
  const followed = before.closing === closingOf(before)
  return patch.closing === undefined && followed ? { ...after, closing: closingOf(after) } : after
}

/** What somebody typed as an amount of yuan, in fen; undefined when it is none. */
export function fenOf(typed: string): number | undefined {
  const plain = typed.replaceAll(/[,，\s¥￥元]/g, '')
  if (!/^-?(?:\d+(?:\.\d{0,2})?|\.\d{1,2})$/.test(plain)) return undefined
  return Math.round(Number(plain) * 100)
}

/** An amount as it stands in a field: without separators, and without needless zeros. */
export function yuanTyped(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)
}

/** A cell from what was typed or pasted; undefined when it is no number where one belongs. */
export function cellOf({ align }: Pick<ContentColumn, 'align'>, typed: string): CellValue | undefined {
  if (align === 'text') return typed
  if (typed.trim() === '') return null
  if (align === 'money') return fenOf(typed)
  // A count that is too small to be published may be left out by saying so.
  if (/^(?:[<＜]\s*5|不足\s*5)$/u.test(typed.trim())) return fewerMark
  const number = Number(typed.replaceAll(/[,，\s]/g, ''))
  return Number.isFinite(number) ? number : undefined
}

/** A document whose named number cells say that they are too small, instead of the number; blocks without such a cell stay themselves. */
export function withoutSmallCounts(
  { blocks }: Content,
  found: readonly {
    readonly block?: number | undefined
    readonly row?: number | undefined
    readonly label?: string | undefined
  }[],
): Content {
  return {
    blocks: blocks.map((block, at) => {
      if (block.kind !== 'table') return block
      const named = new Set(found.filter((one) => one.block === at).map(({ row, label }) => `${row} ${label}`))
      if (named.size === 0) return block
      const rows = block.rows.map((row, nth) => {
        const patch = block.columns.flatMap(({ key, label, align }) => {
          const value = row[key]
          const isNamed = align === 'number' && named.has(`${nth} ${label}`)
          return isNamed && typeof value === 'number' && isSmallCount(value) ? [[key, fewerMark] as const] : []
        })
        return patch.length === 0 ? row : { ...row, ...Object.fromEntries(patch) }
      })
      return rows.every((row, nth) => row === block.rows[nth]) ? block : { ...block, rows }
    }),
  }
}

/** A cell as it stands in its field. */
export function typedCell({ align }: Pick<ContentColumn, 'align'>, value: CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  return align === 'money' && typeof value === 'number' ? yuanTyped(value) : String(value)
}

/** The cells of what a spreadsheet puts on the clipboard: rows by lines, cells by tabs, quotes around cells with line breaks. */
export function readPasted(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const plain = text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at] ?? ''
    if (quoted) {
      if (sign === '"' && plain[at + 1] === '"') {
        cell += '"'
        at += 1
      } else if (sign === '"') quoted = false
      else cell += sign
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === '\t' || sign === '\n') {
      rows.at(-1)?.push(cell.trim())
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  rows.at(-1)?.push(cell.trim())
  return rows
}

/** A table with a pasted rectangle laid over it from a cell on; rows are added as needed, cells that do not fit stay and are counted. */
export function paste(
  table: BlockOf<'table'>,
  from: { readonly row: number; readonly column: number },
  cells: readonly (readonly string[])[],
): { readonly table: BlockOf<'table'>; readonly wrong: number } {
  const rows = [...table.rows]
  let wrong = 0
  for (const [down, line] of cells.entries()) {
    const row: Record<string, CellValue> = { ...rows[from.row + down] }
    for (const [right, typed] of line.entries()) {
      const column = table.columns[from.column + right]
      if (!column) continue
      const value = cellOf(column, typed)
      if (value === undefined) wrong += 1
      else row[column.key] = value
    }
    rows[from.row + down] = row
  }
  return { table: { ...table, rows }, wrong }
}
