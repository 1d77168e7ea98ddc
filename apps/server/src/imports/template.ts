import ExcelJS from 'exceljs'
import { type Language, say } from '@xiangzhi/text'
import { blankSheet, type SheetFile } from '#platform/excel'
import { columnsOf, headingOf, noteOf, type RosterKind } from './columns.ts'

/** A row whose first cell begins so is an explanation and is never read as data. */
export const NOTE_SIGN = '※'

/** Rows for which the drop-down lists are offered. */
const ROWS_OFFERED = 100_000

/** An empty Excel file to fill in: headings (required ones with ＊), a row of explanations, drop-down lists where there is a choice. */
export async function writeTemplate(kind: RosterKind, language: Language): Promise<SheetFile> {
  const columns = columnsOf[kind]
  const title = say(language, `text.imports.kind.${kind}`)
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 2 }] })
  const choices = book.addWorksheet(say(language, 'text.imports.choices'))
  // Codes and telephone numbers as text, or Excel would round long ones and drop zeros in front.
  sheet.columns = columns.map(({ width }) => ({ width: width ?? 14, style: { numFmt: '@' } }))
  const heading = sheet.addRow(
    columns.map(({ key, required }) => `${say(language, headingOf(key))}${required ? '＊' : ''}`),
  )
  heading.font = { bold: true }
  const notes = sheet.addRow(
    columns.map(({ key }, index) => `${index === 0 ? `${NOTE_SIGN} ` : ''}${say(language, noteOf(key))}`),
  )
  notes.font = { color: { argb: 'FF5F6B7A' }, size: 10 }
  notes.alignment = { wrapText: true, vertical: 'top' }
  let listed = 0
  columns.forEach(({ key, options }, index) => {
    if (!options) return
    listed += 1
    const labels = Object.values(options).map((label) => say(language, label))
    const column = choices.getColumn(listed)
    column.values = [say(language, headingOf(key)), ...labels]
    column.width = 18
    const letter = choices.getColumn(listed).letter
    const own = sheet.getColumn(index + 1).letter
    const { dataValidations } = sheet as unknown as {
      dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void }
    }
    dataValidations.add(`${own}3:${own}${ROWS_OFFERED}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`'${choices.name}'!$${letter}$2:$${letter}$${labels.length + 1}`],
      showErrorMessage: true,
    })
  })
  return blankSheet(Buffer.from(await book.xlsx.writeBuffer()), title)
}
