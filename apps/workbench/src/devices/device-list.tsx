import { type DeviceRowView, listDevices, revokeDevice } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { Alert, Button, Popconfirm } from 'antd'
import { useMemo, useState } from 'react'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import type { QueryFilter } from '../query-filters.tsx'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { useCounty, useMe } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { type Speech, useText } from '../text.tsx'
import { type UrlState, useUrlState } from '../url-state.ts'
import { DeviceForm } from './device-form.tsx'

type State = DeviceRowView['state']

const looks: Readonly<Record<State, StatusKind>> = {
  waiting: 'soon',
  alive: 'on-time',
  offline: 'not-done',
  quiet: 'late',
  expired: 'provisional',
  revoked: 'paused',
}
const states = Object.keys(looks) as State[]
/** What somebody should look after comes first. */
const order: readonly State[] = ['quiet', 'offline', 'waiting', 'expired', 'alive', 'revoked']

function useFilters(): QueryFilter[] {
  const { t } = useText()
  const county = useCounty()
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'kind',
        label: t('text.devices.kind'),
        options: (['touch', 'tv'] as const).map((value) => ({ value, label: t(`text.devices.kind.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'state',
        label: t('text.devices.state'),
        options: states.map((value) => ({ value, label: t(`text.devices.state.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'village',
        label: t('text.devices.village'),
        options: county.towns.flatMap(({ villages }) => villages.map(({ id, name }) => ({ value: id, label: name }))),
      },
    ],
    [county, t],
  )
}

const chosen = (rows: readonly DeviceRowView[], { kind, state, village }: UrlState): DeviceRowView[] =>
  rows
    .filter(
      (row) =>
        (kind === undefined || row.kind === kind) &&
        (state === undefined || row.state === state) &&
        (village === undefined || row.village.id === village),
    )
    .toSorted((left, right) => order.indexOf(left.state) - order.indexOf(right.state))

function Revoke({ row }: { row: DeviceRowView }) {
  const { t } = useText()
  const revoke = useChange(revokeDevice)
  if (!row.mayRevoke) return null
  return (
    <>
      <Popconfirm
        title={t('text.devices.revokeAsk', { name: row.name })}
        okText={t('text.devices.revoke')}
        cancelText={t('text.devices.cancel')}
        onConfirm={() => revoke.mutate({ deviceId: row.id })}
      >
        <Button type="link" size="small" danger loading={revoke.isPending}>
          {t('text.devices.revoke')}
        </Button>
      </Popconfirm>
      <ProblemNotice problem={revoke.error} />
    </>
  )
}

function Seen({ row }: { row: DeviceRowView }) {
  const { t } = useText()
  return row.seenAt === null ? <span className="xz-soft">{t('text.devices.never')}</span> : <Moment at={row.seenAt} />
}

function columnsOf({ t }: Speech): QueryColumn<DeviceRowView>[] {
  return [
    { key: 'name', title: t('text.devices.name'), fixedColumn: true, render: (row) => row.name },
    { key: 'kind', title: t('text.devices.kind'), render: (row) => t(`text.devices.kind.${row.kind}`) },
    { key: 'village', title: t('text.devices.village'), render: (row) => row.village.name },
    {
      key: 'state',
      title: t('text.devices.state'),
      render: (row) => <StatusTag kind={looks[row.state]}>{t(`text.devices.state.${row.state}`)}</StatusTag>,
    },
    { key: 'seen', title: t('text.devices.seen'), render: (row) => <Seen row={row} /> },
    {
      key: 'shows',
      title: t('text.devices.shows'),
      render: (row) => <Moment at={row.keptAt ?? row.seenAt} />,
    },
    {
      key: 'version',
      title: t('text.devices.version'),
      render: (row) => (
        <>
          <code>{row.version ?? '—'}</code>{' '}
          {row.current ? null : <StatusTag kind="warn">{t('text.devices.versionOld')}</StatusTag>}
        </>
      ),
    },
    { key: 'revoke', title: '', render: (row) => <Revoke row={row} /> },
  ]
}

function Card({ row }: { row: DeviceRowView }) {
  const { t } = useText()
  return (
    <div className="xv-card">
      <strong>{row.name}</strong>
      <span>
        {row.village.name} · {t(`text.devices.kind.${row.kind}`)}
      </span>
      <span>
        <StatusTag kind={looks[row.state]}>{t(`text.devices.state.${row.state}`)}</StatusTag> <Seen row={row} />
      </span>
      <span>
        <Revoke row={row} />
      </span>
    </div>
  )
}

const cardOf = (row: DeviceRowView) => <Card row={row} />

/** All screens within reach: those that need somebody first. */
export function DeviceList() {
  const speech = useText()
  const { t } = speech
  const me = useMe()
  const [state] = useUrlState()
  const [adding, setAdding] = useState(false)
  const list = useRead(listDevices, {}, { refreshEvery: 30_000 })
  const rows = list.data ? chosen(list.data.rows, state) : undefined
  const troubled = list.data?.rows.filter((row) => row.state === 'quiet' || row.state === 'offline').length
  return (
    <>
      {troubled === undefined || list.data?.rows.length === 0 ? null : (
        <Alert
          className="xv-problem"
          showIcon
          type={troubled > 0 ? 'warning' : 'success'}
          title={troubled > 0 ? t('text.devices.problems', { n: troubled }) : t('text.devices.problemsNone')}
        />
      )}
      <QueryTable<DeviceRowView>
        name="devices"
        label={t('text.devices.tab.devices')}
        filters={useFilters()}
        columns={columnsOf(speech)}
        rows={rows}
        rowKey={(row) => row.id}
        loading={list.isFetching}
        problem={list.error}
        retry={() => void list.refetch()}
        total={rows ? t('text.devices.count', { n: rows.length }) : null}
        toolbar={
          me.permissions.includes('disclosure.write') ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('text.devices.add')}
            </Button>
          ) : null
        }
        card={cardOf}
        empty={<p className="xz-soft">{t('text.devices.empty')}</p>}
      />
      <DeviceForm open={adding} close={() => setAdding(false)} />
    </>
  )
}
