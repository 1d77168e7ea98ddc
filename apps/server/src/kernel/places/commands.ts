import { mayDo, type Actor } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { addJointAreas, addPlaces, setBoundaries, type NewJointArea } from './bulk.ts'
import { findPlace } from './reads.ts'
import { centreOf, checkBoundary, codeFits, largestOutline, mayStandIn } from './rules.ts'
import type { Boundary, NewPlace, Place } from './types.ts'

interface Command<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
}

const requirePlace = async (tx: Tx, id: string): Promise<Place> => {
  const place = await findPlace(tx, id)
  refuseUnless(place, 'place-unknown')
  return place
}

/** Who may change a place: a role with `place.write` that reaches it. */
const requireMayWrite = (by: Actor, place: Pick<Place, 'townId' | 'villageId' | 'gridId'>): void =>
  refuseUnless(mayDo(by, 'place.write', place), 'not-allowed')

/** Adds one place below an existing one. Refuses a wrong code, a wrong parent, and a code that is in use. */
export async function addPlace({ tx, by, input }: Command<NewPlace>): Promise<{ id: string; version: number }> {
  refuseUnless(input.parentId !== null, 'bad-input', { field: 'parentId' })
  const parent = await requirePlace(tx, input.parentId)
  requireMayWrite(by, parent)
  refuseUnless(parent.validUntil === null, 'place-unknown', {}, 'the parent has ended')
  refuseUnless(mayStandIn(input.kind, parent.kind), 'bad-input', { field: 'kind' })
  refuseUnless(codeFits(input.kind, input.code), 'bad-input', { field: 'code' })
  const double = await tx.row(
    sql`select 1 from place where county = ${tx.county} and code = ${input.code} and valid_until is null`,
  )
  refuseUnless(!double, 'bad-input', { field: 'code' }, 'the code is in use')
  await addPlaces(tx, [input])
  return { id: input.id, version: 1 }
}

export interface PlaceChange {
  readonly id: string
  readonly version: number
  readonly name?: string
  readonly officialName?: string
  readonly nameEn?: string | null
  readonly settled?: boolean
  readonly lng?: number | null
  readonly lat?: number | null
}

/** Renames or moves the marker of a place. Codes and parents never change: a place that moves ends, and a new one begins. */
export async function changePlace({ tx, by, input }: Command<PlaceChange>): Promise<{ version: number }> {
  const place = await requirePlace(tx, input.id)
  requireMayWrite(by, place)
  const next = { ...place, ...input }
  const changed = await tx.run(sql`update place set name = ${next.name}, official_name = ${next.officialName},
      name_en = ${next.nameEn}, settled = ${next.settled}, lng = ${next.lng}, lat = ${next.lat}, version = version + 1
    where county = ${tx.county} and id = ${input.id} and version = ${input.version}`)
  refuseUnless(changed === 1, 'changed-meanwhile')
  return { version: input.version + 1 }
}

export interface PlaceEnding {
  readonly id: string
  readonly version: number
  /** The first day on which the place is no more. */
  readonly validUntil: string
}

/** Ends a place. What still stands in it must be ended or moved first, or it would hang in the air. */
export async function endPlace({ tx, by, input }: Command<PlaceEnding>): Promise<{ version: number }> {
  const place = await requirePlace(tx, input.id)
  requireMayWrite(by, place)
  refuseUnless(place.kind !== 'county', 'bad-input', { field: 'id' })
  refuseUnless(input.validUntil >= place.validFrom, 'bad-input', { field: 'validUntil' })
  const children = await tx.row<{ n: number }>(sql`select count(*) as n from place
    where county = ${tx.county} and parent_id = ${input.id}
      and (valid_until is null or valid_until > ${input.validUntil})`)
  refuseUnless(!children?.n, 'in-use', { count: children?.n ?? 0 })
  const changed = await tx.run(sql`update place set valid_until = ${input.validUntil}, version = version + 1
    where county = ${tx.county} and id = ${input.id} and version = ${input.version}`)
  refuseUnless(changed === 1, 'changed-meanwhile')
  return { version: input.version + 1 }
}

export interface BoundaryChange {
  readonly id: string
  readonly version: number
  readonly geometry: Boundary
  readonly schematic: boolean
  readonly source: string
}

/** Draws the boundary of a place anew; its marker moves to the centre. Refuses open, crossing or misplaced rings. */
export async function setBoundary({ tx, by, input }: Command<BoundaryChange>): Promise<{ version: number }> {
  const place = await requirePlace(tx, input.id)
  requireMayWrite(by, place)
  const problem = checkBoundary(input.geometry)
  refuseUnless(!problem, 'bad-input', { field: 'geometry' }, problem)
  const [lng, lat] = centreOf(largestOutline(input.geometry))
  const changed = await tx.run(sql`update place set lng = ${lng}, lat = ${lat}, version = version + 1
    where county = ${tx.county} and id = ${input.id} and version = ${input.version}`)
  refuseUnless(changed === 1, 'changed-meanwhile')
  await setBoundaries(tx, [
    { placeId: input.id, geometry: input.geometry, schematic: input.schematic, source: input.source },
  ])
  return { version: input.version + 1 }
}

/** Joins places to an area that cuts across the tree. Needs `place.write` over the whole county. */
export async function addJointArea({ tx, by, input }: Command<NewJointArea>): Promise<{ id: string }> {
  requireMayWrite(by, { townId: null, villageId: null, gridId: null })
  refuseUnless(input.placeIds.length > 0, 'bad-input', { field: 'placeIds' })
  await addJointAreas(tx, [input])
  return { id: input.id }
}

/** Ends a joint area on a day. */
export async function endJointArea({
  tx,
  by,
  input,
}: Command<{ readonly id: string; readonly validUntil: string }>): Promise<void> {
  requireMayWrite(by, { townId: null, villageId: null, gridId: null })
  const changed = await tx.run(sql`update joint_area set valid_until = ${input.validUntil}
    where county = ${tx.county} and id = ${input.id} and valid_until is null and valid_from <= ${input.validUntil}`)
  refuseUnless(changed === 1, 'not-found')
}
