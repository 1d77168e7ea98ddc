import type { DutyRowView } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import type { Speech } from '../text.tsx'

const looks: Readonly<Record<DutyRowView['standing'], StatusKind>> = {
  'not-yet': 'received',
  open: 'in-hand',
  late: 'late',
  grave: 'danger',
  kept: 'done',
  'kept-late': 'warn',
  exempt: 'paused',
  dropped: 'neutral',
}

/** How a standing looks; what is due within three days stands out. */
export function lookOf({ standing, dueOn }: Pick<DutyRowView, 'standing' | 'dueOn'>, today: string): StatusKind {
  return standing === 'open' && daysBetween(today, dueOn) <= 3 ? 'soon' : looks[standing]
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** What is left, or by how much it is late; when it was done for what was. */
export function sayRest({ t }: Speech, row: DutyRowView, today: string): string {
  if (row.keptOn !== null) return t('text.duties.keptOn', { on: row.keptOn })
  if (row.standing === 'exempt' || row.standing === 'dropped') return ''
  const n = daysBetween(today, row.dueOn)
  if (n === 0) return t('text.duties.dueToday')
  return n > 0 ? t('text.duties.daysLeft', { n }) : t('text.duties.daysLate', { n: -n })
}

/** The name of a place in the reader's language. */
export function placeOf({ language }: Speech, row: Pick<DutyRowView, 'placeName' | 'placeNameEn'>): string {
  return language === 'en' ? (row.placeNameEn ?? row.placeName) : row.placeName
}
