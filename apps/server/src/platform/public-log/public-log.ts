import { createHash } from 'node:crypto'
import { type Signer, verifierKey } from '@xiangzhi/verify'
import type { Database, Tx } from '#platform/database'
import type { Log } from '#platform/log'
import { appendToLog, findLogPositions } from './append.ts'
import {
  findNextSigner,
  findSigner,
  type KeyFiles,
  makeFirstSigner,
  makeNextSigner,
  originOfLog,
  useNextSigner,
} from './keys.ts'
import { findNotedHead, noteHead } from './noted-head.ts'
import { findLogHead } from './read.ts'
import { beginLog, hasWaiting, listKeys, LogHalted, type Sequenced, sequenceAll, sequenceInto } from './sequence.ts'

/** What the public log of a county works with. */
export interface PublicLog extends KeyFiles {
  readonly db: Database
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** The key that signs. Makes it, and begins the log, at the very first time. Undefined on a server without the key. */
async function prepare(log: PublicLog): Promise<ReturnType<typeof findSigner>> {
  const { db, county } = log
  const [newest] = await db.read(county, listKeys)
  if (!newest) {
    const signer = findSigner(log) ?? makeFirstSigner(log, originOfLog(county, log.environment ?? process.env))
    await db.write(county, (tx) => beginLog(tx, signer))
    return prepare(log)
  }
  const signer = findSigner(log)
  if (signer && verifierKey(signer) === newest.verifierKey) return signer
  const next = findNextSigner(log)
  if (next && verifierKey(next) === newest.verifierKey) {
    // A rotation was broken off between the database and the files.
    useNextSigner(log)
    return next
  }
  if (signer) throw new LogHalted('the key in the data folder is not the one of this log')
  return undefined
}

/** Throws LogHalted when the database has not got what was signed from it before. */
async function requireNoted({ db, dataDir, county }: PublicLog): Promise<void> {
  const noted = await findNotedHead(dataDir, county)
  if (!noted) return
  const head = await db.read(county, findLogHead)
  if (!head || head.checkpoint.size < noted.size)
    throw new LogHalted(
      `${noted.size} entries were signed, the database has ${head?.checkpoint.size ?? 0n}: it was set back to an earlier state`,
    )
}

/**
 * Gives everything that waits its place and signs it. Safe on several servers at once and at any moment of their end. A
 * server without the key does nothing.
 */
export async function runPublicLog(log: PublicLog): Promise<Sequenced | undefined> {
  const { db, county } = log
  const [keys, waits] = await db.read(county, (tx) => Promise.all([listKeys(tx), hasWaiting(tx)]))
  // This is asked every second, and nearly always nothing waits.
  if (keys.length > 0 && !waits) return undefined
  const signer = await prepare(log)
  if (!signer) return undefined
  await requireNoted(log)
  const done = await sequenceAll(db, county, [signer])
  if (done) await noteHead(log.dataDir, county, done.note)
  return done
}

/** Tells the log of the server what was written, and loudly when somebody has to look. */
export function publicLogWork(publicLog: PublicLog, log: Log): () => Promise<void> {
  let told = ''
  return async () => {
    try {
      const done = await runPublicLog(publicLog)
      if (done) log.info('public log', { county: publicLog.county, size: done.size, appended: done.appended })
      told = ''
    } catch (error) {
      if (!(error instanceof LogHalted)) throw error
      // Every second the same line would bury what else is said.
      if (told !== error.message) log.error('the public log is halted', { county: publicLog.county, error })
      told = error.message
    }
  }
}

/**
 * Changes the key of the log: the change itself is an entry, and its head is signed with both keys, so that whoever trusts
 * the old key can follow to the new one. With `isLost` the old key signs nothing any more, and people must be told the new
 * one by other ways. Returns the new verifier key.
 */
export async function rotateLogKey(log: PublicLog, now: Date, isLost = false): Promise<string> {
  const { db, county } = log
  const old = isLost ? undefined : await prepare(log)
  if (!old && !isLost) throw new LogHalted('this server has not the key of the log')
  await requireNoted(log)
  if (old) await sequenceAll(db, county, [old])
  const head = await db.read(county, findLogHead)
  if (!head) throw new LogHalted('the log has not begun')
  const next = makeNextSigner(log, head.checkpoint.origin)
  const done = await db.write(county, (tx) => changeKey(tx, old ? [old, next] : [next], now))
  useNextSigner(log)
  await noteHead(log.dataDir, county, done.note)
  return verifierKey(next)
}

async function changeKey(tx: Tx, signers: readonly Signer[], now: Date): Promise<Sequenced> {
  const next = signers.at(-1) as Signer
  const text = verifierKey(next)
  const id = appendToLog(tx, {
    kind: 'key-change',
    subjectId: text,
    commitment: createHash('sha256').update(text).digest(),
    now,
  })
  const done = await sequenceInto(tx, signers, next)
  if (!done) throw new Error('the change of the key waited for nothing')
  const [position] = await findLogPositions(tx, [text])
  if (position?.entryId !== id || position.index === undefined)
    throw new LogHalted('too much waits before the change of the key: try again')
  return done
}
