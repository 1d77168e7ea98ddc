import { assessImpact, listImpacts } from '@xiangzhi/contract'
import { App, Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { WordsInput } from '../words-input.tsx'

type Listed = z.output<typeof listImpacts.output>
type Covers = Listed['rows'][number]['covers']

const questions = ['purpose', 'necessity', 'risks', 'measures'] as const
const nothing = { purpose: '', necessity: '', risks: '', measures: '' }
const SHORTEST = 5

/** What the catalogue lays open of persons, as the form says it by itself. */
function CoversLine({ covers }: { covers: Covers }) {
  const { t } = useText()
  const parts = covers.parts.map(
    ({ label, mask }) => label + t('text.common.colon') + t(`text.disclosureDesk.impact.mask.${mask}`),
  )
  return (
    <p className="xz-soft">
      {[t(`text.disclosureDesk.impact.audience.${covers.audience}`), ...parts].join(t('text.common.semicolon'))}
    </p>
  )
}

function ImpactForm({ itemCode, done }: { itemCode: string; done: () => void }) {
  const { t } = useText()
  const { message } = App.useApp()
  const [said, setSaid] = useState(nothing)
  const assess = useChange(assessImpact)
  const send = (): void =>
    assess.mutate(
      { item: itemCode, ...said },
      {
        onSuccess: () => {
          void message.success(t('text.disclosureDesk.impact.done'))
          done()
        },
      },
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <ProblemNotice problem={assess.error} />
      {questions.map((question) => (
        <label key={question} className="xo-field">
          <span>{t(`text.disclosureDesk.impact.${question}`)}</span>
          <WordsInput
            value={said[question]}
            most={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={({ target }) => setSaid({ ...said, [question]: target.value })}
          />
        </label>
      ))}
      <div className="xo-buttons xo-end">
        <Button
          type="primary"
          htmlType="submit"
          loading={assess.isPending}
          disabled={questions.some((question) => said[question].trim().length < SHORTEST)}
        >
          {t('text.disclosureDesk.impact.fill')}
        </Button>
      </div>
    </form>
  )
}

/** Items with personal data whose impact is still to be assessed, with the form; and the assessments that are kept. */
export function ImpactList() {
  const { t, named } = useText()
  const [state, change] = useUrlState()
  const mayAssess = useMay('disclosure.assess')
  const found = useRead(listImpacts, {})
  const listed = found.data
  if (!listed)
    return found.error ? (
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
    ) : (
      <Skeleton active />
    )
  const { item } = state
  const close = (): void => {
    change({ item: undefined })
    void found.refetch()
  }
  return (
    <>
      <section className="xz-panel">
        <h2>{t('text.disclosureDesk.impact.title')}</h2>
        <p className="xz-soft">{t('text.disclosureDesk.impact.note')}</p>
        {listed.needed.length === 0 ? (
          <p>{t('text.disclosureDesk.impact.none')}</p>
        ) : (
          <h3>{t('text.disclosureDesk.impact.needed')}</h3>
        )}
        {listed.needed.length > 0 && !mayAssess ? <p>{t('text.disclosureDesk.impact.ask')}</p> : null}
        {listed.needed.map((one) => (
          <div key={one.itemCode} className="xo-card">
            <strong>{named(one.name)}</strong>
            <CoversLine covers={one.covers} />
            {mayAssess && item === one.itemCode ? <ImpactForm itemCode={one.itemCode} done={close} /> : null}
            {mayAssess && item !== one.itemCode ? (
              <Button size="small" onClick={() => change({ item: one.itemCode })}>
                {t('text.disclosureDesk.impact.fill')}
              </Button>
            ) : null}
          </div>
        ))}
      </section>
      <section className="xz-panel">
        <h2>{t('text.disclosureDesk.impact.made')}</h2>
        {listed.rows.map((row) => (
          <details key={row.id}>
            <summary>
              {row.name ? named(row.name) : row.itemCode} · {row.madeBy} · <Moment at={row.madeAt} />{' '}
              {row.holds ? null : <StatusTag kind="warn">{t('text.disclosureDesk.impact.old')}</StatusTag>}
            </summary>
            <CoversLine covers={row.covers} />
            <dl className="xo-dl">
              {questions.map((question) => (
                <div key={question}>
                  <dt>{t(`text.disclosureDesk.impact.${question}`)}</dt>
                  <dd className="xz-pre">{row[question]}</dd>
                </div>
              ))}
            </dl>
          </details>
        ))}
      </section>
    </>
  )
}
