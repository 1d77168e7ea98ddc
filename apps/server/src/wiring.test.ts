import { describe, expect, it } from 'vitest'
import { listOperations } from '#api'
import { makeWorld } from '#api/testing'
import { union } from '#platform/idea'
import { gaugesOf, jobsOf } from './wiring.ts'

describe('what the ideas bring', () => {
  it('answers every operation of the contract, and no other', async () => {
    const { handlers } = await makeWorld()
    expect(Object.keys(handlers).toSorted()).toEqual(
      listOperations()
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  it('is refused where two ideas bring the same name', () => {
    expect(() => union([{ openReport: 1, listCases: 2 }, { getCase: 3 }, { listCases: 4 }])).toThrow(
      'two ideas bring listCases',
    )
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
