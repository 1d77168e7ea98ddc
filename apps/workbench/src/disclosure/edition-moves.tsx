import { askToHideEdition, forwardSteps, moveEditions, openDraft, withdrawEdition } from '@xiangzhi/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Space } from 'antd'
import { useState } from 'react'
import { useChange } from '../api-client.ts'
import { WaitingRequests } from '../approvals/waiting-requests.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { hasOpenDoubts } from './doubts-panel.tsx'
import { brokenPapers } from './papers-panel.tsx'
import { ReasonForm } from './reason-form.tsx'
import type { OpenedEdition } from './use-draft.ts'

type Asking = 'return' | 'recall' | 'abandon' | 'withdraw' | 'hide'

const backward = ['return', 'recall', 'abandon'] as const
type Step = (typeof forwardSteps | typeof backward)[number]

/** Why somebody may not take a step that would be theirs: they had a hand in the text. */
function OwnHand({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const { edition, blocked } = opened
  const sign = edition.writtenByMe ? 'text.disclosureDesk.ownSign' : 'text.disclosureDesk.otherSign'
  return blocked
    .filter(({ why }) => why === 'second-person')
    .map(({ step }) => (
      <p key={step} className="xo-why">
        {t(step === 'check' ? 'text.disclosureDesk.ownCheck' : sign)}
      </p>
    ))
}

/** The next steps of a text: hand in, check, sign; send back, recall, give up; correct and withdraw what is public. */
export function EditionMoves({
  opened,
  settle,
  blocked,
}: {
  opened: OpenedEdition
  /** Saves what is not saved yet; answers the version to move. */
  settle: () => Promise<number | undefined>
  /** Whether something still has to be put right before the text can be handed in. */
  blocked: boolean
}) {
  const { t } = useText()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const move = useChange(moveEditions)
  const withdraw = useChange(withdrawEdition)
  const hide = useChange(askToHideEdition)
  const open = useChange(openDraft)
  const [asking, setAsking] = useState<Asking>()
  const mayWrite = useMay('disclosure.write')
  const { may, edition, place, item, period } = opened
  const takes = forwardSteps.some((step) => may.includes(step))
  const doubtful = hasOpenDoubts(opened)
  const take = async (step: Step, reason?: string): Promise<void> => {
    const version = await settle()
    if (version === undefined) return
    move.mutate(
      { editions: [{ id: opened.id, version }], step, ...(reason === undefined ? {} : { reason }) },
      {
        onSuccess: ({ moved }) => {
          setAsking(undefined)
          const status = moved[0]?.status
          void message.success(
            step === 'sign' && status === 'live'
              ? t('text.disclosureDesk.published')
              : t(`text.disclosureDesk.done.${step}`),
          )
        },
      },
    )
  }
  /** Nobody takes a text on whose papers cannot be opened without being told; nor does one press publish for good. */
  const stepForward = (step: (typeof forwardSteps)[number]): void => {
    const broken = brokenPapers(opened)
    if (broken.length === 0 && step !== 'sign') return void take(step)
    const files = broken.map(({ name }) => name).join(t('text.common.comma'))
    const says = [
      ...(step === 'sign' ? [t('text.disclosureDesk.signSure', { title: edition.title, place: place.name })] : []),
      ...(broken.length > 0 ? [t('text.disclosureDesk.paperBrokenSure', { files })] : []),
    ]
    modal.confirm({
      title: t(`text.disclosureDesk.move.${step}`),
      content: says.map((line) => <p key={line}>{line}</p>),
      okText: t(`text.disclosureDesk.move.${step}`),
      cancelText: t('text.workbench.cancel'),
      okButtonProps: { danger: broken.length > 0 },
      onOk: () => take(step),
    })
  }
  const correct = (): void =>
    open.mutate(
      { place: place.code, item: item.code, period, source: 'live' },
      { onSuccess: ({ id }) => void navigate({ to: '/disclosure/editions/$editionId', params: { editionId: id } }) },
    )
  return (
    <div className="xo-moves">
      <ProblemNotice problem={asking ? undefined : (move.error ?? withdraw.error ?? hide.error ?? open.error)} />
      <OwnHand opened={opened} />
      <WaitingRequests requests={opened.waiting} />
      {hide.data && hide.data.alsoIn.length > 0 ? (
        <div className="xo-why">
          {t('text.disclosureDesk.alsoIn')}
          <ul>
            {hide.data.alsoIn.map(({ editionId, title }) => (
              <li key={editionId}>
                <Link to="/disclosure/editions/$editionId" params={{ editionId }}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {takes && doubtful ? <p className="xo-why">{t('text.disclosureDesk.doubt.before')}</p> : null}
      {may.includes('submit') && blocked && !doubtful ? (
        <p className="xo-why">{t('text.disclosureDesk.putRight')}</p>
      ) : null}
      <Space wrap>
        {forwardSteps
          .filter((step) => may.includes(step))
          .map((step) => (
            <Button
              key={step}
              type="primary"
              loading={move.isPending}
              disabled={doubtful || (step === 'submit' && blocked)}
              onClick={() => stepForward(step)}
            >
              {t(`text.disclosureDesk.move.${step}`)}
            </Button>
          ))}
        {backward
          .filter((step) => may.includes(step))
          .map((step) => (
            <Button key={step} danger={step === 'abandon'} onClick={() => setAsking(step)}>
              {t(`text.disclosureDesk.move.${step}`)}
            </Button>
          ))}
        {edition.status === 'live' && mayWrite ? (
          <Button type="primary" loading={open.isPending} onClick={correct}>
            {t('text.disclosureDesk.correct')}
          </Button>
        ) : null}
        {may.includes('withdraw') ? (
          <Button danger onClick={() => setAsking('withdraw')}>
            {t('text.disclosureDesk.move.withdraw')}
          </Button>
        ) : null}
        {may.includes('hide') && !opened.waiting.some(({ kind }) => kind === 'hide-edition') ? (
          <Button danger onClick={() => setAsking('hide')}>
            {t('text.disclosureDesk.move.hide')}
          </Button>
        ) : null}
      </Space>
      {asking ? (
        <ReasonForm
          key={asking}
          draft={`edition.${opened.id}.${asking}`}
          title={t(`text.disclosureDesk.move.${asking}`)}
          note={t(`text.disclosureDesk.why.${asking}`)}
          danger={asking !== 'return'}
          isPublic={asking === 'hide' || asking === 'withdraw'}
          busy={move.isPending || withdraw.isPending || hide.isPending}
          close={() => setAsking(undefined)}
          send={(reason) => {
            if (asking === 'hide')
              hide.mutate(
                { editionId: opened.id, reason },
                {
                  onSuccess: () => void message.success(t('text.disclosureDesk.done.hide')),
                  onSettled: () => setAsking(undefined),
                },
              )
            else if (asking !== 'withdraw') void take(asking, reason)
            else
              withdraw.mutate(
                { editionId: opened.id, reason },
                {
                  onSuccess: () => {
                    setAsking(undefined)
                    void message.success(t('text.disclosureDesk.done.withdraw'))
                  },
                },
              )
          }}
        />
      ) : null}
    </div>
  )
}
