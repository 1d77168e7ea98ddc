import type { WaitingRowView } from '@xiangzhi/contract'
import { dateOf, exactTime, sayDeadline, useNow } from '../moment.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'

/** How long is left: shape and colour say how urgent, the exact time is on hover, a provisional deadline says so. */
export function Deadline({
  row,
}: {
  row: Pick<WaitingRowView, 'dueAt' | 'dueProvisional' | 'isOpen' | 'waitingFor' | 'late'>
}) {
  const { t, language } = useText()
  const { workingTime } = useCounty()
  const now = useNow()
  if (!row.isOpen)
    return row.late ? (
      <StatusTag kind="late" plain>
        {t('text.workbench.due.wasLate')}
      </StatusTag>
    ) : (
      <span className="xz-soft">—</span>
    )
  if (row.dueAt === null) {
    return row.waitingFor === null ? (
      <span className="xz-soft">{t('text.common.deadline.untimed')}</span>
    ) : (
      <StatusTag kind="paused" plain>
        {t('text.common.deadline.paused')}
      </StatusTag>
    )
  }
  const due = Date.parse(row.dueAt)
  const { words, standing } = sayDeadline(t, workingTime, due, now)
  return (
    <span className="xz-due xz-figures" title={exactTime(language, due)}>
      <StatusTag kind={standing} plain>
        {words}
      </StatusTag>
      {row.dueProvisional ? (
        <span
          className="xz-soft xz-small"
          title={t('text.common.deadline.provisional', { year: dateOf(due).slice(0, 4) })}
        >
          {t('text.workbench.due.provisional')}
        </span>
      ) : null}
    </span>
  )
}
