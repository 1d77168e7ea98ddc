import { Button, Modal } from 'antd'
import { useId, useState } from 'react'
import { PublicWords } from '../cases/public-words.tsx'
import { useText } from '../text.tsx'
import { useDraft } from '../use-draft.tsx'
import { WordsInput } from '../words-input.tsx'

/** Asks why before something is sent back, given up or withdrawn. */
export function ReasonForm({
  title,
  note,
  danger = false,
  draft: of,
  label,
  isPublic = false,
  problem,
  busy,
  close,
  send,
}: {
  title: string
  note: string
  danger?: boolean
  /** The name under which the reason is kept until it is sent. */
  draft: string
  /** What to write, where it is more than a reason. */
  label?: string
  /** Everybody reads the reason: whoever writes it sees how it will stand. */
  isPublic?: boolean
  /** What went wrong when it was sent. */
  problem?: React.ReactNode
  busy: boolean
  close: () => void
  send: (reason: string) => void
}) {
  const { t } = useText()
  const [reason, setReason] = useState('')
  const field = useId()
  const draft = useDraft(of, {
    put: (values: { reason?: string }) => setReason(values.reason ?? ''),
    reset: () => setReason(''),
  })
  const written = {
    id: field,
    value: reason,
    most: 500,
    onChange: ({ target }: React.ChangeEvent<HTMLTextAreaElement>) => {
      setReason(target.value)
      draft.keep({ reason: target.value })
    },
  }
  return (
    <Modal open title={title} onCancel={close} footer={null}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim() === '') return
          draft.sent()
          send(reason.trim())
        }}
      >
        <p className="xz-soft">{note}</p>
        {draft.notice}
        <label htmlFor={field}>{label ?? t('text.disclosureDesk.reason')}</label>
        {isPublic ? <PublicWords {...written} minRows={3} always /> : <WordsInput {...written} rows={3} />}
        {problem}
        <div className="xo-buttons xo-end">
          <Button type="primary" htmlType="submit" danger={danger} loading={busy} disabled={reason.trim() === ''}>
            {title}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
