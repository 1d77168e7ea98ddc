import { announcesNumber, type PaperPiece } from '@xiangzhi/language'

/** A run of text as pdf.js gives it: what it says, where it begins and how wide and high it is, in points of the page. */
export interface PdfText {
  readonly str: string
  readonly transform: readonly number[]
  readonly width: number
  readonly height: number
}

interface Run {
  text: string
  end: number
}

/** A gap of this many heights of the type begins another cell of a table. */
const CELL_GAP = 0.9
/** From so many signs on, a run that fills its line is a sentence that goes on in the next one. */
const SENTENCE = 12
/** Whether a page has so little text that the rest of it must be a picture: a scan with a page number or a stamp. */
const FEWEST_CHARACTERS = 12

/** The lines of a page, each in runs: what stands together is one run, as a cell of a table does. */
function linesOf(texts: readonly PdfText[]): Run[][] {
  const lines: Run[][] = []
  let baseline: number | undefined
  let high = 0
  for (const { str, transform, width, height } of texts) {
    if (str.trim() === '') continue
    const [, , , , x = 0, y = 0] = transform
    const line = lines.at(-1)
    const run = line?.at(-1)
    const size = Math.max(high, height, 1)
    if (!line || !run || baseline === undefined || Math.abs(y - baseline) > size / 2) {
      lines.push([{ text: str, end: x + width }])
      baseline = y
      high = height
      continue
    }
    const gap = x - run.end
    if (gap > size * CELL_GAP || gap < -size * CELL_GAP) line.push({ text: str, end: x + width })
    else {
      run.text += gap > size * 0.2 ? ` ${str}` : str
      run.end = x + width
    }
    high = Math.max(high, height)
  }
  return lines
}

/**
 * What is searched of a page: each run of text by itself, with the words before it; a sentence together with its next line; and
 * whole lines for identity numbers alone, which may be written a digit a box. Their check character keeps amounts from being taken
 * for one.
 */
export function piecesOfPage(page: number, texts: readonly PdfText[], fields: readonly string[]): PaperPiece[] {
  const at = { page }
  const lines = linesOf(texts)
  const pieces: PaperPiece[] = []
  lines.forEach((line, nth) => {
    line.forEach(({ text }, index) => pieces.push({ at, text, label: line[index - 1]?.text }))
    if (line.length > 1) pieces.push({ at, text: line.map(({ text }) => text).join(' '), only: 'identity-number' })
    const [last, next] = [line.at(-1)?.text.trimEnd() ?? '', lines[nth + 1]?.[0]?.text.trimStart() ?? '']
    const goesOn = /\p{Nd}$/u.test(last) && /^[\p{Nd}xX]/u.test(next) && last.length >= SENTENCE
    if (goesOn && /\p{Script=Han}/u.test(last)) pieces.push({ at, text: `${last}${next}` })
    else if (announcesNumber(last)) pieces.push({ at, text: next, label: last })
  })
  return [...pieces, ...fields.map((text) => ({ at, text }))]
}

/** Signs that say that a font does not tell which characters it draws. */
const unknown = /[\p{Co}\p{Cn}\p{Cc}\uFFFD]/gu

/** Whether the words of a page can be read at all: there are some, and most of them are characters. */
export function isReadable(texts: readonly PdfText[]): boolean {
  const words = texts
    .map(({ str }) => str)
    .join('')
    .replaceAll(/\s/gu, '')
  return words.length >= FEWEST_CHARACTERS && (words.match(unknown)?.length ?? 0) <= words.length / 4
}

/** Every word that stands anywhere in a value, such as the properties of a document; XML without its tags as well. */
export function wordsWithin(value: unknown): string[] {
  if (typeof value === 'string') {
    const text = value.includes('<') ? value.replaceAll(/<[^>]*>/g, ' ') : value
    return value.trim() === '' ? [] : [...new Set([value, text])]
  }
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  return Object.values(value).flatMap(wordsWithin)
}

/** A page of which pictures take this share or more may say anything in them. */
const PICTURE_SHARE = 0.5

type Matrix = readonly [number, number, number, number, number, number]

function times([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

const isMatrix = (value: unknown): value is Matrix =>
  typeof value === 'object' && value !== null && (value as ArrayLike<number>).length === 6

/**
 * Whether pictures take half of a page or more: each is drawn on a square of one by one, under the matrix that holds. `names` are
 * the numbers of pdf.js for what is drawn.
 */
export function isMostlyPicture(
  drawn: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] },
  names: Readonly<Record<string, number>>,
  [left = 0, bottom = 0, right = 0, top = 0]: readonly number[],
): boolean {
  const pictures = new Set(
    Object.entries(names).flatMap(([name, number]) => (/^paint.*Image/.test(name) ? [number] : [])),
  )
  const kept: Matrix[] = []
  let now: Matrix = [1, 0, 0, 1, 0, 0]
  let area = 0
  drawn.fnArray.forEach((operation, at) => {
    const given = drawn.argsArray[at] as readonly unknown[] | null
    if (operation === names['save'] || operation === names['paintFormXObjectBegin']) kept.push(now)
    if (operation === names['restore'] || operation === names['paintFormXObjectEnd']) now = kept.pop() ?? now
    const matrix = operation === names['transform'] ? given : given?.[0]
    if (operation === names['transform'] || operation === names['paintFormXObjectBegin'])
      if (isMatrix(matrix)) now = times(now, [matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]])
    if (pictures.has(operation)) area += Math.abs(now[0] * now[3] - now[1] * now[2])
  })
  return area >= (right - left) * (top - bottom) * PICTURE_SHARE
}
