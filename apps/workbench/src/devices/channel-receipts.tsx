import { type ChannelRowView, listChannelReceipts } from '@xiangzhi/contract'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useRead } from '../api-client.ts'
import { dateOf, Moment, useNow } from '../moment.tsx'
import { sayPeriod } from '../period-words.ts'
import type { QueryFilter } from '../query-filters.tsx'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { useCounty, useMe } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { type Speech, useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { BoardPhotoForm } from './board-photo-form.tsx'

const MONTHS = 13
const channels = ['page', 'touch', 'tv', 'board', 'feed', 'e-mail'] as const

/** The months one can look at, the newest first. */
function monthsBefore(today: string): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  )
}

function Shown({ row, channel }: { row: ChannelRowView; channel: (typeof channels)[number] }) {
  const { t } = useText()
  const told = row.channels.find((one) => one.channel === channel)
  if (told?.shownAt) return <Moment at={told.shownAt} />
  return told?.due ? (
    <StatusTag kind="late">{t('text.devices.channels.notYet')}</StatusTag>
  ) : (
    <span className="xz-soft">{t('text.devices.channels.notDue')}</span>
  )
}

const columnsOf = ({ t }: Speech): QueryColumn<ChannelRowView>[] => [
  {
    key: 'title',
    title: t('text.devices.channels.edition'),
    fixedColumn: true,
    render: (row) => <a href={`/e/${row.editionId}`}>{row.title}</a>,
  },
  ...channels.map((channel): QueryColumn<ChannelRowView> => ({
    key: channel,
    title: t(`text.devices.channel.${channel}`),
    render: (row) => <Shown row={row} channel={channel} />,
  })),
]

function Card({ row }: { row: ChannelRowView }) {
  const { t } = useText()
  return (
    <div className="xv-card">
      <a href={`/e/${row.editionId}`}>{row.title}</a>
      {row.channels
        .filter((one) => one.due || one.shownAt !== null)
        .map(({ channel }) => (
          <span key={channel}>
            {t(`text.devices.channel.${channel}`)} <Shown row={row} channel={channel} />
          </span>
        ))}
    </div>
  )
}

const cardOf = (row: ChannelRowView) => <Card row={row} />

/** When each channel showed what a village published in a month; the board by the photo that is taken here. */
export function ChannelReceipts() {
  const speech = useText()
  const { t } = speech
  const county = useCounty()
  const me = useMe()
  const [state] = useUrlState()
  const [recording, setRecording] = useState(false)
  const months = monthsBefore(dateOf(useNow()))
  const villages = useMemo(() => county.towns.flatMap((town) => town.villages), [county])
  // Whoever answers for one village or town begins there; a county begins with its first village.
  const own = county.towns.flatMap((town) =>
    town.villages.filter((one) => me.grants.some(({ placeId }) => placeId === one.id || placeId === town.id)),
  )
  const village = villages.find(({ id }) => id === state['village']) ?? own[0] ?? villages[0]
  const month = state['month'] !== undefined && months.includes(state['month']) ? state['month'] : (months[0] ?? '')
  const list = useRead(
    listChannelReceipts,
    { village: village?.id ?? '', month },
    { enabled: village !== undefined, keep: true },
  )
  const filters: QueryFilter[] = [
    {
      kind: 'choice',
      name: 'village',
      label: t('text.devices.village'),
      options: villages.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      kind: 'choice',
      name: 'month',
      label: t('text.devices.photoMonth'),
      options: months.map((value) => ({ value, label: sayPeriod(speech, value) })),
    },
  ]
  const { data } = list
  return (
    <>
      <QueryTable<ChannelRowView>
        name="channels"
        label={t('text.devices.tab.channels')}
        filters={filters}
        columns={columnsOf(speech)}
        rows={data?.rows}
        rowKey={(row) => row.editionId}
        loading={list.isFetching}
        problem={list.error}
        retry={() => void list.refetch()}
        total={
          data
            ? `${village?.name ?? ''} · ${sayPeriod(speech, month)} · ${t('text.devices.channels.count', { n: data.rows.length })}`
            : null
        }
        toolbar={
          me.permissions.includes('disclosure.write') ? (
            <Button disabled={data?.boardPhoto !== false} onClick={() => setRecording(true)}>
              {t(data?.boardPhoto === true ? 'text.devices.photoDone' : 'text.devices.photo')}
            </Button>
          ) : null
        }
        card={cardOf}
        empty={<p className="xz-soft">{t('text.devices.channels.empty')}</p>}
      />
      {data ? (
        <>
          <h2 className="xz-section">{t('text.devices.channels.rates')}</h2>
          <dl className="xv-rates">
            {data.totals.map(({ channel, due, done }) => (
              <div key={channel}>
                <dt>{t(`text.devices.channel.${channel}`)}</dt>
                <dd className="xz-figures">{t('text.devices.channels.rate', { done, due })}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
      {village ? (
        <BoardPhotoForm open={recording} close={() => setRecording(false)} village={village.id} month={month} />
      ) : null}
    </>
  )
}
