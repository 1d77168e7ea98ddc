import { type CaseView, decideReveal, decideTime, revealReporter } from '@xiangzhi/contract'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { useChange } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'

type Request = CaseView['requests'][number]

function Decision({ view, request }: { view: CaseView; request: Request }) {
  const { t } = useText()
  const [note, setNote] = useState('')
  const time = useChange(decideTime)
  const reveal = useChange(decideReveal)
  const busy = time.isPending || reveal.isPending
  const decide = (grant: boolean): void => {
    const input = {
      caseId: view.id,
      version: view.version,
      decisionOn: request.id,
      grant,
      ...(note.trim() ? { note } : {}),
    }
    if (request.kind === 'reveal-reporter') reveal.mutate(input)
    else time.mutate(input)
  }
  return (
    <>
      <ProblemNotice problem={time.error ?? reveal.error} />
      <Input
        value={note}
        onChange={(event) => setNote(event.target.value)}
        placeholder={t('text.workbench.request.note')}
        aria-label={t('text.workbench.request.note')}
        style={{ marginBottom: 8 }}
      />
      <div className="xz-page-actions">
        <Button type="primary" loading={busy} onClick={() => decide(true)}>
          {t('text.workbench.request.grant')}
        </Button>
        <Button disabled={busy} onClick={() => decide(false)}>
          {t('text.workbench.request.refuse')}
        </Button>
      </div>
    </>
  )
}

function Reveal({ view, request }: { view: CaseView; request: Request }) {
  const { t } = useText()
  const reveal = useChange(revealReporter)
  if (reveal.data) {
    return (
      <Alert
        type="warning"
        showIcon
        title={t('text.workbench.request.revealed', { name: reveal.data.name ?? '—', phone: reveal.data.phone ?? '—' })}
        description={t('text.workbench.request.revealedNote')}
      />
    )
  }
  // It is shown once: what was used before is not shown again.
  if (request.status === 'used') return null
  return (
    <>
      <ProblemNotice problem={reveal.error} />
      <Button
        type="primary"
        loading={reveal.isPending}
        onClick={() => reveal.mutate({ caseId: view.id, grantedRequest: request.id })}
      >
        {t('text.workbench.request.revealNow')}
      </Button>
    </>
  )
}

const kinds = { asked: 'warn', granted: 'good', refused: 'not-done', used: 'neutral' } as const

/** What somebody asked for and a second person decides: a pause, more time, the reporter's name. */
export function CaseRequests({ view }: { view: CaseView }) {
  const { t } = useText()
  const words = useCaseWords()
  if (view.requests.length === 0) return null
  const mayDecide = (request: Request): boolean =>
    request.status === 'asked' &&
    !request.askedByMe &&
    view.may.includes(request.kind === 'reveal-reporter' ? 'reveal.grant' : `${request.kind}.grant`)
  return (
    <section className="xz-panel" aria-label={t('text.workbench.request.title')}>
      <h2>{t('text.workbench.request.title')}</h2>
      {view.requests.map((request) => (
        <div
          key={request.id}
          className={request.status === 'asked' ? 'xz-request' : ''}
          style={request.status === 'asked' ? {} : { padding: '6px 0' }}
        >
          <div className="xz-event-head">
            <strong>{t(`text.workbench.request.kind.${request.kind}`)}</strong>
            {request.clock ? (
              <span>
                {words.clock(request.clock)}
                {request.amount !== null && request.unit !== null
                  ? ` · ${words.limit(request.unit, request.amount)}`
                  : ''}
              </span>
            ) : null}
            <StatusTag kind={kinds[request.status]}>{t(`text.workbench.request.status.${request.status}`)}</StatusTag>
            <Moment at={request.askedAt} />
          </div>
          <p className="xz-pre" style={{ margin: '4px 0 8px' }}>
            <span className="xz-soft">
              {t('text.workbench.request.askedBy', { name: request.askedBy })}
              {t('text.workbench.colon')}
            </span>
            {request.reason}
            {request.decisionNote ? <span className="xz-soft"> · {request.decisionNote}</span> : null}
          </p>
          {mayDecide(request) ? <Decision view={view} request={request} /> : null}
          {request.status === 'asked' && request.askedByMe ? (
            <p className="xz-soft" style={{ margin: 0 }}>
              {t('text.workbench.request.second')}
            </p>
          ) : null}
          {request.kind === 'reveal-reporter' &&
          (request.status === 'granted' || request.status === 'used') &&
          request.askedByMe ? (
            <Reveal view={view} request={request} />
          ) : null}
        </div>
      ))}
    </section>
  )
}

/** What the reporter was asked, and what came back. */
export function CaseQuestions({ view }: { view: CaseView }) {
  const { t } = useText()
  if (view.questions.length === 0) return null
  return (
    <section className="xz-panel" aria-label={t('text.workbench.questions.title')}>
      <h2>{t('text.workbench.questions.title')}</h2>
      <ul className="xz-plain-list" style={{ margin: 0 }}>
        {view.questions.map((question) => (
          <li key={question.id} style={{ display: 'block' }}>
            <div className="xz-event-head">
              <strong className="xz-pre">{question.question}</strong>
              <Moment at={question.askedAt} />
            </div>
            {question.answer === null ? (
              <StatusTag kind="paused" plain>
                {t('text.workbench.questions.waiting')} <Moment at={question.expiresAt} />
              </StatusTag>
            ) : (
              <p className="xz-said">
                {t('text.common.reporter')}
                {t('text.workbench.colon')}
                {question.answer}{' '}
                <span className="xz-soft">
                  <Moment at={question.answeredAt} />
                </span>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
