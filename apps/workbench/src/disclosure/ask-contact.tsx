import { askForContact } from '@xiangzhi/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useChange } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { ReasonForm } from './reason-form.tsx'

/** Beside the notice that a number will be starred: the way to have a number of duty shown, by a second person. */
export function AskContact({ editionId, field, number }: { editionId: string; field: string; number: string }) {
  const { t } = useText()
  const [open, setOpen] = useState(false)
  const ask = useChange(askForContact)
  if (ask.isSuccess) return <output>{t('text.disclosureDesk.contact.asked', { number })}</output>
  return (
    <>
      <Button type="link" onClick={() => setOpen(true)}>
        {t('text.disclosureDesk.contact.ask', { number })}
      </Button>
      {open ? (
        <ReasonForm
          title={t('text.disclosureDesk.contact.ask', { number })}
          note={t('text.disclosureDesk.contact.note', { number, field })}
          label={t('text.disclosureDesk.contact.reason')}
          draft={`contact ${editionId} ${field} ${number}`}
          busy={ask.isPending}
          problem={<ProblemNotice problem={ask.error} />}
          close={() => setOpen(false)}
          send={(reason) => ask.mutate({ editionId, field, number, reason })}
        />
      ) : null}
    </>
  )
}
