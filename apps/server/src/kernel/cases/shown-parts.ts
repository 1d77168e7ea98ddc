import type { FieldValues } from '@xiangzhi/language'

/** What of a process says whom its fields are for. */
interface Declared {
  readonly fields: Readonly<Record<string, { readonly audience: 'public' | 'staff' | 'parties' }>>
  readonly opening: { readonly asks: readonly string[] }
}

/** How much of a case that somebody may read they are shown. */
export interface Seeing {
  /** Whether they stand back 回避: that it goes on and with whom, and nothing of the matter since it was opened. */
  readonly back: boolean
  /** Whether they see what is between the parties. */
  readonly parties: boolean
  /** The namings that ever kept them away from it, also where they were taken back. */
  readonly namings: ReadonlySet<string>
}

/** Whether somebody is shown a field, wherever it stands: on the case, in a line of its timeline, or as a paper. */
function showsField({ fields, opening }: Declared, { back, parties }: Seeing, key: string): boolean {
  if (fields[key]?.audience === 'parties') return parties && !back
  return !back || opening.asks.includes(key)
}

/** The fields of a case or of a line that somebody is shown: the one rule for both. */
export function shownFields(process: Declared, seeing: Seeing, fields: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => showsField(process, seeing, key)))
}

/** The papers that somebody is shown: none to whoever stands back. */
export function shownFiles<File extends { readonly field: string }>(
  process: Declared,
  seeing: Seeing,
  files: readonly File[],
): File[] {
  return seeing.back ? [] : files.filter(({ field }) => showsField(process, seeing, field))
}

/** What of a line of a timeline says more than that something was done, when, and by which unit. */
interface Line {
  readonly byName: string | null
  readonly note: string | null
  readonly publicNote: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** A line of a timeline as somebody is shown it. Whoever stands back sees what was done, when and by which unit. */
export function shownLine<Shown extends Line>(process: Declared, seeing: Seeing, line: Shown): Shown {
  if (seeing.back) return { ...line, byName: null, note: null, publicNote: null, facts: {} }
  const { concerned, fields } = line.facts
  // Who named somebody, who decided it and what they wrote is kept from them, also once it was taken back.
  if (typeof concerned === 'string' && seeing.namings.has(concerned))
    return { ...line, byName: null, note: null, facts: {} }
  if (fields === undefined) return line
  return { ...line, facts: { ...line.facts, fields: shownFields(process, seeing, fields as FieldValues) } }
}
