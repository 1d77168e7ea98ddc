import { sql, type Statement, type Tx } from '#platform/database'
import { keptFromColumn } from './reading.ts'
import type { CaseClock, CaseRecord, FoundCase } from './types.ts'

/** The columns of a case under the names the code uses. */
export const caseColumns =
  sql.raw(`c.id, c.number, c.process, c.process_version as "processVersion", c.state, c.status, c.is_open as "isOpen",
  c.category, c.level, c.place_id as "placeId", c.town_id as "townId", c.village_id as "villageId", c.grid_id as "gridId", c.place_name as "placeName", c.lng, c.lat,
  c.summary, c.description, c.public_note as "publicNote", c.fields, c.source, c.owner_role as "ownerRole", c.owner_id as "ownerId",
  c.owner_person_id as "ownerPersonId", c.assigned_organisation_id as "assignedOrganisationId",
  c.suggested_organisation_key as "suggestedOrganisationKey", c.routing, c.confidentiality, c.is_public as "isPublic", c.parent_id as "parentId",
  c.merged_into_id as "mergedIntoId", c.opened_at as "openedAt", c.changed_at as "changedAt", c.closed_at as "closedAt", c.outcome,
  c.closing_reason as "closingReason", c.due_at as "dueAt", c.due_provisional as "dueProvisional", c.supervised, c.waiting_for as "waitingFor",
  c.follower_count as "followerCount", c.bounce_count as "bounceCount", c.reopen_count as "reopenCount", c.rework_count as "reworkCount",
  c.satisfied, c.demo, c.version`)

export const clockColumns =
  sql.raw(`k.clock, k.status, k.limit_unit as "limitUnit", k.limit_amount as "limitAmount", k.started_at as "startedAt",
  k.counting_since as "countingSince", k.counting_unit as "countingUnit", k.counting_amount as "countingAmount",
  k.remaining_minutes as "remainingMinutes", k.extended_times as "extendedTimes", k.due_at as "dueAt", k.provisional, k.step,
  k.next_at as "nextAt", k.stopped_at as "stoppedAt", k.late`)

/** Reads a case and keeps others from changing it until this transaction ends. */
export function lockCase(tx: Tx, caseId: string): Promise<FoundCase | undefined> {
  return tx.row<FoundCase>(
    sql`select ${caseColumns}, ${keptFromColumn(tx)} from case_record c where c.county = ${tx.county} and c.id = ${caseId} for update`,
  )
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

/** How often each action was done and by whom last; `openChildren` comes along, since the same decisions need it. */
export async function actionFacts(
  tx: Tx,
  caseId: string,
): Promise<{ actions: Map<string, { count: number; lastBy: string | null }>; openChildren: number }> {
  const [actions, children] = await Promise.all([
    tx.rows<{ action: string; count: number; lastBy: string | null }>(sql`
      select e.action, count(*)::int as count, (array_agg(e.by_person_id order by e.no desc))[1] as "lastBy"
      from case_event e where e.county = ${tx.county} and e.case_id = ${caseId} group by e.action`),
    tx.row<{ n: number }>(
      sql`select count(*)::int as n from case_record c where c.county = ${tx.county} and c.parent_id = ${caseId} and c.is_open`,
    ),
  ])
  return {
    actions: new Map(actions.map(({ action, count, lastBy }) => [action, { count, lastBy }])),
    openChildren: children?.n ?? 0,
  }
}
