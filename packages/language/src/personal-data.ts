import type { DisclosureAudience, DisclosureItem } from './disclosure.ts'
import type { MaskKind } from './content.ts'

/** What an item lays open of persons, by its declaration: to whom, which columns and lines, and how each is masked. */
export interface PersonalData {
  readonly audience: DisclosureAudience
  readonly parts: readonly { readonly label: string; readonly mask: MaskKind }[]
}

/**
 * What an item lays open of persons; nothing for one that holds none. An assessment of its impact (个人信息保护法 art. 55, 56) is of
 * exactly this: where a catalogue changes it, the assessment is made anew.
 */
export function personalDataOf({
  audience,
  template,
}: Pick<DisclosureItem, 'audience' | 'template'>): PersonalData | undefined {
  const parts = template.flatMap((block) => {
    const fields = block.kind === 'facts' ? block.rows : block.kind === 'table' ? block.columns : []
    return fields.flatMap(({ label, mask }) => (mask === undefined ? [] : [{ label, mask }]))
  })
  return parts.length > 0 || audience === 'village' ? { audience, parts } : undefined
}
