import { dropDraft, findDraft, keepDraft } from '../drafts.ts'
import { sendable } from './draft-content.ts'
import type { DraftText } from './use-draft.ts'

type Storage = Parameters<typeof keepDraft>[0]

/** A text that was typed on this device and did not reach the server, over the version that its writer saw. */
export interface KeptText {
  readonly text: DraftText
  readonly version: number
}

/** Whose text of which edition. */
interface Of {
  readonly personId: string
  readonly editionId: string
}

const named = ({ personId, editionId }: Of) => ({ personId, form: `edition.${editionId}.text` })

/** Keeps a text until the server has it. */
export function keepText(storage: Storage, of: Of, { text, version }: KeptText, now: number): void {
  // As one string: what is empty in a text says something, and a draft of a form leaves it out.
  keepDraft(storage, named(of), { text: JSON.stringify(text), version }, now)
}

/** A text as two of them are compared: as the server keeps it, whatever the order of its members, without lines that say nothing. */
function compared({ title, content, changeNote, publishAt }: DraftText): string {
  const plain = [title.trim(), sendable(content).content, changeNote?.trim() || null, publishAt]
  return JSON.stringify(plain, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}

/** The text that did not reach the server; undefined where there is none, or the server has the same. */
export function findText(storage: Storage, of: Of, saved: DraftText, now: number): KeptText | undefined {
  const { text, version } = findDraft(storage, named(of), now) ?? {}
  if (typeof text !== 'string' || typeof version !== 'number') return undefined
  const kept = JSON.parse(text) as DraftText
  return compared(kept) === compared(saved) ? undefined : { text: kept, version }
}

/** Forgets it: the server has it, or its writer does not want it. */
export function dropText(storage: Storage, of: Of): void {
  dropDraft(storage, named(of))
}
