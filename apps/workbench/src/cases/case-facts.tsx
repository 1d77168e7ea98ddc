import type { CaseView } from '@xiangzhi/contract'
import { Link } from '@tanstack/react-router'
import { Moment } from '../moment.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { CategoryName } from './case-columns.tsx'
import { useCaseWords } from './case-words.tsx'

/** An answer in words, by the field that asked for it. */
function useFieldWords(view: CaseView): (key: string, value: unknown) => { label: string; answer: string } | undefined {
  const { t, named } = useText()
  const county = useCounty()
  const words = useCaseWords()
  return (key, value) => {
    if (value === null || value === undefined || value === '') return undefined
    const field = county.process(view.process, view.processVersion)?.fields[key]
    const question = county.category(view.category)?.questions.find((each) => each.key === key)
    if (!field && !question) return undefined
    if (field?.kind === 'files') return undefined
    const label = field ? words.key(field.label) : question ? named(question.label) : key
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
    if (typeof value === 'boolean') return { label, answer: t(value ? 'text.workbench.yes' : 'text.workbench.no') }
    if (field?.kind === 'choice') return { label, answer: words.key(field.options[String(value)] ?? String(value)) }
    const option = question?.options?.[String(value)]
    return { label, answer: option ? named(option) : String(value) }
  }
}

/** The facts of a case: what, where, from whom, in whose hands, and how it was routed. */
export function CaseFacts({ view }: { view: CaseView }) {
  const { t, named } = useText()
  const words = useCaseWords()
  const county = useCounty()
  const fieldWords = useFieldWords(view)
  const category = county.category(view.category)
  const fields = Object.entries(view.fields).flatMap(([key, value]) => {
    const said = fieldWords(key, value)
    return said ? [{ key, ...said }] : []
  })
  return (
    <section className="xz-panel" aria-label={t('text.workbench.facts.title')}>
      <h2>{t('text.workbench.facts.title')}</h2>
      <p className="xz-pre" style={{ margin: '0 0 12px' }}>
        {view.description}
      </p>
      <dl className="xz-facts">
        <dt>{t('text.workbench.column.category')}</dt>
        <dd>
          <CategoryName code={view.category} />
        </dd>
        <dt>{t('text.workbench.column.place')}</dt>
        <dd>
          {view.path
            .filter((place) => place.kind !== 'county')
            .map((place) => place.name)
            .join(' › ') || view.placeName}
        </dd>
        <dt>{t('text.workbench.column.level')}</dt>
        <dd>{words.level(view.level)}</dd>
        <dt>{t('text.workbench.column.owner')}</dt>
        <dd>
          {view.standing.desk?.standsIn
            ? [view.standing.desk.unit, words.role(view.standing.desk.role)].filter(Boolean).join(' · ')
            : [view.unitName, view.ownerName].filter(Boolean).join(' · ') || words.role(view.ownerRole) || '—'}
        </dd>
        <dt>{t('text.workbench.column.source')}</dt>
        <dd>
          {words.source(view.source)} · <Moment at={view.openedAt} />
        </dd>
        <dt>{t('text.workbench.facts.reporter')}</dt>
        <dd>
          {t(
            view.standing.mustStandBack
              ? 'text.workbench.facts.reporterHidden'
              : view.reporter.known
                ? view.reporter.wantsAnswer
                  ? 'text.workbench.facts.reporterWants'
                  : 'text.workbench.facts.reporterKnown'
                : 'text.workbench.facts.reporterUnknown',
          )}
        </dd>
        {view.closedAt ? (
          <>
            <dt>{t('text.workbench.column.closed')}</dt>
            <dd>
              <Moment at={view.closedAt} />
              {view.satisfied === null
                ? ''
                : ` · ${t(view.satisfied ? 'text.workbench.facts.satisfied' : 'text.workbench.facts.unsatisfied')}`}
            </dd>
          </>
        ) : null}
        {view.suggestedUnitName || view.routingNote ? (
          <>
            <dt>{t('text.workbench.facts.routing')}</dt>
            <dd>
              {view.suggestedUnitName ?? t('text.workbench.facts.noSuggestion')}
              {view.routingNote ? (
                <span className="xz-soft">{t('text.workbench.facts.rule', { rule: named(view.routingNote) })}</span>
              ) : null}
            </dd>
          </>
        ) : null}
        {fields.map((field) => (
          <FactRow key={field.key} label={field.label} answer={field.answer} />
        ))}
        {category?.close ? (
          <FactRow label={t('text.workbench.facts.closeWhen')} answer={named(category.close)} />
        ) : null}
        {view.parent ? (
          <>
            <dt>{t('text.workbench.facts.parent')}</dt>
            <dd>
              <Link to="/cases/$caseId" params={{ caseId: view.parent.id }}>
                {view.parent.number}
              </Link>{' '}
              {view.parent.summary}
            </dd>
          </>
        ) : null}
        {view.mergedInto ? (
          <>
            <dt>{t('text.workbench.facts.mergedInto')}</dt>
            <dd>
              <Link to="/cases/$caseId" params={{ caseId: view.mergedInto.id }}>
                {view.mergedInto.number}
              </Link>
            </dd>
          </>
        ) : null}
        {view.mergedFrom.length > 0 ? (
          <>
            <dt>{t('text.workbench.facts.mergedFrom')}</dt>
            <dd>
              {view.mergedFrom.map((other) => (
                <div key={other.id}>
                  <Link to="/cases/$caseId" params={{ caseId: other.id }}>
                    {other.number}
                  </Link>{' '}
                  {other.summary}
                </div>
              ))}
            </dd>
          </>
        ) : null}
      </dl>
      {view.publicNote ? (
        <p className="xz-said xz-said-public" style={{ marginTop: 12 }}>
          <span className="xz-soft xz-small">{t('text.workbench.timeline.public')}</span> {view.publicNote}
        </p>
      ) : null}
    </section>
  )
}

function FactRow({ label, answer }: { label: string; answer: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="xz-pre">{answer}</dd>
    </>
  )
}
