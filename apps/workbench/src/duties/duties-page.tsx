import { dutyList, type DutyRowView } from '@xiangzhi/contract'
import { sayOccasion } from '@xiangzhi/language'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import { ListTable } from '../list-table.tsx'
import { dateOf, useNow } from '../moment.tsx'
import { Page } from '../page.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { AnnounceEvent } from './announce-event.tsx'
import { CalendarAddress } from './calendar-address.tsx'
import './duties.css'
import { DutyDrawer } from './duty-drawer.tsx'
import { askedBy, type View, viewOf, views } from './duty-filters.ts'
import { lookOf, sayRest } from './duty-words.ts'
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

function Title({ row, open }: { row: DutyRowView; open: () => void }) {
  const { t, named } = useText()
  return (
    <>
      <Button type="link" className="xd-title" onClick={open}>
        {named(row.title)}
      </Button>
      {row.evidenceNeeded > 1 ? (
        <div className="xz-soft xz-small">
          {t('text.duties.evidence', { n: row.evidenceCount, times: row.evidenceNeeded })}
        </div>
      ) : null}
    </>
  )
}

/** Whose duties are shown, where the address names one person. */
function ChosenPerson({ rows }: { rows: readonly DutyRowView[] }) {
  const { t } = useText()
  const [{ person }, change] = useUrlState()
  if (!person) return null
  const name = rows.flatMap(({ holders }) => holders).find(({ id }) => id === person)?.name
  return (
    <Tag closable onClose={() => change({ person: undefined })} className="xd-chosen">
      {t('text.duties.holder')} {name ?? '…'}
    </Tag>
  )
}

const headOf = ({ rows }: { readonly rows: readonly DutyRowView[] }) => <ChosenPerson rows={rows} />

/** The desk of duties: what is due this week, what is overdue, what is mine; details beside the list, rates by village below. */
export function DutiesPage() {
  const { t, language } = useText()
  const [state, change] = useUrlState()
  const [addressing, setAddressing] = useState(false)
  const [announcing, setAnnouncing] = useState(false)
  const mayAnnounce = useMay('duty.announce')
  const today = dateOf(useNow())
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
      <ListTable
        list={dutyList}
        rowKey={(row) => row.id}
        usual={askedBy(viewOf(state), today)}
        kept={['view']}
        head={headOf}
        cells={[
          { member: 'title', render: (row) => <Title row={row} open={() => open(row)} /> },
          { member: 'occasion', render: (row) => sayOccasion(language, row.occasion) },
          { member: 'dueOn', render: (row) => <DueDay row={row} today={today} /> },
          { member: 'standing', render: (row) => <Standing row={row} today={today} /> },
          {
            member: 'holders',
            render: (row) => <Holders row={row} choose={(person) => change({ person, view: 'all' })} />,
          },
        ]}
        also={[{ key: 'do', title: t('text.admin.do'), width: 90, render: (row) => <FormLink row={row} /> }]}
        open={open}
        openKey={state['item']}
        empty={<p className="xz-soft">{t('text.duties.empty')}</p>}
      />
      <PlaceRates today={today} />
      <DutyDrawer id={state['item']} today={today} close={() => change({ item: undefined })} />
      <AnnounceEvent open={announcing} close={() => setAnnouncing(false)} />
      <CalendarAddress open={addressing} close={() => setAddressing(false)} />
    </Page>
  )
}
