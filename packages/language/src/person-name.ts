/**
 * Signs that people type for the dot within a name (阿依古丽·买买提): bullets, the Japanese and the Greek middle dot, operators,
 * full stops of every width. The one of GB/T 15834 is U+00B7.
 */
const dots = '\u00B7\u0387\u2022\u2024\u2027\u2219\u22C5\u25CF\u25CB\u25E6\u2E31\u30FB\uFF65\uFF0E\u3002\u16EB.'
const anyDot = `[${dots.replace('.', '\\.')}]`

/** Between Chinese characters a dot can only be the dot of a name; between Latin letters a full stop ends a short form (J. Smith). */
const chineseDots = new RegExp(`(?<=\\p{Script=Han})\\s*${anyDot}+\\s*(?=\\p{Script=Han})`, 'gu')
const otherDots = new RegExp(`\\s*[${dots.replace(/[.\uFF0E\u2024]/g, '')}]+\\s*`, 'gu')
const betweenChinese = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu

/**
 * The one spelling of a person's name: signs that cannot be seen are gone, letters and blanks have one width, Chinese characters
 * stand without blanks between them, as padded two-character names do, and whatever dot was typed within a name is `·`. Two names
 * are the same when their spellings are.
 */
export function spellName(typed: string): string {
  return typed
    .replaceAll(/[\p{Cf}\p{Cc}\u034F\uFE0E\uFE0F]/gu, (sign) => (/\s/.test(sign) ? ' ' : ''))
    .replaceAll(chineseDots, '·')
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replaceAll(betweenChinese, '')
    .replaceAll(chineseDots, '·')
    .replaceAll(otherDots, '·')
    .replaceAll(/^·+|·+$/gu, '')
}
