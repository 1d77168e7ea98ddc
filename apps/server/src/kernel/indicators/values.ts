import { type CaseCount, countsOf, type IndicatorDeclaration, startOfDay } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { measureCases } from '#kernel/cases'
import type { Period } from './period.ts'

/** What an indicator came to in one place. */
export interface IndicatorValue {
  readonly indicator: string
  readonly placeKey: string
  readonly numerator: number
  readonly denominator: number | null
  readonly excluded: number
}

export interface IndicatorValues {
  readonly asOf: Date
  readonly values: readonly IndicatorValue[]
}

/** A period as instants of the county's time. */
export function instantsOf(
  { from, until }: Period,
  config: Pick<CountyConfig, 'calendar'>,
): { from: Date; until: Date } {
  const start = (day: string): Date => startOfDay(config.calendar, day)
  return { from: start(from), until: start(until) }
}

/**
 * Counts indicators from the cases. While a period still runs, it is counted up to now: a promise that falls due next week is
 * not broken yet.
 */
export async function countIndicators(
  tx: Tx,
  indicators: readonly IndicatorDeclaration[],
  config: CountyConfig,
  period: Period,
  now: Date,
): Promise<IndicatorValues> {
  const { from, until } = instantsOf(period, config)
  const asked: CaseCount[] = indicators.flatMap((indicator) => countsOf(indicator))
  const measured = await measureCases(tx, asked, { from, until: until < now ? until : now })
  const values = measured.flatMap(({ placeKey, numbers, merged }) => {
    let at = 0
    return indicators.map((indicator): IndicatorValue => {
      const counts = countsOf(indicator)
      const [numerator = 0, denominator] = numbers.slice(at, at + counts.length)
      at += counts.length
      const kind = counts.at(-1)?.in ?? 'opened'
      return {
        indicator: indicator.key,
        placeKey,
        numerator,
        denominator: denominator ?? null,
        excluded: merged[kind] ?? 0,
      }
    })
  })
  return { asOf: now, values }
}

/** Counts a period and keeps what came out, in place of what was kept of it before. */
export async function keepIndicators(
  tx: Tx,
  indicators: readonly IndicatorDeclaration[],
  config: CountyConfig,
  period: Period,
  now: Date,
): Promise<number> {
  const { values } = await countIndicators(tx, indicators, config, period, now)
  const versions = new Map(indicators.map(({ key, version }) => [key, version]))
  await tx.run(sql`delete from indicator_value v where v.county = ${tx.county}
    and v.period_from = ${period.from}::date and v.period_until = ${period.until}::date`)
  const rows = values.map(({ indicator, placeKey, numerator, denominator, excluded }) => ({
    period_from: period.from,
    period_until: period.until,
    indicator,
    indicator_version: versions.get(indicator),
    place_key: placeKey,
    numerator,
    denominator,
    excluded,
    as_of: now,
  }))
  return tx.run(
    sql`insert into indicator_value (county, period_from, period_until, indicator, indicator_version, place_key, numerator, denominator, excluded, as_of)
      select ${tx.county}::int, r.period_from, r.period_until, r.indicator, r.indicator_version, r.place_key, r.numerator, r.denominator, r.excluded, r.as_of
      from jsonb_populate_recordset(null::indicator_value, ${sql.json(rows)}) r`,
  )
}

/** What is kept of a period under the present versions; undefined when it must be counted. */
export async function findIndicators(
  tx: Tx,
  indicators: readonly IndicatorDeclaration[],
  period: Period,
): Promise<IndicatorValues | undefined> {
  const rows = await tx.rows<IndicatorValue & { asOf: Date; version: number }>(sql`
    select v.indicator, v.place_key, v.numerator, v.denominator, v.excluded, v.as_of, v.indicator_version as version
    from indicator_value v where v.county = ${tx.county} and v.period_from = ${period.from}::date and v.period_until = ${period.until}::date`)
  const [first] = rows
  if (!first) return undefined
  const kept = new Set(rows.map(({ indicator, version }) => `${indicator}@${version}`))
  const complete = indicators.every(({ key, version }) => kept.has(`${key}@${version}`))
  return complete ? { asOf: first.asOf, values: rows } : undefined
}
