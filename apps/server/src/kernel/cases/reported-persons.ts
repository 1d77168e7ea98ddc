import type { FieldValues } from '@xiangzhi/language'

const bare = (text: string): string => text.normalize('NFKC').replaceAll(/[\s·•・‧∙]/g, '')

/** A name of one sign is a word of the language, and would seal whatever uses it. */
const LETTERS_MIN = 2

/**
 * Whether a report names somebody of those offices: in its words or in an answer. Such a report must not reach them or those
 * beside them, whatever category was chosen.
 * Blanks and dots within a name hide nobody.
 */
export function namesOneOf(
  names: readonly string[],
  said: { readonly description: string; readonly fields: FieldValues; readonly answers: FieldValues },
): boolean {
  const texts = [said.description, ...Object.values(said.fields), ...Object.values(said.answers)]
    .filter((value) => typeof value === 'string')
    .map(bare)
  return names.map(bare).some((name) => name.length >= LETTERS_MIN && texts.some((text) => text.includes(name)))
}
