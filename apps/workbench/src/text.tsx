import { type Language, loadLanguage, type Named, nameIn, say, type TextFacts, type TextKey } from '@xiangzhi/text'
import { chosenLanguage, keepLanguage } from './chosen-language.ts'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

/** How a screen speaks: `t` for sentences, `named` for names that the county wrote in both languages. */
export interface Speech {
  readonly language: Language
  readonly setLanguage: (language: Language) => Promise<void>
  readonly t: (key: TextKey, facts?: TextFacts) => string
  readonly named: (named: Named) => string
}

const SpeechContext = createContext<Speech | undefined>(undefined)
/** Gives all screens below it one language. */
export function SpeechProvider({ children }: { children: ReactNode }) {
  const [language, speak] = useState(chosenLanguage)
  useEffect(() => {
    document.documentElement.lang = language
    keepLanguage(language)
  }, [language])
  const speech = useMemo<Speech>(
    () => ({
      language,
      setLanguage: async (next) => {
        try {
          await loadLanguage(next)
        } catch {
          // Where the other sentences cannot be fetched, the page goes on in the language it has.
          return
        }
        speak(next)
      },
      t: (key, facts) => say(language, key, facts),
      named: (named) => nameIn(language, named),
    }),
    [language],
  )
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

/** The sentences of the chosen language. */
export function useText(): Speech {
  const speech = useContext(SpeechContext)
  if (!speech) throw new Error('useText needs a SpeechProvider above it')
  return speech
}
