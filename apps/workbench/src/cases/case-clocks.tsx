import type { CaseClockView, CaseView } from '@xiangzhi/contract'
import { workingMinutesBetween } from '@xiangzhi/language'
import { toneColours } from '@xiangzhi/design'
import { dateOf, Moment, sayDeadline, sayLength, useNow } from '../moment.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'

const order = { running: 0, paused: 1, stopped: 2 } as const

function ClockBar({ clock, ownerProcess }: { clock: CaseClockView; ownerProcess: string }) {
  const { t } = useText()
  const words = useCaseWords()
  const { workingTime } = useCounty()
  const now = useNow()
  const working = clock.limitUnit === 'workingDays' || clock.limitUnit === 'workingMinutes'
  const due = clock.dueAt === null ? undefined : Date.parse(clock.dueAt)
  const start = Date.parse(clock.startedAt)
  const until = clock.stoppedAt === null ? now : Date.parse(clock.stoppedAt)
  const length = (from: number, to: number): number =>
    working ? workingMinutesBetween(workingTime, new Date(from), new Date(to)) : Math.max(0, (to - from) / 60_000)
  const whole = due === undefined ? 0 : length(start, due)
  const used = whole === 0 ? 0 : Math.min(1, length(start, until) / whole)
  const standing = due === undefined ? undefined : sayDeadline(t, workingTime, due, until)
  const tone =
    clock.late || standing?.standing === 'late'
      ? 'danger'
      : clock.status !== 'running'
        ? 'neutral'
        : standing?.standing === 'soon'
          ? 'warn'
          : 'good'
  return (
    <div className="xz-clock">
      <div className="xz-clock-head">
        <strong>
          {words.clock(`${ownerProcess}.${clock.clock}`) === `${ownerProcess}.${clock.clock}`
            ? words.clock(clock.clock)
            : words.clock(`${ownerProcess}.${clock.clock}`)}
        </strong>
        {clock.status === 'paused' ? (
          <StatusTag kind="paused" plain>
            {t('text.workbench.clocks.paused', {
              left: sayLength(t, clock.remainingMinutes ?? 0, working, workingTime.minutesPerDay),
            })}
          </StatusTag>
        ) : clock.status === 'stopped' ? (
          <StatusTag kind={clock.late ? 'late' : 'good'} plain>
            {t(clock.late ? 'text.workbench.clocks.stoppedLate' : 'text.workbench.clocks.stoppedInTime')}
          </StatusTag>
        ) : standing ? (
          <StatusTag kind={standing.standing} plain>
            {standing.words}
          </StatusTag>
        ) : null}
      </div>
      <svg className="xz-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" fill={toneColours.neutral.background} />
        <rect width={Math.max(1, used * 100)} height="8" fill={toneColours[tone].foreground} />
      </svg>
      <p className="xz-soft xz-small" style={{ margin: 0 }}>
        {t('text.workbench.clocks.how', { limit: words.limit(clock.limitUnit, clock.limitAmount) })}{' '}
        <Moment at={clock.startedAt} />
        {clock.dueAt ? (
          <>
            {' '}
            → <Moment at={clock.dueAt} />
          </>
        ) : null}
        {clock.extendedTimes > 0
          ? `${t('text.workbench.semicolon')}${t('text.workbench.clocks.extended', { n: clock.extendedTimes })}`
          : null}
        {clock.provisional && due !== undefined
          ? `${t('text.workbench.semicolon')}${t('text.common.deadline.provisional', { year: dateOf(due).slice(0, 4) })}`
          : null}
        {working ? `${t('text.workbench.semicolon')}${t('text.workbench.clocks.workingOnly')}` : null}
      </p>
    </div>
  )
}

/** The deadlines of a case: what is left, and how each came about. */
export function CaseClocks({ view }: { view: CaseView }) {
  const { t } = useText()
  const clocks = view.clocks.toSorted(
    (left, right) => order[left.status] - order[right.status] || right.startedAt.localeCompare(left.startedAt),
  )
  const running = clocks.filter((clock) => clock.status !== 'stopped')
  const stopped = clocks.filter((clock) => clock.status === 'stopped')
  return (
    <section className="xz-panel" aria-label={t('text.workbench.clocks.title')}>
      <h2>{t('text.workbench.clocks.title')}</h2>
      {running.length === 0 ? (
        <p className="xz-soft" style={{ margin: 0 }}>
          {t(view.isOpen ? 'text.common.deadline.untimed' : 'text.workbench.clocks.none')}
        </p>
      ) : (
        running.map((clock) => <ClockBar key={clock.clock} clock={clock} ownerProcess={view.process} />)
      )}
      {stopped.length > 0 ? (
        <details style={{ marginTop: 10 }}>
          <summary>{t('text.workbench.clocks.past', { n: stopped.length })}</summary>
          <div style={{ marginTop: 8 }}>
            {stopped.map((clock) => (
              <ClockBar key={clock.clock} clock={clock} ownerProcess={view.process} />
            ))}
          </div>
        </details>
      ) : null}
    </section>
  )
}
