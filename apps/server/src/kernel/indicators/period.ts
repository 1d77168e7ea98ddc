/** A named span of days: a month (2026-11), a quarter (2026-Q4) or a year (2026). */
export interface Period {
  readonly name: string
  /** First day, and the first day behind it. */
  readonly from: string
  readonly until: string
}

const monthStart = (year: number, month: number): string =>
  new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)

/** Reads the name of a period; undefined when it names none. */
export function findPeriod(name: string): Period | undefined {
  const found = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/.exec(name)
  if (!found) return undefined
  const [, year = '', quarter, month] = found
  const first = quarter ? (Number(quarter) - 1) * 3 : month ? Number(month) - 1 : 0
  const length = quarter ? 3 : month ? 1 : 12
  return { name, from: monthStart(Number(year), first), until: monthStart(Number(year), first + length) }
}

/** The month, quarter and year of a day, and the month before it: what is kept fresh. */
export function periodsAround(today: string): Period[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const before = monthStart(year, month - 2).slice(0, 7)
  const names = [today.slice(0, 7), before, `${year}-Q${Math.ceil(month / 3)}`, String(year)]
  return names.flatMap((name) => findPeriod(name) ?? [])
}
