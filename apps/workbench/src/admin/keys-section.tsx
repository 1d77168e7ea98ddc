import { type ApiKeyRowView, listApiKeys, revokeApiKey } from '@xiangzhi/contract'
import type { StatusKind } from '@xiangzhi/design'
import { isTextKey } from '@xiangzhi/text'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Space } from 'antd'
import { useState } from 'react'
import { problemSentence, useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { QueryTable } from '../query-table.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { KeyForm } from './key-form.tsx'
import { SecretOnce } from './secret-once.tsx'

function stateOf(row: ApiKeyRowView): readonly ['revoked' | 'waiting' | 'expired' | 'valid', StatusKind] {
  if (row.revokedAt !== null) return ['revoked', 'neutral']
  if (row.confirmation === 'waiting') return ['waiting', 'warn']
  return row.valid ? ['valid', 'good'] : ['expired', 'neutral']
}

/** Keys of connected systems: who made them, what they reach, when they were used, and their end. */
export function KeysSection() {
  const { t, language } = useText()
  const { modal, message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ key: string; needsSecond: boolean }>()
  const mayMake = useMay('account.manage')
  const found = useRead(listApiKeys, {})
  const revoke = useChange(revokeApiKey)
  const roleWord = (role: string): string => {
    const key = `text.common.role.${role}`
    return isTextKey(key) ? t(key) : role
  }
  const ask = (row: ApiKeyRowView): void => {
    modal.confirm({
      title: t('text.systems.key.revoke'),
      content: t('text.systems.key.ask.revoke', { name: row.name }),
      okText: t('text.systems.key.revoke'),
      cancelText: t('text.admin.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await revoke.mutateAsync({ keyId: row.id })
          void message.success(t('text.admin.done'))
        } catch (problem) {
          void message.error(problemSentence(language, problem))
        }
      },
    })
  }
  const buttons = (row: ApiKeyRowView) => (
    <Space size={4}>
      {row.mayConfirm ? (
        <Link to="/approvals">
          <Button size="small" type="primary">
            {t('text.approvals.decide')}
          </Button>
        </Link>
      ) : null}
      {mayMake && row.revokedAt === null ? (
        <Button size="small" danger onClick={() => ask(row)}>
          {t('text.systems.key.revoke')}
        </Button>
      ) : null}
    </Space>
  )
  const waiting = found.data?.rows.filter((row) => row.mayConfirm) ?? []
  return (
    <>
      <p className="xz-note xa-section-note">{t('text.systems.key.note')}</p>
      {waiting.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t('text.systems.key.waitingForYou', {
            names: waiting.map(({ name }) => name).join(t('text.common.comma')),
          })}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <QueryTable<ApiKeyRowView>
        name="admin-keys"
        label={t('text.systems.keys')}
        columns={[
          {
            key: 'name',
            title: t('text.systems.key.name'),
            fixedColumn: true,
            render: (row) => (
              <>
                <strong>{row.name}</strong> <code lang="en">{row.prefix}…</code>
              </>
            ),
          },
          {
            key: 'grants',
            title: t('text.systems.key.role'),
            render: (row) =>
              row.grants.length === 0
                ? t('text.systems.key.noRole')
                : row.grants.map(({ role, reachName }) => (
                    <div key={`${role} ${reachName}`}>
                      {roleWord(role)} · {reachName}
                    </div>
                  )),
          },
          {
            key: 'state',
            title: t('text.admin.state'),
            width: 150,
            render: (row) => {
              const [state, kind] = stateOf(row)
              return <StatusTag kind={kind}>{t(`text.systems.key.state.${state}`)}</StatusTag>
            },
          },
          {
            key: 'used',
            title: t('text.systems.key.used'),
            width: 140,
            render: (row) => <Moment at={row.lastUsedAt} />,
          },
          {
            key: 'expires',
            title: t('text.systems.key.expires'),
            width: 140,
            render: (row) => <Moment at={row.expiresAt} />,
          },
          {
            key: 'by',
            title: t('text.systems.key.by'),
            width: 160,
            render: (row) => (
              <>
                <div>{row.createdByName ?? t('text.systems.key.onMachine')}</div>
                {row.confirmedByName ? (
                  <div className="xz-soft">{t('text.systems.key.confirmedBy', { name: row.confirmedByName })}</div>
                ) : null}
              </>
            ),
          },
          {
            key: 'created',
            title: t('text.systems.created'),
            width: 140,
            rare: true,
            render: (row) => <Moment at={row.createdAt} />,
          },
          {
            key: 'do',
            title: t('text.admin.do'),
            width: 150,
            fixedColumn: true,
            render: (row) => buttons(row),
          },
        ]}
        rows={found.data?.rows}
        rowKey={(row) => row.id}
        loading={found.isFetching}
        problem={found.error}
        retry={() => void found.refetch()}
        total={found.data ? t('text.admin.total', { n: found.data.rows.length }) : undefined}
        // oxlint-disable-next-line react/no-unstable-nested-components -- it is a function that renders a row, not a component
        card={(row) => {
          const [state, kind] = stateOf(row)
          return (
            <div className="xa-card-line">
              <strong>{row.name}</strong>
              <StatusTag kind={kind}>{t(`text.systems.key.state.${state}`)}</StatusTag>
              <span className="xz-soft">
                {row.grants
                  .map(({ role, reachName }) => `${roleWord(role)} · ${reachName}`)
                  .join(t('text.common.comma')) || t('text.systems.key.noRole')}
              </span>
              {buttons(row)}
            </div>
          )
        }}
        empty={<p className="xz-soft">{t('text.systems.key.none')}</p>}
        toolbar={
          mayMake ? (
            <Button size="small" type="primary" onClick={() => setAdding(true)}>
              {t('text.systems.key.add')}
            </Button>
          ) : null
        }
      />
      <KeyForm open={adding} close={() => setAdding(false)} done={setMade} />
      <SecretOnce
        secret={made?.key}
        title={t('text.systems.key.once')}
        note={t(made?.needsSecond ? 'text.systems.key.onceSecond' : 'text.systems.key.onceNote')}
        close={() => setMade(undefined)}
      />
    </>
  )
}
