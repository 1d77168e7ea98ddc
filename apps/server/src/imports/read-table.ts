import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import { type CsvRow, readCsv } from './read-csv.ts'

/** A row as it stands in the file: its number there, and every cell as the text a person sees. */
export interface TableRow extends CsvRow {
  readonly sheet: string
  /** How much of the file was read when this row came, from 0 to 1. */
  readonly share: number
}

/** Whole numbers beyond this lost digits in Excel already; such cells come as `#digits`, which no column accepts. */
const EXACT_MAX = Number.MAX_SAFE_INTEGER

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'number') return Math.abs(value) > EXACT_MAX ? '#digits' : String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value.normalize('NFC').trim()
  if (typeof value === 'object') {
    if ('richText' in value && Array.isArray(value.richText))
      return value.richText
        .map((part: { text?: string }) => part.text ?? '')
        .join('')
        .trim()
    if ('result' in value) return cellText(value.result)
    if ('text' in value) return cellText(value.text)
    if ('error' in value) return '#error'
  }
  return ''
}

/** What the streaming reader has taken from the parts of the file besides its sheets. */
interface Parts {
  model?: { sheets?: readonly unknown[] }
  sharedStrings?: readonly unknown[]
}

function openBook(path: string, texts: 'cache' | 'ignore'): ExcelJS.stream.xlsx.WorkbookReader {
  return new ExcelJS.stream.xlsx.WorkbookReader(createReadStream(path), {
    sharedStrings: texts,
    styles: texts,
    hyperlinks: 'ignore',
    worksheets: 'emit',
    entries: 'emit',
  })
}

/** How many rows the first sheet has. Excel keeps its texts behind its rows, so bytes say nothing about how far reading is. */
async function rowsIn(path: string): Promise<number> {
  let rows = 0
  const book = openBook(path, 'ignore')
  ;(book as unknown as Parts).model = {}
  for await (const sheet of book) {
    for await (const row of sheet) rows = Math.max(rows, row.number)
    return rows
  }
  return rows
}

/** Below this a file is read in a moment, and nobody waits for a share of it. */
const COUNTED_BYTES = 300_000

/** A part of the file that the reader passed over: its rows would come without their texts, so it must be read again. */
class PartLost extends Error {}

/** Whether a cell only names a text that was not found. */
const isUnresolved = (value: unknown): boolean => typeof value === 'object' && value !== null && 'sharedString' in value

async function* readOnce(path: string, rows: number | undefined): AsyncGenerator<TableRow> {
  const book = openBook(path, 'cache')
  const parts = book as unknown as Parts
  // The reader fails without it; an empty one only loses the name of the sheet.
  const none = {}
  parts.model = none
  for await (const sheet of book) {
    if (parts.model === none && parts.sharedStrings === undefined) throw new PartLost('workbook')
    const name = (sheet as unknown as { name?: string }).name ?? ''
    for await (const row of sheet) {
      const cells: string[] = []
      const { values } = row
      if (Array.isArray(values)) {
        if (values.some(isUnresolved)) throw new PartLost('texts')
        for (let at = 1; at < values.length; at += 1) cells.push(cellText(values[at]))
      }
      yield { sheet: name, no: row.number, cells, share: rows === undefined ? 0.5 : row.number / rows }
    }
    // One table a file: the sheets behind it are explanations.
    return
  }
  throw new PartLost('sheet')
}

/** The streaming reader now and then passes over a part of the file; that shows before its first row, and reading again helps. */
const READ_TIMES = 5

async function* readExcel(path: string): AsyncGenerator<TableRow> {
  const { size } = await stat(path)
  const rows = size > COUNTED_BYTES ? await rowsIn(path) : undefined
  for (let time = 1; ; time += 1) {
    let begun = false
    try {
      for await (const row of readOnce(path, rows)) {
        begun = true
        yield row
      }
      return
    } catch (error) {
      if (begun || !(error instanceof PartLost) || time >= READ_TIMES) throw error
    }
  }
}

async function* readText(path: string): AsyncGenerator<TableRow> {
  const { size } = await stat(path)
  const source = createReadStream(path)
  for await (const row of readCsv(source)) yield { ...row, sheet: '', share: Math.min(1, source.bytesRead / size) }
}

/** The rows of an Excel or CSV file, one after the other: a file of any length needs the same memory. */
export function readTable(path: string, fileName: string): AsyncGenerator<TableRow> {
  return /\.csv$/i.test(fileName) ? readText(path) : readExcel(path)
}
