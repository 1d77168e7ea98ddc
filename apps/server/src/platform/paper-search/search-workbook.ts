import { announcesNumber, type FoundInPaper, type PaperSearch, searchPiece } from '@xiangzhi/language'
import {
  holdsOtherFiles,
  readSheet,
  type SheetCell,
  type SheetLimits,
  SheetProblem,
  type SheetRow,
  wordsOfCell,
} from '#platform/sheets'
import { limits } from './limits.ts'
import { uniqueFound } from './unique-found.ts'

const sheetLimits: SheetLimits = {
  rowsMax: 50_000,
  columnsMax: 500,
  unpackedMegabytesMax: 120,
  secondsMax: limits.secondsMax,
}

const LETTERS = 26

/** The name of a column, as a sheet shows it: 1 is A, 27 is AA. */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + ((column - 1) % LETTERS))
  return column > LETTERS ? `${columnName(Math.floor((column - 1) / LETTERS))}${letter}` : letter
}

/** Looks through the rows of a workbook, and remembers which columns are headed as numbers of persons or accounts. */
class CellSearch {
  readonly found: FoundInPaper[] = []
  private sheet = ''
  private labels = new Map<number, string>()
  private cells = 0

  /** False when there are more cells than are searched. */
  look({ sheet, no, cells }: SheetRow): boolean {
    if (sheet !== this.sheet) {
      this.sheet = sheet
      this.labels = new Map()
    }
    cells.forEach((cell, index) => this.lookAt(cell, no, index + 1))
    return this.cells <= limits.cellsMax
  }

  private lookAt(cell: SheetCell, row: number, column: number): void {
    if (cell === null) return
    this.cells += 1
    if (this.found.length > limits.foundMax) return
    const at = { sheet: this.sheet, cell: `${columnName(column)}${row}` }
    const label = this.labels.get(column)
    // A number of sixteen digits and more is one of a card or a person, as its heading says; that its last digits are gone hides nobody.
    if (typeof cell === 'object' && 'lost' in cell && cell.lost === 'digits-lost')
      this.found.push({ kind: announcesNumber(label ?? '') ?? 'bank-account', at, shown: '＊＊＊＊' })
    const text = wordsOfCell(cell)
    if (typeof cell === 'string' && announcesNumber(cell)) this.labels.set(column, cell)
    else this.found.push(...searchPiece({ at, text, label }))
  }
}

/** Searches all cells of all sheets, hidden ones as well, and what stands beside them, with the one reader of sheets. */
export async function searchWorkbook(bytes: Uint8Array): Promise<PaperSearch> {
  const search = new CellSearch()
  let others = false
  try {
    others = await holdsOtherFiles(bytes)
    for await (const { rows } of readSheet({ bytes }, { limits: sheetLimits, which: 'everything' }))
      if (!rows.every((row) => search.look(row)))
        return { unsearched: { why: 'too-large' }, found: uniqueFound(search.found) }
  } catch (error) {
    if (!(error instanceof SheetProblem)) throw error
    const unread = error.code === 'sheet-unreadable' || error.code === 'sheet-old'
    return { unsearched: { why: unread ? 'unreadable' : 'too-large' }, found: uniqueFound(search.found) }
  }
  return { unsearched: others ? { why: 'holds-files' } : null, found: uniqueFound(search.found) }
}
