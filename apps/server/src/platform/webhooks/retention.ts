import { type Database, sql } from '#platform/database'

/** As long as the ledger of messages, and longer than the six months for which logs must be kept (Cybersecurity Law, article 21). */
const KEPT_DAYS = 366
const PART = 1000

/** Forgets deliveries of more than a year ago that were answered or given up. Returns how many went. */
export async function removeOldDeliveries(db: Database, county: number, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 24 * 3_600_000)
  let removed = 0
  for (;;) {
    const part = await db.write(county, (tx) =>
      tx.run(sql`delete from webhook_delivery d where d.county = ${county} and d.id in (
        select o.id from webhook w join webhook_delivery o on o.county = w.county and o.webhook_id = w.id
        where w.county = ${county} and o.created_at < ${before} and o.status <> 'waiting' limit ${PART})`),
    )
    removed += part
    if (part < PART) return removed
  }
}
