import { approvalList, approvalLists, type ApprovalView, decideApproval } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { sayMatter } from '@xiangzhi/text'
import { Link } from '@tanstack/react-router'
import { Button, Form, Segmented, Space } from 'antd'
import { useState } from 'react'
import { ActionForm } from '../admin/action-form.tsx'
import { ListTable } from '../list-table.tsx'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { WordsInput } from '../words-input.tsx'
import { WithdrawRequest } from './withdraw-request.tsx'

const kinds = {
  waiting: 'warn',
  granted: 'good',
  used: 'good',
  refused: 'not-done',
  expired: 'neutral',
} as const satisfies Record<ApprovalView['state'], StatusKind>

const nothing = {
  waiting: 'text.approvals.none',
  mine: 'text.approvals.noneMine',
  decided: 'text.approvals.noneDecided',
} as const

/** What a request is about, in a sentence. */
function useMatter() {
  const { language } = useText()
  return (row: ApprovalView): string => sayMatter(language, `text.approvals.about.${row.kind}`, row.facts)
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
  const list = approvalLists.find((one) => one === state['list']) ?? 'waiting'
  const [deciding, setDeciding] = useState<Deciding>()
  const matter = useMatter()
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
        options={approvalLists.map((value) => ({ value, label: t(`text.approvals.list.${value}`) }))}
        style={{ marginBottom: 12 }}
      />
      <ListTable
        list={approvalList}
        rowKey={(row) => row.id}
        refreshEvery={60_000}
        cells={[
          { member: 'kind', render: (row) => <Matter row={row} /> },
          {
            member: 'askedAt',
            render: (row) => (
              <>
                <div>{row.askedByName || t('text.approvals.pack')}</div>
                <Moment at={row.askedAt} />
              </>
            ),
          },
          { member: 'waitsUntil', render: (row) => (row.state === 'waiting' ? <Moment at={row.waitsUntil} /> : '—') },
          { member: 'state', render: (row) => <State row={row} /> },
        ]}
        also={[{ key: 'do', title: t('text.admin.do'), width: 150, fixedColumn: true, render: buttons }]}
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
