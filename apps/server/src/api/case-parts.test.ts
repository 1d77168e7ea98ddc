import {
  actOnCase,
  answerQuestion,
  askForTime,
  askReporter,
  decideTime,
  getCase,
  getProgress,
  linkCase,
  listCases,
  mergeCase,
  whistleCase,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listCounterDifferences, runClocks } from '#kernel/cases'
import { addGrants, addPersons } from '#kernel/people'
import type { Caller } from './handlers.ts'
import { act, opened } from './testing-cases.ts'
import { makeWorld, type World } from './testing-world.ts'

const view = (world: World, role: StaffRole, caseId: string) => world.run(getCase, world.staff(role), { caseId })

async function toDispatched(world: World, id: string): Promise<void> {
  await act(world, id, 'grid-worker', 'accept')
  await act(world, id, 'grid-worker', 'file')
  await act(world, id, 'grid-worker', 'dispatch')
}

/** Asks for time as the handler; answers the id of the request. */
async function ask(world: World, caseId: string, more: object): Promise<string> {
  const handler = world.staff('department-handler')
  const { version } = await view(world, 'department-handler', caseId)
  const base = { caseId, requestId: uuidv7(), version, clock: 'handle', reason: '等材料' }
  await world.run(askForTime, handler, { ...base, kind: 'pause', ...more })
  return (await view(world, 'department-handler', caseId)).requests.at(-1)?.id ?? ''
}

async function decide(world: World, caseId: string, decisionOn: string, grant = true): Promise<void> {
  const { version } = await view(world, 'supervisor', caseId)
  const base = { caseId, requestId: uuidv7(), version }
  await world.run(decideTime, world.staff('supervisor'), { ...base, decisionOn, grant })
}

async function turn(world: World, at: string): Promise<void> {
  world.clock.set(new Date(at))
  for (let done = 1; done > 0;)
    done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
      throw error
    })
}

const handleClock = async (world: World, id: string) =>
  (await view(world, 'department-handler', id)).clocks.find(({ clock }) => clock === 'handle')

describe('an extension', () => {
  it('is asked for once: a request that waits counts, one that was refused does not', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await toDispatched(world, id)
    const extend = { kind: 'extend', amount: 2, unit: 'workingDays' } as const
    const first = await ask(world, id, extend)
    await expect(ask(world, id, extend)).rejects.toMatchObject({ code: 'asked-enough' })
    await decide(world, id, first, false)
    const second = await ask(world, id, extend)
    await decide(world, id, second)
    await expect(ask(world, id, extend)).rejects.toMatchObject({ code: 'asked-enough' })
    expect(await handleClock(world, id)).toMatchObject({ extendedTimes: 1 })
  })
})

describe('a pause', () => {
  it('keeps a visible date, and ends by itself when its time is over', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await toDispatched(world, id)
    await decide(world, id, await ask(world, id, { amount: 4, unit: 'workingDays' }))
    // Twenty-seven working hours were left on Monday; the pause ends with Friday's hours.
    expect(await handleClock(world, id)).toMatchObject({ status: 'paused', dueAt: '2026-12-03T09:00:00.000Z' })
    const [row] = (await world.run(listCases, world.staff('supervisor'), {})).rows
    expect(row).toMatchObject({ dueAt: '2026-12-03T09:00:00.000Z', late: false })
    await turn(world, '2026-11-27T09:00:00Z')
    expect(await handleClock(world, id)).toMatchObject({ status: 'paused' })
    await turn(world, '2026-11-27T10:00:00Z')
    expect(await handleClock(world, id)).toMatchObject({ status: 'running', dueAt: '2026-12-03T09:00:00.000Z' })
    expect((await view(world, 'supervisor', id)).events.at(-1)).toMatchObject({ action: 'resume', byKind: 'system' })
  })

  it('has an end also where nobody named one, and no end beyond sixty days', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await toDispatched(world, id)
    await expect(ask(world, id, { amount: 61, unit: 'days' })).rejects.toMatchObject({ code: 'bad-input' })
    await decide(world, id, await ask(world, id, {}))
    await expect(ask(world, id, {})).rejects.toMatchObject({ code: 'clock-not-running' })
    await turn(world, '2026-12-07T10:00:00Z')
    expect(await handleClock(world, id)).toMatchObject({ status: 'running' })
  })

  it('ends when the reporter answers', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await toDispatched(world, id)
    const handler = world.staff('department-handler')
    const { version } = await view(world, 'department-handler', id)
    await world.run(askReporter, handler, { caseId: id, requestId: uuidv7(), version, question: '哪一段？' })
    await decide(world, id, await ask(world, id, { amount: 20, unit: 'workingDays' }))
    world.clock.set(new Date('2026-11-24T02:00:00Z'))
    const [question] = (await world.run(getProgress, world.villager, { token })).questions
    await world.run(answerQuestion, world.villager, {
      token,
      requestId: uuidv7(),
      questionId: question?.id ?? '',
      answer: '桥东',
    })
    expect(await handleClock(world, id)).toMatchObject({ status: 'running', dueAt: '2026-11-27T10:00:00.000Z' })
  })

  it('does not make a clock that is late look kept', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await toDispatched(world, id)
    world.clock.set(new Date('2026-11-27T02:00:00Z'))
    await expect(ask(world, id, {})).rejects.toMatchObject({ code: 'clock-not-running' })
  })
})

describe('three refusals', () => {
  it('of units to which a case was sent bring it to the county, which decides', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    for (let time = 1; time <= 3; time += 1) {
      await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
      await act(world, id, 'department-handler', 'sendBack', { reason: `不归我们管（${time}）` })
      const { level, bounceCount } = await view(world, 'supervisor', id)
      expect([level, bounceCount]).toEqual([time < 3 ? 'grid' : 'county', time])
    }
    await expect(act(world, id, 'grid-worker', 'dispatch')).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await act(world, id, 'dispatcher-county', 'dispatch', { organisationId: world.units.roads })).toMatchObject({
      state: 'dispatched',
    })
  })

  it('of whistled departments stand in the parent with their reasons, and bring it to the county', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    const caller = world.staff('grid-worker')
    const reasons = ['路灯不归水务', '管网已移交', '没有这个职能']
    for (const [at, reason] of reasons.entries()) {
      const { version } = await view(world, 'grid-worker', id)
      const whistled = await world.run(whistleCase, caller, {
        caseId: id,
        requestId: uuidv7(),
        version,
        organisationIds: [world.units.water],
        wanted: '请派人',
      })
      await act(world, whistled.children[0]?.id ?? '', 'department-handler', 'refuse', { reason })
      const parent = await view(world, 'supervisor', id)
      expect(parent).toMatchObject({ bounceCount: at + 1, level: at < 2 ? 'grid' : 'county' })
      expect(parent.events.at(-1)).toMatchObject({ action: 'part-refused', note: reason })
      if (at < 2) await act(world, whistled.children[0]?.id ?? '', 'grid-worker', 'withdraw', { reason: '换一家' })
    }
    expect((await view(world, 'dispatcher-county', id)).next.map(({ transition }) => transition)).toContain('file')
  })
})

describe('a parent that ends', () => {
  async function withWhistle(world: World, id: string): Promise<string> {
    const { version } = await view(world, 'grid-worker', id)
    const { children } = await world.run(whistleCase, world.staff('grid-worker'), {
      caseId: id,
      requestId: uuidv7(),
      version,
      organisationIds: [world.units.water],
      wanted: '来看漏水',
    })
    return children[0]?.id ?? ''
  }

  it('cannot be rejected over the heads of those who were whistled for', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    const child = await withWhistle(world, id)
    const reject = { fields: { rejectBecause: 'not-found' }, publicNote: '现场没有发现' }
    await expect(act(world, id, 'grid-worker', 'reject', reject)).rejects.toMatchObject({
      code: 'need-children-closed',
    })
    await act(world, child, 'department-handler', 'finish', { fields: { measure: '关了阀门' } })
    expect(await act(world, id, 'grid-worker', 'reject', reject)).toMatchObject({ state: 'rejected' })
  })

  it('by a merge hands its parts with their clocks to the case that goes on', async () => {
    const world = await makeWorld()
    const [{ id }, into] = [await opened(world), await opened(world)]
    const child = await withWhistle(world, id)
    const before = (await view(world, 'supervisor', child)).clocks
    const { version } = await view(world, 'grid-worker', id)
    await world.run(mergeCase, world.staff('grid-worker'), {
      caseId: id,
      requestId: uuidv7(),
      version,
      intoCaseId: into.id,
    })
    const after = await view(world, 'supervisor', child)
    expect(after).toMatchObject({ isOpen: true, parent: { id: into.id } })
    expect(after.clocks).toEqual(before)
    expect((await view(world, 'supervisor', into.id)).children.map((one) => one.id)).toEqual([child])
    await expect(
      act(world, into.id, 'grid-worker', 'solve', { fields: { measure: '修好了' }, publicNote: '修好了' }),
    ).rejects.toMatchObject({ code: 'need-children-closed' })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  it('cannot be merged into its own part', async () => {
    const world = await makeWorld()
    const [{ id }, part] = [await opened(world), await opened(world)]
    await world.run(linkCase, world.staff('grid-worker'), {
      caseId: part.id,
      requestId: uuidv7(),
      version: 1,
      parentId: id,
    })
    await expect(
      world.run(mergeCase, world.staff('grid-worker'), {
        caseId: id,
        requestId: uuidv7(),
        version: 1,
        intoCaseId: part.id,
      }),
    ).rejects.toMatchObject({ code: 'merge-itself' })
  })

  it('at the will of a party at once lets what can stand alone go on alone', async () => {
    const world = await makeWorld()
    const mediator = await alsoMediator(world)
    const parent = await opened(world, { process: 'mediation', category: 'mediation', fields: { kind: 'land' } })
    const part = await opened(world, { process: 'mediation', category: 'mediation', fields: { kind: 'debt' } })
    await world.run(linkCase, mediator, { caseId: part.id, requestId: uuidv7(), version: 1, parentId: parent.id })
    await world.run(actOnCase, mediator, {
      caseId: parent.id,
      requestId: uuidv7(),
      version: 1,
      transition: 'refuse',
      fields: { refusedBy: 'respondent' },
    })
    const after = await world.run(getCase, mediator, { caseId: part.id })
    expect(after).toMatchObject({ isOpen: true, parent: null })
    expect(after.clocks[0]).toMatchObject({ status: 'running' })
    expect(after.events.at(-1)).toMatchObject({ action: 'unlink', byKind: 'system' })
  })

  async function alsoMediator(world: World): Promise<Caller & { kind: 'staff' }> {
    const personId = uuidv7()
    await world.db.write(world.county, async (tx) => {
      await addPersons(tx, world.sealing, [{ id: personId, name: '老支书' }], world.clock.now())
      await addGrants(tx, [
        { id: uuidv7(), personId, role: 'mediator', placeId: world.places.village, heldFrom: '2026-01-01' },
      ])
    })
    const { actor, ...caller } = world.staff('mediator')
    return { ...caller, actor: { ...actor, personId } }
  }
})
