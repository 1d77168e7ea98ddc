import { disarmedCell } from '@xiangzhi/language'
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

export type Cell = string | number | boolean | Date | null

export interface Sheet {
  readonly title: string
  readonly columns: readonly SheetColumn[]
  readonly rows: Iterable<readonly Cell[]>
  /** One line above the table saying who took it, when and what for; it goes wherever the file goes. */
  readonly watermark: string
  /** What it is for, as whoever takes it typed it; the watermark says it. */
  readonly purpose: string
  /** Offset of the county's time from UTC in minutes; China has one time zone. */
  readonly offsetMinutes?: number
}

/** The name that browsers and offices give to .xlsx files. */
export const excelMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** An Excel file as the HTTP edge sends it on. */
export interface ExcelFile {
  readonly file: Buffer
  readonly name: string
  readonly mediaType: string
}

const chinaMinutes = 480

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

/**
 * One table as an Excel file: a line naming who took it, a heading that stays in view, filters, and the rows. Rows are
 * written as they come, so that a long list does not stand in memory twice.
 */
export async function writeSheet(sheet: Sheet): Promise<Buffer> {
  if (!sheet.watermark.includes(sheet.purpose)) throw new Error('a file that is taken out says what it is for')
  const out = new PassThrough()
  const whole = buffer(out)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  const table = book.addWorksheet(sheetName(sheet.title), { views: [{ state: 'frozen', ySplit: 2 }] })
  const offsetMinutes = sheet.offsetMinutes ?? chinaMinutes
  table.columns = sheet.columns.map(({ width, kind }) => {
    const numFmt = formats[kind ?? 'text']
    return { width: width ?? (kind === 'instant' ? 17 : 14), ...(numFmt ? { style: { numFmt } } : {}) }
  })
  table.addRow([disarmedCell(sheet.watermark)]).commit()
  const heading = table.addRow(sheet.columns.map(({ title }) => disarmedCell(title)))
  heading.font = { bold: true }
  heading.commit()
  let rows = 0
  for (const row of sheet.rows) {
    rows += 1
    table.addRow(sheet.columns.map(({ kind }, index) => cellOf(row[index], kind ?? 'text', offsetMinutes))).commit()
  }
  table.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2, column: Math.max(1, sheet.columns.length) } }
  table.commit()
  await book.commit()
  const file = await whole
  leaving.set(file, { rows, purpose: sheet.purpose })
  return file
}

/** What the gate asks of a file before it leaves: how many rows it has, and what it says that it is for. */
export interface LeavingSheet {
  readonly rows: number
  readonly purpose: string
}

const leaving = new WeakMap<Buffer, LeavingSheet>()

/** A sheet of ours that leaves; undefined for any other file. */
export const leavingSheet = (file: Buffer): LeavingSheet | undefined => leaving.get(file)
