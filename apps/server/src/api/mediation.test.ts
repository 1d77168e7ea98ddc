import {
  actAsReporter,
  actOnCase,
  askForTime,
  getCase,
  getProgress,
  listCases,
  listPublicCases,
  openReport,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runClocks } from '#kernel/cases'
import { makeWorld, type World } from './testing-world.ts'

// proves: P106

const application = {
  process: 'mediation',
  category: 'mediation',
  description: '邻居盖房占了我家的滴水。',
  fields: { kind: 'neighbour' },
}

async function apply(world: World): Promise<{ id: string; token: string }> {
  return world.run(openReport, world.villager, {
    requestId: uuidv7(),
    ...application,
    placeId: world.places.village,
    reporter: { name: '赵某', wantsAnswer: true },
  })
}
async function act(
  world: World,
  caseId: string,
  transition: string,
  fields: object = {},
  more: object = {},
  role: StaffRole = 'mediator',
): Promise<{ state: string; version: number }> {
  const { version } = await world.run(getCase, world.staff(role), { caseId })
  return world.run(actOnCase, world.staff(role), {
    caseId,
    requestId: uuidv7(),
    version,
    transition,
    fields: fields as Record<string, string>,
    ...more,
  })
}
const consent = { applicant: '赵某', respondent: '钱某', route: 'people', bothWilling: true }
async function toSigned(world: World, id: string): Promise<void> {
  await act(world, id, 'consent', consent)
  await act(world, id, 'hold', { sessionOn: '2026-11-25', minutes: '双方陈述' })
  await act(world, id, 'agree', { agreementForm: 'written', agreement: '退让三十厘米' })
  await act(world, id, 'sign', { signedBy: '赵某、钱某、调解员' })
}

describe('people’s mediation', () => {
  it('goes from both parties’ consent over a session to a signed agreement and its judicial confirmation', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await toSigned(world, id)
    const signed = await world.run(getCase, world.staff('mediator'), { caseId: id })
    expect(signed.clocks.find(({ clock }) => clock === 'confirmation')).toMatchObject({
      limitUnit: 'days',
      limitAmount: 30,
    })
    expect(await act(world, id, 'confirm', { courtNumber: '（2026）陕0114民特1号' })).toMatchObject({
      state: 'confirmed',
    })
  })

  it('cannot begin unless both are willing', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await expect(act(world, id, 'consent', { ...consent, bothWilling: false })).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  it('ends with one refusal', async () => {
    const world = await makeWorld()
    const { id, token } = await apply(world)
    expect(await act(world, id, 'refuse', { refusedBy: 'respondent' })).toMatchObject({ state: 'refused' })
    expect(await world.run(getProgress, world.villager, { token })).toMatchObject({ status: 'not-done', next: [] })
    await expect(act(world, id, 'consent', consent)).rejects.toMatchObject({ code: 'not-from-this-state' })
  })

  it('ends when a party withdraws through the private link', async () => {
    const world = await makeWorld()
    const { id, token } = await apply(world)
    await act(world, id, 'consent', consent)
    expect(
      await world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition: 'withdraw' }),
    ).toMatchObject({ state: 'refused' })
  })

  it('needs a session before an agreement', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await act(world, id, 'consent', consent)
    await expect(act(world, id, 'agree', { agreementForm: 'oral', agreement: '和好' })).rejects.toMatchObject({
      code: 'not-yet-done',
    })
  })

  it('concludes by itself when the thirty days for confirmation are over', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await toSigned(world, id)
    world.clock.set(new Date('2026-12-24T17:00:00Z'))
    for (let done = 1; done > 0;)
      done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
        throw error
      })
    expect(await world.run(getCase, world.staff('mediator'), { caseId: id })).toMatchObject({
      state: 'concluded',
      outcome: 'done',
    })
  })

  it('is confidential: only mediators read it, nothing of it is public', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    for (const role of [
      'grid-worker',
      'village-clerk',
      'dispatcher-town',
      'dispatcher-county',
      'intake-clerk',
      'supervisor',
      'leader',
      'department-handler',
    ] as const) {
      await expect(world.run(getCase, world.staff(role), { caseId: id })).rejects.toMatchObject({ code: 'not-found' })
    }
    expect((await world.run(listCases, world.staff('mediation-lead'), {})).rows).toHaveLength(1)
    expect((await world.run(listPublicCases, world.villager, {})).rows).toEqual([])
  })
})

describe('the thirty days for judicial confirmation', () => {
  const confirmationOf = async (world: World, id: string) =>
    (await world.run(getCase, world.staff('mediator'), { caseId: id })).clocks.find(
      ({ clock }) => clock === 'confirmation',
    )

  it('count from the day on which the agreement takes effect, whenever that is written down', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await act(world, id, 'consent', consent)
    await act(world, id, 'hold', { sessionOn: '2026-11-16', minutes: '双方陈述' })
    await act(world, id, 'agree', { agreementForm: 'oral', agreement: '各让一步' })
    await act(world, id, 'sign', { signedBy: '双方认可', effectiveOn: '2026-11-18' })
    // The day itself is not counted; the thirtieth after it is the 18th of December, until midnight.
    expect(await confirmationOf(world, id)).toMatchObject({ dueAt: '2026-12-18T16:00:00.000Z' })
  })

  it('count from the signing where no other day is given', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await toSigned(world, id)
    expect(await confirmationOf(world, id)).toMatchObject({ dueAt: '2026-12-23T16:00:00.000Z' })
  })

  it('are neither paused nor extended, though other clocks of the mediation are', async () => {
    const world = await makeWorld()
    const { id } = await apply(world)
    await act(world, id, 'consent', consent)
    const mediator = world.staff('mediator')
    const ask = async (clock: string, kind: 'pause' | 'extend') => {
      const { version } = await world.run(getCase, mediator, { caseId: id })
      const base = { caseId: id, requestId: uuidv7(), version, clock, reason: '等外地的当事人' }
      return world.run(askForTime, mediator, { ...base, kind, amount: 5, unit: 'days' })
    }
    await ask('mediate', 'pause')
    await act(world, id, 'hold', { sessionOn: '2026-11-23', minutes: '谈妥' })
    await act(world, id, 'agree', { agreementForm: 'written', agreement: '赔三百元' })
    await act(world, id, 'sign', { signedBy: '赵某、钱某、调解员' })
    for (const kind of ['pause', 'extend'] as const)
      await expect(ask('confirmation', kind)).rejects.toMatchObject({ code: 'clock-fixed' })
  })

  it('do not begin where one party refuses what was agreed but is not signed', async () => {
    const world = await makeWorld()
    const { id, token } = await apply(world)
    await act(world, id, 'consent', consent)
    await act(world, id, 'hold', { sessionOn: '2026-11-23', minutes: '谈妥' })
    await act(world, id, 'agree', { agreementForm: 'written', agreement: '共用水渠' })
    expect(
      await world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition: 'withdraw' }),
    ).toMatchObject({ state: 'refused' })
    await expect(act(world, id, 'sign', { signedBy: '赵某' })).rejects.toMatchObject({ code: 'not-from-this-state' })
  })
})
