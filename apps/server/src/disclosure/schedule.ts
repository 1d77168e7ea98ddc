import type { Database } from '#platform/database'
import { goOnAbout } from '#kernel/cases'
import { listDueEditions } from '#kernel/publications'
import { disclosureCarryOuts } from './carry-outs.ts'
import type { DisclosureEnvironment } from './environment.ts'

/**
 * Lets the reviews of signed texts go on whose hour has come, each in its own transaction; a failing one holds nobody up. Returns how
 * many were published; whoever got there first has done it.
 */
export async function publishScheduled(
  db: Database,
  environment: Omit<DisclosureEnvironment, 'numbers'>,
  county: number,
  now: Date,
  report: (error: unknown, editionId: string) => void,
): Promise<number> {
  const acting = { processes: environment.processes, carryOuts: disclosureCarryOuts(environment) }
  let published = 0
  for (const { id } of await db.read(county, (tx) => listDueEditions(tx, now))) {
    try {
      if (await db.write(county, (tx) => goOnAbout(acting, tx, { kind: 'edition', id }, 'publish', now))) published += 1
    } catch (error) {
      report(error, id)
    }
  }
  return published
}
