import {
  actAsReporter,
  actOnCase,
  askForTime,
  commentOnCase,
  getCase,
  getProgress,
  nameConcerned,
  whistleCase,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { act, opened, untilClosed } from './testing-cases.ts'
import { makeWorld, type World } from './testing-world.ts'

const blocked = async (world: World, caseId: string, role: Parameters<World['staff']>[0]) => {
  const { next } = await world.run(getCase, world.staff(role), { caseId })
  return Object.fromEntries(
    next.flatMap(({ transition, blockedBy }) => (blockedBy.length > 0 ? [[transition, blockedBy] as const] : [])),
  )
}

describe('a step that cannot be made says so before it is tried', () => {
  it('while parts are open, and no longer when they ended', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    expect(await blocked(world, id, 'grid-worker')).toEqual({})
    const { children } = await world.run(whistleCase, world.staff('grid-worker'), {
      caseId: id,
      requestId: uuidv7(),
      version: 1,
      organisationIds: [world.units.water],
      wanted: '请派人看看水泵',
    })
    expect(await blocked(world, id, 'grid-worker')).toMatchObject({
      solve: [{ need: 'children-closed', code: 'need-children-closed', facts: { count: 1 } }],
    })
    const child = children[0]?.id ?? ''
    await act(world, child, 'department-handler', 'arrive')
    await act(world, child, 'department-handler', 'finish', { fields: { measure: '换了泵' } })
    expect(await blocked(world, id, 'grid-worker')).toEqual({})
  })

  it('after its time, and is then not offered to a villager at all', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await untilClosed(world, id)
    const offered = async () =>
      (await world.run(getProgress, world.villager, { token })).next.map(({ transition }) => transition)
    expect(await offered()).toEqual(['confirm', 'contest'])
    expect(await blocked(world, id, 'intake-clerk')).toEqual({})
    world.clock.set(new Date(world.clock.now().getTime() + 16 * 86_400_000))
    expect(await offered()).toEqual([])
    expect(await blocked(world, id, 'intake-clerk')).toMatchObject({
      contest: [{ need: 'within', code: 'too-late', facts: { days: 15 } }],
    })
    await expect(
      world.run(actAsReporter, world.villager, {
        token,
        requestId: uuidv7(),
        transition: 'contest',
        fields: { stillWrong: '又堵了' },
      }),
    ).rejects.toMatchObject({ code: 'too-late' })
  })
})

describe('what was kept while there was no network', () => {
  it('adds words to whatever stands then', async () => {
    const world = await makeWorld()
    const { id, version } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    const said = { caseId: id, requestId: uuidv7(), version, note: '下午再去一趟' }
    await world.run(commentOnCase, world.staff('grid-worker'), said)
    const { events } = await world.run(getCase, world.staff('grid-worker'), { caseId: id })
    expect(events.map(({ action, note }) => [action, note])).toContainEqual(['comment', '下午再去一趟'])
  })

  it('is tried on how the case stands then: made where it fits, refused where it does not, never over what somebody saw', async () => {
    const world = await makeWorld()
    const { id, version } = await opened(world)
    const worker = world.staff('grid-worker')
    const kept = (transition: string, more: object = {}) =>
      world.run(actOnCase, worker, { caseId: id, requestId: uuidv7(), transition, ...more })
    await world.run(commentOnCase, worker, { caseId: id, requestId: uuidv7(), note: '在路上' })
    await expect(kept('accept', { version })).rejects.toMatchObject({ code: 'changed-meanwhile' })
    expect(await kept('accept')).toMatchObject({ state: 'accepted' })
    await expect(kept('accept')).rejects.toMatchObject({ code: 'not-from-this-state' })
  })
})

describe('whose a case is today', () => {
  it('is told alike to the office and to whoever reported, also when those at its own desk stand back', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    const withWhom = async () => (await world.run(getProgress, world.villager, { token })).withWhom
    expect(await withWhom()).toBe('grid-worker')
    for (const who of [world.staff('grid-worker'), world.other('grid-worker')]) {
      const { version } = await world.run(getCase, who, { caseId: id })
      await world.run(nameConcerned, who, { caseId: id, requestId: uuidv7(), version, part: 'self' })
    }
    const { standing } = await world.run(getCase, world.staff('dispatcher-town'), { caseId: id })
    expect(standing.desk).toMatchObject({ role: 'village-clerk', standsIn: true })
    expect(await withWhom()).toBe('village-clerk')
  })

  it('is the liaison’s when it is sealed, who stands in for nobody', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world, { category: 'R0303' })
    const { standing } = await world.run(getCase, world.staff('discipline-liaison'), { caseId: id })
    expect(standing.desk).toMatchObject({ role: 'discipline-liaison', standsIn: false })
    expect((await world.run(getProgress, world.villager, { token })).withWhom).toBe('discipline-liaison')
  })

  it('offers no second request while one waits', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    const asks = async () =>
      (await world.run(getCase, world.staff('grid-worker'), { caseId: id })).may.filter((one) => one.endsWith('.ask'))
    const before = await asks()
    expect(before).toContain('extend.ask')
    const { version, clocks } = await world.run(getCase, world.staff('grid-worker'), { caseId: id })
    await world.run(askForTime, world.staff('grid-worker'), {
      caseId: id,
      requestId: uuidv7(),
      version,
      kind: 'extend',
      clock: clocks.find(({ status }) => status === 'running')?.clock ?? '',
      amount: 1,
      unit: 'workingDays',
      reason: '等材料',
    })
    expect(await asks()).toEqual(before.filter((one) => one !== 'extend.ask'))
  })
})
