import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import { removeOldImpacts } from './impact.ts'
import { editionSubject } from './subject.ts'

const HOUR_MS = 3_600_000

/** Publications 公开, without their review: a case has that. */
export const publicationsIdea = {
  tellers: { edition: editionSubject },
  jobs: ({ db, county, clock }: { readonly db: Database; readonly county: number; readonly clock: Clock }) => [
    { name: 'old impact assessments', everyMs: HOUR_MS, work: () => removeOldImpacts(db, county, clock.now()) },
  ],
} satisfies Idea
