import { type CaseView, getCase, type NextActionView } from '@xiangzhi/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Dropdown, Skeleton } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { isGone, problemSentence, refreshAll, useRead } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { CaseInset } from '../map/case-inset.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { isBusyElsewhere } from '../row-keys.ts'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { CaseClocks } from './case-clocks.tsx'
import { CaseCard, CaseMarks } from './case-columns.tsx'
import { CaseFacts } from './case-facts.tsx'
import { CaseFiles } from './case-files.tsx'
import { CaseQuestions, CaseRequests } from './case-requests.tsx'
import { CaseStanding } from './standing-forms.tsx'
import { CaseTimeline } from './case-timeline.tsx'
import { useCaseWords } from './case-words.tsx'
import { CommandForm } from './command-forms.tsx'
import { commandLabel, commandNames, type CommandName } from './command-names.ts'
import { Deadline } from './deadline.tsx'

type Doing = { readonly transition: string } | { readonly command: CommandName }

/** Tells that something was done and offers to take it back while the notice stands. */
export function useDone(): (words: string, undo?: { label: string; run: () => Promise<void> }) => void {
  const { notification, message } = App.useApp()
  const client = useQueryClient()
  const { language, t } = useText()
  return useCallback(
    (words, undo) => {
      if (!undo) {
        void message.success(words)
        return
      }
      const key = String(Date.now())
      notification.success({
        key,
        title: words,
        duration: 12,
        actions: (
          <Button
            size="small"
            onClick={() => {
              notification.destroy(key)
              const takeBack = async (): Promise<void> => {
                try {
                  await undo.run()
                  await refreshAll(client)
                  void message.success(t('text.workbench.undo.done'))
                } catch (problem) {
                  void message.error(problemSentence(language, problem))
                }
              }
              void takeBack()
            }}
          >
            {undo.label}
          </Button>
        ),
      })
    },
    [client, language, message, notification, t],
  )
}

const mayBegin = ({ blockedBy }: NextActionView): boolean => blockedBy.length === 0

/** Why a step that would be next cannot be made yet, and who can do something about it. */
function InTheWay({ action }: { action: NextActionView }) {
  const { t } = useText()
  const words = useCaseWords()
  return action.blockedBy.map(({ need, code, facts, who }) => (
    <li key={`${action.transition}.${need}.${code}`}>
      {t('text.workbench.blocked.why', { what: words.key(action.label), why: t(`text.common.refusal.${code}`, facts) })}
      {who.length > 0
        ? t('text.workbench.blocked.who', {
            who: [...new Set(who)].map((label) => words.key(label)).join(t('text.common.comma')),
          })
        : null}
    </li>
  ))
}

function Actions({ view, doing, begin }: { view: CaseView; doing: Doing | undefined; begin: (doing: Doing) => void }) {
  const { t } = useText()
  const words = useCaseWords()
  const primary = view.next.find((action) => action.primary)
  const others = view.next.filter((action) => action !== primary)
  const commands = commandNames.filter(
    (name) => view.may.includes(name) && (name !== 'resume' || view.clocks.some((clock) => clock.status === 'paused')),
  )
  return (
    <div className="xz-actions xz-noprint">
      {primary ? (
        <Button
          type="primary"
          size="large"
          disabled={doing !== undefined || !mayBegin(primary)}
          onClick={() => begin({ transition: primary.transition })}
        >
          {words.key(primary.label)}
        </Button>
      ) : null}
      {others.map((action) => (
        <Button
          key={action.transition}
          size="large"
          disabled={doing !== undefined || !mayBegin(action)}
          onClick={() => begin({ transition: action.transition })}
        >
          {words.key(action.label)}
        </Button>
      ))}
      {commands.length > 0 ? (
        <Dropdown
          trigger={['click']}
          disabled={doing !== undefined}
          menu={{
            items: commands.map((name) => ({
              key: name,
              label: t(commandLabel(name, view.supervised)),
              danger: name === 'seal',
            })),
            onClick: ({ key }) => begin({ command: key as CommandName }),
          }}
        >
          <Button size="large" aria-haspopup="menu">
            {t('text.workbench.case.more')} <Icon name="arrow" size={13} />
          </Button>
        </Dropdown>
      ) : null}
      {view.next.length === 0 && commands.length === 0 ? (
        <span className="xz-soft">{t(view.isOpen ? 'text.workbench.case.notMine' : 'text.workbench.case.over')}</span>
      ) : null}
      {doing !== undefined && view.next.length + commands.length > 0 ? (
        <span className="xz-soft">{t('text.workbench.case.formOpen')}</span>
      ) : null}
      {view.next.every(mayBegin) ? null : (
        <ul className="xz-blocked">
          {view.next.map((action) => (
            <InTheWay key={action.transition} action={action} />
          ))}
        </ul>
      )}
    </div>
  )
}

/** In place of a case that whoever looks may not see, or not any more: why, and the way back. */
function CaseGone({ stoodBack }: { stoodBack: boolean }) {
  const { t } = useText()
  return (
    <Alert
      type={stoodBack ? 'success' : 'warning'}
      showIcon
      role="alert"
      title={t(stoodBack ? 'text.workbench.case.stoodBack' : 'text.common.refusal.not-found')}
      description={stoodBack ? undefined : t('text.workbench.case.gone')}
      action={
        <Link to="/cases">
          <Button>{t('text.workbench.case.toList')}</Button>
        </Link>
      }
    />
  )
}

/** A case: what it is, what comes next, its deadlines, where it lies, and all that happened. On its own page or beside a list. */
export function CaseContent({
  caseId,
  inDrawer = false,
  begin: beginAtOnce = false,
}: {
  caseId: string
  inDrawer?: boolean
  begin?: boolean
}) {
  const { t } = useText()
  const words = useCaseWords()
  const tell = useDone()
  const read = useRead(getCase, { caseId }, { refreshEvery: 60_000 })
  const [begun, setBegun] = useState<Doing | 'nothing'>()
  const [stoodBack, setStoodBack] = useState(false)
  const view = read.data
  const first = view?.next.find(mayBegin)
  // Whoever came to act finds the form of the next step open; afterwards it is as they left it.
  const atOnce = beginAtOnce ? first?.transition : undefined
  const doing = useMemo<Doing | undefined>(
    () => (begun === 'nothing' ? undefined : (begun ?? (atOnce ? { transition: atOnce } : undefined))),
    [begun, atOnce],
  )
  const setDoing = (next: Doing | undefined): void => setBegun(next ?? 'nothing')
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const next = view?.next.find(mayBegin)
      if (event.key !== 'e' || event.defaultPrevented || isBusyElsewhere(event) || doing || !next) return
      event.preventDefault()
      setBegun({ transition: next.transition })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [doing, view])
  if (!view)
    return isGone(read.error) ? (
      <CaseGone stoodBack={stoodBack} />
    ) : read.error ? (
      <ProblemNotice problem={read.error} retry={() => void read.refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 14 }} />
    )
  const action =
    doing && 'transition' in doing
      ? view.next.find((each) => each.transition === doing.transition && mayBegin(each))
      : undefined
  const finish = (label: string) => (undo?: { label: string; run: () => Promise<void> }) => {
    setDoing(undefined)
    tell(t('text.workbench.case.did', { what: label, number: view.number }), undo)
  }
  const Title = inDrawer ? 'h2' : 'h1'
  return (
    <article>
      <ProblemNotice problem={read.error} retry={() => void read.refetch()} />
      <header className="xz-case-head">
        <span className="xz-number">{view.number}</span>
        <span className="xz-soft">{words.process(view.process)}</span>
        <StatusTag kind={view.status}>{words.state(view)}</StatusTag>
        <Deadline row={view} />
        <CaseMarks row={view} />
        <Title>{view.summary}</Title>
      </header>
      <CaseStanding view={view} />
      <Actions view={view} doing={doing} begin={setDoing} />
      {doing && 'transition' in doing && action ? (
        <ActionForm
          key={action.transition}
          view={view}
          action={action}
          done={finish(words.key(action.label))}
          cancel={() => setDoing(undefined)}
        />
      ) : null}
      {doing && 'transition' in doing && !action ? (
        <p className="xz-request">
          {t('text.workbench.conflict.gone')}{' '}
          <Button size="small" onClick={() => setDoing(undefined)}>
            {t('text.workbench.cancel')}
          </Button>
        </p>
      ) : null}
      {doing && 'command' in doing ? (
        <CommandForm
          key={doing.command}
          name={doing.command}
          view={view}
          done={(undo) => {
            if (doing.command === 'stand-back') setStoodBack(true)
            finish(t(commandLabel(doing.command, view.supervised)))(undo)
          }}
          cancel={() => setDoing(undefined)}
        />
      ) : null}
      <div className={inDrawer ? 'xz-case xz-case-in-drawer' : 'xz-case'}>
        <div>
          <CaseFacts view={view} />
          <CaseClocks view={view} />
          {inDrawer ? null : <CaseInset view={view} />}
        </div>
        <div>
          <CaseRequests view={view} />
          <CaseQuestions view={view} />
          {view.files.some((file) => file.eventNo === 1) && inDrawer ? (
            <section className="xz-panel">
              <h2>{t('text.workbench.case.photos')}</h2>
              <CaseFiles caseId={view.id} files={view.files.filter((file) => file.eventNo === 1)} />
            </section>
          ) : null}
          {view.children.length > 0 ? (
            <section className="xz-panel" aria-label={t('text.workbench.case.children')}>
              <h2>
                {t('text.workbench.case.children')} <span className="xz-soft xz-figures">{view.children.length}</span>
              </h2>
              <ul className="xz-cards" style={{ margin: '0 -16px -14px' }}>
                {view.children.map((child) => (
                  <li key={child.id}>
                    <CaseCard row={child} />
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          <CaseTimeline view={view} />
          {inDrawer ? <CaseInset view={view} /> : null}
        </div>
      </div>
      {inDrawer ? null : (
        <p className="xz-noprint" style={{ marginTop: 12 }}>
          <Link to="/cases/$caseId/print" params={{ caseId: view.id }}>
            <Icon name="print" size={15} /> {t('text.workbench.case.print')}
          </Link>
        </p>
      )}
    </article>
  )
}
