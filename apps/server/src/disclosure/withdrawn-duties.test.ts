import { countDisclosures, getVillageDisclosure, listExpected, withdrawEdition } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, expect, it } from 'vitest'
import { findConfigPart, saveConfigPart } from '#platform/county-config'
import { sql } from '#platform/database'
import { runDuties } from '#kernel/duties'
import { logMissedDisclosures } from './index.ts'
import {
  assessed,
  type DisclosureWorld,
  drafted,
  makeDisclosureWorld,
  money,
  move,
  published,
} from './testing-disclosure.ts'

// What was published and taken back is owed again; what was never owed is missing nowhere.

let world: DisclosureWorld

beforeEach(async () => {
  world = await makeDisclosureWorld(new Date('2026-11-05T02:00:00Z'))
})

const takeBack = (editionId: string): Promise<unknown> =>
  world.run(withdrawEdition, world.staff('village-leader'), {
    requestId: uuidv7(),
    editionId,
    reason: '金额抄错了行',
  })

/** How October's money stands for the public and for staff, and in the rate of the village. */
async function standing(item = 'm1-1', period = '2026-10'): Promise<unknown> {
  const open = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })
  const of = (lines: readonly { itemCode: string; period: string }[]): boolean =>
    lines.some((line) => line.itemCode === item && line.period === period)
  const expected = { item, from: '2026-01-01', until: '2027-01-31', limit: 200 }
  const { rows } = await world.run(listExpected, world.staff('supervisor'), expected)
  return {
    missing: of(open.missing),
    due: of(open.due),
    staff: rows
      .filter((row) => row.period === period && row.place.code === world.villageCode)
      .map(({ status }) => status),
  }
}

async function rate(): Promise<{ onTime: number; late: number; missing: number } | undefined> {
  const { rows } = await world.run(countDisclosures, world.staff('supervisor'), {
    from: '2026-11-01',
    until: '2026-11-30',
  })
  const row = rows.find(({ place }) => place.code === world.villageCode)
  return row && { onTime: row.onTime, late: row.late, missing: row.missing }
}

it('what was published in time and withdrawn is due again, and missing once its deadline has passed', async () => {
  const id = await published(world)
  expect(await standing()).toEqual({ missing: false, due: false, staff: ['published'] })
  const before = await rate()
  await takeBack(id)
  expect(await standing()).toEqual({ missing: false, due: true, staff: ['due'] })
  world.clock.set(new Date('2026-12-20T02:00:00Z'))
  expect(await standing()).toEqual({ missing: true, due: false, staff: ['missing'] })
  const after = await rate()
  expect(after?.onTime).toBe((before?.onTime ?? 0) - 1)
  await published(world, { changeNote: '金额改正后重新公开' })
  expect(await standing()).toEqual({ missing: false, due: false, staff: ['late'] })
  expect((await rate())?.late).toBe((after?.late ?? 0) + 1)
})

it('what was missed, published late and withdrawn is missing again, and stands once in the log as missed', async () => {
  const misses = async (): Promise<unknown> => {
    const now = world.clock.now()
    await runDuties(world.db, world.duties, world.county, now, { onStep: logMissedDisclosures(() => now) })
    return world.db.read(world.county, (tx) =>
      tx.rows(sql`select subject, count(*)::int as times from public_log_waiting
        where county = ${tx.county} and kind = 'duty-miss' group by subject order by subject`),
    )
  }
  world.clock.set(new Date('2026-12-20T02:00:00Z'))
  const first = await misses()
  expect(first).toContainEqual(expect.objectContaining({ times: 1 }))
  await takeBack(await published(world))
  expect(await standing()).toMatchObject({ missing: true })
  world.clock.set(new Date('2026-12-21T02:00:00Z'))
  expect(await misses()).toEqual(first)
})

it('withdrawing a correction leaves nothing shown, so the first edition does not keep the duty either', async () => {
  await published(world)
  const [block] = money.blocks
  const second = await published(world, {
    content: { blocks: [{ ...block, heading: '更正后' } as never] },
    changeNote: '标题有误',
  })
  await takeBack(second)
  expect(await standing()).toMatchObject({ due: true, staff: ['due'] })
})

it('a text about an event that was given up before it was public is missing nowhere, and is owed again when it is begun anew', async () => {
  const item = 'm1-3'
  const content = { blocks: [{ kind: 'text' as const, text: '村里要开会' }] }
  const { id } = await drafted(world, { item, period: '2026-11-03', content })
  expect(await standing(item, '2026-11-03')).toMatchObject({ due: true })
  await move(world, id, 'abandon', world.staff('village-clerk'), '会议取消了')
  world.clock.set(new Date('2026-12-20T02:00:00Z'))
  expect(await standing(item, '2026-11-03')).toMatchObject({ missing: false, due: false })
  await drafted(world, { item, period: '2026-11-03', content })
  expect(await standing(item, '2026-11-03')).toMatchObject({ missing: true })
})

it('what must always be there and was taken back is missing at once, though it was only to be looked through next year', async () => {
  const item = 'c19-02'
  const content = { blocks: [{ kind: 'text' as const, text: '村里的制度汇编' }] }
  await world.db.write(world.county, async (tx) => {
    const part = await findConfigPart(tx, 'disclosure')
    const catalogue = { ...(part?.content as object), catalogues: ['yanliang', 'prompt'], boards: [] }
    const change = { seen: part?.version ?? 0, by: null, reason: 'test', now: world.clock.now() }
    await saveConfigPart(tx, { part: 'disclosure', content: catalogue, ...change })
  })
  await world.plan()
  await assessed(world)
  const first = await published(world, { item, period: 'standing', content })
  expect(await standing(item, 'standing')).toMatchObject({ missing: false })
  // Looked through in the next year, which asks for it by its end; taken back in the middle of that year.
  world.clock.set(new Date('2027-06-02T02:00:00Z'))
  await world.plan()
  const dues = async (): Promise<unknown[]> =>
    world.db.read(world.county, (tx) =>
      tx.rows(sql`select occasion, due_on, kept_on is null as open from duty_item
        where county = ${tx.county} and duty like ${`%:${item}`} and village_id = ${world.places.village} order by occasion`),
    )
  const before = await dues()
  expect(before.at(-1)).toMatchObject({ occasion: '2027', open: true, dueOn: expect.stringMatching(/^2028-/) })
  await takeBack(first)
  expect((await dues()).at(-1)).toEqual({ occasion: '2027', open: true, dueOn: '2027-06-02' })
  expect(await standing(item, 'standing')).toMatchObject({ missing: true })
  // A later planning leaves the day where it is, and publishing it again keeps it.
  world.clock.set(new Date('2027-07-05T02:00:00Z'))
  await world.plan()
  expect((await dues()).at(-1)).toEqual({ occasion: '2027', open: true, dueOn: '2027-06-02' })
  await published(world, { item, period: 'standing', content, changeNote: '重新公开' })
  expect((await dues()).at(-1)).toMatchObject({ occasion: '2027', open: false })
})
