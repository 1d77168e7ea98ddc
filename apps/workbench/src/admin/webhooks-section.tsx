import { createWebhook, endWebhook, listApiKeys, listWebhooks, testWebhook, webhookTopics } from '@xiangzhi/contract'
import { App, Button, Checkbox, Form, Select, Space } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { problemSentence, useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ActionForm } from './action-form.tsx'
import { DeliveriesDrawer } from './deliveries-drawer.tsx'
import { SecretOnce } from './secret-once.tsx'
import { LineInput } from '../words-input.tsx'

type Webhook = z.output<typeof listWebhooks.output>['rows'][number]

interface WebhookValues {
  name: string
  url: string
  keyId: string
  topics: Webhook['topics']
}

function WebhookForm({ open, close, done }: { open: boolean; close: () => void; done: (secret: string) => void }) {
  const { t } = useText()
  const keys = useRead(listApiKeys, {}, { enabled: open })
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof createWebhook, WebhookValues, { secret: string }>
      operation={createWebhook}
      title={t('text.systems.webhook.add')}
      okText={t('text.systems.webhook.make')}
      open={open}
      close={close}
      done={({ secret }) => done(secret)}
      initial={{ topics: ['case.opened', 'case.moved', 'case.closed'] }}
      input={(values) => values}
    >
      <Form.Item name="name" label={t('text.systems.webhook.name')} rules={required}>
        <LineInput most={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('text.systems.webhook.url')}
        extra={t('text.systems.webhook.urlHint')}
        rules={[...required, { type: 'url', message: t('text.systems.webhook.urlWrong') }]}
      >
        <LineInput most={500} autoComplete="off" inputMode="url" />
      </Form.Item>
      <Form.Item
        name="keyId"
        label={t('text.systems.webhook.key')}
        extra={t('text.systems.webhook.keyHint')}
        rules={required}
      >
        <Select
          loading={keys.isFetching}
          notFoundContent={t('text.systems.webhook.noKey')}
          options={(keys.data?.rows ?? [])
            .filter(({ valid }) => valid)
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="topics" label={t('text.systems.webhook.topics')} rules={required}>
        <Checkbox.Group
          options={webhookTopics.map((topic) => ({ value: topic, label: t(`text.systems.topic.${topic}`) }))}
        />
      </Form.Item>
    </ActionForm>
  )
}

/** Where changes are sent: subscribe, try, look at what was delivered, end. */
export function WebhooksSection() {
  const { t, language } = useText()
  const { modal, message } = App.useApp()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const found = useRead(listWebhooks, {})
  const test = useChange(testWebhook)
  const end = useChange(endWebhook)
  const rows = found.data?.rows
  const carryOut = async (todo: 'test' | 'end', { id }: Webhook): Promise<void> => {
    try {
      await (todo === 'test' ? test : end).mutateAsync({ webhookId: id })
      void message.success(t(`text.systems.webhook.done.${todo}`))
      if (todo === 'test') change({ hook: id })
    } catch (problem) {
      void message.error(problemSentence(language, problem))
    }
  }
  const askEnd = (row: Webhook): void => {
    modal.confirm({
      title: t('text.systems.webhook.end'),
      content: t('text.systems.webhook.askEnd', { name: row.name }),
      okText: t('text.systems.webhook.end'),
      cancelText: t('text.admin.cancel'),
      okButtonProps: { danger: true },
      onOk: () => carryOut('end', row),
    })
  }
  const buttons = (row: Webhook) => (
    <Space size={4}>
      <Button size="small" onClick={() => change({ hook: row.id })}>
        {t('text.systems.webhook.deliveries')}
      </Button>
      {row.endedAt === null ? (
        <>
          <Button size="small" onClick={() => void carryOut('test', row)}>
            {t('text.systems.webhook.test')}
          </Button>
          <Button size="small" danger onClick={() => askEnd(row)}>
            {t('text.systems.webhook.end')}
          </Button>
        </>
      ) : null}
    </Space>
  )
  return (
    <>
      <p className="xz-note xa-section-note">{t('text.systems.webhook.note')}</p>
      <QueryTable<Webhook>
        name="admin-webhooks"
        label={t('text.systems.webhooks')}
        columns={[
          {
            key: 'name',
            title: t('text.systems.webhook.name'),
            fixedColumn: true,
            render: (row) => <strong>{row.name}</strong>,
          },
          {
            key: 'url',
            title: t('text.systems.webhook.url'),
            render: (row) => (
              <code lang="en" className="xa-address">
                {row.url}
              </code>
            ),
          },
          { key: 'key', title: t('text.systems.webhook.key'), width: 140, render: (row) => row.keyName },
          {
            key: 'topics',
            title: t('text.systems.webhook.topics'),
            render: (row) => row.topics.map((topic) => t(`text.systems.topic.${topic}`)).join(t('text.common.comma')),
          },
          {
            key: 'state',
            title: t('text.admin.state'),
            width: 110,
            render: (row) => (
              <StatusTag kind={row.endedAt === null ? 'good' : 'neutral'}>
                {t(row.endedAt === null ? 'text.systems.webhook.running' : 'text.systems.webhook.ended')}
              </StatusTag>
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
            width: 230,
            fixedColumn: true,
            render: (row) => buttons(row),
          },
        ]}
        rows={rows}
        rowKey={(row) => row.id}
        loading={found.isFetching}
        problem={found.error}
        retry={() => void found.refetch()}
        total={rows ? t('text.admin.total', { n: rows.length }) : undefined}
        // oxlint-disable-next-line react/no-unstable-nested-components -- it is a function that renders a row, not a component
        card={(row) => (
          <div className="xa-card-line">
            <strong>{row.name}</strong>
            <StatusTag kind={row.endedAt === null ? 'good' : 'neutral'}>
              {t(row.endedAt === null ? 'text.systems.webhook.running' : 'text.systems.webhook.ended')}
            </StatusTag>
            <code lang="en" className="xa-address">
              {row.url}
            </code>
            {buttons(row)}
          </div>
        )}
        empty={<p className="xz-soft">{t('text.systems.webhook.none')}</p>}
        toolbar={
          <Button size="small" type="primary" onClick={() => setAdding(true)}>
            {t('text.systems.webhook.add')}
          </Button>
        }
      />
      <WebhookForm open={adding} close={() => setAdding(false)} done={setSecret} />
      <SecretOnce
        secret={secret}
        title={t('text.systems.webhook.once')}
        note={t('text.systems.webhook.onceNote')}
        close={() => setSecret(undefined)}
      />
      <DeliveriesDrawer
        webhook={rows?.find(({ id }) => id === state['hook'])}
        close={() => change({ hook: undefined })}
      />
    </>
  )
}
