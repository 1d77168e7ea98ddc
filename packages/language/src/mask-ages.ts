import type { CellValue } from './content.ts'

/** From this age on somebody is grown up (民法典 art. 17). */
export const adultAge = 18

/** What a cell says of somebody's age: the least that it can mean, nothing at all, or something that cannot be read. */
export type AgeSaid = { readonly years: number } | 'nothing' | 'unreadable'

const chineseDigits: ReadonlyMap<string, number> = new Map(
  ['零〇○', '一壹', '二贰两', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((chars, value) =>
    [...chars].map((char) => [char, value] as const),
  ),
)

/** A number in Chinese characters up to 999, or digit by digit (二〇〇八), as digits; what is none stays. */
function chineseNumber(text: string): string {
  if (!/[十百]/u.test(text)) return [...text].map((char) => chineseDigits.get(char) ?? char).join('')
  let total = 0
  let digit = -1
  for (const char of text) {
    if (char === '百') total += Math.max(1, digit) * 100
    else if (char === '十') total += (digit < 0 ? 1 : digit) * 10
    if (char === '百' || char === '十') digit = -1
    else digit = chineseDigits.get(char) ?? 0
  }
  return String(total + Math.max(0, digit))
}

/** The cell in one spelling: digits of one width, Chinese numerals as digits, no blanks. */
function spelled(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\s]+/gu, '')
    .replaceAll('廿', '二十')
    .replaceAll('卅', '三十')
    .replaceAll(/[零〇○一二三四五六七八九十百壹贰叁肆伍陆柒捌玖两]+/gu, chineseNumber)
}

/** Whole years from a birthday to a day; both as `YYYY-MM-DD`. */
function yearsBetween(born: string, today: string): number {
  const birthday = `${today.slice(0, 4)}${born.slice(4)}`
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today < birthday ? 1 : 0)
}

const padded = (part: string | number): string => String(part).padStart(2, '0')

/** The age by a date of birth of which parts may be missing: what is missing is taken as late as it can be. */
function byBirth(year: string, month: string | undefined, day: string | undefined, today: string): AgeSaid {
  const latest = `${year}-${padded(month ?? 12)}-${padded(day ?? 31)}`
  const possible =
    Number(year) >= 1880 && year <= today.slice(0, 4) && Number(month ?? 1) <= 12 && Number(day ?? 1) <= 31
  return possible ? { years: Math.max(0, yearsBetween(latest, today)) } : 'unreadable'
}

/** The day that Excel counts from; its days of dates lie between these numbers, 1927 to 2064. */
const excelEpoch = Date.UTC(1899, 11, 30)
const [excelFirst, excelLast] = [10_000, 60_000]

function byNumber(value: number, today: string): AgeSaid {
  if (value >= 0 && value < 150) return { years: Math.floor(value) }
  if (!Number.isInteger(value))
    return value >= excelFirst && value <= excelLast ? byNumber(Math.floor(value), today) : 'unreadable'
  const digits = String(value)
  if (/^(?:18|19|20)\d{2}(?:\d{2}){0,2}$/.test(digits))
    return byBirth(digits.slice(0, 4), digits.slice(4, 6) || undefined, digits.slice(6, 8) || undefined, today)
  if (value >= excelFirst && value <= excelLast) {
    const born = new Date(excelEpoch + value * 86_400_000).toISOString().slice(0, 10)
    return { years: Math.max(0, yearsBetween(born, today)) }
  }
  return 'unreadable'
}

/** Where children and the young go to learn, and what they are called. */
const ofChildren =
  /年级|初[123]|高[123]|小[123456]$|初中|高中|中学|小学|中专|职高|技校|幼儿|学前|托班|托儿|[小中大]班|学生|学龄|在读|未成年|未满|不满|不足|婴|幼|儿童|少年|孩|新生|出生[0-9]*[天日周月]/u

/**
 * The least age that a cell of an age column can mean on a day, in whatever spelling offices use: years, months, Chinese numerals,
 * a date of birth with or without month and day, a number of Excel's, a school grade. Whoever cannot be told from a child is one.
 */
export function readAge(value: CellValue | undefined, today: string): AgeSaid {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'number') return byNumber(value, today)
  const text = spelled(value)
  if (text === '' || /^[-—–/\\无空]+$/u.test(text)) return 'nothing'
  const years =
    /^(?:已?满|约|现年|年龄:?|年)?(\d{1,3})(?:周?岁|岁)?(?:半|多|余|整|(\d{1,2})个?月(?:大)?)?(?:以上|\+)?$/u.exec(text)
  if (years) return Number(years[1]) < 150 ? { years: Number(years[1]) } : 'unreadable'
  // Years counted from one at birth and again at each new year are up to two more than those of the law.
  const counted = /^虚(?:岁|龄)?:?(\d{1,3})岁?$|^(\d{1,3})虚?岁?\(虚岁?\)$|^(\d{1,3})虚岁$/u.exec(text)
  if (counted) return { years: Math.max(0, Number(counted[1] ?? counted[2] ?? counted[3]) - 2) }
  if (/^\d{1,2}个?(?:半)?月(?:大|龄)?$|^\d{1,3}[天日周](?:大|龄)?$/u.test(text)) return { years: 0 }
  if (ofChildren.test(text)) return { years: 0 }
  const identity = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]$/u.exec(text)
  if (identity) return byBirth(identity[1] ?? '', identity[2], identity[3], today)
  const solid = /^(?:出?生于?:?)?((?:18|19|20)\d{2})(\d{2})?(\d{2})?(?:出?生)?$/u.exec(text)
  if (solid) return byBirth(solid[1] ?? '', solid[2], solid[3], today)
  const born =
    /^(?:生于|出生于?|出生日期:?|出生年月:?)?((?:18|19|20)\d{2})(?:年|[-./])(?:(\d{1,2})(?:月份?|[-./])?)?(?:(?<=[-./月])(\d{1,2})[日号]?)?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?(?:出?生)?$/u.exec(
      text,
    )
  if (born) return byBirth(born[1] ?? '', born[2], born[3], today)
  return 'unreadable'
}

/** Whether a cell speaks of an age or a birth by itself, whatever its column is called. */
export function speaksOfAge(text: string): boolean {
  return /^(?:已?满|虚|约|现年)?\d{1,3}(?:周|虚)?岁|^\d{1,2}个?月大|出生|生于|年级$|^(?:初|高)[123]$/u.test(
    spelled(text),
  )
}
