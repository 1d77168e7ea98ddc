import { sql, type Tx } from '#platform/database'
import { checkBoundary, codeFits, mayStandIn, partsOf } from './rules.ts'
import { placeKinds, type NewBoundary, type NewPlace, type PlaceKind, type Ring } from './types.ts'

/** Rows in one statement: large enough to be quick, small enough for a server with little memory. */
const ROWS_MAX = 2000

const slices = <T>(list: readonly T[]): T[][] => {
  const parts: T[][] = []
  for (let start = 0; start < list.length; start += ROWS_MAX) parts.push(list.slice(start, start + ROWS_MAX))
  return parts
}

interface Ancestors {
  readonly kind: PlaceKind
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
}

interface AncestorRow extends Ancestors {
  readonly id: string
}

/** The stored ancestors of a place itself included, from those of its parent. */
export function ancestorsBelow(parent: Ancestors | undefined, place: { id: string; kind: PlaceKind }): Ancestors {
  return {
    kind: place.kind,
    townId: place.kind === 'town' ? place.id : (parent?.townId ?? null),
    villageId: place.kind === 'village' ? place.id : (parent?.villageId ?? null),
    gridId: place.kind === 'grid' ? place.id : (parent?.gridId ?? null),
  }
}

const readParents = async (tx: Tx, places: readonly NewPlace[]): Promise<Map<string, Ancestors>> => {
  const own = new Set(places.map((place) => place.id))
  const outside = [...new Set(places.map((place) => place.parentId))].filter(
    (id): id is string => id !== null && !own.has(id),
  )
  const rows =
    outside.length === 0
      ? []
      : await tx.rows<AncestorRow>(sql`select id, kind, town_id, village_id,
          grid_id from place where county = ${tx.county} and id = any(${outside}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Adds a whole tree in a few statements: for packs and imports, which have checked their data before. Parents may stand
 * in the list or in the database. Throws on a list that is not a tree, a code of the wrong shape or a wrong parent kind.
 */
export async function addPlaces(tx: Tx, places: readonly NewPlace[]): Promise<void> {
  const known = await readParents(tx, places)
  // Parents before children, so that ancestors can be taken over and foreign keys hold.
  const ordered = places.toSorted((a, b) => placeKinds.indexOf(a.kind) - placeKinds.indexOf(b.kind))
  const rows = ordered.map((place) => {
    const parent = place.parentId === null ? undefined : known.get(place.parentId)
    if (place.parentId !== null && !parent) throw new Error(`place ${place.code}: no parent ${place.parentId}`)
    if (!mayStandIn(place.kind, parent?.kind ?? null))
      throw new Error(`place ${place.code}: a ${place.kind} cannot stand in ${parent?.kind ?? 'nothing'}`)
    if (!codeFits(place.kind, place.code)) throw new Error(`place ${place.code}: not a code of a ${place.kind}`)
    const ancestors = ancestorsBelow(parent, place)
    known.set(place.id, ancestors)
    return {
      id: place.id,
      kind: place.kind,
      code: place.code,
      name: place.name,
      official_name: place.officialName ?? place.name,
      name_en: place.nameEn ?? null,
      parent_id: place.parentId,
      town_id: ancestors.townId,
      village_id: ancestors.villageId,
      grid_id: ancestors.gridId,
      settled: place.settled ?? false,
      lng: place.lng ?? null,
      lat: place.lat ?? null,
      valid_from: place.validFrom,
      details: place.details ?? {},
    }
  })
  for (const part of slices(rows)) {
    tx.send(sql`insert into place (county, id, kind, code, name, official_name, name_en, parent_id, town_id, village_id,
        grid_id, settled, lng, lat, valid_from, details)
      select ${tx.county}::int, r.id, r.kind, r.code, r.name, r.official_name, r.name_en, r.parent_id, r.town_id,
        r.village_id, r.grid_id, r.settled, r.lng, r.lat, r.valid_from, r.details
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, kind text, code text, name text,
        official_name text, name_en text, parent_id uuid, town_id uuid, village_id uuid, grid_id uuid, settled boolean,
        lng float8, lat float8, valid_from date, details jsonb)`)
  }
  await tx.run(sql`select 1`)
}

/**
 * Rings are kept in micro-degrees: PostgreSQL compares shapes with a fixed tolerance of 1e-6 on products of differences, which
 * in degrees would count points up to 50 m outside of a slanted border as inside.
 */
const ringText = (ring: Ring): string =>
  `(${ring.map(([lng, lat]) => `(${Math.round(lng * 1e6)},${Math.round(lat * 1e6)})`).join(',')})`

interface RingRow {
  place_id: string
  ring_no: number
  hole: boolean
  ring: string
  west: number
  east: number
  south: number
  north: number
}

function ringRows(boundary: NewBoundary): RingRow[] {
  const rows: RingRow[] = []
  for (const part of partsOf(boundary.geometry)) {
    part.forEach((ring, index) => {
      let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
      for (const [lng, lat] of ring) {
        west = Math.min(west, lng)
        east = Math.max(east, lng)
        south = Math.min(south, lat)
        north = Math.max(north, lat)
      }
      // PostgreSQL's polygons are closed by themselves; the repeated last corner is left out.
      const open = ring.slice(0, -1)
      rows.push({
        place_id: boundary.placeId,
        ring_no: rows.length,
        hole: index > 0,
        ring: ringText(open),
        west,
        east,
        south,
        north,
      })
    })
  }
  return rows
}

/** Replaces the boundaries of many places. Throws when one of them cannot be used; see `checkBoundary`. */
export async function setBoundaries(tx: Tx, boundaries: readonly NewBoundary[]): Promise<void> {
  for (const boundary of boundaries) {
    const problem = checkBoundary(boundary.geometry)
    if (problem) throw new Error(`boundary of place ${boundary.placeId}: ${problem}`)
  }
  for (const part of slices(boundaries)) {
    const ids = part.map((boundary) => boundary.placeId)
    tx.send(sql`delete from place_ring where county = ${tx.county} and place_id = any(${ids}::uuid[])`)
    tx.send(sql`insert into place_boundary (county, place_id, geometry, schematic, source)
      select ${tx.county}::int, r."placeId", r.geometry, r.schematic, r.source
      from jsonb_to_recordset(${sql.json(part)}::jsonb)
        as r("placeId" uuid, geometry jsonb, schematic boolean, source text)
      on conflict (county, place_id) do update
        set geometry = excluded.geometry, schematic = excluded.schematic, source = excluded.source`)
    tx.send(sql`insert into place_ring (county, place_id, ring_no, hole, kind, ring, west, east, south, north)
      select ${tx.county}::int, r.place_id, r.ring_no, r.hole, p.kind, r.ring::polygon, r.west, r.east, r.south, r.north
      from jsonb_to_recordset(${sql.json(part.flatMap(ringRows))}::jsonb) as r(place_id uuid, ring_no int,
        hole boolean, ring text, west float8, east float8, south float8, north float8)
      join place p on p.county = ${tx.county} and p.id = r.place_id`)
  }
  await tx.run(sql`select 1`)
}

export interface NewJointArea {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly purpose: string
  readonly validFrom: string
  readonly placeIds: readonly string[]
}

/** Adds areas that cut across the tree. */
export async function addJointAreas(tx: Tx, areas: readonly NewJointArea[]): Promise<void> {
  const members = areas.flatMap((area) => area.placeIds.map((placeId) => ({ area: area.id, place: placeId })))
  tx.send(sql`insert into joint_area (county, id, key, name, purpose, valid_from)
    select ${tx.county}::int, r.id, r.key, r.name, r.purpose, r."validFrom"
    from jsonb_to_recordset(${sql.json(areas)}::jsonb)
      as r(id uuid, key text, name text, purpose text, "validFrom" date)`)
  await tx.run(sql`insert into joint_area_place (county, joint_area_id, place_id)
    select ${tx.county}::int, r.area, r.place
    from jsonb_to_recordset(${sql.json(members)}::jsonb) as r(area uuid, place uuid)`)
}
