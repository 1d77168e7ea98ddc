import { periodLabel } from '@xiangzhi/language'
import type { Speech } from './text.tsx'

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
