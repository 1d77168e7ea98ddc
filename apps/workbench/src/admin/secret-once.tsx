import { Modal, Typography } from 'antd'
import { useText } from '../text.tsx'

/** A secret that was just made: shown once, and gone when the window closes. */
export function SecretOnce({
  secret,
  title,
  note,
  close,
}: {
  secret: string | undefined
  title: string
  note: string
  close: () => void
}) {
  const { t } = useText()
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      onCancel={close}
      onOk={close}
      cancelButtonProps={{ style: { display: 'none' } }}
      okText={t('text.admin.account.noted')}
      // A click beside the window must not lose what is shown only once.
      mask={{ closable: false }}
    >
      <p>{note}</p>
      <Typography.Paragraph copyable code style={{ fontSize: 16, overflowWrap: 'anywhere' }}>
        {secret ?? ''}
      </Typography.Paragraph>
    </Modal>
  )
}
