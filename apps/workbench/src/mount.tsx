import { cssVariables } from '@xiangzhi/design'
import { loadLanguage } from '@xiangzhi/text'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { chosenLanguage } from './chosen-language.ts'
import { SpeechProvider } from './text.tsx'

/** Puts a page of its own (the workbench, the wall screen) into `#root`, once the sentences of its language are there. */
export async function mountPage(page: ReactNode, palette?: 'cockpit'): Promise<void> {
  const colours = document.createElement('style')
  colours.textContent = cssVariables(palette)
  document.head.prepend(colours)
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  await loadLanguage(chosenLanguage())
  createRoot(root).render(
    <StrictMode>
      <SpeechProvider>{page}</SpeechProvider>
    </StrictMode>,
  )
}
