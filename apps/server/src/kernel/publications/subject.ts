import type { SubjectFacts } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'

/** What an edition tells the needs of its review: who wrote any of it, and whether its hour has come. */
export const editionSubject = {
  persons: ['writers'],
  is: ['due'],
  async tell(tx: Tx, ids: readonly string[], now: Date): Promise<ReadonlyMap<string, SubjectFacts>> {
    const rows = await tx.rows<{ id: string; writers: string[]; due: boolean }>(sql`select e.id, e.writers,
        coalesce(e.publish_at <= ${now}, true) as due
      from edition e where e.county = ${tx.county} and e.id = any(${ids}::uuid[])`)
    return new Map(rows.map(({ id, writers, due }) => [id, { persons: { writers }, is: { due } }]))
  },
}
