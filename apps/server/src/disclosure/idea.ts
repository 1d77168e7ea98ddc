import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import type { Log } from '#platform/log'
import { disclosureCarryOuts } from './carry-outs.ts'
import { confirmationOperations } from './confirmations.ts'
import { contactCarryOuts, contactOperations } from './contacts.ts'
import { draftOperations } from './drafts.ts'
import { disclosureDuties } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { excelOperations } from './excel.ts'
import { hidingCarryOuts, hidingOperations } from './hiding.ts'
import { impactOperations } from './impact.ts'
import { moveOperations } from './moves.ts'
import { printOperations } from './print-run.ts'
import { publicOperations } from './public-operations.ts'
import { questionOperations } from './questions.ts'
import { readOperations } from './reads.ts'
import { publishScheduled } from './schedule.ts'

interface Running extends DisclosureEnvironment {
  readonly db: Database
  readonly county: number
  readonly clock: Clock
  readonly log: Log
}

/** Disclosure: publications with their review as cases, their questions, their duties. */
export const disclosureIdea = {
  operations: (environment: DisclosureEnvironment) => ({
    ...readOperations(environment),
    ...draftOperations(environment),
    ...moveOperations(environment),
    ...confirmationOperations(environment),
    ...contactOperations,
    ...excelOperations,
    ...hidingOperations,
    ...impactOperations,
    ...printOperations,
    ...publicOperations,
    ...questionOperations(environment),
  }),
  approvals: (environment: Pick<DisclosureEnvironment, 'duties' | 'salt'>) => ({
    ...contactCarryOuts,
    ...hidingCarryOuts(environment),
  }),
  carryOuts: disclosureCarryOuts,
  dutySources: [disclosureDuties],
  jobs: ({ db, county, clock, log, ...environment }: Running) => [
    {
      name: 'scheduled publications',
      everyMs: 10_000,
      work: () =>
        publishScheduled(db, environment, county, clock.now(), (error, editionId) =>
          log.error('a scheduled publication failed', { editionId, error }),
        ),
    },
  ],
} satisfies Idea
