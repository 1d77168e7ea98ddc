import {
  answerQuestion,
  askReporter,
  askToReveal,
  decideReveal,
  followCase,
  getCase,
  getProgress,
  listCases,
  listPublicCases,
  myWork,
  revealReporter,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { opened } from './testing-cases.ts'
import { asProgram, makeWorld } from './testing-world.ts'

// proves: P071

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

  it("a granted look is over after a day, never a program's, and shows when somebody looked", async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    const intake = world.staff('intake-clerk')
    const hours = (n: number): Date => new Date(world.clock.now().getTime() + n * 3_600_000)
    const looks = async () => (await world.run(getProgress, world.villager, { token })).looks
    const version = async () => (await world.run(getCase, intake, { caseId: id })).version
    async function granted(): Promise<string> {
      await world.run(askToReveal, intake, {
        caseId: id,
        requestId: uuidv7(),
        version: await version(),
        reason: '电话打不通，登门核实',
      })
      const request = (await world.run(getCase, intake, { caseId: id })).requests.find(
        ({ status }) => status === 'asked',
      )
      const decision = { caseId: id, version: await version(), decisionOn: request?.id ?? '', grant: true }
      const supervisor = world.staff('supervisor')
      await expect(
        world.run(decideReveal, asProgram(supervisor), { ...decision, requestId: uuidv7() }),
      ).rejects.toMatchObject({ code: 'not-allowed' })
      await world.run(decideReveal, supervisor, { ...decision, requestId: uuidv7() })
      return request?.id ?? ''
    }
    const look = (grantedRequest: string, by = intake) =>
      world.run(revealReporter, by, { caseId: id, requestId: uuidv7(), grantedRequest })
    const old = await granted()
    world.clock.set(hours(24))
    await expect(look(old)).rejects.toMatchObject({ code: 'approval-expired' })
    expect(await looks()).toEqual([])
    const fresh = await granted()
    world.clock.set(hours(23))
    await expect(look(fresh, asProgram(intake))).rejects.toMatchObject({ code: 'not-allowed' })
    await look(fresh)
    expect(await looks()).toEqual([{ at: world.clock.now().toISOString(), reason: '电话打不通，登门核实' }])
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
