import { getMessageChoices, saveMessageChoices } from '@xiangzhi/contract'
import { Button, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useChange, useRead } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { LineInput } from '../words-input.tsx'

type Choices = z.output<typeof getMessageChoices.output>
type Way = Choices['connected'][number]

const audiences = ['owner', 'previous-owner', 'supervisor'] as const

function Fields({ choices, close }: { choices: Choices; close: () => void }) {
  const { t } = useText()
  const save = useChange(saveMessageChoices)
  const ways = choices.connected.filter((way) => way !== 'robot')
  const [email, setEmail] = useState('')
  const [digest, setDigest] = useState(choices.digest)
  const [chosen, setChosen] = useState<Record<string, readonly Way[]>>(
    Object.fromEntries(
      audiences.map((audience) => [
        audience,
        choices.choices.find((choice) => choice.audience === audience)?.channels ?? ways,
      ]),
    ),
  )
  const send = (address: string | null | undefined): void =>
    save.mutate(
      {
        digest,
        choices: audiences.map((audience) => ({ audience, channels: [...(chosen[audience] ?? [])] })),
        ...(address === undefined ? {} : { email: address }),
      },
      { onSuccess: close },
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send(email.trim() === '' ? undefined : email.trim())
      }}
    >
      <ProblemNotice problem={save.error} />
      <p>{t('text.messages.choices.note')}</p>
      <table className="xm-choices">
        <tbody>
          {audiences.map((audience) => (
            <tr key={audience}>
              <th scope="row">{t(`text.messages.audience.${audience}`)}</th>
              {ways.map((way) => (
                <td key={way}>
                  <Checkbox
                    checked={chosen[audience]?.includes(way) ?? false}
                    onChange={({ target }) =>
                      setChosen((before) => ({
                        ...before,
                        [audience]: target.checked
                          ? [...(before[audience] ?? []), way]
                          : (before[audience] ?? []).filter((one) => one !== way),
                      }))
                    }
                  >
                    {t(`text.messages.channel.${way}`)}
                  </Checkbox>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {ways.includes('e-mail') ? (
        <>
          <label>
            {t('text.messages.choices.email')}
            <LineInput
              type="email"
              autoComplete="email"
              value={email}
              most={200}
              onChange={({ target }) => setEmail(target.value)}
            />
          </label>
          {choices.emailMasked === null ? null : (
            <p className="xz-soft">
              {t('text.messages.choices.emailNow', { email: choices.emailMasked })}{' '}
              <Button size="small" onClick={() => send(null)}>
                {t('text.messages.choices.emailRemove')}
              </Button>
            </p>
          )}
          <p>
            <Checkbox checked={digest} onChange={({ target }) => setDigest(target.checked)}>
              {t('text.messages.choices.digest')}
            </Checkbox>
          </p>
        </>
      ) : null}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('text.messages.choices.save')}
      </Button>{' '}
      <Button onClick={close}>{t('text.messages.choices.cancel')}</Button>
    </form>
  )
}

/** By which ways somebody wants to hear of what. */
export function ChoicesForm({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useText()
  const { data, error } = useRead(getMessageChoices, {}, { enabled: open, staleTime: 0 })
  return (
    <Modal title={t('text.messages.choices.title')} open={open} onCancel={close} footer={null} destroyOnHidden>
      <ProblemNotice problem={error} />
      {data ? <Fields key={JSON.stringify(data)} choices={data} close={close} /> : null}
    </Modal>
  )
}
