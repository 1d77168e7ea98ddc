import { sql, type Statement, type Tx } from '#platform/database'
import { keptFromColumn } from './reading.ts'
import type { TransitionFacts } from './rules.ts'
import type { CaseClock, CaseRecord, FoundCase } from './types.ts'

/** The columns of a case under the names the code uses. */
export const caseColumns = sql.raw(`c.id, c.number, c.process, c.process_version, c.state, c.status, c.is_open,
  c.category, c.level, c.place_id, c.town_id, c.village_id, c.grid_id, c.place_name, c.lng, c.lat,
  c.summary, c.description, c.public_note, c.fields, c.source, c.owner_role, c.owner_id,
  c.owner_person_id, c.assigned_organisation_id,
  c.suggested_organisation_key, c.routing, c.confidentiality, c.is_public, c.parent_id,
  c.merged_into_id, c.opened_at, c.changed_at, c.closed_at, c.outcome,
  c.closing_reason, c.due_at, c.due_provisional, c.supervised, c.waiting_for,
  c.follower_count, c.bounce_count, c.reopen_count, c.rework_count,
  c.satisfied, c.demo, c.version`)

export const clockColumns = sql.raw(`k.clock, k.status, k.limit_unit, k.limit_amount, k.started_at,
  k.counting_since, k.counting_unit, k.counting_amount,
  k.remaining_minutes, k.extended_times, k.due_at, k.provisional, k.step,
  k.next_at, k.stopped_at, k.late`)

/** Reads a case and keeps others from changing it until this transaction ends. */
export function lockCase(tx: Tx, caseId: string): Promise<FoundCase | undefined> {
  return tx.row<FoundCase>(
    sql`select ${caseColumns}, ${keptFromColumn(tx)} from case_record c where c.county = ${tx.county} and c.id = ${caseId} for update`,
  )
}

/** Locks two cases in the order of their ids, so that two commands about the same pair cannot wait for each other. */
export async function lockBoth(tx: Tx, one: string, other: string): Promise<void> {
  for (const id of [one, other].toSorted()) await lockCase(tx, id)
}

/** Whether other cases are parts of this one. Parts of a part are not known: sealing, merging and closing look one step down. */
export async function hasParts(tx: Tx, caseId: string): Promise<boolean> {
  const found = await tx.row(
    sql`select 1 from case_record c where c.county = ${tx.county} and c.parent_id = ${caseId} limit 1`,
  )
  return found !== undefined
}

export function findCaseRecord(tx: Tx, caseId: string): Promise<FoundCase | undefined> {
  return tx.row<FoundCase>(
    sql`select ${caseColumns}, ${keptFromColumn(tx)} from case_record c where c.county = ${tx.county} and c.id = ${caseId}`,
  )
}

/** A case by the hash of the private part of its link. */
export function findCaseByToken(tx: Tx, tokenHash: Buffer, lock: boolean): Promise<CaseRecord | undefined> {
  const lockIt: Statement = lock ? sql.raw('for update') : sql.raw('')
  return tx.row<CaseRecord>(
    sql`select ${caseColumns} from case_record c where c.county = ${tx.county} and c.token_hash = ${tokenHash} ${lockIt}`,
  )
}

export function listClocks(tx: Tx, caseId: string): Promise<CaseClock[]> {
  return tx.rows<CaseClock>(
    sql`select ${clockColumns} from case_clock k where k.county = ${tx.county} and k.case_id = ${caseId} order by k.started_at`,
  )
}

/** What was done in a case so far, and how many of its parts are open: the same decisions need both. */
type DoneSoFar = Pick<TransitionFacts, 'actions' | 'openChildren'>

/** How often each action was done and by whom last, of several cases at once. */
export async function listActionFacts(tx: Tx, caseIds: readonly string[]): Promise<ReadonlyMap<string, DoneSoFar>> {
  const [done, children] = await Promise.all([
    tx.rows<{ caseId: string; action: string; count: number; lastBy: string | null }>(sql`
      select e.case_id, e.action, count(*)::int as count, (array_agg(e.by_person_id order by e.no desc))[1] as "lastBy"
      from case_event e where e.county = ${tx.county} and e.case_id = any(${caseIds}::uuid[]) group by e.case_id, e.action`),
    tx.rows<{ parentId: string; n: number }>(sql`select c.parent_id, count(*)::int as n from case_record c
      where c.county = ${tx.county} and c.parent_id = any(${caseIds}::uuid[]) and c.is_open group by c.parent_id`),
  ])
  const open = new Map(children.map(({ parentId, n }) => [parentId, n]))
  const actions = new Map(caseIds.map((id) => [id, new Map<string, { count: number; lastBy: string | null }>()]))
  for (const { caseId, action, count, lastBy } of done) actions.get(caseId)?.set(action, { count, lastBy })
  return new Map([...actions].map(([id, known]) => [id, { actions: known, openChildren: open.get(id) ?? 0 }]))
}

/** The same of one case. */
export async function actionFacts(tx: Tx, caseId: string): Promise<DoneSoFar> {
  return (await listActionFacts(tx, [caseId])).get(caseId) ?? { actions: new Map(), openChildren: 0 }
}
