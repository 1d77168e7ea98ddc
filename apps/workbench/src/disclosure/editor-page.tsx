import { sayBasis } from '@xiangzhi/text'
import { getEdition, refillDraft } from '@xiangzhi/contract'
import { differencesOf, holdsBack } from '@xiangzhi/language'
import { Link, useParams } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { call, readKey, useChange } from '../api-client.ts'
import { exactTime, Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { sayPeriod } from '../period-words.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { BlockEditor } from './block-editor.tsx'
import './disclosure.css'
import { lookOfEdition } from './disclosure-words.ts'
import { DoubtsPanel } from './doubts-panel.tsx'
import { EditionMoves } from './edition-moves.tsx'
import { PapersPanel } from './papers-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { ProblemList } from './problem-list.tsx'
import { SmallCounts } from './small-counts.tsx'
import { type Draft, type OpenedEdition, useDraft, useOpenedEdition } from './use-draft.ts'
import { LineInput, WordsInput } from '../words-input.tsx'

const lookOfSaving = {
  saved: 'done',
  changed: 'in-hand',
  saving: 'in-hand',
  held: 'warn',
  conflict: 'danger',
  failed: 'danger',
} as const

/** What was typed on this device and did not reach the server, to be put back or thrown away. */
function Kept({ draft }: { draft: Draft }) {
  const { t } = useText()
  if (!draft.kept) return null
  return (
    <Alert
      type="warning"
      showIcon
      className="xo-notice"
      title={t('text.disclosureDesk.kept')}
      action={
        <div className="xo-buttons">
          <Button size="small" type="primary" onClick={draft.putBack}>
            {t('text.disclosureDesk.keptBack')}
          </Button>
          <Button size="small" onClick={draft.discardKept}>
            {t('text.workbench.draft.discard')}
          </Button>
        </div>
      }
    />
  )
}

/** Both texts, where somebody else saved meanwhile: nothing is lost until the writer has chosen. */
function Conflict({ draft }: { draft: Draft }) {
  const { t } = useText()
  const { theirs, text } = draft
  if (!theirs) return null
  const differences = differencesOf(theirs.edition.content, text.content)
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="xo-notice"
      title={t('text.disclosureDesk.conflict', { names: theirs.edition.writers.join(t('text.common.comma')) })}
      description={
        <>
          <p>{t('text.disclosureDesk.conflictNote')}</p>
          <ul className="xo-differences">
            {differences.map(({ kind, line }, at) => (
              <li key={at}>
                <span className="xz-soft">
                  {t(kind === 'removed' ? 'text.disclosureDesk.theirs' : 'text.disclosureDesk.mine')}
                </span>{' '}
                {kind === 'removed' ? <del>{line}</del> : <ins>{line}</ins>}
              </li>
            ))}
          </ul>
          <div className="xo-buttons">
            <Button type="primary" onClick={draft.keepMine}>
              {t('text.disclosureDesk.keepMine')}
            </Button>
            <Button onClick={draft.takeTheirs}>{t('text.disclosureDesk.takeTheirs')}</Button>
          </div>
        </>
      }
    />
  )
}

/** Who had a hand in it, and where it stands. */
function Trail({ opened }: { opened: OpenedEdition }) {
  const { t, language } = useText()
  const { edition, item, place } = opened
  const facts: [string, React.ReactNode][] = [
    [t('text.disclosureDesk.writers'), edition.writers.join(t('text.common.comma')) || '—'],
    [t('text.disclosureDesk.checker'), edition.checkedBy ?? t('text.disclosureDesk.nobodyYet')],
    [t('text.disclosureDesk.signer'), edition.signedBy ?? t('text.disclosureDesk.nobodyYet')],
    ...(opened.dueOn === null ? [] : ([[t('text.duties.due'), opened.dueOn]] as [string, string][])),
    ...(edition.publishedAt === null
      ? []
      : ([[t('text.disclosureDesk.publishedAt'), <Moment key="at" at={edition.publishedAt} />]] as [
          string,
          React.ReactNode,
        ][])),
    ...(edition.asOf === null
      ? []
      : ([[t('text.disclosureDesk.asOf'), <Moment key="asOf" at={edition.asOf} />]] as [string, React.ReactNode][])),
    [t('text.disclosureDesk.stands'), t('text.disclosureDesk.standsDays', { n: item.standsDays })],
    [t('text.duties.basis'), item.legalBasis.map((one) => sayBasis(language, one)).join(t('text.common.semicolon'))],
  ]
  return (
    <section className="xz-panel">
      <h2>{t('text.disclosureDesk.trail')}</h2>
      <p className="xz-soft">{t('text.disclosureDesk.threePersons')}</p>
      <dl className="xo-dl">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        {edition.caseId ? (
          <Link to="/cases/$caseId" params={{ caseId: edition.caseId }}>
            {t('text.disclosureDesk.review')}
          </Link>
        ) : null}{' '}
        {edition.status === 'live' || edition.status === 'superseded' || edition.status === 'withdrawn' ? (
          <a href={`/e/${opened.id}`} target="_blank" rel="noreferrer">
            {t('text.disclosureDesk.publicPage')}
          </a>
        ) : null}{' '}
        <a href={`/v/${place.code}/open/${item.code}`} target="_blank" rel="noreferrer">
          {t('text.disclosureDesk.itemPage')}
        </a>
      </p>
    </section>
  )
}

function Head({ opened, saving }: { opened: OpenedEdition; saving?: Draft['saving'] }) {
  const speech = useText()
  const { t, named } = speech
  const { edition, place, item, period } = opened
  return (
    <p className="xo-head">
      <StatusTag kind={lookOfEdition[edition.status]}>{t(`text.disclosureDesk.status.${edition.status}`)}</StatusTag>
      <span>
        {place.name} · {named(item.name)} · {sayPeriod(speech, period)}
        {edition.no > 1 ? ` · ${t('text.disclosureDesk.editionNo', { n: edition.no })}` : ''}
      </span>
      {saving ? (
        <output className="xo-saving">
          <StatusTag kind={lookOfSaving[saving]} plain>
            {t(`text.disclosureDesk.saving.${saving}`)}
          </StatusTag>
        </output>
      ) : null}
    </p>
  )
}

function Returned({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const { edition } = opened
  return (
    <>
      {edition.returnedReason !== null && edition.status === 'draft' ? (
        <Alert
          type="warning"
          showIcon
          className="xo-notice"
          title={t('text.disclosureDesk.returned')}
          description={edition.returnedReason}
        />
      ) : null}
      {opened.needsImpact ? (
        <Alert
          type="warning"
          showIcon
          className="xo-notice"
          title={t('text.common.refusal.impact-needed')}
          action={
            <Link to="/disclosure" search={{ view: 'impact', item: opened.item.code }}>
              {t('text.disclosureDesk.impact.open')}
            </Link>
          }
        />
      ) : null}
      {edition.withdrawnReason === null ? null : (
        <Alert
          type="error"
          showIcon
          className="xo-notice"
          title={t('text.disclosureDesk.status.withdrawn')}
          description={edition.withdrawnReason}
        />
      )}
    </>
  )
}

function Schedule({ draft }: { draft: Draft }) {
  const { t, language } = useText()
  const { publishAt } = draft.text
  return (
    <label className="xo-field">
      <span>{t('text.disclosureDesk.publishAt')}</span>
      <DatePicker
        showTime={{ format: 'HH:mm', minuteStep: 10 }}
        format="YYYY-MM-DD HH:mm"
        value={publishAt === null ? null : dayjs(publishAt)}
        placeholder={t('text.disclosureDesk.publishAtOnce')}
        onChange={(value) => draft.change({ publishAt: value?.toISOString() ?? null })}
      />
      <span className="xz-soft xz-small">
        {publishAt === null ? t('text.disclosureDesk.publishAtNote') : exactTime(language, Date.parse(publishAt))}
      </span>
    </label>
  )
}

/** The form of a draft, saved by itself, beside its previews. */
function Writing({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const client = useQueryClient()
  const draft = useDraft(opened)
  const refill = useChange(refillDraft)
  const renewed = async (): Promise<void> => {
    const fresh = await call(getEdition, { editionId: opened.id })
    client.setQueryData(readKey(getEdition, { editionId: opened.id }), fresh)
    draft.renew(fresh)
  }
  const fill = async (): Promise<void> => {
    const version = await draft.settle()
    if (version === undefined) return
    refill.mutate({ editionId: opened.id, version }, { onSuccess: () => void renewed() })
  }
  const { text, change } = draft
  const { demo } = useCounty()
  const needsNote = opened.live !== null && opened.edition.no > 1
  const blocked =
    draft.problems.some((problem) => holdsBack(problem, demo)) ||
    draft.unfinished.length > 0 ||
    draft.saving === 'conflict' ||
    (needsNote && !text.changeNote?.trim())
  return (
    <div className="xo-editor">
      <form className="xo-form" aria-label={t('text.disclosureDesk.form')} onSubmit={(event) => event.preventDefault()}>
        <Head opened={opened} saving={draft.saving} />
        <Returned opened={opened} />
        <Kept draft={draft} />
        <Conflict draft={draft} />
        {draft.saving === 'failed' ? <ProblemNotice problem={draft.problem} retry={() => void draft.settle()} /> : null}
        <ProblemNotice problem={refill.error} />
        <section className="xz-panel">
          <label className="xo-field">
            <span>{t('text.disclosureDesk.titleField')}</span>
            <LineInput
              value={text.title}
              most={120}
              {...(text.title.trim() === '' ? { status: 'error' as const } : {})}
              onChange={({ target }) => change({ title: target.value })}
            />
          </label>
          {opened.edition.no > 1 ? (
            <label className="xo-field">
              <span>{t('text.disclosureDesk.changeNote')}</span>
              <WordsInput
                value={text.changeNote ?? ''}
                most={500}
                autoSize={{ minRows: 2 }}
                onChange={({ target }) => change({ changeNote: target.value })}
              />
              <span className="xz-soft xz-small">{t('text.disclosureDesk.changeNoteHint')}</span>
            </label>
          ) : null}
          <Schedule draft={draft} />
          {opened.item.source === 'typed' ? null : (
            <p>
              {t('text.disclosureDesk.filled')} <Moment at={opened.edition.asOf} />{' '}
              <Button size="small" loading={refill.isPending} onClick={() => void fill()}>
                {t('text.disclosureDesk.refill')}
              </Button>
            </p>
          )}
        </section>
        <BlockEditor
          content={text.content}
          editionId={opened.id}
          change={(content) => change({ content })}
          settle={draft.settle}
          renewed={renewed}
        />
        <PapersPanel opened={opened} />
        <ProblemList draft={draft} />
        <SmallCounts opened={opened} draft={draft} />
        <DoubtsPanel opened={opened} settle={draft.settle} />
        <div className="xo-foot">
          <EditionMoves opened={opened} settle={draft.settle} blocked={blocked} />
        </div>
        <Trail opened={opened} />
      </form>
      <PreviewPanel opened={opened} version={draft.version} />
    </div>
  )
}

/** A text that is not written on any more: what the public reads or will read, and the next step. */
function Reading({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const before = opened.live && opened.live.id !== opened.id ? opened.live : undefined
  const differences = before ? differencesOf(before.content, opened.edition.content) : []
  return (
    <div className="xo-editor">
      <div className="xo-form">
        <Head opened={opened} />
        <Returned opened={opened} />
        <DoubtsPanel
          key={`doubts ${opened.edition.version}`}
          opened={opened}
          settle={() => Promise.resolve(opened.edition.version)}
        />
        <div className="xo-foot">
          <EditionMoves
            key={opened.edition.version}
            opened={opened}
            settle={() => Promise.resolve(opened.edition.version)}
            blocked={false}
          />
        </div>
        {opened.edition.changeNote === null ? null : (
          <section className="xz-panel">
            <h2>{t('text.disclosureDesk.changeNote')}</h2>
            <p className="xz-pre">{opened.edition.changeNote}</p>
            {differences.length > 0 ? (
              <ul className="xo-differences">
                {differences.map(({ kind, line }, at) => (
                  <li key={at}>{kind === 'removed' ? <del>{line}</del> : <ins>{line}</ins>}</li>
                ))}
              </ul>
            ) : null}
          </section>
        )}
        <PapersPanel opened={opened} />
        <Trail opened={opened} />
      </div>
      <PreviewPanel opened={opened} version={opened.edition.version} />
    </div>
  )
}

/** One text on its way to the public: written, checked and signed here. */
export function EditorPage() {
  const { t } = useText()
  const { editionId = '' } = useParams({ strict: false })
  const found = useOpenedEdition(editionId)
  const opened = found.data
  if (!opened)
    return (
      <Page title={t('text.disclosureDesk.title')}>
        {found.error ? (
          <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 12 }} />
        )}
      </Page>
    )
  return (
    <Page title={opened.edition.title} note={<Link to="/disclosure">{t('text.disclosureDesk.back')}</Link>}>
      {opened.may.includes('edit') ? (
        <Writing key={`${opened.id} ${opened.edition.status}`} opened={opened} />
      ) : (
        <Reading opened={opened} />
      )}
    </Page>
  )
}
