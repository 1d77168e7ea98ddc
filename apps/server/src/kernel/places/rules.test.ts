import { expect, test } from 'vitest'
import { centreOf, checkBoundary, codeFits, largestOutline, mayStandIn, nameOfPath, ringArea } from './rules.ts'
import type { Ring } from './types.ts'

const square = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
]

test('a boundary must be closed, lie in China, have an area and not cross itself', () => {
  const polygon = (...coordinates: Ring[]) => ({ type: 'Polygon' as const, coordinates })
  expect(checkBoundary(polygon(square(109, 34, 0.1)))).toBeUndefined()
  expect(checkBoundary(polygon(square(109, 34, 0.1), square(109.02, 34.02, 0.02)))).toBeUndefined()
  expect(checkBoundary(polygon())).toBe('empty')
  expect(checkBoundary({ type: 'MultiPolygon', coordinates: [[]] })).toBe('empty')
  expect(checkBoundary(polygon(square(109, 34, 0.1).slice(0, 4)))).toBe('open-ring')
  expect(checkBoundary(polygon(square(34, 109, 0.1)))).toBe('outside-china')
  expect(
    checkBoundary(
      polygon([
        [109, 34],
        [Number.NaN, 34],
        [109, 35],
        [109, 34],
      ]),
    ),
  ).toBe('outside-china')
  expect(
    checkBoundary(
      polygon([
        [109, 34],
        [110, 34],
        [109, 34],
        [109, 34],
      ]),
    ),
  ).toBe('no-area')
  expect(
    checkBoundary(
      polygon([
        [109, 34],
        [110, 35],
        [110, 34],
        [109, 34.9],
        [109, 34],
      ]),
    ),
  ).toBe('crosses-itself')
})

test('the largest outline of a place in several parts stands for it, and its centre is the centre of mass', () => {
  const large = square(109, 34, 0.2)
  const ring = largestOutline({ type: 'MultiPolygon', coordinates: [[square(110, 35, 0.1)], [large]] })
  expect(ring).toBe(large)
  expect(ringArea(ring)).toBeCloseTo(0.04, 9)
  expect(centreOf(ring)[0]).toBeCloseTo(109.1, 9)
  expect(centreOf(ring)[1]).toBeCloseTo(34.1, 9)
})

test('codes have the shape of their kind, and kinds stand in each other in one order', () => {
  expect(codeFits('village', '610114001201')).toBe(true)
  expect(codeFits('village', '610114001')).toBe(false)
  expect(codeFits('grid', '610114001201001')).toBe(true)
  expect(mayStandIn('county', null)).toBe(true)
  expect(mayStandIn('grid', 'village')).toBe(true)
  expect(mayStandIn('grid', 'town')).toBe(false)
  expect(mayStandIn('household', 'sub-grid')).toBe(true)
})

test('a path is named from below its county, and the county itself not at all', () => {
  const path = ['阎良区', '武屯街道', '三合村'].map((name) => ({ name }))
  expect([path, path.slice(0, 2), path.slice(0, 1), []].map(nameOfPath)).toEqual([
    '武屯街道 · 三合村',
    '武屯街道',
    '',
    '',
  ])
})
