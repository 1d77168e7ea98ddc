import { referenceOf } from './cell.ts'
import type { SheetRow } from './row.ts'
import type { XmlListener } from './xml-events.ts'

/** Parts of a run of words, which may break a number in two; whatever else ends, ends the words. */
const within = new Set([
  't',
  'r',
  'rPr',
  'b',
  'i',
  'sz',
  'color',
  'rFont',
  'charset',
  'family',
  'font',
  'rPh',
  'phoneticPr',
])

/** Attributes in which words or numbers stand that somebody typed. */
const worded = new Set([
  'v',
  'display',
  'tooltip',
  'location',
  'prompt',
  'promptTitle',
  'error',
  'errorTitle',
  'Target',
  'name',
  'descr',
  'title',
  'userName',
  'displayName',
  'comment',
])

/** Listens to the words of a part of an Excel file that stand in no cell. */
export class BesideWords implements XmlListener {
  rows: SheetRow[] = []
  private readonly sheet: string
  private inCells = false
  private words = ''
  private at: { column: number; row: number } | undefined
  private no = 0

  constructor(sheet: string) {
    this.sheet = sheet
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'sheetData') this.inCells = true
    if (this.inCells) return
    if (!within.has(name)) this.flush()
    if (name === 'comment' || name === 'threadedComment') this.at = referenceOf(attributes['ref'] ?? '')
    for (const [key, value] of Object.entries(attributes)) if (worded.has(key)) this.add(value)
  }

  close(name: string): void {
    if (name === 'sheetData') this.inCells = false
    else if (!this.inCells && !within.has(name)) this.flush()
    if (name === 'comment' || name === 'threadedComment') this.at = undefined
  }

  text(text: string): void {
    if (!this.inCells) this.words += text
  }

  private flush(): void {
    this.add(this.words)
    this.words = ''
  }

  private add(words: string): void {
    if (words.trim() === '') return
    this.no += 1
    const { column, row } = this.at ?? { column: 1, row: this.no }
    this.rows.push({ sheet: this.sheet, no: row, cells: [...Array.from({ length: column - 1 }, () => null), words] })
  }
}

/** Two that listen to the same part. */
export function bothOf(one: XmlListener, other: XmlListener): XmlListener {
  return {
    open: (name, attributes) => {
      one.open(name, attributes)
      other.open(name, attributes)
    },
    close: (name) => {
      one.close(name)
      other.close(name)
    },
    text: (text) => {
      one.text(text)
      other.text(text)
    },
  }
}
