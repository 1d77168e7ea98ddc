import { processes } from '@xiangzhi/practices'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { listOperations } from '#api'
import { makeWorld } from '#api/testing'
import { countyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { type Brought, union } from '#platform/idea'
import { gaugesOf, type ideas, jobsOf, know, type Whole, wire } from './wiring.ts'

type Ideas = typeof ideas
type Brings = Brought<Ideas, 'operations'>

describe('what the ideas bring', () => {
  it('answers every operation of the contract, and no other', async () => {
    const { handlers } = await makeWorld()
    expect(Object.keys(handlers).toSorted()).toEqual(
      listOperations()
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  it('does not compile with a handler too few, one that answers something else, or one that the contract does not know', () => {
    interface Fortune {
      readonly operations: () => { readonly tellFortune: () => Promise<object> }
    }
    type WithFortune = readonly [...Ideas, Fortune]
    expectTypeOf<Brings>().toExtend<Whole<Ideas>>()
    expectTypeOf<Omit<Brings, 'listDevices'>>().not.toExtend<Whole<Ideas>>()
    expectTypeOf<Omit<Brings, 'getCase'> & { getCase: () => Promise<number> }>().not.toExtend<Whole<Ideas>>()
    expectTypeOf<Brought<WithFortune, 'operations'>>().not.toExtend<Whole<WithFortune>>()
  })

  it('is refused where two ideas bring the same name', () => {
    expect(() => union([{ openReport: 1, listCases: 2 }, { getCase: 3 }, { listCases: 4 }])).toThrow(
      'two ideas bring listCases',
    )
  })

  it('declares processes to its own database, and to no other in the same server', async () => {
    const world = await makeWorld()
    const fewer = wire(world, know(processes.filter(({ key }) => key !== 'formality')))
    const hasFormality = async (db: Database): Promise<boolean> =>
      (await db.read(world.county, countyConfig)).categories.has('living-allowance')
    expect(await hasFormality(world.db)).toBe(true)
    expect(await hasFormality(fewer.db)).toBe(false)
    expect(await hasFormality(world.db)).toBe(true)
    await expect(hasFormality(await testDatabase())).rejects.toThrow('knows no processes')
  })

  it('has jobs under names of their own, among them the clocks, the reviews whose hour has come and the public log', async () => {
    const world = await makeWorld()
    const names = jobsOf(world, { county: world.county, demo: false }).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'clocks',
        'scheduled publications',
        'duty steps',
        'webhooks',
        'public log',
        'audit links',
      ]),
    )
  })

  it('is counted for the county that is served', async () => {
    const world = await makeWorld()
    const gauges: string[] = []
    const registry = { gauge: (name: string) => (gauges.push(name), { set: () => undefined }) }
    for (const gauge of gaugesOf(world, world.county)) await gauge(registry as never)
    expect(gauges).toContain('xiangzhi_cases')
    expect(gauges).toContain('xiangzhi_messages_stuck')
  })
})
