import { writeZip, type ZipEntry } from '#platform/zip'

const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`)
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** The parts of an Excel file, written by hand so that a test can say exactly what stands in them. */
export interface TestingBook {
  /** What stands within `<worksheet>`, of each sheet. */
  readonly sheets: readonly (string | Uint8Array)[]
  /** What stands within `<sst>`. */
  readonly texts?: string | Uint8Array
  /** Numbers of the formats of the cells' styles, in order. */
  readonly formats?: readonly number[]
  /** Formats of the book itself, by number. */
  readonly codes?: Readonly<Record<number, string>>
  readonly from1904?: boolean
}

const part = (tag: string, body: string | Uint8Array): Buffer =>
  typeof body === 'string'
    ? xml(`<${tag} ${main}>${body}</${tag}>`)
    : Buffer.concat([xml(`<${tag} ${main}>`), body, Buffer.from(`</${tag}>`)])

/** An Excel file with exactly these parts. */
export function testingBook({ sheets, texts, formats, codes = {}, from1904 = false }: TestingBook): Buffer {
  const names = sheets.map((_, at) => `sheet${at + 1}`)
  const targets = [
    ...names.map((name) => ['worksheet', `worksheets/${name}.xml`] as const),
    ...(texts === undefined ? [] : [['sharedStrings', 'sharedStrings.xml'] as const]),
    ...(formats === undefined ? [] : [['styles', 'styles.xml'] as const]),
  ]
  const entries: ZipEntry[] = [
    { name: '[Content_Types].xml', data: xml('<Types/>') },
    {
      name: 'xl/workbook.xml',
      data: xml(
        `<workbook ${main} xmlns:r="${relationships}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${names
          .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"/>`)
          .join('')}</sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: xml(
        `<Relationships>${targets
          .map(([type, target], at) => `<Relationship Id="r${at}" Type="${relationships}/${type}" Target="${target}"/>`)
          .join('')}</Relationships>`,
      ),
    },
    ...sheets.map((body, at) => ({ name: `xl/worksheets/${names[at] ?? ''}.xml`, data: part('worksheet', body) })),
  ]
  if (texts !== undefined) entries.push({ name: 'xl/sharedStrings.xml', data: part('sst', texts) })
  if (formats !== undefined) {
    const own = Object.entries(codes).map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`)
    const styles = formats.map((id) => `<xf numFmtId="${id}"/>`)
    const data = part('styleSheet', `<numFmts>${own.join('')}</numFmts><cellXfs>${styles.join('')}</cellXfs>`)
    entries.push({ name: 'xl/styles.xml', data })
  }
  return writeZip(entries)
}

/** `<sheetData>` of rows whose cells are texts, numbers, or XML written out. */
export function testingRows(rows: readonly (readonly (string | number | null)[])[], behind = ''): string {
  const cellOf = (value: string | number | null): string => {
    if (value === null) return '<c/>'
    if (typeof value === 'number') return `<c><v>${value}</v></c>`
    return value.startsWith('<') ? value : `<c t="inlineStr"><is><t>${value}</t></is></c>`
  }
  const lines = rows.map((row) => `<row>${row.map(cellOf).join('')}</row>`)
  return `<sheetData>${lines.join('')}</sheetData>${behind}`
}
