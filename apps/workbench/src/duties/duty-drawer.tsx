import { exemptDuty, getDuty, liftDutyExemption, noteDutyKept } from '@xiangzhi/contract'
import { sayOccasion } from '@xiangzhi/language'
import { isTextKey, sayBasis } from '@xiangzhi/text'
import { Button, Drawer, Form, Grid, Skeleton } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { ActionForm } from '../admin/action-form.tsx'
import { useRead } from '../api-client.ts'
import { PublicWords } from '../cases/public-words.tsx'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { DutyTrace } from './duty-trace.tsx'
import { lookOf, placeOf, sayRest } from './duty-words.ts'
import { WordsInput } from '../words-input.tsx'

type Duty = z.output<typeof getDuty.output>

function Events({ events }: Pick<Duty, 'events'>) {
  const { t } = useText()
  if (events.length === 0) return null
  return (
    <section className="xz-panel">
      <h2>{t('text.duties.events')}</h2>
      <ol className="xd-events">
        {events.map((event) => {
          const key = `text.duties.event.${event.action}`
          return (
            <li key={event.no}>
              <Moment at={event.at} /> <strong>{isTextKey(key) ? t(key) : event.action}</strong>{' '}
              <span className="xz-soft">{event.byName ?? t('text.duties.system')}</span>
              {event.from !== null && event.due !== null ? (
                <div className="xz-figures">
                  {event.from} → {event.due}
                </div>
              ) : null}
              {event.note === null ? null : <div className="xd-note">{event.note}</div>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Facts({ duty, today }: { duty: Duty; today: string }) {
  const speech = useText()
  const { t } = speech
  const holders = duty.holders.map(({ name }) => name).join(t('text.common.comma'))
  const role = `text.common.role.${duty.holderRole}`
  return (
    <section className="xz-panel">
      <h2>{speech.named(duty.title)}</h2>
      <StatusTag kind={lookOf(duty, today)}>{t(`text.duties.standing.${duty.standing}`)}</StatusTag>{' '}
      <span className="xz-soft">{sayRest(speech, duty, today)}</span>
      <dl className="xd-facts">
        <dt>{t('text.duties.place')}</dt>
        <dd>{placeOf(speech, duty)}</dd>
        <dt>{t('text.duties.period')}</dt>
        <dd>{sayOccasion(speech.language, duty.occasion)}</dd>
        <dt>{t('text.duties.due')}</dt>
        <dd className="xz-figures">
          {duty.dueOn}
          {duty.provisional ? t('text.common.aside', { what: t('text.duties.provisional') }) : ''}
        </dd>
        <dt>{t('text.duties.holder')}</dt>
        <dd>
          {isTextKey(role) ? t(role) : duty.holderRole} · {holders || t('text.duties.holderNobody')}
        </dd>
        {duty.exemptReason === null ? null : (
          <>
            <dt>{t('text.duties.exemptReason')}</dt>
            <dd>{duty.exemptReason}</dd>
          </>
        )}
        {duty.basis.length === 0 ? null : (
          <>
            <dt>{t('text.duties.basis')}</dt>
            <dd>{duty.basis.map((one) => sayBasis(speech.language, one)).join(t('text.common.semicolon'))}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

type Acting = 'keep' | 'exempt' | 'lift'

function Actions({ duty }: { duty: Duty }) {
  const { t } = useText()
  const [acting, setActing] = useState<Acting>()
  const close = (): void => setActing(undefined)
  const required = [{ required: true, message: t('text.admin.required') }]
  const { id } = duty
  return (
    <div className="xd-actions">
      {duty.mayKeep ? (
        <Button type="primary" onClick={() => setActing('keep')}>
          {t('text.duties.keep')}
        </Button>
      ) : null}
      {duty.mayExempt ? <Button onClick={() => setActing('exempt')}>{t('text.duties.exempt')}</Button> : null}
      {duty.mayLift ? <Button onClick={() => setActing('lift')}>{t('text.duties.lift')}</Button> : null}
      <ActionForm<typeof noteDutyKept, { note: string }>
        operation={noteDutyKept}
        title={t('text.duties.keep')}
        open={acting === 'keep'}
        draft={`duty.${id}.keep`}
        close={close}
        input={({ note }) => ({ id, note })}
      >
        <Form.Item name="note" label={t('text.duties.keepNote')} rules={required}>
          <WordsInput rows={4} most={2000} />
        </Form.Item>
      </ActionForm>
      <ActionForm<typeof exemptDuty, { reason: string }>
        operation={exemptDuty}
        title={t('text.duties.exempt')}
        okText={t('text.duties.exempt')}
        open={acting === 'exempt'}
        draft={`duty.${id}.exempt`}
        close={close}
        input={({ reason }) => ({ id, reason })}
      >
        <Form.Item
          name="reason"
          label={t('text.duties.exemptReason')}
          extra={t('text.duties.exemptNote')}
          rules={[{ required: true, min: 4, message: t('text.admin.required') }]}
        >
          <PublicWords minRows={3} most={500} always />
        </Form.Item>
      </ActionForm>
      <ActionForm<typeof liftDutyExemption, { reason: string }>
        operation={liftDutyExemption}
        title={t('text.duties.lift')}
        okText={t('text.duties.lift')}
        open={acting === 'lift'}
        draft={`duty.${id}.lift`}
        close={close}
        input={({ reason }) => ({ id, reason })}
      >
        <Form.Item
          name="reason"
          label={t('text.duties.liftReason')}
          rules={[{ required: true, min: 4, message: t('text.admin.required') }]}
        >
          <WordsInput rows={3} most={500} />
        </Form.Item>
      </ActionForm>
    </div>
  )
}

function Content({ id, today }: { id: string; today: string }) {
  const found = useRead(getDuty, { id })
  if (!found.data)
    return found.error ? (
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 8 }} />
    )
  return (
    <>
      <Facts duty={found.data} today={today} />
      <Actions duty={found.data} />
      <DutyTrace duty={found.data} />
      <Events events={found.data.events} />
    </>
  )
}

/** One duty beside the list: who answers for it, how its deadline was counted, what happened, what can be done. */
export function DutyDrawer({ id, today, close }: { id: string | undefined; today: string; close: () => void }) {
  const { t } = useText()
  const screens = Grid.useBreakpoint()
  return (
    <Drawer
      open={id !== undefined}
      onClose={close}
      mask={false}
      size={screens.md ? 520 : '100%'}
      title={t('text.duties.detail')}
      destroyOnHidden
      styles={{ body: { padding: 16, background: 'var(--xz-ground)' } }}
    >
      {id ? <Content key={id} id={id} today={today} /> : null}
    </Drawer>
  )
}
