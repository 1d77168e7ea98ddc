import type { CaseEventView, CaseView } from '@xiangzhi/contract'
import { Segmented } from 'antd'
import { useState } from 'react'
import { Moment } from '../moment.tsx'
import { type Speech, useText } from '../text.tsx'
import { CaseFiles } from './case-files.tsx'
import { useCaseWords } from './case-words.tsx'

/** Who reported; of several, whose report it was, by the number of the case that was merged into this one. */
export function sayReporter(t: Speech['t'], { facts }: Pick<CaseEventView, 'facts'>): string {
  const of = facts['reporterOf']
  return typeof of === 'object' && of !== null && 'number' in of
    ? t('text.workbench.timeline.reporterOf', { number: String(of.number) })
    : t('text.common.reporter')
}

function Who({ event }: { event: CaseEventView }) {
  const { t } = useText()
  const words = useCaseWords()
  if (event.byKind === 'system') return <>{t('text.common.system')}</>
  if (event.byKind === 'reporter') return <>{sayReporter(t, event)}</>
  const role = [event.byUnit, event.byRole ? words.role(event.byRole) : null]
    .filter((part) => part !== null && part !== '')
    .join(' · ')
  return (
    <>
      {event.byName ?? '—'}
      {role ? <span className="xz-soft">{t('text.workbench.timeline.for', { role })}</span> : null}
    </>
  )
}

/** What a line of the timeline adds beside notes: which clock, from which level to which. */
function useEventFacts(): (event: CaseEventView) => string | undefined {
  const { t } = useText()
  const words = useCaseWords()
  return ({ action, byKind, facts }) => {
    const clock = typeof facts['clock'] === 'string' ? words.clock(facts['clock']) : undefined
    if (action === 'warn' && typeof facts['message'] === 'string') return words.key(facts['message'])
    if (action === 'warn' && clock) return t('text.workbench.event.soon', { clock })
    const levels =
      (action === 'raise' || action === 'lower') && typeof facts['from'] === 'string' && typeof facts['to'] === 'string'
        ? t('text.workbench.event.levels', { from: words.level(facts['from']), to: words.level(facts['to']) })
        : undefined
    const byClock = byKind === 'system' && clock ? t('text.workbench.event.byClock', { clock }) : undefined
    const said = [levels, byClock].filter((part) => part !== undefined).join(' · ')
    return said === '' ? undefined : said
  }
}

/** Everything that happened to a case, with who did it, for which unit, what was said to whom, and the photos. */
export function CaseTimeline({ view }: { view: CaseView }) {
  const { t } = useText()
  const words = useCaseWords()
  const [order, setOrder] = useState<'newest' | 'oldest'>('newest')
  const factsOf = useEventFacts()
  const events = order === 'newest' ? view.events.toReversed() : view.events
  return (
    <section className="xz-panel" aria-label={t('text.workbench.timeline.title')}>
      <div className="xz-event-head" style={{ marginBottom: 10, justifyContent: 'space-between' }}>
        <h2 className="xz-panel-title" style={{ margin: 0 }}>
          {t('text.workbench.timeline.title')} <span className="xz-soft xz-figures">{view.events.length}</span>
        </h2>
        <Segmented
          size="small"
          className="xz-noprint"
          aria-label={t('text.workbench.timeline.order')}
          value={order}
          onChange={(value) => setOrder(value as 'newest' | 'oldest')}
          options={[
            { value: 'newest', label: t('text.workbench.timeline.newest') },
            { value: 'oldest', label: t('text.workbench.timeline.oldest') },
          ]}
        />
      </div>
      <ol className="xz-timeline">
        {events.map((event) => (
          <li key={event.no} className={`xz-by-${event.byKind}`}>
            <div className="xz-event-head">
              <strong>{words.action(view, event.action)}</strong>
              {event.toState !== null && event.toState !== event.fromState ? (
                <span className="xz-soft">→ {words.state({ ...view, state: event.toState })}</span>
              ) : null}
              <span>
                <Who event={event} />
              </span>
              <Moment at={event.at} />
            </div>
            {factsOf(event) ? <p className="xz-said xz-soft">{factsOf(event)}</p> : null}
            {event.note ? <p className="xz-said">{event.note}</p> : null}
            {event.publicNote ? (
              <p className="xz-said xz-said-public">
                <span className="xz-soft xz-small">{t('text.workbench.timeline.public')}</span> {event.publicNote}
              </p>
            ) : null}
            <CaseFiles caseId={view.id} files={view.files.filter((file) => file.eventNo === event.no)} />
          </li>
        ))}
      </ol>
    </section>
  )
}
