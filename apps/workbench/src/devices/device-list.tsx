import { deviceList, type DeviceRowView, revokeDevice } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { Alert, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useChange } from '../api-client.ts'
import { ListTable } from '../list-table.tsx'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { DeviceForm } from './device-form.tsx'

type Head = Pick<z.output<typeof deviceList.read.output>, 'total' | 'troubled'>
type State = DeviceRowView['state']

const looks: Readonly<Record<State, StatusKind>> = {
  waiting: 'soon',
  alive: 'on-time',
  offline: 'not-done',
  quiet: 'late',
  expired: 'provisional',
  revoked: 'paused',
}
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

function Troubled({ n }: { n: number }) {
  const { t } = useText()
  return (
    <Alert
      className="xv-problem"
      showIcon
      type={n > 0 ? 'warning' : 'success'}
      title={n > 0 ? t('text.devices.problems', { n }) : t('text.devices.problemsNone')}
    />
  )
}

const headOf = ({ total, troubled }: Head) => (total > 0 || troubled > 0 ? <Troubled n={troubled} /> : null)

/** All screens within reach: those that need somebody first. */
export function DeviceList() {
  const { t } = useText()
  const mayAdd = useMay('disclosure.write')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <ListTable
        list={deviceList}
        rowKey={(row) => row.id}
        refreshEvery={30_000}
        head={headOf}
        cells={[
          {
            member: 'state',
            render: (row) => <StatusTag kind={looks[row.state]}>{t(`text.devices.state.${row.state}`)}</StatusTag>,
          },
          { member: 'seenAt', render: (row) => <Seen row={row} /> },
          { member: 'keptAt', render: (row) => <Moment at={row.keptAt ?? row.seenAt} /> },
          {
            member: 'version',
            render: (row) => (
              <>
                <code>{row.version ?? '—'}</code>{' '}
                {row.current ? null : <StatusTag kind="warn">{t('text.devices.versionOld')}</StatusTag>}
              </>
            ),
          },
        ]}
        also={[{ key: 'revoke', title: t('text.admin.do'), width: 90, render: (row) => <Revoke row={row} /> }]}
        toolbar={
          mayAdd ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('text.devices.add')}
            </Button>
          ) : null
        }
        empty={<p className="xz-soft">{t('text.devices.empty')}</p>}
      />
      <DeviceForm open={adding} close={() => setAdding(false)} />
    </>
  )
}
