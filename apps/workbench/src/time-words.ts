import { type Calendar, workingMinutesBetween } from '@xiangzhi/language'
import type { Language, TextFacts, TextKey } from '@xiangzhi/text'

/** Says a sentence in the reader's language. */
type Say = (key: TextKey, facts?: TextFacts) => string

const timeZone = 'Asia/Shanghai'
const dayMs = 86_400_000

/** The date in county time, as `YYYY-MM-DD`. */
export function dateOf(at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)
}

/** The whole instant, for those who need it exactly. */
export function exactTime(language: Language, at: number): string {
  return new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short', hour12: false }).format(
    at,
  )
}

/** An instant as people say it: 今天 14:20, 昨天 09:00, 11月3日 10:05, 2025年11月3日. */
export function sayMoment({ language, t }: { language: Language; t: Say }, at: number, now: number): string {
  const time = clockTime(at)
  const days = Math.round((Date.parse(dateOf(at)) - Date.parse(dateOf(now))) / dayMs)
  if (days === 0) return t('text.workbench.when.today', { time })
  if (days === -1) return t('text.workbench.when.yesterday', { time })
  if (days === 1) return t('text.workbench.when.tomorrow', { time })
  const sameYear = dateOf(at).slice(0, 4) === dateOf(now).slice(0, 4)
  const date = new Intl.DateTimeFormat(language, {
    timeZone,
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
  return sameYear ? `${date} ${time}` : date
}

type LengthUnit = 'workingDays' | 'days' | 'workingHours' | 'hours' | 'minutes'

function sayCount(t: Say, unit: LengthUnit, n: number): string {
  return t(`text.workbench.length.${unit}.${n === 1 ? 'one' : 'many'}`, { n })
}

/** A length of time in the largest unit that says enough. `minutes` counts working time when `perDay` is a working day's. */
export function sayLength(t: Say, minutes: number, working: boolean, perDay: number): string {
  const whole = Math.max(0, Math.floor(minutes))
  if (whole >= perDay) return sayCount(t, working ? 'workingDays' : 'days', Math.floor(whole / perDay))
  if (whole >= 60) return sayCount(t, working ? 'workingHours' : 'hours', Math.floor(whole / 60))
  return sayCount(t, 'minutes', Math.max(1, whole))
}

/** A limit as it was set, in its own unit. */
export function sayLimit(t: Say, unit: string, amount: number): string {
  if (unit === 'workingDays' || unit === 'days') return sayCount(t, unit, amount)
  const hours = amount > 0 && amount % 60 === 0
  if (unit === 'workingMinutes' && hours) return sayCount(t, 'workingHours', amount / 60)
  return hours ? sayCount(t, 'hours', amount / 60) : sayCount(t, 'minutes', amount)
}

/** How far a deadline is, in words and as a standing; in working time once the county's calendar is known. */
export function sayDeadline(
  t: Say,
  calendar: Calendar | undefined,
  dueAt: number,
  now: number,
): { words: string; standing: 'on-time' | 'soon' | 'late' } {
  const late = now >= dueAt
  const [from, to] = late ? [dueAt, now] : [now, dueAt]
  const naturalMinutes = (to - from) / 60_000
  const minutes = calendar ? workingMinutesBetween(calendar, new Date(from), new Date(to)) : naturalMinutes
  const perDay = calendar ? calendar.minutesPerDay : 1440
  // At night and on holidays no working time passes; a deadline just missed is then said in plain hours.
  const amount =
    calendar && minutes === 0
      ? sayLength(t, naturalMinutes, false, 1440)
      : sayLength(t, minutes, calendar !== undefined, perDay)
  return {
    words: t(late ? 'text.common.deadline.late' : 'text.common.deadline.left', { amount }),
    standing: late ? 'late' : minutes < perDay ? 'soon' : 'on-time',
  }
}
