import type * as contract from '@xiangzhi/contract'
import { placeList } from '@xiangzhi/contract'
import { type Actor, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { type ListQuestion, serveList } from '#platform/lists'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addJointArea, addPlace, changePlace, endJointArea, endPlace, setBoundary } from './commands.ts'
import { findBoundary, mapShapes } from './map-reads.ts'
import {
  findPlace,
  listJointAreas,
  listPlacesByIds,
  lyingIn,
  namedLike,
  placeExpressions,
  placeStanding,
  validOn,
} from './reads.ts'
import { partsOf } from './rules.ts'
import type { Boundary, Place } from './types.ts'

const ringsOf = (geometry: Boundary): [number, number][][] =>
  partsOf(geometry).flatMap((part) => part.map((ring) => ring.map(([lng, lat]): [number, number] => [lng, lat])))

/** Which of these places something stands in, so that a tree knows what can be opened. */
async function listParentsAmong(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.rows<{ id: string }>(sql`select distinct p.parent_id as id from place p
    where p.county = ${tx.county} and p.parent_id = any(${ids}::uuid[]) and p.valid_until is null`)
  return new Set(rows.map((row) => row.id))
}

function rowOf(place: Place, parents: ReadonlySet<string>) {
  const { id, kind, code, name, officialName, nameEn, parentId, settled, lng, lat, validFrom, validUntil, version } =
    place
  const stored = {
    id,
    kind,
    code,
    name,
    officialName,
    nameEn,
    parentId,
    settled,
    lng,
    lat,
    validFrom,
    validUntil,
    version,
  }
  return { ...stored, hasChildren: parents.has(id) }
}

/** Places as lists show them. */
export async function placeRows(tx: Tx, places: readonly Place[]): Promise<z.input<typeof contract.placeRow>[]> {
  const parents = await listParentsAmong(
    tx,
    places.map((place) => place.id),
  )
  return places.map((place) => rowOf(place, parents))
}

async function listShapes({ tx, input }: Asked<'listShapes'>): Answer<'listShapes'> {
  const [shapes, config] = [
    await mapShapes(tx, { kind: input.kind, ...(input.under ? { under: input.under } : {}) }),
    await countyConfig(tx),
  ]
  return {
    shapes: shapes.map(({ id, code, name, nameEn, kind, parentId, geometry }) => ({
      id,
      code,
      name,
      nameEn,
      kind,
      parentId,
      rings: ringsOf(geometry),
    })),
    schematic: shapes.some((shape) => shape.schematic),
    note: config.settings.schematic.note,
  }
}

/**
 * Places down to lanes are known to everybody in the county. Households are not: they are listed only below a place over
 * which the reader may read households, so that nobody walks through the whole household book.
 */
async function requireMayList(
  tx: Tx,
  by: Actor,
  input: { kind?: string | undefined; parent?: string | undefined; under?: string | undefined },
): Promise<boolean> {
  const above = input.parent ?? input.under
  const place = above ? await findPlace(tx, above) : undefined
  if (above && !place) throw new Refusal('not-found')
  const households = place !== undefined && mayDo(by, 'household.read', place)
  if (input.kind === 'household') refuseUnless(households, 'not-allowed')
  return households
}

/** The names of the places in which these stand, for a file. */
async function parentNames(tx: Tx, places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const parents = await listPlacesByIds(tx, [...new Set(places.flatMap(({ parentId }) => parentId ?? []))])
  return new Map(parents.map(({ id, name }) => [id, name]))
}

const list = serveList(placeList, {
  from: 'place p',
  columns: placeExpressions,
  known: ({ tx, by, input }) => requireMayList(tx, by, input),
  within: ({ tx, input, known: households, fileIn }) => {
    // No file holds households, whoever takes it.
    if (fileIn) refuseUnless(input.kind !== 'household', 'not-allowed')
    const shown = households && !fileIn ? sql`true` : sql`p.kind <> 'household'`
    return sql`p.county = ${tx.county} and ${validOn(input.on)} and ${shown}`
  },
  filters: {
    parent: (parent) => sql`p.parent_id = ${parent}`,
    under: (under, { tx }) => lyingIn(tx.county, under),
    q: (q) => namedLike(q),
    kind: (kind) => sql`p.kind = ${kind}`,
    on: 'within',
  },
  order: { code: 'text', id: 'uuid' },
  finish: async (tx: Tx, places: readonly Place[], { fileIn }: ListQuestion<boolean>) => {
    const rows = await placeRows(tx, places)
    if (!fileIn) return rows
    const names = await parentNames(tx, places)
    return rows.map((row) => ({ ...row, parentName: names.get(row.parentId ?? '') ?? null }))
  },
})

async function getPlace({ tx, by, input }: Asked<'getPlace'>): Answer<'getPlace'> {
  const standing = await placeStanding(tx, input.placeId)
  refuseUnless(standing, 'not-found')
  const { place, path } = standing
  if (place.kind === 'household' && !mayDo(by, 'household.read', place)) throw new Refusal('not-found')
  const [row] = await placeRows(tx, [place])
  const boundary = await findBoundary(tx, place.id)
  return {
    ...(row ?? rowOf(place, new Set())),
    path: path.map(({ id, kind, code, name }) => ({ id, kind, code, name })),
    boundary: boundary
      ? { rings: ringsOf(boundary.geometry), schematic: boundary.schematic, source: boundary.source }
      : null,
    mayWrite: mayDo(by, 'place.write', place),
  }
}

async function addPlaceHere({ tx, by, input, now }: Asked<'addPlace'>): Answer<'addPlace'> {
  const { requestId: _, officialName, nameEn, ...place } = input
  const { id, version } = await addPlace({
    tx,
    by,
    now,
    input: { ...place, id: uuidv7(), ...(officialName ? { officialName } : {}), ...(nameEn ? { nameEn } : {}) },
  })
  return {
    id,
    version,
    changes: [
      { field: 'name', from: null, to: input.name },
      { field: 'code', from: null, to: input.code },
      { field: 'validFrom', from: null, to: input.validFrom },
    ],
  }
}

async function changePlaceHere({ tx, by, input, now }: Asked<'changePlace'>): Answer<'changePlace'> {
  const before = await findPlace(tx, input.placeId)
  refuseUnless(before, 'place-unknown')
  const { name, officialName, nameEn, settled } = input
  const { version } = await changePlace({
    tx,
    by,
    now,
    input: { id: input.placeId, version: input.version, name, officialName, nameEn, settled },
  })
  const fields = ['name', 'officialName', 'nameEn', 'settled'] as const
  const said = (value: string | boolean | null): string | null => (value === null ? null : String(value))
  return {
    id: input.placeId,
    version,
    changes: fields.flatMap((field) =>
      before[field] === input[field] ? [] : [{ field, from: said(before[field]), to: said(input[field]) }],
    ),
  }
}

async function endPlaceHere({ tx, by, input, now }: Asked<'endPlace'>): Answer<'endPlace'> {
  const { version } = await endPlace({
    tx,
    by,
    now,
    input: { id: input.placeId, version: input.version, validUntil: input.validUntil },
  })
  return { id: input.placeId, version, changes: [{ field: 'validUntil', from: null, to: input.validUntil }] }
}

async function setBoundaryHere({ tx, by, input, now }: Asked<'setBoundary'>): Answer<'setBoundary'> {
  const { placeId: id, version: seen, geometry, schematic, source } = input
  const before = await findBoundary(tx, id)
  const { version } = await setBoundary({ tx, by, now, input: { id, version: seen, geometry, schematic, source } })
  return { id, version, changes: [{ field: 'boundary', from: before?.source ?? null, to: source }] }
}

async function listJointAreasHere({ tx, input }: Asked<'listJointAreas'>): Answer<'listJointAreas'> {
  const areas = await listJointAreas(tx, input.on)
  const names = new Map(
    (await listPlacesByIds(tx, [...new Set(areas.flatMap((area) => area.placeIds))])).map((place) => [
      place.id,
      place.name,
    ]),
  )
  return {
    areas: areas.map(({ id, key, name, purpose, placeIds }) => ({
      id,
      key,
      name,
      purpose,
      places: placeIds.map((place) => ({ id: place, name: names.get(place) ?? '' })),
    })),
  }
}

async function addJointAreaHere({ tx, by, input, now }: Asked<'addJointArea'>): Answer<'addJointArea'> {
  const known = await listPlacesByIds(tx, input.placeIds)
  refuseUnless(known.length === new Set(input.placeIds).size, 'bad-input', { field: 'placeIds' })
  refuseUnless(!(await listJointAreas(tx)).some((area) => area.key === input.key), 'overlap')
  const { key, name, purpose, validFrom, placeIds } = input
  return addJointArea({
    tx,
    by,
    now,
    input: { id: uuidv7(), key, name, purpose, validFrom, placeIds: [...new Set(placeIds)] },
  })
}

async function endJointAreaHere({ tx, by, input, now }: Asked<'endJointArea'>): Answer<'endJointArea'> {
  await endJointArea({ tx, by, now, input: { id: input.areaId, validUntil: input.validUntil } })
  return { id: input.areaId }
}

/** What the contract's operations on places do here. */
export const placesOperations = {
  listShapes,
  listPlaces: list.read,
  exportPlaces: list.export,
  getPlace,
  addPlace: addPlaceHere,
  changePlace: changePlaceHere,
  endPlace: endPlaceHere,
  setBoundary: setBoundaryHere,
  listJointAreas: listJointAreasHere,
  addJointArea: addJointAreaHere,
  endJointArea: endJointAreaHere,
} as const
