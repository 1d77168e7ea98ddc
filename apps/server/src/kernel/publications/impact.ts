import { type DisclosureItem, type PersonalData, personalDataOf } from '@xiangzhi/language'
import { type Database, sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'

/** What was found when the impact of publishing an item on persons was assessed (个人信息保护法 art. 56). */
export interface Impact {
  readonly id: string
  readonly itemCode: string
  readonly covers: PersonalData
  readonly purpose: string
  readonly necessity: string
  readonly risks: string
  readonly measures: string
  readonly madeBy: string
  readonly madeAt: Date
}

/** Whether an item with personal data has no assessment of what it lays open today. */
export async function lacksImpact(tx: Tx, item: DisclosureItem): Promise<boolean> {
  const covers = personalDataOf(item)
  if (!covers) return false
  const found = await tx.row<{ id: string }>(sql`select id from impact_assessment
    where county = ${tx.county} and item_code = ${item.code} and covers = ${sql.json(covers)} limit 1`)
  return found === undefined
}

/** Refuses `impact-needed` where `lacksImpact`: no text of such an item is handed in or signed (个人信息保护法 art. 55). */
export async function refuseUnassessed(tx: Tx, item: DisclosureItem): Promise<void> {
  if (await lacksImpact(tx, item)) throw new Refusal('impact-needed', { item: item.code })
}

export async function keepImpact(tx: Tx, impact: Impact): Promise<void> {
  const { id, itemCode, covers, purpose, necessity, risks, measures, madeBy, madeAt } = impact
  await tx.run(sql`insert into impact_assessment (county, id, item_code, covers, purpose, necessity, risks, measures, made_by, made_at)
    values (${tx.county}, ${id}, ${itemCode}, ${sql.json(covers)}, ${purpose}, ${necessity}, ${risks}, ${measures}, ${madeBy}, ${madeAt})`)
}

/** All assessments that are kept, by item, the newest first. */
export function listImpacts(tx: Tx): Promise<Impact[]> {
  return tx.rows(sql`select id, item_code, covers, purpose, necessity, risks, measures, made_by, made_at
    from impact_assessment where county = ${tx.county} order by item_code, made_at desc, id desc limit 2000`)
}

/**
 * Deletes assessments whose place another one took three years ago or more. The law's floor is three years (个人信息保护法 art. 56); the
 * newest of an item is never deleted, because what it allows goes on. Returns how many.
 */
export function removeOldImpacts(db: Database, county: number, now: Date): Promise<number> {
  return db.write(county, (tx) =>
    tx.run(sql`delete from impact_assessment o where o.county = ${county} and exists (select from impact_assessment n
      where n.county = o.county and n.item_code = o.item_code and (n.made_at, n.id) > (o.made_at, o.id)
        and n.made_at <= ${now}::timestamptz - interval '3 years')`),
  )
}
