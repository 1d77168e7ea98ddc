import { type LogEntry, type LogKind, readEntry, toUtf8 } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Tx } from '#platform/database'

/** What is to be written into the public log of the transaction's county. */
export interface LogAppend {
  readonly kind: LogKind
  /** The id of what it is about; published as it is, so never anything about a person. */
  readonly subjectId: string
  /** SHA-256 over a salt and the content, see `commit` of @xiangzhi/verify: 32 bytes. */
  readonly commitment: Uint8Array
  readonly now: Date
}

/**
 * Puts an entry where the public log takes it from, in the caller's transaction and without waiting: it is written when that
 * transaction is, and never otherwise. Its place in the log it gets about a second later. Returns the id of the entry.
 */
export function appendToLog(tx: Tx, { kind, subjectId, commitment, now }: LogAppend): string {
  const id = uuidv7()
  tx.send(sql`insert into public_log_waiting (county, id, kind, subject, commitment, at)
    values (${tx.county}, ${id}, ${kind}, ${subjectId}, ${Buffer.from(commitment)}, ${now})`)
  return id
}

/** Where something stands in the log; `index` is undefined while it has no place yet. */
export interface LogPosition {
  readonly entryId: string
  readonly subjectId: string
  readonly kind: LogKind
  readonly at: string
  readonly index: number | undefined
}

/** All entries about these subjects, in the order of the log, those without a place last. */
export async function findLogPositions(tx: Tx, subjectIds: readonly string[]): Promise<LogPosition[]> {
  const [placed, waiting] = await Promise.all([
    tx.rows<{ id: string; no: number; content: string }>(sql`select id, no, content from public_log_entry
      where county = ${tx.county} and subject = any(${subjectIds}::text[]) order by no`),
    tx.rows<{
      id: string
      kind: LogKind
      subject: string
      at: Date
    }>(sql`select id, kind, subject, at from public_log_waiting
      where county = ${tx.county} and subject = any(${subjectIds}::text[]) order by id`),
  ])
  const positions: LogPosition[] = []
  for (const { id, no, content } of placed) {
    const entry = readEntry(toUtf8(content))
    if (entry) positions.push({ entryId: id, subjectId: entry.subject, kind: entry.kind, at: entry.at, index: no })
  }
  for (const { id, kind, subject, at } of waiting)
    positions.push({ entryId: id, subjectId: subject, kind, at: at.toISOString(), index: undefined })
  return positions
}

/** The entry of a row that waits for its place. */
export const entryOf = (row: {
  readonly kind: LogKind
  readonly subject: string
  readonly commitment: Buffer
  readonly at: Date
}): LogEntry => ({
  kind: row.kind,
  subject: row.subject,
  commitment: row.commitment.toString('hex'),
  at: row.at.toISOString(),
})
