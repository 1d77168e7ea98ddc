import { type DutyRowView, listDuties } from '@xiangzhi/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Tag, Tooltip } from 'antd'
import { useMemo, useState } from 'react'
import { call, readKey } from '../api-client.ts'
import { dateOf, useNow } from '../moment.tsx'
import { Page } from '../page.tsx'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { type Speech, useText } from '../text.tsx'
import { type UrlState, useUrlState } from '../url-state.ts'
import { AnnounceEvent } from './announce-event.tsx'
import { CalendarAddress } from './calendar-address.tsx'
import './duties.css'
import { DutyDrawer } from './duty-drawer.tsx'
import { inputOf, useDutyFilters, type View, viewOf, views } from './duty-filters.ts'
import { lookOf, placeOf, sayOccasion, sayRest } from './duty-words.ts'
import { PlaceRates } from './place-rates.tsx'

/** Where a duty is done, in the workbench. */
function FormLink({ row }: { row: DutyRowView }) {
  const { t } = useText()
  if (row.form === null || !row.mine || row.keptOn !== null) return null
  const [path = '', query = ''] = row.form.replace(/^\/staff(?=\/)/, '').split('?')
  return (
    <Link to={path} search={Object.fromEntries(new URLSearchParams(query)) as never}>
      {t('text.duties.do')}
    </Link>
  )
}

function Standing({ row, today }: { row: DutyRowView; today: string }) {
  const { t } = useText()
  return <StatusTag kind={lookOf(row, today)}>{t(`text.duties.standing.${row.standing}`)}</StatusTag>
}

function DueDay({ row, today }: { row: DutyRowView; today: string }) {
  const speech = useText()
  return (
    <>
      <time dateTime={row.dueOn} className="xz-figures">
        {row.dueOn}
      </time>
      {row.provisional ? (
        <Tooltip title={speech.t('text.duties.provisionalNote')}>
          <Tag className="xd-provisional">{speech.t('text.duties.provisional')}</Tag>
        </Tooltip>
      ) : null}
      <div className="xz-soft xz-small">{sayRest(speech, row, today)}</div>
    </>
  )
}

function Holders({ row, choose }: { row: DutyRowView; choose: (person: string) => void }) {
  const { t } = useText()
  if (row.holders.length === 0) return <Tag color="red">{t('text.duties.holderNobody')}</Tag>
  return row.holders.slice(0, 3).map(({ id, name }) => (
    <Button key={id} type="link" size="small" className="xd-person" onClick={() => choose(id)}>
      {name}
    </Button>
  ))
}

function columnsOf(
  speech: Speech,
  today: string,
  change: (patch: Record<string, string | undefined>) => void,
): QueryColumn<DutyRowView>[] {
  const { t, named } = speech
  return [
    {
      key: 'what',
      title: t('text.duties.what'),
      fixedColumn: true,
      render: (row) => (
        <>
          <Button type="link" className="xd-title" onClick={() => change({ item: row.id })}>
            {named(row.title)}
          </Button>
          {row.evidenceNeeded > 1 ? (
            <div className="xz-soft xz-small">
              {t('text.duties.evidence', { n: row.evidenceCount, times: row.evidenceNeeded })}
            </div>
          ) : null}
        </>
      ),
    },
    { key: 'place', title: t('text.duties.place'), render: (row) => placeOf(speech, row) },
    { key: 'period', title: t('text.duties.period'), render: (row) => sayOccasion(speech, row.occasion) },
    { key: 'due', title: t('text.duties.due'), render: (row) => <DueDay row={row} today={today} /> },
    { key: 'standing', title: t('text.duties.standing'), render: (row) => <Standing row={row} today={today} /> },
    {
      key: 'holder',
      title: t('text.duties.holder'),
      render: (row) => <Holders row={row} choose={(person) => change({ person, view: 'all' })} />,
    },
    { key: 'kind', title: t('text.duties.kind'), rare: true, render: (row) => t(`text.duties.kind.${row.kind}`) },
    { key: 'do', title: '', render: (row) => <FormLink row={row} /> },
  ]
}

function Card({ row, today, open }: { row: DutyRowView; today: string; open: () => void }) {
  const speech = useText()
  return (
    <div className="xd-card">
      <Button type="link" className="xd-title" onClick={open}>
        {speech.named(row.title)}
      </Button>
      <div>
        {placeOf(speech, row)} · {sayOccasion(speech, row.occasion)}
      </div>
      <div className="xd-card-foot">
        <Standing row={row} today={today} />
        <span>
          {row.dueOn} <span className="xz-soft">{sayRest(speech, row, today)}</span>
        </span>
        <FormLink row={row} />
      </div>
    </div>
  )
}

const cardOf = (today: string, open: (row: DutyRowView) => void) => (row: DutyRowView) => (
  <Card row={row} today={today} open={() => open(row)} />
)

function ChosenPerson({ state, rows, clear }: { state: UrlState; rows: readonly DutyRowView[]; clear: () => void }) {
  const { t } = useText()
  const { person } = state
  if (!person) return null
  const name = rows.flatMap(({ holders }) => holders).find(({ id }) => id === person)?.name
  return (
    <Tag closable onClose={clear} className="xd-chosen">
      {t('text.duties.holder')} {name ?? '…'}
    </Tag>
  )
}

/** The desk of duties: what is due this week, what is overdue, what is mine; details beside the list, rates by village below. */
export function DutiesPage() {
  const speech = useText()
  const { t } = speech
  const [state, change] = useUrlState()
  const [addressing, setAddressing] = useState(false)
  const [announcing, setAnnouncing] = useState(false)
  const mayAnnounce = useMay('duty.announce')
  const clockDay = dateOf(useNow())
  const input = inputOf(state, clockDay)
  const list = useInfiniteQuery({
    queryKey: readKey(listDuties, input),
    queryFn: ({ pageParam, signal }) =>
      call(listDuties, { ...input, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 10_000,
    placeholderData: (former) => former,
  })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows), [list.data])
  const today = list.data?.pages[0]?.today ?? clockDay
  const open = (row: DutyRowView): void => change({ item: row.id })
  return (
    <Page
      title={t('text.duties.title')}
      note={t('text.duties.note')}
      actions={
        <>
          {mayAnnounce ? <Button onClick={() => setAnnouncing(true)}>{t('text.duties.announce')}</Button> : null}
          <Button onClick={() => setAddressing(true)}>{t('text.duties.calendar')}</Button>
        </>
      }
    >
      <Segmented<View>
        aria-label={t('text.duties.view.label')}
        value={viewOf(state)}
        onChange={(view) => change({ view: view === 'week' ? undefined : view, standing: undefined })}
        options={views.map((value) => ({ value, label: t(`text.duties.view.${value}`) }))}
        className="xd-views"
      />
      <ChosenPerson state={state} rows={rows ?? []} clear={() => change({ person: undefined })} />
      <QueryTable<DutyRowView>
        name="duties"
        label={t('text.duties.title')}
        filters={useDutyFilters(state)}
        columns={columnsOf(speech, today, change)}
        rows={rows}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${speech.named(row.title)} ${placeOf(speech, row)}`}
        loading={list.isFetching && !list.isFetchingNextPage}
        problem={list.error}
        retry={() => void list.refetch()}
        total={rows ? t(list.hasNextPage ? 'text.duties.countMore' : 'text.duties.count', { n: rows.length }) : null}
        more={
          list.hasNextPage ? { load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : undefined
        }
        open={open}
        openKey={state['item']}
        card={cardOf(today, open)}
        empty={<p className="xz-soft">{t('text.duties.empty')}</p>}
      />
      <PlaceRates today={today} />
      <DutyDrawer id={state['item']} today={today} close={() => change({ item: undefined })} />
      <AnnounceEvent open={announcing} close={() => setAnnouncing(false)} />
      <CalendarAddress open={addressing} close={() => setAddressing(false)} />
    </Page>
  )
}
