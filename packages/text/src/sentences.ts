import { all as english } from './en/all.ts'
import { all as chinese } from './zh-CN/all.ts'

/** The name of a sentence that people read; every language has every key. */
export type TextKey = keyof typeof chinese

/** The languages a person can choose; Chinese comes first everywhere. */
export type Language = 'zh-CN' | 'en'
export const languages: readonly Language[] = ['zh-CN', 'en']

/** Every sentence in every language. In a browser only those of loaded languages: see `sentences-loaded.ts`. */
export const sentences: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = {
  'zh-CN': chinese,
  en: english,
}

/** Whether a sentence of this name exists. */
export function isSentence(key: string): key is TextKey {
  return Object.hasOwn(chinese, key)
}

/** Makes the sentences of a language ready. Here all are ready from the beginning; a browser fetches them first. */
export async function loadLanguage(_language: Language): Promise<void> {}
