import { performance } from 'node:perf_hooks'
import type { PackCalendar, ProcessDeclaration } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { forgetTogether } from '#platform/memory'
import { Refusal } from '#platform/refusal'
import { compileConfig } from './compile.ts'
import type { ConfigPart, ConfigParts, CountyConfig } from './types.ts'

const known = new Map<number, CountyConfig>()

let declared: readonly ProcessDeclaration[] = []

/** Hands in the newest version of every process of this installation, before a county is asked for: they bring categories of their own. */
export function useProcesses(processes: readonly ProcessDeclaration[]): void {
  declared = processes
}

/** When the stamp was last compared, by the monotonic clock. */
const comparedAt = new Map<number, number>()
forgetTogether(comparedAt)

/**
 * The county's configuration. One small statement tells whether the compiled copy in memory is still the newest, so several
 * servers never decide by different rules for longer than a request, or than a server remembers (`Tx.remembersMs`). Undefined
 * when the county is not set up.
 */
export async function findCountyConfig(tx: Tx): Promise<CountyConfig | undefined> {
  const asked = performance.now()
  if (asked - (comparedAt.get(tx.county) ?? -Infinity) < tx.remembersMs) return known.get(tx.county)
  const stamp = await tx.row<{ stamp: string | null }>(
    sql`select string_agg(part || ':' || version || ':' || extract(epoch from changed_at), ',' order by part) as stamp from county_config where county = ${tx.county}`,
  )
  if (!stamp?.stamp) return undefined
  const cached = known.get(tx.county)
  if (cached?.version === stamp.stamp) {
    if (tx.remembersMs > 0) comparedAt.set(tx.county, asked)
    return cached
  }
  const rows = await tx.rows<{ part: string; content: unknown }>(
    sql`select part, content from county_config where county = ${tx.county} order by part`,
  )
  const parts = Object.fromEntries(rows.map(({ part, content }) => [part, content])) as unknown as ConfigParts
  const calendars = rows
    .filter(({ part }) => part.startsWith('calendar-'))
    .map(({ content }) => content as PackCalendar)
  const config = compileConfig(tx.county, stamp.stamp, parts, calendars, declared)
  known.set(tx.county, config)
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
