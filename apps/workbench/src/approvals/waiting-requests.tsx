import type { WaitingRequestView } from '@xiangzhi/contract'
import { Alert } from 'antd'
import { Moment } from '../moment.tsx'
import { useText } from '../text.tsx'
import { WithdrawRequest } from './withdraw-request.tsx'

/** What of a thing waits for a second person, on the page of that thing: who asked, why, until when, and how to take it back. */
export function WaitingRequests({ requests }: { requests: readonly WaitingRequestView[] }) {
  const { t } = useText()
  return requests.map((request) => (
    <Alert
      key={request.approvalId}
      type="info"
      showIcon
      style={{ marginBottom: 12 }}
      title={
        <>
          {t('text.approvals.waitsHere', { what: t(`text.approvals.kind.${request.kind}`) })}
          {request.number === null ? null : <span className="xz-figures"> {request.number}</span>}
        </>
      }
      description={
        <>
          <div className="xz-pre">
            {t('text.approvals.reason')}
            {t('text.workbench.colon')}
            {request.reason}
          </div>
          <div className="xz-soft">
            {t('text.approvals.askedHere', { name: request.askedByName })} <Moment at={request.waitsUntil} />
          </div>
          {request.askedByMe ? <WithdrawRequest approvalId={request.approvalId} /> : null}
        </>
      }
    />
  ))
}
