import { listMessageDeliveries, previewMessages, retryMessageDelivery } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { Alert, Button, Select, Table } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { MovableFrame } from '../movable-frame.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { usePages } from '../use-pages.ts'
import { useMessageWord } from './message-words.ts'

type Delivery = z.output<typeof listMessageDeliveries.output>['rows'][number]
type Status = Delivery['status']

const kinds: Readonly<Record<Status, StatusKind>> = {
  queued: 'info',
  sent: 'good',
  failed: 'warn',
  'given-up': 'danger',
}
const statuses = Object.keys(kinds) as Status[]

/** How deliveries are going: an alarm while messages stand, otherwise one line. */
export function DeliveryState() {
  const { t } = useText()
  const { data } = useRead(previewMessages, {}, { refreshEvery: 30_000 })
  if (!data) return null
  const { stuck, waiting, sentInADay, givenUpInADay } = data.state
  return (
    <>
      {stuck > 0 ? (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t('text.messages.ledger.stuck', { n: stuck })}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <p className="xz-soft">
        {t('text.messages.ledger.state', { waiting, sent: sentInADay, givenUp: givenUpInADay })}
      </p>
    </>
  )
}

/** The ledger of deliveries: what was sent, how often it was tried, what went wrong, and trying again. */
export function Ledger() {
  const { t, named } = useText()
  const word = useMessageWord()
  const { data: matrix } = useRead(previewMessages, {})
  const name = (key: string): string => {
    const row = matrix?.rows.find((one) => one.key === key)
    return row ? `${named(row.processTitle)} · ${named(row.onTitle)}` : key
  }
  const mayRetry = useMay('config.write')
  const retry = useChange(retryMessageDelivery)
  const [status, setStatus] = useState<Status | null>(null)
  const filter = status === null ? {} : { status }
  const found = usePages(listMessageDeliveries, filter)
  return (
    <>
      <DeliveryState />
      <Select<Status | null>
        allowClear
        aria-label={t('text.messages.ledger.status')}
        placeholder={t('text.messages.ledger.status')}
        style={{ width: 180, marginBottom: 12 }}
        value={status}
        onChange={(next) => setStatus(next ?? null)}
        options={statuses.map((one) => ({ value: one, label: word('status', one) }))}
      />
      <ProblemNotice problem={found.problem ?? retry.error} retry={found.retry} />
      <MovableFrame>
        <Table<Delivery>
          size="small"
          rowKey="id"
          dataSource={[...(found.rows ?? [])]}
          pagination={false}
          loading={found.rows === undefined && found.loading}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('text.messages.ledger.none') }}
          columns={[
            { title: t('text.messages.ledger.created'), render: (_, row) => <Moment at={row.createdAt} /> },
            {
              title: t('text.messages.ledger.row'),
              render: (_, row) => <span title={row.rowKey}>{name(row.rowKey)}</span>,
            },
            { title: t('text.messages.matrix.audience'), render: (_, row) => word('audience', row.audience) },
            { title: t('text.messages.matrix.channel'), render: (_, row) => word('channel', row.channel) },
            {
              title: t('text.messages.ledger.status'),
              render: (_, row) => <StatusTag kind={kinds[row.status]}>{word('status', row.status)}</StatusTag>,
            },
            { title: t('text.messages.ledger.attempts'), dataIndex: 'attempts', align: 'right' },
            { title: t('text.messages.ledger.sent'), render: (_, row) => <Moment at={row.sentAt} /> },
            { title: t('text.messages.ledger.next'), render: (_, row) => <Moment at={row.nextAt} /> },
            {
              title: t('text.messages.ledger.provider'),
              render: (_, row) => row.providerId ?? (row.provider === null ? '—' : word('provider', row.provider)),
            },
            {
              title: t('text.messages.ledger.problem'),
              render: (_, row) => (
                <>
                  {row.problem === null ? '—' : word('problem', row.problem)}{' '}
                  {mayRetry && row.problem !== 'withdrawn' && (row.status === 'failed' || row.status === 'given-up') ? (
                    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate({ id: row.id })}>
                      {t('text.messages.ledger.retry')}
                    </Button>
                  ) : null}
                </>
              ),
            },
          ]}
        />
      </MovableFrame>
      {found.more ? (
        <Button loading={found.more.loading} onClick={found.more.load}>
          {t('text.messages.more')}
        </Button>
      ) : null}
    </>
  )
}
