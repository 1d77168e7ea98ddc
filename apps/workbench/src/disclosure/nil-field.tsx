import { type Block, nilSentence, saysSomething, withoutNil } from '@xiangzhi/language'
import { Button } from 'antd'
import { useText } from '../text.tsx'
import { isShortNil } from './draft-content.ts'
import { WordsInput } from '../words-input.tsx'

/** Parts that may be empty on purpose. */
type MayBeNil = Extract<Block, { kind: 'text' | 'facts' | 'table' | 'steps' }>

const mayBeNil = (block: Block): block is MayBeNil =>
  block.kind === 'text' || block.kind === 'facts' || block.kind === 'table' || block.kind === 'steps'

/** Under an empty part: the way to say that there is nothing to report, and why, in the words that everybody reads. */
export function NilField({
  block,
  heading,
  change,
}: {
  block: Block
  heading: string
  change: (block: Block) => void
}) {
  const { t } = useText()
  if (!mayBeNil(block) || saysSomething(block)) return null
  const { nil } = block
  if (nil === undefined)
    return (
      <Button size="small" type="dashed" onClick={() => change({ ...block, nil: '' })}>
        {t('text.disclosureDesk.nil.say')}
      </Button>
    )
  return (
    <div className="xo-nil">
      <label className="xo-field">
        <span>{t('text.disclosureDesk.nil.why')}</span>
        <WordsInput
          value={nil}
          most={200}
          {...(isShortNil(nil) ? { status: 'error' as const } : {})}
          autoSize={{ minRows: 1 }}
          aria-label={`${heading} ${t('text.disclosureDesk.nil.why')}`}
          onChange={({ target }) => change({ ...block, nil: target.value })}
        />
      </label>
      <p className="xz-soft xz-small">{t('text.disclosureDesk.nil.shown', { sentence: nilSentence(block) })}</p>
      <Button size="small" onClick={() => change(withoutNil(block))}>
        {t('text.disclosureDesk.nil.fill')}
      </Button>
    </div>
  )
}
