import { type SheetCell, textCell } from './cell.ts'
import { encodingOf } from './encoding.ts'
import { CELL_TEXT_MAX, type SheetLimits } from './limits.ts'
import { SheetProblem, tooLarge } from './problem.ts'
import type { SheetRow } from './row.ts'
import { piecesOf, type Source } from './source.ts'

/** How Excel saves a whole number that it does not show in full: the last digits are gone. */
const shortened = /^[+-]?\d(?:\.\d+)?E\+\d{2,3}$/i

/** Reads CSV (RFC 4180) a piece at a time: quotes, doubled quotes, line breaks within quotes, CRLF or LF. */
class CsvRows {
  rows: SheetRow[] = []
  private readonly limits: SheetLimits
  private cells: SheetCell[] = []
  private cell = ''
  private quoted = false
  private quoteBefore = false
  private line = 1
  private begun = 1
  private filled = 0
  private separator: ',' | '\t' | undefined

  constructor(limits: SheetLimits) {
    this.limits = limits
  }

  take(text: string): void {
    // What Excel calls Unicode text is separated by tabs; the heading shows it.
    this.separator ??= /^[^\n]*/.exec(text)?.[0].includes(',') === false && /^[^\n]*\t/.test(text) ? '\t' : ','
    for (const character of text) {
      if (this.quoteBefore) {
        this.quoteBefore = false
        if (character === '"') {
          this.add('"')
          continue
        }
        this.quoted = false
      }
      if (this.quoted) {
        if (character === '"') this.quoteBefore = true
        else {
          if (character === '\n') this.line += 1
          this.add(character)
        }
      } else if (character === '"' && this.cell === '') this.quoted = true
      else if (character === this.separator) this.endCell()
      else if (character === '\n') {
        this.line += 1
        this.endRow()
        this.begun = this.line
      } else if (character !== '\r') this.add(character)
    }
  }

  end(): void {
    if (this.quoted && !this.quoteBefore) throw new SheetProblem('sheet-quote-open', { row: this.begun })
    if (this.cell !== '' || this.cells.length > 0) this.endRow()
  }

  private add(character: string): void {
    this.cell += character
    if (this.cell.length <= CELL_TEXT_MAX) return
    const { begun: row, cells } = this
    throw this.quoted
      ? new SheetProblem('sheet-quote-open', { row })
      : new SheetProblem('sheet-text-too-long', { row, column: cells.length + 1, limit: CELL_TEXT_MAX })
  }

  private endCell(): void {
    const text = textCell(this.cell)
    this.cells.push(typeof text === 'string' && shortened.test(text) ? { lost: 'digits-lost' } : text)
    this.cell = ''
    const { columnsMax } = this.limits
    if (text !== null && this.cells.length > columnsMax)
      throw new SheetProblem('sheet-too-wide', { row: this.begun, limit: columnsMax })
    // Commas without end in one line would fill the memory with nothing.
    if (this.cells.length > columnsMax) this.cells.length = columnsMax
  }

  private endRow(): void {
    this.endCell()
    if (this.cells.some((cell) => cell !== null)) {
      this.filled += 1
      const { rowsMax } = this.limits
      if (this.filled > rowsMax) throw new SheetProblem('sheet-too-long', { limit: rowsMax })
      this.rows.push({ sheet: '', no: this.begun, cells: this.cells })
    }
    this.cells = []
  }
}

/** The rows of a text file, separated by commas or tabs. The encoding is decided by the whole file before its first row is told. */
export async function* readCsv(
  source: Source,
  limits: SheetLimits,
): AsyncGenerator<{ readonly rows: readonly SheetRow[]; readonly share: number }> {
  if (source.size > limits.unpackedMegabytesMax * 1024 * 1024) throw tooLarge('a large text')
  const decoder = new TextDecoder(await encodingOf(source), { fatal: true })
  const csv = new CsvRows(limits)
  let bytes = 0
  try {
    for await (const piece of piecesOf(source, 0, source.size)) {
      bytes += piece.length
      csv.take(decoder.decode(piece, { stream: true }))
      if (csv.rows.length === 0) continue
      yield { rows: csv.rows, share: bytes / source.size }
      csv.rows = []
    }
    csv.take(decoder.decode())
  } catch (error) {
    throw error instanceof TypeError ? new SheetProblem('sheet-not-text', { row: 1, column: 1 }, String(error)) : error
  }
  csv.end()
  yield { rows: csv.rows, share: 1 }
}
