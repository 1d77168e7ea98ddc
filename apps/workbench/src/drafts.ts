import type { ProcessDeclaration } from '@xiangzhi/language'

/** What was typed into a form and not sent: kept on this device, for one person and one form. */
interface Draft {
  /** When it was last written, in ms. */
  readonly at: number
  readonly values: Readonly<Record<string, unknown>>
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const START = 'xiangzhi.draft.'
const GOOD_FOR_MS = 7 * 86_400_000
/** Who reported is never kept on a device, nor are files: they are sent ahead and stand on the server. */
const NEVER: readonly string[] = ['name', 'phone', 'files']

/** The fields of a process that stay off the device: telephones and files. */
export const fieldsOffDevice = (process: Pick<ProcessDeclaration, 'fields'> | undefined): string[] =>
  Object.entries(process?.fields ?? {}).flatMap(([key, { kind }]) =>
    kind === 'phone' || kind === 'files' ? [key] : [],
  )

const keyOf = (personId: string, form: string): string => `${START}${personId}.${form}`

/** What of the values of a form may be kept: nothing under the names in `never`, however deep, and nothing empty. */
function keepable(value: unknown, never: readonly string[] = []): unknown {
  if (value === null || value === '') return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const kept = Object.entries(value).flatMap(([name, one]) => {
    const left = NEVER.includes(name) || never.includes(name) ? undefined : keepable(one, never)
    return left === undefined ? [] : [[name, left] as const]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** What of the values of a form differs from how it opens: what is there without anybody is nothing that somebody typed. */
export function typedBeyond(values: object, initial: object = {}): Record<string, unknown> {
  const opens = new Map(Object.entries(initial))
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(opens.get(name))),
  )
}

function draftsIn(storage: Storage, start: string): string[] {
  const keys = Array.from({ length: storage.length }, (_none, no) => storage.key(no) ?? '')
  return keys.filter((key) => key.startsWith(start))
}

function read(storage: Storage, key: string): Draft | undefined {
  try {
    const draft = JSON.parse(storage.getItem(key) ?? 'null') as Partial<Draft> | null
    return typeof draft?.at === 'number' && typeof draft.values === 'object' ? (draft as Draft) : undefined
  } catch {
    return undefined
  }
}

/** Keeps what stands in a form now. A browser that keeps nothing (private window, full) is no reason to stop somebody. */
export function keepDraft(
  storage: Storage,
  of: {
    readonly personId: string
    readonly form: string
    readonly never?: readonly string[]
    /** How the form opens. */
    readonly initial?: object
  },
  values: object,
  now: number,
): void {
  const key = keyOf(of.personId, of.form)
  const kept = keepable(typedBeyond(values, of.initial), of.never)
  try {
    if (kept === undefined) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify({ at: now, values: kept }))
  } catch {
    // Nothing is kept; the form goes on.
  }
}

/** The draft of a form. Drafts of seven days ago, whosoever, go when anybody looks. */
export function findDraft(
  storage: Storage,
  { personId, form, initial }: { readonly personId: string; readonly form: string; readonly initial?: object },
  now: number,
): Draft['values'] | undefined {
  for (const key of draftsIn(storage, START)) {
    const draft = read(storage, key)
    if (!draft || draft.at <= now - GOOD_FOR_MS) storage.removeItem(key)
  }
  const typed = typedBeyond(read(storage, keyOf(personId, form))?.values ?? {}, initial)
  return Object.keys(typed).length === 0 ? undefined : typed
}

/** Forgets the draft of a form: it was sent, or is not wanted. */
export function dropDraft(
  storage: Storage,
  { personId, form }: { readonly personId: string; readonly form: string },
): void {
  storage.removeItem(keyOf(personId, form))
}

/** Forgets all drafts of a person who signs out. */
export function dropDraftsOf(storage: Storage, personId: string): void {
  for (const key of draftsIn(storage, `${START}${personId}.`)) storage.removeItem(key)
}

/** Forgets what others left on this device: whoever signed in after them may look into its storage. */
export function dropDraftsOfOthers(storage: Storage, personId: string): void {
  for (const key of draftsIn(storage, START)) if (!key.startsWith(`${START}${personId}.`)) storage.removeItem(key)
}
