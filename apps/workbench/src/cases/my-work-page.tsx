import { countMyWork, myWork, type WaitingRowView, workCounts } from '@xiangzhi/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Grid } from 'antd'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useRead } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { Moment, sayMoment, useNow } from '../moment.tsx'
import { Nothing } from '../nothing.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { useCounty, useMay, useMe } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'
import { BatchButtons } from './batch-buttons.tsx'
import { caseCard, useWaitingColumns } from './case-columns.tsx'

// Nobody waits for a case to open before the list is there.
const CaseDrawer = lazy(() => import('./case-drawer.tsx').then((module) => ({ default: module.CaseDrawer })))

function Count({
  n,
  label,
  search,
  tone,
}: {
  n: number | undefined
  label: string
  search: Readonly<Record<string, string>>
  tone?: 'danger' | 'warn' | undefined
}) {
  return (
    <Link to="/cases" search={search} className={`xz-count ${tone && n ? `xz-count-${tone}` : ''}`}>
      <strong>{n ?? '…'}</strong>
      <span>{label}</span>
    </Link>
  )
}

/** The counts above the list, each of which leads to what it counts. */
const counted: readonly { readonly name: keyof typeof workCounts; readonly tone?: 'danger' | 'warn' }[] = [
  { name: 'late', tone: 'danger' },
  { name: 'dueToday', tone: 'warn' },
  { name: 'waiting' },
  { name: 'contested', tone: 'warn' },
  { name: 'supervised', tone: 'danger' },
]

/** Everything that waits for the signed-in person, by deadline, late first. */
export function MyWorkPage() {
  const speech = useText()
  const { t } = speech
  const me = useMe()
  const county = useCounty()
  const now = useNow()
  const navigate = useNavigate()
  const [state, change] = useUrlState()
  const [selected, select] = useState<string[]>([])
  // Once a case was open its drawer stays, so that it can slide away.
  const [drawn, keepDrawn] = useState(false)
  const narrow = Grid.useBreakpoint().md === false
  const mayOpen = useMay('case.open')
  const waiting = useRead(countMyWork, {}, { staleTime: 15_000, refreshEvery: 60_000 })
  const work = usePages(myWork, {}, 60_000)
  const counts = waiting.data?.counts
  const go = useCallback(
    (row: WaitingRowView, act?: 'next') =>
      narrow ? void navigate({ to: '/cases/$caseId', params: { caseId: row.id } }) : change({ case: row.id, act }),
    [change, narrow, navigate],
  )
  const open = useCallback((row: WaitingRowView) => go(row), [go])
  const all = useWaitingColumns(open)
  // What waits is in the order of its deadlines; when it came in is a question for the list.
  const columns = useMemo(
    () => all.map((column) => (column.key === 'opened' ? { ...column, rare: true } : column)),
    [all],
  )
  const toGrant = waiting.data?.toGrant ?? []
  return (
    <Page
      title={t('text.workbench.myWork.title', { name: me.name })}
      note={
        waiting.dataUpdatedAt
          ? t('text.workbench.asOf', { time: sayMoment(speech, waiting.dataUpdatedAt + county.clockAheadMs, now) })
          : undefined
      }
      actions={
        mayOpen ? (
          <Button
            type="primary"
            size="large"
            icon={<Icon name="report" size={18} />}
            onClick={() => void navigate({ to: '/intake' })}
          >
            {t('text.workbench.myWork.report')}
          </Button>
        ) : null
      }
    >
      <nav className="xz-counts" aria-label={t('text.workbench.myWork.counts')}>
        {counted.map(({ name, tone }) => (
          <Count
            key={name}
            n={counts?.[name]}
            tone={tone}
            label={t(`text.workbench.myWork.${name}`)}
            search={workCounts[name]}
          />
        ))}
        <a className="xz-count" href="#to-grant">
          <strong>{counts?.toGrant ?? '…'}</strong>
          <span>{t('text.workbench.myWork.toGrant')}</span>
        </a>
      </nav>
      {toGrant.length > 0 ? (
        <section id="to-grant" className="xz-panel" style={{ marginBottom: 14 }} aria-labelledby="to-grant-title">
          <h2 id="to-grant-title">{t('text.workbench.myWork.toGrant')}</h2>
          <ul className="xz-plain-list">
            {toGrant.map((request) => (
              <li key={request.requestId}>
                <StatusTag kind="warn">{t(`text.workbench.request.kind.${request.kind as 'pause'}`)}</StatusTag>
                <Link to="/cases/$caseId" params={{ caseId: request.caseId }} className="xz-figures">
                  {request.number}
                </Link>
                <span>{request.summary}</span>
                <span className="xz-soft">
                  {t('text.workbench.request.askedBy', { name: request.askedBy })} · <Moment at={request.askedAt} />
                  {t('text.workbench.colon')}
                  {request.reason}
                </span>
                <Link to="/cases/$caseId" params={{ caseId: request.caseId }}>
                  <Button size="small" type="primary">
                    {t('text.workbench.request.decide')}
                  </Button>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <QueryTable<WaitingRowView>
        name="my-work"
        label={t('text.workbench.menu.myWork')}
        columns={columns}
        rows={work.rows}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.number}
        loading={work.loading && work.rows === undefined}
        problem={work.problem}
        retry={work.retry}
        total={
          work.rows && counts ? t('text.workbench.myWork.total', { n: work.rows.length, all: counts.waiting }) : null
        }
        more={work.more}
        open={open}
        act={(row) => go(row, 'next')}
        openKey={state['case']}
        selected={selected}
        select={select}
        batch={
          <BatchButtons rows={(work.rows ?? []).filter((row) => selected.includes(row.id))} done={() => select([])} />
        }
        card={caseCard}
        empty={
          <Nothing says={t('text.workbench.myWork.empty')}>
            <Link to="/cases" search={{ open: 'true' }}>
              <Button>{t('text.workbench.myWork.emptyDo')}</Button>
            </Link>
          </Nothing>
        }
      />
      {narrow ? null : <p className="xz-note xz-small">{t('text.workbench.list.keys')}</p>}
      {drawn || state['case'] ? (
        <Suspense fallback={null}>
          <CaseDrawer
            caseId={state['case']}
            begin={state['act'] === 'next'}
            close={() => {
              keepDrawn(true)
              change({ case: undefined, act: undefined })
            }}
          />
        </Suspense>
      ) : null}
    </Page>
  )
}
