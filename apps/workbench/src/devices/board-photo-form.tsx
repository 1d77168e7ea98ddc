import { recordBoardPhoto } from '@xiangzhi/contract'
import { App, Modal } from 'antd'
import { useId, useState } from 'react'
import { sendFile, useChange } from '../api-client.ts'
import { sayPeriod } from '../period-words.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'

/** One photo of the posted sheet of a month. */
export function BoardPhotoForm({
  open,
  close,
  village,
  month,
}: {
  open: boolean
  close: () => void
  village: string
  month: string
}) {
  const speech = useText()
  const { t } = speech
  const { message } = App.useApp()
  const record = useChange(recordBoardPhoto)
  const [file, setFile] = useState<File>()
  const [problem, setProblem] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const field = useId()
  const send = async (chosen: File): Promise<void> => {
    setSending(true)
    setProblem(undefined)
    try {
      const { id: fileId } = await sendFile(chosen)
      const { recorded } = await record.mutateAsync({ village, month, fileId })
      void message.success(t('text.devices.photoSent', { n: recorded }))
      close()
    } catch (error) {
      setProblem(error)
    } finally {
      setSending(false)
    }
  }
  return (
    <Modal
      title={t('text.devices.photo')}
      open={open}
      onCancel={close}
      okText={t('text.devices.save')}
      cancelText={t('text.devices.cancel')}
      okButtonProps={{ disabled: !file }}
      confirmLoading={sending}
      onOk={() => (file ? void send(file) : undefined)}
      destroyOnHidden
    >
      <ProblemNotice problem={problem} />
      <p>
        {sayPeriod(speech, month)} · {t('text.devices.photoNote')}
      </p>
      <label htmlFor={field}>{t('text.devices.photoFile')}</label>
      <div>
        <input
          id={field}
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </div>
    </Modal>
  )
}
