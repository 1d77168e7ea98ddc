import { checkIndicators, type IndicatorDeclaration, localDate, type ProcessDeclaration } from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import { periodsAround } from './period.ts'
import { keepIndicators } from './values.ts'

export { indicatorOperations } from './operations.ts'

/** Hands out declarations only when they are sound: a wrong measure is found at the start, not on a page. */
export function soundIndicators(
  declarations: readonly IndicatorDeclaration[],
  processes: readonly ProcessDeclaration[],
): readonly IndicatorDeclaration[] {
  const problems = checkIndicators(declarations, processes)
  if (problems.length > 0) throw new Error(`indicators are not sound:\n${problems.join('\n')}`)
  return declarations
}

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
    kept += await db.write(county, async (tx) => keepIndicators(tx, indicators, await countyConfig(tx), period, now))
  return kept
}
