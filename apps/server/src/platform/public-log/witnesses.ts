import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isSignedBy,
  readCheckpoint,
  readNote,
  readVerifier,
  type Verifier,
  writeWitnessRequest,
} from '@xiangzhi/verify'
import { type Database, sql } from '#platform/database'
import type { Log } from '#platform/log'
import { findHeadNote, treeIn } from './read.ts'

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

/** The witnesses of this installation: the file LOG_WITNESSES names, or `log-witnesses` in the data folder. */
export async function listWitnesses(dataDir: string, file = process.env['LOG_WITNESSES']): Promise<Witness[]> {
  const text = await readFile(file ?? join(dataDir, 'log-witnesses'), 'utf8').catch((error: unknown) => {
    if (file === undefined && (error as { code?: unknown }).code === 'ENOENT') return ''
    throw error
  })
  return readWitnesses(text)
}

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
        throw new Error(`${verifier.name} has seen ${text.trim()} entries`)
      oldSize = seen
      continue
    }
    if (answer.status !== 200) throw new Error(`${verifier.name} answered ${answer.status}: ${text.slice(0, 200)}`)
    const cosigned = readNote(`${readNote(note)?.text ?? ''}\n${text}`)
    const own = cosigned?.signatures.find((signature) => isSignedBy(cosigned, signature, verifier))
    if (!own) throw new Error(`${verifier.name} answered with a signature that is not its own`)
    return `${own.line}\n`
  }
  throw new Error(`${verifier.name} goes on faster than it can be followed`)
}

/**
 * Hands the head to each witness that has not cosigned it yet and keeps the cosignatures with it. Returns how many came;
 * `onRefused` hears of every witness that did not sign.
 */
export async function submitToWitnesses(
  log: { readonly db: Database; readonly county: number },
  witnesses: readonly Witness[],
  onRefused: (error: Error) => void,
): Promise<number> {
  const { db, county } = log
  const head = await db.read(county, findHeadNote)
  const note = readNote(head ?? '')
  const checkpoint = note && readCheckpoint(note.text)
  if (head === undefined || !note || !checkpoint) return 0
  const missing = witnesses.filter(
    ({ verifier }) => !note.signatures.some((signature) => isSignedBy(note, signature, verifier)),
  )
  const answers = await Promise.allSettled(
    missing.map((witness) => askWitness(log, witness, head, Number(checkpoint.size))),
  )
  const lines = answers.flatMap((answer) => {
    if (answer.status === 'fulfilled') return [answer.value]
    onRefused(answer.reason as Error)
    return []
  })
  if (lines.length === 0) return 0
  // A head that has grown meanwhile is handed in anew at the next turn.
  return db.write(county, async (tx) => {
    const changed = await tx.run(
      sql`update public_log_head set note = ${head + lines.join('')} where county = ${county} and note = ${head}`,
    )
    return changed * lines.length
  })
}

/** Hands the head to the witnesses of this installation again and again, and tells once when one of them does not sign. */
export function witnessWork(
  publicLog: { readonly db: Database; readonly county: number; readonly dataDir: string },
  log: Log,
): () => Promise<void> {
  const told = new Set<string>()
  return async () => {
    const witnesses = await listWitnesses(publicLog.dataDir)
    if (witnesses.length === 0) return
    const refused: string[] = []
    await submitToWitnesses(publicLog, witnesses, (error) => refused.push(error.message))
    for (const message of refused)
      if (!told.has(message)) log.warn('a witness did not sign the head of the log', { message })
    told.clear()
    for (const message of refused) told.add(message)
  }
}
