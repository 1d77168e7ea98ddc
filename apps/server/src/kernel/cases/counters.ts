import type { Actor } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { reachCondition } from '#kernel/people'

/** One cell of a dashboard. */
export interface CounterCell {
  readonly key: string
  readonly status: 'received' | 'in-hand' | 'done' | 'not-done'
  readonly n: number
}

/** Counts by place or category and status, summed from kept counters; never a look at the cases themselves. */
export function countCases(tx: Tx, actor: Actor, input: { by: 'town' | 'village' | 'grid' | 'category'; process: string | undefined; under: string | undefined }): Promise<CounterCell[]> {
  const key = input.by === 'town' ? sql`coalesce(k.town_id, k.place_id)::text` : input.by === 'village' ? sql`coalesce(k.village_id, k.town_id, k.place_id)::text` : input.by === 'grid' ? sql`k.place_id::text` : sql`k.category`
  const process = input.process === undefined ? sql`true` : sql`k.process = ${input.process}`
  const under = input.under === undefined ? sql`true` : sql`${input.under}::uuid in (k.town_id, k.village_id, k.place_id)`
  // Mediation and other confidential processes are counted only for those who read them; the caller says which processes.
  return tx.rows<CounterCell>(sql`select ${key} as key, k.status, sum(k.n)::int as n from case_counter k
    where k.county = ${tx.county} and ${reachCondition(actor, 'case.count', { town: 'k.town_id', village: 'k.village_id', grid: 'k.place_id' })} and ${process} and ${under}
    group by 1, 2 having sum(k.n) <> 0 order by 1, 2`)
}

/** What the counters would be if they were counted anew from the cases: for `rebuild` and for the proof that they agree. */
export async function rebuildCounters(tx: Tx): Promise<{ cells: number }> {
  await tx.run(sql`delete from case_counter where county = ${tx.county}`)
  const cells = await tx.run(sql`insert into case_counter (county, process, place_id, town_id, village_id, category, status, n)
    select county, process, coalesce(grid_id, village_id, town_id, place_id), min(town_id::text)::uuid, min(village_id::text)::uuid, category, status, count(*)::int
    from case_record where county = ${tx.county} group by county, process, coalesce(grid_id, village_id, town_id, place_id), category, status`)
  return { cells }
}

/** Counters that differ from the cases; empty when all is well. */
export function listCounterDifferences(tx: Tx): Promise<{ process: string; placeId: string; category: string; status: string; kept: number; counted: number }[]> {
  return tx.rows(sql`
    with counted as (
      select process, coalesce(grid_id, village_id, town_id, place_id) as place_id, category, status, count(*)::int as n
      from case_record where county = ${tx.county} group by 1, 2, 3, 4),
    kept as (select process, place_id, category, status, n from case_counter where county = ${tx.county} and n <> 0)
    select coalesce(a.process, b.process) as process, coalesce(a.place_id, b.place_id) as "placeId", coalesce(a.category, b.category) as category,
      coalesce(a.status, b.status) as status, coalesce(b.n, 0) as kept, coalesce(a.n, 0) as counted
    from counted a full join kept b on a.process = b.process and a.place_id = b.place_id and a.category = b.category and a.status = b.status
    where coalesce(a.n, 0) <> coalesce(b.n, 0)`)
}
