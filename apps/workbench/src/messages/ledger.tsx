import { deliveryList, type listMessageDeliveries, previewMessages, retryMessageDelivery } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { Alert, Button } from 'antd'
import type { z } from 'zod'
import { useChange, useRead } from '../api-client.ts'
import { ListTable } from '../list-table.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useMessageWord } from './message-words.ts'

type Status = z.output<typeof listMessageDeliveries.output>['rows'][number]['status']

const kinds: Readonly<Record<Status, StatusKind>> = {
  queued: 'info',
  sent: 'good',
  failed: 'warn',
  'given-up': 'danger',
}

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
  return (
    <>
      <DeliveryState />
      <ProblemNotice problem={retry.error} />
      <ListTable
        list={deliveryList}
        rowKey={(row) => row.id}
        empty={t('text.messages.ledger.none')}
        cells={[
          { member: 'rowKey', render: (row) => <span title={row.rowKey}>{name(row.rowKey)}</span> },
          {
            member: 'status',
            render: (row) => <StatusTag kind={kinds[row.status]}>{word('status', row.status)}</StatusTag>,
          },
          {
            member: 'providerId',
            render: (row) => row.providerId ?? (row.provider === null ? '—' : word('provider', row.provider)),
          },
          {
            member: 'problem',
            render: (row) => (
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
    </>
  )
}
