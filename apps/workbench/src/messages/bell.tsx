import './messages.css'
import { countMessages } from '@xiangzhi/contract'
import { Link } from '@tanstack/react-router'
import { useRead } from '../api-client.ts'
import { CountMark } from '../count-mark.tsx'
import { useText } from '../text.tsx'

/** The bell of the header: how many messages wait, and the way to them. It never rings by itself. */
export function Bell() {
  const { t } = useText()
  const { data } = useRead(countMessages, {}, { staleTime: 20_000, refreshEvery: 30_000 })
  const unread = data?.unread ?? 0
  const label = unread === 0 ? t('text.messages.bellNone') : t('text.messages.bell', { n: unread })
  return (
    <Link to="/messages" className="xm-bell" aria-label={label} title={label}>
      <svg width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        <path
          d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {unread > 0 ? <CountMark n={unread} most={99} urgent={Boolean(data?.urgent)} /> : null}
    </Link>
  )
}
