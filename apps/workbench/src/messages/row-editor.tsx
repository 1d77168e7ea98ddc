import { previewMessageRow } from '@xiangzhi/contract'
import {
  channelReaches,
  generalEvents,
  messageAudiences,
  type MessageAudience,
  type MessageChannel,
  messageChannels,
  messagePlaceholders,
  type MessageRow,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import { Button, Checkbox, Drawer, Input, Select, Skeleton, Tag } from 'antd'
import { isTextKey } from '@xiangzhi/text'
import { Labelled } from '../admin/labelled.tsx'
import { NamedInput } from '../admin/named-input.tsx'
import { useRead } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useLater } from './later.ts'
import { useMessageWord } from './message-words.ts'

/** What can happen to cases of a process, with the words of its transitions. */
export function useEventWord(): (process: ProcessDeclaration | undefined, on: string) => string {
  const { t } = useText()
  return (process, on) => {
    const key = process?.transitions[on]?.label ?? `text.messages.on.${on}`
    return isTextKey(key) ? t(key) : on
  }
}

/** A row as it would arrive: by its own way first, then by the others that reach the same people. */
function Preview({ row }: { row: MessageRow }) {
  const { t } = useText()
  const word = useMessageWord()
  const settled = useLater(row, 400)
  const ready = settled.text.zh.trim() !== '' && settled.text.en.trim() !== ''
  const found = useRead(previewMessageRow, { row: settled }, { enabled: ready, keep: true })
  if (!ready) return <p className="xz-soft">{t('text.messages.editor.previewEmpty')}</p>
  if (found.error) return <ProblemNotice problem={found.error} />
  if (!found.data) return <Skeleton active paragraph={{ rows: 4 }} />
  return (
    <>
      {found.data.discreet ? <p className="xz-soft">{t('text.messages.editor.discreet')}</p> : null}
      {found.data.ways.map((way) => (
        <section key={way.channel} className="xm-way" data-chosen={way.channel === row.channel || undefined}>
          <h4>
            {word('channel', way.channel)}{' '}
            {way.channel === row.channel ? <Tag color="blue">{t('text.messages.editor.chosen')}</Tag> : null}
            {way.connected ? null : <Tag>{t('text.messages.matrix.notConnected')}</Tag>}
          </h4>
          {(['zh', 'en'] as const).map((language) => (
            <div key={language} className="xm-bubble" lang={language === 'zh' ? 'zh-CN' : 'en'}>
              {way.title ? <strong>{way.title[language]}</strong> : null}
              <span>{way.text[language]}</span>
              {way.smsParts ? (
                <small className="xz-soft" lang={undefined}>
                  {t('text.messages.editor.smsParts', { n: way.smsParts[language] })}
                </small>
              ) : null}
            </div>
          ))}
        </section>
      ))}
    </>
  )
}

/** Writes one row: when, who, by which way, in which words; with what arrives beside it. */
export function RowEditor({
  row,
  change,
  remove,
  disabled,
  close,
}: {
  row: MessageRow | undefined
  change: (row: MessageRow) => void
  remove: () => void
  disabled: boolean
  close: () => void
}) {
  const { t } = useText()
  const { processes } = useCounty()
  const word = useMessageWord()
  const eventWord = useEventWord()
  const process = processes.find(({ key }) => key === row?.process)
  const put = (patch: Partial<MessageRow>): void => {
    if (row) change({ ...row, ...patch })
  }
  const reach = (audience: MessageAudience): MessageChannel[] =>
    messageChannels.filter((channel) => channelReaches(channel, audience))
  return (
    <Drawer
      open={row !== undefined}
      onClose={close}
      size={720}
      title={t('text.messages.editor.title')}
      footer={
        <div className="xm-foot">
          {disabled ? null : (
            <Button danger onClick={remove}>
              {t('text.messages.editor.remove')}
            </Button>
          )}
          <Button type="primary" onClick={close}>
            {t('text.messages.editor.close')}
          </Button>
        </div>
      }
    >
      {row ? (
        <>
          <div className="xm-fields">
            <Labelled label={t('text.messages.matrix.process')}>
              <Select
                aria-label={t('text.messages.matrix.process')}
                disabled={disabled}
                value={row.process}
                onChange={(next) => put({ process: next, on: 'open' })}
                options={processes.map((one) => ({
                  value: one.key,
                  label: isTextKey(one.title) ? t(one.title) : one.key,
                }))}
              />
            </Labelled>
            <Labelled label={t('text.messages.matrix.on')}>
              <Select
                aria-label={t('text.messages.matrix.on')}
                disabled={disabled}
                showSearch={{ optionFilterProp: 'label' }}
                value={row.on}
                onChange={(on) => put({ on })}
                options={[
                  {
                    label: t('text.messages.editor.transitions'),
                    options: Object.keys(process?.transitions ?? {}).map((on) => ({
                      value: on,
                      label: eventWord(process, on),
                    })),
                  },
                  {
                    label: t('text.messages.editor.general'),
                    options: generalEvents.map((on) => ({ value: on, label: eventWord(undefined, on) })),
                  },
                ]}
              />
            </Labelled>
            <Labelled label={t('text.messages.matrix.audience')}>
              <Select<MessageAudience>
                aria-label={t('text.messages.matrix.audience')}
                disabled={disabled}
                value={row.audience}
                onChange={(audience) => {
                  const ways = reach(audience)
                  put({ audience, channel: ways.includes(row.channel) ? row.channel : (ways[0] ?? row.channel) })
                }}
                options={messageAudiences.map((one) => ({ value: one, label: word('audience', one) }))}
              />
            </Labelled>
            <Labelled label={t('text.messages.matrix.channel')}>
              <Select<MessageChannel>
                aria-label={t('text.messages.matrix.channel')}
                disabled={disabled}
                value={row.channel}
                onChange={(channel) => put({ channel })}
                options={reach(row.audience).map((one) => ({ value: one, label: word('channel', one) }))}
              />
            </Labelled>
            <Labelled label={t('text.messages.editor.key')}>
              <Input
                aria-label={t('text.messages.editor.key')}
                disabled={disabled}
                value={row.key}
                onChange={(event) => put({ key: event.target.value })}
              />
            </Labelled>
            <Checkbox
              disabled={disabled}
              checked={row.urgent ?? false}
              onChange={({ target }) => {
                const { urgent: _urgent, ...rest } = row
                change(target.checked ? { ...rest, urgent: true } : rest)
              }}
            >
              {t('text.messages.editor.urgent')}
            </Checkbox>
          </div>
          <NamedInput
            label={t('text.messages.matrix.text')}
            value={row.text}
            change={(text) => put({ text })}
            rows={3}
            disabled={disabled}
          />
          {disabled ? null : (
            <p className="xz-soft">
              {t('text.messages.editor.placeholders', {
                list: messagePlaceholders
                  .map((name) => `{${name}} ${t(`text.admin.placeholder.${name}`)}`)
                  .join(t('text.common.comma')),
              })}
            </p>
          )}
          <h3>{t('text.messages.editor.preview')}</h3>
          <Preview row={row} />
        </>
      ) : null}
    </Drawer>
  )
}
