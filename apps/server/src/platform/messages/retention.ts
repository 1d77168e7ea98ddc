import { type Database, sql } from '#platform/database'

/** Logs are kept for six months at least (Cybersecurity Law, article 21); who was told what is then kept for a year in all. */
const KEPT_DAYS = 366
const PART = 1000

/**
 * Forgets messages of more than a year ago; what still waits to be sent stays. Returns how many went. Each part is a transaction
 * of its own, so that nobody waits for a long one.
 */
export async function removeOldMessages(db: Database, county: number, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 24 * 3_600_000)
  let removed = 0
  for (;;) {
    const part = await db.write(county, (tx) =>
      tx.run(sql`delete from message m where m.county = ${county} and m.id in (
        select o.id from message o where o.county = ${county} and o.created_at < ${before} and o.status in ('sent', 'given-up')
        order by o.created_at limit ${PART})`),
    )
    removed += part
    if (part < PART) return removed
  }
}
