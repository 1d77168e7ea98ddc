/** Proofs that are handed out (C2SP tlog-proof): text that shows without any server that an entry is in a log. */
import { fromBase64, fromHex, isEqual, sha256, toBase64, toHex } from './bytes.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { commit, type LogEntry, readEntry } from './entry.ts'
import { HASH_BYTES, isIncluded, leafHash } from './merkle.ts'
import { type Checkpoint, readCheckpoint, readNote, signersOf, type Verifier } from './note.ts'

const HEAD = 'c2sp.org/tlog-proof@v1'

export interface LogProof {
  readonly index: bigint
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint, as it was handed out. */
  readonly checkpoint: string
  /** The entry itself; the standard calls it extra and unproved, and here it is what gets hashed. */
  readonly entry: Uint8Array | undefined
}

export function writeProof({ index, hashes, checkpoint, entry }: LogProof): string {
  const extra = entry ? `extra ${toBase64(entry)}\n` : ''
  return `${HEAD}\n${extra}index ${index}\n${hashes.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** Reads a proof without checking it; undefined when it has not the form. */
export function readProof(text: string): LogProof | undefined {
  const end = text.indexOf('\n\n')
  const [head, ...lines] = text.slice(0, Math.max(0, end)).split('\n')
  if (head !== HEAD) return undefined
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice(6) ?? '') : undefined
  const [, index] = /^index (0|[1-9]\d{0,18})$/.exec(lines.shift() ?? '') ?? []
  const hashes = lines.map((line) => fromBase64(line))
  if (index === undefined || hashes.length > 63) return undefined
  if (!hashes.every((hash): hash is Uint8Array => hash?.length === HASH_BYTES)) return undefined
  return { index: BigInt(index), hashes, checkpoint: text.slice(end + 2), entry: extra }
}

/** Why something is not proved. */
export type ProofFault =
  | 'proof-unreadable'
  | 'checkpoint-unreadable'
  | 'checkpoint-unsigned'
  | 'too-few-witnesses'
  | 'entry-missing'
  | 'entry-unreadable'
  | 'not-included'
  | 'edition-unreadable'
  | 'edition-differs'
  | 'paper-differs'

export interface Proved {
  readonly index: bigint
  readonly checkpoint: Checkpoint
  readonly entry: LogEntry
  /** The names of the witnesses who cosigned. */
  readonly witnesses: readonly string[]
}

/** Which keys are trusted, and how many witnesses must have cosigned. */
export interface Trust {
  readonly logs: readonly Verifier[]
  readonly witnesses?: readonly Verifier[]
  readonly quorum?: number
}

/** Checks a signed checkpoint against the keys that are trusted. */
export function checkCheckpoint(
  text: string,
  { logs, witnesses = [], quorum = 0 }: Trust,
): { readonly checkpoint: Checkpoint; readonly witnesses: readonly string[] } | ProofFault {
  const note = readNote(text)
  const checkpoint = note && readCheckpoint(note.text)
  if (!note || !checkpoint) return 'checkpoint-unreadable'
  const ownKeys = logs.filter(({ name }) => name === checkpoint.origin)
  if ((signersOf(note, ownKeys)?.length ?? 0) === 0) return 'checkpoint-unsigned'
  const cosigners = signersOf(note, witnesses)
  if (!cosigners) return 'checkpoint-unsigned'
  if (cosigners.length < quorum) return 'too-few-witnesses'
  return { checkpoint, witnesses: cosigners.map(({ name }) => name) }
}

/** Checks a proof: the checkpoint is signed, and the entry in it stands where it says. */
export function checkProof(text: string, trust: Trust): Proved | ProofFault {
  const proof = readProof(text)
  if (!proof) return 'proof-unreadable'
  const signed = checkCheckpoint(proof.checkpoint, trust)
  if (typeof signed === 'string') return signed
  if (!proof.entry) return 'entry-missing'
  const entry = readEntry(proof.entry)
  if (!entry) return 'entry-unreadable'
  const { size, root } = signed.checkpoint
  if (!isIncluded({ index: proof.index, size, root }, leafHash(proof.entry), proof.hashes)) return 'not-included'
  return { index: proof.index, ...signed, entry }
}

/** A published text with the salt of its commitment, as it is handed out for checking. */
export interface EditionFile {
  readonly salt: string
  readonly body: Json
}

/** The hashes of the papers that a document names; documents before version 3 name none. */
function paperHashes(body: Json): ReadonlySet<string> {
  const found = new Set<string>()
  const blocks = (body as { content?: { blocks?: unknown } }).content?.blocks
  for (const block of Array.isArray(blocks) ? (blocks as { kind?: unknown; files?: unknown }[]) : []) {
    if (block.kind !== 'files' || !Array.isArray(block.files)) continue
    for (const { sha256: hash } of block.files as { sha256?: unknown }[]) if (typeof hash === 'string') found.add(hash)
  }
  return found
}

/**
 * Checks that a published text is the one that the entry of a proof committed to, and that each given paper is one of those that
 * the text names by their hashes.
 */
export function checkEdition(
  file: string,
  proof: string,
  trust: Trust,
  papers: readonly Uint8Array[] = [],
): Proved | ProofFault {
  const proved = checkProof(proof, trust)
  if (typeof proved === 'string') return proved
  let counted: Uint8Array
  let named: ReadonlySet<string>
  try {
    const { salt, body } = JSON.parse(file) as EditionFile
    counted = commit(canonicalJson(body), fromHex(salt) ?? new Uint8Array())
    named = paperHashes(body)
  } catch {
    return 'edition-unreadable'
  }
  if (toHex(counted) !== proved.entry.commitment) return 'edition-differs'
  return papers.every((bytes) => named.has(toHex(sha256(bytes)))) ? proved : 'paper-differs'
}

/** Whether two checkpoints name the same tree. */
export function isSameTree(left: Checkpoint, right: Checkpoint): boolean {
  return left.size === right.size && isEqual(left.root, right.root)
}
