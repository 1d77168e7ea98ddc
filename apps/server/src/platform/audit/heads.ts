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

/** Links the settled lines of a county and tells the link to the log and to a file outside of the database. */
export async function linkAndNote(
  { db, dataDir, clock, log }: { db: Database; dataDir: string; clock: { now(): Date }; log: Log },
  county: number,
): Promise<void> {
  const link = await linkAudit(db, county, clock.now())
  if (!link) return
  await noteHead(dataDir, county, link)
  log.info('audit link', { county, no: link.no, rows: link.rows, hash: link.hash })
}
