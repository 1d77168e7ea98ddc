import {
  type Calendar,
  dayAfter,
  type DutyDeadline,
  dutyDeadline,
  type DutyDeclaration,
  type DutyPeriod,
  dutyPeriodFromKey,
  dutyStepsAfter,
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

/** Whether a place has a duty in a period. */
export function concerns({ declaration, period }: Expected, place: Place): boolean {
  const { level, settled, under } = declaration.places
  return (
    place.kind === level &&
    (settled === undefined || place.settled === settled) &&
    (under === undefined || under.some((code) => place.code.startsWith(code))) &&
    place.validFrom <= period.last &&
    (place.validUntil === null || place.validUntil > period.first)
  )
}

/** The place or the organisation over which the holder's role is held; undefined where there is none. */
export function holderOf({ who }: DutyDeclaration, place: Place, facts: HolderFacts): string | undefined {
  if ('organisation' in who) return facts.organisations.get(who.organisation)
  const reach = staffRoles[who.role]
  if (reach === 'organisation') return undefined
  return reach === 'county' ? facts.countyPlaceId : (standingAt(place, reach) ?? undefined)
}

/** The day of the first reminder or escalation from today on. */
export function firstStepOn({ declaration, deadline }: Expected, today: string): string | null {
  return dutyStepsAfter(declaration, deadline, dayAfter(today, -1))[0]?.on ?? null
}

/** Adds the items of one duty and period at these places; those that are there already stay as they are. */
export function insertItems(
  county: number,
  expected: Expected,
  places: readonly { readonly place: Place; readonly holderId: string }[],
  today: string,
  now: Date,
): Statement {
  const { declaration, period, deadline } = expected
  const column = (pick: (one: Place) => string | null): (string | null)[] => places.map(({ place }) => pick(place))
  return sql`insert into duty_item (county, id, duty, duty_version, kind, place_id, town_id, village_id, grid_id, holder_role,
      holder_id, occasion, first_on, last_on, due_on, grave_after_on, provisional, is_public, next_on, changed_at)
    select ${county}::int, u.id, ${declaration.key}, ${declaration.version}::int, ${declaration.kind}, u.place_id, u.town_id, u.village_id,
      u.grid_id, ${declaration.who.role}, u.holder_id, ${period.key}, ${period.first}::date, ${period.last}::date,
      ${deadline.dueOn}::date, ${deadline.graveAfterOn}::date, ${deadline.provisional}::boolean, ${declaration.isPublic}::boolean,
      ${firstStepOn(expected, today)}::date, ${now}::timestamptz
    from unnest(${places.map(() => uuidv7())}::uuid[], ${column(({ id }) => id)}::uuid[], ${column(({ townId }) => townId)}::uuid[],
      ${column(({ villageId }) => villageId)}::uuid[], ${column(({ gridId }) => gridId)}::uuid[],
      ${places.map(({ holderId }) => holderId)}::uuid[]) as u(id, place_id, town_id, village_id, grid_id, holder_id)
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
