import { type Actor, type DutyKind, type DutyStanding, staffRoles } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import type { DutyAction } from './events.ts'
import { type DutyItem, isOpen, itemColumns } from './types.ts'

/** Where a page of items goes on: behind this one. */
export interface DutyPosition {
  readonly dueOn: string
  readonly id: string
}

export interface DutyFilter {
  /** The rows that the reader may see; see `reachCondition` with the columns of `dutyReach`. */
  readonly reach?: Statement
  readonly kind?: DutyKind
  /** Only these duties, by their keys. */
  readonly duties?: readonly string[]
  readonly placeId?: string
  readonly villageId?: string
  readonly townId?: string
  readonly gridId?: string
  /** Due from this day on, and up to this one. */
  readonly from?: string
  readonly until?: string
  readonly occasion?: string
  readonly publicOnly?: boolean
  readonly standing?: DutyStanding
  readonly after?: DutyPosition
  readonly limit?: number
}

/** The stored ancestors of an item in the statements below. */
export const dutyReach = {
  town: 'd.town_id',
  village: 'd.village_id',
  grid: 'd.grid_id',
  organisations: ['d.holder_id'],
} as const

/** The SQL twin of `dutyStanding`. */
export function standingCondition(standing: DutyStanding, today: string): Statement {
  switch (standing) {
    case 'kept':
      return sql`d.kept_on <= d.due_on`
    case 'kept-late':
      return sql`d.kept_on > d.due_on`
    case 'exempt':
      return sql`d.kept_on is null and d.exempt_at is not null`
    case 'dropped':
      return sql`d.kept_on is null and d.exempt_at is null and d.dropped_at is not null`
    case 'grave':
      return sql`${isOpen} and d.grave_after_on < ${today}::date`
    case 'late':
      return sql`${isOpen} and d.due_on < ${today}::date and d.grave_after_on >= ${today}::date`
    case 'open':
      return sql`${isOpen} and d.due_on >= ${today}::date and (d.first_on <= ${today}::date or d.due_on < d.first_on)`
    case 'not-yet':
    default:
      return sql`${isOpen} and d.due_on >= d.first_on and d.first_on > ${today}::date`
  }
}

function conditions(tx: Tx, filter: DutyFilter, today: string): Statement[] {
  const where = [sql`d.county = ${tx.county}`]
  if (filter.reach) where.push(filter.reach)
  if (filter.kind !== undefined) where.push(sql`d.kind = ${filter.kind}`)
  if (filter.duties !== undefined) where.push(sql`d.duty = any(${[...filter.duties]})`)
  if (filter.placeId !== undefined) where.push(sql`d.place_id = ${filter.placeId}`)
  if (filter.villageId !== undefined) where.push(sql`d.village_id = ${filter.villageId}`)
  if (filter.townId !== undefined) where.push(sql`d.town_id = ${filter.townId}`)
  if (filter.gridId !== undefined) where.push(sql`d.grid_id = ${filter.gridId}`)
  if (filter.from !== undefined) where.push(sql`d.due_on >= ${filter.from}::date`)
  if (filter.until !== undefined) where.push(sql`d.due_on <= ${filter.until}::date`)
  if (filter.occasion !== undefined) where.push(sql`d.occasion = ${filter.occasion}`)
  if (filter.publicOnly === true) where.push(sql`d.is_public`)
  where.push(filter.standing === undefined ? sql`d.dropped_at is null` : standingCondition(filter.standing, today))
  if (filter.after) where.push(sql`(d.due_on, d.id) > (${filter.after.dueOn}::date, ${filter.after.id}::uuid)`)
  return where
}

const LIST_MAX = 500

/** Items by their deadlines, the earliest first; at most 500 at a time. `today` is the day in county time. */
export function dueList(tx: Tx, filter: DutyFilter, today: string): Promise<DutyItem[]> {
  return tx.rows<DutyItem>(sql`select ${itemColumns} from duty_item d where ${sql.join(conditions(tx, filter, today), ' and ')}
    order by d.due_on, d.id limit ${Math.min(filter.limit ?? 100, LIST_MAX)}`)
}

/** What is due in a village, its grids included: by one index, however many villages there are. */
export function listDutiesOfVillage(
  tx: Tx,
  villageId: string,
  filter: Omit<DutyFilter, 'villageId' | 'reach'>,
  today: string,
): Promise<DutyItem[]> {
  return dueList(tx, { ...filter, villageId }, today)
}

/** The items of one place itself: of a town, what the town must do and not what its villages must. */
export function listDutiesOfPlace(
  tx: Tx,
  placeId: string,
  filter: Omit<DutyFilter, 'placeId' | 'reach'>,
  today: string,
): Promise<DutyItem[]> {
  return dueList(tx, { ...filter, placeId }, today)
}

/** The condition that an item is one the actor answers for by a role of today. */
export function heldBy(actor: Actor): Statement {
  const held = actor.grants.map(({ role, reach }) => ({
    role,
    id: reach.kind === 'place' ? reach.placeId : reach.organisationId,
  }))
  return sql`(d.holder_role, d.holder_id) in (select h.role, h.id from unnest(${held.map(({ role }) => role)}::text[],
    ${held.map(({ id }) => id)}::uuid[]) as h(role, id))`
}

/** What a person answers for by the roles held today and has not kept yet, the earliest deadline first. */
export function listDutiesOfPerson(
  tx: Tx,
  actor: Actor,
  filter: Omit<DutyFilter, 'reach'>,
  today: string,
): Promise<DutyItem[]> {
  return dueList(tx, { ...filter, reach: sql`${isOpen} and ${heldBy(actor)}` }, today)
}

export async function findDutyItem(tx: Tx, id: string, reach: Statement): Promise<DutyItem | undefined> {
  return tx.row<DutyItem>(
    sql`select ${itemColumns} from duty_item d where d.county = ${tx.county} and d.id = ${id} and ${reach}`,
  )
}

/** The item of a duty at a place on an occasion, if it was planned. */
export function findDutyOf(tx: Tx, duty: string, placeId: string, occasion: string): Promise<DutyItem | undefined> {
  return tx.row<DutyItem>(sql`select ${itemColumns} from duty_item d where d.county = ${tx.county} and d.place_id = ${placeId}
    and d.duty = ${duty} and d.occasion = ${occasion}`)
}

/** A line of an item's timeline. */
export interface DutyEvent {
  readonly no: number
  readonly action: DutyAction
  readonly at: Date
  readonly byPersonId: string | null
  readonly evidenceKind: string | null
  readonly evidenceId: string | null
  readonly note: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

export function listDutyEvents(tx: Tx, itemId: string): Promise<DutyEvent[]> {
  return tx.rows<DutyEvent>(sql`select e.no, e.action, e.at, e.by_person_id, e.evidence_kind,
      e.evidence_id, e.note, e.facts
    from duty_event e where e.county = ${tx.county} and e.item_id = ${itemId} order by e.no limit 1000`)
}

/** The published reasons of exemptions that hold, by item. */
export async function listExemptionReasons(tx: Tx, itemIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; note: string }>(sql`select distinct on (e.item_id) e.item_id as id, e.note
    from duty_event e where e.county = ${tx.county} and e.item_id = any(${[...itemIds]}::uuid[]) and e.action = 'exempt'
    order by e.item_id, e.no desc`)
  return new Map(rows.map(({ id, note }) => [id, note]))
}

/** How items stand that were due in a stretch of days, for one place. */
export interface DutyCount {
  /** The village, or the place itself where the duty is above villages; with `by: 'duty'` the duty's key; with `'town'` the town. */
  readonly key: string
  /** Kept on the last day or before: the numerator of the on-time rate. */
  readonly keptOnTime: number
  readonly keptLate: number
  /** Not kept, and the last day is past. With the two above it makes the denominator. */
  readonly missed: number
  /** Not kept, and still in time: not counted yet. */
  readonly pending: number
  /** Left out: exempted with a published reason. */
  readonly exempt: number
  /** Left out: the place or the duty came to an end. */
  readonly dropped: number
}

/**
 * Counts items by place, by town or by duty. The on-time rate is `keptOnTime` over `keptOnTime + keptLate + missed`; what is
 * exempt, dropped or not yet due is in neither. What must be there at all times (`alwaysThere`, by the keys of duties) is missed from
 * its first day on, though keeping it on that day is in time.
 */
export function countDuties(
  tx: Tx,
  filter: Omit<DutyFilter, 'standing' | 'after' | 'limit'> & {
    readonly from: string
    readonly until: string
    readonly alwaysThere?: readonly string[]
  },
  by: 'village' | 'town' | 'duty',
  today: string,
): Promise<DutyCount[]> {
  const isMissed = sql`(d.due_on < ${today}::date or (d.due_on = ${today}::date and d.duty = any(${[...(filter.alwaysThere ?? [])]})))`
  const key = {
    village: sql.raw('coalesce(d.village_id, d.place_id)::text'),
    town: sql.raw('coalesce(d.town_id, d.place_id)::text'),
    duty: sql.raw('d.duty'),
  }[by]
  const where = conditions(tx, filter, today).slice(0, -1)
  return tx.rows<DutyCount>(sql`select ${key} as key,
      count(*) filter (where d.kept_on <= d.due_on)::int as "keptOnTime",
      count(*) filter (where d.kept_on > d.due_on)::int as "keptLate",
      count(*) filter (where ${isOpen} and ${isMissed})::int as missed,
      count(*) filter (where ${isOpen} and not ${isMissed})::int as pending,
      count(*) filter (where d.kept_on is null and d.exempt_at is not null)::int as exempt,
      count(*) filter (where d.kept_on is null and d.exempt_at is null and d.dropped_at is not null)::int as dropped
    from duty_item d where ${sql.join(where, ' and ')} group by 1 order by 1 limit 5000`)
}

/** A line of a timeline with its item: what reminders and escalations are told from. */
export interface DutyEventFed extends DutyItem {
  readonly no: number
  readonly at: Date
  readonly action: 'remind' | 'late' | 'grave' | 'exempt' | 'recount'
  readonly byPersonId: string | null
}

/** Where a reader of timelines stands. */
export interface DutyFeedPosition {
  readonly at: Date
  readonly itemId: string
  readonly no: number
}

/** What people may have to be told of, oldest first. A transaction that commits late shows behind a reader, who must look back. */
export function listDutyFeed(tx: Tx, after: DutyFeedPosition, limit: number): Promise<DutyEventFed[]> {
  return tx.rows<DutyEventFed>(sql`select ${itemColumns}, e.no, e.at, e.action, e.by_person_id
    from duty_event e join duty_item d on d.county = e.county and d.id = e.item_id
    where e.county = ${tx.county} and e.action in ('remind', 'late', 'grave', 'exempt', 'recount')
      and (e.at, e.item_id, e.no) > (${after.at}, ${after.itemId}::uuid, ${after.no}::int)
    order by e.at, e.item_id, e.no limit ${limit}`)
}

/** Whether a role is held in an organisation; its holder is looked up there and not at a place. */
export function isOrganisationRole(role: DutyItem['holderRole']): boolean {
  return staffRoles[role] === 'organisation'
}
