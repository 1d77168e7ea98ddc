import {
  actAsReporter,
  actOnCase,
  addPerson,
  assignCase,
  countCases,
  followCase,
  getCase,
  getProgress,
  listCases,
  listPublicCases,
  listUnits,
  mergeCase,
  myWork,
  nearCases,
  openReport,
  sealCase,
  whistleCase,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listCounterDifferences } from '#kernel/cases'
import { act, opened, report, untilClosed } from './testing-cases.ts'
import { makeWorld, type World } from './testing-world.ts'

// proves: P032 P071 P082

describe('a report', () => {
  it('travels from a villager to its closure, is contested, reopened and closed again', async () => {
    const world = await makeWorld()
    const { id, token, number } = await opened(world)
    expect(number).toMatch(/^261123-\d{4}$/)
    const progress = await world.run(getProgress, world.villager, { token })
    expect(progress).toMatchObject({ status: 'received', number, withWhom: 'grid-worker', follower: false })
    await untilClosed(world, id)
    expect((await world.run(getProgress, world.villager, { token })).status).toBe('done')
    await world.run(actAsReporter, world.villager, {
      token,
      requestId: uuidv7(),
      transition: 'contest',
      fields: { stillWrong: '还是堵的' },
    })
    expect((await world.run(getProgress, world.villager, { token })).status).toBe('in-hand')
    await act(world, id, 'grid-worker', 'reopen')
    await untilClosedAgain(world, id)
    await world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition: 'confirm' })
    const view = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    expect(view).toMatchObject({ state: 'closed', satisfied: true, reopenCount: 1 })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  async function untilClosedAgain(world: World, id: string): Promise<void> {
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    await act(world, id, 'department-handler', 'handle', { fields: { measure: '重新清淤' } })
    await act(world, id, 'grid-worker', 'pass')
    await act(world, id, 'grid-worker', 'close', { publicNote: '这次真的通了' })
  }

  it('is not upheld against its reporter by whoever solved or refused it', async () => {
    const world = await makeWorld()
    const ends = [
      ['solve', { fields: { measure: '已清理' }, publicNote: '已经清理' }],
      ['reject', { fields: { rejectBecause: 'not-found' }, publicNote: '现场没有发现' }],
    ] as const
    for (const [transition, more] of ends) {
      const { id, token } = await opened(world)
      await act(world, id, 'grid-worker', transition, more)
      await world.run(actAsReporter, world.villager, {
        token,
        requestId: uuidv7(),
        transition: 'contest',
        fields: { stillWrong: '原样没动' },
      })
      const uphold = { reason: '已经到现场看过', publicNote: '维持原来的答复' }
      await expect(act(world, id, 'grid-worker', 'uphold', uphold)).rejects.toMatchObject({ code: 'second-person' })
      expect(await act(world, id, 'grid-worker', 'uphold', uphold, 'other')).toMatchObject({ state: 'closed' })
    }
  })

  it('is heard one level higher when it comes back a second time', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await untilClosed(world, id)
    for (let time = 0; time < 2; time += 1) {
      await world.run(actAsReporter, world.villager, {
        token,
        requestId: uuidv7(),
        transition: 'contest',
        fields: { stillWrong: '没有解决' },
      })
      await act(world, id, 'grid-worker', 'reopen')
      if (time === 0) await untilClosedAgain(world, id)
    }
    expect(await world.run(getCase, world.staff('village-clerk'), { caseId: id })).toMatchObject({
      level: 'village',
      ownerRole: 'village-clerk',
      reopenCount: 2,
    })
  })

  it('is solved on the spot by the grid worker: small matters stay in the grid', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await expect(act(world, id, 'grid-worker', 'solve', { fields: {}, publicNote: '好了' })).rejects.toMatchObject({
      code: 'need-field',
    })
    expect(
      await act(world, id, 'grid-worker', 'solve', { fields: { measure: '用铁锹清了' }, publicNote: '已当场清理' }),
    ).toMatchObject({ state: 'closed' })
  })

  it('costs at most three round trips to the database', async () => {
    const world = await makeWorld()
    await opened(world)
    let trips = 0
    const counting = {
      ...world.db,
      write: <T>(county: number, work: (tx: never) => Promise<T>) =>
        world.db.write(county, async (tx) => {
          const result = await work(tx as never)
          trips = Math.max(trips, tx.roundTrips)
          return result
        }),
    }
    const { runner } = await import('./run.ts')
    const run = runner({ ...world, db: counting })
    await run(openReport, world.villager, { requestId: uuidv7(), ...report })
    expect(trips).toBeGreaterThan(0)
    expect(trips).toBeLessThanOrEqual(3)
  })

  it('sent twice is one report with one link, and the same id with another content is refused', async () => {
    const world = await makeWorld()
    const requestId = uuidv7()
    const first = await opened(world, { requestId })
    const [again, alsoAgain] = await Promise.all([opened(world, { requestId }), opened(world, { requestId })])
    expect(again).toEqual(first)
    expect(alsoAgain).toEqual(first)
    await expect(opened(world, { requestId, description: '别的事' })).rejects.toMatchObject({ code: 'request-reused' })
    expect((await world.run(listCases, world.staff('supervisor'), {})).rows).toHaveLength(1)
    // Nobody else is told what an account was answered, though they know its request by heart.
    await expect(world.run(openReport, world.staff('grid-worker'), { ...report, requestId })).rejects.toMatchObject({
      code: 'request-reused',
    })
    const added = { requestId: uuidv7(), name: '柴重名' }
    const { id } = await world.run(addPerson, world.staff('county-admin'), added)
    expect(await world.run(addPerson, world.staff('county-admin'), added)).toMatchObject({ id })
    await expect(world.run(addPerson, world.other('county-admin'), added)).rejects.toMatchObject({
      code: 'request-reused',
    })
  })

  it('sent twice at the same moment is one report', async () => {
    const world = await makeWorld()
    const requestId = uuidv7()
    const answers = await Promise.all(Array.from({ length: 8 }, () => opened(world, { requestId })))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect((await world.run(listCases, world.staff('supervisor'), {})).rows).toHaveLength(1)
  })

  it('from nowhere, of no category or with an answer that was not asked is refused', async () => {
    const world = await makeWorld()
    await expect(opened(world, { position: { lng: 10, lat: 10 } })).rejects.toMatchObject({ code: 'place-unknown' })
    await expect(opened(world, { category: 'X9999' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(opened(world, { answers: { dry: true } })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(opened(world, { description: '' })).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('two people at once', () => {
  it('do not overwrite each other: the slower one is told', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const both = await Promise.allSettled(
      [world.staff('grid-worker'), world.other('grid-worker')].map((caller) =>
        world.run(actOnCase, caller, { caseId: id, requestId: uuidv7(), version: 1, transition: 'accept' }),
      ),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const failed = both.find((one) => one.status === 'rejected')
    expect(failed?.reason).toMatchObject({ code: 'changed-meanwhile' })
  })
})

describe('reach', () => {
  it('a stranger to the grid finds nothing, the neighbouring village neither', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { position: { lng: 109.215, lat: 34.605, datum: 'wgs84' } })
    await expect(world.run(getCase, world.staff('grid-worker'), { caseId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(world.run(getCase, world.staff('village-clerk'), { caseId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect((await world.run(listCases, world.staff('village-clerk'), {})).rows).toEqual([])
    expect((await world.run(getCase, world.staff('dispatcher-town'), { caseId: id })).id).toBe(id)
    expect((await world.run(countCases, world.staff('village-clerk'), {})).cells).toEqual([])
  })

  it('a department reads only what was handed to it', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await expect(world.run(getCase, world.staff('department-handler'), { caseId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('a report about a cadre goes sealed to the discipline liaison and to nobody else', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { category: 'R0303' })
    for (const role of [
      'grid-worker',
      'village-clerk',
      'dispatcher-town',
      'dispatcher-county',
      'intake-clerk',
      'supervisor',
      'leader',
    ] as const) {
      await expect(world.run(getCase, world.staff(role), { caseId: id })).rejects.toMatchObject({ code: 'not-found' })
    }
    const view = await world.run(getCase, world.staff('discipline-liaison'), { caseId: id })
    expect(view).toMatchObject({ confidentiality: 'sealed', ownerRole: 'discipline-liaison' })
    expect(view.next.map(({ transition }) => transition)).toContain('accept')
    expect((await world.run(listPublicCases, world.villager, {})).rows).toEqual([])
  })

  it('a sealed case leaves the hands of those who had it', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await world.run(sealCase, world.staff('intake-clerk'), {
      caseId: id,
      requestId: uuidv7(),
      version: 1,
      reason: '反映的是本村干部',
    })
    await expect(world.run(getCase, world.staff('grid-worker'), { caseId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await world.run(getCase, world.staff('discipline-liaison'), { caseId: id })).toMatchObject({
      confidentiality: 'sealed',
    })
  })
})

// proves: P067 P068
describe('dispatch', () => {
  it('follows the routing table, whose trace stays with the case', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    expect(await world.run(listUnits, world.staff('grid-worker'), { caseId: id })).toMatchObject({
      rule: 'water',
      units: [{ id: world.units.water, suggested: true }],
    })
    await act(world, id, 'grid-worker', 'dispatch')
    expect(await world.run(getCase, world.staff('department-handler'), { caseId: id })).toMatchObject({
      unitName: '水务局',
      routingRule: 'water',
    })
  })

  it('an answer to the category’s own question changes the route', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { answers: { flooded: true } })
    expect(await world.run(getCase, world.staff('grid-worker'), { caseId: id })).toMatchObject({
      routingRule: 'flooded',
      suggestedUnitName: '交通局',
    })
  })

  it('a unit sends back with a reason, and the bounce is counted', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    await expect(act(world, id, 'department-handler', 'sendBack')).rejects.toMatchObject({ code: 'need-reason' })
    await act(world, id, 'department-handler', 'sendBack', { reason: '归交通局' })
    expect(await world.run(getCase, world.staff('grid-worker'), { caseId: id })).toMatchObject({
      state: 'filed',
      bounceCount: 1,
      unitName: null,
    })
  })

  it('only a holder of the owning role can be given a case by name', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    await expect(
      world.run(assignCase, worker, {
        caseId: id,
        requestId: uuidv7(),
        version: 1,
        personId: world.staff('mediator').actor.personId,
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await world.run(assignCase, worker, {
      caseId: id,
      requestId: uuidv7(),
      version: 1,
      personId: world.other('grid-worker').actor.personId,
    })
    expect((await world.run(myWork, worker, {})).rows).toHaveLength(0)
    expect((await world.run(myWork, world.other('grid-worker'), {})).rows).toHaveLength(1)
  })
})

// proves: P068
describe('whistling', () => {
  it('opens a child with its own clock, for which the parent waits', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    const { children } = await world.run(whistleCase, worker, {
      caseId: id,
      requestId: uuidv7(),
      version: 1,
      organisationIds: [world.units.water],
      wanted: '请带泵来排水',
    })
    await expect(
      act(world, id, 'grid-worker', 'solve', { fields: { measure: '清了' }, publicNote: '好了' }),
    ).rejects.toMatchObject({ code: 'need-children-closed' })
    const child = children[0]?.id ?? ''
    await act(world, child, 'department-handler', 'arrive')
    await act(world, child, 'department-handler', 'finish', { fields: { measure: '已抽排' } })
    expect(
      await act(world, id, 'grid-worker', 'solve', { fields: { measure: '清了' }, publicNote: '好了' }),
    ).toMatchObject({ state: 'closed' })
  })
})

describe('duplicates', () => {
  it('are found near by, merged with their followers, and their reporter follows the other case', async () => {
    const world = await makeWorld()
    const first = await opened(world)
    const second = await opened(world, { position: { lng: 109.2051, lat: 34.6051, datum: 'wgs84' } })
    await world.run(followCase, world.villager, { caseId: second.id, requestId: uuidv7() })
    const worker = world.staff('grid-worker')
    expect((await world.run(nearCases, worker, { category: 'R0301', lng: 109.205, lat: 34.605 })).rows).toHaveLength(2)
    await world.run(mergeCase, worker, { caseId: second.id, requestId: uuidv7(), version: 1, intoCaseId: first.id })
    expect(await world.run(getCase, worker, { caseId: first.id })).toMatchObject({
      followerCount: 2,
      mergedFrom: [{ number: second.number }],
    })
    expect(await world.run(getProgress, world.villager, { token: second.token })).toMatchObject({
      number: first.number,
      follower: false,
      merged: true,
    })
    await expect(
      world.run(mergeCase, worker, { caseId: first.id, requestId: uuidv7(), version: 2, intoCaseId: first.id }),
    ).rejects.toMatchObject({ code: 'merge-itself' })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })
})
