import type { HidingDocument, PublicBody } from '@xiangzhi/contract'
import { canonicalJson, commit, type Json, toHex } from '@xiangzhi/verify'
import { sql, type Tx } from '#platform/database'
import { personsHash } from './hiding.ts'
import { withdrawalOf } from './write.ts'

/** What the log says of a publication, a correction or a withdrawal. */
interface LoggedEdition {
  readonly index: number
  readonly kind: string
  readonly subject: string
  readonly commitment: string
}

/** An edition that was public, and how it stands now. */
interface StoredEdition {
  readonly id: string
  readonly salt: Buffer
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

interface StoredBody extends StoredEdition {
  readonly body: Json
  readonly commitment: Buffer
}

/** The same where two persons hid its text. */
interface StoredHiding extends StoredEdition {
  readonly document: HidingDocument
}

const editionFacts = sql.raw(`e.status, e.hidden, e.withdrawn_reason, e.withdrawn_at,
  e.hidden_at, e.hidden_reason, e.hidden_asked_by as "askedBy", e.hidden_granted_by as "grantedBy"`)

/**
 * Counts the hashes of published editions and withdrawals again and compares them with the log's entries: a text, a salt or a reason
 * that was changed, and a text that was removed or exchanged, is found. Returns one sentence a fault, in English, for the command
 * line.
 */
export async function checkEditions(tx: Tx, entries: readonly LoggedEdition[]): Promise<string[]> {
  const ours = entries.filter(({ kind }) => ['publication', 'correction', 'withdrawal', 'hiding'].includes(kind))
  if (ours.length === 0) return []
  const ids = [...new Set(ours.map(({ subject }) => subject))]
  const [texts, hidden] = await Promise.all([
    tx.rows<StoredBody>(sql`select b.edition_id as id, b.body, b.salt, b.commitment, b.no, e.no as "editionNo",
        b.publication_id, b.published_at, ${editionFacts}
      from edition_body b join edition e on e.county = b.county and e.id = b.edition_id
      where b.county = ${tx.county} and b.edition_id = any(${ids}::uuid[])`),
    tx.rows<StoredHiding>(sql`select h.edition_id as id, h.document, h.salt, h.no, e.no as "editionNo",
        h.publication_id, h.published_at, ${editionFacts}
      from edition_hidden h join edition e on e.county = h.county and e.id = h.edition_id
      where h.county = ${tx.county} and h.edition_id = any(${ids}::uuid[])`),
  ])
  const textOf = new Map(texts.map((row) => [row.id, row]))
  const hiddenOf = new Map(hidden.map((row) => [row.id, row]))
  return ours.flatMap((entry) => {
    const fault = faultOf(entry, textOf.get(entry.subject), hiddenOf.get(entry.subject))
    return fault === undefined ? [] : [`entry ${entry.index} (${entry.kind} of edition ${entry.subject}): ${fault}`]
  })
}

function faultOf(
  entry: LoggedEdition,
  text: StoredBody | undefined,
  hidden: StoredHiding | undefined,
): string | undefined {
  if (text && hidden) return 'its text stands there again although it was hidden'
  if (hidden) return entry.kind === 'hiding' ? hidingFault(entry, hidden) : erasedFault(entry, hidden)
  if (!text) return 'its text is gone'
  if (entry.kind === 'hiding') return 'it is shown again although it was hidden'
  return entry.kind === 'withdrawal' ? withdrawalFault(entry, text) : textFault(entry, text)
}

/** Whether the text is the one that was committed to, and stands in the row of the edition that it says it is. */
function textFault(entry: LoggedEdition, row: StoredBody): string | undefined {
  if (toHex(commit(canonicalJson(row.body), row.salt)) !== entry.commitment) return 'its text or salt was changed'
  if (toHex(row.commitment) !== entry.commitment) return 'its stored hash was changed'
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

/** Whether what stays of a hidden text is what two persons left of it, and says so of these two, this reason and this moment. */
function hidingFault(entry: LoggedEdition, row: StoredHiding): string | undefined {
  const { document, salt, hiddenReason, hiddenAt, askedBy, grantedBy } = row
  if (toHex(commit(canonicalJson(document), salt)) !== entry.commitment) return 'the document of its hiding was changed'
  if (!row.hidden || hiddenAt === null || askedBy === null || grantedBy === null)
    return 'it is shown again although it was hidden'
  const same =
    document.editionId === row.id &&
    document.publicationId === row.publicationId &&
    document.no === row.no &&
    row.editionNo === row.no &&
    document.publishedAt === row.publishedAt.toISOString() &&
    document.reason === hiddenReason &&
    document.hiddenAt === hiddenAt.toISOString() &&
    document.persons === personsHash(askedBy, grantedBy, salt)
  return same ? undefined : 'its reason, its time or who hid it was changed'
}

/** Whether the document of a hiding still names what the log has of the text that is gone, and of its withdrawal. */
function erasedFault(entry: LoggedEdition, { document, ...row }: StoredHiding): string | undefined {
  if (entry.kind !== 'withdrawal')
    return document.commitment === entry.commitment ? undefined : 'the hash of its text was changed'
  const said = document.withdrawal
  if (said?.commitment !== entry.commitment) return 'the hash of its withdrawal was changed'
  return row.status === 'withdrawn' &&
    said.reason === row.withdrawnReason &&
    said.withdrawnAt === row.withdrawnAt?.toISOString()
    ? undefined
    : 'the reason or the time of its withdrawal was changed'
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
  // Whoever withdrew a text could hide it as well before that needed two persons.
  const body = withdrawalOf(row, { reason: row.withdrawnReason, at: row.withdrawnAt, hidden: row.hidden })
  if (toHex(commit(canonicalJson(body), row.salt)) === entry.commitment) return undefined
  return 'its reason, its time or whether its text is hidden was changed'
}
