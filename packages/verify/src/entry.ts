/** What stands in the public log of a county: commitments, and never anything about a person. */
import { canonicalJson } from './canonical-json.ts'
import { concatBytes, fromHex, fromUtf8, sha256, toHex, toUtf8 } from './bytes.ts'

/** What can be written into the log. */
export const logKinds = [
  'publication',
  'correction',
  'withdrawal',
  'hiding',
  'duty-miss',
  'ballot',
  'resolution',
  'month-close',
  'daily-root',
  'key-change',
] as const
export type LogKind = (typeof logKinds)[number]

/** One entry of the log. */
export interface LogEntry {
  readonly kind: LogKind
  /** What it is about: the id of an edition, of a duty; for a change of keys the new verifier key. */
  readonly subject: string
  /** SHA-256 over salt and content, in hexadecimal. */
  readonly commitment: string
  /** The instant the thing happened, in UTC. */
  readonly at: string
}

const SALT_BYTES = 32

/**
 * The commitment to a content: SHA-256 over 32 bytes of salt and then the content, so that `cat SALT CONTENT | sha256sum`
 * counts the same. Whoever deletes salt and content has made the entry say nothing. Throws a RangeError for another salt.
 */
export function commit(content: Uint8Array | string, salt: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  return sha256(concatBytes(salt, typeof content === 'string' ? toUtf8(content) : content))
}

/** The bytes of an entry as they are hashed: one line of canonical JSON. */
export function entryBytes({ kind, subject, commitment, at }: LogEntry): Uint8Array {
  return toUtf8(canonicalJson({ at, commitment, kind, subject, v: 1 }))
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Reads the bytes of an entry; undefined when they are none of ours, or not written in the one way. */
export function readEntry(bytes: Uint8Array): LogEntry | undefined {
  try {
    const value = JSON.parse(fromUtf8(bytes)) as Partial<LogEntry>
    const { kind, subject, commitment, at } = value
    if (!logKinds.some((known) => known === kind) || typeof subject !== 'string' || !INSTANT.test(at ?? ''))
      return undefined
    if (typeof commitment !== 'string' || fromHex(commitment)?.length !== 32) return undefined
    const entry = { kind, subject, commitment, at } as LogEntry
    return toHex(entryBytes(entry)) === toHex(bytes) ? entry : undefined
  } catch {
    return undefined
  }
}
