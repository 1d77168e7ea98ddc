import { disarmedCell, beijing } from '@xiangzhi/language'
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
  readonly input: { readonly purpose: string; readonly language: Language }
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

/** An Excel file as the HTTP edge sends it on. */
export interface ExcelFile {
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

const excelFile = (file: Buffer, name: string): ExcelFile => ({
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

/**
 * One table as an Excel file that is taken out: a line naming who took it and for what, a heading that stays in view, filters, and the rows. Rows are
 * written as they come, so that a long list does not stand in memory twice.
 */
export async function writeSheet(taking: Taking, sheet: Sheet): Promise<ExcelFile> {
  const out = new PassThrough()
  const whole = buffer(out)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  const table = book.addWorksheet(sheetName(sheet.title), { views: [{ state: 'frozen', ySplit: 2 }] })
  const offsetMinutes = sheet.offsetMinutes ?? beijing.offsetMinutes
  table.columns = sheet.columns.map(({ width, kind }) => {
    const numFmt = formats[kind ?? 'text']
    return { width: width ?? (kind === 'instant' ? 17 : 14), ...(numFmt ? { style: { numFmt } } : {}) }
  })
  table.addRow([disarmedCell(watermarkOf(taking, sheet))]).commit()
  const heading = table.addRow(sheet.columns.map(({ title }) => disarmedCell(title)))
  heading.font = { bold: true }
  heading.commit()
  let rows = 0
  for await (const row of sheet.rows) {
    rows += 1
    table.addRow(sheet.columns.map(({ kind }, index) => cellOf(row[index], kind ?? 'text', offsetMinutes))).commit()
  }
  table.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2, column: Math.max(1, sheet.columns.length) } }
  table.commit()
  await book.commit()
  const file = await whole
  leaving.set(file, { rows, purpose: taking.input.purpose })
  return excelFile(file, sheet.fileName ?? sheet.title)
}

/** A form to be filled in, which holds nothing of anybody: it leaves without a purpose. */
export function blankSheet(file: Buffer, title: string): ExcelFile {
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
