import { expect, test } from 'vitest'
import { buildTree } from './fixtures.ts'
import { checkBoundary, ringArea } from './rules.ts'
import { layOutSchematic, type SchematicShape } from './schematic.ts'
import type { NewPlace, Position, Ring } from './types.ts'

const origin = { lng: 109.23, lat: 34.66 }
const sizes = [
  { towns: 1, villages: 1, grids: 1 },
  { towns: 7, villages: 15, grids: 2, lanes: 2, households: 2 },
  { towns: 13, villages: 5, grids: 1 },
  { towns: 2, villages: 40, grids: 3 },
  { towns: 1, villages: 90, grids: 4 },
]

const ringOf = (shape: SchematicShape | undefined): Ring => shape?.geometry?.coordinates[0] ?? []

const holds = (ring: Ring, [lng, lat]: Position): boolean => {
  let inside = false
  for (let index = 1; index < ring.length; index += 1) {
    const [ax, ay] = ring[index - 1] as Position
    const [bx, by] = ring[index] as Position
    if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

const laidOut = (places: readonly NewPlace[]): Map<string, SchematicShape> =>
  new Map(layOutSchematic(places, origin).map((shape) => [shape.placeId, shape]))

test.each(sizes)(
  'children fill their parent without gap or overlap, corner for corner: $towns × $villages × $grids',
  (size) => {
    const places = buildTree(size)
    const shapes = laidOut(places)
    for (const parent of places) {
      const children = places.filter((place) => place.parentId === parent.id && shapes.get(place.id)?.geometry)
      if (children.length === 0) continue
      const area = ringArea(ringOf(shapes.get(parent.id)))
      const total = children.reduce((so, child) => so + ringArea(ringOf(shapes.get(child.id))), 0)
      expect(total / area).toBeCloseTo(1, 6)
      // With equal areas, an overlap would need a gap as well: each inner edge belongs to exactly two blocks.
      const edges = new Map<string, number>()
      for (const ring of [ringOf(shapes.get(parent.id)), ...children.map((child) => ringOf(shapes.get(child.id)))])
        for (let index = 1; index < ring.length; index += 1) {
          const key = [ring[index - 1], ring[index]].map(String).toSorted().join(' ')
          edges.set(key, (edges.get(key) ?? 0) + 1)
        }
      expect([...edges.values()].every((count) => count === 2)).toBe(true)
    }
  },
)

test.each(sizes)(
  'every marker lies in its own block and in no other block of its kind: $towns × $villages × $grids',
  (size) => {
    const places = buildTree(size)
    const shapes = laidOut(places)
    expect(shapes.size).toBe(places.length)
    const parents = new Map(places.map((place) => [place.id, place.parentId]))
    const grids = [...shapes.values()].filter((shape) => shape.kind === 'grid')
    for (const shape of shapes.values()) {
      const at: Position = [shape.lng, shape.lat]
      const ancestors: string[] = []
      for (let id: string | null | undefined = shape.placeId; id; id = parents.get(id)) ancestors.push(id)
      for (const id of ancestors) {
        const ring = ringOf(shapes.get(id))
        if (ring.length > 0) expect(holds(ring, at)).toBe(true)
      }
      const around = grids.filter((grid) => holds(ringOf(grid), at)).map((grid) => grid.placeId)
      if (['grid', 'sub-grid', 'household'].includes(shape.kind)) {
        expect(around).toHaveLength(1)
        expect(ancestors).toContain(around[0])
      }
    }
  },
)

test('every boundary of the drawing is one that could be imported, and runs counter-clockwise', () => {
  for (const size of sizes)
    for (const shape of laidOut(buildTree(size)).values()) {
      if (!shape.geometry) continue
      expect(checkBoundary(shape.geometry)).toBeUndefined()
      const ring = ringOf(shape)
      const twice = ring
        .slice(1)
        .reduce((so, [x, y], index) => so + ((ring[index] as Position)[0] * y - x * (ring[index] as Position)[1]), 0)
      expect(twice).toBeGreaterThan(0)
    }
})

test('the same places give the same drawing, whatever their ids and their order', () => {
  const strip = (places: readonly NewPlace[]): unknown[] => {
    const shapes = laidOut(places)
    return places
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map((place) => [place.code, shapes.get(place.id)?.lng, shapes.get(place.id)?.lat, ringOf(shapes.get(place.id))])
  }
  expect(strip(buildTree({ towns: 3, villages: 4, grids: 2 }))).toEqual(
    strip(buildTree({ towns: 3, villages: 4, grids: 2 }).toReversed()),
  )
})

test('another county looks different', () => {
  const outline = (code: string): Ring =>
    ringOf(layOutSchematic(buildTree({ towns: 3, villages: 4, grids: 2 }, code), origin)[0])
  expect(outline('610114')).not.toEqual(outline('371324'))
})
