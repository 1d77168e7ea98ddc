import { actAsReporter, actOnCase, getCase, getProgress, openReport } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runClocks } from '#kernel/cases'
import { makeWorld, type World } from './testing-world.ts'

// proves: P149 P150

async function apply(
  world: World,
  fields: Record<string, string | boolean> = {},
): Promise<{ id: string; token: string }> {
  return world.run(openReport, world.villager, {
    requestId: uuidv7(),
    process: 'formality',
    category: 'living-allowance',
    placeId: world.places.village,
    description: '想申请低保',
    fields: { matter: 'living-allowance', consent: true, ...fields },
    reporter: { name: '孙某', phone: '13800000000', wantsAnswer: true },
  })
}
async function act(
  world: World,
  caseId: string,
  role: StaffRole,
  transition: string,
  more: object = {},
): Promise<{ state: string; version: number }> {
  const { version } = await world.run(getCase, world.staff(role), { caseId })
  return world.run(actOnCase, world.staff(role), { caseId, requestId: uuidv7(), version, transition, ...more })
}

describe('a formality by a helper', () => {
  it('is applied for, prepared, handed over, granted, delivered and rated', async () => {
    const world = await makeWorld()
    const { id, token } = await apply(world)
    await act(world, id, 'helper-agent', 'take')
    await act(world, id, 'helper-agent', 'requestPapers', { fields: { missing: '户口本复印件' } })
    expect(await world.run(getProgress, world.villager, { token })).toMatchObject({ state: 'wanting' })
    await world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition: 'supplement' })
    await act(world, id, 'helper-agent', 'handOver')
    const atWindow = await world.run(getCase, world.staff('department-handler'), { caseId: id })
    expect(atWindow).toMatchObject({ state: 'atWindow', unitName: '水务局' })
    expect(atWindow.clocks.find(({ clock }) => clock === 'decide')).toMatchObject({
      limitUnit: 'workingDays',
      limitAmount: 30,
    })
    await act(world, id, 'department-handler', 'grant', { fields: { result: '自下月起发放' } })
    await act(world, id, 'helper-agent', 'deliver')
    await world.run(actAsReporter, world.villager, {
      token,
      requestId: uuidv7(),
      transition: 'rate',
      fields: { rating: 5 },
    })
    expect(await world.run(getCase, world.staff('helper-agent'), { caseId: id })).toMatchObject({
      state: 'delivered',
      satisfied: true,
    })
  })

  it('needs the villager’s consent', async () => {
    const world = await makeWorld()
    await expect(apply(world, { consent: false })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('a poor rating is no satisfaction', async () => {
    const world = await makeWorld()
    const { id, token } = await apply(world)
    await act(world, id, 'helper-agent', 'take')
    await act(world, id, 'helper-agent', 'handOver')
    await act(world, id, 'department-handler', 'grant', { fields: { result: '办好' } })
    await act(world, id, 'helper-agent', 'deliver')
    await world.run(actAsReporter, world.villager, {
      token,
      requestId: uuidv7(),
      transition: 'rate',
      fields: { rating: 1 },
    })
    expect(await world.run(getCase, world.staff('helper-agent'), { caseId: id })).toMatchObject({ satisfied: false })
  })

  it('a refusal at the window tells the grounds', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await act(world, id, 'helper-agent', 'take')
    await act(world, id, 'helper-agent', 'handOver')
    await expect(act(world, id, 'department-handler', 'refuse', { publicNote: '不符合条件' })).rejects.toMatchObject({
      code: 'need-field',
    })
    expect(
      await act(world, id, 'department-handler', 'refuse', {
        fields: { refusalGround: '收入超过标准；可在 60 日内申请复核' },
        publicNote: '不符合条件',
      }),
    ).toMatchObject({ state: 'refused' })
  })

  it('lapses when the papers never come', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await act(world, id, 'helper-agent', 'take')
    await act(world, id, 'helper-agent', 'requestPapers', { fields: { missing: '照片' } })
    world.clock.set(new Date('2026-12-30T00:00:00Z'))
    for (let done = 1; done > 0;)
      done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
        throw error
      })
    expect(await world.run(getCase, world.staff('helper-agent'), { caseId: id })).toMatchObject({ state: 'lapsed' })
  })
})
