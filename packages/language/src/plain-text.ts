/**
 * Control characters, noncharacters and halved surrogate pairs: no XML can hold them, and strict readers of JSON refuse some. Marks
 * that turn the direction of writing round, which turn the words beside them as well, and characters that nobody sees.
 */
const unsayable =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** The text without what no document can hold, whatever was typed. Line breaks and tabs stay. */
export function wellFormed(text: string): string {
  return text.replaceAll(unsayable, '')
}

/** Marks that belong to the character before them: accents, variation selectors, joiners with what they join. */
const clings = /^(?:\p{M}|\p{Variation_Selector}|\p{Emoji_Modifier}|\u200D)$/u

/** How many characters a text has, as people count them: rare characters outside the first plane are one each. */
export function countCharacters(text: string): number {
  return [...text].length
}

/**
 * The first characters of a text, never half of one: at most `most` of them, `…` included where something was left out. A mark is
 * not parted from the character that it sits on.
 */
export function firstCharacters(text: string, most: number, end = '…'): string {
  // No character takes more than one place in `length` than it counts, so a short text needs no counting.
  if (text.length <= most) return text
  const characters = [...text]
  if (characters.length <= most) return text
  let keep = Math.max(0, most - [...end].length)
  while (keep > 0 && (clings.test(characters[keep] ?? '') || characters[keep - 1] === '\u200D')) keep -= 1
  return characters.slice(0, keep).join('') + end
}
