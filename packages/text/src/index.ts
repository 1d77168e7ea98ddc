import { isSentence, type Language, sentences, type TextKey } from '#sentences'

export { type Language, languages, loadLanguage, sentences, type TextKey } from '#sentences'

/** Facts that stand in a sentence at `{name}`. */
export type TextFacts = Readonly<Record<string, string | number>>

const places = /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g

/** How what somebody wrote ends where its sentence is whole, a closing quotation mark behind it or not. */
const fullStop = /[。．！？!?.…][”’」』]?$/

/**
 * A fact as the sentence goes on behind it: people end what they write with a full stop or they do not, and none stands twice.
 * Before a comma or a semicolon the sentence of the fact does not end.
 */
function joined(fact: string, after: string): { readonly fact: string; readonly skip: boolean } {
  const written = fact.trimEnd()
  if (/^[。.]/.test(after) && !/^\.\w/.test(after)) return { fact: written, skip: fullStop.test(written) }
  return { fact: /^[，；,;]/.test(after) ? written.replace(/[。．]+$/, '') : fact, skip: false }
}

/**
 * The sentence of a key in a language, its `{name}` places filled in. `{name|day|days}` says the first word when the fact
 * is one and the second otherwise. A place without a fact stays visible, so that tests find it.
 */
export function say(language: Language, key: TextKey, facts: TextFacts = {}): string {
  // A screen that was not given a sentence shows its name rather than nothing at all; a check finds it.
  const sentence = sentences[language][key] ?? key
  if (!sentence.includes('{')) return sentence
  let said = ''
  let from = 0
  for (const found of sentence.matchAll(places)) {
    const [whole, name = '', one, many] = found
    said += sentence.slice(from, found.index)
    from = found.index + whole.length
    const fact = facts[name]
    if (fact === undefined) said += whole
    else if (one !== undefined) said += String(fact) === '1' ? one : (many ?? one)
    else {
      const put = joined(String(fact), sentence.slice(from))
      said += put.fact
      if (put.skip) from += 1
    }
  }
  return said + sentence.slice(from)
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

/**
 * A sentence about something of which facts were kept: one that is made of keys of sentences is said in the reader's language, and
 * one with a twin in English, `what` and `whatEn`, by the one of the language.
 */
export function sayMatter(language: Language, key: TextKey, facts: TextFacts): string {
  const spoken = (fact: string | number): string | number => {
    const words = String(fact).split(' ')
    return words.every(isTextKey)
      ? words.map((word) => say(language, word)).join(say(language, 'text.common.comma'))
      : fact
  }
  const said = Object.entries(facts).map(([name, fact]) => [
    name,
    spoken(language === 'en' ? (facts[`${name}En`] ?? fact) : fact),
  ])
  return say(language, key, Object.fromEntries(said) as TextFacts)
}
