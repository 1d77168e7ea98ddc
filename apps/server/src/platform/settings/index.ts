import { type Database, sql } from '#platform/database'

/** What an installation remembers of itself, outside of any county. */
export interface Settings {
  /** Which county this installation serves. */
  readonly county: number
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
