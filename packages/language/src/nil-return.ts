import { sentences } from '@xiangzhi/text'
import type { Block, Content } from './content.ts'
import type { TemplateBlock } from './disclosure.ts'

/** A part that its writer has to fill is empty, and nothing says why. */
export interface EmptyBlockProblem {
  readonly problem: 'empty-block'
  readonly block: number
}

/** Whether words say anything: blanks, signs without width and dashes do not. */
const says = (words: string | number | null | undefined): boolean => /[\p{L}\p{N}\p{S}]/u.test(String(words ?? ''))

/** Whether a part says anything by itself. */
export function saysSomething(block: Block): boolean {
  switch (block.kind) {
    case 'text':
      return says(block.text)
    case 'facts':
      return block.rows.some(({ value }) => says(value))
    case 'table':
      return block.rows.some((row) => Object.values(row).some(says))
    case 'money':
      return true
    case 'steps':
      return block.steps.some((step) => Object.values(step).some(says))
    case 'files':
    default:
      return block.files.length > 0
  }
}

/** Why a part is empty on purpose; undefined where it says something, or nobody said why. */
export function nilOf(block: Block): string | undefined {
  const nil = 'nil' in block ? block.nil?.trim() : undefined
  return says(nil) && !saysSomething(block) ? nil : undefined
}

/** A part without what was said of its emptiness. */
export function withoutNil(block: Block): Block {
  if (!('nil' in block)) return block
  const { nil: _nil, ...rest } = block
  return rest
}

/** What officials write in the place of a part with nothing in it: of amounts, and of anything else. */
export function nilSentence(block: Block): string {
  const ofMoney = block.kind === 'table' && block.columns.some(({ align }) => align === 'money')
  return sentences['zh-CN'][ofMoney ? 'text.common.nil.amount' : 'text.common.nil.item']
}

/** A part as everybody reads it: one that is empty on purpose is a sentence with its reason (零申报). */
export function nilAsText(block: Block): Block {
  const nil = nilOf(block)
  if (nil === undefined) return withoutNil(block)
  const heading = block.heading === undefined ? {} : { heading: block.heading }
  const end = /[。！？.!?]$/u.test(nil) ? '' : '。'
  return { kind: 'text', ...heading, text: `${nilSentence(block)}${nil}${end}` }
}

/**
 * Which parts of a document its template wants filled and are empty, without a word why. Attachments may always be absent, and so may
 * sentences beside a table or lines that say it already.
 */
export function checkFilled(content: Content, template: readonly TemplateBlock[]): EmptyBlockProblem[] {
  const onlyWords = template.every(({ kind }) => kind === 'text' || kind === 'files')
  const wanted = template.filter(({ kind }) => kind !== 'files' && kind !== 'money' && (onlyWords || kind !== 'text'))
  return content.blocks.flatMap((block, at): EmptyBlockProblem[] => {
    const isWanted = wanted.some(({ kind, heading }) => kind === block.kind && heading === block.heading)
    return isWanted && !saysSomething(block) && nilOf(block) === undefined
      ? [{ problem: 'empty-block', block: at }]
      : []
  })
}
