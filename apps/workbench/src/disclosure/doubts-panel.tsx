import { confirmDoubts, forwardSteps } from '@xiangzhi/contract'
import { Button, Checkbox } from 'antd'
import { useId, useState } from 'react'
import { useChange } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useDraft } from '../use-draft.tsx'
import { WordsInput } from '../words-input.tsx'
import type { OpenedEdition } from './use-draft.ts'

type Doubt = OpenedEdition['doubts'][number]

const isOpen = ({ confirmed }: Doubt): boolean => !confirmed.some(({ mine }) => mine)

/** Whether something of a text is left for this person to confirm before they take it on. */
export function hasOpenDoubts({ doubts }: Pick<OpenedEdition, 'doubts'>): boolean {
  return doubts.some(isOpen)
}

/** Where words stand: in which part, in which column. */
function useWhere(opened: OpenedEdition): (doubt: Doubt) => string {
  const { t } = useText()
  return ({ block, label }) => {
    if (block === undefined) return t('text.disclosureDesk.doubt.beside')
    const part = opened.edition.content.blocks[block]?.heading ?? t('text.disclosureDesk.partNo', { n: block + 1 })
    return label === undefined ? part : `${part} · ${label}`
  }
}

/**
 * Words about health, and words that read like a name: whoever takes the text on ticks each of them, and says why everybody may read
 * them. Who did so before stands beside each.
 */
export function DoubtsPanel({
  opened,
  settle,
}: {
  opened: OpenedEdition
  /** Saves what is not saved yet; answers the version that is confirmed. */
  settle: () => Promise<number | undefined>
}) {
  const { t } = useText()
  // Whether the next step towards the public is this person's.
  const takes = forwardSteps.some((step) => opened.may.includes(step))
  const where = useWhere(opened)
  const field = useId()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [reason, setReason] = useState('')
  const confirm = useChange(confirmDoubts)
  const draft = useDraft(takes ? `edition.${opened.id}.doubts` : undefined, {
    put: (values: { reason?: string }) => setReason(values.reason ?? ''),
    reset: () => setReason(''),
  })
  const { doubts } = opened
  if (doubts.length === 0) return null
  const open = takes ? doubts.filter(isOpen) : []
  const chosen = open.filter(({ key }) => ticked.has(key))
  const isReady = chosen.length > 0 && reason.trim().length >= 4
  const tick = (key: string, on: boolean): void => {
    const next = new Set(ticked)
    if (on) next.add(key)
    else next.delete(key)
    setTicked(next)
  }
  const send = async (): Promise<void> => {
    const version = await settle()
    if (version === undefined) return
    confirm.mutate(
      { editionId: opened.id, version, doubts: chosen.map(({ key }) => key), reason: reason.trim() },
      {
        onSuccess: ({ open: left }) => {
          if (left > 0) return
          draft.sent()
          setReason('')
        },
      },
    )
  }
  return (
    <section className="xz-panel xo-confirm">
      <h2>{t('text.disclosureDesk.doubt.title')}</h2>
      <p>{t(takes ? 'text.disclosureDesk.doubt.note' : 'text.disclosureDesk.doubt.noteOther')}</p>
      <ul className="xo-findings xo-doubts">
        {doubts.map((doubt) => {
          const words = (
            <>
              <StatusTag kind="danger">{t(`text.disclosureDesk.mask.${doubt.kind}`)}</StatusTag> <b>{doubt.words}</b>{' '}
              <span className="xz-soft">
                {where(doubt)} {t('text.disclosureDesk.times', { n: doubt.times })}
              </span>
            </>
          )
          return (
            <li key={doubt.key}>
              {takes && isOpen(doubt) ? (
                <Checkbox checked={ticked.has(doubt.key)} onChange={({ target }) => tick(doubt.key, target.checked)}>
                  {words}
                </Checkbox>
              ) : (
                words
              )}
              {doubt.confirmed.map(({ name, reason: why, at }) => (
                <div key={`${name} ${at}`} className="xz-small">
                  {t('text.disclosureDesk.doubt.by', { name, reason: why })} <Moment at={at} />
                </div>
              ))}
            </li>
          )
        })}
      </ul>
      {open.length === 0 ? null : (
        <>
          {draft.notice}
          <label htmlFor={field}>{t('text.disclosureDesk.doubt.reason')}</label>
          <WordsInput
            id={field}
            value={reason}
            most={500}
            rows={2}
            placeholder={t('text.disclosureDesk.doubt.reasonHint')}
            onChange={({ target }) => {
              setReason(target.value)
              draft.keep({ reason: target.value })
            }}
          />
          <ProblemNotice problem={confirm.error} />
          <div className="xo-buttons">
            <Button loading={confirm.isPending} disabled={!isReady} onClick={() => void send()}>
              {t('text.disclosureDesk.doubt.confirm', { n: chosen.length, of: open.length })}
            </Button>
            {isReady ? null : <span className="xz-soft xz-small">{t('text.disclosureDesk.doubt.first')}</span>}
          </div>
        </>
      )}
    </section>
  )
}
