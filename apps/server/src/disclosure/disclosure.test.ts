import {
  askAboutPublication,
  countDisclosures,
  getCase,
  getEdition,
  getPlaceMoney,
  getPublicEdition,
  getPublicItem,
  getVillageDisclosure,
  listExpected,
  listWaitingEditions,
  moveEditions,
  openDraft,
  saveDraft,
  searchDisclosures,
  withdrawEdition,
} from '@xiangzhi/contract'
import { canonicalJson, commit } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { drafted, makeDisclosureWorld, money, move, published } from './testing-disclosure.ts'
import { publishScheduled } from './index.ts'

// proves: P053
// proves: P069
describe('a text on its way to the public', () => {
  it('is written, checked and signed by three persons, masked, and stands in the log', async () => {
    const world = await makeDisclosureWorld()
    const id = await published(world)
    const edition = await world.run(getPublicEdition, world.villager, { editionId: id })
    expect(edition).toMatchObject({ state: 'live', no: 1, title: '一村2026年10月月度财务收支公示' })
    const text = JSON.stringify(edition.body)
    expect(text).toContain('李＊＊')
    expect(text).not.toContain('李桂芳')
    expect(text).not.toContain('13812345678')
    const commitment = commit(canonicalJson(edition.body), Buffer.from(edition.salt ?? '', 'hex'))
    expect(Buffer.from(commitment).toString('hex')).toBe(edition.commitment)
    expect(edition.standsUntil).toBe('2026-12-24')
    const row = await world.db.read(world.county, (tx) =>
      tx.row<{ n: number }>(sql`select count(*)::int as n from edition_body where county = ${tx.county}`),
    )
    expect(row?.n).toBe(1)
  })

  it('cannot be checked or signed by whoever wrote or checked it', async () => {
    const world = await makeDisclosureWorld()
    const clerk = world.staff('village-clerk')
    const { actor } = world.staff('oversight-member')
    const both = { ...clerk, actor: { ...clerk.actor, grants: [...clerk.actor.grants, ...actor.grants] } }
    const { id } = await drafted(world, { by: both })
    await move(world, id, 'submit', both)
    await expect(move(world, id, 'check', both)).rejects.toMatchObject({ code: 'second-person' })
    const oversight = world.staff('oversight-member')
    await move(world, id, 'check', oversight)
    const leader = world.staff('village-leader')
    const checkerToo = {
      ...oversight,
      actor: { ...oversight.actor, grants: [...oversight.actor.grants, ...leader.actor.grants] },
    }
    await expect(move(world, id, 'sign', checkerToo)).rejects.toMatchObject({ code: 'second-person' })
    expect(await move(world, id, 'sign', leader)).toBe('live')
  })

  it('comes back with the reason, and is handed in again after it was mended', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world)
    await move(world, id, 'submit', world.staff('village-clerk'))
    await expect(move(world, id, 'return', world.staff('oversight-member'))).rejects.toMatchObject({
      code: 'need-reason',
    })
    expect(await move(world, id, 'return', world.staff('oversight-member'), '少了一笔')).toBe('draft')
    const { edition } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
    expect(edition).toMatchObject({ status: 'draft', returnedReason: '少了一笔' })
    expect(await move(world, id, 'submit', world.staff('village-clerk'))).toBe('in-review')
    await move(world, id, 'check', world.other('oversight-member'))
    expect(await move(world, id, 'sign', world.staff('village-leader'))).toBe('live')
    const view = await world.run(getCase, world.staff('village-clerk'), { caseId: edition.caseId ?? '' })
    expect(view.events.map(({ action }) => action)).toEqual(['open', 'sendBack', 'resubmit', 'check', 'signOff'])
  })

  it('tells its writer which characters the notice board cannot show, and goes on all the same', async () => {
    const world = await makeDisclosureWorld()
    const by = world.staff('village-clerk')
    const { id } = await drafted(world, {
      item: 'h1-2',
      period: '2026-Q3',
      content: { blocks: [{ kind: 'text', text: '户主李🀄、王𭐱，再说🀄' }] },
    })
    const { unprintable, problems } = await world.run(getEdition, by, { editionId: id })
    expect(unprintable).toEqual(expect.arrayContaining(['🀄']))
    expect(unprintable).not.toContain('李')
    expect(problems).toEqual([])
    expect(await move(world, id, 'submit', by)).toBe('in-review')
  })

  it('is not handed in while its sums do not balance', async () => {
    const world = await makeDisclosureWorld()
    const [block] = money.blocks
    const { id } = await drafted(world, { content: { blocks: [{ ...block, closing: 1 } as never] } })
    const opened = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
    expect(opened.problems).toEqual([{ problem: 'unbalanced', block: 0, expected: 1_300_00 }])
    await expect(move(world, id, 'submit', world.staff('village-clerk'))).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('waits for its hour when it was given one, and goes out once although two servers look', async () => {
    const world = await makeDisclosureWorld()
    const id = await published(world, { publishAt: '2026-11-24T00:00:00Z' })
    await expect(world.run(getPublicEdition, world.villager, { editionId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    const at = new Date('2026-11-24T00:00:01Z')
    const failed: unknown[] = []
    const both = await Promise.all(
      [1, 2].map(() => publishScheduled(world.db, world, world.county, at, (error) => failed.push(error))),
    )
    expect(failed).toEqual([])
    expect(both.reduce((sum, n) => sum + n, 0)).toBe(1)
    expect(await world.run(getPublicEdition, world.villager, { editionId: id })).toMatchObject({ state: 'live' })
  })
})

describe('two people at once', () => {
  it('find the same draft, and the slower one is told that it was changed meanwhile', async () => {
    const world = await makeDisclosureWorld()
    const [mine, theirs] = [world.staff('village-clerk'), world.other('village-clerk')]
    const open = (by: typeof mine) =>
      world.run(openDraft, by, { requestId: uuidv7(), place: world.villageCode, item: 'm1-1', period: '2026-10' })
    const [one, two] = await Promise.all([open(mine), open(theirs)])
    expect(one.id).toBe(two.id)
    const save = (by: typeof mine) =>
      world.run(saveDraft, by, {
        requestId: uuidv7(),
        editionId: one.id,
        version: one.version,
        title: '收支',
        content: money as never,
      })
    const results = await Promise.allSettled([save(mine), save(theirs)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'changed-meanwhile' } })
  })

  it('sign the same text only once', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world)
    await move(world, id, 'submit', world.staff('village-clerk'))
    await move(world, id, 'check', world.staff('oversight-member'))
    const results = await Promise.allSettled([
      move(world, id, 'sign', world.staff('village-leader')),
      move(world, id, 'sign', world.other('village-leader')),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const page = await world.run(getPublicEdition, world.villager, { editionId: id })
    expect(page.editions).toHaveLength(1)
  })
})

// proves: P072
describe('what was published', () => {
  it('is corrected by a second edition that says what changed, and both can be read', async () => {
    const world = await makeDisclosureWorld()
    const first = await published(world)
    const [block] = money.blocks
    const { id } = await drafted(world, {
      content: { blocks: [{ ...block, income: [{ label: '机动地承包费', fen: 600_00 }], closing: 1_400_00 } as never] },
    })
    await expect(move(world, id, 'submit', world.staff('village-clerk'))).rejects.toMatchObject({ code: 'need-field' })
    await drafted(world, {
      content: { blocks: [{ ...block, income: [{ label: '机动地承包费', fen: 600_00 }], closing: 1_400_00 } as never] },
      changeNote: '承包费少记 100 元',
    })
    await move(world, id, 'submit', world.staff('village-clerk'))
    await move(world, id, 'check', world.staff('oversight-member'))
    await move(world, id, 'sign', world.staff('village-leader'))
    const now = await world.run(getPublicEdition, world.villager, { editionId: id })
    expect(now).toMatchObject({ no: 2, state: 'live', changeNote: '承包费少记 100 元' })
    expect(now.editions.map(({ state }) => state)).toEqual(['live', 'superseded'])
    expect(now.differences).toContainEqual({ kind: 'removed', line: '+｜机动地承包费｜500.00' })
    expect(now.differences).toContainEqual({ kind: 'added', line: '+｜机动地承包费｜600.00' })
    expect(await world.run(getPublicEdition, world.villager, { editionId: first })).toMatchObject({
      state: 'superseded',
    })
  })

  it('keeps its page and its text with the reason when it is withdrawn: no one person hides it', async () => {
    const world = await makeDisclosureWorld()
    const id = await published(world)
    const withdraw = (by: ReturnType<typeof world.staff>, more: object = {}) =>
      world.run(withdrawEdition, by, { requestId: uuidv7(), editionId: id, reason: '名单有误', ...more })
    await expect(withdraw(world.staff('village-clerk'))).rejects.toMatchObject({ code: 'not-allowed' })
    // Whoever signs took the text away alone by this word once.
    await withdraw(world.staff('village-leader'), { hide: true })
    const page = await world.run(getPublicEdition, world.villager, { editionId: id })
    expect(page).toMatchObject({ state: 'withdrawn', withdrawnReason: '名单有误', hiddenReason: null })
    expect(page.body?.content.blocks).toHaveLength(money.blocks.length)
    const village = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })
    expect(village.published).toMatchObject([{ editionId: id, state: 'withdrawn' }])
    await expect(withdraw(world.staff('village-leader'))).rejects.toMatchObject({ code: 'not-from-this-state' })
  })

  it('is found by Chinese words within its village, and by nothing that was masked', async () => {
    const world = await makeDisclosureWorld()
    const id = await published(world)
    const search = async (q: string, code = world.villageCode) =>
      (await world.run(searchDisclosures, world.villager, { code, q })).rows.map(({ editionId }) => editionId)
    expect(await search('路灯 承包费')).toEqual([id])
    expect(await search('李桂芳')).toEqual([])
    expect(await search('100%')).toEqual([])
    expect(await search('路灯', `${world.county}100201`)).toEqual([])
  })
})

describe('what is due', () => {
  it('shows as missing on the village page the day after its deadline, until it is published late', async () => {
    const world = await makeDisclosureWorld(new Date('2026-11-05T02:00:00Z'))
    const before = await world.run(getPublicItem, world.villager, { code: world.villageCode, item: 'm1-1' })
    const october = before.due.find(({ period }) => period === '2026-10')
    expect(october).toMatchObject({ status: 'due' })
    world.clock.set(new Date('2026-11-23T02:00:00Z'))
    const village = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })
    expect(village.missing.some(({ itemCode, period }) => itemCode === 'm1-1' && period === '2026-10')).toBe(true)
    await published(world)
    const after = await world.run(getPublicItem, world.villager, { code: world.villageCode, item: 'm1-1' })
    expect(after.missing.some(({ period }) => period === '2026-10')).toBe(false)
    expect(after.published).toHaveLength(1)
    const counts = await world.run(countDisclosures, world.staff('supervisor'), {
      from: '2026-11-01',
      until: '2026-11-22',
    })
    const [mine, other] = ['200', '201'].map((end) => counts.rows.find(({ place }) => place.code.endsWith(end)))
    expect(mine).toMatchObject({ late: 1, onTime: 0 })
    expect(other?.missing).toBe((mine?.missing ?? 0) + 1)
    expect(mine?.expected).toBe(other?.expected)
    const money_ = await world.run(getPlaceMoney, world.villager, { code: world.villageCode })
    expect(money_.edition?.period).toBe('2026-10')
  })

  it('shows the newest money first by the day on which its period ends, months above the quarters before them', async () => {
    const world = await makeDisclosureWorld()
    await published(world, { item: 'm1-1', period: '2026-10' })
    await published(world, { item: 'h3-1', period: '2026-Q3' })
    await published(world, { item: 'm1-1', period: '2026-09' })
    const shown = await world.run(getPlaceMoney, world.villager, { code: world.villageCode })
    expect(shown.edition?.period).toBe('2026-10')
    expect(shown.periods.map(({ period }) => period)).toEqual(['2026-10', '2026-09', '2026-Q3'])
    const quarter = await world.run(getPlaceMoney, world.villager, { code: world.villageCode, period: '2026-Q3' })
    expect(quarter.edition?.period).toBe('2026-Q3')
  })

  it('is listed for staff within their reach only', async () => {
    const world = await makeDisclosureWorld()
    const ask = (by: ReturnType<typeof world.staff>, place?: string) =>
      world.run(listExpected, by, { from: '2026-10-01', until: '2026-12-31', limit: 500, ...(place ? { place } : {}) })
    const town = await ask(world.staff('dispatcher-town'))
    const clerk = await ask(world.staff('village-clerk'))
    expect(new Set(clerk.rows.map(({ place }) => place.code))).toEqual(new Set([world.villageCode]))
    expect(town.rows.length).toBe(clerk.rows.length * 2)
    await expect(ask(world.staff('village-clerk'), `${world.county}100201`)).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })
})

describe('who may read and move what', () => {
  it('nobody but those of the place, and no id of another village opens anything', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world)
    await move(world, id, 'submit', world.staff('village-clerk'))
    const elsewhere = (role: 'village-clerk' | 'oversight-member' | 'village-leader') => {
      const caller = world.staff(role)
      const reach = { kind: 'place', level: 'village', placeId: world.places.otherVillage } as const
      return { ...caller, actor: { ...caller.actor, grants: [{ role, reach }] } }
    }
    for (const role of ['village-clerk', 'oversight-member', 'village-leader'] as const) {
      await expect(world.run(getEdition, elsewhere(role), { editionId: id })).rejects.toMatchObject({
        code: 'not-found',
      })
      await expect(
        world.run(moveEditions, elsewhere(role), {
          requestId: uuidv7(),
          editions: [{ id, version: 3 }],
          step: 'check',
        }),
      ).rejects.toMatchObject({ code: 'not-found' })
      expect((await world.run(listWaitingEditions, elsewhere(role), {})).rows).toEqual([])
    }
    const may = async (by: ReturnType<typeof world.staff>) =>
      (await world.run(listWaitingEditions, by, {})).rows.flatMap((row) => row.may)
    expect(await may(world.staff('oversight-member'))).toEqual(['check', 'return'])
    expect(await may(world.staff('village-leader'))).toEqual(['return'])
    expect(await may(world.staff('village-clerk'))).toEqual(['abandon'])
    expect(await may(world.staff('leader'))).toEqual([])
    await expect(world.run(getEdition, world.staff('grid-worker'), { editionId: id })).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })

  it('a draft is no public text', async () => {
    const world = await makeDisclosureWorld()
    const { id } = await drafted(world)
    await expect(world.run(getPublicEdition, world.villager, { editionId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    const { edition } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
    await expect(
      world.run(askAboutPublication, world.villager, {
        publicationId: edition.publicationId,
        requestId: uuidv7(),
        kind: 'question',
        text: '这是什么？',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
