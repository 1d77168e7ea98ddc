import { useText } from '../text.tsx'

/** The kinds of organisations that have a word of ours. */
export const kinds = [
  'centre',
  'department',
  'public-body',
  'utility',
  'town-office',
  'governance-office',
  'committee',
  'party',
  'oversight',
  'mediation',
] as const

/** What a kind of organisation is called; a county may have kinds of its own. */
export function useKindWord(): (kind: string) => string {
  const { t } = useText()
  return (kind) =>
    (kinds as readonly string[]).includes(kind)
      ? t(`text.admin.organisationKind.${kind as (typeof kinds)[number]}`)
      : kind
}

const knownLines = [
  'organisation',
  'governance',
  'civil-affairs',
  'health',
  'safety',
  'building',
  'farming',
  'culture',
  'economy',
  'livelihood',
  'mass',
] as const

/** What a professional line 条线 is called; a county may have lines of its own. */
export function useLineWord(): (line: string | null) => string {
  const { t } = useText()
  return (line) =>
    line === null
      ? '—'
      : (knownLines as readonly string[]).includes(line)
        ? t(`text.admin.line.${line as (typeof knownLines)[number]}`)
        : line
}
