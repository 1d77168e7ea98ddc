import type { Block, Content } from '@xiangzhi/language'
import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { problemSentence, sendFile } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'
import type { BlockOf } from './draft-content.ts'
import { MoneyBlock } from './money-block.tsx'
import { NilField } from './nil-field.tsx'
import { TableBlock } from './table-block.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

type Change<B> = (block: B) => void

function TextBlock({
  block,
  change,
  label,
}: {
  block: BlockOf<'text'>
  change: Change<BlockOf<'text'>>
  label: string
}) {
  return (
    <WordsInput
      value={block.text}
      aria-label={label}
      autoSize={{ minRows: 4, maxRows: 24 }}
      most={20_000}
      onChange={({ target }) => change({ ...block, text: target.value })}
    />
  )
}

function FactsBlock({ block, change }: { block: BlockOf<'facts'>; change: Change<BlockOf<'facts'>> }) {
  return (
    <div className="xo-facts">
      {block.rows.map((row, at) => (
        <label key={at} className="xo-field">
          <span>{row.label}</span>
          <WordsInput
            value={row.value}
            quiet
            autoSize={{ minRows: 1, maxRows: 8 }}
            most={2000}
            onChange={({ target }) =>
              change({
                ...block,
                rows: block.rows.map((one, index) => (index === at ? { ...one, value: target.value } : one)),
              })
            }
          />
        </label>
      ))}
    </div>
  )
}

const stepParts = ['name', 'who', 'within', 'note'] as const

function StepsBlock({ block, change }: { block: BlockOf<'steps'>; change: Change<BlockOf<'steps'>> }) {
  const { t } = useText()
  const { steps } = block
  const move = (at: number, by: -1 | 1): void => {
    const next = [...steps]
    const [one] = next.splice(at, 1)
    if (one) next.splice(at + by, 0, one)
    change({ ...block, steps: next })
  }
  return (
    <>
      <ol className="xo-steps">
        {steps.map((step, at) => (
          <li key={at}>
            {stepParts.map((part) => (
              <label key={part} className="xo-field">
                <span>{t(`text.disclosureDesk.step.${part}`)}</span>
                <LineInput
                  value={step[part] ?? ''}
                  most={part === 'note' ? 500 : part === 'within' ? 60 : 120}
                  aria-label={`${t('text.disclosureDesk.stepNo', { n: at + 1 })} ${t(`text.disclosureDesk.step.${part}`)}`}
                  onChange={({ target }) =>
                    change({
                      ...block,
                      steps: steps.map((one, index) => (index === at ? { ...one, [part]: target.value } : one)),
                    })
                  }
                />
              </label>
            ))}
            <div className="xo-buttons">
              <Button size="small" disabled={at === 0} onClick={() => move(at, -1)}>
                {t('text.disclosureDesk.up')}
              </Button>
              <Button size="small" disabled={at === steps.length - 1} onClick={() => move(at, 1)}>
                {t('text.disclosureDesk.down')}
              </Button>
              <Button
                size="small"
                danger
                onClick={() => change({ ...block, steps: steps.filter((_, index) => index !== at) })}
              >
                {t('text.disclosureDesk.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        type="dashed"
        disabled={steps.length >= 40}
        onClick={() => change({ ...block, steps: [...steps, { name: '', who: '' }] })}
      >
        {t('text.disclosureDesk.stepAdd')}
      </Button>
    </>
  )
}

/** How many files a part of a document takes. */
const FILES_MAX = 20

const accepted = 'image/jpeg,image/png,image/webp,application/pdf,.xlsx'

function FilesBlock({ block, change }: { block: BlockOf<'files'>; change: Change<BlockOf<'files'>> }) {
  const { t, language } = useText()
  const { message } = App.useApp()
  const chosen = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const add = async (files: readonly File[]): Promise<void> => {
    setBusy(true)
    const added: BlockOf<'files'>['files'][number][] = []
    for (const file of files) {
      if (block.files.length + added.length >= FILES_MAX) {
        void message.warning(t('text.workbench.form.fileTooMany', { name: file.name, most: FILES_MAX }))
        continue
      }
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a thin line carries each
        const { id } = await sendFile(file)
        // The title is ours until the writer gives it one: names of files say more about people than they should.
        const name = t('text.disclosureDesk.fileTitle', { n: block.files.length + added.length + 1 })
        added.push({ fileId: id, name, mediaType: file.type.slice(0, 100), bytes: file.size })
      } catch (error) {
        void message.error(file.name + t('text.common.colon') + problemSentence(language, error))
      }
    }
    setBusy(false)
    if (added.length > 0) change({ ...block, files: [...block.files, ...added] })
  }
  return (
    <>
      <ul className="xo-files">
        {block.files.map((file, at) => (
          <li key={file.fileId}>
            <Icon name="attach" size={15} />
            <LineInput
              value={file.name}
              most={120}
              aria-label={t('text.disclosureDesk.fileName', { n: at + 1 })}
              onChange={({ target }) =>
                change({
                  ...block,
                  files: block.files.map((one, index) => (index === at ? { ...one, name: target.value } : one)),
                })
              }
            />
            <span className="xz-soft xz-figures">{Math.max(1, Math.round(file.bytes / 1024))} KB</span>
            <Button
              type="text"
              size="small"
              aria-label={t('text.disclosureDesk.removeOf', { n: at + 1 })}
              icon={<Icon name="cross" size={14} />}
              onClick={() => change({ ...block, files: block.files.filter((_, index) => index !== at) })}
            />
          </li>
        ))}
      </ul>
      <Button
        size="small"
        loading={busy}
        icon={<Icon name="attach" size={14} />}
        onClick={() => chosen.current?.click()}
      >
        {t('text.disclosureDesk.fileAdd')}
      </Button>{' '}
      <span className="xz-soft xz-small">{t('text.disclosureDesk.fileHint')}</span>
      <input
        ref={chosen}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label={t('text.disclosureDesk.fileAdd')}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          void add(files)
        }}
      />
    </>
  )
}

interface BlocksProps {
  readonly content: Content
  readonly editionId: string
  readonly change: (content: Content) => void
  readonly settle: () => Promise<number | undefined>
  readonly renewed: () => Promise<void>
}

/** The form of a document: one part after another, as the template has them. */
export function BlockEditor({ content, editionId, change, settle, renewed }: BlocksProps) {
  const { t } = useText()
  const put =
    (at: number) =>
    (block: Block): void =>
      change({ blocks: content.blocks.map((one, index) => (index === at ? block : one)) })
  return content.blocks.map((block, at) => {
    const heading = block.heading ?? t(`text.disclosureDesk.kind.${block.kind}`)
    return (
      <fieldset key={at} className="xz-panel xo-block" id={`block-${at}`}>
        <legend>{heading}</legend>
        {block.kind === 'text' ? <TextBlock block={block} label={heading} change={put(at)} /> : null}
        {block.kind === 'facts' ? <FactsBlock block={block} change={put(at)} /> : null}
        {block.kind === 'money' ? <MoneyBlock block={block} change={put(at)} /> : null}
        {block.kind === 'steps' ? <StepsBlock block={block} change={put(at)} /> : null}
        {block.kind === 'files' ? <FilesBlock block={block} change={put(at)} /> : null}
        {block.kind === 'table' ? (
          <TableBlock block={block} at={at} editionId={editionId} change={put(at)} settle={settle} renewed={renewed} />
        ) : null}
        <NilField block={block} heading={heading} change={put(at)} />
      </fieldset>
    )
  })
}
