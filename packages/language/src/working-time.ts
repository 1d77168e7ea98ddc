/**
 * Working time of a county: official holidays and make-up workdays, working hours, and deadlines counted in them.
 * Beyond the last year whose calendar was announced, weekends alone decide and every result is marked provisional.
 */

/** A length of time. Working units count only inside the county's working hours; the others run day and night. */
export type Duration =
  | { readonly workingDays: number }
  | { readonly workingHours: number }
  | { readonly workingMinutes: number }
  | { readonly days: number }
  | { readonly hours: number }
  | { readonly minutes: number }

/** A duration as it is stored: whole numbers of one of four units. */
export interface Span {
  readonly unit: 'workingMinutes' | 'workingDays' | 'minutes' | 'days'
  readonly amount: number
}

/** What the State Council announces for one year: dates off, and weekend dates on which people work. */
export interface CalendarYear {
  readonly year: number
  readonly holidays: readonly { readonly on: string; readonly name: string }[]
  readonly workdays: readonly string[]
}

export interface CalendarSource {
  readonly years: readonly CalendarYear[]
  /** Working hours of a workday, as `HH:MM` in county time, in order and without overlap. */
  readonly hours: readonly { readonly from: string; readonly to: string }[]
  /** Offset of county time from UTC in minutes; China has one time zone and no summer time. */
  readonly offsetMinutes: number
}

/** A calendar made ready for counting. */
export interface Calendar {
  readonly offsetMinutes: number
  readonly hours: readonly { readonly from: number; readonly to: number }[]
  readonly minutesPerDay: number
  readonly announced: ReadonlySet<number>
  readonly exceptions: ReadonlyMap<number, boolean>
}

export interface Deadline {
  readonly dueAt: Date
  /** The deadline crosses a year whose calendar is not announced yet; it is counted again once that is loaded. */
  readonly provisional: boolean
}

const minuteMs = 60_000
const dayMs = 86_400_000

function minuteOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

function dayNumber(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`) / dayMs
}

/** Makes a calendar ready for counting. */
export function compileCalendar(source: CalendarSource): Calendar {
  const exceptions = new Map<number, boolean>()
  for (const year of source.years) {
    for (const holiday of year.holidays) exceptions.set(dayNumber(holiday.on), false)
    for (const workday of year.workdays) exceptions.set(dayNumber(workday), true)
  }
  const hours = source.hours.map(({ from, to }) => ({ from: minuteOfDay(from), to: minuteOfDay(to) }))
  return {
    offsetMinutes: source.offsetMinutes,
    hours,
    minutesPerDay: hours.reduce((sum, { from, to }) => sum + to - from, 0),
    announced: new Set(source.years.map(({ year }) => year)),
    exceptions,
  }
}

/** A duration as the database keeps it. */
export function spanOf(duration: Duration): Span {
  if ('workingDays' in duration) return { unit: 'workingDays', amount: duration.workingDays }
  if ('workingHours' in duration) return { unit: 'workingMinutes', amount: Math.round(duration.workingHours * 60) }
  if ('workingMinutes' in duration) return { unit: 'workingMinutes', amount: duration.workingMinutes }
  if ('days' in duration) return { unit: 'days', amount: duration.days }
  if ('hours' in duration) return { unit: 'minutes', amount: Math.round(duration.hours * 60) }
  return { unit: 'minutes', amount: duration.minutes }
}

function isWorkday(calendar: Calendar, day: number): boolean {
  const exception = calendar.exceptions.get(day)
  if (exception !== undefined) return exception
  const weekday = (day + 4) % 7
  return weekday !== 0 && weekday !== 6
}

/** Whether people work on a date in county time, by the announced calendar where there is one, otherwise by the weekday. */
export function isWorkdayOn(calendar: Calendar, isoDate: string): boolean {
  return isWorkday(calendar, dayNumber(isoDate))
}

function localMinutes(calendar: Calendar, at: Date): number {
  return at.getTime() / minuteMs + calendar.offsetMinutes
}

function instantOf(calendar: Calendar, localMinute: number): Date {
  return new Date((localMinute - calendar.offsetMinutes) * minuteMs)
}

/** The date in county time, as `YYYY-MM-DD`. */
export function localDate(calendar: Pick<Calendar, 'offsetMinutes'>, at: Date): string {
  return new Date(at.getTime() + calendar.offsetMinutes * minuteMs).toISOString().slice(0, 10)
}

/** The time of China, which has one zone and no summer time; a county's calendar keeps it too. */
export const beijing = { offsetMinutes: 480 } as const

/** The instant at which a local day begins. Not a date for a day that does not exist. */
export function startOfDay(calendar: Pick<Calendar, 'offsetMinutes'>, isoDate: string): Date {
  return new Date(Date.parse(`${isoDate}T00:00:00Z`) - calendar.offsetMinutes * minuteMs)
}

/** The instant at which a local day ends, which is no part of it any more. */
export function endOfDay(calendar: Pick<Calendar, 'offsetMinutes'>, isoDate: string): Date {
  return new Date(startOfDay(calendar, isoDate).getTime() + 1440 * minuteMs)
}

function crossesUnannounced(calendar: Calendar, from: Date, to: Date): boolean {
  const firstYear = new Date(from.getTime() + calendar.offsetMinutes * minuteMs).getUTCFullYear()
  const lastYear = new Date(to.getTime() + calendar.offsetMinutes * minuteMs).getUTCFullYear()
  for (let year = firstYear; year <= lastYear; year += 1) if (!calendar.announced.has(year)) return true
  return false
}

function addWorkingMinutes(calendar: Calendar, start: Date, amount: number): Date {
  const begin = localMinutes(calendar, start)
  let day = Math.floor(begin / 1440)
  let from = begin - day * 1440
  let left = amount
  // A county whose calendar leaves no working time would loop for ever; the pack check forbids it, this bound proves it.
  for (let tries = 0; tries < 20_000; tries += 1) {
    if (isWorkday(calendar, day)) {
      for (const hours of calendar.hours) {
        const open = Math.max(hours.from, from)
        if (open >= hours.to) continue
        const here = hours.to - open
        if (left <= here) return instantOf(calendar, day * 1440 + open + left)
        left -= here
      }
    }
    day += 1
    from = 0
  }
  throw new Error('the calendar has no working time')
}

function addWorkingDays(calendar: Calendar, start: Date, amount: number): Date {
  let day = Math.floor(localMinutes(calendar, start) / 1440)
  let left = amount
  for (let tries = 0; tries < 20_000; tries += 1) {
    if (left <= 0) break
    day += 1
    if (isWorkday(calendar, day)) left -= 1
  }
  const close = calendar.hours.at(-1)?.to ?? 1440
  return instantOf(calendar, day * 1440 + close)
}

/**
 * When a span that starts at an instant is over. Working days begin to count on the following workday and end with the
 * working hours of the last one, as periods set in days do in Chinese administrative law; days likewise end at midnight.
 */
export function deadlineAfter(calendar: Calendar, start: Date, span: Span): Deadline {
  if (span.unit === 'workingMinutes' || span.unit === 'workingDays') {
    const dueAt =
      span.unit === 'workingMinutes'
        ? addWorkingMinutes(calendar, start, span.amount)
        : addWorkingDays(calendar, start, span.amount)
    return { dueAt, provisional: crossesUnannounced(calendar, start, dueAt) }
  }
  if (span.unit === 'minutes') return { dueAt: new Date(start.getTime() + span.amount * minuteMs), provisional: false }
  const day = Math.floor(localMinutes(calendar, start) / 1440) + span.amount
  return { dueAt: instantOf(calendar, (day + 1) * 1440), provisional: false }
}

/** Working minutes between two instants; 0 when the second is not later. */
export function workingMinutesBetween(calendar: Calendar, from: Date, to: Date): number {
  const begin = localMinutes(calendar, from)
  const end = localMinutes(calendar, to)
  if (end <= begin) return 0
  let total = 0
  const firstDay = Math.floor(begin / 1440)
  const lastDay = Math.floor(end / 1440)
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!isWorkday(calendar, day)) continue
    for (const hours of calendar.hours) {
      const open = Math.max(day * 1440 + hours.from, begin)
      const close = Math.min(day * 1440 + hours.to, end)
      if (close > open) total += close - open
    }
  }
  return Math.floor(total)
}

/** What is left of a running span at an instant, in the minutes that its unit counts; 0 when it is over. */
export function minutesLeft(calendar: Calendar, unit: Span['unit'], now: Date, dueAt: Date): number {
  if (unit === 'workingMinutes' || unit === 'workingDays') return workingMinutesBetween(calendar, now, dueAt)
  return Math.max(0, Math.floor((dueAt.getTime() - now.getTime()) / minuteMs))
}

/** The unit in which what is left of a span goes on counting after a pause. */
export function minuteUnit(unit: Span['unit']): 'workingMinutes' | 'minutes' {
  return unit === 'workingMinutes' || unit === 'workingDays' ? 'workingMinutes' : 'minutes'
}

/** The instant at which a share of a span is used. */
export function instantAtPercent(
  calendar: Calendar,
  unit: Span['unit'],
  start: Date,
  dueAt: Date,
  percent: number,
): Date {
  const whole = minutesLeft(calendar, unit, start, dueAt)
  return deadlineAfter(calendar, start, { unit: minuteUnit(unit), amount: Math.floor((whole * percent) / 100) }).dueAt
}
