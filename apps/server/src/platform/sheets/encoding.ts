import { isUtf8 } from 'node:buffer'
import { PIECE_MAX } from './limits.ts'
import { SheetProblem } from './problem.ts'
import { piecesOf, type Source } from './source.ts'

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** A character of three bytes, as Chinese ones are in UTF-8. */
const threeBytes = (line: Buffer): boolean => {
  for (let at = 0; at + 2 < line.length; at += 1)
    if (
      (line[at] ?? 0) >= 0xe3 &&
      (line[at] ?? 0) <= 0xe9 &&
      (line[at + 1] ?? 0) >= 0x80 &&
      (line[at + 2] ?? 0) >= 0x80
    )
      return true
  return false
}

/** The first byte that is no ASCII, as a column: how many commas stand before it, and one. */
function columnOfStrange(line: Buffer): number {
  let column = 1
  for (const byte of line) {
    if (byte === 0x2c) column += 1
    else if (byte > 0x7f || byte === 0) break
  }
  return column
}

/**
 * The encoding of a text file, decided by all of it: UTF-8, else GB 18030, which Chinese offices still write, or UTF-16 with its
 * mark. A file that is neither, or that changes its encoding in the middle, is refused with the line where it shows.
 */
export async function encodingOf(source: Source): Promise<TextEncoding> {
  const head = await source.read(0, 4)
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  let row = 1
  let rest: Buffer = Buffer.alloc(0)
  let utf8: number | undefined
  let strange: number | undefined
  const look = (line: Buffer): void => {
    if (line.includes(0)) throw new SheetProblem('sheet-not-text', { row, column: columnOfStrange(line) })
    if (!isUtf8(line)) {
      strange ??= row
      try {
        new TextDecoder('gb18030', { fatal: true }).decode(line)
      } catch {
        throw new SheetProblem('sheet-not-text', { row, column: columnOfStrange(line) })
      }
    } else if (utf8 === undefined && threeBytes(line)) utf8 = row
    if (utf8 !== undefined && strange !== undefined)
      throw new SheetProblem('sheet-mixed', { row: Math.max(utf8, strange) })
    row += 1
  }
  for await (const piece of piecesOf(source, 0, source.size)) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    let from = 0
    for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
      look(bytes.subarray(from, to))
      from = to + 1
    }
    rest = Buffer.from(bytes.subarray(from))
    if (rest.length > PIECE_MAX) throw new SheetProblem('sheet-text-too-long', { row, column: 1, limit: PIECE_MAX })
  }
  if (rest.length > 0) look(rest)
  return strange === undefined ? 'utf-8' : 'gb18030'
}
