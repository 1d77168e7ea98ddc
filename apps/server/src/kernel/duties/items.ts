import {
  type Calendar,
  type DutyDeadline,
  dutyDeadline,
  type DutyDeclaration,
  type DutyPeriod,
  dutyPeriodFromKey,
  dutyStepsWhenKnown,
  standingAt,
  staffRoles,
} from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Statement, type Tx } from '#platform/database'
import type { Place } from '#kernel/places'
import { type DutyItem, itemColumns } from './types.ts'

/** A duty in one of its periods (or upon one event), with its deadline: the same for all places. */
export interface Expected {
  readonly declaration: DutyDeclaration
  readonly period: DutyPeriod
  readonly deadline: DutyDeadline
}

/** What decides who holds a duty besides the place itself. */
export interface HolderFacts {
  readonly countyPlaceId: string
  /** Ids of organisations by their keys. */
  readonly organisations: ReadonlyMap<string, string>
}

export function expectedIn(calendar: Calendar, declaration: DutyDeclaration, period: DutyPeriod): Expected {
  return { declaration, period, deadline: dutyDeadline(calendar, declaration, period) }
}

/** The period that an occasion names: one of the rhythm, or the day of the event. Undefined when it names none. */
export function periodOfOccasion(
  { rhythm }: DutyDeclaration,
  occasion: string,
  eventOn: string,
): DutyPeriod | undefined {
  return 'every' in rhythm
    ? dutyPeriodFromKey(rhythm.every, occasion)
    : { key: occasion, first: eventOn, last: eventOn }
}

/** Whether a place is of those that have a duty. */
export function isOwedBy({ places }: Pick<DutyDeclaration, 'places'>, place: Place): boolean {
  const { level, settled, under } = places
  return (
    place.kind === level &&
    (settled === undefined || place.settled === settled) &&
    (under === undefined || under.some((code) => place.code.startsWith(code)))
  )
}

/** Whether a place has a duty in a period. */
export function concerns({ declaration, period, deadline }: Expected, place: Place): boolean {
  return (
    isOwedBy(declaration, place) &&
    place.validFrom <= period.last &&
    place.validFrom <= deadline.dueOn &&
    (place.validUntil === null || place.validUntil > period.first)
  )
}

/**
 * The deadline of what must be there at all times, at a place that has never kept it: its first day. `known` is the day on which
 * the duty became known there; nobody is late before it.
 */
export function firstDayDeadline(
  calendar: Calendar,
  { declaration, period }: Expected,
  place: Pick<Place, 'validFrom'>,
  known: string,
): DutyDeadline {
  const first = [period.first, place.validFrom, known].toSorted().at(-1) as string
  const due = { from: 'event', direction: 'after', count: { days: 0 }, onDayOff: 'stays' } as const
  const day = { first, last: first }
  return { ...dutyDeadline(calendar, { due, graveAfter: declaration.graveAfter }, day), provisional: false }
}

/** The place or the organisation over which the holder's role is held; undefined where there is none. */
export function holderOf({ who }: DutyDeclaration, place: Place, facts: HolderFacts): string | undefined {
  if ('organisation' in who) return facts.organisations.get(who.organisation)
  const reach = staffRoles[who.role]
  if (reach === 'organisation') return undefined
  return reach === 'county' ? facts.countyPlaceId : (standingAt(place, reach) ?? undefined)
}

/** The day of the first reminder or escalation; one that is past for what is late already when it becomes known. */
export function firstStepOn(
  { declaration, deadline }: Pick<Expected, 'declaration' | 'deadline'>,
  today: string,
): string | null {
  return dutyStepsWhenKnown(declaration, deadline, today)[0]?.on ?? null
}

/** A place that has a duty, who holds it there, and its own deadline where that differs from the others'. */
export interface OwedAt {
  readonly place: Place
  readonly holderId: string
  readonly deadline?: DutyDeadline
}

/** Adds the items of one duty and period at these places; those that are there already stay as they are. */
export function insertItems(
  county: number,
  expected: Expected,
  places: readonly OwedAt[],
  today: string,
  now: Date,
): Statement {
  const { declaration, period } = expected
  const column = (pick: (one: Place) => string | null): (string | null)[] => places.map(({ place }) => pick(place))
  const deadlines = places.map(({ deadline }) => deadline ?? expected.deadline)
  const steps = deadlines.map((deadline) => firstStepOn({ declaration, deadline }, today))
  return sql`insert into duty_item (county, id, duty, duty_version, kind, place_id, town_id, village_id, grid_id, holder_role,
      holder_id, occasion, first_on, last_on, due_on, grave_after_on, provisional, is_public, next_on, changed_at)
    select ${county}::int, u.id, ${declaration.key}, ${declaration.version}::int, ${declaration.kind}, u.place_id, u.town_id, u.village_id,
      u.grid_id, ${declaration.who.role}, u.holder_id, ${period.key}, ${period.first}::date, ${period.last}::date,
      u.due_on, u.grave_after_on, u.provisional, ${declaration.isPublic}::boolean, u.next_on, ${now}::timestamptz
    from unnest(${places.map(() => uuidv7())}::uuid[], ${column(({ id }) => id)}::uuid[], ${column(({ townId }) => townId)}::uuid[],
      ${column(({ villageId }) => villageId)}::uuid[], ${column(({ gridId }) => gridId)}::uuid[],
      ${places.map(({ holderId }) => holderId)}::uuid[], ${deadlines.map(({ dueOn }) => dueOn)}::date[],
      ${deadlines.map(({ graveAfterOn }) => graveAfterOn)}::date[], ${deadlines.map(({ provisional }) => provisional)}::boolean[],
      ${steps}::date[]) as u(id, place_id, town_id, village_id, grid_id, holder_id, due_on, grave_after_on, provisional, next_on)
    on conflict (county, place_id, duty, occasion) do nothing`
}

/** The item of a duty at a place on an occasion, locked against others who change it. */
export function lockItem(
  tx: Tx,
  { duty, placeId, occasion }: Pick<DutyItem, 'duty' | 'placeId' | 'occasion'>,
): Promise<DutyItem | undefined> {
  return tx.row<DutyItem>(sql`select ${itemColumns} from duty_item d
    where d.county = ${tx.county} and d.place_id = ${placeId} and d.duty = ${duty} and d.occasion = ${occasion} for update`)
}

export function lockItemById(tx: Tx, id: string): Promise<DutyItem | undefined> {
  return tx.row<DutyItem>(
    sql`select ${itemColumns} from duty_item d where d.county = ${tx.county} and d.id = ${id} for update`,
  )
}
