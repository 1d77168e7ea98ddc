import { type Block, type CellValue, type ContentColumn, isSignatureLabel, isTotalLabel } from '@xiangzhi/language'
import { Refusal } from '#platform/refusal'
import {
  type MergedCells,
  readSheet,
  refusedSheet,
  type SheetCell,
  type SheetLimits,
  type SheetRow,
  wordsOfCell,
} from '#platform/sheets'

type Table = Extract<Block, { kind: 'table' }>

/** Amounts stand in yuan in a sheet. */
export function titleOf({ label, align }: ContentColumn): string {
  return align === 'money' ? `${label}（元）` : label
}

const rowsMax = 2000
/** Characters of a cell, as the content's schema has it. */
const textMax = 2000
/** A table of a disclosure has twenty columns and two thousand rows; a title and remarks may stand around it. */
const limits: SheetLimits = { rowsMax: rowsMax + 50, columnsMax: 200, unpackedMegabytesMax: 32, secondsMax: 20 }

/** What a sheet that was handed in holds. */
export interface FilledSheet {
  readonly rows: readonly SheetRow[]
  readonly merges: readonly MergedCells[]
}

/** Reads the first sheet of an Excel or text file. Call it outside a transaction. Refuses with what to do. */
export async function readFilledSheet(bytes: Buffer): Promise<FilledSheet> {
  const rows: SheetRow[] = []
  const merges: MergedCells[] = []
  try {
    for await (const part of readSheet({ bytes }, { limits })) {
      rows.push(...part.rows)
      merges.push(...part.merges)
    }
  } catch (error) {
    throw refusedSheet(error)
  }
  return { rows, merges }
}

/** A cell as a column takes it, or why it does not. */
function cellFor(column: ContentColumn, cell: SheetCell): { readonly value: CellValue } | { readonly code: string } {
  if (cell === null) return { value: null }
  if (typeof cell === 'object' && 'lost' in cell) return { code: cell.lost }
  if (column.align === 'text') {
    const value = wordsOfCell(cell)
    return value.length > textMax ? { code: 'too-long' } : { value }
  }
  const typed =
    typeof cell === 'number'
      ? cell
      : wordsOfCell(cell)
          .normalize('NFKC')
          .replaceAll(/[,\s¥元]/g, '')
  const number = typed === '' ? Number.NaN : Number(typed)
  if (!Number.isFinite(number)) return { code: 'not-a-number' }
  return { value: column.align === 'money' ? Math.round(number * 100) : number }
}

/** The columns of a table by where they stand in the sheet, from the row that names them. */
interface Heading {
  readonly no: number
  /** By the column of the sheet, from 0. */
  readonly columns: ReadonlyMap<number, ContentColumn>
  readonly renamedColumns: readonly { readonly title: string; readonly column: string }[]
  readonly unknownColumns: readonly string[]
  readonly doubleColumns: readonly string[]
}

/** What a title is about without its unit, its signs and the word that it is a name: 户主姓名、户主（签字） and 户主 are one. */
const stemOf = (title: string): string =>
  title
    .normalize('NFKC')
    .replaceAll(/[\s*:：]|[(（【][^)）】]*[)）】]/g, '')
    .replace(/(.)(?:姓名|名字)$/u, '$1')

/** A title under which persons stand by name, whatever they are in the matter. */
const ofPersons =
  /^\p{Script=Han}{0,8}(?:姓名|名字)$|^(?:户主|户名|申请人|申报人|负责人|责任人|受益人|领取人|领款人|承包人|农户|救助对象)$/u

/**
 * Which column of the table each title of a sheet means. Offices write their own titles: one is taken by its words, then by what it is
 * about, and the one title of persons for the one column of persons. Of two that may mean a column none is taken.
 */
function matchTitles(titles: readonly string[], table: Table): ReadonlyMap<number, ContentColumn> {
  const found = new Map<number, ContentColumn>()
  const open = (): ContentColumn[] => table.columns.filter((column) => ![...found.values()].includes(column))
  const take = (fits: (title: string, column: ContentColumn) => boolean, alone: boolean): void => {
    for (const column of open()) {
      const at = titles.flatMap((title, no) => (title !== '' && !found.has(no) && fits(title, column) ? [no] : []))
      const [first] = at
      if (first !== undefined && (!alone || at.length === 1)) found.set(first, column)
    }
  }
  take((title, column) => title === titleOf(column) || title === column.label, false)
  take((title, { label }) => stemOf(title) === stemOf(label), true)
  const persons = open().filter(({ label, align }) => align === 'text' && ofPersons.test(stemOf(label)))
  if (persons.length === 1) {
    take((title, column) => column === persons[0] && /(?:姓名|名字)$/u.test(title), true)
    take((title, column) => column === persons[0] && ofPersons.test(stemOf(title)), true)
  }
  return found
}

function headingIn(rows: readonly SheetRow[], table: Table): Heading | undefined {
  for (const { no, cells } of rows) {
    const titles = cells.map((cell) => wordsOfCell(cell).replaceAll(/\s/g, ''))
    const columns = matchTitles(titles, table)
    if (columns.size === 0) continue
    const known = (title: string): ContentColumn | undefined =>
      table.columns.find((column) => title === titleOf(column) || title === column.label)
    const others = titles.filter((title, at) => title !== '' && !columns.has(at))
    return {
      no,
      columns,
      renamedColumns: [...columns].flatMap(([at, column]) =>
        known(titles[at] ?? '') ? [] : [{ title: (titles[at] ?? '').slice(0, 60), column: column.label }],
      ),
      unknownColumns: others.filter((title) => !known(title)).map((title) => title.slice(0, 60)),
      doubleColumns: others.flatMap((title) => known(title)?.label ?? []),
    }
  }
  return undefined
}

/** What was filled in, and all that the writer should look at. */
export interface TableRead {
  readonly rows: Record<string, CellValue>[]
  /** Columns that the sheet calls otherwise. */
  readonly renamedColumns: { title: string; column: string }[]
  readonly unknownColumns: string[]
  readonly doubleColumns: string[]
  /** Rows with something in them that were not taken in, and why: nothing of theirs stands under a column of the table. */
  readonly lostRows: { row: number; code: 'no-column'; words: string }[]
  /** Left empty. */
  readonly wrongCells: { row: number; column: string; code: string }[]
  /** Left out; `wrong` where they state another sum than the rows above them give. Money in yuan, as in the sheet. */
  readonly totalRows: { row: number; label: string; wrong: { column: string; stated: number; counted: number }[] }[]
  /** Rows in which the sheet is signed, left out. */
  readonly signatureRows: number[]
  readonly mergedCells: { row: number; toRow: number; column: string }[]
}

const NAMED_MAX = 200

/** Reads the rows of one sheet under a heading, adding up on the way. */
class Reading {
  readonly rows: Record<string, CellValue>[] = []
  readonly wrongCells: TableRead['wrongCells'] = []
  readonly totalRows: TableRead['totalRows'] = []
  readonly lostRows: TableRead['lostRows'] = []
  readonly signatureRows: number[] = []
  private readonly heading: Heading
  private readonly spread: ReadonlyMap<string, SheetCell>
  private readonly sums = new Map<string, { all: number; part: number }>()

  constructor(heading: Heading, spread: ReadonlyMap<string, SheetCell>) {
    this.heading = heading
    this.spread = spread
  }

  take(row: SheetRow): void {
    const first = row.cells.find((cell) => typeof cell === 'string')
    if (typeof first === 'string' && isTotalLabel(first)) return this.total(row, first)
    if (this.isSigned(row, first)) {
      this.signatureRows.push(row.no)
      return
    }
    if (![...this.heading.columns.keys()].some((at) => (row.cells[at] ?? null) !== null)) {
      const words = row.cells.map((cell) => wordsOfCell(cell).trim()).filter((one) => one !== '')
      if (words.length > 0) this.lostRows.push({ row: row.no, code: 'no-column', words: words.join(' ').slice(0, 60) })
      return
    }
    const entries = [...this.heading.columns].map(([at, column]): [string, CellValue] => {
      const read = cellFor(column, row.cells[at] ?? this.spread.get(`${row.no} ${at}`) ?? null)
      if ('code' in read) this.wrongCells.push({ row: row.no, column: column.label, code: read.code })
      return [column.key, 'value' in read ? read.value : null]
    })
    for (const [key, value] of entries) {
      if (typeof value !== 'number') continue
      const sum = this.sums.get(key) ?? { all: 0, part: 0 }
      this.sums.set(key, { all: sum.all + value, part: sum.part + value })
    }
    this.rows.push(Object.fromEntries(entries))
  }

  /** Whether a sheet is signed in a row: its first words say so, and nothing stands under a column of numbers. */
  private isSigned(row: SheetRow, first: SheetCell | undefined): boolean {
    if (typeof first !== 'string' || !isSignatureLabel(first)) return false
    return [...this.heading.columns].every(([at, { align }]) => align === 'text' || typeof row.cells[at] !== 'number')
  }

  /** A row of sums is no entry. What it states is compared to the fen: below a part with that part, else with all rows above. */
  private total(row: SheetRow, label: string): void {
    const part = /小|sub/iu.test(label)
    const wrong = /累/u.test(label)
      ? []
      : [...this.heading.columns].flatMap(([at, column]) => {
          const stated = column.align === 'text' ? undefined : cellFor(column, row.cells[at] ?? null)
          if (!stated || !('value' in stated) || typeof stated.value !== 'number') return []
          const sum = this.sums.get(column.key)
          const counted = Number(((part ? sum?.part : sum?.all) ?? 0).toFixed(6))
          const shown = (value: number): number => (column.align === 'money' ? value / 100 : value)
          if (counted === stated.value) return []
          return [{ column: column.label, stated: shown(stated.value), counted: shown(counted) }]
        })
    if (part) for (const sum of this.sums.values()) sum.part = 0
    this.totalRows.push({ row: row.no, label: label.slice(0, 60), wrong })
  }
}

/**
 * The rows of a sheet as a table takes them: the heading is the first row that names a column. Rows of sums are left out and
 * named. Of cells that are one on the screen a text belongs to every row (three members of one household), an amount only to the
 * first: it would be counted once for each. Refuses a sheet without a heading of the table.
 */
export function tableFrom({ rows, merges }: FilledSheet, table: Table): TableRead {
  const heading = headingIn(rows, table)
  if (!heading) throw new Refusal('sheet-no-heading', { columns: table.columns.slice(0, 5).map(titleOf).join('、') })
  const below = rows.filter(({ no }) => no > heading.no)
  const byNo = new Map(below.map((row) => [row.no, row]))
  const spread = new Map<string, SheetCell>()
  const mergedCells: TableRead['mergedCells'] = []
  for (const { row, toRow, column, toColumn } of merges) {
    const within = [...heading.columns].filter(([at]) => at >= column - 1 && at <= toColumn - 1)
    const words = wordsOfCell(byNo.get(row)?.cells[column - 1])
    if (row <= heading.no || within.length === 0 || words === '') continue
    if (isTotalLabel(words) || isSignatureLabel(words)) continue
    if (row === toRow && within.length < 2) continue
    for (const [at, { align, label }] of within) {
      mergedCells.push({ row, toRow, column: label })
      if (align === 'text' && at === column - 1)
        for (let no = row + 1; no <= Math.min(toRow, row + rowsMax); no += 1)
          spread.set(`${no} ${at}`, byNo.get(row)?.cells[at] ?? null)
    }
  }
  const reading = new Reading(heading, spread)
  for (const row of below) reading.take(row)
  if (reading.rows.length > rowsMax) throw new Refusal('sheet-too-long', { limit: rowsMax })
  return {
    rows: reading.rows,
    renamedColumns: [...heading.renamedColumns],
    lostRows: reading.lostRows.slice(0, NAMED_MAX),
    unknownColumns: [...heading.unknownColumns],
    doubleColumns: [...heading.doubleColumns],
    wrongCells: reading.wrongCells.slice(0, NAMED_MAX),
    totalRows: reading.totalRows.slice(0, NAMED_MAX),
    signatureRows: reading.signatureRows.slice(0, NAMED_MAX),
    mergedCells: mergedCells.slice(0, NAMED_MAX),
  }
}
