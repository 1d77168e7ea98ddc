import type { CaseRowView, WaitingRowView } from '@xiangzhi/contract'
import { sql, type Tx } from '#platform/database'
import { namesOf, organisationNamesOf } from '#kernel/people'
import type { CaseRecord } from './types.ts'

/** Only what a list shows: decoding is most of what a list costs. */
export const rowColumns =
  sql.raw(`c.id, c.number, c.process, c.process_version, c.state, c.status, c.is_open, c.category, c.level, c.summary,
  c.town_id, c.village_id, c.grid_id, c.place_name, c.lng, c.lat, c.source, c.owner_role,
  c.assigned_organisation_id, c.owner_person_id, c.opened_at, c.changed_at, c.closed_at,
  c.due_at, c.due_provisional, c.supervised, c.waiting_for, c.follower_count, c.bounce_count,
  c.reopen_count, c.rework_count, c.satisfied, c.confidentiality, c.version, c.demo`)

export type ListedCase = Omit<CaseRecord, 'description' | 'fields' | 'publicNote' | 'routing'>

export interface CaseNames {
  readonly organisations: ReadonlyMap<string, { readonly name: string; readonly nameEn: string }>
  readonly persons: ReadonlyMap<string, string>
}

/** The names that a list shows beside ids, asked for together. */
export async function namesFor(
  tx: Tx,
  cases: readonly Pick<ListedCase, 'assignedOrganisationId' | 'ownerPersonId'>[],
): Promise<CaseNames> {
  const organisationIds = new Set<string>()
  const personIds = new Set<string>()
  for (const one of cases) {
    if (one.assignedOrganisationId) organisationIds.add(one.assignedOrganisationId)
    if (one.ownerPersonId) personIds.add(one.ownerPersonId)
  }
  const [organisations, persons] = await Promise.all([
    organisationNamesOf(tx, [...organisationIds]),
    namesOf(tx, [...personIds]),
  ])
  return { organisations, persons }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** A stored case as the list of what waits shows it. */
export function waitingView(record: ListedCase, names: CaseNames, now: Date): WaitingRowView {
  return {
    id: record.id,
    number: record.number,
    process: record.process,
    processVersion: record.processVersion,
    state: record.state,
    status: record.status,
    isOpen: record.isOpen,
    category: record.category,
    level: record.level,
    summary: record.summary,
    placeName: record.placeName,
    source: record.source,
    ownerRole: record.ownerRole,
    unitName: record.assignedOrganisationId
      ? (names.organisations.get(record.assignedOrganisationId)?.name ?? null)
      : null,
    ownerName: record.ownerPersonId ? (names.persons.get(record.ownerPersonId) ?? null) : null,
    openedAt: record.openedAt.toISOString(),
    dueAt: iso(record.dueAt),
    dueProvisional: record.dueProvisional,
    late: record.isOpen && record.dueAt !== null && record.dueAt < now,
    supervised: record.supervised,
    waitingFor: record.waitingFor,
    followerCount: record.followerCount,
    bounceCount: record.bounceCount,
    reopenCount: record.reopenCount,
    confidentiality: record.confidentiality,
    version: record.version,
  }
}

/** A stored case as lists show it. */
export const rowView = (record: ListedCase, names: CaseNames, now: Date): CaseRowView => ({
  ...waitingView(record, names, now),
  townId: record.townId,
  villageId: record.villageId,
  gridId: record.gridId,
  lng: record.lng,
  lat: record.lat,
  changedAt: record.changedAt.toISOString(),
  closedAt: iso(record.closedAt),
  reworkCount: record.reworkCount,
  satisfied: record.satisfied,
  demo: record.demo,
})
