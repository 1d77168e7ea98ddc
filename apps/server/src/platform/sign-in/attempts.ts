import { sql, type Database, type Tx } from '#platform/database'

/** How often something may be tried: at most `max` times within `seconds`, counted from the first try. */
export interface Limit {
  readonly max: number
  readonly seconds: number
}

/**
 * Counts one try and says whether it was within the limit. Counting comes before trying, so that many tries at the same
 * moment cannot slip through together. The transaction is its own: a refused attempt must stay counted.
 */
export function spendAttempt(
  database: Database,
  key: string,
  limit: Limit,
  now: Date,
): Promise<{ waitSeconds: number }> {
  const windowStart = new Date(now.getTime() - limit.seconds * 1000)
  return database.local(async (tx) => {
    const [row] = await tx.last<{ tries: number; since: Date }>(sql`insert into auth_attempt as a (key, tries, since)
      values (${key}, 1, ${now})
      on conflict (key) do update set
        tries = case when a.since <= ${windowStart} then 1 else a.tries + 1 end,
        since = case when a.since <= ${windowStart} then excluded.since else a.since end
      returning tries, since`)
    if (!row || row.tries <= limit.max) return { waitSeconds: 0 }
    return { waitSeconds: Math.max(1, Math.ceil((row.since.getTime() - windowStart.getTime()) / 1000)) }
  })
}

/** Forgets the tries, after one that succeeded. */
export async function forgetAttempts(tx: Tx, key: string): Promise<void> {
  await tx.run(sql`delete from auth_attempt where key = ${key}`)
}
