import type { Clock } from '#platform/clock'
import type { Database, Tx } from '#platform/database'
import type { Idea, Registry } from '#platform/idea'
import type { Log } from '#platform/log'
import type { CarryOuts } from './carry-out.ts'
import { concernedCarryOuts } from './concerned.ts'
import { countByStatus } from './counters.ts'
import { relationCarryOuts } from './declared-relations.ts'
import { forgetOldContacts } from './forget-contacts.ts'
import { runClocks } from './jobs.ts'
import { casesOperations } from './operations.ts'
import type { Processes } from './registry.ts'

interface Running {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly carryOuts: CarryOuts
  readonly clock: Clock
  readonly log: Log
}

const HOUR_MS = 3_600_000
/** Steps of clocks in one run. */
const STEPS_MAX = 200

/** Cases 件. */
export const casesIdea = {
  operations: casesOperations,
  approvals: ({ processes }: { readonly processes: Processes }) => ({
    ...concernedCarryOuts(processes),
    ...relationCarryOuts,
  }),
  jobs: ({ db, county, processes, carryOuts, clock, log }: Running) => {
    const report = (error: unknown, caseId: string): void => log.error('a step of a clock failed', { caseId, error })
    return [
      {
        name: 'clocks',
        everyMs: 5000,
        work: () => runClocks(db, processes, county, clock.now(), report, STEPS_MAX, carryOuts),
      },
      { name: 'old contacts', everyMs: HOUR_MS, work: () => forgetOldContacts(db, processes, county, clock.now()) },
    ]
  },
  gauges: async ({ tx }: { readonly tx: Tx }, registry: Registry) => {
    const gauge = registry.gauge('xiangzhi_cases', 'Cases, by process and status')
    for (const { process, status, n } of await countByStatus(tx)) gauge.set(n, { process, status })
  },
} satisfies Idea
