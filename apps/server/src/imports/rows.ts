import { isTotalLabel, spellName } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import type { ImportProblem, StagedRow } from '#platform/imports'
import type { Sealing } from '#platform/sealing'
import { type MergedCells, type SheetCell, wordsOfCell } from '#platform/sheets'
import { chosenValue, type Column, headingsOf } from './columns.ts'
import type { TableRow } from './read-table.ts'
import { NOTE_SIGN } from './template.ts'

/** A row with its cells by the key of their column; empty cells are absent. */
export interface GivenRow {
  readonly sheet: string
  readonly no: number
  readonly values: Readonly<Record<string, string>>
}

/** What a row is found to be: something to do, or what is wrong with it. */
export type Found = { readonly row: StagedRow } | { readonly problem: ImportProblem }

/** What deciding about rows needs. `today` is the county's day. */
export interface Looking {
  readonly tx: Tx
  readonly sealing: Sealing
  readonly today: string
}

/** Decides about the rows of one file, a batch at a time; it remembers what the rows before brought. */
export interface Checker {
  check(looking: Looking, rows: readonly GivenRow[]): Promise<Found[]>
}

export const problemIn = (
  row: Pick<GivenRow, 'sheet' | 'no'>,
  column: string | null,
  code: string,
  facts?: ImportProblem['facts'],
): { readonly problem: ImportProblem } => ({
  problem: { sheet: row.sheet, row: row.no, column, code, ...(facts ? { facts } : {}) },
})

/** What bringing these facts does: something new, a change where one of the fields differs, or nothing at all. */
export function broughtIn<Field extends string>(
  { no }: Pick<GivenRow, 'no'>,
  existing: Readonly<Record<Field, unknown>> | undefined,
  content: Readonly<Record<Field, unknown>>,
  differing: readonly Field[],
): { readonly row: StagedRow } {
  if (!existing) return { row: { no, action: 'new', content: { ...content }, before: null } }
  const same = differing.every((field) => existing[field] === content[field])
  return { row: { no, action: same ? 'same' : 'changed', content: { ...content }, before: { ...existing } } }
}

const realDay = (text: string): string | undefined => {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  if (!parts) return undefined
  const day = `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined
}

function valueOf(column: Column, cell: SheetCell): { value: string } | { code: string } {
  if (typeof cell === 'object' && cell !== null) {
    if ('lost' in cell) return { code: cell.lost }
    // A column of days takes the day of a time.
    if (column.shape === 'date') return { value: cell.moment.slice(0, 10) }
  }
  const typed = wordsOfCell(cell)
  if (column.options) {
    const value = chosenValue(column, typed)
    return value === undefined ? { code: 'not-in-list' } : { value }
  }
  if (column.shape === 'date') {
    const value = realDay(typed)
    return value === undefined ? { code: 'not-a-date' } : { value }
  }
  if (column.shape === 'number' && !/^-?\d+(\.\d+)?$/.test(typed)) return { code: 'not-a-number' }
  if (typed.length > 200) return { code: 'too-long' }
  if (column.shape === 'name') return { value: spellName(typed) }
  return { value: typed }
}

/** Finds the columns by the headings of the first row. Names what is missing and what nobody knows. */
export function readHeadings(
  columns: readonly Column[],
  row: TableRow,
): { at: readonly (Column | undefined)[]; problems: ImportProblem[] } {
  const known = headingsOf(columns)
  const problems: ImportProblem[] = []
  const met = new Set<Column>()
  const at = row.cells.map((cell) => {
    const heading = wordsOfCell(cell)
      .replace(/[＊*]\s*$/, '')
      .trim()
    if (heading === '') return undefined
    const column = known.get(heading)
    if (!column) problems.push(problemIn(row, null, 'unknown-heading', { heading: heading.slice(0, 40) }).problem)
    else if (met.has(column)) problems.push(problemIn(row, column.key, 'heading-twice', { heading }).problem)
    else met.add(column)
    return column
  })
  for (const column of columns)
    if (column.required && !at.includes(column)) problems.push(problemIn(row, column.key, 'no-column').problem)
  return { at, problems }
}

/** Reads one row under known headings: undefined for empty and explaining rows. */
export function readRow(
  columns: readonly Column[],
  at: readonly (Column | undefined)[],
  row: TableRow,
): GivenRow | { problems: ImportProblem[] } | undefined {
  const first = row.cells.find((cell) => cell !== null)
  if (first === undefined || wordsOfCell(first).startsWith(NOTE_SIGN)) return undefined
  // A line that adds others up is no person and no household.
  if (isTotalLabel(wordsOfCell(first)))
    return { problems: [problemIn(row, null, 'total-row', { label: wordsOfCell(first) }).problem] }
  const values: Record<string, string> = {}
  const problems: ImportProblem[] = []
  row.cells.forEach((cell, index) => {
    const column = at[index]
    if (!column || cell === null) return
    const found = valueOf(column, cell)
    if ('value' in found) values[column.key] = found.value
    else problems.push(problemIn(row, column.key, found.code).problem)
  })
  for (const { key, required } of columns)
    if (required && values[key] === undefined && !problems.some(({ column }) => column === key))
      problems.push(problemIn(row, key, 'missing').problem)
  return problems.length > 0 ? { problems } : { sheet: row.sheet, no: row.no, values }
}

/** Cells below the headings that are one on the screen: only the first of them has a value, so the others were read as empty. */
export function mergeProblems(
  at: readonly (Column | undefined)[],
  heading: Pick<GivenRow, 'no'>,
  merges: readonly MergedCells[],
): ImportProblem[] {
  return merges.flatMap(({ sheet, row, toRow, column, toColumn }) => {
    const known = at.slice(column - 1, toColumn).filter((one) => one !== undefined)
    if (row <= heading.no || known.length === 0 || (row === toRow && known.length < 2)) return []
    return [problemIn({ sheet, no: row }, known[0]?.key ?? null, 'merged', { to: toRow }).problem]
  })
}
