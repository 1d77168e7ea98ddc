import { expect, test } from 'vitest'
import { boundsOf, project, ringCentre, ringPath } from './projection.ts'
import type { LngLat } from './projection.ts'
import { mapLegend, mapLevel, schematicMap } from './schematic-map.ts'

const square = (lng: number, lat: number): LngLat[] => [
  [lng, lat],
  [lng + 0.02, lat],
  [lng + 0.02, lat + 0.02],
  [lng, lat + 0.02],
  [lng, lat],
]

const plain = { width: 400, height: 300, title: '各村', note: '示意图' }

test('a projection goes there and back, keeps north up and squares square', () => {
  const { toPixel, toPlace } = project({ west: 109.1, south: 34.5, east: 109.4, north: 34.8 }, 400, 300)
  const [lng, lat] = toPlace(toPixel([109.23, 34.61]))
  expect(lng).toBeCloseTo(109.23, 9)
  expect(lat).toBeCloseTo(34.61, 9)
  const [west, south] = toPixel([109.1, 34.5])
  const [east, north] = toPixel([109.4, 34.8])
  expect(north).toBeLessThan(south)
  expect((east - west) / (south - north)).toBeCloseTo(Math.cos((34.65 * Math.PI) / 180), 6)
  expect(Math.min(west, north)).toBeGreaterThanOrEqual(12 - 1e-9)
})

test('a single place is drawn in the middle and no place at all is refused', () => {
  const only: LngLat = [109.2, 34.6]
  expect(project(boundsOf([only]), 400, 300).toPixel(only)).toEqual([200, 150])
  expect(() => boundsOf([])).toThrow('at least one place')
})

test('a ring becomes a short relative path without repeated points', () => {
  expect(
    ringPath([
      [10, 10],
      [20.04, 10],
      [20.01, 10.01],
      [20, 20.26],
      [9, 5],
      [10, 10],
    ]),
  ).toBe('M10 10h10v10.3l-11-15.3z')
  expect(ringPath([])).toBe('')
})

test('the rounded steps of a ring add up to its true corners', () => {
  const ring = Array.from({ length: 60 }, (_, index) => {
    const angle = (index / 60) * 2 * Math.PI
    return [100 + 70 * Math.cos(angle), 100 + 70 * Math.sin(angle)] as const
  })
  let [x, y] = [0, 0]
  const steps = [...ringPath(ring).matchAll(/([Mlhv])(-?[\d.]+)(?:[ ]?(-?[\d.]+))?/g)]
  for (const [index, [, kind = '', one = '0', two = '0']] of steps.entries()) {
    if (kind === 'v') y += Number(one)
    else [x, y] = [x + Number(one), y + Number(two)]
    const corner = ring[index]
    expect(Math.abs(x - (corner?.[0] ?? NaN))).toBeLessThan(0.06)
    expect(Math.abs(y - (corner?.[1] ?? NaN))).toBeLessThan(0.06)
  }
  expect(steps).toHaveLength(60)
})

test('the centre of a ring is its centre of area', () => {
  const [x, y] = ringCentre([
    [0, 0],
    [10, 0],
    [10, 4],
    [0, 4],
  ])
  expect([x, y]).toEqual([5, 2])
  expect(
    ringCentre([
      [1, 1],
      [3, 1],
    ]),
  ).toEqual([2, 1])
})

test('a map without links is an image with a title, and always shows its note', () => {
  const svg = schematicMap({
    ...plain,
    shapes: [{ id: 'a', ring: square(109.2, 34.6), label: '北冯村' }],
  })
  expect(svg).toContain('role="img" aria-labelledby="map-t"')
  expect(svg).toContain('<title id="map-t">各村</title>')
  expect(svg).toContain('示意图</text>')
})

test('a map with links is a group whose links have names', () => {
  const svg = schematicMap({
    ...plain,
    id: 'm2',
    shapes: [
      {
        id: 'a',
        ring: square(109.2, 34.6),
        label: '北冯村',
        value: 3,
        href: '/v/610114001201?a=1&b=2',
      },
    ],
    points: [{ lng: 109.21, lat: 34.61, tone: 'danger', label: '塌陷', href: '/t/x' }],
    valueLabel: (value) => `${value} 件`,
  })
  expect(svg).toContain('role="group"')
  expect(svg).toContain('<a href="/v/610114001201?a=1&amp;b=2" aria-label="北冯村 3 件">')
  expect(svg).toContain('<a href="/t/x" aria-label="塌陷">')
  expect(svg).toContain('<pattern id="m2-l4"')
})

test('words are escaped and a script address is never linked', () => {
  const svg = schematicMap({
    ...plain,
    title: '<b>',
    shapes: [{ id: 'a', ring: square(109.2, 34.6), label: '"><script>', href: 'javascript:alert(1)' }],
  })
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('<b>')
  expect(svg).not.toContain('javascript')
})

test('every level above nothing has a pattern, so that colour is never alone', () => {
  const shapes = [1, 2, 3, 4].map((value) => ({
    id: String(value),
    ring: square(109.2 + value * 0.02, 34.6),
    value,
  }))
  const svg = schematicMap({ ...plain, shapes, limits: [1, 2, 3, 4] })
  for (const level of [1, 2, 3, 4]) expect(svg).toContain(`url(#map-l${level})`)
  expect(
    mapLegend([
      { level: 2, label: '5–8' },
      { tone: 'danger', label: '超期' },
    ]),
  ).toContain('url(#legend-l2)')
})

test('values fall into levels by limits or by equal steps, and nothing is level zero', () => {
  expect([0, 1, 5, 9, 13, 99].map((value) => mapLevel(value, 99, [1, 5, 9, 13]))).toEqual([0, 1, 2, 3, 4, 4])
  expect([0, 1, 5, 10, 15, 20].map((value) => mapLevel(value, 20))).toEqual([0, 1, 1, 2, 3, 4])
  expect(mapLevel(0, 0)).toBe(0)
})

test('a county of 105 villages stays under 40 kB', () => {
  const shapes = Array.from({ length: 105 }, (_, index) => ({
    id: String(index),
    ring: square(109.1 + (index % 12) * 0.02, 34.5 + Math.floor(index / 12) * 0.02),
    label: '北冯村',
    value: index % 7,
    href: `/v/610114001${200 + index}`,
  }))
  expect(schematicMap({ ...plain, shapes, width: 720, height: 540 }).length).toBeLessThan(40_000)
})
