import { sql, type Statement, type Tx } from '#platform/database'
import { Memory } from '#platform/memory'
import type { JointArea, Place, PlaceKind, PlaceStanding, PlaceStep } from './types.ts'

/** The expression of each member of place `p`, as a declared list takes them. */
export const placeExpressions = {
  id: 'p.id',
  kind: 'p.kind',
  code: 'p.code',
  name: 'p.name',
  officialName: 'p.official_name',
  nameEn: 'p.name_en',
  parentId: 'p.parent_id',
  townId: 'p.town_id',
  villageId: 'p.village_id',
  gridId: 'p.grid_id',
  settled: 'p.settled',
  lng: 'p.lng',
  lat: 'p.lat',
  validFrom: 'p.valid_from',
  validUntil: 'p.valid_until',
  version: 'p.version',
} as const satisfies Record<keyof Place, string>

/** The columns of place `p` under the names the code uses. */
export const placeColumns = sql.raw(Object.values(placeExpressions).join(', '))

/** The condition that place `p` is valid on a day, or, without one, that it has not ended. */
export const validOn = (on: string | undefined): Statement =>
  on === undefined
    ? sql`p.valid_until is null`
    : sql`p.valid_from <= ${on} and (p.valid_until is null or p.valid_until > ${on})`

/** A place by its id, ended ones included: an old case must still be able to say where it was. */
export function findPlace(tx: Tx, id: string): Promise<Place | undefined> {
  return tx.row<Place>(sql`select ${placeColumns} from place p where p.county = ${tx.county} and p.id = ${id}`)
}

export function listPlacesByIds(tx: Tx, ids: readonly string[]): Promise<Place[]> {
  return tx.rows<Place>(
    sql`select ${placeColumns} from place p where p.county = ${tx.county} and p.id = any(${ids}::uuid[]) order by p.code`,
  )
}

/** A place by its code on a day; without a day, the one that has not ended. */
export function findPlaceByCode(tx: Tx, code: string, on?: string): Promise<Place | undefined> {
  return tx.row<Place>(sql`select ${placeColumns} from place p
    where p.county = ${tx.county} and p.code = ${code} and ${validOn(on)}
    order by p.valid_from desc limit 1`)
}

/** The county itself, the root of the tree. */
export function findCounty(tx: Tx): Promise<Place | undefined> {
  return tx.row<Place>(
    sql`select ${placeColumns} from place p where p.county = ${tx.county} and p.kind = 'county' and p.valid_until is null`,
  )
}

export function listChildren(tx: Tx, parentId: string, on?: string): Promise<Place[]> {
  return tx.rows<Place>(sql`select ${placeColumns} from place p
    where p.county = ${tx.county} and p.parent_id = ${parentId} and ${validOn(on)} order by p.code`)
}

export interface PlaceFilter {
  readonly kind?: PlaceKind
  /** Only what lies in this place, whatever its kind; the county holds everything. */
  readonly under?: string
  /** Only what stands directly in this place. */
  readonly parent?: string
  /** Leaves out households, which only those responsible for them may list. */
  readonly withoutHouseholds?: boolean
  /** Part of the name, or the beginning of the code. */
  readonly search?: string
  readonly on?: string
  /** Keyset: only codes behind this one. */
  readonly afterCode?: string
  /** At most this many; 5,000 unless told, and never more. */
  readonly limit?: number
}

const PLACES_MAX = 5000

/** Whether place `p` lies in a place: by the stored ancestors, or as a child of a sub-grid. */
export const lyingIn = (county: number, under: string): Statement =>
  sql`exists (select 1 from place u where u.county = ${county} and u.id = ${under}
    and (u.kind = 'county' or u.id in (p.town_id, p.village_id, p.grid_id, p.parent_id, p.id)))`

/** Part of the name of place `p`, or the beginning of its code. */
export function namedLike(words: string): Statement {
  const pattern = sql.pattern(words)
  return sql`(p.name like ${`%${pattern}%`} or p.code like ${`${pattern}%`})`
}

/** Places in the order of their codes. */
export function listPlaces(tx: Tx, filter: PlaceFilter = {}): Promise<Place[]> {
  const where = [sql`p.county = ${tx.county}`, validOn(filter.on)]
  if (filter.kind !== undefined) where.push(sql`p.kind = ${filter.kind}`)
  if (filter.under !== undefined) where.push(lyingIn(tx.county, filter.under))
  if (filter.parent !== undefined) where.push(sql`p.parent_id = ${filter.parent}`)
  if (filter.withoutHouseholds) where.push(sql`p.kind <> 'household'`)
  if (filter.search !== undefined) where.push(namedLike(filter.search))
  if (filter.afterCode !== undefined) where.push(sql`p.code > ${filter.afterCode}`)
  return tx.rows<Place>(sql`select ${placeColumns} from place p where ${sql.join(where, ' and ')}
    order by p.code limit ${Math.min(filter.limit ?? PLACES_MAX, PLACES_MAX)}`)
}

/** How many places of each kind have not ended. */
export async function countPlaces(tx: Tx): Promise<Record<PlaceKind, number>> {
  const rows = await tx.rows<{ kind: PlaceKind; n: number }>(
    sql`select p.kind, count(*) as n from place p where p.county = ${tx.county} and p.valid_until is null group by p.kind`,
  )
  const counts = { county: 0, town: 0, village: 0, grid: 0, 'sub-grid': 0, household: 0 }
  for (const row of rows) counts[row.kind] = row.n
  return counts
}

interface StandingRow extends Place {
  readonly path: PlaceStep[]
}

const toStanding = ({ path, ...place }: StandingRow): PlaceStanding => ({
  place,
  townId: place.townId,
  villageId: place.villageId,
  gridId: place.gridId,
  path,
  codes: path.map((step) => step.code),
})

/** The ancestors as one value, county first; households below a sub-grid have it as their parent. */
const pathColumn =
  sql.raw(`(select json_agg(json_build_object('id', a.id, 'kind', a.kind, 'code', a.code, 'name', a.name,
    'nameEn', a.name_en) order by
    array_position(array['county', 'town', 'village', 'grid', 'sub-grid', 'household'], a.kind))
  from place a where a.county = p.county and (a.id in (p.town_id, p.village_id, p.grid_id, p.parent_id, p.id)
    or (a.kind = 'county' and a.valid_until is null))) as path`)

/** A place with all its ancestors, in one statement. */
export async function placeStanding(tx: Tx, placeId: string): Promise<PlaceStanding | undefined> {
  const row = await tx.row<StandingRow>(
    sql`select ${placeColumns}, ${pathColumn} from place p where p.county = ${tx.county} and p.id = ${placeId}`,
  )
  return row && toStanding(row)
}

const paths = new Memory<PlaceStanding['path']>('shown')

/** The ancestors of a place and itself, county first, to be shown; empty for a place there is not. */
export async function pathOf(tx: Tx, placeId: string): Promise<PlaceStanding['path']> {
  const found = await paths.of(tx, [placeId], async () => {
    const standing = await placeStanding(tx, placeId)
    return new Map(standing ? [[placeId, standing.path]] : [])
  })
  return found.get(placeId) ?? []
}

const names = new Memory<string>('shown')

/** The names of places, for timelines. */
export function placeNamesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return names.of(tx, ids, async (missing) => {
    const places = await listPlacesByIds(tx, missing)
    return new Map(places.map(({ id, name }) => [id, name]))
  })
}

const counties = new Memory<string>('decided by')

/** The id of the county's own place. */
export async function countyPlaceId(tx: Tx): Promise<string | undefined> {
  const found = await counties.of(tx, [''], async () => {
    const county = await findCounty(tx)
    return new Map(county ? [['', county.id]] : [])
  })
  return found.get('')
}

const standingByCode = new Memory<PlaceStanding>('decided by')

/** The same by the code of a place that has not ended. */
export async function placeStandingByCode(tx: Tx, code: string): Promise<PlaceStanding | undefined> {
  const found = await standingByCode.of(tx, [code], async () => {
    const row = await tx.row<StandingRow>(
      sql`select ${placeColumns}, ${pathColumn} from place p where p.county = ${tx.county} and p.code = ${code} and p.valid_until is null`,
    )
    return new Map(row ? [[code, toStanding(row)]] : [])
  })
  return found.get(code)
}

/**
 * The smallest place around a point, with its ancestors. Holes count as outside, islands in holes as inside. On a shared
 * border the place with the lower code answers, so that the same point always gives the same place.
 */
export async function placeAt(tx: Tx, lng: number, lat: number, on?: string): Promise<PlaceStanding | undefined> {
  const row = await tx.row<StandingRow>(sql`select ${placeColumns}, ${pathColumn}
    from (
      select r.place_id from place_ring r
      where r.county = ${tx.county} and r.west <= ${lng} and r.east >= ${lng} and r.south <= ${lat} and r.north >= ${lat}
        and r.ring @> point(${lng * 1e6}::float8, ${lat * 1e6}::float8)
      group by r.place_id
      having count(*) filter (where not r.hole) > count(*) filter (where r.hole)
    ) hit
    join place p on p.county = ${tx.county} and p.id = hit.place_id
    where ${validOn(on)}
    order by array_position(array['sub-grid', 'grid', 'village', 'town', 'county'], p.kind), p.code limit 1`)
  return row && toStanding(row)
}

/** Households that lie in no grid: “不留白、无盲区” counted. */
export async function countHouseholdsWithoutGrid(tx: Tx): Promise<number> {
  const row = await tx.row<{ n: number }>(sql`select count(*) as n from place p
    where p.county = ${tx.county} and p.kind = 'household' and p.grid_id is null and p.valid_until is null`)
  return row?.n ?? 0
}

/** The first households that lie in no grid, in the order of their codes. */
export function listHouseholdsWithoutGrid(tx: Tx, limit = 100): Promise<Place[]> {
  return tx.rows<Place>(sql`select ${placeColumns} from place p
    where p.county = ${tx.county} and p.kind = 'household' and p.grid_id is null and p.valid_until is null
    order by p.code limit ${limit}`)
}

export function listJointAreas(tx: Tx, on?: string): Promise<JointArea[]> {
  return tx.rows<JointArea>(sql`select p.id, p.key, p.name, p.purpose,
      coalesce((select array_agg(m.place_id order by m.place_id) from joint_area_place m
        where m.county = p.county and m.joint_area_id = p.id), array[]::uuid[]) as "placeIds"
    from joint_area p where p.county = ${tx.county} and ${validOn(on)} order by p.key`)
}
