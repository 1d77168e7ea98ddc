// Stands in the place of `sentences.ts` in browsers (`imports` in package.json): a screen of the staff is shown in one language,
// so the other one and the sentences of the villagers' pages are not sent to it.
import type { Language, TextKey } from './sentences.ts'

export type { Language, TextKey } from './sentences.ts'

export const languages: readonly Language[] = ['zh-CN', 'en']

const none = {} as Readonly<Record<TextKey, string>>
const loaded: Record<Language, Readonly<Record<TextKey, string>>> = { 'zh-CN': none, en: none }

/** The sentences of the languages that were loaded. */
export const sentences: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = loaded

/** Whether a sentence of this name exists in what was loaded. */
export function isSentence(key: string): key is TextKey {
  return languages.some((language) => Object.hasOwn(loaded[language], key))
}

/** Fetches the sentences of a language once. Rejects when they cannot be fetched; what was loaded before stays. */
export async function loadLanguage(language: Language): Promise<void> {
  if (loaded[language] !== none) return
  const { staff } = await (language === 'en' ? import('./en/staff.ts') : import('./zh-CN/staff.ts'))
  loaded[language] = staff as Readonly<Record<TextKey, string>>
}
