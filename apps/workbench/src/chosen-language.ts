import type { Language } from '@xiangzhi/text'

const kept = 'xiangzhi.language'

/** The language chosen on this device, Chinese when none was. */
export function chosenLanguage(): Language {
  try {
    return window.localStorage.getItem(kept) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}

/** Keeps the choice on this device; a browser that forbids storage simply forgets it. */
export function keepLanguage(language: Language): void {
  try {
    window.localStorage.setItem(kept, language)
  } catch {
    // Nothing to do: the choice lasts until the page is left.
  }
}
