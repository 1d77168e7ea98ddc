import {
  type DutyRun,
  dutyOperations,
  type Duties,
  isPlanned,
  planDuties,
  recountDuties,
  runDuties,
  tidyDuties,
} from '#kernel/duties'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import type { Log } from '#platform/log'
import { mountDutyCalendars } from './calendar-routes.ts'

interface Running {
  readonly db: Database
  readonly county: number
  readonly duties: Duties
  readonly clock: Clock
  readonly log: Log
  /** What another idea does when a step of a duty is made. */
  readonly onDutyStep?: DutyRun['onStep']
}

const MINUTE_MS = 60_000

/** Duties 应办: planned ahead, dropped where expected no more, provisional deadlines counted again, reminded of and escalated. */
export const dutiesIdea = {
  operations: (parts: { readonly duties: Duties }) => dutyOperations(parts.duties),
  jobs: ({ db, county, duties: declared, clock, log, onDutyStep }: Running) => {
    const missing = new Set<string>()
    const plan = async (): Promise<number> => {
      const { added, withoutHolder } = await planDuties(db, declared, county, clock.now())
      for (const key of withoutHolder) {
        if (missing.has(key)) continue
        missing.add(key)
        log.warn('a duty has nobody who could hold it', { duty: key })
      }
      return added
    }
    const run: DutyRun = {
      report: (error, itemId) => log.error('a step of a duty failed', { itemId, error }),
      ...(onDutyStep ? { onStep: onDutyStep } : {}),
    }
    return [
      { name: 'duty plan', everyMs: MINUTE_MS, work: plan },
      { name: 'duty steps', everyMs: MINUTE_MS, work: () => runDuties(db, declared, county, clock.now(), run) },
      {
        name: 'duty deadlines',
        everyMs: 10 * MINUTE_MS,
        work: () => recountDuties(db, declared, county, clock.now()),
      },
      { name: 'duty tidying', everyMs: 60 * MINUTE_MS, work: () => tidyDuties(db, declared, county, clock.now()) },
    ]
  },
  mount: mountDutyCalendars,
} satisfies Idea

/**
 * Plans what a county owes before its first page is served: until then nothing is expected, and a public page would say that nothing
 * is missing. Later starts find it planned and lose no time.
 */
export async function planBeforeServing(
  { db, duties: declared }: Pick<Running, 'db' | 'duties'>,
  county: number,
  now: Date,
): Promise<void> {
  if (await db.read(county, isPlanned)) return
  await planDuties(db, declared, county, now)
}
