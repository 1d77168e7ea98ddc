// proves: P082
import { listCases } from '@xiangzhi/contract'
import { compileCalendar, isWorkdayOn } from '@xiangzhi/language'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '#api/testing'
import { listCounterDifferences, runClocks } from '#kernel/cases'
import { findSetting } from '#platform/settings'
import { simulateCounty, type SimulationOptions, type SimulationReport } from './index.ts'
import { planDays } from './plan.ts'

const order = { events: 300, seed: 7, from: '2024-01-01', until: '2026-11-01' }
const optionsFor = ({ db, county, processes, sealing }: World): SimulationOptions => ({
  db,
  county,
  processes,
  sealing,
  order,
  staffOn: '2026-11-23',
})

describe('a simulated county', () => {
  let world: World
  let report: SimulationReport
  beforeAll(async () => {
    world = await makeWorld()
    report = await simulateCounty(optionsFor(world))
  })

  it('has as many cases as were ordered, and at least 99 % of them are closed', () => {
    expect(report.cases).toBe(300)
    expect(report.events).toBeGreaterThan(900)
    expect((report.cases - report.open) / report.cases).toBeGreaterThanOrEqual(0.99)
  })

  it('has the same history again in another county with the same seed', async () => {
    const other = await makeWorld()
    expect(await simulateCounty(optionsFor(other))).toEqual(report)
  })

  it('has another history with another seed', async () => {
    const other = await makeWorld()
    const different = await simulateCounty({ ...optionsFor(other), order: { ...order, seed: 8, events: 40 } })
    expect(different.hash).not.toBe(report.hash)
  })

  it('has counters that equal a count of its cases', async () => {
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  it('goes on where it was broken off and comes to the same end', async () => {
    const other = await makeWorld()
    let batches = 0
    const small = { ...optionsFor(other), casesTogether: 60 }
    const broken = simulateCounty({
      ...small,
      progress: () => {
        batches += 1
        if (batches === 3) throw new Error('the power fails')
      },
    })
    await expect(broken).rejects.toThrow('the power fails')
    const mark = await findSetting(other.db, 'simulation')
    expect(mark?.cases).toBeLessThan(300)
    const resumed = await simulateCounty({ ...small, mark })
    expect(resumed).toEqual(report)
  })

  it('leaves cases that people and clocks go on with as with any other', async () => {
    const problems: unknown[] = []
    await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => problems.push(error))
    expect(problems).toEqual([])
    const { total } = await world.run(listCases, world.staff('dispatcher-county'), { limit: 20 })
    expect(total).toBe(300)
  })
})

describe('the plan of days', () => {
  it('adds up to what was ordered, with fewer on days off', () => {
    const calendar = compileCalendar({ years: [], hours: [{ from: '09:00', to: '17:00' }], offsetMinutes: 480 })
    const days = planDays(calendar, { ...order, events: 100_000 })
    expect(days.reduce((sum, { n }) => sum + n, 0)).toBe(100_000)
    const mean = (free: boolean): number => {
      const list = days.filter(({ date }) => isWorkdayOn(calendar, date) !== free)
      return list.reduce((sum, { n }) => sum + n, 0) / list.length
    }
    expect(mean(true)).toBeLessThan(0.7 * mean(false))
  })
})
