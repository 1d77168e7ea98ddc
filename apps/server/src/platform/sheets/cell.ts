/** Why a cell's content is not known although something stands in it. */
export type Lost = 'digits-lost' | 'formula-error' | 'formula-empty' | 'not-a-date' | 'characters-lost'

/**
 * What stands in a cell: a text, a number, a day or time as the wall's clock shows it (`2026-11-30`, `2026-11-30 14:05:00`,
 * `14:05:00`), nothing, or something that was lost before it came here.
 */
export type SheetCell = string | number | null | { readonly moment: string } | { readonly lost: Lost }

/** Excel keeps 15 digits; every longer whole number lost its last ones, and most Chinese codes have 16 to 18. */
const EXACT_BELOW = 1e15
const DIGITS = 15

export function numberCell(value: number): SheetCell {
  if (!Number.isFinite(value)) return { lost: 'formula-error' }
  if (Math.abs(value) >= EXACT_BELOW) return { lost: 'digits-lost' }
  return Number(value.toPrecision(DIGITS))
}

/** Signs that no screen, no printer and no database takes; tabs and line breaks are none of them. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu

/** A text as it is kept: one form of every character, nothing invisible at its ends. */
export function textCell(text: string): SheetCell {
  const tidy = text.replaceAll(controls, '').normalize('NFC').trim()
  if (tidy === '') return null
  // A replacement character says that another program could not read the letter; half a letter cannot be kept.
  return tidy.includes('\uFFFD') || !tidy.isWellFormed() ? { lost: 'characters-lost' } : tidy
}

/** A cell as a person reads it; what was lost reads as nothing. */
export function wordsOfCell(cell: SheetCell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'object') return 'moment' in cell ? cell.moment.replace(/(:\d\d):00$/, '$1') : ''
  return String(cell)
}

/** A reference such as `AB12` by its column and row, both from 1. */
export function referenceOf(text: string): { column: number; row: number } | undefined {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(text)
  if (!found) return undefined
  const column = [...(found[1] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return { column, row: Number(found[2]) }
}
