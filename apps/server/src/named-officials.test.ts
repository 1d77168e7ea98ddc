import { actAsReporter, answerQuestion, askReporter, getCase, getProgress } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { addOffices, addOrganisations, addPersons } from '#kernel/people'
import { merge, report } from './testing-related.ts'
import { opened, untilClosed } from './api/testing-cases.ts'
import { makeWorld, type World } from './api/testing-world.ts'

async function sealedFrom(world: World, caseId: string): Promise<void> {
  for (const role of ['grid-worker', 'village-clerk', 'supervisor'] as const)
    await expect(world.run(getCase, world.staff(role), { caseId })).rejects.toMatchObject({ code: 'not-found' })
  expect(await world.run(getCase, world.staff('discipline-liaison'), { caseId })).toMatchObject({
    confidentiality: 'sealed',
    ownerRole: 'discipline-liaison',
  })
}

async function answered(world: World, { id, token }: { id: string; token: string }, answer: string): Promise<void> {
  const worker = world.staff('grid-worker')
  const { version } = await world.run(getCase, worker, { caseId: id })
  await world.run(askReporter, worker, { caseId: id, requestId: uuidv7(), version, question: '是谁说的？' })
  const { questions } = await world.run(getProgress, world.villager, { token })
  const questionId = questions[0]?.id ?? ''
  await world.run(answerQuestion, world.villager, { token, requestId: uuidv7(), questionId, answer })
}

/** A party secretary of the village, who has an office and no role on the platform. */
async function withSecretary(world: World, name: string): Promise<void> {
  const [organisationId, personId] = [uuidv7(), uuidv7()]
  await world.db.write(world.county, async (tx) => {
    await addOrganisations(tx, [
      {
        id: organisationId,
        key: 'branch',
        kind: 'party-branch',
        name: '一村党支部',
        nameEn: 'Branch',
        placeId: world.places.village,
        validFrom: '2020-01-01',
      },
    ] as never)
    await addPersons(tx, world.sealing, [{ id: personId, name }], world.clock.now())
    await addOffices(tx, [
      { id: uuidv7(), organisationId, personId, title: '支部书记', heldFrom: '2020-01-01' },
    ] as never)
  })
}

describe('what a reporter says of somebody who holds an office there', () => {
  it('seals the case at opening: a secretary without a role, the handling unit, and a name with signs that cannot be seen', async () => {
    const world = await makeWorld()
    await withSecretary(world, '屈满仓')
    for (const description of [
      '屈满仓把修渠的钱拿走了',
      '支书屈\u200B满\u2060仓不让清沟',
      '员department-handler 收了烟',
      '员ｇｒｉｄ-ｗｏｒｋｅｒ收了礼',
    ])
      await sealedFrom(world, (await opened(world, { description })).id)
    const { id } = await opened(world, { description: '屈家门前的渠满了' })
    expect(await world.run(getCase, world.staff('grid-worker'), { caseId: id })).toMatchObject({
      confidentiality: 'open',
    })
  })

  it('seals it when it is the answer to a question, with what was merged into it', async () => {
    const world = await makeWorld()
    const [joined, own, plain] = [await report(world, 'grid'), await report(world, 'grid'), await report(world, 'grid')]
    await merge(world, joined.id, own.id)
    await answered(world, plain, '是邻居说的')
    expect((await world.run(getCase, world.staff('grid-worker'), { caseId: plain.id })).questions).toHaveLength(1)
    await answered(world, own, '是员 grid\u200B-worker 让我别说的')
    await sealedFrom(world, own.id)
    await expect(world.run(getCase, world.staff('supervisor'), { caseId: joined.id })).rejects.toMatchObject({
      code: 'not-found',
    })
    const { events } = await world.run(getCase, world.staff('discipline-liaison'), { caseId: own.id })
    expect(events.slice(-2).map(({ action, byKind }) => [action, byKind])).toEqual([
      ['answer', 'reporter'],
      ['seal', 'system'],
    ])
    expect((await world.run(getProgress, world.villager, { token: own.token })).neutral).toBe(false)
  })

  it('seals it when it stands in what the reporter contests', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await untilClosed(world, id)
    await world.run(actAsReporter, world.villager, {
      token,
      requestId: uuidv7(),
      transition: 'contest',
      fields: { stillWrong: '员village-clerk只来拍了照' },
    })
    await sealedFrom(world, id)
  })
})
