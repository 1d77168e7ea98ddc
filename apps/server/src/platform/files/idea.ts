import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import type { FileStore } from './file-store.ts'
import { removeOrphans, removeUnneeded, searchWaiting } from './uploads.ts'

interface Running {
  readonly db: Database
  readonly county: number
  readonly store: FileStore
  readonly clock: Clock
}

const MINUTE_MS = 60_000

/** The store of files. */
export const filesIdea = {
  jobs: ({ db, county, store, clock }: Running) => [
    { name: 'papers to search', everyMs: MINUTE_MS, work: () => searchWaiting(db, county, store) },
    { name: 'files let go', everyMs: 10_000, work: () => removeUnneeded(db, county, store, clock.now()) },
    { name: 'orphaned uploads', everyMs: 60 * MINUTE_MS, work: () => removeOrphans(db, county, store, clock.now()) },
  ],
} satisfies Idea
