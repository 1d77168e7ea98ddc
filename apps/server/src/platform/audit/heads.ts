import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditLink } from '@xiangzhi/verify'
import type { Database } from '#platform/database'
import type { Log } from '#platform/log'
import { linkAudit } from './chain.ts'

const headsFile = (dataDir: string): string => join(dataDir, 'audit-heads.jsonl')

/** Notes a link outside of the database, where whoever changes the database does not reach. */
async function noteHead(dataDir: string, county: number, link: AuditLink): Promise<void> {
  const noted = { county, no: link.no, untilAt: link.untilAt, hash: link.hash }
  await appendFile(headsFile(dataDir), `${JSON.stringify(noted)}\n`, { mode: 0o600 })
}

/** The hashes of links that were noted in the data folder, by number. A line cut short by a power cut is left out. */
export async function readHeads(dataDir: string, county: number): Promise<Map<number, string>> {
  const text = await readFile(headsFile(dataDir), 'utf8').catch(() => '')
  const heads = new Map<number, string>()
  for (const line of text.split('\n')) {
    try {
      const noted = JSON.parse(line) as { county: number; no: number; hash: string }
      if (noted.county === county) heads.set(noted.no, noted.hash)
    } catch {
      // The end of the file, or half a line.
    }
  }
  return heads
}

/** Links the lines of a county every now and then until it is stopped; each link is told to the log and to a file. */
export function startAuditLinking(
  { db, dataDir, clock, log }: { db: Database; dataDir: string; clock: { now(): Date }; log: Log },
  county: number,
  everyMs = 5 * 60_000,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const turn = async (): Promise<void> => {
    try {
      const link = await linkAudit(db, county, clock.now())
      if (!link) return
      await noteHead(dataDir, county, link)
      log.info('audit link', { county, no: link.no, rows: link.rows, hash: link.hash })
    } catch (error) {
      log.warn('the audit trail could not be linked', { error })
    }
  }
  const begin = (): void => void (running = running.then(turn))
  const timer = setInterval(begin, everyMs)
  begin()
  return async () => {
    clearInterval(timer)
    await running
  }
}
