import {
  countMyWork,
  actOnCase,
  answerQuestion,
  askReporter,
  askToReveal,
  assignCase,
  countCases,
  decideApproval,
  declareRelation,
  endRelation,
  getCase,
  listApprovals,
  listCases,
  exportRelations,
  listRelations,
  myWork,
  nameConcerned,
  withdrawConcerned,
  withdrawApproval,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { addPersons } from '#kernel/people'
import { act, opened } from './testing-cases.ts'
import { leavingSheet } from '#platform/excel'
import { ask, decide, name, type Staff } from './testing-concerned.ts'
import { makeWorld, type World } from './testing-world.ts'

async function villager(world: World, name: string): Promise<string> {
  const id = uuidv7()
  await world.db.write(world.county, (tx) => addPersons(tx, world.sealing, [{ id, name }], world.clock.now()))
  return id
}

/** What stands in somebody's inbox. */
const told = (world: World, { actor }: Staff) =>
  world.db.read(world.county, (tx) =>
    tx.rows<{ title: string; body: string; caseId: string | null }>(
      sql`select title, body, case_id from message where county = ${tx.county} and recipient_id = ${actor.personId}`,
    ),
  )

const declare = (world: World, by: Staff, relation: object) =>
  world.run(declareRelation, by, {
    requestId: uuidv7(),
    kind: 'family',
    heldFrom: '2020-01-01',
    ...relation,
  } as never)

/** Page, list, counts and the server's refusal must say the same of who acts. */
async function seenAs(world: World, by: Staff, caseId: string, theirs: boolean): Promise<void> {
  const work = await world.run(myWork, by, {})
  const { counts } = await world.run(countMyWork, by, {})
  const { next, standing, version } = await world.run(getCase, by, { caseId })
  expect(work.rows.map(({ id }) => id)).toEqual(theirs ? [caseId] : [])
  expect(counts.waiting).toBe(theirs ? 1 : 0)
  expect((await world.run(listCases, by, { mine: 'true' })).rows).toHaveLength(theirs ? 1 : 0)
  expect(next.length > 0).toBe(theirs)
  if (theirs) return
  const attempt = world.run(actOnCase, by, { caseId, requestId: uuidv7(), version, transition: 'accept' })
  await expect(attempt).rejects.toMatchObject({ code: standing.mustStandBack ? 'avoidance' : 'not-allowed' })
}

describe('whoever is related to a matter', () => {
  it('as near kin of a party is kept away from it, and a colleague acts', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const [worker, colleague] = [world.staff('grid-worker'), world.other('grid-worker')]
    const brother = await villager(world, '张小二')
    await declare(world, worker, { otherPersonId: brother, note: '胞弟' })
    await seenAs(world, worker, id, true)
    await name(world, colleague, id, { part: 'party', personId: brother })
    await seenAs(world, worker, id, false)
    const { standing } = await world.run(getCase, worker, { caseId: id })
    expect(standing).toMatchObject({ mustStandBack: true, concerned: [], desk: { role: 'grid-worker' } })
    await seenAs(world, colleague, id, true)
    const { version } = await world.run(getCase, colleague, { caseId: id })
    await expect(
      world.run(assignCase, colleague, {
        caseId: id,
        requestId: uuidv7(),
        version,
        personId: worker.actor.personId,
      }),
    ).rejects.toMatchObject({ code: 'avoidance' })
  })

  it('by a contract with the organisation it is about is kept away, from its first day to its last', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    await name(world, world.other('grid-worker'), id, { part: 'party', organisationId: world.units.roads })
    const contract = await declare(world, world.staff('dispatcher-county'), {
      personId: worker.actor.personId,
      kind: 'contract',
      organisationId: world.units.roads,
      heldFrom: '2026-11-24',
    })
    await seenAs(world, worker, id, true)
    world.clock.set(new Date('2026-11-24T01:30:00Z'))
    await seenAs(world, worker, id, false)
    const ending = { relationId: contract.id, heldUntil: '2026-11-25', reason: '合同到期' }
    const end = () => world.run(endRelation, world.staff('county-admin'), { ...ending, requestId: uuidv7() })
    await expect(end()).rejects.toMatchObject({ code: 'bad-input' })
    world.clock.set(new Date('2026-11-25T01:30:00Z'))
    expect((await end()).waits).toBe(true)
    await decide(world, world.staff('supervisor'))
    await seenAs(world, worker, id, true)
  })

  it('leaves it to the next level where nobody else is at the desk', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const workers = [world.staff('grid-worker'), world.other('grid-worker')]
    for (const worker of workers)
      await world.run(nameConcerned, worker, {
        caseId: id,
        requestId: uuidv7(),
        version: (await world.run(getCase, worker, { caseId: id })).version,
        part: 'self',
        note: '我家的地',
      })
    for (const worker of workers) await seenAs(world, worker, id, false)
    await seenAs(world, world.staff('village-clerk'), id, true)
    expect((await world.run(getCase, workers[0]!, { caseId: id })).standing.desk).toMatchObject({
      role: 'village-clerk',
      standsIn: true,
    })
    expect(await act(world, id, 'village-clerk', 'accept')).toMatchObject({ state: 'accepted' })
  })

  it('cannot decide about time, comment, or take back what keeps them away', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const clerk = world.staff('village-clerk')
    await act(world, id, 'grid-worker', 'accept')
    await name(world, world.staff('grid-worker'), id, { personId: clerk.actor.personId })
    const { version, may } = await world.run(getCase, world.staff('grid-worker'), { caseId: id })
    expect(may).toContain('concern')
    await name(world, world.staff('grid-worker'), id, {
      part: 'party',
      personId: world.staff('grid-worker').actor.personId,
    })
    const { standing } = await world.run(getCase, world.other('grid-worker'), { caseId: id })
    const own = standing.concerned.find((one) => one.name === '员grid-worker')
    const withdraw = { caseId: id, requestId: uuidv7(), version: version + 1, concernedId: own?.id ?? '' }
    await expect(
      world.run(withdrawConcerned, world.staff('grid-worker'), { ...withdraw, reason: '不相干' }),
    ).rejects.toMatchObject({ code: 'avoidance' })
    const asked = { ...withdraw, requestId: uuidv7(), reason: '登记有误' }
    expect(await world.run(withdrawConcerned, world.other('grid-worker'), asked)).toMatchObject({ waits: true })
    await decide(world, world.staff('supervisor'))
    expect((await world.run(getCase, world.staff('grid-worker'), { caseId: id })).standing.mustStandBack).toBe(false)
  })
})

describe('a case in which somebody is reported', () => {
  it('is not there for them and their near kin, and is again once that was a mistake', async () => {
    const world = await makeWorld()
    const { id, number } = await opened(world)
    const [worker, colleague] = [world.staff('grid-worker'), world.other('grid-worker')]
    const wife = await villager(world, '何桂芳')
    await declare(world, worker, { otherPersonId: wife })
    await name(world, colleague, id, { personId: wife })
    const gone = async (by: Staff): Promise<boolean> => {
      const work = await world.run(myWork, by, {})
      const { counts } = await world.run(countMyWork, by, {})
      const listed = (await world.run(listCases, by, {})).rows.length
      const found = (await world.run(listCases, by, { q: number })).rows.length
      expect([work.rows.length, counts.waiting, found]).toEqual([listed, listed, listed])
      return listed === 0
    }
    expect([await gone(worker), await gone(colleague)]).toEqual([true, false])
    for (const attempt of [
      () => world.run(getCase, worker, { caseId: id }),
      () => world.run(actOnCase, worker, { caseId: id, requestId: uuidv7(), version: 2, transition: 'accept' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
    const { standing, version } = await world.run(getCase, colleague, { caseId: id })
    await world.run(withdrawConcerned, colleague, {
      caseId: id,
      requestId: uuidv7(),
      version,
      concernedId: standing.concerned[0]?.id ?? '',
      reason: '同名不同人',
    })
    expect([await gone(worker), await gone(colleague)]).toEqual([true, false])
    await decide(world, world.staff('supervisor'))
    expect([await gone(worker), await gone(colleague)]).toEqual([false, false])
  })

  it('shows whoever else stands back from it nothing of what the reporter said since, nor who it was', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    const [worker, clerk] = [world.staff('grid-worker'), world.staff('intake-clerk')]
    await world.run(askReporter, worker, { caseId: id, requestId: uuidv7(), version: 1, question: '谁家的石料？' })
    const [question] = (await world.run(getCase, worker, { caseId: id })).questions
    const answer = '门口那户的'
    await world.run(answerQuestion, world.villager, {
      token,
      requestId: uuidv7(),
      questionId: question?.id ?? '',
      answer,
    })
    const seen = async () => JSON.stringify(await world.run(getCase, clerk, { caseId: id }))
    expect(await seen()).toContain(answer)
    await world.run(declareRelation, clerk, {
      requestId: uuidv7(),
      kind: 'contract',
      organisationId: world.units.roads,
      heldFrom: '2026-01-01',
    })
    await name(world, worker, id, { organisationId: world.units.roads })
    expect(await seen()).not.toContain(answer)
    const { may, version, reporter } = await world.run(getCase, clerk, { caseId: id })
    expect([may, reporter.known]).toEqual([[], false])
    await expect(
      world.run(askToReveal, clerk, { caseId: id, requestId: uuidv7(), version, reason: '核实情况' }),
    ).rejects.toMatchObject({ code: 'avoidance' })
  })
})

describe('declared relations', () => {
  it('are one’s own to declare and read; others’ only for whoever keeps them, and nobody ends their own', async () => {
    const world = await makeWorld()
    const worker = world.staff('grid-worker')
    const other = world.other('grid-worker').actor.personId
    const { id } = await declare(world, worker, { otherPersonId: other })
    expect((await world.run(listRelations, worker, {})).rows).toMatchObject([{ id, otherName: '员other grid-worker' }])
    await expect(world.run(listRelations, worker, { personId: other })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      declare(world, worker, { personId: other, otherPersonId: worker.actor.personId }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(declare(world, worker, { organisationId: world.units.water })).rejects.toMatchObject({
      code: 'bad-input',
    })
    expect(await world.run(listRelations, worker, {})).toMatchObject({ total: 1, nextCursor: null })
    const taken = { purpose: '自己留存一份' }
    const { file } = (await world.run(exportRelations, worker, taken)) as { file: Buffer }
    expect(leavingSheet(file)?.rows).toBe(1)
    await expect(world.run(exportRelations, worker, { ...taken, personId: other })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    const ending = { requestId: uuidv7(), relationId: id, heldUntil: '2026-11-30' }
    for (const role of ['grid-worker', 'village-clerk'] as const satisfies readonly StaffRole[])
      await expect(world.run(endRelation, world.staff(role), ending)).rejects.toMatchObject({ code: 'not-allowed' })
    const keeper = world.staff('supervisor')
    const mine = await declare(world, keeper, { otherPersonId: other })
    await expect(world.run(endRelation, keeper, { ...ending, relationId: mine.id })).rejects.toMatchObject({
      code: 'second-person',
    })
  })

  it('finds a case that is kept away in no number either: neither in the length of a list nor in a counter', async () => {
    const world = await makeWorld()
    const [kept, plain] = [await opened(world), await opened(world)]
    const [clerk, colleague] = [world.staff('village-clerk'), world.other('village-clerk')]
    const numbersOf = async (by: Staff) => {
      const lists = await Promise.all(
        [{}, { category: 'R0301' }, { status: 'received' as const }, { process: 'grid-event' }].map((filter) =>
          world.run(listCases, by, { limit: 20, ...filter }),
        ),
      )
      const counts = await Promise.all(
        (['town', 'village', 'grid', 'category'] as const).map((one) => world.run(countCases, by, { by: one })),
      )
      return {
        rows: lists.map(({ rows }) => rows.length),
        totals: lists.map(({ total }) => total),
        counted: counts.map(({ cells }) => cells.reduce((sum, { n }) => sum + n, 0)),
      }
    }
    const two = { rows: [2, 2, 2, 2], totals: [2, 2, 2, 2], counted: [2, 2, 2, 2] }
    expect(await numbersOf(clerk)).toEqual(two)
    await name(world, world.staff('grid-worker'), kept.id, { personId: clerk.actor.personId })
    const one = { rows: [1, 1, 1, 1], totals: [1, 1, 1, 1], counted: [1, 1, 1, 1] }
    expect(await numbersOf(clerk)).toEqual(one)
    expect(await numbersOf(colleague)).toEqual(two)
    expect((await world.run(listCases, clerk, { limit: 20 })).rows.map(({ id }) => id)).toEqual([plain.id])
  })
})

describe('naming members of staff', () => {
  const reads = (world: World, by: Staff, caseId: string): Promise<boolean> =>
    world.run(getCase, by, { caseId }).then(
      () => true,
      () => false,
    )

  it('by a handler waits for a second person, who is neither named nor the handler, and all are told nothing of the matter', async () => {
    const world = await makeWorld()
    const { id, number } = await opened(world)
    const worker = world.staff('grid-worker')
    const watchers = (
      ['supervisor', 'dispatcher-county', 'dispatcher-town', 'intake-clerk', 'village-clerk'] as const
    ).map((role) => world.staff(role))
    for (const { actor } of watchers) expect(await ask(world, worker, id, { personId: actor.personId })).toBe(true)
    for (const watcher of watchers) {
      expect(await reads(world, watcher, id)).toBe(true)
      const rows = await told(world, watcher)
      expect(rows).toMatchObject([{ title: '您被登记为要回避' }])
      expect(JSON.stringify(rows)).not.toContain(number)
    }
    const waiting = (await world.run(listApprovals, world.staff('discipline-liaison'), {})).rows
    expect(waiting.map(({ kind }) => kind)).toEqual(watchers.map(() => 'name-concerned'))
    const about = waiting.find(({ facts }) => facts['name'] === '员supervisor')
    const deciding = { requestId: uuidv7(), approvalId: about?.id ?? '', grant: true }
    await expect(world.run(decideApproval, world.staff('supervisor'), deciding)).rejects.toMatchObject({
      code: 'second-person',
    })
    await world.run(decideApproval, world.staff('discipline-liaison'), { ...deciding, requestId: uuidv7() })
    expect(await reads(world, world.staff('supervisor'), id)).toBe(false)
    expect((await world.run(getCase, world.other('supervisor'), { caseId: id })).standing.concerned).toMatchObject([
      { name: '员supervisor', part: 'reported' },
    ])
  })

  it('asked for and taken back again and again tells whoever is named once', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const [worker, named] = [world.staff('grid-worker'), world.staff('dispatcher-town')]
    for (let n = 0; n < 4; n += 1) {
      expect(await ask(world, worker, id, { personId: named.actor.personId })).toBe(true)
      const [mine] = (await world.run(listApprovals, worker, { list: 'mine' })).rows
      await world.run(withdrawApproval, worker, { requestId: uuidv7(), approvalId: mine?.id ?? '' })
    }
    expect(await told(world, named)).toHaveLength(1)
  })

  it('is for whoever supervises to say alone, but not of others who supervise, and never of the last of them', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const [one, other] = [world.staff('supervisor'), world.other('supervisor')]
    const clerk = world.staff('village-clerk')
    expect(await ask(world, one, id, { personId: clerk.actor.personId })).toBe(false)
    expect(await reads(world, clerk, id)).toBe(false)
    expect(await told(world, clerk)).toMatchObject([{ title: '您被登记为要回避' }])
    expect(await ask(world, one, id, { personId: other.actor.personId })).toBe(true)
    await decide(world, world.staff('discipline-liaison'))
    expect([await reads(world, one, id), await reads(world, other, id)]).toEqual([true, false])
    await expect(ask(world, world.staff('grid-worker'), id, { personId: one.actor.personId })).rejects.toMatchObject({
      code: 'last-supervisor',
    })
  })
})

describe('a relation that one side alone declares', () => {
  it('keeps away that side and not the other, until the other or whoever keeps the list says so too', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const [worker, clerk] = [world.staff('grid-worker'), world.staff('village-clerk')]
    const seen = async (by: Staff) => (await world.run(listCases, by, {})).rows.length === 1
    await declare(world, worker, { otherPersonId: clerk.actor.personId })
    await name(world, world.other('grid-worker'), id, { personId: worker.actor.personId })
    expect([await seen(worker), await seen(clerk)]).toEqual([false, true])
    expect((await world.run(getCase, clerk, { caseId: id })).standing.mustStandBack).toBe(false)
    await declare(world, clerk, { otherPersonId: worker.actor.personId })
    expect(await seen(clerk)).toBe(false)

    const second = await opened(world)
    const colleague = world.other('village-clerk')
    await declare(world, world.staff('dispatcher-county'), {
      personId: world.staff('village-leader').actor.personId,
      otherPersonId: colleague.actor.personId,
    })
    await name(world, worker, second.id, { personId: world.staff('village-leader').actor.personId })
    await expect(world.run(getCase, colleague, { caseId: second.id })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('takes no sealed report away from the liaison, whoever says so', async () => {
    const world = await makeWorld()
    const leader = world.staff('village-leader').actor.personId
    const { id } = await opened(world, { description: '请查员village-leader' })
    const liaison = world.staff('discipline-liaison')
    const kinship = { otherPersonId: liaison.actor.personId }
    await declare(world, world.staff('village-leader'), kinship)
    await declare(world, world.staff('dispatcher-county'), { personId: leader, ...kinship })
    expect(await ask(world, liaison, id, { personId: leader })).toBe(false)
    expect((await world.run(myWork, liaison, {})).rows.map((row) => row.id)).toEqual([id])
    expect((await world.run(getCase, liaison, { caseId: id })).standing.mustStandBack).toBe(false)
    expect(await told(world, world.staff('village-leader'))).toEqual([])
    // Their own word binds them as it binds everybody.
    await declare(world, liaison, { otherPersonId: leader })
    expect((await world.run(myWork, liaison, {})).rows).toEqual([])
  })
})
