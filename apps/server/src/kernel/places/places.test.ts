import type { Actor } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import type { Tx } from '#platform/database'
import { inTransaction } from '#platform/database/testing'
import { buildTree } from './fixtures.ts'
import {
  addJointAreas,
  addPlace,
  addPlaces,
  changePlace,
  countHouseholdsWithoutGrid,
  countPlaces,
  endPlace,
  findCounty,
  findPlace,
  findPlaceByCode,
  layOutSchematic,
  listChildren,
  listJointAreas,
  listPlaces,
  mapShapes,
  placeAt,
  placeStanding,
  setBoundaries,
  setBoundary,
  type NewPlace,
  type Ring,
} from './index.ts'

const now = new Date('2026-03-02T01:00:00Z')
const admin: Actor = {
  personId: uuidv7(),
  accountId: 'a',
  name: '王管理',
  grants: [{ role: 'county-admin', reach: { kind: 'place', level: 'county', placeId: uuidv7() } }],
}

const withTree = async <T>(work: (tx: Tx, places: NewPlace[]) => Promise<T>): Promise<T> =>
  inTransaction(async (tx) => {
    const places = buildTree({ towns: 2, villages: 3, grids: 2, lanes: 1, households: 2 })
    await addPlaces(tx, places)
    return work(tx, places)
  })

const square = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
]

const idOf = (places: readonly NewPlace[], code: string): string => {
  const place = places.find((candidate) => candidate.code === code)
  if (!place) throw new Error(`no ${code}`)
  return place.id
}

// proves: P038 P070
test('a tree added at once knows its ancestors, itself included', () =>
  withTree(async (tx, places) => {
    expect(await countPlaces(tx)).toEqual({ county: 1, town: 2, village: 6, grid: 12, 'sub-grid': 12, household: 24 })
    const standing = await placeStanding(tx, idOf(places, '610114001201001H0001'))
    expect(standing?.codes).toEqual([
      '610114',
      '610114001',
      '610114001201',
      '610114001201001',
      '610114001201001-01',
      '610114001201001H0001',
    ])
    expect(standing?.gridId).toBe(idOf(places, '610114001201001'))
    expect(standing?.townId).toBe(idOf(places, '610114001'))
    const town = await placeStanding(tx, idOf(places, '610114001'))
    expect([town?.townId, town?.villageId, town?.codes]).toEqual([town?.place.id, null, ['610114', '610114001']])
    expect((await placeStanding(tx, (await findCounty(tx))?.id ?? ''))?.codes).toEqual(['610114'])
    expect(await countHouseholdsWithoutGrid(tx)).toBe(0)
  }))

test('places are found by code, by parent, by what they lie in, and page by page', () =>
  withTree(async (tx, places) => {
    const town = idOf(places, '610114002')
    expect((await findPlaceByCode(tx, '610114002'))?.id).toBe(town)
    expect((await listChildren(tx, town)).map((place) => place.code)).toEqual([
      '610114002003',
      '610114002201',
      '610114002202',
    ])
    expect(await listPlaces(tx, { kind: 'grid', under: town })).toHaveLength(6)
    expect(await listPlaces(tx, { kind: 'grid', under: idOf(places, '610114') })).toHaveLength(12)
    const page = await listPlaces(tx, { kind: 'grid', limit: 5 })
    const next = await listPlaces(tx, { kind: 'grid', limit: 5, afterCode: page[4]?.code ?? '' })
    expect(next[0]?.code).toBe('610114001202002')
    expect(await listPlaces(tx, { search: '%' })).toEqual([])
  }))

test('a point finds the smallest place around it; holes are outside and islands in holes inside', () =>
  withTree(async (tx, places) => {
    const village = idOf(places, '610114001201')
    const grid = idOf(places, '610114001201001')
    await setBoundaries(tx, [
      {
        placeId: idOf(places, '610114'),
        schematic: true,
        source: 't',
        geometry: { type: 'Polygon', coordinates: [square(109, 34, 1)] },
      },
      {
        placeId: village,
        schematic: true,
        source: 't',
        geometry: {
          type: 'MultiPolygon',
          coordinates: [[square(109.1, 34.1, 0.4), square(109.2, 34.2, 0.2)], [square(109.25, 34.25, 0.1)]],
        },
      },
      {
        placeId: grid,
        schematic: true,
        source: 't',
        geometry: { type: 'Polygon', coordinates: [square(109.1, 34.1, 0.05)] },
      },
    ])
    expect((await placeAt(tx, 109.12, 34.12))?.place.id).toBe(grid)
    expect((await placeAt(tx, 109.18, 34.18))?.place.id).toBe(village)
    expect((await placeAt(tx, 109.22, 34.22))?.place.kind).toBe('county')
    expect((await placeAt(tx, 109.3, 34.3))?.place.id).toBe(village)
    expect(await placeAt(tx, 120, 30)).toBeUndefined()
    expect((await placeAt(tx, 109.12, 34.12))?.codes).toEqual([
      '610114',
      '610114001',
      '610114001201',
      '610114001201001',
    ])
  }))

test('every marker of a schematic drawing leads back to its own grid', () =>
  withTree(async (tx, places) => {
    const shapes = layOutSchematic(places, { lng: 109.23, lat: 34.66 })
    await setBoundaries(
      tx,
      shapes.flatMap(({ placeId, geometry }) =>
        geometry ? [{ placeId, geometry, schematic: true, source: '示意' }] : [],
      ),
    )
    for (const shape of shapes.filter((candidate) => ['grid', 'household'].includes(candidate.kind))) {
      const found = await placeAt(tx, shape.lng, shape.lat)
      expect(found?.gridId).toBe((await findPlace(tx, shape.placeId))?.gridId)
    }
    const drawn = await mapShapes(tx, { kind: 'grid', under: idOf(places, '610114001') })
    expect(drawn).toHaveLength(6)
    expect(drawn[0]?.ring.length).toBeGreaterThan(8)
    expect(drawn[0]?.schematic).toBe(true)
  }))

test('a place is changed only in the version that was read, and only by who may', () =>
  withTree(async (tx, places) => {
    const id = idOf(places, '610114001201')
    await changePlace({ tx, by: admin, now, input: { id, version: 1, name: '新村' } })
    expect((await findPlace(tx, id))?.name).toBe('新村')
    await expect(changePlace({ tx, by: admin, now, input: { id, version: 1, name: '旧村' } })).rejects.toThrow(
      'changed-meanwhile',
    )
    await expect(
      changePlace({ tx, by: { ...admin, grants: [] }, now, input: { id, version: 2, name: '别村' } }),
    ).rejects.toThrow('not-allowed')
  }))

// proves: P070
test('a place with others still standing in it cannot end; an ended one is found on the days it was valid', () =>
  withTree(async (tx, places) => {
    const grid = idOf(places, '610114001201002')
    await expect(
      endPlace({ tx, by: admin, now, input: { id: grid, version: 1, validUntil: '2026-03-01' } }),
    ).rejects.toThrow('in-use')
    const household = places.find((place) => place.code === '610114001201002H0001')
    await endPlace({ tx, by: admin, now, input: { id: household?.id ?? '', version: 1, validUntil: '2026-03-01' } })
    expect(await findPlaceByCode(tx, '610114001201002H0001')).toBeUndefined()
    expect(await findPlaceByCode(tx, '610114001201002H0001', '2026-02-28')).toBeDefined()
    expect(await findPlaceByCode(tx, '610114001201002H0001', '2026-03-01')).toBeUndefined()
  }))

test('a new place needs a fitting parent, a fitting code, and one that is not in use', () =>
  withTree(async (tx, places) => {
    const parentId = idOf(places, '610114001201')
    const input: NewPlace = {
      id: uuidv7(),
      kind: 'grid',
      code: '610114001201003',
      name: '第三网格',
      parentId,
      validFrom: '2026-03-02',
    }
    expect(await addPlace({ tx, by: admin, now, input })).toEqual({ id: input.id, version: 1 })
    expect((await findPlace(tx, input.id))?.villageId).toBe(parentId)
    const refused = [
      { ...input, id: uuidv7() },
      { ...input, id: uuidv7(), code: '61011400120' },
      { ...input, id: uuidv7(), code: '610114001201004', parentId: idOf(places, '610114001') },
    ]
    for (const wrong of refused)
      await expect(addPlace({ tx, by: admin, now, input: wrong })).rejects.toThrow('bad-input')
  }))

test('a boundary drawn anew moves the marker, and a crossing line is refused', () =>
  withTree(async (tx, places) => {
    const id = idOf(places, '610114001201001')
    const change = { id, version: 1, schematic: false, source: '2025 年确权图' }
    await expect(
      setBoundary({
        tx,
        by: admin,
        now,
        input: {
          ...change,
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [109, 34],
                [110, 35],
                [110, 34],
                [109, 34.9],
                [109, 34],
              ],
            ],
          },
        },
      }),
    ).rejects.toThrow('crosses-itself')
    await setBoundary({
      tx,
      by: admin,
      now,
      input: { ...change, geometry: { type: 'Polygon', coordinates: [square(109, 34, 0.2)] } },
    })
    const place = await findPlace(tx, id)
    expect([place?.lng?.toFixed(3), place?.lat?.toFixed(3), place?.version]).toEqual(['109.100', '34.100', 2])
  }))

test('an area cuts across the tree', () =>
  withTree(async (tx, places) => {
    const placeIds = [idOf(places, '610114001201'), idOf(places, '610114002201')].toSorted()
    await addJointAreas(tx, [
      { id: uuidv7(), key: 'guanshan', name: '关山片区', purpose: '防汛', validFrom: '2024-01-01', placeIds },
    ])
    expect((await listJointAreas(tx)).map((area) => [area.name, area.placeIds])).toEqual([['关山片区', placeIds]])
  }))

test('another county sees none of it', async () => {
  await inTransaction(async (tx) => {
    await addPlaces(tx, buildTree({ towns: 1, villages: 1, grids: 1 }, '371324'))
    expect((await findCounty(tx))?.code).toBe('371324')
    expect(await listPlaces(tx, { kind: 'grid' })).toHaveLength(1)
  }, 371_324)
})
