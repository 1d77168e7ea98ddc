import type { getDuty } from '@xiangzhi/contract'
import type { z } from 'zod'
import { useText } from '../text.tsx'

/** How a deadline was counted, in words, so that anybody can count it again with a calendar in hand. */
export function DutyTrace({ duty }: { duty: z.output<typeof getDuty.output> }) {
  const { t } = useText()
  const { trace } = duty
  if (trace === null) return null
  const n = 'days' in trace.count ? trace.count.days : trace.count.workingDays
  const count = t('days' in trace.count ? 'text.duties.trace.days' : 'text.duties.trace.workingDays', { n })
  const lines = [
    n === 0
      ? t('text.duties.trace.on', { start: trace.startOn })
      : t(`text.duties.trace.${trace.direction}`, { start: trace.startOn, count }),
    ...(trace.movedFrom === null ? [] : [t('text.duties.trace.moved', { from: trace.movedFrom })]),
    ...(trace.holidays.length > 0
      ? [t('text.duties.trace.holidays', { days: trace.holidays.join(t('text.common.comma')) })]
      : []),
    ...(trace.weekendDays > 0 ? [t('text.duties.trace.weekends', { n: trace.weekendDays })] : []),
    ...(trace.madeUp.length > 0
      ? [t('text.duties.trace.madeUp', { days: trace.madeUp.join(t('text.common.comma')) })]
      : []),
    ...(trace.unannouncedYears.length > 0
      ? [t('text.duties.trace.unannounced', { years: trace.unannouncedYears.join(t('text.common.comma')) })]
      : []),
    t('text.duties.trace.result', { due: duty.dueOn, grave: duty.graveAfterOn }),
  ]
  return (
    <section className="xz-panel">
      <h2>{t('text.duties.trace')}</h2>
      <ol className="xd-trace">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </section>
  )
}
