import type { Database } from '#platform/database'
import { listDueEditions } from '#kernel/publications'
import { publishWhenDue } from './carry-outs.ts'
import type { DisclosureEnvironment } from './environment.ts'

/** Publishes the signed texts whose hour has come, each in its own transaction; a failing one holds nobody up. Returns how many. */
export async function publishScheduled(
  db: Database,
  environment: Pick<DisclosureEnvironment, 'duties' | 'salt'>,
  county: number,
  now: Date,
  report: (error: unknown, editionId: string) => void,
): Promise<number> {
  let published = 0
  for (const { id } of await db.read(county, (tx) => listDueEditions(tx, now))) {
    try {
      if (await db.write(county, (tx) => publishWhenDue(tx, environment, id, now))) published += 1
    } catch (error) {
      report(error, id)
    }
  }
  return published
}
