import {
  actAsReporter,
  actOnCase,
  askAboutPublication,
  countDisclosures,
  getCase,
  getProgress,
  getPublicEdition,
  listCases,
  listVillageQuestions,
  sealCase,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runClocks } from '#kernel/cases'
import { type DisclosureWorld, makeDisclosureWorld, published } from './testing-disclosure.ts'

async function asked(world: DisclosureWorld, more: { aboutOfficial?: boolean } = {}) {
  const editionId = await published(world)
  const { publicationId } = await world.run(getPublicEdition, world.villager, { editionId })
  const question = await world.run(askAboutPublication, world.villager, {
    publicationId,
    requestId: uuidv7(),
    kind: 'objection',
    text: '路灯花了两百元，我王大伯电话 13912345678，发票在哪里？',
    reporter: { name: '王大伯', phone: '13912345678', wantsAnswer: true, language: 'zh-CN' },
    ...more,
  })
  return { editionId, ...question }
}

async function act(world: DisclosureWorld, caseId: string, role: StaffRole, transition: string, more: object = {}) {
  const caller = world.staff(role)
  const { version } = await world.run(getCase, caller, { caseId })
  return world.run(actOnCase, caller, { caseId, requestId: uuidv7(), version, transition, ...more })
}

const reporterActs = (world: DisclosureWorld, token: string, transition: string, note?: string) =>
  world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition, ...(note ? { note } : {}) })

// proves: P073
describe('a question about a publication', () => {
  it('is answered in moderated words without who asked, and settled when the asker is satisfied', async () => {
    const world = await makeDisclosureWorld()
    const { id, token, editionId } = await asked(world)
    const before = await world.run(getPublicEdition, world.villager, { editionId })
    expect(before.questions).toEqual([])
    await act(world, id, 'village-clerk', 'reply', {
      fields: { publicQuestion: '路灯维修两百元的发票在哪里？电话 13912345678' },
      publicNote: '发票已贴在公开栏，编号 3。',
    })
    const { questions } = await world.run(getPublicEdition, world.villager, { editionId })
    expect(questions).toMatchObject([
      { status: 'answered', answer: '发票已贴在公开栏，编号 3。', answeredBy: '一村', kind: 'objection' },
    ])
    const text = JSON.stringify(await world.run(listVillageQuestions, world.villager, { code: world.villageCode }))
    expect(text).not.toContain('王大伯')
    expect(text).not.toContain('13912345678')
    const { next } = await world.run(getProgress, world.villager, { token })
    expect(next.map(({ transition }) => transition)).toEqual(['accept', 'followUp', 'dispute'])
    await reporterActs(world, token, 'accept')
    const after = await world.run(getPublicEdition, world.villager, { editionId })
    expect(after.questions).toMatchObject([{ status: 'settled' }])
    const { rows } = await world.run(countDisclosures, world.staff('supervisor'), {
      from: '2026-11-01',
      until: '2026-11-30',
    })
    expect(rows.find(({ place }) => place.code === world.villageCode)).toMatchObject({ questions: 1, answered: 1 })
  })

  it('goes to the oversight committee when the answer does not satisfy, then to the town, and the same person never decides', async () => {
    const world = await makeDisclosureWorld()
    const { id, token } = await asked(world)
    await act(world, id, 'village-clerk', 'reply', { publicNote: '已公开。' })
    await reporterActs(world, token, 'dispute')
    await expect(act(world, id, 'village-clerk', 'decide', { publicNote: '就是这样' })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await act(world, id, 'oversight-member', 'decide', { publicNote: '查看了发票，属实。' })
    await reporterActs(world, token, 'bringHigher')
    const view = await world.run(getCase, world.staff('dispatcher-town'), { caseId: id })
    expect(view).toMatchObject({ state: 'disputed', level: 'town' })
    await act(world, id, 'dispatcher-town', 'decide', { publicNote: '镇里已复核。' })
    expect((await world.run(getProgress, world.villager, { token })).publicNote).toBe('镇里已复核。')
  })

  it('is not decided by whoever answered it, though the same person sits on the oversight committee', async () => {
    const world = await makeDisclosureWorld()
    const { id, token } = await asked(world)
    const clerk = world.staff('village-clerk')
    const grants = [...clerk.actor.grants, ...world.staff('oversight-member').actor.grants]
    const both = { ...clerk, actor: { ...clerk.actor, grants } }
    const move = async (transition: string, publicNote: string) => {
      const { version } = await world.run(getCase, both, { caseId: id })
      return world.run(actOnCase, both, { caseId: id, requestId: uuidv7(), version, transition, publicNote })
    }
    await move('reply', '已公开。')
    await reporterActs(world, token, 'dispute')
    await expect(move('decide', '我看没有问题。')).rejects.toMatchObject({ code: 'second-person' })
    await act(world, id, 'oversight-member', 'decide', { publicNote: '查看了发票，属实。' })
  })

  it('disappears from every page, its answer too, and from the counts, as soon as its case is sealed', async () => {
    const world = await makeDisclosureWorld()
    const { id, token, editionId } = await asked(world)
    await act(world, id, 'village-clerk', 'reply', {
      fields: { publicQuestion: '会计把补助记到自己名下' },
      publicNote: '补助名册已重新核对。',
    })
    await reporterActs(world, token, 'dispute')
    const shown = async () => [
      await world.run(getPublicEdition, world.villager, { editionId }),
      await world.run(listVillageQuestions, world.villager, { code: world.villageCode }),
    ]
    expect(JSON.stringify(await shown())).toContain('会计把补助')
    const member = world.staff('oversight-member')
    const { version } = await world.run(getCase, member, { caseId: id })
    await world.run(sealCase, member, { caseId: id, requestId: uuidv7(), version, reason: '反映的是村干部' })
    expect(JSON.stringify(await shown())).not.toMatch(/会计把补助|重新核对/)
    const { rows } = await world.run(countDisclosures, world.staff('supervisor'), {
      from: '2026-11-01',
      until: '2026-11-30',
    })
    expect(rows.find(({ place }) => place.code === world.villageCode)).toMatchObject({ questions: 0, answered: 0 })
  })

  it('is raised to the town when the village does not answer in time, and settles by itself when nothing more is said', async () => {
    const world = await makeDisclosureWorld()
    const { id, editionId, dueAt } = await asked(world)
    expect(dueAt?.slice(0, 10)).toBe('2026-12-03')
    const clocks = async (at: string) => {
      const failed: unknown[] = []
      for (let step = 0; step < 4; step += 1)
        await runClocks(
          world.db,
          world.processes,
          world.county,
          new Date(at),
          (error) => failed.push(error),
          200,
          world.carryOuts,
        )
      expect(failed).toEqual([])
      world.clock.set(new Date(at))
    }
    await clocks('2026-12-07T02:00:00Z')
    const raised = await world.run(getCase, world.staff('dispatcher-town'), { caseId: id })
    expect(raised).toMatchObject({ level: 'town', state: 'asked' })
    await act(world, id, 'dispatcher-town', 'reply', {
      fields: { publicQuestion: '发票在哪里？' },
      publicNote: '已督促张贴。',
    })
    await clocks('2026-12-25T02:00:00Z')
    const { questions } = await world.run(getPublicEdition, world.villager, { editionId })
    expect(questions).toMatchObject([{ status: 'settled', answer: '已督促张贴。' }])
  })

  it('that concerns an official is read by the discipline liaison alone and never shown', async () => {
    const world = await makeDisclosureWorld()
    const { id, editionId, token } = await asked(world, { aboutOfficial: true })
    for (const role of [
      'village-clerk',
      'village-leader',
      'oversight-member',
      'dispatcher-town',
      'supervisor',
    ] as const) {
      await expect(world.run(getCase, world.staff(role), { caseId: id })).rejects.toMatchObject({ code: 'not-found' })
      const { rows } = await world.run(listCases, world.staff(role), { limit: 200 })
      expect(rows.some((row) => row.id === id)).toBe(false)
    }
    await act(world, id, 'discipline-liaison', 'reply', {
      fields: { publicQuestion: '不应出现' },
      publicNote: '正在核实。',
    })
    const { questions } = await world.run(getPublicEdition, world.villager, { editionId })
    expect(questions).toEqual([])
    expect((await world.run(getProgress, world.villager, { token })).publicNote).toBe('正在核实。')
  })
})
