import {
  createApiKey,
  decideApproval,
  declareRelation,
  endRelation,
  getCase,
  listApprovals,
  listChanges,
  sealCase,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { addPersons, actorsOfPersons } from '#kernel/people'
import { sql } from '#platform/database'
import { opened } from './testing-cases.ts'
import { ask, decide, name, type Staff } from './testing-concerned.ts'
import { makeWorld, type World } from './testing-world.ts'

const idOf = ({ actor }: Staff): string => actor.personId
const waiting = async (world: World, by: Staff) => (await world.run(listApprovals, by, {})).rows
const answer = (world: World, by: Staff, approvalId: string, grant: boolean) =>
  world.run(decideApproval, by, { requestId: uuidv7(), approvalId, grant, ...(grant ? {} : { note: '没有的事' }) })
const declare = (world: World, by: Staff, more: object) =>
  world.run(declareRelation, by, { requestId: uuidv7(), kind: 'family', heldFrom: '2022-03-01', ...more })
const reads = (world: World, by: Staff, caseId: string): Promise<boolean> =>
  world.run(getCase, by, { caseId }).then(
    () => true,
    () => false,
  )
async function person(world: World, called: string): Promise<string> {
  const id = uuidv7()
  await world.db.write(world.county, (tx) => addPersons(tx, world.sealing, [{ id, name: called }], world.clock.now()))
  return id
}

describe('a request to a second person', () => {
  it('is neither shown to near kin of whom it is about nor answered by them, either way', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const [sister, leader] = [world.staff('supervisor'), world.staff('village-leader')]
    await declare(world, sister, { otherPersonId: idOf(leader) })
    await ask(world, world.staff('grid-worker'), id, { personId: idOf(leader), note: '低价包走了鱼塘' })
    const [request] = await waiting(world, world.other('supervisor'))
    expect(request).toMatchObject({ kind: 'name-concerned', mayDecide: true })
    expect(await waiting(world, sister)).toEqual([])
    for (const grant of [false, true])
      await expect(answer(world, sister, request?.id ?? '', grant)).rejects.toMatchObject({ code: 'second-person' })
    expect(await answer(world, world.other('supervisor'), request?.id ?? '', true)).toMatchObject({ state: 'used' })
  })

  it('about a relation is refused by neither side of it', async () => {
    const world = await makeWorld()
    const [one, other, liaison] = [
      world.staff('supervisor'),
      world.other('supervisor'),
      world.staff('discipline-liaison'),
    ]
    await declare(world, world.staff('county-admin'), {
      personId: idOf(one),
      otherPersonId: idOf(other),
      note: '兄弟',
    })
    const [request] = await waiting(world, liaison)
    for (const by of [one, other]) {
      expect(await waiting(world, by)).toEqual([])
      await expect(answer(world, by, request?.id ?? '', false)).rejects.toMatchObject({ code: 'second-person' })
    }
  })

  it('about an organisation is decided by nobody who is bound to it by a contract', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const bound = world.staff('supervisor')
    await declare(world, bound, { kind: 'contract', organisationId: world.units.roads })
    await ask(world, world.staff('grid-worker'), id, { part: 'party', organisationId: world.units.roads })
    const [request] = await waiting(world, world.other('supervisor'))
    await expect(answer(world, bound, request?.id ?? '', false)).rejects.toMatchObject({ code: 'second-person' })
  })

  it('about a case that was sealed meanwhile is told to whoever reads it and to nobody else, whoever asked', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    await ask(world, worker, id, { personId: idOf(world.staff('village-leader')), note: '低价包走了鱼塘' })
    const sealer = world.staff('intake-clerk')
    const { version } = await world.run(getCase, sealer, { caseId: id })
    const [request] = await waiting(world, world.staff('supervisor'))
    await world.run(sealCase, sealer, {
      caseId: id,
      requestId: uuidv7(),
      version,
      reason: '涉及村干部',
      children: 'seal',
    })
    const supervisor = world.staff('supervisor')
    const seen = [
      await world.run(listApprovals, supervisor, {}),
      await world.run(listApprovals, worker, { list: 'mine' }),
    ]
    expect(seen.map(({ rows, waiting: n }) => [rows.length, n])).toEqual([
      [0, 0],
      [0, 0],
    ])
    for (const grant of [true, false])
      await expect(answer(world, supervisor, request?.id ?? '', grant)).rejects.toMatchObject({ code: 'not-found' })
    expect(await waiting(world, world.staff('discipline-liaison'))).toHaveLength(1)
  })
})

describe('a relation', () => {
  it('ends once, on no day that has not come, and by two persons where it keeps somebody from an open case', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const [keeper, clerk] = [world.staff('county-admin'), world.staff('village-clerk')]
    const uncle = await person(world, '曲成林')
    const { id: relationId } = await declare(world, keeper, { personId: idOf(clerk), otherPersonId: uncle })
    await name(world, world.staff('grid-worker'), caseId, { personId: uncle })
    const end = (heldUntil: string) =>
      world.run(endRelation, keeper, { requestId: uuidv7(), relationId, heldUntil, reason: '登记错了' })
    await expect(end('2031-05-06')).rejects.toMatchObject({ code: 'bad-input' })
    expect((await end('2026-11-20')).waits).toBe(true)
    expect(await reads(world, clerk, caseId)).toBe(false)
    await decide(world, world.staff('supervisor'))
    expect(await reads(world, clerk, caseId)).toBe(true)
    await expect(end('2023-01-01')).rejects.toMatchObject({ code: 'changed-meanwhile' })
  })

  it('declared by name keeps from a case whoever declared it of the reported person', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const clerk = world.staff('village-clerk')
    await declare(world, clerk, { otherName: '鲍翠英' })
    await name(world, world.staff('grid-worker'), id, { personId: await person(world, '鲍翠') })
    expect(await reads(world, clerk, id)).toBe(true)
    await name(world, world.staff('grid-worker'), id, { personId: await person(world, '鲍翠英') })
    expect([await reads(world, clerk, id), await reads(world, world.other('village-clerk'), id)]).toEqual([false, true])
  })

  it('that begins later counts when it is asked who is left to supervise', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const liaison = world.staff('discipline-liaison')
    const partner = await person(world, '仝来福')
    await ask(world, world.staff('grid-worker'), id, { personId: partner, part: 'party' })
    const contract = (of: Staff) =>
      declare(world, world.staff('county-admin'), {
        kind: 'contract',
        personId: idOf(of),
        otherPersonId: partner,
        heldFrom: '2026-12-07',
        note: '合办砖厂',
      })
    await contract(world.staff('supervisor'))
    await decide(world, liaison)
    await expect(contract(world.other('supervisor'))).rejects.toMatchObject({ code: 'last-supervisor' })
  })

  it('and a naming granted at the same moment never send both supervisors away', async () => {
    const world = await makeWorld()
    const liaison = world.staff('discipline-liaison')
    for (const called of ['戚一民', '戚二民', '戚三民']) {
      const [reported, { id: caseId }] = [await person(world, called), await opened(world)]
      const kin = (of: Staff) =>
        declare(world, world.staff('county-admin'), { personId: reported, otherPersonId: idOf(of), note: '远房' })
      await kin(world.other('supervisor'))
      await decide(world, liaison)
      await kin(world.staff('supervisor'))
      await ask(world, world.staff('grid-worker'), caseId, { personId: reported })
      const ids = (await waiting(world, liaison)).map(({ id }) => id)
      const answers = await Promise.allSettled(ids.map((id) => answer(world, liaison, id, true)))
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const id of (await waiting(world, liaison)).map((row) => row.id)) await answer(world, liaison, id, false)
    }
  })
})

it('a key reads no case in which whoever made it is reported, and its feed of changes has none', async () => {
  const world = await makeWorld()
  const { id } = await opened(world)
  const admin = world.staff('security-admin')
  await world.run(createApiKey, admin, {
    requestId: uuidv7(),
    name: '数据对接',
    grants: [{ role: 'dispatcher-county', placeId: world.places.county }],
  })
  const key = await world.db.read(world.county, async (tx) => {
    const row = await tx.row<{ id: string }>(sql`select person_id as id from api_key where county = ${tx.county}`)
    return (await actorsOfPersons(tx, [row?.id ?? ''], '2026-11-23')).get(row?.id ?? '')
  })
  if (!key) throw new Error('no key')
  const caller: Staff = { ...admin, actor: key }
  world.clock.set(new Date('2026-11-23T02:05:00Z'))
  expect(await reads(world, caller, id)).toBe(true)
  expect((await world.run(listChanges, caller, {})).rows).not.toEqual([])
  await name(world, world.staff('grid-worker'), id, { personId: idOf(admin) })
  world.clock.set(new Date('2026-11-23T02:10:00Z'))
  expect(await reads(world, caller, id)).toBe(false)
  expect((await world.run(listChanges, caller, {})).rows).toEqual([])
})
