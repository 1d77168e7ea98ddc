import { listApprovals } from '@xiangzhi/contract'
import { useRead } from '../api-client.ts'
import { CountMark } from '../count-mark.tsx'
import { useText } from '../text.tsx'

/** How many requests wait for whoever is signed in, beside their entry in the menu. */
export function ApprovalsWaiting() {
  const { t } = useText()
  const { data } = useRead(listApprovals, { limit: 1 }, { staleTime: 30_000, refreshEvery: 60_000 })
  if (!data || data.waiting === 0) return null
  return (
    <CountMark
      n={data.waiting}
      most={98}
      urgent={false}
      title={t('text.approvals.waitingForMe', { n: data.waiting })}
    />
  )
}
