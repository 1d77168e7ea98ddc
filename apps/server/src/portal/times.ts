import { beijing, startOfDay } from '@xiangzhi/language'
import { type Language, say } from '@xiangzhi/text'
import { html, type Html } from './html.ts'

const DAY = 86_400_000
/** China has had one time zone and no summer time since 1992. */
const OFFSET = beijing.offsetMinutes * 60_000

interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly time: string
  /** Days since the epoch, to compare calendar days. */
  readonly dayNumber: number
}

const two = (value: number): string => String(value).padStart(2, '0')

function localTime(at: Date): LocalTime {
  const local = new Date(at.getTime() + OFFSET)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    time: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`,
    dayNumber: Math.floor(local.getTime() / DAY),
  }
}

const weekdays = {
  0: 'text.portal.time.weekday.0',
  1: 'text.portal.time.weekday.1',
  2: 'text.portal.time.weekday.2',
  3: 'text.portal.time.weekday.3',
  4: 'text.portal.time.weekday.4',
  5: 'text.portal.time.weekday.5',
  6: 'text.portal.time.weekday.6',
} as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function dateWords(language: Language, local: LocalTime, thisYear: number): string {
  const facts = {
    year: local.year,
    month: language === 'en' ? (months[local.month - 1] ?? '') : local.month,
    day: local.day,
  }
  return say(language, local.year === thisYear ? 'text.portal.time.date' : 'text.portal.time.dateYear', facts)
}

/** A date and, when it is near, a time, as people say it: 今天 14:20, 昨天 9:05, 3月12日. */
export function instantWords(language: Language, at: Date, now: Date): string {
  const local = localTime(at)
  const present = localTime(now)
  const days = local.dayNumber - present.dayNumber
  const date = dateWords(language, local, present.year)
  if (days === 0) return say(language, 'text.portal.time.today', { time: local.time })
  if (days === -1) return say(language, 'text.portal.time.yesterday', { time: local.time })
  if (days === 1) return say(language, 'text.portal.time.tomorrow', { time: local.time })
  if (days > 1)
    return say(language, 'text.portal.time.ahead', {
      date,
      weekday: say(language, weekdays[local.weekday as 0]),
      time: local.time,
    })
  return days > -7 ? say(language, 'text.portal.time.dateTime', { date, time: local.time }) : date
}

/** A deadline: midnight belongs to the day that ends with it, as people understand "by the 19th". */
export function dueWords(language: Language, due: Date, now: Date): string {
  if (localTime(due).time !== '00:00') return instantWords(language, due, now)
  const lastMinute = new Date(due.getTime() - 60_000)
  return instantWords(language, lastMinute, now).replace('23:59', '24:00')
}

/** How long until a deadline, or since it passed: whole days from a day on, hours below. */
export function spanWords(language: Language, milliseconds: number): string {
  const size = Math.abs(milliseconds)
  if (size >= DAY) return say(language, 'text.common.unit.days', { n: Math.round(size / DAY) })
  if (size >= 3_600_000) return say(language, 'text.common.unit.hours', { n: Math.round(size / 3_600_000) })
  return say(language, 'text.common.unit.minutes', { n: Math.max(1, Math.round(size / 60_000)) })
}

/** The exact time, for hovering and for tables. */
export function exactWords(at: Date): string {
  const { year, month, day, time } = localTime(at)
  return `${year}-${two(month)}-${two(day)} ${time}`
}

/** A `time` element: words to read, the exact moment for machines and on hover. */
export function timeTag(language: Language, at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${exactWords(at)}">${instantWords(language, at, now)}</time>`
}

/** The county's calendar day of a moment, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return exactWords(at).slice(0, 10)
}

/** A calendar day in words: 2026年3月12日. */
export function dayWords(language: Language, day: string, now: Date): string {
  return dateWords(language, localTime(startOfDay(beijing, day)), language === 'en' ? 0 : localTime(now).year)
}
