/** One digit of a text, whatever script or sign it was written with. Offsets are UTF-16 units of the text. */
export interface Digit {
  /** `0` to `9`, or `X` at the end of an identity number. */
  readonly char: string
  readonly at: number
  readonly length: number
  /** No digit stands directly before it. */
  readonly opens: boolean
}

/** Signs that people put between groups of digits; invisible ones count as well, or they would hide a number. */
const between = /^[\s\-\u2010-\u2015\u2212\uFF0D_\u00B7\u2022.\uFF0E,\uFF0C\u3001/\uFF0F()\uFF08\uFF09]$/u
/** Marks that nobody sees, or that sit on the digit before them: a keycap, a line through it. */
const invisible = /^[\p{Cf}\p{M}]$/u

/** Numbers are dictated in Chinese, too: 幺三八…; a year such as 二〇二六 is far too short to be taken for one. */
const chinese: ReadonlyMap<string, string> = new Map(
  ['〇零○◯', '一壹弌幺', '二贰貳弍', '三叁參叄弎', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'].flatMap(
    (chars, value) => [...chars].map((char) => [char, String(value)] as const),
  ),
)

/** Enclosed and other digits without a plain one of their own in Unicode: first character, last character, value of the first. */
const enclosedRows = [
  [0x2776, 0x277f, 1],
  [0x2780, 0x2789, 1],
  [0x278a, 0x2793, 1],
  [0x24eb, 0x24f4, 11],
  [0x24f5, 0x24fe, 1],
  [0x24ff, 0x24ff, 0],
  [0x3021, 0x3029, 1],
  [0x1f10b, 0x1f10c, 0],
] as const

/** Any character that may be a digit; to see quickly whether a text has enough of them. */
export const anyDigit = new RegExp(`[\\p{Nd}\\p{No}\\u3021-\\u3029㊀-㊉${[...chinese.keys()].join('')}]`, 'gu')

/**
 * Every digit of any script as 0 to 9. Digits of a script stand in a row in Unicode, each row beginning at a multiple that the
 * class Nd tells apart: the value is the distance to the last character that is no digit.
 */
function plainValue(char: string): string | undefined {
  if (char >= '0' && char <= '9') return char
  if (!/^\p{Nd}$/u.test(char)) return undefined
  const point = char.codePointAt(0) ?? 0
  // Mathematical digits are five rows of ten without a gap; all other scripts begin their row with zero.
  if (point >= 0x1d7ce && point <= 0x1d7ff) return String((point - 0x1d7ce) % 10)
  let zero = point
  while (zero > 0 && point - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(point - zero)
}

/** What ①, ⒈, ⑴, ❶, ㊀ or ² says: one digit or two (⑫). */
function enclosedValue(char: string): string | undefined {
  const point = char.codePointAt(0) ?? 0
  const row = enclosedRows.find(([first, last]) => point >= first && point <= last)
  if (row) return String(point - row[0] + row[2])
  if (!/^\p{No}$/u.test(char)) return undefined
  const signs = [...char.normalize('NFKC').replaceAll(/[().,]/g, '')].map((one) => plainValue(one) ?? chinese.get(one))
  return signs.length > 0 && signs.every((one) => one !== undefined) ? signs.join('') : undefined
}

const keycap = '\u20E3'
type Style = 'plain' | 'chinese' | 'enclosed'

interface Read {
  readonly value: string
  readonly style: Style
}

/** The digits that a character says, and how; `next` is what follows it, where a keycap shows. */
function readDigit(char: string, next: string): Read | undefined {
  const plain = plainValue(char)
  if (plain !== undefined) {
    const capped = next.startsWith(keycap) || next.startsWith(`\uFE0F${keycap}`)
    return { value: plain, style: capped ? 'enclosed' : 'plain' }
  }
  const said = chinese.get(char)
  if (said !== undefined) return { value: said, style: 'chinese' }
  const enclosed = enclosedValue(char)
  return enclosed === undefined ? undefined : { value: enclosed, style: 'enclosed' }
}

const isX = (char: string): boolean => char === 'X' || char === 'x' || char === 'Ｘ' || char === 'ｘ'

/**
 * Rows of digits with at most a few signs in between. Digits in circles and plain ones are no row: a circle before a number counts
 * the lines of a list.
 */
export function listRuns(text: string): Digit[][] {
  const runs: Digit[][] = []
  let run: Digit[] = []
  let style: Style | undefined
  let gap = 0
  let opens = true
  let at = 0
  const end = (): void => {
    if (run.length > 0) runs.push(run)
    run = []
    style = undefined
    gap = 0
    opens = true
  }
  for (const char of text) {
    const { length } = char
    const read: Read | undefined =
      isX(char) && run.length >= 17
        ? { value: 'X', style: style ?? 'plain' }
        : readDigit(char, text.slice(at + length, at + length + 2))
    if (read) {
      if (style !== undefined && read.style !== style) {
        if (read.style === 'enclosed' || style === 'enclosed') end()
        opens = true
      }
      for (const value of read.value) {
        run.push({ char: value, at, length, opens })
        opens = false
      }
      ;({ style } = read)
      gap = 0
    } else if (run.length > 0 && (invisible.test(char) || (between.test(char) && gap < 2))) {
      // A sign that cannot be seen leaves two digits neighbours; a blank or a hyphen begins a new group.
      if (!invisible.test(char)) {
        gap += 1
        opens = true
      }
    } else end()
    at += length
  }
  end()
  return runs
}

/**
 * Any sign at all that is no letter: stars, dashes with blanks, colons, strokes. Those of a calculation or of money, and the
 * brackets of a document number, hold numbers apart that are several.
 */
const apart = /^(?:(?![+=×÷＋＝%％‰〔〕\u2100-\u214F\u3200-\u33FF])[\p{P}\p{S}\p{Z}\s](?<!\p{Sc}))$/u
/** From so many signs on two groups belong to different things. */
const signsMost = 8

/** Digits without any sign between them, and the signs that join them to the group before, if one is joined at all. */
export interface Group {
  readonly digits: readonly Digit[]
  readonly joinedBy: string | undefined
}

/** The groups of digits of a text with nothing but signs between, for numbers that were written with signs that stand between no others. */
export function listChains(text: string): Group[][] {
  const chains: { digits: Digit[]; joinedBy: string | undefined }[][] = []
  /** What stood since the last digit; undefined where words or too much did. */
  let signs: string | undefined
  let style: Style | undefined
  let at = 0
  for (const char of text) {
    const { length } = char
    const last = signs === '' ? chains.at(-1)?.at(-1) : undefined
    const read: Read | undefined =
      isX(char) && last
        ? { value: 'X', style: style ?? 'plain' }
        : readDigit(char, text.slice(at + length, at + length + 2))
    if (read) {
      const joins = signs !== undefined && (style === read.style || (style !== 'enclosed' && read.style !== 'enclosed'))
      let into = style === read.style ? last : undefined
      if (!into) {
        into = { digits: [], joinedBy: joins ? signs : undefined }
        if (joins) chains.at(-1)?.push(into)
        else chains.push([into])
      }
      for (const value of read.value) into.digits.push({ char: value, at, length, opens: into.digits.length === 0 })
      signs = ''
      ;({ style } = read)
    } else if (signs !== undefined && !invisible.test(char))
      signs = apart.test(char) && signs.length < signsMost ? signs + char : undefined
    at += length
  }
  return chains
}
