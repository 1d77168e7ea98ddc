import { beijing, csvLines, disarmedCell } from '@xiangzhi/language'
import { type Language, say } from '@xiangzhi/text'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'

/** How a column is written. Instants are shown in the county's time: Excel itself knows no time zone. */
export type ColumnKind = 'text' | 'number' | 'date' | 'instant'

export interface SheetColumn {
  readonly title: string
  /** In characters of the default font; Chinese ones take two. */
  readonly width?: number
  readonly kind?: ColumnKind
}

/** Who takes a file out, when, and for what, as they typed it: what the call of an export says. */
export interface Taking {
  readonly by: { readonly name: string }
  readonly input: { readonly purpose: string; readonly language: Language; readonly format?: 'xlsx' | 'csv' }
  readonly now: Date
}

export type Cell = string | number | boolean | Date | null

export interface Sheet {
  readonly title: string
  readonly columns: readonly SheetColumn[]
  readonly rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>
  /** What the line above the table says beside who took it, when and for what, such as the period. */
  readonly about?: string
  /** The name of the file without its ending; the title where there is none. */
  readonly fileName?: string
  /** Offset of the county's time from UTC in minutes; China has one time zone. */
  readonly offsetMinutes?: number
}

/** The name that browsers and offices give to .xlsx files. */
const excelMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A file as the HTTP edge sends it on. */
export interface SheetFile {
  readonly file: Buffer
  readonly name: string
  readonly mediaType: string
}

/** Excel refuses some characters in the name of a sheet, and names over 31 characters. */
const sheetName = (title: string): string =>
  title
    .replaceAll(/[\\/?*[\]:]/g, ' ')
    .slice(0, 31)
    .toWellFormed()
    .replace('\uFFFD', '')
    .trim() || 'Sheet'

function cellOf(value: Cell | undefined, kind: ColumnKind, offsetMinutes: number): string | number | Date | null {
  if (value === null || value === undefined || value === '') return null
  if (value instanceof Date) return new Date(value.getTime() + offsetMinutes * 60_000)
  if (kind === 'date' && typeof value === 'string') return new Date(`${value}T00:00:00Z`)
  if (typeof value === 'boolean') return value ? '✓' : ''
  return typeof value === 'string' ? disarmedCell(value) : value
}

const formats: Readonly<Partial<Record<ColumnKind, string>>> = { date: 'yyyy-mm-dd', instant: 'yyyy-mm-dd hh:mm' }

const excelFile = (file: Buffer, name: string): SheetFile => ({
  file,
  name: `${name}.xlsx`,
  mediaType: excelMediaType,
})

/** One line above the table saying who took it, when and what for; it goes wherever the file goes. */
function watermarkOf({ by, input, now }: Taking, { about, offsetMinutes = beijing.offsetMinutes }: Sheet): string {
  const at = new Date(now.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
  const taken = say(input.language, 'text.common.export.watermark', { name: by.name, at, purpose: input.purpose })
  return about === undefined ? taken : `${taken} ${about}`
}

/** The rows of a sheet as cells, counted while they are written. */
async function* cellsOf({ columns, rows, offsetMinutes = beijing.offsetMinutes }: Sheet, counted: { rows: number }) {
  for await (const row of rows) {
    counted.rows += 1
    yield columns.map(({ kind }, index) => cellOf(row[index], kind ?? 'text', offsetMinutes))
  }
}

type Rows = AsyncIterable<readonly (string | number | Date | null)[]>

/** Rows are written as they come, so that a long list does not stand in memory twice. */
async function writeExcel(watermark: string, sheet: Sheet, rows: Rows): Promise<Buffer> {
  const out = new PassThrough()
  const whole = buffer(out)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  const table = book.addWorksheet(sheetName(sheet.title), { views: [{ state: 'frozen', ySplit: 2 }] })
  table.columns = sheet.columns.map(({ width, kind }) => {
    const numFmt = formats[kind ?? 'text']
    return { width: width ?? (kind === 'instant' ? 17 : 14), ...(numFmt ? { style: { numFmt } } : {}) }
  })
  table.addRow([disarmedCell(watermark)]).commit()
  const heading = table.addRow(sheet.columns.map(({ title }) => disarmedCell(title)))
  heading.font = { bold: true }
  heading.commit()
  for await (const row of rows) table.addRow([...row]).commit()
  table.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2, column: Math.max(1, sheet.columns.length) } }
  table.commit()
  await book.commit()
  return whole
}

/** The same in UTF-8, which Excel takes for such only by its first character. */
async function writeCsv(watermark: string, sheet: Sheet, rows: Rows): Promise<Buffer> {
  const written = (cell: string | number | Date | null, kind: ColumnKind | undefined): string | number => {
    if (!(cell instanceof Date)) return cell ?? ''
    return cell
      .toISOString()
      .slice(0, kind === 'date' ? 10 : 16)
      .replace('T', ' ')
  }
  const lines: (readonly (string | number)[])[] = [[watermark], sheet.columns.map(({ title }) => title)]
  for await (const row of rows) lines.push(row.map((cell, at) => written(cell, sheet.columns[at]?.kind)))
  return Buffer.from(`\uFEFF${csvLines(lines)}`)
}

/**
 * One table as a file that is taken out, Excel or CSV: a line naming who took it and for what, a heading, and the rows; in Excel the
 * heading stays in view and can be filtered by.
 */
export async function writeSheet(taking: Taking, sheet: Sheet): Promise<SheetFile> {
  const counted = { rows: 0 }
  const [watermark, rows] = [watermarkOf(taking, sheet), cellsOf(sheet, counted)]
  const isCsv = taking.input.format === 'csv'
  const file = await (isCsv ? writeCsv : writeExcel)(watermark, sheet, rows)
  leaving.set(file, { rows: counted.rows, purpose: taking.input.purpose })
  const name = sheet.fileName ?? sheet.title
  return isCsv ? { file, name: `${name}.csv`, mediaType: 'text/csv; charset=utf-8' } : excelFile(file, name)
}

/** A form to be filled in, which holds nothing of anybody: it leaves without a purpose. */
export function blankSheet(file: Buffer, title: string): SheetFile {
  leaving.set(file, { rows: 0, purpose: null })
  return excelFile(file, title)
}

/** What the gate asks of a file before it leaves: how many rows it has, and what it says that it is for. */
export interface LeavingSheet {
  readonly rows: number
  /** Null for a form to be filled in. */
  readonly purpose: string | null
}

const leaving = new WeakMap<Buffer, LeavingSheet>()

/** Notes what the gate asks of a file that is no table of ours, such as sheets for a notice board. */
export function noteLeaving(file: Buffer, sheet: LeavingSheet): Buffer {
  leaving.set(file, sheet)
  return file
}

/** A file of ours that leaves; undefined for any other one. */
export const leavingSheet = (file: Buffer): LeavingSheet | undefined => leaving.get(file)
