import { sql, type Database, type Tx } from '#platform/database'

/** How failures slow down: so many cost nothing, then the wait doubles with each, up to a maximum. */
export interface Wait {
  readonly free: number
  readonly firstSeconds: number
  readonly maxSeconds: number
  /** After so long without another failure it begins anew. */
  readonly forgetSeconds: number
}

/** What a try counts for: an account at a source, an account anywhere, a source. */
export interface Counted {
  readonly key: string
  readonly wait: Wait
}

const DAY_SECONDS = 86_400
/** A source from which nobody signed in for so long is a stranger again. */
const KNOWN_DAYS = 90

/** The wait after so many failures, in seconds. */
export function waitAfter(failures: number, { free, firstSeconds, maxSeconds }: Wait): number {
  return failures <= free ? 0 : Math.min(maxSeconds, firstSeconds * 2 ** Math.min(30, failures - free - 1))
}

const ago = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000)

/** Long over, also for a try that took its instant before another one was done. */
const NO_WAIT = new Date(0)

interface Row {
  readonly failures: number
  readonly lastAt: Date
  readonly until: Date
}

/**
 * Counts one try as failed before it is made, so that tries sent at the same moment cannot slip through together, or says
 * how long to wait; then nothing is counted. `slowed`: this try, if it fails, is the first one with a wait behind it.
 */
export function beginTry(
  database: Database,
  counted: readonly Counted[],
  now: Date,
): Promise<{ readonly waitSeconds: number; readonly slowed: boolean }> {
  return database.local(async (tx) => {
    // Always in the same order, or two tries would wait for each other.
    const ordered = counted.toSorted((one, other) => (one.key < other.key ? -1 : 1))
    const found: { counted: Counted; row: Row }[] = []
    for (const one of ordered) {
      const row = await tx.row<Row>(sql`insert into auth_wait as w (key, failures, last_at, wait_until)
        values (${one.key}, 0, ${now}, ${NO_WAIT}) on conflict (key) do update set key = excluded.key
        returning w.failures, w.last_at, w.wait_until as until`)
      if (row) found.push({ counted: one, row })
    }
    const until = Math.max(...found.map(({ row }) => row.until.getTime()))
    if (until > now.getTime())
      return { waitSeconds: Math.max(1, Math.ceil((until - now.getTime()) / 1000)), slowed: false }
    let slowed = false
    for (const { counted: one, row } of found) {
      const before = row.lastAt <= ago(now, one.wait.forgetSeconds) ? 0 : row.failures
      const seconds = waitAfter(before + 1, one.wait)
      if (seconds > 0 && waitAfter(before, one.wait) === 0) slowed = true
      await tx.run(sql`update auth_wait set failures = ${before + 1}, last_at = ${now},
        wait_until = ${seconds === 0 ? NO_WAIT : new Date(now.getTime() + seconds * 1000)} where key = ${one.key}`)
    }
    return { waitSeconds: 0, slowed }
  })
}

/** Takes back what `beginTry` counted, after a try that succeeded; the first key is forgotten altogether. */
export async function endTry(tx: Tx, counted: readonly Counted[], now: Date): Promise<void> {
  const [own, ...shared] = counted
  await tx.run(sql`delete from auth_wait where key = ${own?.key ?? ''} or last_at < ${ago(now, DAY_SECONDS)}`)
  for (const { key } of shared)
    await tx.run(
      sql`update auth_wait set failures = greatest(0, failures - 1), wait_until = ${NO_WAIT} where key = ${key}`,
    )
}

/** Whether somebody was signed in by this account from this source before. */
export async function isKnownSource(database: Database, key: string, now: Date): Promise<boolean> {
  const row = await database.read(0, (tx) =>
    tx.row(sql`select 1 as known from auth_known_source
      where key = ${key} and seen_at > ${ago(now, KNOWN_DAYS * DAY_SECONDS)}`),
  )
  return row !== undefined
}

/** Remembers from where an account was signed in. */
export async function noteSource(tx: Tx, key: string, now: Date): Promise<void> {
  await tx.run(sql`insert into auth_known_source (key, seen_at) values (${key}, ${now})
    on conflict (key) do update set seen_at = excluded.seen_at`)
  await tx.run(sql`delete from auth_known_source where seen_at < ${ago(now, KNOWN_DAYS * DAY_SECONDS)}`)
}
