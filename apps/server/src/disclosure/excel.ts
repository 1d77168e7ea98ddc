import ExcelJS from 'exceljs'
import type { Block, CellValue, Content, ContentColumn } from '@xiangzhi/language'
import { localDate, mayDo } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { excelMediaType, writeSheet } from '#platform/excel'
import { Refusal, refuseUnless } from '#platform/refusal'
import { findEdition, findPublication, saveDraft } from '#kernel/publications'
import { lockToWrite } from './drafts.ts'

type Table = Extract<Block, { kind: 'table' }>

function tableIn(content: Content, at: number): Table {
  const block = content.blocks[at]
  if (block?.kind !== 'table') throw new Refusal('bad-input', {}, `block ${at} is no table`)
  return block
}

/** Amounts stand in yuan in a sheet. */
function titleOf({ label, align }: ContentColumn): string {
  return align === 'money' ? `${label}（元）` : label
}

const rowsMax = 2000

/** A cell as a column takes it; undefined for one that does not fit. */
export function cellFor(column: ContentColumn, value: unknown): CellValue | undefined {
  if (value === null || value === undefined || value === '') return null
  if (column.align === 'text') {
    if (value instanceof Date) return value.toISOString().slice(0, 10)
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined
    return text === undefined || text.length > 2000 ? undefined : text
  }
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = typeof value === 'number' ? value : Number(value.replaceAll(/[,，\s¥￥元]/g, ''))
  if (!Number.isFinite(number)) return undefined
  return column.align === 'money' ? Math.round(number * 100) : number
}

function textOf(value: ExcelJS.CellValue): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('result' in value) return value.result
  return 'text' in value ? value.text : undefined
}

interface ReadTable {
  readonly rows: Record<string, CellValue>[]
  readonly unknownColumns: string[]
  readonly wrongCells: { row: number; column: string }[]
}

/** Reads the first sheet: the heading is the first of its rows that names a column of the table. */
export async function readTable(file: Buffer, table: Table): Promise<ReadTable> {
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(file as unknown as ArrayBuffer)
  } catch {
    throw new Refusal('bad-input', {}, 'not an Excel file')
  }
  const sheet = book.worksheets[0]
  if (!sheet || sheet.rowCount > rowsMax + 20 || sheet.columnCount > 200)
    throw new Refusal('bad-input', {}, 'sheet too large')
  const byTitle = new Map(
    table.columns.flatMap((column) => [[titleOf(column), column] as const, [column.label, column] as const]),
  )
  let heading: Map<number, ContentColumn> | undefined
  const unknownColumns: string[] = []
  const rows: Record<string, CellValue>[] = []
  const wrongCells: { row: number; column: string }[] = []
  sheet.eachRow((row, rowNo) => {
    const cells = new Map<number, unknown>()
    row.eachCell((cell, at) => void cells.set(at, textOf(cell.value)))
    if (!heading) {
      const found = new Map<number, ContentColumn>()
      for (const [at, value] of cells) {
        const column = byTitle.get(String(value).trim())
        if (column) found.set(at, column)
      }
      if (found.size === 0) return
      heading = found
      for (const [at, value] of cells) if (!found.has(at)) unknownColumns.push(String(value).trim().slice(0, 60))
      return
    }
    const entries = [...heading].map(([at, column]) => {
      const value = cellFor(column, cells.get(at))
      if (value === undefined) wrongCells.push({ row: rowNo, column: column.label })
      return [column.key, value ?? null] as const
    })
    if (entries.some(([, value]) => value !== null)) rows.push(Object.fromEntries(entries))
  })
  if (!heading || rows.length > rowsMax) throw new Refusal('bad-input', {}, 'no heading of the table, or too many rows')
  return { rows, unknownColumns, wrongCells: wrongCells.slice(0, 200) }
}

/** Sums of the columns that had sums before. */
function totalsOf(table: Table, rows: readonly Record<string, CellValue>[]): Pick<Table, 'total'> {
  if (!table.total) return {}
  const sum = (key: string): number => rows.reduce((total, row) => total + Number(row[key] ?? 0), 0)
  return { total: Object.fromEntries(Object.keys(table.total).map((key) => [key, sum(key)])) }
}

export const excelOperations = {
  exportEditionTable: async ({ tx, by, input, now }: Asked<'exportEditionTable'>): Promise<unknown> => {
    const edition = await findEdition(tx, input.editionId)
    const publication = edition && (await findPublication(tx, edition.publicationId))
    if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
    const table = tableIn(edition.content, input.block)
    const date = localDate((await countyConfig(tx)).calendar, now)
    const file = await writeSheet({
      title: table.heading ?? edition.title,
      columns: table.columns.map((column) => ({
        title: titleOf(column),
        kind: column.align === 'text' ? 'text' : 'number',
      })),
      rows: table.rows.map((row) =>
        table.columns.map(({ key, align }) => {
          const value = row[key] ?? null
          return align === 'money' && typeof value === 'number' ? value / 100 : value
        }),
      ),
      watermark: `${edition.title} ${by.name} ${date}`,
    })
    return { file, name: `${edition.title}.xlsx`, mediaType: excelMediaType }
  },

  importEditionTable: async ({ tx, by, input, now }: Asked<'importEditionTable'>): Answer<'importEditionTable'> => {
    const locked = await lockToWrite(tx, by, input.editionId, input.version)
    refuseUnless(locked.edition.status === 'draft', 'not-from-this-state')
    const { content, title, changeNote, asOf, publishAt } = locked.edition
    const table = tableIn(content, input.block)
    const { rows, unknownColumns, wrongCells } = await readTable(Buffer.from(input.file, 'base64'), table)
    const blocks = content.blocks.map((block, at) =>
      at === input.block ? { ...table, rows, ...totalsOf(table, rows) } : block,
    )
    const saved = await saveDraft(tx, locked, {
      version: input.version,
      title,
      content: { blocks },
      changeNote,
      asOf,
      publishAt,
      by: by.personId,
      now,
    })
    return { id: saved.id, version: saved.version, rows: rows.length, unknownColumns, wrongCells }
  },
} as const
