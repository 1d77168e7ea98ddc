import {
  declareRelation,
  endRelation,
  getCase,
  listApprovals,
  decideApproval,
  listRelations,
  withdrawApproval,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { addPersons } from '#kernel/people'
import { opened } from './testing-cases.ts'
import { ask, decide, name, type Staff } from './testing-concerned.ts'
import { makeWorld, type World } from './testing-world.ts'

type Declaring = Partial<z.input<typeof declareRelation.input>>

const declare = (world: World, by: Staff, relation: Declaring) =>
  world.run(declareRelation, by, {
    requestId: uuidv7(),
    kind: 'family',
    heldFrom: '2021-06-01',
    ...relation,
  })

/** Somebody who lives in a village, or whose home nobody wrote down. */
async function person(world: World, called: string, home: { readonly villageId?: string } = {}): Promise<string> {
  const id = uuidv7()
  const row = home.villageId
    ? { id, name: called, villageId: home.villageId, townId: world.places.town }
    : { id, name: called }
  await world.db.write(world.county, (tx) => addPersons(tx, world.sealing, [row], world.clock.now()))
  return id
}

const reads = (world: World, by: Staff, caseId: string): Promise<boolean> =>
  world.run(getCase, by, { caseId }).then(
    () => true,
    () => false,
  )

const idOf = ({ actor }: Staff): string => actor.personId

describe('whoever keeps the relations of a town', () => {
  it('declares, lists and ends those of persons who both live there, and of nobody else', async () => {
    const world = await makeWorld()
    const keeper = world.staff('dispatcher-town')
    const [aunt, nephew] = [
      await person(world, '雷小燕', { villageId: world.places.village }),
      await person(world, '雷根旺', { villageId: world.places.otherVillage }),
    ]
    const elsewhere = await person(world, '樊家栋')
    const { id, waits } = await declare(world, keeper, { personId: aunt, otherPersonId: nephew })
    expect(waits).toBe(false)
    expect((await world.run(listRelations, keeper, { personId: nephew })).rows.map((row) => row.id)).toEqual([id])
    const refused = { code: 'not-allowed' }
    for (const pair of [
      { personId: aunt, otherPersonId: elsewhere },
      { personId: elsewhere, otherPersonId: aunt },
      { personId: idOf(world.staff('supervisor')), otherPersonId: aunt, note: '姨侄' },
      { personId: elsewhere, otherPersonId: idOf(keeper) },
    ])
      await expect(declare(world, keeper, pair)).rejects.toMatchObject(refused)
    await expect(world.run(listRelations, keeper, { personId: elsewhere })).rejects.toMatchObject(refused)
    const far = await declare(world, world.staff('county-admin'), { personId: aunt, otherPersonId: elsewhere })
    const ending = { requestId: uuidv7(), heldUntil: '2026-11-22' }
    await expect(world.run(endRelation, keeper, { ...ending, relationId: far.id })).rejects.toMatchObject(refused)
    expect(await world.run(endRelation, keeper, { ...ending, relationId: id })).toMatchObject({ waits: false })
  })
})

describe('a relation that others declare of whoever supervises', () => {
  it('begins when a second person has agreed who is no side of it, and is listed as waiting until then', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const [keeper, one, other] = [world.staff('county-admin'), world.staff('supervisor'), world.other('supervisor')]
    const cousin = await person(world, '邢建利')
    await ask(world, world.staff('grid-worker'), caseId, { personId: cousin })
    const pair = { personId: idOf(one), otherPersonId: cousin }
    await expect(declare(world, keeper, pair)).rejects.toMatchObject({ code: 'need-reason' })
    const asked = await declare(world, keeper, { ...pair, note: '表兄弟' })
    expect(asked.waits).toBe(true)
    expect(await declare(world, keeper, { ...pair, note: '再报一次' })).toMatchObject({ id: asked.id, waits: true })
    const listed = await world.run(listRelations, one, {})
    expect(listed).toMatchObject({
      rows: [],
      total: 0,
      waiting: [{ id: asked.id, otherName: '邢建利', change: 'declare' }],
    })
    expect(await reads(world, one, caseId)).toBe(true)
    const { rows } = await world.run(listApprovals, other, {})
    expect(rows).toMatchObject([{ kind: 'declare-relation', facts: { name: '员supervisor', other: '邢建利' } }])
    const deciding = { approvalId: rows[0]?.id ?? '', grant: true }
    for (const by of [one, keeper])
      await expect(world.run(decideApproval, by, { ...deciding, requestId: uuidv7() })).rejects.toMatchObject({
        code: 'second-person',
      })
    await decide(world, other)
    expect([await reads(world, one, caseId), await reads(world, other, caseId)]).toEqual([false, true])
    expect(await world.run(listRelations, one, {})).toMatchObject({ rows: [{ id: asked.id }], waiting: [] })
  })

  it('is confirmed by neither side of it, though both supervise', async () => {
    const world = await makeWorld()
    const [one, other] = [world.staff('supervisor'), world.other('supervisor')]
    await declare(world, world.staff('dispatcher-county'), {
      personId: idOf(one),
      otherPersonId: idOf(other),
      note: '夫妻',
    })
    for (const by of [one, other]) await expect(decide(world, by)).rejects.toThrow()
    await decide(world, world.staff('discipline-liaison'))
    expect((await world.run(listRelations, other, {})).total).toBe(1)
  })

  it('never sends away the last who supervises an open case, neither when asked nor when granted', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const keeper = world.staff('county-admin')
    const [one, other] = [world.staff('supervisor'), world.other('supervisor')]
    const named = await person(world, '姚双喜')
    await ask(world, world.staff('grid-worker'), caseId, { personId: named })
    const kin = (of: Staff) => declare(world, keeper, { personId: named, otherPersonId: idOf(of), note: '远亲' })
    // Both are asked for while neither holds; whichever is granted first leaves the other for nobody to grant.
    for (const of of [one, other]) expect((await kin(of)).waits).toBe(true)
    const liaison = world.staff('discipline-liaison')
    await decide(world, liaison)
    await expect(decide(world, liaison)).rejects.toMatchObject({ code: 'last-supervisor' })
    expect([await reads(world, one, caseId), await reads(world, other, caseId)].toSorted()).toEqual([false, true])
    const [waiting] = (await world.run(listApprovals, keeper, { list: 'mine' })).rows.filter(
      ({ state }) => state === 'waiting',
    )
    await world.run(withdrawApproval, keeper, { requestId: uuidv7(), approvalId: waiting?.id ?? '' })
    const left = (await reads(world, one, caseId)) ? one : other
    await expect(kin(left)).rejects.toMatchObject({ code: 'last-supervisor' })
    // Of a case in which nobody of theirs is concerned it takes nobody away.
    expect(
      (
        await declare(world, keeper, {
          personId: idOf(left),
          otherPersonId: await person(world, '车小军'),
          note: '连襟',
        })
      ).waits,
    ).toBe(true)
  })

  it('by a contract with a unit that is a party leaves a supervisor to the case as well', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const worker = world.staff('grid-worker')
    await name(world, worker, caseId, { part: 'party', organisationId: world.units.roads })
    const contract = (of: Staff) =>
      declare(world, world.staff('dispatcher-county'), {
        personId: idOf(of),
        kind: 'contract',
        organisationId: world.units.roads,
        note: '供料合同',
      })
    await contract(world.staff('supervisor'))
    await decide(world, world.staff('discipline-liaison'))
    await expect(contract(world.other('supervisor'))).rejects.toMatchObject({ code: 'last-supervisor' })
  })

  it('ends by two persons as well, also where they declared it themselves', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const [keeper, one] = [world.staff('dispatcher-county'), world.staff('supervisor')]
    const sister = await person(world, '芦秀兰')
    const own = await declare(world, one, { otherPersonId: sister })
    expect(own.waits).toBe(false)
    if (await ask(world, world.staff('grid-worker'), caseId, { personId: sister }))
      await decide(world, world.staff('discipline-liaison'))
    expect(await reads(world, one, caseId)).toBe(false)
    const ending = { requestId: uuidv7(), relationId: own.id, heldUntil: '2026-11-20' }
    await expect(world.run(endRelation, one, ending)).rejects.toMatchObject({ code: 'second-person' })
    await expect(world.run(endRelation, keeper, ending)).rejects.toMatchObject({ code: 'need-reason' })
    const asked = { ...ending, requestId: uuidv7(), reason: '同名，登记错了' }
    expect(await world.run(endRelation, keeper, asked)).toMatchObject({ waits: true })
    expect(await reads(world, one, caseId)).toBe(false)
    expect(await world.run(listRelations, one, {})).toMatchObject({
      rows: [{ heldUntil: null }],
      waiting: [{ change: 'end', heldUntil: '2026-11-20' }],
    })
    await decide(world, world.other('supervisor'))
    expect(await reads(world, one, caseId)).toBe(true)
    expect((await world.run(listRelations, one, {})).rows).toMatchObject([{ heldUntil: '2026-11-20' }])
  })
})

describe('a relative whom the register does not have', () => {
  it('is declared by name, with numbers starred, and whoever declared it stands back from somebody of that name', async () => {
    const world = await makeWorld()
    const { id: caseId } = await opened(world)
    const clerk = world.staff('village-clerk')
    await declare(world, clerk, { otherName: '苟玉莲', note: '姨妈，电话 15029184471' })
    const { rows } = await world.run(listRelations, world.staff('supervisor'), { personId: idOf(clerk) })
    expect(rows).toMatchObject([{ otherName: '苟玉莲', otherPersonId: null, organisationId: null }])
    expect(rows[0]?.note).toMatch(/^姨妈/)
    expect(JSON.stringify(rows)).not.toContain('15029184471')
    await name(world, world.staff('grid-worker'), caseId, { part: 'party', personId: await person(world, '苟玉兰') })
    expect((await world.run(getCase, clerk, { caseId })).standing.mustStandBack).toBe(false)
    await name(world, world.staff('grid-worker'), caseId, { part: 'party', personId: await person(world, '苟玉莲') })
    expect((await world.run(getCase, clerk, { caseId })).standing.mustStandBack).toBe(true)
    expect((await world.run(getCase, world.other('village-clerk'), { caseId })).standing.mustStandBack).toBe(false)
    const both = { otherName: '苟玉莲', otherPersonId: await person(world, '苟玉梅') }
    await expect(declare(world, clerk, both)).rejects.toMatchObject({ code: 'bad-input' })
  })
})
