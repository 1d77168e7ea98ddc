/** The stretches of days over which a duty comes again: days, weeks, months, quarters, halves and whole years of the calendar. */

export const dutyRhythms = ['day', 'week', 'month', 'quarter', 'half-year', 'year'] as const
export type DutyRhythm = (typeof dutyRhythms)[number]

/** A stretch of days. `2026-11-23`, `2026-W48`, `2026-11`, `2026-Q4`, `2026-H2` or `2026`; both days belong to it. */
export interface DutyPeriod {
  readonly key: string
  readonly first: string
  readonly last: string
}

const dayMs = 86_400_000
const two = (n: number): string => String(n).padStart(2, '0')
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** A date moved by whole days; dates are `YYYY-MM-DD`. */
export function dayAfter(date: string, days = 1): string {
  return new Date(at(date) + days * dayMs).toISOString().slice(0, 10)
}

const monthDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)

/** Weeks begin on Monday and belong to the year of their Thursday (ISO 8601, GB/T 7408). */
function weekOf(date: string): DutyPeriod {
  const weekday = (new Date(at(date)).getUTCDay() + 6) % 7
  const first = dayAfter(date, -weekday)
  const thursday = dayAfter(first, 3)
  const year = thursday.slice(0, 4)
  const no = Math.floor((at(thursday) - at(`${year}-01-01`)) / dayMs / 7) + 1
  return { key: `${year}-W${two(no)}`, first, last: dayAfter(first, 6) }
}

const monthsIn = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const

/** The period of a rhythm in which a day lies. */
export function dutyPeriodOf(every: DutyRhythm, date: string): DutyPeriod {
  if (every === 'day') return { key: date, first: date, last: date }
  if (every === 'week') return weekOf(date)
  const year = Number(date.slice(0, 4))
  const length = monthsIn[every]
  const nth = Math.floor((Number(date.slice(5, 7)) - 1) / length)
  const month = nth * length + 1
  const name = { month: `-${two(month)}`, quarter: `-Q${nth + 1}`, 'half-year': `-H${nth + 1}`, year: '' }[every]
  return { key: `${year}${name}`, first: monthDay(year, month, 1), last: monthDay(year, month + length, 0) }
}

/** All periods of a rhythm that begin no later than `until` and end no earlier than `from`, oldest first. */
export function* dutyPeriods(every: DutyRhythm, from: string, until: string): Generator<DutyPeriod> {
  for (let period = dutyPeriodOf(every, from); period.first <= until;) {
    yield period
    period = dutyPeriodOf(every, dayAfter(period.last))
  }
}

/** The period that a key names; undefined when it names none of this rhythm. */
export function dutyPeriodFromKey(every: DutyRhythm, key: string): DutyPeriod | undefined {
  const found = /^(\d{4})(?:-(?:W(\d{2})|Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?$/.exec(key)
  if (!found) return undefined
  const [, year = '', week, quarter, half, month, day] = found
  const date = week
    ? dayAfter(`${year}-01-04`, (Number(week) - 1) * 7)
    : `${year}-${two(quarter ? Number(quarter) * 3 : half ? Number(half) * 6 : Number(month ?? 1))}-${day ?? '01'}`
  // A date such as 30 February is read as one in March, so it is looked at once more.
  if (Number.isNaN(at(date)) || dayAfter(date, 0) !== date) return undefined
  const period = dutyPeriodOf(every, date)
  return period.key === key ? period : undefined
}
