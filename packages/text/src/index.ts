import { isSentence, type Language, sentences, type TextKey } from '#sentences'

export { type Language, languages, loadLanguage, sentences, type TextKey } from '#sentences'

/** Facts that stand in a sentence at `{name}`. */
export type TextFacts = Readonly<Record<string, string | number>>

const places = /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g

/**
 * The sentence of a key in a language, its `{name}` places filled in. `{name|day|days}` says the first word when the fact
 * is one and the second otherwise. A place without a fact stays visible, so that tests find it.
 */
export function say(language: Language, key: TextKey, facts: TextFacts = {}): string {
  // A screen that was not given a sentence shows its name rather than nothing at all; a check finds it.
  const sentence = sentences[language][key] ?? key
  return sentence.includes('{')
    ? sentence.replace(places, (whole, name: string, one: string | undefined, many: string | undefined) => {
        const fact = facts[name]
        if (fact === undefined) return whole
        return one === undefined ? String(fact) : String(fact) === '1' ? one : (many ?? one)
      })
    : sentence
}

/** A legal basis in words: the articles of a law by number, a named part of a document, or a standard. */
export function sayBasis(language: Language, { source, article }: { source: string; article: string }): string {
  const kind = /^\d/.test(article) ? 'article' : /\p{Script=Han}/u.test(source) ? 'part' : 'standard'
  return say(language, `text.common.basis.${kind}`, {
    source,
    article: article.replaceAll(', ', say(language, 'text.common.comma')),
  })
}

/** Whether a string from a pack or a stored declaration is a text key that exists. */
export function isTextKey(key: string): key is TextKey {
  return isSentence(key)
}

/** A name that a county wrote in both languages itself (places, units, categories). */
export interface Named {
  readonly zh: string
  readonly en: string
}

/** The county's own name in the reader's language. */
export function nameIn(language: Language, named: Named): string {
  return language === 'en' ? named.en : named.zh
}
