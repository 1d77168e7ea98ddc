import type { Boundary, PlaceKind, Position, Ring } from './types.ts'

/** Which kinds may stand directly below which; a lane may be missing, and so may a grid where none is drawn yet. */
const parentsOf: Readonly<Record<PlaceKind, readonly PlaceKind[]>> = {
  county: [],
  town: ['county'],
  village: ['town'],
  grid: ['village'],
  'sub-grid': ['grid'],
  household: ['sub-grid', 'grid', 'village'],
}

/** What a path is called below its county: town, village and on, from the county's side. Empty for the county itself. */
export function nameOfPath(path: readonly { readonly name: string }[]): string {
  return path
    .slice(1)
    .map(({ name }) => name)
    .join(' · ')
}

export function mayStandIn(kind: PlaceKind, parent: PlaceKind | null): boolean {
  return parent === null ? kind === 'county' : parentsOf[kind].includes(parent)
}

const codeShapes: Readonly<Record<PlaceKind, RegExp>> = {
  county: /^\d{6}$/,
  town: /^\d{9}$/,
  village: /^\d{12}$/,
  grid: /^\d{15}$/,
  'sub-grid': /^\d{15}[0-9A-Za-z-]{1,12}$/,
  household: /^\d{12}[0-9A-Za-z-]{1,20}$/,
}

/** Whether a code has the shape its kind asks for: GB/T 2260, the statistical division code, three more digits for grids. */
export function codeFits(kind: PlaceKind, code: string): boolean {
  return codeShapes[kind].test(code)
}

/** The outline first, then the holes, of each part. */
export function partsOf(geometry: Boundary): readonly (readonly Ring[])[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

/** Twice the area would do as well for comparing; degrees are fine, since nobody reads it as square metres. */
export function ringArea(ring: Ring): number {
  let twice = 0
  for (let index = 1; index < ring.length; index += 1) {
    const [ax, ay] = ring[index - 1] as Position
    const [bx, by] = ring[index] as Position
    twice += ax * by - bx * ay
  }
  return Math.abs(twice) / 2
}

export function largestOutline(geometry: Boundary): Ring {
  let best: Ring = []
  for (const part of partsOf(geometry)) {
    const outline = part[0]
    if (outline && ringArea(outline) >= ringArea(best)) best = outline
  }
  return best
}

/** China with its seas lies in this box (GB/T 2260 areas); anything else is swapped axes or another unit. */
const LIMITS = { west: 73, east: 136, south: 3, north: 54 }
const RINGS_MAX = 200
const POSITIONS_MAX = 20_000

export type BoundaryProblem = 'empty' | 'too-many-points' | 'open-ring' | 'outside-china' | 'crosses-itself' | 'no-area'

const onSegmentSide = (a: Position, b: Position, c: Position): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

const cross = (a: Position, b: Position, c: Position, d: Position): boolean =>
  onSegmentSide(a, b, c) * onSegmentSide(a, b, d) < 0 && onSegmentSide(c, d, a) * onSegmentSide(c, d, b) < 0

/** Whether two edges of the ring cross. Sweeps over edges in the order of their western end, so long lines stay quick. */
function crossesItself(ring: Ring): boolean {
  const edges = ring
    .slice(1)
    .map((to, index) => {
      const from = ring[index] as Position
      return { from, to, west: Math.min(from[0], to[0]), east: Math.max(from[0], to[0]) }
    })
    .toSorted((a, b) => a.west - b.west)
  return edges.some((edge, index) => {
    for (let next = index + 1; next < edges.length; next += 1) {
      const other = edges[next]
      if (!other || other.west > edge.east) return false
      if (cross(edge.from, edge.to, other.from, other.to)) return true
    }
    return false
  })
}

function ringProblem(ring: Ring): BoundaryProblem | undefined {
  const first = ring[0]
  const last = ring.at(-1)
  if (!first || !last || ring.length < 4 || first[0] !== last[0] || first[1] !== last[1]) return 'open-ring'
  const inside = ring.every(
    ([lng, lat]) =>
      Number.isFinite(lng) &&
      Number.isFinite(lat) &&
      lng >= LIMITS.west &&
      lng <= LIMITS.east &&
      lat >= LIMITS.south &&
      lat <= LIMITS.north,
  )
  if (!inside) return 'outside-china'
  if (ringArea(ring) === 0) return 'no-area'
  return crossesItself(ring) ? 'crosses-itself' : undefined
}

/** What is wrong with a boundary, or undefined when it can be used. */
export function checkBoundary(geometry: Boundary): BoundaryProblem | undefined {
  const rings = partsOf(geometry).flat()
  if (rings.length === 0 || partsOf(geometry).some((part) => part.length === 0)) return 'empty'
  let positions = 0
  for (const ring of rings) positions += ring.length
  if (rings.length > RINGS_MAX || positions > POSITIONS_MAX) return 'too-many-points'
  for (const ring of rings) {
    const problem = ringProblem(ring)
    if (problem) return problem
  }
  return undefined
}

/** A point that stands for a ring on a map: its centre of mass, in degrees. */
export function centreOf(ring: Ring): Position {
  const origin = ring[0] as Position
  let twice = 0
  let x = 0
  let y = 0
  for (let index = 1; index < ring.length; index += 1) {
    // Relative to the first corner, or the products would lose the digits that matter.
    const ax = (ring[index - 1] as Position)[0] - origin[0]
    const ay = (ring[index - 1] as Position)[1] - origin[1]
    const bx = (ring[index] as Position)[0] - origin[0]
    const by = (ring[index] as Position)[1] - origin[1]
    const part = ax * by - bx * ay
    twice += part
    x += (ax + bx) * part
    y += (ay + by) * part
  }
  return twice === 0 ? origin : [origin[0] + x / (3 * twice), origin[1] + y / (3 * twice)]
}
