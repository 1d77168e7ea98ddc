import type { Content, MaskKind } from './content.ts'
import type { TemplateBlock } from './disclosure.ts'
import { smallCountsIn } from './mask-counts.ts'
import { byOffice, declaredBy, factMasks, tableColumns } from './mask-kinds.ts'

/** What no mask looks at, so that a person must. */
export const maskLimits = [
  'names-in-sentences',
  'named-by-office',
  'columns-as-written',
  'fixed-lines',
  'small-counts-in-words',
  'files',
] as const
export type MaskLimit = (typeof maskLimits)[number]

/** What of a document the masks do not cover, with the labels, headings or words it is about; `#2` is its second part, without a heading. */
export interface NotCovered {
  readonly limit: MaskLimit
  readonly about: readonly string[]
}

/** A telephone of a fixed line: of an office nearly always, of a home sometimes. */
const fixedLine = /(?<!\d)0\d{2,3}[-\s]?\d{7,8}(?!\d)/g

/** What the masks do not cover of a document: the writer and whoever checks read this beside what was masked. */
export function listNotCovered(content: Content, template: readonly TemplateBlock[]): NotCovered[] {
  const declared = declaredBy(template)
  const about: Record<MaskLimit, Set<string>> = {
    'names-in-sentences': new Set(),
    'named-by-office': new Set(),
    'columns-as-written': new Set(),
    'fixed-lines': new Set(JSON.stringify(content).match(fixedLine)),
    'small-counts-in-words': new Set(),
    files: new Set(),
  }
  const sort = (label: string, mask: MaskKind | undefined, isKnown: boolean): void => {
    if (mask === 'shown' || (mask === undefined && byOffice.test(label))) about['named-by-office'].add(label)
    else if (mask === undefined && !isKnown) about['columns-as-written'].add(label)
  }
  content.blocks.forEach((block, at) => {
    const heading = block.heading ?? `#${at + 1}`
    if (block.kind === 'text' && smallCountsIn(block.text)) about['small-counts-in-words'].add(heading)
    if (block.kind === 'table') {
      for (const column of tableColumns(block, declared))
        if (column.align === 'text')
          sort(column.label, column.mask, declared.known.has(`${column.key}\n${column.label}`))
    } else if (block.kind === 'facts') {
      const masks = factMasks(block, declared)
      block.rows.forEach(({ label }, row) => sort(label, masks[row], declared.known.has(label)))
    } else if (block.kind === 'files') for (const { name } of block.files) about.files.add(name)
    else if (block.kind === 'text' ? block.text.trim() !== '' : true) about['names-in-sentences'].add(heading)
  })
  return maskLimits.filter((limit) => about[limit].size > 0).map((limit) => ({ limit, about: [...about[limit]] }))
}
