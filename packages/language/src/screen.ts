import { undisguised } from './disguised.ts'
import { anyDigit, type Digit, type Group, listChains, listRuns } from './digits.ts'

/** What must never stand in a public text, whoever wrote it there. */
export type SecretKind = 'identity-number' | 'phone' | 'bank-account'

/** A place of a text that holds a secret. Offsets are UTF-16 units of the text. */
export interface Secret {
  readonly kind: SecretKind
  readonly from: number
  readonly to: number
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

/** The provinces with which the region of an identity number begins (GB/T 2260). */
const province = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/
/** Whoever was born later is a child; a row of this form with a later day is rather the number of a paper. */
const lastYearOfBirth = '2015'

/** An identity number with a mistake in it: everything fits but the check character. It still tells who it is. */
export function resemblesIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text) || !province.test(text)) return false
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)]
  return year <= lastYearOfBirth && isDay(year, month, day)
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

/** Words after which a row of digits is a number of a person or an account, whatever its check digit says. */
const announced: readonly (readonly [RegExp, SecretKind])[] = [
  [/(?:身份证|身份号|证件|identity|\bID)[^\d\p{Nd}]{0,12}$/iu, 'identity-number'],
  [/(?:账\s*[号户]|帐\s*[号户]|卡\s*号|银行卡|一卡通|存折|account|card)[^\d\p{Nd}]{0,12}$/iu, 'bank-account'],
]

const shortestCard = 16
const longestCard = 19
/** Whether so many digits behind a card of so many may be its end, left out by a slip with which it passes the check all the same. */
const mayEndCard = (card: number, tail: number): boolean => tail <= 3 && card + tail <= longestCard
/** The word alone announces only what is as long as one: a card is also swiped at 08:30. */
const cardBefore = /卡[^\d\p{Nd}]{0,3}$/u

/** What the words directly before a row of so many digits say that it is; of two words the nearer one. */
function announcedBefore(text: string, at: number, digits: number): SecretKind | undefined {
  const before = text.slice(Math.max(0, at - 30), at)
  const said = announced.flatMap(([pattern, kind]) => {
    const found = pattern.exec(before)
    return found ? [{ kind, at: found.index }] : []
  })
  const nearest = said.toSorted((one, other) => other.at - one.at)[0]?.kind
  return nearest ?? (digits >= shortestCard && cardBefore.test(before) ? 'bank-account' : undefined)
}

/** Dates between signs, which are no part of a telephone or card number: 2026-10-08, 2026.10.08, 2026/10/8. */
const datePattern = /(?<![\d-])(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d-])/g

/** No number that is looked for is shorter. */
const fewestDigits = 8

/**
 * Finds every secret of a text. Rather too many than one too few: what is found is shown to the writer.
 *
 * @param granted mobile numbers, as bare digits, that a second person let through in this very field; nothing else is let through
 */
export function findSecrets(text: string, granted: readonly string[] = []): Secret[] {
  const plain = undisguised(text)
  const found = secretsOf(text, granted)
  if (plain === undefined) return found
  // What only shows once signs are read as digits is a person's number, or nothing: codes of things are written like that too.
  const more = secretsOf(plain, granted).filter(({ kind }) => kind !== 'bank-account')
  return merged([...found, ...more])
}

function secretsOf(text: string, granted: readonly string[]): Secret[] {
  // Most cells hold a name or a word: they are let by at once, so that a long list is screened quickly.
  if ((text.match(anyDigit)?.length ?? 0) < fewestDigits) return []
  const dates = [...text.matchAll(datePattern)].map(({ index, 0: date }) => [index, index + date.length] as const)
  const inDate = (digit: Digit): boolean => dates.some(([from, to]) => digit.at >= from && digit.at < to)
  const secrets = listRuns(text).flatMap((run) => secretsOfRun(text, run, inDate, granted))
  return merged([...secrets, ...listChains(text).flatMap((chain) => spacedSecrets(chain, inDate, granted))])
}

/** Secrets in their order; where two overlap, the one that was found first takes both. */
function merged(secrets: readonly Secret[]): Secret[] {
  const apart: { kind: SecretKind; from: number; to: number }[] = []
  for (const { kind, from, to } of secrets) {
    const over = apart.filter((one) => one.from < to && from < one.to)
    const [first] = over
    if (!first) apart.push({ kind, from, to })
    else {
      first.from = Math.min(from, ...over.map((one) => one.from))
      first.to = Math.max(to, ...over.map((one) => one.to))
      for (const one of over.slice(1)) apart.splice(apart.indexOf(one), 1)
    }
  }
  return apart.toSorted((one, other) => one.from - other.from)
}

/** How a mobile number is cut into groups when whatever sign is put between: 138*1234*5678. */
const mobileShapes = new Set(['3-4-4', '4-3-4', '4-4-3', '3-3-5', '3-8', '7-4', '11'])
const cardShape = /^4-4-4-4(?:-[1-3])?$/

/** Whether groups are all of one length, but perhaps the last. */
function isEvenlyCut(lengths: readonly number[]): boolean {
  const [first = 0] = lengths
  return first < 4 && lengths.every((length, at) => (at < lengths.length - 1 ? length === first : length <= first))
}

/** A day written without signs: 20260115. */
const isCompactDay = (text: string): boolean =>
  text.length === 8 && isDay(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8))

/**
 * Numbers whose groups stand apart by any sign at all. Where anything may stand between, the way in which the groups are cut says
 * what is one number; an identity number says so itself by its check character.
 */
function spacedSecrets(
  chain: readonly Group[],
  inDate: (digit: Digit) => boolean,
  granted: readonly string[],
): Secret[] {
  const secret = (kind: SecretKind, digits: readonly Digit[]): Secret[] => {
    const [first, last] = [digits[0], digits.at(-1)]
    return first && last ? [{ kind, from: first.at, to: last.at + last.length }] : []
  }
  const all = chain.flatMap(({ digits }) => digits)
  const chars = all.map(({ char }) => char).join('')
  const identities = all.flatMap((digit, from) =>
    isIdentityNumber(chars.slice(from, from + 18)) && (digit.opens || (all[from + 18]?.opens ?? true))
      ? secret('identity-number', all.slice(from, from + 18))
      : [],
  )
  const others = chain.flatMap((_group, first) => {
    let found: Secret[] = []
    for (let groups = 1; groups <= 19 && first + groups <= chain.length; groups += 1) {
      const taken = chain.slice(first, first + groups)
      const number = spacedNumber(taken, granted)
      if (number && !number.digits.some(inDate)) found = secret(number.kind, withTail(chain, first + groups, number))
    }
    return found
  })
  return [...identities, ...others]
}

/** The digits of a number, with the last group that it would have if a slip in a card had not made it pass the check without. */
function withTail(chain: readonly Group[], next: number, { kind, digits }: SpacedNumber): readonly Digit[] {
  const tail = chain[next]
  const isTail =
    kind === 'bank-account' &&
    next === chain.length - 1 &&
    tail &&
    tail.joinedBy?.trim() === chain[next - 1]?.joinedBy?.trim()
  return isTail && mayEndCard(digits.length, tail.digits.length) ? [...digits, ...tail.digits] : digits
}

interface SpacedNumber {
  readonly kind: SecretKind
  readonly digits: readonly Digit[]
}

/** The number that groups are, and its digits. A year that follows without a sign belongs to the next word: …57412026年. */
function spacedNumber(groups: readonly Group[], granted: readonly string[]): SpacedNumber | undefined {
  const signs = new Set(groups.slice(1).map(({ joinedBy }) => joinedBy?.trim()))
  // A point among other signs is that of an amount.
  if (signs.size > 1 && signs.has('.')) return undefined
  const whole = groups.map((group) => group.digits.map(({ char }) => char).join(''))
  const cut = whole.at(-1)?.replace(/(?<=\d)(?:19|20)\d\d$/, '') ?? ''
  for (const last of new Set([whole.at(-1) ?? '', cut])) {
    const parts = [...whole.slice(0, -1), last]
    const chars = parts.join('')
    const lengths = parts.map(({ length }) => length)
    const shape = lengths.join('-')
    const digits = groups.flatMap((group) => group.digits).slice(0, chars.length)
    if (shape === '6-8-4' && resemblesIdentityNumber(chars)) return { kind: 'identity-number', digits }
    const isEven = signs.size === 1 && isEvenlyCut(lengths)
    const isTelephone = mobileShapes.has(shape) || isEven
    if (isMobile(chars) && isTelephone && !granted.includes(chars) && !parts.some(isCompactDay))
      return { kind: 'phone', digits }
    if (isBankCard(chars) && (cardShape.test(shape) || isEven)) return { kind: 'bank-account', digits }
  }
  return undefined
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
  const [first] = run
  const said =
    first && run.length >= fewestDigits && !run.every(inDate) ? announcedBefore(text, first.at, run.length) : undefined
  if (said === 'identity-number') take(said, 0, Math.min(run.length, 18))
  for (let from = 0; from < run.length; from += 1) {
    const number = chars.slice(from, from + 18)
    const alone = run[from]?.opens === true && groups[from] === 18
    if (isIdentityNumber(number) || (alone && resemblesIdentityNumber(number))) take('identity-number', from, 18)
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
  /**
   * Where a card ends that begins so: a number with a slip in it may pass the check without its last digits, which belong to it
   * all the same, also where they stand as a group of their own. Exclusive.
   */
  const endOfCard = (from: number, length: number): number => {
    let to = from + length
    while (run[to]?.opens === false) to += 1
    const tail = groups[to] ?? 0
    const isCut = (groups[from] ?? length) < length
    return isCut && to + tail === run.length && mayEndCard(to - from, tail) ? to + tail : to
  }
  for (let from = 0; from < run.length; from += 1) {
    for (const length of [19, 18, 17, 16]) {
      if (from + length <= run.length && isBankCard(chars.slice(from, from + length)) && stands(from, length))
        take('bank-account', from, endOfCard(from, length) - from)
    }
    if (isOldIdentityNumber(chars.slice(from, from + 15)) && stands(from, 15) && groups[from] === 15)
      take('identity-number', from, 15)
    if (isMobile(chars.slice(from, from + 11)) && stands(from, 11)) {
      const first = opensAt(run, from)
      // As long as a card, it is one, whatever its check digit says: no digit beside the telephone that it seems to hold stays.
      const isCard = (groups[from] ?? 0) >= shortestCard && first + (groups[from] ?? 0) >= from + 11
      if (isCard) take('bank-account', first, groups[from] ?? 0)
      else take('phone', from, 11)
    }
  }
  if (said) take(said, 0, run.length)
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

/** Where the group of a digit begins. */
function opensAt(run: readonly Digit[], at: number): number {
  let first = at
  while (first > 0 && run[first]?.opens === false) first -= 1
  return first
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
  const digits = listChains(text.slice(from, to))
    .flat()
    .flatMap((group) => group.digits.map(({ char }) => char))
    .join('')
  return kind === 'phone' && digits.length % 11 === 0 ? (digits.match(/1[3-9]\d{9}/g) ?? []) : []
}

/** Marks that sat on the last digit of a number, such as its keycap. */
const clinging = /^\p{M}+/u

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
    at = to + (clinging.exec(text.slice(to))?.[0].length ?? 0)
  }
  return { text: screened + text.slice(at), found: secrets.map(({ kind }) => kind) }
}
