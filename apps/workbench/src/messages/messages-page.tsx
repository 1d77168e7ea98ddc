import { listMessages, markMessagesRead } from '@xiangzhi/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { call, readKey, useChange } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Nothing } from '../nothing.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { parseSearch, useUrlState } from '../url-state.ts'
import { ChoicesForm } from './choices-form.tsx'
import { PushPanel } from './push-panel.tsx'

type Line = z.output<typeof listMessages.output>['rows'][number]

function MessageLine({ line, read }: { line: Line; read: (id: string) => void }) {
  const { t, named } = useText()
  const unread = line.readAt === null
  return (
    <li data-unread={unread || undefined}>
      <Moment at={line.at} />
      <span className="xm-words">{named(line.text)}</span>
      {line.urgent ? <Tag color="red">{t('text.messages.urgent')}</Tag> : null}
      {unread ? <Tag color="blue">{t('text.messages.new')}</Tag> : null}
      {line.caseId === null ? (
        line.path === null ? null : (
          <Link
            to={(line.path.split('?')[0] ?? '').replace(/^\/staff/, '')}
            search={parseSearch(line.path.split('?')[1] ?? '')}
            onClick={() => {
              if (unread) read(line.id)
            }}
          >
            {t('text.messages.openDuty')}
          </Link>
        )
      ) : (
        <Link
          to="/cases/$caseId"
          params={{ caseId: line.caseId }}
          onClick={() => {
            if (unread) read(line.id)
          }}
        >
          {t('text.messages.open', { number: line.number })}
        </Link>
      )}
    </li>
  )
}

/** My messages: what happened to cases that concern me, newest first. */
export function MessagesPage() {
  const { t } = useText()
  const [state, setState] = useUrlState()
  const [choosing, setChoosing] = useState(false)
  const unreadOnly = state['unread'] === 'true'
  const filter = unreadOnly ? ({ unread: 'true' } as const) : {}
  const mark = useChange(markMessagesRead)
  const found = useInfiniteQuery({
    queryKey: readKey(listMessages, filter),
    queryFn: ({ pageParam, signal }) =>
      call(listMessages, { ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })
  const rows = found.data?.pages.flatMap((page) => page.rows)
  return (
    <Page
      title={t('text.messages.title')}
      actions={
        <>
          <Button onClick={() => setChoosing(true)}>{t('text.messages.choices.title')}</Button>
          <Button
            disabled={!rows?.some((row) => row.readAt === null)}
            loading={mark.isPending}
            onClick={() => mark.mutate({})}
          >
            {t('text.messages.markAll')}
          </Button>
        </>
      }
    >
      <PushPanel />
      <ProblemNotice problem={found.error ?? mark.error} retry={() => void found.refetch()} />
      <Segmented
        aria-label={t('text.messages.title')}
        value={unreadOnly ? 'unread' : 'all'}
        onChange={(value) => setState({ unread: value === 'unread' ? 'true' : undefined })}
        options={[
          { value: 'all', label: t('text.messages.all') },
          { value: 'unread', label: t('text.messages.unread') },
        ]}
      />
      <div className="xz-panel" style={{ marginTop: 12 }}>
        {rows === undefined ? (
          found.error ? null : (
            <Skeleton active paragraph={{ rows: 6 }} />
          )
        ) : rows.length === 0 ? (
          <Nothing says={t(unreadOnly ? 'text.messages.noneUnread' : 'text.messages.none')} />
        ) : (
          <ul className="xm-list">
            {rows.map((line) => (
              <MessageLine key={line.id} line={line} read={(id) => mark.mutate({ ids: [id] })} />
            ))}
          </ul>
        )}
      </div>
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('text.messages.more')}
        </Button>
      ) : null}
      <ChoicesForm open={choosing} close={() => setChoosing(false)} />
    </Page>
  )
}
