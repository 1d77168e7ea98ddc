import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isSignedBy,
  readCheckpoint,
  readNote,
  readVerifier,
  toHex,
  type Verifier,
  writeWitnessRequest,
} from '@xiangzhi/verify'
import { type Database, sql, type Tx } from '#platform/database'
import type { Log } from '#platform/log'
import { findHeadNote, treeIn } from './read.ts'
import type { OwnWitness } from './own-witness.ts'
import { noteWitness, type WitnessSaid } from './witness-states.ts'

/** Somebody who watches that the log only grows, and signs that he saw it. */
export interface Witness {
  readonly verifier: Verifier
  /** Where heads are handed in: `<url>/add-checkpoint`. */
  readonly url: string
}

/** Reads lines `witness <verifier key> <url>`; what begins with # is a remark. Throws for a line that is neither. */
export function readWitnesses(text: string): Witness[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [word, vkey, url, ...more] = line.split(/\s+/)
      if (word !== 'witness' || !vkey || !url || more.length > 0) throw new Error(`no line about a witness: ${line}`)
      return { verifier: readVerifier(vkey), url: new URL(url).href.replace(/\/$/, '') }
    })
}

/** The line of the witness that this installation runs itself, written by whoever runs it. */
export const ownWitnessFile = (dataDir: string): string => join(dataDir, 'log-witness-own')

/** The witnesses of this installation: its own, and those in the file LOG_WITNESSES names, or `log-witnesses` in the data folder. */
export async function listWitnesses(dataDir: string, file = process.env['LOG_WITNESSES']): Promise<Witness[]> {
  const text = await readFile(file ?? join(dataDir, 'log-witnesses'), 'utf8').catch((error: unknown) => {
    if (file === undefined && (error as { code?: unknown }).code === 'ENOENT') return ''
    throw error
  })
  const own = await readFile(ownWitnessFile(dataDir), 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return ''
    throw error
  })
  return readWitnesses(`${own}\n${text}`)
}

/** Hears which head a witness refuses; meant for those who have to ask the witness. */
export type OnRefused = (
  tx: Tx,
  refused: { readonly name: string; readonly size: number; readonly root: string; readonly detail: string },
  now: Date,
) => Promise<void>

/** A witness that answered, and not with its signature: it has seen another log, or does not know this one. */
export class WitnessRefused extends Error {}

const ANSWER_MS = 10_000
/** A witness that has seen another size says so once; that it then changes again means somebody else is quicker. */
const TRIES = 3

async function askWitness(
  { db, county }: { readonly db: Database; readonly county: number },
  { verifier, url }: Witness,
  note: string,
  size: number,
): Promise<string> {
  let oldSize = size
  for (let tries = 0; tries < TRIES; tries += 1) {
    const from = oldSize
    const proof = await db.read(county, (tx) => treeIn(tx, size).consistencyProof(from))
    const answer = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: writeWitnessRequest({ oldSize: BigInt(from), proof, note }),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = (await answer.text()).slice(0, 10_000)
    if (answer.status === 409) {
      const seen = Number(text.trim())
      if (!Number.isSafeInteger(seen) || seen > size)
        throw new WitnessRefused(`${verifier.name} has seen ${text.trim()} entries`)
      oldSize = seen
      continue
    }
    if (answer.status !== 200) {
      const message = `${verifier.name} answered ${answer.status}: ${text.slice(0, 200)}`
      throw answer.status < 500 ? new WitnessRefused(message) : new Error(message)
    }
    const cosigned = readNote(`${readNote(note)?.text ?? ''}\n${text}`)
    const own = cosigned?.signatures.find((signature) => isSignedBy(cosigned, signature, verifier))
    if (!own) throw new WitnessRefused(`${verifier.name} answered with a signature that is not its own`)
    return `${own.line}\n`
  }
  throw new Error(`${verifier.name} goes on faster than it can be followed`)
}

/**
 * Hands the head to each witness that has not cosigned it yet, keeps the cosignatures with it, and what each of them said.
 * Returns how many cosignatures came; `onNews` hears of a witness that says something else than before, `onRefused` of every
 * refusal, again and again, in the transaction that keeps it.
 */
export async function submitToWitnesses(
  log: { readonly db: Database; readonly county: number },
  witnesses: readonly Witness[],
  now: Date,
  onNews: (said: Omit<WitnessSaid, 'since'>) => void,
  onRefused: OnRefused = () => Promise.resolve(),
): Promise<number> {
  const { db, county } = log
  const head = await db.read(county, findHeadNote)
  const note = readNote(head ?? '')
  const checkpoint = note && readCheckpoint(note.text)
  if (head === undefined || !note || !checkpoint) return 0
  const missing = witnesses.filter(
    ({ verifier }) => !note.signatures.some((signature) => isSignedBy(note, signature, verifier)),
  )
  const size = Number(checkpoint.size)
  const answers = await Promise.allSettled(missing.map((witness) => askWitness(log, witness, head, size)))
  const lines: string[] = []
  const said = answers.map((answer, at): Omit<WitnessSaid, 'since'> => {
    const name = missing[at]?.verifier.name ?? ''
    if (answer.status === 'fulfilled') {
      lines.push(answer.value)
      return { name, state: 'signed', size, detail: '' }
    }
    const reason = answer.reason as Error
    return { name, state: reason instanceof WitnessRefused ? 'refused' : 'silent', size, detail: reason.message }
  })
  if (said.length === 0) return 0
  // A head that has grown meanwhile is handed in anew at the next turn.
  const [kept, news] = await db.write(county, async (tx) => {
    const fresh: Omit<WitnessSaid, 'since'>[] = []
    for (const one of said) {
      if (await noteWitness(tx, one, now)) fresh.push(one)
      if (one.state === 'refused') await onRefused(tx, { ...one, root: toHex(checkpoint.root) }, now)
    }
    if (lines.length === 0) return [0, fresh] as const
    const changed = await tx.run(
      sql`update public_log_head set note = ${head + lines.join('')} where county = ${county} and note = ${head}`,
    )
    return [changed * lines.length, fresh] as const
  })
  for (const one of news) onNews(one)
  return kept
}

/** Hands the head to the witnesses of this installation again and again; a refusal is an alarm, and told once. */
export function witnessWork(
  publicLog: {
    readonly db: Database
    readonly county: number
    readonly dataDir: string
    readonly clock: { now(): Date }
  },
  log: Log,
  { own, onRefused }: { readonly own?: OwnWitness | undefined; readonly onRefused?: OnRefused } = {},
): () => Promise<void> {
  return async () => {
    // Its own knows the newest key of the log before it is shown a head that is signed with it.
    await own?.keep()
    const witnesses = await listWitnesses(publicLog.dataDir)
    if (witnesses.length === 0) return
    const tell = ({ name, state, size, detail }: Omit<WitnessSaid, 'since'>): void => {
      const facts = { witness: name, size, detail }
      if (state === 'refused') log.error('a witness refuses the public log: it has seen another one', facts)
      else if (state === 'silent') log.warn('a witness of the public log does not answer', facts)
      else log.info('a witness signs the public log', facts)
    }
    await submitToWitnesses(publicLog, witnesses, publicLog.clock.now(), tell, onRefused)
  }
}
