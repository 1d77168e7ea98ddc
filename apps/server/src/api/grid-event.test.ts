import {
  actAsReporter,
  actOnCase,
  answerQuestion,
  askForTime,
  askReporter,
  askToReveal,
  assignCase,
  classifyCase,
  commentOnCase,
  countCases,
  decideReveal,
  decideTime,
  followCase,
  getCase,
  getProgress,
  listCases,
  listPublicCases,
  listUnits,
  mergeCase,
  moveCaseLevel,
  myWork,
  nearCases,
  openCase,
  openReport,
  resumeClock,
  revealReporter,
  saveView,
  listSavedViews,
  sealCase,
  superviseCase,
  whistleCase,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listCounterDifferences, rebuildCounters, runClocks } from '#kernel/cases'
import { makeWorld, type World } from './testing-world.ts'

// proves: P032 P071 P082

const report = {
  category: 'R0301',
  position: { lng: 109.205, lat: 34.605, datum: 'wgs84' as const },
  description: '村东头的排水沟堵了，下雨就淹路。',
  reporter: { name: '王大伯', phone: '13912345678', wantsAnswer: true, language: 'zh-CN' as const },
}

async function opened(
  world: World,
  more: object = {},
): Promise<{ id: string; number: string; token: string; version: number }> {
  return world.run(openReport, world.villager, { requestId: uuidv7(), ...report, ...more })
}

/** Acts as a holder of a role on the newest version of a case. */
async function act(
  world: World,
  caseId: string,
  role: Parameters<World['staff']>[0],
  transition: string,
  more: object = {},
  who: 'staff' | 'other' = 'staff',
): Promise<{ state: string; version: number }> {
  const caller = world[who](role)
  const { version } = await world.run(getCase, caller, { caseId })
  return world.run(actOnCase, caller, { caseId, requestId: uuidv7(), version, transition, ...more })
}

async function untilClosed(world: World, caseId: string): Promise<void> {
  await act(world, caseId, 'grid-worker', 'accept')
  await act(world, caseId, 'grid-worker', 'file')
  await act(world, caseId, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await act(world, caseId, 'department-handler', 'handle', { fields: { measure: '已清淤' } })
  await act(world, caseId, 'grid-worker', 'pass')
  await act(world, caseId, 'grid-worker', 'close', { publicNote: '排水沟已疏通' })
}

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
    const { casesOperations, caseNumbers } = await import('#kernel/cases')
    const run = runner({
      db: counting,
      county: world.county,
      sealing: world.sealing,
      clock: world.clock,
      processes: world.processes,
      handlers: casesOperations({ processes: world.processes, numbers: caseNumbers(world.db, () => 0) }),
    })
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

describe('the reporter', () => {
  it('appears in no answer that any member of staff can get', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const answers: unknown[] = []
    for (const role of [
      'grid-worker',
      'village-clerk',
      'dispatcher-town',
      'dispatcher-county',
      'intake-clerk',
      'supervisor',
      'leader',
    ] as const) {
      answers.push(
        await world.run(getCase, world.staff(role), { caseId: id }),
        await world.run(listCases, world.staff(role), {}),
        await world.run(myWork, world.staff(role), {}),
      )
    }
    answers.push(await world.run(listPublicCases, world.villager, {}))
    expect(JSON.stringify(answers)).not.toMatch(/王大伯|13912345678/)
  })

  it('is shown only to intake, once, after a second person granted it, and sees that it happened', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    const intake = world.staff('intake-clerk')
    await expect(
      world.run(askToReveal, world.staff('grid-worker'), {
        caseId: id,
        requestId: uuidv7(),
        version: 1,
        reason: '想知道是谁',
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await world.run(askToReveal, intake, { caseId: id, requestId: uuidv7(), version: 1, reason: '需要上门核实' })
    const [request] = (await world.run(getCase, intake, { caseId: id })).requests
    if (!request) throw new Error('no request')
    await expect(
      world.run(revealReporter, intake, { caseId: id, requestId: uuidv7(), grantedRequest: request.id }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await world.run(decideReveal, world.staff('supervisor'), {
      caseId: id,
      requestId: uuidv7(),
      version: 2,
      decisionOn: request.id,
      grant: true,
    })
    expect(
      await world.run(revealReporter, intake, { caseId: id, requestId: uuidv7(), grantedRequest: request.id }),
    ).toEqual({ name: '王大伯', phone: '13912345678' })
    await expect(
      world.run(revealReporter, intake, { caseId: id, requestId: uuidv7(), grantedRequest: request.id }),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect((await world.run(getProgress, world.villager, { token })).looks).toHaveLength(1)
  })

  it('answers a question through the private link, once', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await world.run(askReporter, world.staff('grid-worker'), {
      caseId: id,
      requestId: uuidv7(),
      version: 1,
      question: '是哪一段沟？',
    })
    const [question] = (await world.run(getProgress, world.villager, { token })).questions
    await world.run(answerQuestion, world.villager, {
      token,
      requestId: uuidv7(),
      questionId: question?.id ?? '',
      answer: '学校后面',
    })
    expect((await world.run(getCase, world.staff('grid-worker'), { caseId: id })).questions[0]).toMatchObject({
      answer: '学校后面',
    })
    await expect(
      world.run(answerQuestion, world.villager, {
        token,
        requestId: uuidv7(),
        questionId: question?.id ?? '',
        answer: '再说一次',
      }),
    ).rejects.toMatchObject({ code: 'nothing-to-answer' })
  })

  it('who only follows sees the public side and cannot act', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const { token } = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
    const progress = await world.run(getProgress, world.villager, { token })
    expect(progress).toMatchObject({ follower: true, next: [], questions: [] })
    expect(JSON.stringify(progress)).not.toContain('村东头')
    expect((await world.run(getCase, world.staff('grid-worker'), { caseId: id })).followerCount).toBe(1)
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
    await world.run(mergeCase, worker, { caseId: second.id, requestId: uuidv7(), version: 2, intoCaseId: first.id })
    expect(await world.run(getCase, worker, { caseId: first.id })).toMatchObject({
      followerCount: 2,
      mergedFrom: [{ number: second.number }],
    })
    expect(await world.run(getProgress, world.villager, { token: second.token })).toMatchObject({
      number: first.number,
      follower: true,
    })
    await expect(
      world.run(mergeCase, worker, { caseId: first.id, requestId: uuidv7(), version: 2, intoCaseId: first.id }),
    ).rejects.toMatchObject({ code: 'merge-itself' })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })
})

describe('clocks', () => {
  it('warn, escalate and supervise by due time, whoever has or has not taken the case', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const turn = async (at: string): Promise<number> => {
      world.clock.set(new Date(at))
      let all = 0
      for (let done = 1; done > 0; all += done)
        done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
          throw error
        })
      return all
    }
    expect(await turn('2026-11-23T02:30:00Z')).toBe(0)
    expect(await turn('2026-11-23T03:01:00Z')).toBe(1)
    await turn('2026-11-24T02:01:00Z')
    const raised = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    expect(raised).toMatchObject({ level: 'village', ownerRole: 'village-clerk', late: true })
    await turn('2026-11-26T02:00:00Z')
    expect(await world.run(getCase, world.staff('village-clerk'), { caseId: id })).toMatchObject({ supervised: true })
    expect(raised.events.filter(({ byKind }) => byKind === 'system').map(({ action }) => action)).toEqual([
      'warn',
      'warn',
      'raise',
    ])
  })

  it('pause only when a second person grants it, stand still meanwhile, and go on with what was left', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    const handler = world.staff('department-handler')
    const before = await world.run(getCase, handler, { caseId: id })
    await world.run(askForTime, handler, {
      caseId: id,
      requestId: uuidv7(),
      version: before.version,
      kind: 'pause',
      clock: 'handle',
      reason: '等材料',
    })
    const [request] = (await world.run(getCase, handler, { caseId: id })).requests
    await expect(
      world.run(decideTime, handler, {
        caseId: id,
        requestId: uuidv7(),
        version: before.version + 1,
        decisionOn: request?.id ?? '',
        grant: true,
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await world.run(myWork, world.staff('supervisor'), {})).toGrant).toHaveLength(1)
    await world.run(decideTime, world.staff('supervisor'), {
      caseId: id,
      requestId: uuidv7(),
      version: before.version + 1,
      decisionOn: request?.id ?? '',
      grant: true,
    })
    const paused = await world.run(getCase, handler, { caseId: id })
    expect(paused.clocks.find(({ clock }) => clock === 'handle')).toMatchObject({ status: 'paused', dueAt: null })
    world.clock.set(new Date('2026-11-25T02:00:00Z'))
    await world.run(resumeClock, handler, { caseId: id, requestId: uuidv7(), version: paused.version, clock: 'handle' })
    const resumed = await world.run(getCase, handler, { caseId: id })
    const first = before.clocks.find(({ clock }) => clock === 'handle')?.dueAt ?? ''
    const second = resumed.clocks.find(({ clock }) => clock === 'handle')?.dueAt ?? ''
    expect(new Date(first).toISOString()).toBe('2026-11-26T10:00:00.000Z')
    expect(new Date(second).toISOString()).toBe('2026-11-30T10:00:00.000Z')
  })

  it('are not reset by rework: handling goes on with what was left', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    world.clock.set(new Date('2026-11-24T10:00:00Z'))
    await act(world, id, 'department-handler', 'handle', { fields: { measure: '看过了' } })
    world.clock.set(new Date('2026-11-25T10:00:00Z'))
    await act(world, id, 'grid-worker', 'fail', { reason: '没有修' })
    const handle = (await world.run(getCase, world.staff('department-handler'), { caseId: id })).clocks.find(
      ({ clock }) => clock === 'handle',
    )
    expect(handle?.dueAt).toBe('2026-11-27T10:00:00.000Z')
  })

  it('a deadline that crosses into an unannounced year is provisional', async () => {
    const world = await makeWorld(new Date('2026-12-30T02:00:00Z'))
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    expect(await world.run(getCase, world.staff('department-handler'), { caseId: id })).toMatchObject({
      dueProvisional: true,
    })
  })
})

// proves: P057
describe('sorting into own, village and government matters', () => {
  it('is answered when a report is accepted, corrected with a reason kept, and refused outside the three classes', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await expect(act(world, id, 'grid-worker', 'accept', { fields: { sorting: 'nobody' } })).rejects.toMatchObject({
      code: 'bad-input',
    })
    await act(world, id, 'grid-worker', 'accept', { fields: { sorting: 'village' } })
    const view = await world.run(getCase, world.staff('grid-worker'), { caseId: id })
    expect(view.fields).toMatchObject({ sorting: 'village' })
    expect(view.events.at(-1)?.facts).toMatchObject({ fields: { sorting: 'village' } })
  })
})

describe('general commands', () => {
  it('comment, level, classification and supervision leave their lines, and nobody else may use them', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    await world.run(commentOnCase, worker, { caseId: id, requestId: uuidv7(), version: 1, note: '已去看过' })
    await world.run(moveCaseLevel, worker, {
      caseId: id,
      requestId: uuidv7(),
      version: 2,
      level: 'village',
      reason: '要动用村里的机器',
    })
    await expect(
      world.run(moveCaseLevel, worker, {
        caseId: id,
        requestId: uuidv7(),
        version: 3,
        level: 'town',
        reason: '再高一级',
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await world.run(classifyCase, world.staff('village-clerk'), {
      caseId: id,
      requestId: uuidv7(),
      version: 3,
      category: 'R0302',
      reason: '是机井',
    })
    await world.run(superviseCase, world.staff('supervisor'), {
      caseId: id,
      requestId: uuidv7(),
      version: 4,
      supervised: true,
      note: '请今天处理',
    })
    const view = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    expect(view.events.map(({ action }) => action)).toEqual(['open', 'comment', 'raise', 'classify', 'supervise'])
    expect(view).toMatchObject({ category: 'R0302', level: 'village', supervised: true })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  it('whoever handled a case does not verify it', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    const grants = [...world.staff('grid-worker').actor.grants, ...world.staff('department-handler').actor.grants]
    const both = { ...world.staff('grid-worker'), actor: { ...world.staff('grid-worker').actor, grants } }
    const { version } = await world.run(getCase, both, { caseId: id })
    await world.run(actOnCase, both, {
      caseId: id,
      requestId: uuidv7(),
      version,
      transition: 'handle',
      fields: { measure: '自己弄的' },
    })
    await expect(
      world.run(actOnCase, both, { caseId: id, requestId: uuidv7(), version: version + 1, transition: 'pass' }),
    ).rejects.toMatchObject({ code: 'second-person' })
  })

  it('counters rebuilt from the cases are the counters that were kept', async () => {
    const world = await makeWorld()
    for (let n = 0; n < 5; n += 1) await opened(world)
    const before = await world.run(countCases, world.staff('supervisor'), { by: 'village' })
    await world.db.write(world.county, (tx) => rebuildCounters(tx))
    expect((await world.run(countCases, world.staff('supervisor'), { by: 'village' })).cells).toEqual(before.cells)
    expect(before.cells).toEqual([{ key: world.places.village, status: 'received', n: 5 }])
  })

  it('lists page by key without gaps or doubles', async () => {
    const world = await makeWorld()
    for (let n = 0; n < 7; n += 1) await opened(world)
    for (const sort of ['newest', 'due'] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await world.run(listCases, world.staff('supervisor'), {
          limit: 3,
          sort,
          ...(cursor ? { cursor } : {}),
        })
        seen.push(...page.rows.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(seen).toHaveLength(7)
      expect(new Set(seen).size).toBe(7)
    }
  })

  it('a saved view is its owner’s alone', async () => {
    const world = await makeWorld()
    await world.run(saveView, world.staff('supervisor'), { requestId: uuidv7(), name: '超期', query: 'late=true' })
    expect((await world.run(listSavedViews, world.staff('supervisor'), {})).views).toHaveLength(1)
    expect((await world.run(listSavedViews, world.other('supervisor'), {})).views).toHaveLength(0)
  })

  it('an intake clerk takes a report by phone for somebody, who stays sealed', async () => {
    const world = await makeWorld()
    const taken = await world.run(openCase, world.staff('intake-clerk'), {
      requestId: uuidv7(),
      ...report,
      source: 'phone',
    })
    expect(taken.token).toMatch(/^[\w-]{20,}$/)
    await expect(world.run(openCase, world.staff('auditor'), { requestId: uuidv7(), ...report })).rejects.toMatchObject(
      { code: 'not-allowed' },
    )
  })
})
