import { createHash } from 'node:crypto'
import {
  addToDigest,
  type AuditLine,
  type AuditLink,
  type AuditReport,
  type AuditRow,
  checkAudit,
  hashOfLink,
  NO_HASH,
} from '@xiangzhi/verify'
import { type Database, sql, type Tx } from '#platform/database'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Lines younger than this are not linked yet: a command takes its instant when it begins and its line is there when it
 * ends, so a line could still appear before those that are there already. No command lasts as long as this.
 */
const SETTLED_AFTER_MS = 15 * 60_000

const PAGE = 2000

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const rowColumns = sql.raw(`l.request_id, l.operation, l.by_account, l.by_person,
  ${utc('l.at')} as at, l.subject_kind, l.subject_id, l.fingerprint,
  encode(sha256(convert_to(l.answer::text, 'UTF8')), 'hex') as "answerHash"`)

interface RowRead {
  readonly requestId: string
  readonly operation: string
  readonly byAccount: string | null
  readonly byPerson: string | null
  readonly at: string
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly fingerprint: string
  readonly answerHash: string
}

const toRow = (row: RowRead): AuditRow => [
  row.requestId,
  row.operation,
  row.byAccount,
  row.byPerson,
  row.at,
  row.subjectKind,
  row.subjectId,
  row.fingerprint,
  row.answerHash,
]

/** The lines after one line, in the order of the chain, up to and with an instant. */
async function readRows(
  tx: Tx,
  after: { readonly at: string; readonly requestId: string },
  until: string,
): Promise<AuditRow[]> {
  const rows = await tx.rows<RowRead>(sql`select ${rowColumns} from command_log l
    where l.county = ${tx.county} and l.at >= ${after.at}::timestamptz and l.at <= ${until}::timestamptz
      and (l.at, l.request_id) > (${after.at}::timestamptz, ${after.requestId}::uuid)
    order by l.at, l.request_id limit ${PAGE}`)
  return rows.map(toRow)
}

const BEGINNING = { at: '-infinity', requestId: '00000000-0000-0000-0000-000000000000' }
/** No request is behind this one at the same instant. */
const LAST_REQUEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

async function* rowsBetween(
  db: Database,
  county: number,
  after: string | undefined,
  until: string,
): AsyncGenerator<AuditRow> {
  let from = after === undefined ? BEGINNING : { at: after, requestId: LAST_REQUEST }
  for (;;) {
    const rows = await db.read(county, (tx) => readRows(tx, from, until))
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    from = { at: last[4], requestId: last[0] }
  }
}

const linkColumns = sql.raw(
  `k.no, ${utc('k.until_at')} as "untilAt", k.row_count as rows, k.digest, k.previous_hash, k.hash`,
)

function findLastLink(tx: Tx): Promise<AuditLink | undefined> {
  return tx.row<AuditLink>(
    sql`select ${linkColumns} from audit_link k where k.county = ${tx.county} order by k.no desc limit 1`,
  )
}

function listLinksAfter(tx: Tx, no: number): Promise<AuditLink[]> {
  return tx.rows<AuditLink>(sql`select ${linkColumns} from audit_link k
    where k.county = ${tx.county} and k.no > ${no} order by k.no limit 500`)
}

const UNIQUE_VIOLATION = '23505'

/**
 * Adds one link over all settled lines that have none yet. Nothing happens while there are none, and when another server
 * was quicker. Commands themselves are never held up: the lines are read after the fact.
 */
export async function linkAudit(db: Database, county: number, now: Date): Promise<AuditLink | undefined> {
  const previous = await db.read(county, findLastLink)
  const untilAt = new Date(now.getTime() - SETTLED_AFTER_MS).toISOString().replace('Z', '000Z')
  if (previous && untilAt <= previous.untilAt) return undefined
  let digest = NO_HASH
  let rows = 0
  for await (const row of rowsBetween(db, county, previous?.untilAt, untilAt)) {
    digest = addToDigest(sha256, digest, row)
    rows += 1
  }
  if (rows === 0) return undefined
  const plain = { no: (previous?.no ?? 0) + 1, untilAt, rows, digest, previousHash: previous?.hash ?? NO_HASH }
  const link: AuditLink = { ...plain, hash: hashOfLink(sha256, county, plain) }
  try {
    await db.write(county, (tx) =>
      tx.last(sql`insert into audit_link (county, no, until_at, row_count, digest, previous_hash, hash, made_at)
        values (${county}, ${link.no}, ${link.untilAt}::timestamptz, ${link.rows}, ${link.digest}, ${link.previousHash},
          ${link.hash}, ${now})`),
    )
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return undefined
    throw error
  }
  return link
}

/** The whole trail of a county in the form that is checked without the server: rows, the link over them, and so on. */
export async function* exportAudit(db: Database, county: number): AsyncGenerator<AuditLine> {
  yield { audit: 1, county }
  let previous: AuditLink | undefined
  for (;;) {
    const no: number = previous?.no ?? 0
    const links = await db.read(county, (tx) => listLinksAfter(tx, no))
    for (const link of links) {
      for await (const row of rowsBetween(db, county, previous?.untilAt, link.untilAt)) yield { row }
      yield { link }
      previous = link
    }
    if (links.length === 0) break
  }
  for await (const row of rowsBetween(db, county, previous?.untilAt, 'infinity')) yield { row }
}

/** Counts the whole chain anew from the lines as they are now. `known` are hashes noted outside of the database. */
export async function verifyAudit(
  db: Database,
  county: number,
  known: ReadonlyMap<number, string> = new Map(),
): Promise<AuditReport> {
  const checker = checkAudit(sha256, known)
  for await (const line of exportAudit(db, county)) checker.add(line)
  return checker.end()
}
