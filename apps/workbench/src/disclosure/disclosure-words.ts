import type { DueStatus, EditionStatus } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import type { Speech } from '../text.tsx'

/** How an expected item stands, by shape and tone. */
export const lookOfDue: Readonly<Record<DueStatus, StatusKind>> = {
  published: 'done',
  late: 'soon',
  due: 'received',
  missing: 'late',
  exempt: 'paused',
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

/**
 * What stands beside the day by which something is due: how far it is, or how long it has been missing. What must be there at all times
 * is missing from its first day on; that it could still be published in time that day is not said beside it.
 */
export function sayDue(
  speech: Pick<Speech, 't'>,
  { status, dueOn }: { readonly status: DueStatus; readonly dueOn: string },
  today: string,
): string | undefined {
  if (status === 'due') return sayDays(speech, dueOn, today)
  return status === 'missing' && dueOn < today ? sayDays(speech, dueOn, today) : undefined
}

/** How far a deadline is, in days. */
function sayDays({ t }: Pick<Speech, 't'>, dueOn: string, today: string): string {
  const days = daysBetween(today, dueOn)
  if (days === 0) return t('text.disclosureDesk.dueToday')
  return days > 0 ? t('text.disclosureDesk.dueIn', { n: days }) : t('text.disclosureDesk.overdueBy', { n: -days })
}
