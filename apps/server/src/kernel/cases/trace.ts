import type { RoutingFacts, RoutingTrace } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'

/** A past case as routing saw it: for dry runs of a changed table. */
export interface RoutedCase {
  readonly caseId: string
  readonly number: string
  readonly summary: string
  readonly facts: RoutingFacts
  readonly decided: RoutingTrace
}

/** The newest cases with what routing knew and decided. */
export async function listRoutingFacts(tx: Tx, limit: number): Promise<RoutedCase[]> {
  const rows = await tx.rows<{
    caseId: string
    number: string
    summary: string
    decided: RoutingTrace
  }>(sql`select c.id as "caseId", c.number, c.summary, c.routing as decided
    from case_record c where c.county = ${tx.county} and c.routing is not null and c.confidentiality = 'open' order by c.opened_at desc, c.id desc limit ${limit}`)
  return rows.map((row) => ({ ...row, facts: row.decided.facts }))
}
