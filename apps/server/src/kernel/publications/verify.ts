import { canonicalJson, commit, type Json } from '@xiangzhi/verify'
import { sql, type Tx } from '#platform/database'

/** What the log says of a publication or withdrawal. */
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
  readonly no: number
  readonly rowNo: number
  readonly publicationId: string
  readonly ofPublication: string
  readonly title: string
  readonly status: string
  readonly withdrawnReason: string | null
  readonly withdrawnAt: Date | null
  readonly publishedAt: Date
}

/**
 * Counts the hashes of published editions again and compares them with the log's entries: a changed, removed, exchanged or
 * resurrected text is found. Returns one sentence a fault, in English, for the command line.
 */
export async function checkEditions(tx: Tx, entries: readonly LoggedEdition[]): Promise<string[]> {
  const ours = entries.filter(({ kind }) => ['publication', 'correction', 'withdrawal'].includes(kind))
  if (ours.length === 0) return []
  const rows = await tx.rows<StoredBody>(sql`select b.edition_id as id, b.body, b.salt, b.commitment, b.no, e.no as "rowNo",
      b.publication_id as "publicationId", e.publication_id as "ofPublication", e.title, e.status, e.withdrawn_reason as "withdrawnReason",
      e.withdrawn_at as "withdrawnAt", b.published_at as "publishedAt"
    from edition_body b join edition e on e.county = b.county and e.id = b.edition_id
    where b.county = ${tx.county} and b.edition_id = any(${ours.map(({ subject }) => subject)}::uuid[])`)
  const stored = new Map(rows.map((row) => [row.id, row]))
  return ours.flatMap((entry) => {
    const row = stored.get(entry.subject)
    const fault = row ? faultOf(entry, row) : 'its text is gone'
    return fault === undefined ? [] : [`entry ${entry.index} (${entry.kind} of edition ${entry.subject}): ${fault}`]
  })
}

function faultOf(entry: LoggedEdition, row: StoredBody): string | undefined {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  if (entry.kind === 'withdrawal') {
    const body = withdrawalOf(row)
    if (!body) return 'it is shown again although it was withdrawn'
    return hex(commit(canonicalJson(body), row.salt)) === entry.commitment ? undefined : 'the reason or time was changed'
  }
  const said = row.body as { editionId?: string; publicationId?: string; no?: number; publishedAt?: string }
  if (hex(commit(canonicalJson(row.body), row.salt)) !== entry.commitment) return 'its text or salt was changed'
  if (hex(row.commitment) !== entry.commitment) return 'its stored hash was changed'
  if (said.editionId !== row.id || said.publicationId !== row.publicationId || row.ofPublication !== row.publicationId)
    return 'it was moved to another publication'
  if (said.no !== row.no || row.rowNo !== row.no) return 'its number was changed'
  if (said.publishedAt !== row.publishedAt.toISOString()) return 'its time was changed'
  return undefined
}

function withdrawalOf(row: StoredBody): Json | undefined {
  if (row.status !== 'withdrawn' || row.withdrawnAt === null || row.withdrawnReason === null) return undefined
  return {
    format: 'xiangzhi-withdrawal/1',
    editionId: row.id,
    publicationId: row.publicationId,
    reason: row.withdrawnReason,
    withdrawnAt: row.withdrawnAt.toISOString(),
  }
}
