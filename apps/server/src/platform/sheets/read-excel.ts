import { BesideWords, bothOf } from './beside-words.ts'
import { numberCell, referenceOf, type SheetCell, textCell } from './cell.ts'
import { momentOf } from './date-format.ts'
import { CELL_TEXT_MAX, MERGES_MAX, type SheetLimits } from './limits.ts'
import { SheetProblem, tooLarge, unreadable } from './problem.ts'
import type { MergedCells, SheetRow } from './row.ts'
import type { Source } from './source.ts'
import { openWorkbook, unescaped, type Workbook } from './workbook.ts'
import { type XmlListener, xmlSteps } from './xml-events.ts'

/** Listens to one sheet and collects its rows; empty ones are passed over, however they are styled. */
class SheetListener implements XmlListener {
  rows: SheetRow[] = []
  readonly merges: MergedCells[] = []
  private readonly book: Workbook
  private readonly limits: SheetLimits
  private readonly sheet: string
  private filled = 0
  private rowNo = 0
  private column = 0
  private cells: SheetCell[] = []
  private type = ''
  private style = 0
  private typed: string | undefined
  private formula = false
  private within = false
  private readings = 0

  constructor(book: Workbook, limits: SheetLimits, sheet: string) {
    this.book = book
    this.limits = limits
    this.sheet = sheet
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      const given = Number(attributes['r'])
      this.rowNo = Number.isInteger(given) && given > 0 ? given : this.rowNo + 1
      this.column = 0
      this.cells = []
    } else if (name === 'c') {
      this.column = referenceOf(attributes['r'] ?? '')?.column ?? this.column + 1
      this.type = attributes['t'] ?? 'n'
      this.style = Number(attributes['s'] ?? 0)
      this.typed = undefined
      this.formula = false
    } else if (name === 'f') this.formula = true
    else if (name === 'rPh') this.readings += 1
    else if (name === 'v' || name === 't') {
      this.within = this.readings === 0
      if (this.within) this.typed ??= ''
    } else if (name === 'mergeCell') this.merge(attributes['ref'] ?? '')
  }

  text(text: string): void {
    if (!this.within) return
    this.typed = (this.typed ?? '') + text
    if (this.typed.length > CELL_TEXT_MAX) this.tooLong()
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.within = false
    else if (name === 'rPh') this.readings -= 1
    else if (name === 'c') this.put(this.value())
    else if (name === 'row' && this.cells.length > 0) {
      this.filled += 1
      const { rowsMax } = this.limits
      if (this.filled > rowsMax) throw new SheetProblem('sheet-too-long', { limit: rowsMax })
      this.rows.push({ sheet: this.sheet, no: this.rowNo, cells: this.cells })
    }
  }

  private tooLong(): never {
    throw new SheetProblem('sheet-text-too-long', { row: this.rowNo, column: this.column, limit: CELL_TEXT_MAX })
  }

  private put(value: SheetCell): void {
    if (value === null) return
    const { columnsMax } = this.limits
    if (this.column > columnsMax) throw new SheetProblem('sheet-too-wide', { row: this.rowNo, limit: columnsMax })
    while (this.cells.length < this.column - 1) this.cells.push(null)
    this.cells[this.column - 1] = value
  }

  private merge(reference: string): void {
    const [from, to] = reference.split(':').map(referenceOf)
    if (!from || !to) return
    if (this.merges.length >= MERGES_MAX) throw tooLarge('merged ranges')
    const { sheet } = this
    this.merges.push({ sheet, row: from.row, toRow: to.row, column: from.column, toColumn: to.column })
  }

  private value(): SheetCell {
    const { typed: text, type } = this
    // A formula whose result was never written: nobody knows what stands there, so it is not taken for an empty cell.
    if (text === undefined) return this.formula ? { lost: 'formula-empty' } : null
    switch (type) {
      case 's': {
        const shared = this.book.texts[Number(text)]
        if (shared === undefined) throw unreadable(`no text ${text}`)
        if (shared.length > CELL_TEXT_MAX) this.tooLong()
        return textCell(shared)
      }
      case 'str':
      case 'inlineStr':
        return textCell(unescaped(text))
      case 'b':
        return text === '1' || text === 'true' ? 'yes' : 'no'
      case 'e':
        return { lost: 'formula-error' }
      case 'd':
        return {
          moment: text
            .replace('T', ' ')
            .replace(/(?:\.\d+)?Z?$/, '')
            .replace(/ 00:00:00$/, ''),
        }
      default: {
        if (text.trim() === '') return null
        const number = Number(text)
        if (this.book.isDate[this.style] !== true) return numberCell(number)
        const moment = momentOf(number, this.book.from1904)
        return moment === undefined ? { lost: 'not-a-date' } : { moment }
      }
    }
  }
}

/**
 * The rows of the first sheet of an Excel file, or of all; merged ranges stand behind the rows they lie in. With `everything` the
 * words beside the cells come as rows too: notes, headers and footers, properties, links, drawings.
 */
export async function* readExcel(
  source: Source,
  limits: SheetLimits,
  which: 'first' | 'all' | 'everything',
): AsyncGenerator<{
  readonly rows: readonly SheetRow[]
  readonly merges?: readonly MergedCells[]
  readonly share: number
}> {
  const book = await openWorkbook(source, limits.unpackedMegabytesMax)
  for (const { name, part } of which === 'first' ? book.sheets.slice(0, 1) : book.sheets) {
    const listener = new SheetListener(book, limits, name)
    let bytes = 0
    const pieces = book.unpack(part)
    const counted = (async function* count() {
      for await (const piece of pieces) {
        bytes += piece.length
        yield piece
      }
    })()
    const beside = new BesideWords(name)
    const steps = xmlSteps(counted, which === 'everything' ? bothOf(listener, beside) : listener)
    for (let step = await steps.next(); step.done !== true; step = await steps.next()) {
      if (listener.rows.length === 0) continue
      yield { rows: listener.rows, share: Math.min(1, bytes / Math.max(1, part.size)) }
      listener.rows = []
    }
    yield { rows: listener.rows, merges: listener.merges, share: 1 }
    if (beside.rows.length > 0) yield { rows: beside.rows, share: 1 }
  }
  if (which !== 'everything') return
  for (const part of book.others) {
    if (!/\.(?:xml|rels|vml)$/i.test(part.name)) continue
    const beside = new BesideWords(part.name)
    const steps = xmlSteps(book.unpack(part), beside)
    for (let step = await steps.next(); step.done !== true; step = await steps.next()) {
      if (beside.rows.length === 0) continue
      yield { rows: beside.rows, share: 1 }
      beside.rows = []
    }
    yield { rows: beside.rows, share: 1 }
  }
}
