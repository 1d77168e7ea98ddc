import { performance } from 'node:perf_hooks'
import type { PackCalendar, ProcessDeclaration } from '@xiangzhi/language'
import { type Database, sql, type Tx } from '#platform/database'
import { forgetTogether } from '#platform/memory'
import { Refusal } from '#platform/refusal'
import { compileConfig } from './compile.ts'
import type { ConfigPart, ConfigParts, CountyConfig } from './types.ts'

/** The configurations of counties as an installation reads them, with what its processes declare themselves. */
export interface Configurations {
  readonly processes: readonly ProcessDeclaration[]
  readonly compiled: Map<number, CountyConfig>
}

/** Makes the newest version of every process of an installation known to the configurations that are read in it. */
export function configurationsWith(processes: readonly ProcessDeclaration[]): Configurations {
  return { processes, compiled: new Map() }
}

/** With which processes a transaction reads: of its database, and of no other in the same server. */
const readWith = new WeakMap<Tx, Configurations>()

/** The same database, in whose transactions configurations are read with the processes of the installation. */
export function reading<Of extends Database>(db: Of, configurations: Configurations): Of {
  const told =
    <T>(work: (tx: Tx) => Promise<T>) =>
    (tx: Tx): Promise<T> => {
      readWith.set(tx, configurations)
      return work(tx)
    }
  return {
    ...db,
    write: (county, work) => db.write(county, told(work)),
    read: (county, work) => db.read(county, told(work)),
  } satisfies Database
}

/** When the stamp of a compiled configuration was last compared, by the monotonic clock. */
const comparedAt = new Map<CountyConfig, number>()
forgetTogether(comparedAt)

/**
 * The county's configuration. One small statement tells whether the compiled copy in memory is still the newest, so several
 * servers never decide by different rules for longer than a request, or than a server remembers (`Tx.remembersMs`). Undefined
 * when the county is not set up. On a database that was never wired to processes it throws: their categories would be missing.
 */
export async function findCountyConfig(tx: Tx): Promise<CountyConfig | undefined> {
  const configurations = readWith.get(tx)
  if (!configurations) throw new Error('a configuration was asked for on a database that knows no processes: wire it')
  const { compiled, processes } = configurations
  const asked = performance.now()
  const cached = compiled.get(tx.county)
  if (cached && asked - (comparedAt.get(cached) ?? -Infinity) < tx.remembersMs) return cached
  const stamp = await tx.row<{ stamp: string | null }>(
    sql`select string_agg(part || ':' || version || ':' || extract(epoch from changed_at), ',' order by part) as stamp from county_config where county = ${tx.county}`,
  )
  if (!stamp?.stamp) return undefined
  const newest = compiled.get(tx.county)
  if (newest?.version === stamp.stamp) {
    if (tx.remembersMs > 0) comparedAt.set(newest, asked)
    return newest
  }
  const rows = await tx.rows<{ part: string; content: unknown }>(
    sql`select part, content from county_config where county = ${tx.county} order by part`,
  )
  const parts = Object.fromEntries(rows.map(({ part, content }) => [part, content])) as unknown as ConfigParts
  const calendars = rows
    .filter(({ part }) => part.startsWith('calendar-'))
    .map(({ content }) => content as PackCalendar)
  const config = compileConfig(tx.county, stamp.stamp, parts, calendars, processes)
  if (newest) comparedAt.delete(newest)
  compiled.set(tx.county, config)
  return config
}

/** The county's configuration; asking before the county is set up is a bug of the caller. */
export async function countyConfig(tx: Tx): Promise<CountyConfig> {
  const config = await findCountyConfig(tx)
  if (!config) throw new Error(`county ${tx.county} is not set up`)
  return config
}

export interface ConfigPartStored {
  readonly part: string
  readonly version: number
  readonly content: unknown
  readonly changedAt: Date
  readonly changedBy: string | null
}

/** One part as it is stored now. */
export function findConfigPart(tx: Tx, part: string): Promise<ConfigPartStored | undefined> {
  return tx.row<ConfigPartStored>(sql`select part, version, content, changed_at, changed_by
    from county_config where county = ${tx.county} and part = ${part}`)
}

/** Every part that is stored, without its content. */
export function listConfigParts(tx: Tx): Promise<Omit<ConfigPartStored, 'content'>[]> {
  return tx.rows(
    sql`select part, version, changed_at, changed_by from county_config where county = ${tx.county} order by part`,
  )
}

/** Earlier versions of a part, newest first, without their content. */
export function listConfigHistory(
  tx: Tx,
  part: string,
): Promise<(Omit<ConfigPartStored, 'content'> & { reason: string })[]> {
  return tx.rows(sql`select part, version, changed_at, changed_by, reason
    from county_config_history where county = ${tx.county} and part = ${part} order by version desc limit 200`)
}

/** An earlier version of a part with its content. */
export function findConfigVersion(
  tx: Tx,
  part: string,
  version: number,
): Promise<{ version: number; content: unknown } | undefined> {
  return tx.row(sql`select version, content from county_config_history
    where county = ${tx.county} and part = ${part} and version = ${version}`)
}

/**
 * Stores a part, already checked by its schema, as its next version and keeps it in the history.
 * `seen` is the version the person saw (0 for a new part); another one refuses with `changed-meanwhile`.
 */
export async function saveConfigPart(
  tx: Tx,
  change: { part: ConfigPart; content: unknown; seen: number; by: string | null; reason: string; now: Date },
): Promise<number> {
  const { part, content, seen, by, reason, now } = change
  const version = seen + 1
  const touched =
    seen === 0
      ? await tx.run(sql`insert into county_config (county, part, content, version, changed_at, changed_by)
          values (${tx.county}, ${part}, ${sql.json(content)}, 1, ${now}, ${by}) on conflict do nothing`)
      : await tx.run(sql`update county_config set content = ${sql.json(content)}, version = ${version}, changed_at = ${now}, changed_by = ${by}
          where county = ${tx.county} and part = ${part} and version = ${seen}`)
  if (touched === 0) throw new Refusal('changed-meanwhile')
  comparedAt.clear()
  await tx.run(sql`insert into county_config_history (county, part, version, content, changed_at, changed_by, reason)
    values (${tx.county}, ${part}, ${version}, ${sql.json(content)}, ${now}, ${by}, ${reason})`)
  return version
}
