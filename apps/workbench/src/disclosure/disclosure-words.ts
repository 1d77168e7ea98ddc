import type { DueStatus, EditionStatus } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { periodLabel } from '@xiangzhi/language'
import type { Speech } from '../text.tsx'

/** How an expected item stands, by shape and tone. */
export const lookOfDue: Readonly<Record<DueStatus, StatusKind>> = {
  published: 'done',
  late: 'soon',
  due: 'received',
  missing: 'late',
  exempt: 'paused',
  withdrawn: 'not-done',
}

export const lookOfEdition: Readonly<Record<EditionStatus, StatusKind>> = {
  draft: 'received',
  'in-review': 'in-hand',
  checked: 'info',
  scheduled: 'provisional',
  live: 'done',
  superseded: 'neutral',
  withdrawn: 'not-done',
  abandoned: 'paused',
}

/** What a period is called: 2026年10月, third quarter of 2026, 长期公开. */
export function sayPeriod({ language, t }: Pick<Speech, 'language' | 't'>, key: string): string {
  if (key === 'standing') return t('text.open.period.standing')
  if (language !== 'en') return periodLabel(key)
  const [, year = '', quarter, half, month, day] =
    /^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?/.exec(key) ?? []
  if (quarter) return t('text.open.period.quarter', { year, n: quarter })
  if (half) return t(half === '1' ? 'text.open.period.half1' : 'text.open.period.half2', { year })
  if (day) return t('text.open.period.day', { year, month: Number(month), day: Number(day) })
  return month ? t('text.open.period.month', { year, month: Number(month) }) : t('text.open.period.year', { year })
}

const dayMs = 86_400_000

/** The day so many days later (or earlier). Days are local dates, `2026-10-08`. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Days from one local day to another. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / dayMs)
}

/** The Monday and the Sunday around a day. */
export function weekOf(day: string): { from: string; until: string } {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  const from = daysAfter(day, -weekday)
  return { from, until: daysAfter(from, 6) }
}

/** How far a deadline is, in days. */
export function sayDays({ t }: Pick<Speech, 't'>, dueOn: string, today: string): string {
  const days = daysBetween(today, dueOn)
  if (days === 0) return t('text.disclosureDesk.dueToday')
  return days > 0 ? t('text.disclosureDesk.dueIn', { n: days }) : t('text.disclosureDesk.overdueBy', { n: -days })
}
