import { listMessageDeliveries, previewMessages, retryMessageDelivery } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Alert, Button, Table, Tag } from 'antd'
import type { z } from 'zod'
import { call, readKey, useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { MovableFrame } from '../movable-frame.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'

type Row = z.output<typeof previewMessages.output>['rows'][number]
type Delivery = z.output<typeof listMessageDeliveries.output>['rows'][number]

/** A word of a closed list, or the code itself where a later server knows more. */
function useWord(): (kind: string, code: string) => string {
  const { t } = useText()
  return (kind, code) => {
    const key = `text.messages.${kind}.${code}`
    return isTextKey(key) ? t(key) : code
  }
}

function Ledger() {
  const { t } = useText()
  const word = useWord()
  const mayRetry = useMay('config.write')
  const retry = useChange(retryMessageDelivery)
  const found = useInfiniteQuery({
    queryKey: readKey(listMessageDeliveries, {}),
    queryFn: ({ pageParam, signal }) => call(listMessageDeliveries, pageParam ? { cursor: pageParam } : {}, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <h2>{t('text.messages.ledger.title')}</h2>
      <ProblemNotice problem={found.error ?? retry.error} retry={() => void found.refetch()} />
      <MovableFrame>
        <Table<Delivery>
          size="small"
          rowKey="id"
          dataSource={rows}
          pagination={false}
          loading={found.isPending}
          scroll={{ x: 900 }}
          locale={{ emptyText: t('text.messages.ledger.none') }}
          columns={[
            { title: t('text.messages.ledger.created'), render: (_, row) => <Moment at={row.createdAt} /> },
            { title: t('text.messages.ledger.row'), dataIndex: 'rowKey' },
            { title: t('text.messages.matrix.audience'), render: (_, row) => word('audience', row.audience) },
            { title: t('text.messages.matrix.channel'), render: (_, row) => word('channel', row.channel) },
            { title: t('text.messages.ledger.status'), render: (_, row) => word('status', row.status) },
            { title: t('text.messages.ledger.attempts'), dataIndex: 'attempts', align: 'right' },
            { title: t('text.messages.ledger.sent'), render: (_, row) => <Moment at={row.sentAt} /> },
            { title: t('text.messages.ledger.provider'), render: (_, row) => row.providerId ?? row.provider ?? '—' },
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
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('text.messages.more')}
        </Button>
      ) : null}
    </>
  )
}

/** The message matrix with a made-up case in every row, and the ledger of what was sent. */
export function MatrixPage() {
  const { t, named } = useText()
  const word = useWord()
  const { data, error, isPending, refetch } = useRead(previewMessages, {})
  const quiet = data?.quietHours
  return (
    <Page title={t('text.messages.matrix.title')} note={t('text.messages.matrix.note')}>
      <ProblemNotice problem={error} retry={() => void refetch()} />
      {data && data.state.stuck > 0 ? (
        <Alert type="warning" showIcon title={t('text.messages.ledger.stuck', { n: data.state.stuck })} />
      ) : null}
      {data ? (
        <p className="xz-soft">
          {quiet ? t('text.messages.matrix.quiet', quiet) : t('text.messages.matrix.noQuiet')}{' '}
          {t('text.messages.ledger.state', {
            waiting: data.state.waiting,
            sent: data.state.sentInADay,
            givenUp: data.state.givenUpInADay,
          })}
        </p>
      ) : null}
      <MovableFrame>
        <Table<Row>
          size="small"
          rowKey="key"
          dataSource={data?.rows ?? []}
          pagination={false}
          loading={isPending}
          scroll={{ x: 900 }}
          locale={{ emptyText: t('text.messages.matrix.none') }}
          columns={[
            { title: t('text.messages.matrix.process'), render: (_, row) => named(row.processTitle) },
            { title: t('text.messages.matrix.on'), render: (_, row) => named(row.onTitle) },
            { title: t('text.messages.matrix.audience'), render: (_, row) => word('audience', row.audience) },
            {
              title: t('text.messages.matrix.channel'),
              render: (_, row) => (
                <>
                  {word('channel', row.channel)}{' '}
                  {row.urgent ? <Tag color="red">{t('text.messages.urgent')}</Tag> : null}
                  {data?.connected.includes(row.channel) ? null : <Tag>{t('text.messages.matrix.notConnected')}</Tag>}
                </>
              ),
            },
            { title: t('text.messages.matrix.text'), width: '45%', render: (_, row) => named(row.text) },
          ]}
        />
      </MovableFrame>
      <Ledger />
    </Page>
  )
}
