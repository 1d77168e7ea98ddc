import { type IndicatorDeclaration, localDate } from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import { type Database, sql, type Tx } from '#platform/database'
import { periodsAround } from './period.ts'
import { keepIndicators } from './values.ts'

/** Counts anew what is kept of the present month, quarter and year and of the month before. Returns how many values there are. */
export async function refreshIndicators(
  db: Database,
  indicators: readonly IndicatorDeclaration[],
  county: number,
  now: Date,
): Promise<number> {
  let kept = 0
  const today = await db.read(county, async (tx) => localDate((await countyConfig(tx)).calendar, now))
  for (const period of periodsAround(today))
    kept += await db.write(county, async (tx) =>
      // Several servers count in the same minutes; who finds another one at it leaves it to that one.
      (await isFirst(tx)) ? keepIndicators(tx, indicators, await countyConfig(tx), period, now) : 0,
    )
  return kept
}

/** Any number that no other work of this county takes for itself. */
const REFRESH_LOCK = 714_002

/** Whether nobody else is counting now; if so, nobody else begins before this transaction has ended. */
async function isFirst(tx: Tx): Promise<boolean> {
  const row = await tx.row<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(${tx.county}::int, ${REFRESH_LOCK}::int) as held`,
  )
  return row?.held === true
}
