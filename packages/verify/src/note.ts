/** Signed notes (C2SP signed-note), checkpoints (tlog-checkpoint) and the cosignatures of witnesses (tlog-cosignature). */
import { ed25519 } from '@noble/curves/ed25519.js'
import { concatBytes, fromBase64, isEqual, sha256, toBase64, toUtf8 } from './bytes.ts'
import { HASH_BYTES, type Tree } from './merkle.ts'

/** The kinds of signature that are understood: a log signs with Ed25519, a witness cosigns with Ed25519 and the time. */
const ED25519 = 0x01
const COSIGNATURE = 0x04
type Algorithm = typeof ED25519 | typeof COSIGNATURE

const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const ID_BYTES = 4

/** Checks the signatures of one key. */
export interface Verifier {
  readonly name: string
  readonly id: Uint8Array
  readonly algorithm: Algorithm
  readonly publicKey: Uint8Array
}

/** Signs with one key. */
export interface Signer extends Verifier {
  readonly seed: Uint8Array
}

const idOf = (name: string, algorithm: Algorithm, publicKey: Uint8Array): Uint8Array =>
  sha256(concatBytes(toUtf8(`${name}\n`), Uint8Array.of(algorithm), publicKey)).slice(0, ID_BYTES)

const hexId = (id: Uint8Array): string => Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')

const isName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name)

const readKey = (text: string, pattern: RegExp): Omit<Verifier, 'publicKey'> & { readonly key: Uint8Array } => {
  const [, name, id, encoded] = pattern.exec(text.trim()) ?? []
  const bytes = fromBase64(encoded ?? '')
  const [algorithm] = bytes ?? []
  if (!name || !id || !isName(name) || bytes?.length !== KEY_BYTES + 1) throw new TypeError('this is no key of a log')
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE) throw new TypeError('this kind of key is not understood')
  return {
    name,
    id: Uint8Array.from(id.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    algorithm,
    key: bytes.slice(1),
  }
}

/** Reads a verifier key `name+id+key`. Throws a TypeError when it is none, or when one of its letters was changed. */
export function readVerifier(vkey: string): Verifier {
  const { key, ...rest } = readKey(vkey, /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/)
  if (!isEqual(rest.id, idOf(rest.name, rest.algorithm, key))) throw new TypeError('the key does not fit its id')
  return { ...rest, publicKey: key }
}

/** Writes a verifier key: what people note, print and compare. */
export function verifierKey({ name, id, algorithm, publicKey }: Verifier): string {
  return `${name}+${hexId(id)}+${toBase64(concatBytes(Uint8Array.of(algorithm), publicKey))}`
}

/** A signing key from 32 bytes of chance. Throws a TypeError for a name with a space or a plus sign. */
export function makeSigner(name: string, seed: Uint8Array, kind: 'log' | 'witness'): Signer {
  if (!isName(name)) throw new TypeError(`a key cannot be named ${name}`)
  const algorithm = kind === 'log' ? ED25519 : COSIGNATURE
  const publicKey = ed25519.getPublicKey(seed)
  return { name, algorithm, publicKey, seed, id: idOf(name, algorithm, publicKey) }
}

/** Writes a signing key, in the form that Go's note package uses: for a file that nobody else may read. */
export function signingKey({ name, id, algorithm, seed }: Signer): string {
  return `PRIVATE+KEY+${name}+${hexId(id)}+${toBase64(concatBytes(Uint8Array.of(algorithm), seed))}`
}

/** Reads a signing key. Throws a TypeError when it is none. */
export function readSigner(text: string): Signer {
  const { key, name, id, algorithm } = readKey(text, /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/)
  const signer = makeSigner(name, key, algorithm === ED25519 ? 'log' : 'witness')
  if (!isEqual(signer.id, id)) throw new TypeError('the key does not fit its id')
  return signer
}

/** One line below a note. */
export interface NoteSignature {
  readonly name: string
  readonly id: Uint8Array
  /** What stands behind the id: a signature, for a witness with the time before it. */
  readonly bytes: Uint8Array
  readonly line: string
}

export interface Note {
  /** What was signed, its last line ended. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u
/** More signatures than anybody has reason to give. */
const SIGNATURES_MAX = 100

/** Takes a signed note apart without checking anything. Undefined when it has not the form. */
export function readNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n')
  // oxlint-disable-next-line no-control-regex -- The standard forbids all control characters but the end of a line.
  if (end < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) return undefined
  const signatures = lines.map((line) => {
    const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? []
    const bytes = fromBase64(encoded ?? '')
    if (!name || !bytes || bytes.length <= ID_BYTES) return undefined
    return { name, id: bytes.slice(0, ID_BYTES), bytes: bytes.slice(ID_BYTES), line }
  })
  if (!signatures.every((signature) => signature !== undefined)) return undefined
  return { text: note.slice(0, end + 1), signatures }
}

const cosigned = (text: string, seconds: bigint): Uint8Array => toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`)

const secondsOf = (bytes: Uint8Array): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0)

const isSignature = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean => {
  try {
    return ed25519.verify(signature, message, publicKey)
  } catch {
    return false
  }
}

/** Whether a signature below a note is the one of a key over the text. */
export function isSignedBy({ text }: Pick<Note, 'text'>, signature: NoteSignature, verifier: Verifier): boolean {
  const { bytes } = signature
  if (signature.name !== verifier.name || !isEqual(signature.id, verifier.id)) return false
  if (verifier.algorithm === ED25519)
    return bytes.length === SIGNATURE_BYTES && isSignature(bytes, toUtf8(text), verifier.publicKey)
  if (bytes.length !== SIGNATURE_BYTES + 8) return false
  return isSignature(bytes.slice(8), cosigned(text, secondsOf(bytes)), verifier.publicKey)
}

/**
 * Which of the keys signed a note. A signature that claims to be of one of them and is not makes the whole note false
 * (undefined); those of unknown keys are passed over.
 */
export function signersOf(note: Note, verifiers: readonly Verifier[]): Verifier[] | undefined {
  const found: Verifier[] = []
  for (const signature of note.signatures) {
    const claimed = verifiers.find(({ name, id }) => name === signature.name && isEqual(id, signature.id))
    if (!claimed || found.includes(claimed)) continue
    if (!isSignedBy(note, signature, claimed)) return undefined
    found.push(claimed)
  }
  return found
}

const signatureLine = ({ name, id }: Verifier, bytes: Uint8Array): string =>
  `\u2014 ${name} ${toBase64(concatBytes(id, bytes))}\n`

/** Signs a text that ends its last line, with one key or, while keys change, with several. */
export function signNote(text: string, signers: readonly Signer[]): string {
  return `${text}\n${signers.map((signer) => signatureLine(signer, ed25519.sign(toUtf8(text), signer.seed))).join('')}`
}

/** The line by which a witness says that at this second it saw a checkpoint that goes on from what it saw before. */
export function cosignatureLine(text: string, signer: Signer, at: Date): string {
  const seconds = BigInt(Math.floor(at.getTime() / 1000))
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, seconds)
  return signatureLine(signer, concatBytes(time, ed25519.sign(cosigned(text, seconds), signer.seed)))
}

/** When a witness signed; undefined for a signature that has no time. */
export function cosignedAt({ bytes }: NoteSignature): Date | undefined {
  return bytes.length === SIGNATURE_BYTES + 8 ? new Date(Number(secondsOf(bytes)) * 1000) : undefined
}

/** The head of a log at some moment. */
export interface Checkpoint extends Tree {
  /** Which log it is, for ever the same. */
  readonly origin: string
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Reads the text of a checkpoint; undefined when it has not the form. Further lines are allowed and mean nothing here. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, encoded] = text.split('\n')
  const root = fromBase64(encoded ?? '')
  if (!origin || size === undefined || !/^(?:0|[1-9]\d{0,18})$/.test(size) || root?.length !== HASH_BYTES)
    return undefined
  return { origin, size: BigInt(size), root }
}
