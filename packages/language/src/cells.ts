import { wellFormed } from './plain-text.ts'

/** A number as people and programs write it, also with its unit, or a lone sign for “nothing”: no spreadsheet computes them. */
const harmlessSign = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:%|\s?[\p{Script=Han}℃°]+)?$|^[+-]$/u

/**
 * A text as it may stand in a cell of a spreadsheet, in every format. What a spreadsheet would take for a formula gets an
 * apostrophe before it, so that opening a file, or saving it as CSV and opening that, never computes what a stranger typed
 * (OWASP: CSV injection). Numbers keep their sign.
 */
export function disarmedCell(text: string): string {
  const plain = wellFormed(text)
  if (harmlessSign.test(plain)) return plain
  return /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u.test(plain) ? `'${plain}` : plain
}

/** One line of a CSV file (RFC 4180) without its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells
    .map((cell) => {
      const text = typeof cell === 'number' ? String(cell) : disarmedCell(cell)
      return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    })
    .join(',')
}

/** The lines of a CSV file, each ended as RFC 4180 has it. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${csvLine(row)}\r\n`).join('')
}
