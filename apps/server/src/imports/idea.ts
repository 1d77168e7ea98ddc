import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import { importsOperations } from './operations.ts'
import { forgetOldRows } from './roster.ts'
import { mountImports } from './routes.ts'

const HOUR_MS = 3_600_000

/** Rosters and former cases from sheets. */
export const importsIdea = {
  operations: () => importsOperations,
  jobs: ({ db, county, clock }: { readonly db: Database; readonly county: number; readonly clock: Clock }) => [
    { name: 'old import rows', everyMs: HOUR_MS, work: () => forgetOldRows(db, county, clock.now()) },
  ],
  mount: mountImports,
} satisfies Idea
