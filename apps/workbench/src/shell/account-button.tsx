import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { askAccount, type SessionAnswer } from './account-calls.ts'
import { AccountName } from './account-name.tsx'

const AccountMenu = lazy(() => import('./account-menu.tsx').then((module) => ({ default: module.AccountMenu })))

/** The account in the header. Its menu and forms are fetched when somebody first wants them, or has to change a password. */
export function AccountButton() {
  const [wanted, setWanted] = useState(false)
  const session = useQuery({
    queryKey: ['account', 'session'],
    queryFn: () => askAccount<SessionAnswer>('session'),
    staleTime: 600_000,
    retry: false,
  })
  if (!wanted && session.data?.mustChangePassword !== true) return <AccountName onClick={() => setWanted(true)} />
  return (
    <Suspense fallback={<AccountName loading />}>
      <AccountMenu open={wanted} />
    </Suspense>
  )
}
