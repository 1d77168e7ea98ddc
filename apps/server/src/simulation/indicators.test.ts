// proves: P068 P082
import { exportIndicators, getCockpit, listCases, listIndicators } from '@xiangzhi/contract'
import { indicators as declarations } from '@xiangzhi/practices'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '#api/testing'
import { refreshIndicators } from '#kernel/indicators'
import { simulateCounty } from './index.ts'

type Listed = Awaited<ReturnType<typeof list>>
const list = (world: World, period: string, compare?: string) =>
  world.run(listIndicators, world.staff('leader'), compare === undefined ? { period } : { period, compare })
const cellOf = ({ indicators, figures }: Listed, key: string, placeId: string) =>
  figures.rows
    .find((row) => row.placeId === placeId)
    ?.values.at(indicators.findIndex((indicator) => indicator.key === key))

describe('indicators of a county', () => {
  let world: World
  let year: Listed
  beforeAll(async () => {
    world = await makeWorld()
    const { db, county, processes, sealing } = world
    const order = { events: 300, seed: 3, from: '2025-01-01', until: '2025-12-31' }
    await simulateCounty({ db, county, processes, sealing, order, staffOn: '2026-11-23' })
    year = await list(world, '2025')
  })

  it('count what was accepted, with a numerator inside its denominator everywhere', () => {
    expect(cellOf(year, 'reported', world.places.county)).toMatchObject({ numerator: 300, denominator: null })
    for (const { values } of year.figures.rows)
      for (const { numerator, denominator } of values)
        if (denominator !== null) expect(numerator).toBeLessThanOrEqual(denominator)
    expect(cellOf(year, 'reopen-rate', world.places.county)?.denominator).toBeGreaterThan(200)
  })

  it('add up: a town is the sum of its villages, four quarters hold the cases of their year', async () => {
    expect(cellOf(year, 'reported', world.places.town)).toEqual(cellOf(year, 'reported', world.places.village))
    const quarters = await Promise.all(['Q1', 'Q2', 'Q3', 'Q4'].map((name) => list(world, `2025-${name}`)))
    const sum = quarters.reduce(
      (total, one) => total + (cellOf(one, 'reported', world.places.county)?.numerator ?? 0),
      0,
    )
    expect(sum).toBe(300)
  })

  it('open exactly the cases that they counted', async () => {
    const { from, until } = year.figures
    let opened = 0
    for (const { key, counts } of year.indicators) {
      const cell = cellOf(year, key, world.places.county)
      const numbers = [cell?.numerator, cell?.denominator]
      for (const [at, measure] of counts.entries()) {
        const filter = { measure, measureFrom: from, measureUntil: until, limit: 20 }
        const { total } = await world.run(listCases, world.staff('leader'), filter)
        expect([key, at, total]).toEqual([key, at, numbers[at]])
        opened += total
      }
    }
    expect(opened).toBeGreaterThan(1000)
  })

  it('are hidden where fewer than five cases would tell too much', async () => {
    const month = await list(world, '2025-01')
    const closed = month.figures.rows.flatMap(({ values }) => values).filter(({ hidden }) => hidden)
    for (const { numerator, denominator } of closed) expect([numerator, denominator]).toEqual([null, null])
    for (const { values } of month.figures.rows)
      for (const { numerator, denominator } of values)
        expect((denominator ?? numerator) === null || [0, 1, 2, 3, 4].indexOf(denominator ?? numerator ?? 9) < 1).toBe(
          true,
        )
  })

  it('are the same kept as counted anew, and can be compared', async () => {
    await refreshIndicators(world.db, declarations, world.county, new Date('2025-07-05T02:00:00Z'))
    world.clock.set(new Date('2025-07-05T02:00:00Z'))
    const kept = await list(world, '2025-06', '2025-05')
    const counted = await list(world, '2025-05', '2025-06')
    expect(kept.figures.rows).toEqual(counted.compared?.rows)
    expect(kept.compared?.rows).toEqual(counted.figures.rows)
    world.clock.set(new Date('2026-11-23T02:00:00Z'))
  })

  it('go into a spreadsheet', async () => {
    const answer = (await world.run(exportIndicators, world.staff('leader'), {
      period: '2025',
      purpose: '年度总结',
    })) as { file: Buffer }
    expect(answer.file.subarray(0, 2).toString()).toBe('PK')
  })

  it('are shown within reach only', async () => {
    const { places } = await world.run(listIndicators, world.staff('village-clerk'), { period: '2025' })
    expect(places.map(({ id }) => id)).toEqual([world.places.village])
  })

  it('give the big screen public figures without a word about persons', async () => {
    const figures = await world.run(getCockpit, world.staff('leader'), {})
    expect(Object.keys(figures.urgent[0] ?? { category: '', villageId: '', dueAt: '' })).toEqual([
      'category',
      'villageId',
      'dueAt',
    ])
    const hidden = figures.villages.filter(({ open }) => open === null)
    const shown = figures.villages.reduce((sum, { open }) => sum + (open ?? 0), 0)
    if (hidden.length === 0) expect(figures.inHand).toBe(shown)
    else expect(hidden.length > 1 || figures.inHand === null).toBe(true)
    for (const count of [figures.newToday, figures.late, figures.inHand, figures.closedThisMonth])
      expect(count === null || count === 0 || count >= 5).toBe(true)
  })
})
