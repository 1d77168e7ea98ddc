import { duties as declarations } from '@xiangzhi/practices'
import {
  type DutySource,
  type DutyRun,
  dutyRegistry,
  isPlanned,
  planDuties,
  recountDuties,
  runDuties,
  tidyDuties,
} from '#kernel/duties'
import type { Clock, Recurring } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Log } from '#platform/log'
import { disclosureDuties } from '#disclosure'

export { mountDutyCalendars } from './calendar-routes.ts'

/** Duties that follow from what a county configured, besides those that its pack names. */
const dutySources: readonly DutySource[] = [disclosureDuties]

/** The duties of this product, made ready for look-up. */
export const duties = dutyRegistry(declarations, dutySources)

/**
 * Plans what a county owes before its first page is served: until then nothing is expected, and a public page would say that nothing
 * is missing. Later starts find it planned and lose no time.
 */
export async function planBeforeServing(db: Database, county: number, now: Date): Promise<void> {
  if (await db.read(county, isPlanned)) return
  await planDuties(db, duties, county, now)
}

interface DutyWork {
  readonly db: Database
  readonly county: number
  readonly clock: Clock
  readonly log: Log
  readonly onStep?: DutyRun['onStep']
}

const minute = 60_000

/** Plans ahead, drops what is expected no more, counts provisional deadlines again, reminds and escalates. */
export function dutyWork({ db, county, clock, log, onStep }: DutyWork): readonly Recurring[] {
  const missing = new Set<string>()
  const plan = async (): Promise<number> => {
    const { added, withoutHolder } = await planDuties(db, duties, county, clock.now())
    for (const key of withoutHolder) {
      if (missing.has(key)) continue
      missing.add(key)
      log.warn('a duty has nobody who could hold it', { duty: key })
    }
    return added
  }
  const run: DutyRun = {
    report: (error, itemId) => log.error('a step of a duty failed', { itemId, error }),
    ...(onStep ? { onStep } : {}),
  }
  return [
    { name: 'duty plan', everyMs: minute, work: plan },
    { name: 'duty steps', everyMs: minute, work: () => runDuties(db, duties, county, clock.now(), run) },
    { name: 'duty deadlines', everyMs: 10 * minute, work: () => recountDuties(db, duties, county, clock.now()) },
    { name: 'duty tidying', everyMs: 60 * minute, work: () => tidyDuties(db, duties, county, clock.now()) },
  ]
}
