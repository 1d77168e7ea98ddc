import { endDutyCalendar, getDutyCalendar, makeDutyCalendar } from '@xiangzhi/contract'
import { Button, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useChange, useRead } from '../api-client.ts'
import { exactTime } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'

/** The private address under which one's duties appear in the calendar of a phone. It is shown once. */
export function CalendarAddress({ open, close }: { open: boolean; close: () => void }) {
  const { t, language } = useText()
  const [path, setPath] = useState<string>()
  const known = useRead(getDutyCalendar, {}, { enabled: open })
  const make = useChange(makeDutyCalendar)
  const end = useChange(endDutyCalendar)
  const madeAt = known.data?.madeAt ?? null
  const leave = (): void => {
    setPath(undefined)
    close()
  }
  return (
    <Modal title={t('text.duties.calendar')} open={open} onCancel={leave} footer={null} destroyOnHidden>
      <ProblemNotice problem={known.error ?? make.error ?? end.error} />
      <p>{t('text.duties.calendarNote')}</p>
      {path === undefined ? (
        madeAt === null ? null : (
          <p className="xz-soft">{t('text.duties.calendarMade', { at: exactTime(language, Date.parse(madeAt)) })}</p>
        )
      ) : (
        <>
          <Typography.Paragraph copyable code>
            {window.location.origin + path}
          </Typography.Paragraph>
          <p className="xz-soft">{t('text.duties.calendarOnce')}</p>
        </>
      )}
      <div className="xd-actions">
        <Button
          type="primary"
          loading={make.isPending}
          onClick={() => make.mutate({}, { onSuccess: (made) => setPath(made.path) })}
        >
          {t(madeAt === null ? 'text.duties.calendarMake' : 'text.duties.calendarRenew')}
        </Button>
        {madeAt === null ? null : (
          <Button
            danger
            loading={end.isPending}
            onClick={() => end.mutate({}, { onSuccess: () => setPath(undefined) })}
          >
            {t('text.duties.calendarEnd')}
          </Button>
        )}
      </div>
    </Modal>
  )
}
