import { withdrawApproval } from '@xiangzhi/contract'
import { App, Button, Popconfirm } from 'antd'
import { problemSentence, useChange } from '../api-client.ts'
import { useText } from '../text.tsx'

/** Takes back a request of one's own that waits. */
export function WithdrawRequest({ approvalId }: { approvalId: string }) {
  const { t, language } = useText()
  const { message } = App.useApp()
  const change = useChange(withdrawApproval)
  return (
    <Popconfirm
      title={t('text.approvals.withdrawSure')}
      okText={t('text.approvals.withdraw')}
      cancelText={t('text.workbench.cancel')}
      onConfirm={() =>
        change.mutate(
          { approvalId },
          {
            onSuccess: () => void message.success(t('text.approvals.withdrawn')),
            onError: (problem) => void message.error(problemSentence(language, problem)),
          },
        )
      }
    >
      <Button size="small" loading={change.isPending}>
        {t('text.approvals.withdraw')}
      </Button>
    </Popconfirm>
  )
}
