/** Periods by name: 2026-11, 2026-Q4, 2026. */

export type Span = 'month' | 'quarter' | 'year'

/** The period of a kind in which a day lies. */
export function periodOf(span: Span, day: string): string {
  const [year = '', month = '01'] = day.split('-')
  if (span === 'year') return year
  return span === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`
}

/** What kind of period a name is. */
export function spanOf(period: string): Span {
  return period.includes('Q') ? 'quarter' : period.length === 4 ? 'year' : 'month'
}

/** The period so many of its kind before; negative numbers look ahead. */
export function periodBefore(period: string, by: number): string {
  const span = spanOf(period)
  const year = Number(period.slice(0, 4))
  if (span === 'year') return String(year - by)
  const size = span === 'month' ? 12 : 4
  const at = year * size + Number(period.slice(span === 'month' ? 5 : 6)) - 1 - by
  const part = (at % size) + 1
  return span === 'month'
    ? `${Math.floor(at / size)}-${String(part).padStart(2, '0')}`
    : `${Math.floor(at / size)}-Q${part}`
}

/** The same period a year before. */
export function yearBefore(period: string): string {
  return `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`
}

/** The newest periods of a kind, newest first. */
export function listPeriods(span: Span, day: string, n: number): string[] {
  const newest = periodOf(span, day)
  return Array.from({ length: n }, (_, at) => periodBefore(newest, at))
}
