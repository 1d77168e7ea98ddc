/** What must never stand in a public text, whoever wrote it there. */
export type SecretKind = 'identity-number' | 'phone' | 'bank-account'

/** A place of a text that holds a secret. Offsets are UTF-16 units of the text. */
export interface Secret {
  readonly kind: SecretKind
  readonly from: number
  readonly to: number
}

interface Digit {
  /** `0` to `9`, or `X` at the end of an identity number. */
  readonly char: string
  readonly at: number
  readonly length: number
  /** No digit stands directly before it. */
  readonly opens: boolean
}

/** Signs that people put between groups of digits; invisible ones count as well, or they would hide a number. */
const between = /^[\s\-\u2010-\u2015\u2212\uFF0D_\u00B7\u2022.\uFF0E,\uFF0C\u3001/\uFF0F()\uFF08\uFF09]$/u
const invisible = /^[\p{Cf}\u034F\uFE0E\uFE0F]$/u

/**
 * Every digit of any script as 0 to 9. Digits of a script stand in a row in Unicode, each row beginning at a multiple that the
 * class Nd tells apart: the value is the distance to the last character that is no digit.
 */
function digitValue(char: string): string | undefined {
  if (char >= '0' && char <= '9') return char
  if (!/^\p{Nd}$/u.test(char)) return chinese.get(char)
  const point = char.codePointAt(0) ?? 0
  // Mathematical digits are five rows of ten without a gap; all other scripts begin their row with zero.
  if (point >= 0x1d7ce && point <= 0x1d7ff) return String((point - 0x1d7ce) % 10)
  let zero = point
  while (zero > 0 && point - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(point - zero)
}

/** Numbers are dictated in Chinese, too: 一三八…; a year such as 二〇二六 is far too short to be taken for one. */
const chinese: ReadonlyMap<string, string> = new Map(
  ['〇零', '一壹', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((chars, value) =>
    [...chars].map((char) => [char, String(value)] as const),
  ),
)

/** Rows of digits with at most a few signs in between. */
function listRuns(text: string): Digit[][] {
  const runs: Digit[][] = []
  let run: Digit[] = []
  let gap = 0
  let opens = true
  let at = 0
  for (const char of text) {
    const isX = (char === 'X' || char === 'x' || char === 'Ｘ' || char === 'ｘ') && run.length >= 17
    const value = isX ? 'X' : digitValue(char)
    if (value !== undefined) {
      run.push({ char: value, at, length: char.length, opens })
      gap = 0
      opens = false
    } else if (run.length > 0 && (invisible.test(char) || (between.test(char) && gap < 2))) {
      // A sign that cannot be seen leaves two digits neighbours; a blank or a hyphen begins a new group.
      if (!invisible.test(char)) {
        gap += 1
        opens = true
      }
    } else {
      if (run.length > 0) runs.push(run)
      run = []
      gap = 0
      opens = true
    }
    at += char.length
  }
  if (run.length > 0) runs.push(run)
  return runs
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkChars = '10X98765432'

function isDay(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return year >= '1900' && year <= '2099' && !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

/** An identity number of 18 characters (GB 11643): region, day of birth, order and check character. */
export function isIdentityNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false
  if (!isDay(text.slice(6, 10), text.slice(10, 12), text.slice(12, 14))) return false
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return checkChars[sum % 11] === text[17]
}

/** The old identity number of 15 digits, without a check character. */
function isOldIdentityNumber(text: string): boolean {
  return /^[1-8]\d{14}$/.test(text) && isDay(`19${text.slice(6, 8)}`, text.slice(8, 10), text.slice(10, 12))
}

function isMobile(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text)
}

/** A bank card by its check digit (ISO/IEC 7812, Luhn). Cards of 16 to 19 digits begin with 3 to 6 or 9 in China. */
export function isBankCard(text: string): boolean {
  if (!/^[34569]\d{15,18}$/.test(text)) return false
  let sum = 0
  for (let at = 0; at < text.length; at += 1) {
    const digit = Number(text[text.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Words after which a row of digits is a number of an account or a person, whatever its check digit says. */
const announced =
  /(?:账\s*[号户]|帐\s*[号户]|卡\s*号|银行卡|存折|身份证|证件|account|card|identity|\bID)[^\d\p{Nd}]{0,12}$/iu

/** Dates between signs, which are no part of a telephone or card number: 2026-10-08, 2026.10.08, 2026/10/8. */
const datePattern = /(?<![\d-])(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d-])/g

const anyDigit = /[\p{Nd}〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]/gu
/** No number that is looked for is shorter. */
const fewestDigits = 8

/**
 * Finds every secret of a text. Rather too many than one too few: what is found is shown to the writer.
 *
 * @param granted mobile numbers, as bare digits, that a second person let through in this very field; nothing else is let through
 */
export function findSecrets(text: string, granted: readonly string[] = []): Secret[] {
  // Most cells hold a name or a word: they are let by at once, so that a long list is screened quickly.
  if ((text.match(anyDigit)?.length ?? 0) < fewestDigits) return []
  const dates = [...text.matchAll(datePattern)].map(({ index, 0: date }) => [index, index + date.length] as const)
  const inDate = (digit: Digit): boolean => dates.some(([from, to]) => digit.at >= from && digit.at < to)
  return listRuns(text).flatMap((run) => secretsOfRun(text, run, inDate, granted))
}

function secretsOfRun(
  text: string,
  run: readonly Digit[],
  inDate: (digit: Digit) => boolean,
  granted: readonly string[],
): Secret[] {
  const chars = run.map(({ char }) => char).join('')
  const taken: (SecretKind | undefined)[] = run.map(() => undefined)
  const groups = groupLengths(run)
  const take = (kind: SecretKind, from: number, length: number): void => {
    for (let at = from; at < from + length; at += 1) taken[at] ??= kind
  }
  for (let from = 0; from < run.length; from += 1) {
    if (isIdentityNumber(chars.slice(from, from + 18))) take('identity-number', from, 18)
  }
  const letThrough = grantedDigits(run, chars, granted)
  /** Whether a number may stand here: at a border of a group, or within one that is long enough to hide it. */
  const stands = (from: number, length: number): boolean => {
    const first = run[from]
    const last = from + length - 1
    const after = run[last + 1]
    if (!first || last >= run.length) return false
    if (run.slice(from, from + length).some(inDate)) return false
    if (run.slice(from, from + length).some((digit) => letThrough.has(digit))) return false
    const ends = !after || after.opens
    return first.opens || ends || (groups[from] ?? 0) >= length || (groups[last] ?? 0) >= length
  }
  for (let from = 0; from < run.length; from += 1) {
    for (const length of [19, 18, 17, 16]) {
      if (from + length <= run.length && isBankCard(chars.slice(from, from + length)) && stands(from, length))
        take('bank-account', from, length)
    }
    if (isOldIdentityNumber(chars.slice(from, from + 15)) && stands(from, 15) && groups[from] === 15)
      take('identity-number', from, 15)
    if (isMobile(chars.slice(from, from + 11)) && stands(from, 11)) take('phone', from, 11)
  }
  const first = run[0]
  if (
    first &&
    run.length >= 8 &&
    !run.every(inDate) &&
    announced.test(text.slice(Math.max(0, first.at - 30), first.at))
  )
    take('bank-account', 0, run.length)
  return asSecrets(run, taken)
}

/** The digits of granted numbers that stand alone, between the borders of groups: within a longer number nothing is granted. */
function grantedDigits(run: readonly Digit[], chars: string, granted: readonly string[]): ReadonlySet<Digit> {
  const found = new Set<Digit>()
  for (const number of granted) {
    for (let from = chars.indexOf(number); from >= 0; from = chars.indexOf(number, from + 1)) {
      const after = run[from + number.length]
      if (!isMobile(number) || !run[from]?.opens || after?.opens === false) continue
      for (const digit of run.slice(from, from + number.length)) found.add(digit)
    }
  }
  return found
}

/** For every digit, how many digits its group has. */
function groupLengths(run: readonly Digit[]): number[] {
  const lengths: number[] = []
  let from = 0
  run.forEach((_digit, at) => {
    if (at + 1 < run.length && run[at + 1]?.opens === false) return
    for (let one = from; one <= at; one += 1) lengths.push(at + 1 - from)
    from = at + 1
  })
  return lengths
}

function asSecrets(run: readonly Digit[], taken: readonly (SecretKind | undefined)[]): Secret[] {
  const secrets: { kind: SecretKind; from: number; to: number }[] = []
  run.forEach((digit, at) => {
    const kind = taken[at]
    if (!kind) return
    const last = secrets.at(-1)
    const to = digit.at + digit.length
    if (last?.kind === kind && at > 0 && taken[at - 1] === kind) last.to = to
    else secrets.push({ kind, from: digit.at, to })
  })
  return secrets
}

/** The mobile numbers, as bare digits, of a place that holds telephones; none where its digits are no whole row of them. */
export function mobilesOf(text: string, { kind, from, to }: Secret): string[] {
  const digits = text.slice(from, to).normalize('NFKC').replaceAll(/\D/g, '')
  return kind === 'phone' && digits.length % 11 === 0 ? (digits.match(/1[3-9]\d{9}/g) ?? []) : []
}

/** The text with every secret replaced by stars, and which kinds there were. Masking what is masked changes nothing. */
export function screenText(
  text: string,
  granted: readonly string[] = [],
): { readonly text: string; readonly found: readonly SecretKind[] } {
  const secrets = findSecrets(text, granted)
  if (secrets.length === 0) return { text, found: [] }
  let screened = ''
  let at = 0
  for (const { from, to } of secrets) {
    screened += `${text.slice(at, from)}＊＊＊＊`
    at = to
  }
  return { text: screened + text.slice(at), found: secrets.map(({ kind }) => kind) }
}
