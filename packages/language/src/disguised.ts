/** Letters that are read as a digit where they stand among digits. */
const alike: Readonly<Record<string, string>> = { O: '0', o: '0', l: '1', I: '1', Z: '2', z: '2' }

/** Anything of what is looked for here; most texts have none of it. */
const any = /[OolIZzxX=＝转&]/

/** A word of digits and such letters alone; a code with any other letter is no number. */
const word = /(?<![\p{L}\p{Nd}])[\dOolIZz]{11,18}(?![A-Za-z\d])/gu

/** More letters than this, and it is rather a word. */
const lettersMost = 5

/** Blanks as they are written for a browser. */
const writtenBlank = /&(?:nbsp|ensp|emsp|thinsp|#160|#32|#xa0);?/gi

/** Three groups between signs that a number otherwise never has: of a calculation, a multiplication, or a word. */
const oddlyCut = /(?<!\d)(1[3-9]\d{1,2})(\s?)([xX=＝转])(\s?)(\d{3,4})(\s?)\3(\s?)(\d{3,5})(?!\d)/g

/**
 * The text as somebody reads it who wants the number in it: letters that stand for digits as digits, written blanks as blanks, odd
 * signs as hyphens. It is as long as the text, so that places in one are places in the other; undefined where nothing differs.
 */
export function undisguised(text: string): string | undefined {
  if (!any.test(text)) return undefined
  const read = text
    .replace(writtenBlank, (blank) => ' '.repeat(blank.length))
    .replace(word, (found) => {
      const letters = found.replaceAll(/\d/g, '').length
      return letters > lettersMost ? found : [...found].map((char) => alike[char] ?? char).join('')
    })
    .replace(oddlyCut, (whole: string, ...parts: string[]) => {
      const digits = [parts[0], parts[4], parts[7]].join('')
      return digits.length === 11 ? whole.replaceAll(/[xX=＝转]/g, '-') : whole
    })
  return read === text ? undefined : read
}
