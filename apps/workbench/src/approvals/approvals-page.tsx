import { type ApprovalView, decideApproval, listApprovals } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { isTextKey, type TextFacts } from '@xiangzhi/text'
import { Link } from '@tanstack/react-router'
import { Button, Form, Segmented, Space } from 'antd'
import { useState } from 'react'
import { ActionForm } from '../admin/action-form.tsx'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'
import { WordsInput } from '../words-input.tsx'
import { WithdrawRequest } from './withdraw-request.tsx'

const kinds = {
  waiting: 'warn',
  granted: 'good',
  used: 'good',
  refused: 'not-done',
  expired: 'neutral',
} as const satisfies Record<ApprovalView['state'], StatusKind>

const lists = ['waiting', 'mine', 'decided'] as const
const nothing = {
  waiting: 'text.approvals.none',
  mine: 'text.approvals.noneMine',
  decided: 'text.approvals.noneDecided',
} as const

/**
 * What a request is about, in a sentence. A fact that is made of text keys is said in the reader's language; one with a twin in English,
 * `what` and `whatEn`, by the one of the language.
 */
function useMatter() {
  const { t, language } = useText()
  const spoken = (fact: string | number): string | number => {
    const words = String(fact).split(' ')
    return words.every(isTextKey) ? words.map((word) => t(word)).join(t('text.common.comma')) : fact
  }
  return (row: ApprovalView): string => {
    const facts: TextFacts = Object.fromEntries(
      Object.entries(row.facts).map(([name, fact]) => [
        name,
        spoken(language === 'en' ? (row.facts[`${name}En`] ?? fact) : fact),
      ]),
    )
    return t(`text.approvals.about.${row.kind}`, facts)
  }
}

/** The way to the text or the case that a request is about. */
function Subject({ row: { about } }: { row: ApprovalView }) {
  const { t } = useText()
  if (about === null) return null
  return about.what === 'edition' ? (
    <Link to="/disclosure/editions/$editionId" params={{ editionId: about.id }}>
      {t('text.approvals.seeEdition')}
    </Link>
  ) : (
    <Link to="/cases/$caseId" params={{ caseId: about.id }}>
      {t('text.approvals.seeCase')}
    </Link>
  )
}

function Matter({ row }: { row: ApprovalView }) {
  const { t } = useText()
  const matter = useMatter()
  return (
    <>
      <strong>{t(`text.approvals.kind.${row.kind}`)}</strong>
      <div>
        {matter(row)} <Subject row={row} />
      </div>
      {row.reason ? (
        <div className="xz-pre xz-soft">
          {t('text.approvals.reason')}
          {t('text.workbench.colon')}
          {row.reason}
        </div>
      ) : null}
    </>
  )
}

function State({ row }: { row: ApprovalView }) {
  const { t } = useText()
  return (
    <>
      <StatusTag kind={kinds[row.state]}>{t(`text.approvals.state.${row.state}`)}</StatusTag>
      {row.state === 'granted' ? (
        <div className="xz-soft">
          {t('text.approvals.goodUntil')} <Moment at={row.goodUntil} />
        </div>
      ) : null}
      {row.decidedByName ? (
        <div className="xz-soft">{t('text.approvals.decidedBy', { name: row.decidedByName })}</div>
      ) : null}
      {row.note ? <div className="xz-pre xz-soft">{row.note}</div> : null}
    </>
  )
}

interface Deciding {
  readonly row: ApprovalView
  readonly grant: boolean
}

/** What waits for a second person: granted or refused here and nowhere else. */
export function ApprovalsPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const list = lists.find((one) => one === state['list']) ?? 'waiting'
  const [deciding, setDeciding] = useState<Deciding>()
  const matter = useMatter()
  const found = usePages(listApprovals, { list, limit: 50 }, 60_000)
  const buttons = (row: ApprovalView) =>
    row.mayDecide ? (
      <Space size={4}>
        <Button size="small" type="primary" onClick={() => setDeciding({ row, grant: true })}>
          {t('text.approvals.grant')}
        </Button>
        <Button size="small" onClick={() => setDeciding({ row, grant: false })}>
          {t('text.approvals.refuse')}
        </Button>
      </Space>
    ) : row.mayWithdraw ? (
      <WithdrawRequest approvalId={row.id} />
    ) : null
  return (
    <Page title={t('text.approvals.title')} note={t('text.approvals.note')}>
      <Segmented
        value={list}
        onChange={(next) => change({ list: next === 'waiting' ? undefined : next })}
        options={lists.map((value) => ({ value, label: t(`text.approvals.list.${value}`) }))}
        style={{ marginBottom: 12 }}
      />
      <QueryTable<ApprovalView>
        name="approvals"
        label={t('text.approvals.title')}
        columns={[
          {
            key: 'what',
            title: t('text.approvals.what'),
            fixedColumn: true,
            render: (row) => <Matter row={row} />,
          },
          {
            key: 'asked',
            title: t('text.approvals.asked'),
            width: 170,
            render: (row) => (
              <>
                <div>{row.askedByName || t('text.approvals.pack')}</div>
                <Moment at={row.askedAt} />
              </>
            ),
          },
          {
            key: 'until',
            title: t('text.approvals.waitsUntil'),
            width: 150,
            render: (row) => (row.state === 'waiting' ? <Moment at={row.waitsUntil} /> : '—'),
          },
          { key: 'state', title: t('text.approvals.state'), width: 180, render: (row) => <State row={row} /> },
          {
            key: 'do',
            title: t('text.admin.do'),
            width: 150,
            fixedColumn: true,
            render: (row) => buttons(row),
          },
        ]}
        rows={found.rows}
        rowKey={(row) => row.id}
        loading={found.loading}
        problem={found.problem}
        retry={found.retry}
        more={found.more}
        // oxlint-disable-next-line react/no-unstable-nested-components -- it is a function that renders a row, not a component
        card={(row) => (
          <>
            <Matter row={row} />
            <div>
              {row.askedByName || t('text.approvals.pack')} · <Moment at={row.askedAt} />
            </div>
            <State row={row} />
            <div>{buttons(row)}</div>
          </>
        )}
        empty={<p className="xz-soft">{t(nothing[list])}</p>}
      />
      <ActionForm<typeof decideApproval, { note?: string }>
        operation={decideApproval}
        title={t(deciding?.grant === false ? 'text.approvals.refuse' : 'text.approvals.grant')}
        okText={t(deciding?.grant === false ? 'text.approvals.refuse' : 'text.approvals.grant')}
        danger={deciding?.grant === false}
        open={deciding !== undefined}
        close={() => setDeciding(undefined)}
        input={({ note }) => ({
          approvalId: deciding?.row.id ?? '',
          grant: deciding?.grant ?? false,
          ...(note?.trim() ? { note: note.trim() } : {}),
        })}
      >
        {deciding ? (
          <p>
            {matter(deciding.row)} <Subject row={deciding.row} />
          </p>
        ) : null}
        <Form.Item
          name="note"
          label={t('text.approvals.noteLabel')}
          {...(deciding?.grant === false
            ? {
                extra: t('text.approvals.noteHint'),
                rules: [{ required: true, whitespace: true, message: t('text.common.refusal.need-reason') }],
              }
            : {})}
        >
          <WordsInput rows={3} most={300} />
        </Form.Item>
      </ActionForm>
    </Page>
  )
}
