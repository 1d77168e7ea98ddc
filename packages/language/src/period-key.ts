import { type Language, say } from '@xiangzhi/text'

/** What a key such as `2026`, `2026-H2`, `2026-Q4`, `2026-11` or `2026-11-23` is made of; nothing for `standing`. */
function partsOf(key: string) {
  const found = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?/.exec(key)
  if (!found) return undefined
  const [, year = '', quarter, half, month, day] = found
  return { year, quarter, half, month, day }
}

/** How a period is called in a title: 2026年10月, 2026年第三季度, 2026年上半年; nothing for a standing item. */
export function periodLabel(key: string): string {
  const parts = partsOf(key)
  if (!parts) return ''
  const { year, quarter, half, month, day } = parts
  if (quarter) return `${year}年第${'一二三四'[Number(quarter) - 1] ?? ''}季度`
  if (half) return `${year}年${half === '1' ? '上' : '下'}半年`
  return `${year}年${month ? `${Number(month)}月` : ''}${day ? `${Number(day)}日` : ''}`
}

/** A period in the words of a language: 2026年10月, third quarter of 2026, 长期公开. */
export function sayPeriod(language: Language, key: string): string {
  if (key === 'standing') return say(language, 'text.open.period.standing')
  if (language !== 'en') return periodLabel(key)
  const { year = '', quarter, half, month, day } = partsOf(key) ?? {}
  if (quarter) return say(language, 'text.open.period.quarter', { year, n: quarter })
  if (half) return say(language, half === '1' ? 'text.open.period.half1' : 'text.open.period.half2', { year })
  if (day) return say(language, 'text.open.period.day', { year, month: Number(month), day: Number(day) })
  return month
    ? say(language, 'text.open.period.month', { year, month: Number(month) })
    : say(language, 'text.open.period.year', { year })
}

/** What the occasion of a duty is called: 2026年第四季度, week 47 of 2026. An event's id says nothing to a reader. */
export function sayOccasion(language: Language, occasion: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(occasion)) return '—'
  if (/^\d{4}-\d{2}-\d{2}$/.test(occasion)) return occasion
  const week = /^(\d{4})-W(\d{2})$/.exec(occasion)
  return week
    ? say(language, 'text.duties.week', { year: week[1] ?? '', n: Number(week[2]) })
    : sayPeriod(language, occasion)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** When a period ends and how many months it has; a standing one ends before all others. */
function endOf(key: string): { readonly last: string; readonly months: number } {
  const parts = partsOf(key)
  if (!parts) return { last: '', months: 0 }
  const { year, quarter, half, month, day } = parts
  if (day) return { last: `${year}-${month}-${day}`, months: 0 }
  const [until, months] = quarter
    ? [Number(quarter) * 3, 3]
    : half
      ? [Number(half) * 6, 6]
      : month
        ? [Number(month), 1]
        : [12, 12]
  return { last: `${year}-${two(until)}-${two(new Date(Date.UTC(Number(year), until, 0)).getUTCDate())}`, months }
}

/**
 * Puts the keys of periods in order by the day on which they end, the newest first: October stands above the third quarter, which
 * it would not as text. Of a month and the quarter that ends with it, the month comes first.
 */
export function newestPeriodFirst(one: string, other: string): number {
  const [a, b] = [endOf(one), endOf(other)]
  return a.last === b.last ? a.months - b.months : a.last < b.last ? 1 : -1
}
