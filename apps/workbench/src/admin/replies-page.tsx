import { type Reply, replyActions, replyPlaceholders } from '@xiangzhi/language'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { moveBy, replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { Labelled } from './labelled.tsx'
import { NamedInput } from './named-input.tsx'

/** Standard replies that clerks start from and may change. */
export function RepliesPage() {
  const { t, named } = useText()
  const county = useCounty()
  const draft = useConfigDraft<readonly Reply[]>('replies')
  const [q, setQ] = useState('')
  const [action, setAction] = useState<string | null>(null)
  const disabled = !draft.mayWrite
  const categoryWord = (code: string): string =>
    code === '*'
      ? t('text.admin.reply.all')
      : `${code} ${county.category(code) ? named(county.category(code)?.name ?? { zh: '', en: '' }) : ''}`
  return (
    <ConfigFrame title={t('text.admin.replies.title')} note={t('text.admin.replies.note')} draft={draft}>
      {(replies) => {
        const shown = replies
          .map((reply, index) => ({ reply, index }))
          .filter(
            ({ reply }) =>
              (action === null || reply.action === action) &&
              (q === '' || `${reply.key} ${reply.text.zh} ${reply.text.en}`.toLowerCase().includes(q.toLowerCase())),
          )
        const put = (index: number, patch: Partial<Reply>): void => {
          const before = replies[index]
          if (before) draft.set(replaceAt(replies, index, { ...before, ...patch }))
        }
        return (
          <div className="xz-panel">
            <div className="xa-row">
              <Input.Search
                allowClear
                aria-label={t('text.admin.reply.search')}
                placeholder={t('text.admin.reply.search')}
                style={{ width: 260 }}
                value={q}
                onChange={(event) => setQ(event.target.value)}
              />
              <Select<string | null>
                allowClear
                aria-label={t('text.admin.reply.action')}
                placeholder={t('text.admin.reply.action')}
                style={{ width: 180 }}
                value={action}
                onChange={(next) => setAction(next ?? null)}
                options={replyActions.map((one) => ({ value: one, label: t(`text.admin.replyAction.${one}`) }))}
              />
              <span className="xz-soft xz-figures">{t('text.admin.total', { n: shown.length })}</span>
              {disabled ? null : (
                <Button
                  onClick={() =>
                    draft.set([
                      { key: `reply-${replies.length + 1}`, category: '*', action: 'accept', text: { zh: '', en: '' } },
                      ...replies,
                    ])
                  }
                >
                  {t('text.admin.reply.add')}
                </Button>
              )}
            </div>
            <p className="xz-soft">
              {t('text.admin.reply.placeholders', {
                list: replyPlaceholders
                  .map((name) => `{${name}} ${t(`text.admin.placeholder.${name}`)}`)
                  .join(t('text.common.comma')),
              })}
            </p>
            {shown.map(({ reply, index }) => (
              <div className="xa-card" key={index}>
                <div className="xa-row">
                  <Labelled label={t('text.admin.reply.action')}>
                    <Select
                      aria-label={t('text.admin.reply.action')}
                      disabled={disabled}
                      style={{ width: 150 }}
                      value={reply.action}
                      onChange={(next) => put(index, { action: next })}
                      options={replyActions.map((one) => ({ value: one, label: t(`text.admin.replyAction.${one}`) }))}
                    />
                  </Labelled>
                  <Labelled label={t('text.admin.reply.category')}>
                    {disabled ? (
                      <span>{categoryWord(reply.category)}</span>
                    ) : (
                      <Input
                        aria-label={t('text.admin.reply.category')}
                        style={{ width: 110 }}
                        value={reply.category}
                        onChange={(event) => put(index, { category: event.target.value })}
                      />
                    )}
                  </Labelled>
                  <Labelled label={t('text.admin.key')}>
                    {disabled ? (
                      <code>{reply.key}</code>
                    ) : (
                      <Input
                        aria-label={t('text.admin.key')}
                        style={{ width: 200 }}
                        value={reply.key}
                        onChange={(event) => put(index, { key: event.target.value })}
                      />
                    )}
                  </Labelled>
                  {disabled ? null : (
                    <Labelled label={t('text.admin.do')}>
                      <span>
                        <Button
                          size="small"
                          aria-label={`${t('text.admin.up')} ${named(reply.text)
                            .replaceAll(/\{\w+\}/g, '…')
                            .slice(0, 12)}`}
                          onClick={() => draft.set(moveBy(replies, index, -1))}
                        >
                          ↑
                        </Button>{' '}
                        <Button
                          size="small"
                          aria-label={`${t('text.admin.down')} ${named(reply.text)
                            .replaceAll(/\{\w+\}/g, '…')
                            .slice(0, 12)}`}
                          onClick={() => draft.set(moveBy(replies, index, 1))}
                        >
                          ↓
                        </Button>{' '}
                        <Button
                          size="small"
                          danger
                          aria-label={`${t('text.admin.remove')} ${named(reply.text)
                            .replaceAll(/\{\w+\}/g, '…')
                            .slice(0, 12)}`}
                          onClick={() => draft.set(replies.filter((_, at) => at !== index))}
                        >
                          ×
                        </Button>
                      </span>
                    </Labelled>
                  )}
                </div>
                <NamedInput
                  label={t('text.admin.reply.text')}
                  value={reply.text}
                  change={(text) => put(index, { text })}
                  rows={2}
                  disabled={disabled}
                />
              </div>
            ))}
          </div>
        )
      }}
    </ConfigFrame>
  )
}
