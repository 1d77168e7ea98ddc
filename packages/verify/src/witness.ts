/** What a witness decides (C2SP tlog-witness): pure, so that any server and any store can stand around it. */
import { fromBase64, isEqual, toBase64 } from './bytes.ts'
import { HASH_BYTES, isConsistent, type Tree } from './merkle.ts'
import {
  type Checkpoint,
  cosignatureLine,
  readCheckpoint,
  readNote,
  type Signer,
  signersOf,
  type Verifier,
} from './note.ts'

/** A request that a witness is asked to cosign. */
export interface WitnessRequest {
  readonly oldSize: bigint
  readonly proof: readonly Uint8Array[]
  readonly note: string
}

const PROOF_LINES_MAX = 63

/** Writes the body of an add-checkpoint request. */
export function writeWitnessRequest({ oldSize, proof, note }: WitnessRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`
}

/** Reads the body of an add-checkpoint request; undefined when it has not the form. */
export function readWitnessRequest(body: string): WitnessRequest | undefined {
  const end = body.indexOf('\n\n')
  if (end < 0) return undefined
  const [old, ...lines] = body.slice(0, end).split('\n')
  const [, size] = /^old (0|[1-9]\d{0,18})$/.exec(old ?? '') ?? []
  const proof = lines.map((line) => fromBase64(line))
  if (size === undefined || proof.length > PROOF_LINES_MAX) return undefined
  if (!proof.every((hash): hash is Uint8Array => hash?.length === HASH_BYTES)) return undefined
  return { oldSize: BigInt(size), proof, note: body.slice(end + 2) }
}

/** The answer to a request: a status of HTTP with its body, and the tree to be kept before the answer is given. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly body: string
  readonly mediaType?: 'text/x.tlog.size'
  readonly keep?: Checkpoint
}

/** The log that a request is about, before anything of it is believed; undefined when it names none. */
export function originOf(request: WitnessRequest): string | undefined {
  const note = readNote(request.note)
  return note && readCheckpoint(note.text)?.origin
}

/**
 * Decides on a request. `seen` is the last tree that was cosigned for this log. Between reading `seen` and keeping what the
 * answer says nobody else may decide for the same log, or the log could be led back.
 */
export function decideCosigning(
  request: WitnessRequest | undefined,
  {
    logs,
    seen,
    signer,
    now,
  }: {
    readonly logs: readonly Verifier[]
    readonly seen: Tree | undefined
    readonly signer: Signer
    readonly now: Date
  },
): WitnessAnswer {
  const note = request && readNote(request.note)
  const checkpoint = note && readCheckpoint(note.text)
  if (!request || !note || !checkpoint) return { status: 400, body: 'this is no request to add a checkpoint\n' }
  const keys = logs.filter(({ name }) => name === checkpoint.origin)
  if (keys.length === 0) return { status: 404, body: 'this log is not known here\n' }
  if ((signersOf(note, keys)?.length ?? 0) === 0) return { status: 403, body: 'no signature is one of the log\n' }
  if (request.oldSize > checkpoint.size) return { status: 400, body: 'the old size is larger than the new one\n' }
  const conflict: WitnessAnswer = { status: 409, body: `${seen?.size ?? 0n}\n`, mediaType: 'text/x.tlog.size' }
  if (request.oldSize !== (seen?.size ?? 0n)) return conflict
  if (seen && seen.size === checkpoint.size && !isEqual(seen.root, checkpoint.root)) return conflict
  const isProved = seen && seen.size > 0n ? isConsistent(seen, checkpoint, request.proof) : request.proof.length === 0
  if (!isProved) return { status: 422, body: 'the log does not go on from what was seen before\n' }
  return { status: 200, body: cosignatureLine(note.text, signer, now), keep: checkpoint }
}
