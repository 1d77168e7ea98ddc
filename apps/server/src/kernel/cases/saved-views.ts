import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly query: string
}

/** The filters that somebody keeps for themselves. */
export function listSavedViews(tx: Tx, personId: string): Promise<SavedView[]> {
  return tx.rows<SavedView>(
    sql`select id, name, query from case_saved_view where county = ${tx.county} and person_id = ${personId} order by name, id limit 100`,
  )
}

export function saveView(tx: Tx, view: SavedView & { personId: string; now: Date }): void {
  tx.send(
    sql`insert into case_saved_view (county, id, person_id, name, query, saved_at) values (${tx.county}, ${view.id}, ${view.personId}, ${view.name}, ${view.query}, ${view.now})`,
  )
}

export async function deleteView(tx: Tx, personId: string, viewId: string): Promise<void> {
  const touched = await tx.run(
    sql`delete from case_saved_view where county = ${tx.county} and person_id = ${personId} and id = ${viewId}`,
  )
  if (touched === 0) throw new Refusal('not-found')
}
