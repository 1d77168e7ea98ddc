/** A row of a CSV file by the number of the line it begins in (the first is 1). */
export interface CsvRow {
  readonly no: number
  readonly cells: readonly string[]
}

/** Chinese offices still save CSV in GB 18030; what is not valid UTF-8 is read as that. */
function decoderFor(first: Uint8Array): InstanceType<typeof TextDecoder> {
  try {
    // The last bytes may be half a character, so only what lies before them decides.
    new TextDecoder('utf-8', { fatal: true }).decode(first.subarray(0, Math.max(0, first.length - 4)), { stream: true })
    return new TextDecoder('utf-8')
  } catch {
    return new TextDecoder('gb18030')
  }
}

/**
 * Reads CSV (RFC 4180) piece by piece: quotes, doubled quotes, line breaks within quotes, a byte order mark, CRLF or LF. UTF-8,
 * or GB 18030 where the beginning is not UTF-8. Empty lines are left out.
 */
export async function* readCsv(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<CsvRow> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let quoteBefore = false
  let line = 1
  let begun = 1
  const ended: CsvRow[] = []
  const endRow = (): void => {
    cells.push(cell)
    if (cells.some((text) => text.trim() !== '')) ended.push({ no: begun, cells: cells.map((text) => text.trim()) })
    cells = []
    cell = ''
  }
  const take = (text: string): void => {
    for (const character of text) {
      if (quoteBefore) {
        quoteBefore = false
        if (character === '"') {
          cell += '"'
          continue
        }
        quoted = false
      }
      if (quoted) {
        if (character === '"') quoteBefore = true
        else {
          if (character === '\n') line += 1
          cell += character
        }
      } else if (character === '"' && cell === '') quoted = true
      else if (character === ',') {
        cells.push(cell)
        cell = ''
      } else if (character === '\n') {
        line += 1
        endRow()
        begun = line
      } else if (character !== '\r') cell += character
    }
  }
  for await (const piece of source) {
    if (typeof piece === 'string') take(piece)
    else {
      decoder ??= decoderFor(piece)
      take(decoder.decode(piece, { stream: true }))
    }
    yield* ended.splice(0)
  }
  if (decoder) take(decoder.decode())
  if (cell !== '' || cells.length > 0) endRow()
  yield* ended.splice(0)
}
