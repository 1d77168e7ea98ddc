import { sql, type Statement, type Tx } from '#platform/database'
import { keyset } from '#platform/keyset'
import { type Approval, approvalColumns } from './approvals.ts'

/** The condition of requests that wait now. */
export const waitingAt = (now: Date): Statement => sql`(a.status = 'waiting' and a.waits_until > ${now})`

const order = keyset({ askedAt: 'instant', id: 'uuid' })

/** Requests that a condition on `approval a` holds for, the newest first. */
export async function listApprovals(
  tx: Tx,
  { where, cursor, limit }: { readonly where: Statement; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ rows: Approval[]; nextCursor: string | null }> {
  const after = order.read(cursor)
  const found = await tx.rows<Approval>(sql`select ${approvalColumns} from approval a where a.county = ${tx.county}
    and ${where} and ${after ? sql`(a.asked_at, a.id) < (${after.askedAt}, ${after.id}::uuid)` : sql`true`}
    order by a.asked_at desc, a.id desc limit ${limit + 1}`)
  return order.page(found, limit, (last) => last)
}

/** How many requests a condition on `approval a` holds for; counted no further than `max`. */
export async function countApprovals(tx: Tx, where: Statement, max: number): Promise<number> {
  const row = await tx.row<{ n: number }>(sql`select count(*)::int as n from (
    select 1 from approval a where a.county = ${tx.county} and ${where} limit ${max}) counted`)
  return row?.n ?? 0
}
