import { listDeliveries, retryDelivery } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { Button, Drawer, Table } from 'antd'
import type { z } from 'zod'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { MovableFrame } from '../movable-frame.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'

type Delivery = z.output<typeof listDeliveries.output>['rows'][number]

const kinds = { waiting: 'info', delivered: 'good', 'given-up': 'danger' } as const

/** What was sent to an address: how often, what it answered, and sending once more. It looks again by itself. */
export function DeliveriesDrawer({
  webhook,
  close,
}: {
  webhook: { readonly id: string; readonly name: string; readonly endedAt: string | null } | undefined
  close: () => void
}) {
  const { t } = useText()
  const found = useRead(
    listDeliveries,
    { webhookId: webhook?.id ?? '', limit: 100 },
    { enabled: webhook !== undefined, staleTime: 0, refreshEvery: 4000 },
  )
  const again = useChange(retryDelivery)
  const topic = (name: string): string => {
    const key = `text.systems.topic.${name}`
    return isTextKey(key) ? t(key) : name
  }
  return (
    <Drawer
      open={webhook !== undefined}
      onClose={close}
      size={760}
      title={t('text.systems.delivery.title', { name: webhook?.name ?? '' })}
    >
      <p className="xz-soft">{t('text.systems.delivery.note')}</p>
      <ProblemNotice problem={found.error ?? again.error} retry={() => void found.refetch()} />
      <MovableFrame>
        <Table<Delivery>
          size="small"
          rowKey="id"
          pagination={false}
          scroll={{ x: 'max-content' }}
          loading={found.isPending && webhook !== undefined}
          dataSource={found.data?.rows ?? []}
          locale={{ emptyText: t('text.systems.delivery.none') }}
          columns={[
            { title: t('text.systems.created'), render: (_, row) => <Moment at={row.createdAt} /> },
            { title: t('text.systems.delivery.topic'), render: (_, row) => topic(row.topic) },
            {
              title: t('text.admin.state'),
              render: (_, row) => (
                <StatusTag kind={kinds[row.status]}>{t(`text.systems.delivery.status.${row.status}`)}</StatusTag>
              ),
            },
            { title: t('text.systems.delivery.attempts'), dataIndex: 'attempts', align: 'right' },
            {
              title: t('text.systems.delivery.answer'),
              render: (_, row) => row.answer ?? (row.problem ? <span lang="en">{row.problem}</span> : '—'),
            },
            { title: t('text.systems.delivery.next'), render: (_, row) => <Moment at={row.nextAt} /> },
            {
              title: t('text.admin.do'),
              render: (_, row) =>
                webhook && webhook.endedAt === null ? (
                  <Button
                    size="small"
                    disabled={row.status === 'waiting' && row.attempts === 0}
                    loading={again.isPending && again.variables.deliveryId === row.id}
                    onClick={() => again.mutate({ webhookId: webhook.id, deliveryId: row.id })}
                  >
                    {t('text.systems.delivery.again')}
                  </Button>
                ) : null,
            },
          ]}
        />
      </MovableFrame>
    </Drawer>
  )
}
