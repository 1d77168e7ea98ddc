import { type Database, sql, type Tx } from '#platform/database'

/** How far a simulation came: what was ordered, and what is written so far. */
export interface SimulationMark {
  readonly events: number
  readonly seed: number
  readonly from: string
  readonly until: string
  readonly cases: number
  readonly lines: number
  readonly open: number
  readonly hash: string
}

/** What an installation remembers of itself, outside of any county. */
export interface Settings {
  /** Which county this installation serves. */
  readonly county: number
  readonly simulation: SimulationMark
}

/** A setting, or undefined while it was never made. */
export async function findSetting<K extends keyof Settings>(db: Database, key: K): Promise<Settings[K] | undefined> {
  const row = await db.local((tx) => tx.row<{ value: Settings[K] }>(sql`select value from setting where key = ${key}`))
  return row?.value
}

/** Makes a setting once; a later value for the same key is ignored. */
export async function makeSetting<K extends keyof Settings>(db: Database, key: K, value: Settings[K]): Promise<void> {
  await db.local((tx) =>
    tx.run(sql`insert into setting (key, value) values (${key}, ${sql.json(value)}) on conflict (key) do nothing`),
  )
}

/** Keeps a setting in the caller's transaction, in place of what it was before. */
export async function keepSetting<K extends keyof Settings>(tx: Tx, key: K, value: Settings[K]): Promise<void> {
  await tx.run(
    sql`insert into setting (key, value) values (${key}, ${sql.json(value)}) on conflict (key) do update set value = excluded.value`,
  )
}
