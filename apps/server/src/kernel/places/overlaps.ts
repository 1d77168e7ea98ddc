import { sql, type Tx } from '#platform/database'
import { placeColumns } from './reads.ts'
import { partsOf } from './rules.ts'
import type { Boundary, Place, Position, Ring } from './types.ts'

/** One piece of ground that two boundaries claim. */
export interface Overlap {
  readonly placeId: string
  readonly otherId: string
  readonly squareMetres: number
}

/** Along a degree of latitude, and of longitude at the equator. */
const METRES_A_DEGREE = 111_320
/** Lines drawn across the ground that two boxes share; each is cut exactly, so slivers of a few metres are found. */
const SCANLINES = 240
/** Survey lines of neighbours never meet to the metre: less than this is a drawing's tolerance, not an overlap. */
export const OVERLAP_SQUARE_METRES = 200

interface Box {
  west: number
  east: number
  south: number
  north: number
}

function boxOf(rings: readonly Ring[]): Box {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity }
  for (const ring of rings)
    for (const [lng, lat] of ring) {
      box.west = Math.min(box.west, lng)
      box.east = Math.max(box.east, lng)
      box.south = Math.min(box.south, lat)
      box.north = Math.max(box.north, lat)
    }
  return box
}

/** Where a line of latitude runs inside the rings, from west to east. Holes fall out by the even-odd rule. */
function cutAt(rings: readonly Ring[], lat: number): readonly (readonly [number, number])[] {
  const crossings: number[] = []
  for (const ring of rings)
    for (let at = 1; at < ring.length; at += 1) {
      const [ax, ay] = ring[at - 1] as Position
      const [bx, by] = ring[at] as Position
      if (ay > lat !== by > lat) crossings.push(ax + ((lat - ay) / (by - ay)) * (bx - ax))
    }
  crossings.sort((left, right) => left - right)
  const spans: [number, number][] = []
  for (let at = 0; at + 1 < crossings.length; at += 2)
    spans.push([crossings[at] as number, crossings[at + 1] as number])
  return spans
}

function sharedLength(
  left: readonly (readonly [number, number])[],
  right: readonly (readonly [number, number])[],
): number {
  let length = 0
  for (const [from, to] of left)
    for (const [start, end] of right) length += Math.max(0, Math.min(to, end) - Math.max(from, start))
  return length
}

/** The ground that two boundaries share, in square metres: summed over lines of latitude, holes and islands included. */
export function sharedSquareMetres(left: Boundary, right: Boundary): number {
  const [a, b] = [partsOf(left).flat(), partsOf(right).flat()]
  const [boxA, boxB] = [boxOf(a), boxOf(b)]
  const [south, north] = [Math.max(boxA.south, boxB.south), Math.min(boxA.north, boxB.north)]
  if (south >= north || Math.max(boxA.west, boxB.west) >= Math.min(boxA.east, boxB.east)) return 0
  const step = (north - south) / SCANLINES
  let squareDegrees = 0
  for (let line = 0; line < SCANLINES; line += 1) {
    const lat = south + (line + 0.5) * step
    squareDegrees += sharedLength(cutAt(a, lat), cutAt(b, lat)) * step
  }
  return squareDegrees * METRES_A_DEGREE ** 2 * Math.cos((((south + north) / 2) * Math.PI) / 180)
}

/** Whether a point lies inside a boundary; holes are outside. */
export function liesIn(geometry: Boundary, lng: number, lat: number): boolean {
  return cutAt(partsOf(geometry).flat(), lat).some(([from, to]) => lng >= from && lng <= to)
}

interface Shape {
  readonly id: string
  readonly geometry: Boundary
}

const gridShapes = (tx: Tx): Promise<Shape[]> =>
  tx.rows<Shape>(sql`select p.id, b.geometry from place p
    join place_boundary b on b.county = p.county and b.place_id = p.id
    where p.county = ${tx.county} and p.kind = 'grid' and p.valid_until is null order by p.code`)

export interface GridOverlaps {
  readonly overlaps: readonly Overlap[]
  /** Households whose position lies on ground that two grids claim. */
  readonly householdsInTwo: readonly Place[]
}

const onlySlivers = (metres: number): boolean => metres < OVERLAP_SQUARE_METRES

function overlapsOf(shapes: readonly Shape[]): { left: Shape; right: Shape; squareMetres: number }[] {
  const found: { left: Shape; right: Shape; squareMetres: number }[] = []
  const boxed = shapes
    .map((shape) => ({ shape, box: boxOf(partsOf(shape.geometry).flat()) }))
    .toSorted((one, two) => one.box.west - two.box.west)
  boxed.forEach(({ shape, box }, at) => {
    // In the order of their western ends: behind the eastern end of this one nothing can meet it any more.
    for (let next = at + 1; next < boxed.length; next += 1) {
      const other = boxed[next]
      if (!other || other.box.west >= box.east) break
      if (other.box.south >= box.north || other.box.north <= box.south) continue
      const squareMetres = Math.round(sharedSquareMetres(shape.geometry, other.shape.geometry))
      if (!onlySlivers(squareMetres)) found.push({ left: shape, right: other.shape, squareMetres })
    }
  })
  return found
}

/** Grids whose boundaries claim the same ground, largest piece first, and the households that stand on such ground. */
export async function listGridOverlaps(tx: Tx): Promise<GridOverlaps> {
  const found = overlapsOf(await gridShapes(tx)).toSorted((one, two) => two.squareMetres - one.squareMetres)
  const inTwo = new Map<string, Place>()
  for (const { left, right } of found) {
    const box = boxOf(partsOf(left.geometry).flat())
    const near = await tx.rows<Place>(sql`select ${placeColumns} from place p
      where p.county = ${tx.county} and p.kind = 'household' and p.valid_until is null
        and p.lng between ${box.west} and ${box.east} and p.lat between ${box.south} and ${box.north}`)
    for (const place of near) {
      const [lng, lat] = [place.lng ?? 0, place.lat ?? 0]
      if (liesIn(left.geometry, lng, lat) && liesIn(right.geometry, lng, lat)) inTwo.set(place.id, place)
    }
  }
  return {
    overlaps: found.map(({ left, right, squareMetres }) => ({ placeId: left.id, otherId: right.id, squareMetres })),
    householdsInTwo: [...inTwo.values()],
  }
}

/** Households whose position lies outside the boundary of the grid they are listed in. */
export function listHouseholdsElsewhere(tx: Tx, limit: number): Promise<(Place & { readonly whole: number })[]> {
  return tx.rows(sql`select ${placeColumns}, count(*) over ()::int as whole from place p
    where p.county = ${tx.county} and p.kind = 'household' and p.valid_until is null
      and p.grid_id is not null and p.lng is not null
      and exists (select 1 from place_ring r where r.county = p.county and r.place_id = p.grid_id)
      and not exists (select 1 from place_ring r where r.county = p.county and r.place_id = p.grid_id and not r.hole
        and r.ring @> point((p.lng * 1e6)::float8, (p.lat * 1e6)::float8))
    order by p.code limit ${limit}`)
}
