import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '#platform/database'
import { appendToLog } from './append.ts'
import { type PublicLog, runPublicLog } from './public-log.ts'

export const begin = new Date('2026-03-10T02:00:00.000Z')

/** A log of its own for a test, with its folder for the key; `remove` takes the folder away. */
export function makeLog(db: Database, county: number): PublicLog & { readonly remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-log-'))
  return { db, county, dataDir, environment: {}, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

/** Puts so many entries into a log, each in a transaction of its own or all in one. Returns their subjects. */
export async function give({ db, county }: PublicLog, count: number, together = true): Promise<string[]> {
  const subjects = Array.from({ length: count }, () => uuidv7())
  const append = (some: readonly string[]): Promise<void> =>
    db.write(county, (tx) => {
      for (const subjectId of some) {
        const commitment = createHash('sha256').update(subjectId).digest()
        appendToLog(tx, { kind: 'publication', subjectId, commitment, now: begin })
      }
      return Promise.resolve()
    })
  if (together) await append(subjects)
  else await Promise.all(subjects.map((subject) => append([subject])))
  return subjects
}

/** A log of several heads: so many entries, then so many more. */
export async function grow(log: PublicLog, ...steps: readonly number[]): Promise<string[]> {
  const subjects: string[] = []
  for (const step of steps) {
    subjects.push(...(await give(log, step)))
    await runPublicLog(log)
  }
  return subjects
}
