import { getCase } from '@xiangzhi/contract'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useRead } from '../api-client.ts'
import { exactTime } from '../moment.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { Qr } from '../qr.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { CaseFacts } from './case-facts.tsx'
import { sayReporter } from './case-timeline.tsx'
import { useCaseWords } from './case-words.tsx'

/** A case on paper: facts, the whole history as a table, places for signatures. The reporter is never on it. */
export function PrintPage() {
  const { t, language, named } = useText()
  const words = useCaseWords()
  const county = useCounty()
  const { caseId } = useParams({ strict: false })
  const read = useRead(getCase, { caseId: caseId ?? '' }, { enabled: caseId !== undefined })
  const view = read.data
  if (!view)
    return read.error ? <ProblemNotice problem={read.error} retry={() => void read.refetch()} /> : <Skeleton active />
  return (
    <Page
      wide={false}
      title={t('text.workbench.print.title', { number: view.number })}
      note={`${named(county.name)} · ${words.process(view.process)} · ${words.state(view)}`}
      actions={
        <span className="xz-noprint xz-page-actions">
          <Button type="primary" onClick={() => window.print()}>
            {t('text.workbench.print.do')}
          </Button>
          <Link to="/cases/$caseId" params={{ caseId: view.id }}>
            <Button>{t('text.workbench.case.back')}</Button>
          </Link>
        </span>
      }
    >
      <p>
        <strong>{view.summary}</strong>
      </p>
      <CaseFacts view={view} />
      <section className="xz-panel">
        <h2>{t('text.workbench.timeline.title')}</h2>
        <table className="xz-print-table">
          <thead>
            <tr>
              <th>{t('text.workbench.print.when')}</th>
              <th>{t('text.workbench.print.what')}</th>
              <th>{t('text.workbench.print.who')}</th>
              <th>{t('text.workbench.print.said')}</th>
            </tr>
          </thead>
          <tbody>
            {view.events.map((event) => (
              <tr key={event.no}>
                <td className="xz-figures">{exactTime(language, Date.parse(event.at))}</td>
                <td>{words.action(view, event.action)}</td>
                <td>
                  {event.byKind === 'system'
                    ? t('text.common.system')
                    : event.byKind === 'reporter'
                      ? sayReporter(t, event)
                      : [event.byName, event.byUnit].filter(Boolean).join(' · ')}
                </td>
                <td className="xz-pre">{[event.note, event.publicNote].filter(Boolean).join('\n')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'flex-end', marginTop: 24 }}>
        <p>
          {t('text.workbench.print.signed')}＿＿＿＿＿＿　　{t('text.workbench.print.date')}＿＿＿＿＿＿
        </p>
        <Qr size={104} value={`${window.location.origin}/staff/cases/${view.id}`} label={view.number} />
      </div>
    </Page>
  )
}
