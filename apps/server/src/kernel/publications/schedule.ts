import { sql, type Tx } from '#platform/database'

/** Signed texts whose hour has come, the longest waiting first. */
export function listDueEditions(tx: Tx, now: Date, limit = 100): Promise<{ id: string }[]> {
  return tx.rows(sql`select e.id from edition e where e.county = ${tx.county} and e.status = 'held'
    and e.signed_by is not null and e.publish_at <= ${now}
    order by e.publish_at, e.id limit ${limit}`)
}
