import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { askAccount } from './account-calls.ts'

interface SignInSession {
  readonly sessionId: string
  readonly address: string | null
  readonly userAgent: string | null
  readonly startedAt: string
  readonly seenAt: string | null
  readonly current: boolean
}

function deviceOf(agent: string | null): string {
  const browser = /(MicroMessenger|Edg|Firefox|Chrome|Safari)/.exec(agent ?? '')?.[1]
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent ?? '')?.[1]
  return [browser, system].filter((part) => part !== undefined).join(' · ') || '—'
}

/** Where this account is signed in, with a way to end each sign-in. */
export function Sessions() {
  const { t } = useText()
  const client = useQueryClient()
  const [problem, setProblem] = useState<unknown>()
  const { data, error, isPending } = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: () => askAccount<{ sessions: SignInSession[] }>('sessions'),
  })
  const end = async (path: string, body: object): Promise<void> => {
    setProblem(undefined)
    try {
      await askAccount(path, body)
      await client.invalidateQueries({ queryKey: ['account'] })
    } catch (failure) {
      setProblem(failure)
    }
  }
  if (isPending) return <Skeleton active />
  const sessions = data?.sessions ?? []
  return (
    <>
      <ProblemNotice problem={problem ?? error} />
      <ul className="xz-plain-list">
        {sessions.map((session) => (
          <li key={session.sessionId}>
            <strong>{deviceOf(session.userAgent)}</strong>
            <span className="xz-soft">
              {session.address} · <Moment at={session.seenAt ?? session.startedAt} />
            </span>
            {session.current ? (
              <span className="xz-soft">{t('text.workbench.account.thisOne')}</span>
            ) : (
              <Button size="small" onClick={() => void end('sessions/end', { sessionId: session.sessionId })}>
                {t('text.workbench.account.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button onClick={() => void end('sessions/end-others', {})}>{t('text.workbench.account.endOthers')}</Button>
      ) : null}
    </>
  )
}
