import type { Language } from '@xiangzhi/text'

/** What a place is called in the reader's language; one without an English name keeps its Chinese one. */
export function placeName(
  language: Language,
  { name, nameEn }: { readonly name: string; readonly nameEn: string | null },
): string {
  return language === 'en' ? (nameEn ?? name) : name
}
