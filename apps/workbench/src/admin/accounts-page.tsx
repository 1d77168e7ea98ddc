import {
  askForAccountChange,
  createAccount,
  endSessions,
  listAccounts,
  removeSecondStep,
  resetPassword,
  setAccountDisabled,
} from '@xiangzhi/contract'
import { App, Button, Dropdown, Form } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { ApiProblem, problemSentence, useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ActionForm } from './action-form.tsx'
import { PersonPicker } from './pickers.tsx'
import { SecretOnce } from './secret-once.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

type Account = z.output<typeof listAccounts.output>['rows'][number]
type Todo = 'password' | 'sessions' | 'second-step' | 'disable' | 'enable'

/** What a second person has to agree to before it can be done. */
interface Asking {
  readonly change: 'password-reset' | 'second-step-removal' | 'account-opening' | 'account-reopening'
  readonly about: string
}

const changeOf: Partial<Record<Todo, Asking['change']>> = {
  'second-step': 'second-step-removal',
  enable: 'account-reopening',
}

/** What nobody does alone to the account of whoever reads sealed matters or makes the rules. */
const byTwo: ReadonlySet<Todo> = new Set(['password', 'second-step', 'enable'])

const needsSecondPerson = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.code === 'approval-needed'

function useAccountActions(
  told: (password: string) => void,
  askFirst: (asking: Asking) => void,
  suspend: (account: Account) => void,
) {
  const { t, language } = useText()
  const { modal, message } = App.useApp()
  const password = useChange(resetPassword)
  const sessions = useChange(endSessions)
  const second = useChange(removeSecondStep)
  const disabled = useChange(setAccountDisabled)
  const carryOut = async (todo: Todo, { accountId }: Account): Promise<void> => {
    try {
      if (todo === 'password') {
        const answer = await password.mutateAsync({ accountId })
        if (answer.password !== null) told(answer.password)
      } else if (todo === 'sessions') await sessions.mutateAsync({ accountId })
      else if (todo === 'second-step') await second.mutateAsync({ accountId })
      else await disabled.mutateAsync({ accountId, disabled: todo === 'disable' })
      if (todo !== 'password') void message.success(t('text.admin.done'))
    } catch (problem) {
      if (needsSecondPerson(problem)) askFirst({ change: changeOf[todo] ?? 'password-reset', about: accountId })
      else void message.error(problemSentence(language, problem))
    }
  }
  return (todo: Todo, account: Account): void => {
    if (todo === 'disable' && account.guarded) return suspend(account)
    modal.confirm({
      title: t(`text.admin.account.do.${todo}`),
      content: (
        <>
          <p>{t(`text.admin.account.ask.${todo}`, { name: account.name, userName: account.userName })}</p>
          {account.guarded && byTwo.has(todo) ? <p>{t('text.admin.account.byTwo')}</p> : null}
        </>
      ),
      okText: t(`text.admin.account.do.${todo}`),
      cancelText: t('text.admin.cancel'),
      okButtonProps: { danger: todo !== 'enable' },
      onOk: () => carryOut(todo, account),
    })
  }
}

/** Accounts of staff: who signs in by which name, and what security administration may do with them. */
export function AccountsPage() {
  const { t } = useText()
  const [state] = useUrlState()
  const [adding, setAdding] = useState(false)
  const [password, setPassword] = useState<string>()
  const [asking, setAsking] = useState<Asking>()
  const { message } = App.useApp()
  const [suspending, setSuspending] = useState<Account>()
  const act = useAccountActions(setPassword, setAsking, setSuspending)
  const found = useRead(listAccounts, state['q'] ? { q: state['q'] } : {}, { keep: true })
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <Page title={t('text.admin.accounts.title')} note={t('text.admin.accounts.note')}>
      <QueryTable<Account>
        name="admin-accounts"
        label={t('text.admin.accounts.title')}
        filters={[{ kind: 'text', name: 'q', label: t('text.admin.account.search') }]}
        columns={[
          {
            key: 'user',
            title: t('text.admin.account.userName'),
            fixedColumn: true,
            render: (row) => <strong>{row.userName}</strong>,
          },
          { key: 'name', title: t('text.admin.person'), render: (row) => row.name },
          {
            key: 'state',
            title: t('text.admin.state'),
            width: 220,
            render: (row) =>
              row.disabled ? (
                <StatusTag kind="danger">{t('text.admin.account.disabled')}</StatusTag>
              ) : row.mustChangePassword ? (
                <StatusTag kind="warn">{t('text.admin.account.mustChange')}</StatusTag>
              ) : (
                <StatusTag kind="good">{t('text.admin.account.usable')}</StatusTag>
              ),
          },
          {
            key: 'second',
            title: t('text.admin.account.second'),
            width: 130,
            render: (row) => t(row.twoFactor ? 'text.admin.yes' : 'text.admin.no'),
          },
          {
            key: 'seen',
            title: t('text.admin.account.seen'),
            width: 180,
            render: (row) => <Moment at={row.lastSeenAt} />,
          },
          {
            key: 'demo',
            title: t('text.common.demo'),
            width: 100,
            rare: true,
            render: (row) => (row.demo ? t('text.admin.yes') : ''),
          },
          {
            key: 'do',
            title: t('text.admin.do'),
            width: 110,
            fixedColumn: true,
            render: (row) => (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: (
                    [
                      'password',
                      'sessions',
                      ...(row.twoFactor ? (['second-step'] as const) : []),
                      row.disabled ? 'enable' : 'disable',
                    ] as Todo[]
                  ).map((todo) => ({
                    key: todo,
                    label: t(`text.admin.account.do.${todo}`),
                    danger: todo === 'disable',
                  })),
                  onClick: ({ key }) => act(key as Todo, row),
                }}
              >
                <Button size="small">{t('text.admin.more')}</Button>
              </Dropdown>
            ),
          },
        ]}
        rows={found.data?.rows}
        rowKey={(row) => row.accountId}
        loading={found.isFetching}
        problem={found.error}
        retry={() => void found.refetch()}
        total={found.data ? t('text.admin.total', { n: found.data.rows.length }) : undefined}
        toolbar={
          <Button size="small" type="primary" onClick={() => setAdding(true)}>
            {t('text.admin.account.add')}
          </Button>
        }
      />
      <ActionForm<typeof createAccount, { personId: string; userName: string }, { password: string | null }>
        operation={createAccount}
        title={t('text.admin.account.add')}
        open={adding}
        close={() => setAdding(false)}
        done={(answer) => setPassword(answer.password ?? undefined)}
        input={(values) => values}
        failed={(problem, { personId }) => {
          if (needsSecondPerson(problem)) setAsking({ change: 'account-opening', about: personId })
        }}
      >
        <Form.Item
          name="personId"
          label={t('text.admin.person')}
          extra={t('text.admin.account.openByTwo')}
          rules={required}
        >
          <PersonPicker label={t('text.admin.person')} />
        </Form.Item>
        <Form.Item
          name="userName"
          label={t('text.admin.account.userName')}
          extra={t('text.admin.account.userNameHint')}
          rules={required}
        >
          <LineInput most={30} autoComplete="off" />
        </Form.Item>
      </ActionForm>
      <ActionForm<typeof askForAccountChange, { reason: string }>
        operation={askForAccountChange}
        title={t('text.approvals.ask')}
        okText={t('text.approvals.ask')}
        open={asking !== undefined}
        close={() => setAsking(undefined)}
        done={() => void message.success(t('text.approvals.askDone'))}
        input={({ reason }) => ({ change: asking?.change ?? 'password-reset', about: asking?.about ?? '', reason })}
      >
        <p>{t('text.approvals.askNote')}</p>
        <Form.Item
          name="reason"
          label={t('text.approvals.reason')}
          rules={[{ required: true, min: 5, whitespace: true, message: t('text.common.refusal.need-reason') }]}
        >
          <WordsInput rows={3} most={300} />
        </Form.Item>
      </ActionForm>
      <ActionForm<typeof setAccountDisabled, { reason: string }>
        operation={setAccountDisabled}
        title={suspending ? `${t('text.admin.account.do.disable')} · ${suspending.name}` : ''}
        okText={t('text.admin.account.do.disable')}
        danger
        open={suspending !== undefined}
        close={() => setSuspending(undefined)}
        done={() => void message.success(t('text.admin.done'))}
        input={({ reason }) => ({ accountId: suspending?.accountId ?? '', disabled: true, reason })}
      >
        <p>{t('text.admin.account.disableNote')}</p>
        <Form.Item
          name="reason"
          label={t('text.approvals.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('text.common.refusal.need-reason') }]}
        >
          <WordsInput rows={3} most={300} />
        </Form.Item>
      </ActionForm>
      <SecretOnce
        secret={password}
        title={t('text.admin.account.passwordOnce')}
        note={t('text.admin.account.passwordNote')}
        close={() => setPassword(undefined)}
      />
    </Page>
  )
}
