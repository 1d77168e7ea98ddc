import { previewMessages } from '@xiangzhi/contract'
import type { MessageRow, Messages } from '@xiangzhi/language'
import { isTextKey } from '@xiangzhi/text'
import { Button, Checkbox, Select, Table, Tabs, Tag, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { replaceAt, useConfigDraft } from '../admin/config-draft.ts'
import { ConfigFrame } from '../admin/config-frame.tsx'
import { useRead } from '../api-client.ts'
import { MovableFrame } from '../movable-frame.tsx'
import { Nothing } from '../nothing.tsx'
import { useCounty, useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { DeliveryState, Ledger } from './ledger.tsx'
import { useMessageWord } from './message-words.ts'
import { RowEditor, useEventWord } from './row-editor.tsx'

const fresh = (rows: readonly MessageRow[], process: string): MessageRow => {
  const keys = new Set(rows.map(({ key }) => key))
  let n = rows.length + 1
  while (keys.has(`message-${n}`)) n += 1
  return {
    key: `message-${n}`,
    process: rows[0]?.process ?? process,
    on: 'open',
    audience: 'owner',
    channel: 'in-app',
    text: { zh: '', en: '' },
  }
}

function QuietHours({
  messages,
  change,
  disabled,
}: {
  messages: Messages
  change: (messages: Messages) => void
  disabled: boolean
}) {
  const { t } = useText()
  const { quietHours: quiet, rows } = messages
  if (disabled) return <p>{quiet ? t('text.messages.matrix.quiet', quiet) : t('text.messages.matrix.noQuiet')}</p>
  const time = (end: 'from' | 'to') => (
    <TimePicker
      aria-label={t(end === 'from' ? 'text.messages.editor.quietBegin' : 'text.messages.editor.quietEnd')}
      format="HH:mm"
      minuteStep={15}
      needConfirm={false}
      allowClear={false}
      style={{ width: 110 }}
      value={quiet ? dayjs(`2000-01-01T${quiet[end]}`) : null}
      onChange={(time) => {
        if (quiet && time) change({ rows, quietHours: { ...quiet, [end]: time.format('HH:mm') } })
      }}
    />
  )
  return (
    <div className="xm-bar">
      <Checkbox
        checked={quiet !== undefined}
        onChange={({ target }) =>
          change(target.checked ? { rows, quietHours: { from: '21:30', to: '07:30' } } : { rows })
        }
      >
        {t('text.messages.editor.quiet')}
      </Checkbox>
      {quiet ? (
        <span className="xz-nowrap">
          {time('from')} – {time('to')}
        </span>
      ) : null}
    </div>
  )
}

function Matrix({
  messages,
  change,
  disabled,
  edited,
}: {
  messages: Messages
  change: (messages: Messages) => void
  disabled: boolean
  edited: boolean
}) {
  const { t, named } = useText()
  const { processes } = useCounty()
  const [state, setState] = useUrlState()
  const [open, setOpen] = useState<number>()
  const word = useMessageWord()
  const eventWord = useEventWord()
  const { data } = useRead(previewMessages, {})
  const wanted = state['process']
  const shown = messages.rows
    .map((row, index) => ({ ...row, index }))
    .filter(({ process }) => wanted === undefined || process === wanted)
  const processWord = (key: string): string => {
    const title = processes.find((one) => one.key === key)?.title
    return title && isTextKey(title) ? t(title) : key
  }
  const put = (rows: MessageRow[]): void => change({ ...messages, rows })
  return (
    <>
      <QuietHours messages={messages} change={change} disabled={disabled} />
      <div className="xm-bar">
        <Select<string | null>
          allowClear
          aria-label={t('text.messages.matrix.process')}
          placeholder={t('text.messages.matrix.process')}
          style={{ width: 200 }}
          value={wanted ?? null}
          onChange={(next) => setState({ process: next ?? undefined })}
          options={[...new Set(messages.rows.map(({ process }) => process))].map((key) => ({
            value: key,
            label: processWord(key),
          }))}
        />
        <span className="xz-soft xz-figures">{t('text.admin.total', { n: shown.length })}</span>
        {disabled ? null : (
          <Button
            onClick={() => {
              put([...messages.rows, fresh(messages.rows, processes[0]?.key ?? '')])
              setOpen(messages.rows.length)
            }}
          >
            {t('text.messages.editor.add')}
          </Button>
        )}
      </div>
      <MovableFrame>
        <Table<MessageRow & { readonly index: number }>
          size="small"
          rowKey="index"
          dataSource={shown}
          pagination={false}
          scroll={{ x: 900 }}
          locale={{ emptyText: t('text.messages.matrix.none') }}
          columns={[
            { title: t('text.messages.matrix.process'), width: 120, render: (_, row) => processWord(row.process) },
            {
              title: t('text.messages.matrix.on'),
              width: 120,
              render: (_, row) =>
                eventWord(
                  processes.find(({ key }) => key === row.process),
                  row.on,
                ),
            },
            {
              title: t('text.messages.matrix.audience'),
              width: 120,
              render: (_, row) => word('audience', row.audience),
            },
            {
              title: t('text.messages.matrix.channel'),
              width: 160,
              render: (_, row) => (
                <>
                  {word('channel', row.channel)}{' '}
                  {row.urgent ? <Tag color="red">{t('text.messages.urgent')}</Tag> : null}
                  {data && !data.connected.includes(row.channel) ? (
                    <Tag>{t('text.messages.matrix.notConnected')}</Tag>
                  ) : null}
                </>
              ),
            },
            {
              title: t('text.messages.matrix.text'),
              render: (_, row) => {
                // What is in force is shown with a made-up case in it, what is being written as it is written.
                const filled = edited ? undefined : data?.rows.find(({ key }) => key === row.key)
                return named(filled?.text ?? row.text)
              },
            },
            {
              title: t('text.admin.do'),
              width: 110,
              fixed: 'right',
              render: (_, row) => (
                <Button
                  size="small"
                  aria-label={`${t(disabled ? 'text.messages.editor.preview' : 'text.messages.editor.edit')} ${row.key}`}
                  onClick={() => setOpen(row.index)}
                >
                  {t(disabled ? 'text.messages.editor.preview' : 'text.messages.editor.edit')}
                </Button>
              ),
            },
          ]}
        />
      </MovableFrame>
      <RowEditor
        row={open === undefined ? undefined : messages.rows[open]}
        disabled={disabled}
        change={(row) => put(replaceAt(messages.rows, open ?? -1, row))}
        remove={() => {
          put(messages.rows.filter((_, at) => at !== open))
          setOpen(undefined)
        }}
        close={() => setOpen(undefined)}
      />
    </>
  )
}

/** The message matrix: written here, checked, put in force with a reason, undone from its history; and what was sent. */
export function MatrixPage() {
  const { t } = useText()
  const [state, setState] = useUrlState()
  const mayWrite = useMay('config.write')
  const draft = useConfigDraft<Messages>('messages')
  const isAbsent = draft.read === undefined && draft.problem !== null && draft.problem !== undefined
  const tab = mayWrite && state['tab'] === 'ledger' ? 'ledger' : 'matrix'
  const matrix = (messages: Messages) => (
    <Matrix messages={messages} change={draft.set} disabled={!mayWrite} edited={draft.dirty} />
  )
  return (
    <ConfigFrame
      title={t('text.messages.matrix.title')}
      note={t('text.messages.matrix.note')}
      draft={isAbsent ? { ...draft, problem: null } : draft}
      absent={
        isAbsent ? (
          <Nothing says={t('text.messages.matrix.none')}>
            {mayWrite ? (
              <Button type="primary" onClick={() => draft.set({ rows: [] })}>
                {t('text.messages.editor.begin')}
              </Button>
            ) : null}
          </Nothing>
        ) : undefined
      }
    >
      {(messages) => (
        <Tabs
          activeKey={tab}
          onChange={(key) => setState({ tab: key === 'ledger' ? key : undefined })}
          items={[
            {
              key: 'matrix',
              label: t('text.messages.matrix.tab'),
              children: (
                <div className="xz-panel">
                  <DeliveryState />
                  {matrix(messages)}
                </div>
              ),
            },
            ...(mayWrite
              ? [
                  {
                    key: 'ledger',
                    label: t('text.messages.ledger.title'),
                    children: (
                      <div className="xz-panel">
                        <Ledger />
                      </div>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </ConfigFrame>
  )
}
