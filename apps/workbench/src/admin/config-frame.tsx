import { getConfigPart, restoreConfigPart, saveConfigPart } from '@xiangzhi/contract'
import { Alert, App, Button, Drawer, Form, Modal, Skeleton, Space, Table } from 'antd'
import { type ReactNode, useState } from 'react'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { ChangeLines } from './change-lines.tsx'
import type { ConfigDraft } from './config-draft.ts'
import { labelsOf } from './config-words.ts'
import { ReasonItem } from './reason-item.tsx'

/** What is wrong with a draft, each line with the way to it. */
export function ConfigProblems({ problems }: { problems: ConfigDraft<unknown>['problems'] }) {
  const { t, named } = useText()
  const { processes } = useCounty()
  if (problems.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={t('text.admin.config.problems', { n: problems.length })}
      description={
        <ul className="xa-problems">
          {problems.slice(0, 30).map((problem) => (
            <li key={`${problem.path.join('.')} ${problem.zh}`}>
              {labelsOf(problem.path, processes)
                ?.map((key) => t(key))
                .join(' › ') ?? <code>{problem.path.join(' › ')}</code>}{' '}
              {named(problem)}
            </li>
          ))}
        </ul>
      }
    />
  )
}

function SaveForm<Content>({ draft, open, close }: { draft: ConfigDraft<Content>; open: boolean; close: () => void }) {
  const { t } = useText()
  const { message } = App.useApp()
  const save = useChange(saveConfigPart)
  const [form] = Form.useForm<{ reason: string }>()
  const send = async ({ reason }: { reason: string }): Promise<void> => {
    const answer = await save
      .mutateAsync({ part: draft.part, content: draft.content, version: draft.read?.current ?? 0, reason })
      .catch(() => undefined)
    if (!answer) return
    draft.discard()
    close()
    form.resetFields()
    void message.success(
      answer.recomputed > 0
        ? t('text.admin.config.savedRecomputed', { version: answer.version, n: answer.recomputed })
        : t('text.admin.config.saved', { version: answer.version }),
    )
  }
  return (
    <Modal
      open={open}
      onCancel={close}
      title={t('text.admin.config.save')}
      okText={t('text.admin.config.putInForce')}
      cancelText={t('text.admin.cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'config-save', loading: save.isPending }}
    >
      <p className="xz-soft">{t('text.admin.config.saveNote')}</p>
      <ProblemNotice problem={save.error} />
      <Form id="config-save" form={form} layout="vertical" onFinish={(values: { reason: string }) => void send(values)}>
        <ReasonItem />
      </Form>
    </Modal>
  )
}

function VersionDetail({ part, version, current }: { part: string; version: number; current: number }) {
  const { t } = useText()
  const found = useRead(getConfigPart, { part, version })
  if (!found.data) return <Skeleton active paragraph={{ rows: 2 }} />
  return (
    <>
      <strong>{t('text.admin.config.changed')}</strong>
      {found.data.changes.length === 0 ? (
        <p className="xz-soft">{t('text.admin.config.firstVersion')}</p>
      ) : (
        <ChangeLines changes={found.data.changes} />
      )}
      {version === current ? null : (
        <>
          <strong>{t('text.admin.config.difference')}</strong>
          {found.data.difference.length === 0 ? (
            <p className="xz-soft">{t('text.admin.config.same')}</p>
          ) : (
            <ChangeLines changes={found.data.difference} />
          )}
        </>
      )}
    </>
  )
}

function History<Content>({ draft, open, close }: { draft: ConfigDraft<Content>; open: boolean; close: () => void }) {
  const { t } = useText()
  const [restoring, setRestoring] = useState<number>()
  const read = draft.read
  if (!read) return null
  return (
    <Drawer open={open} onClose={close} size={680} title={t('text.admin.history')}>
      <Table
        size="small"
        pagination={false}
        rowKey="version"
        dataSource={read.history}
        expandable={{
          // oxlint-disable-next-line react/no-unstable-nested-components -- it is a function that renders a row, not a component
          expandedRowRender: (row) => <VersionDetail part={draft.part} version={row.version} current={read.current} />,
        }}
        columns={[
          {
            title: t('text.admin.version'),
            width: 80,
            render: (_, row) => <span className="xz-figures">{row.version}</span>,
          },
          { title: t('text.admin.when'), render: (_, row) => <Moment at={row.changedAt} /> },
          { title: t('text.admin.who'), render: (_, row) => row.changedBy ?? t('text.common.system') },
          { title: t('text.admin.reason'), dataIndex: 'reason' },
          ...(draft.mayWrite
            ? [
                {
                  title: '',
                  width: 100,
                  render: (_: unknown, row: { version: number }) =>
                    row.version === read.current ? (
                      t('text.admin.config.inForce')
                    ) : (
                      <Button type="link" size="small" onClick={() => setRestoring(row.version)}>
                        {t('text.admin.config.restore')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      <ActionForm<typeof restoreConfigPart, { reason: string }>
        operation={restoreConfigPart}
        title={t('text.admin.config.restoreVersion', { version: restoring ?? 0 })}
        okText={t('text.admin.config.putInForce')}
        open={restoring !== undefined}
        close={() => setRestoring(undefined)}
        done={draft.discard}
        input={({ reason }) => ({ part: draft.part, from: restoring ?? 1, version: read.current, reason })}
      >
        <ReasonItem />
      </ActionForm>
    </Drawer>
  )
}

interface ConfigFrameProps<Content> {
  readonly title: string
  readonly note: string
  readonly draft: ConfigDraft<Content>
  readonly actions?: ReactNode
  readonly children: (content: Content) => ReactNode
  /** What to show while the part does not exist yet. */
  readonly absent?: ReactNode
}

/** The frame of every page that edits a part: version, history, check and save with a reason. */
export function ConfigFrame<Content>({ title, note, draft, actions, children, absent }: ConfigFrameProps<Content>) {
  const { t } = useText()
  const [open, setOpen] = useState<'save' | 'history'>()
  const { read, content } = draft
  const save = async (): Promise<void> => {
    if ((await draft.check()).length === 0) setOpen('save')
  }
  return (
    <Page
      title={title}
      note={note}
      actions={
        <Space wrap>
          {read ? (
            <span className="xz-soft xz-small xz-figures">
              {t('text.admin.config.stand', { version: read.current })} · <Moment at={read.changedAt} />
              {read.changedBy ? ` · ${read.changedBy}` : ''}
            </span>
          ) : null}
          {read ? <Button onClick={() => setOpen('history')}>{t('text.admin.history')}</Button> : null}
          {actions}
          {draft.dirty ? <Button onClick={draft.discard}>{t('text.admin.config.discard')}</Button> : null}
          {draft.mayWrite || (!read && draft.dirty) ? (
            <Button type="primary" disabled={!draft.dirty} loading={draft.checking} onClick={() => void save()}>
              {t('text.admin.config.checkAndSave')}
            </Button>
          ) : null}
        </Space>
      }
    >
      {draft.dirty ? (
        <Alert type="warning" showIcon title={t('text.admin.config.unsaved')} style={{ marginBottom: 12 }} />
      ) : null}
      {read && !read.mayWrite ? (
        <Alert type="info" showIcon title={t('text.admin.config.readOnly')} style={{ marginBottom: 12 }} />
      ) : null}
      <ConfigProblems problems={draft.problems} />
      <ProblemNotice problem={draft.problem} retry={draft.retry} />
      {content === undefined
        ? draft.problem
          ? null
          : (absent ?? <Skeleton active paragraph={{ rows: 10 }} />)
        : children(content)}
      <SaveForm draft={draft} open={open === 'save'} close={() => setOpen(undefined)} />
      <History draft={draft} open={open === 'history'} close={() => setOpen(undefined)} />
    </Page>
  )
}
