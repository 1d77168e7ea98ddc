import type { PublicBody } from '@xiangzhi/contract'
import { canonicalJson, commit, type Json } from '@xiangzhi/verify'
import { sql, type Tx } from '#platform/database'
import { hidingOf } from './write.ts'

/** What the log says of a publication, a correction or a withdrawal. */
interface LoggedEdition {
  readonly index: number
  readonly kind: string
  readonly subject: string
  readonly commitment: string
}

interface StoredBody {
  readonly id: string
  readonly body: Json
  readonly salt: Buffer
  readonly commitment: Buffer
  readonly publicationId: string
  readonly publishedAt: Date
  readonly no: number
  readonly editionNo: number
  readonly status: string
  readonly hidden: boolean
  readonly withdrawnReason: string | null
  readonly withdrawnAt: Date | null
  readonly hiddenAt: Date | null
  readonly hiddenReason: string | null
  readonly askedBy: string | null
  readonly grantedBy: string | null
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * Counts the hashes of published editions and withdrawals again and compares them with the log's entries: a text, a salt or a reason
 * that was changed, and a text that was removed or exchanged, is found. Returns one sentence a fault, in English, for the command
 * line.
 */
export async function checkEditions(tx: Tx, entries: readonly LoggedEdition[]): Promise<string[]> {
  const ours = entries.filter(({ kind }) => ['publication', 'correction', 'withdrawal', 'hiding'].includes(kind))
  if (ours.length === 0) return []
  const rows =
    await tx.rows<StoredBody>(sql`select b.edition_id as id, b.body, b.salt, b.commitment, b.no, e.no as "editionNo", b.publication_id as "publicationId",
      b.published_at as "publishedAt", e.status, e.hidden, e.withdrawn_reason as "withdrawnReason", e.withdrawn_at as "withdrawnAt",
      e.hidden_at as "hiddenAt", e.hidden_reason as "hiddenReason", e.hidden_asked_by as "askedBy", e.hidden_granted_by as "grantedBy"
    from edition_body b join edition e on e.county = b.county and e.id = b.edition_id
    where b.county = ${tx.county} and b.edition_id = any(${[...new Set(ours.map(({ subject }) => subject))]}::uuid[])`)
  const stored = new Map(rows.map((row) => [row.id, row]))
  return ours.flatMap((entry) => {
    const row = stored.get(entry.subject)
    const fault = row
      ? entry.kind === 'withdrawal'
        ? withdrawalFault(entry, row)
        : entry.kind === 'hiding'
          ? hidingFault(entry, row)
          : textFault(entry, row)
      : 'its text is gone'
    return fault === undefined ? [] : [`entry ${entry.index} (${entry.kind} of edition ${entry.subject}): ${fault}`]
  })
}

/** Whether the text is the one that was committed to, and stands in the row of the edition that it says it is. */
function textFault(entry: LoggedEdition, row: StoredBody): string | undefined {
  if (hex(commit(canonicalJson(row.body), row.salt)) !== entry.commitment) return 'its text or salt was changed'
  if (hex(row.commitment) !== entry.commitment) return 'its stored hash was changed'
  const said = row.body as unknown as PublicBody
  if (
    said.editionId !== row.id ||
    said.publicationId !== row.publicationId ||
    said.no !== row.no ||
    row.editionNo !== row.no
  )
    return 'it was moved to another edition'
  return said.publishedAt === row.publishedAt.toISOString() ? undefined : 'its time was changed'
}

/** Whether a text that two persons hid is still hidden, by these two and for this reason. */
function hidingFault(entry: LoggedEdition, row: StoredBody): string | undefined {
  const { hiddenReason: reason, hiddenAt: at, askedBy, grantedBy } = row
  if (!row.hidden || at === null || reason === null || askedBy === null || grantedBy === null)
    return 'it is shown again although it was hidden'
  const hiding = hidingOf(row, { reason, askedBy, grantedBy, at })
  return hex(commit(canonicalJson(hiding), row.salt)) === entry.commitment
    ? undefined
    : 'its reason, its time or who hid it was changed'
}

/** What was hidden by two persons, one sentence each, for the command line: the log goes on to hold its hash. */
export async function listHidden(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{
    id: string
    at: Date
    reason: string
  }>(sql`select e.id, e.hidden_at as at, e.hidden_reason as reason
    from edition e where e.county = ${tx.county} and e.hidden_at is not null order by e.hidden_at, e.id`)
  return rows.map(
    ({ id, at, reason }) =>
      `edition ${id}: hidden, by two persons, ${at.toISOString().slice(0, 10)}, because: ${reason}`,
  )
}

function withdrawalFault(entry: LoggedEdition, row: StoredBody): string | undefined {
  if (row.status !== 'withdrawn' || row.withdrawnAt === null || row.withdrawnReason === null)
    return 'it is shown again although it was withdrawn'
  const body = {
    format: 'xiangzhi-withdrawal/1',
    editionId: row.id,
    publicationId: row.publicationId,
    reason: row.withdrawnReason,
    // Two persons may have hidden it later; what was said then was said then.
    hidden: row.hidden && row.hiddenAt === null,
    withdrawnAt: row.withdrawnAt.toISOString(),
  }
  if (hex(commit(canonicalJson(body), row.salt)) === entry.commitment) return undefined
  return 'its reason, its time or whether its text is hidden was changed'
}
