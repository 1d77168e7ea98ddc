import { assessImpact, getEdition, listImpacts } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { removeOldImpacts } from '#kernel/publications'
import { assessed, type DisclosureWorld, drafted, makeDisclosureWorld, move } from './testing-disclosure.ts'

// Before the first text of an item with personal data goes out, somebody has thought of those who stand in it.

let world: DisclosureWorld

beforeEach(async () => {
  world = await makeDisclosureWorld(new Date('2026-11-23T02:00:00Z'), { assess: false })
})

const content = { blocks: [{ kind: 'text' as const, text: '本月没有变动' }] }
const clerk = () => world.staff('village-clerk')
const listed = () => world.run(listImpacts, clerk(), {})

async function personal(): Promise<string> {
  const { needed } = await listed()
  return needed.find(({ covers }) => covers.parts.some(({ mask }) => mask === 'person-name'))?.itemCode ?? ''
}

/** A draft of an item for a period in which it is owed. */
async function draftOf(code: string): Promise<string> {
  for (const period of ['2026-10', '2026-Q3', '2026-H1', '2025', '2026-11-03', 'standing']) {
    const began = await drafted(world, { item: code, period, content }).catch(() => undefined)
    if (began) return began.id
  }
  throw new Error(`no draft of ${code}`)
}

it('an item with masked columns is neither handed in nor signed before its impact is assessed, once for the county', async () => {
  const code = await personal()
  const id = await draftOf(code)
  expect((await world.run(getEdition, clerk(), { editionId: id })).needsImpact).toBe(true)
  await expect(move(world, id, 'submit', clerk())).rejects.toMatchObject({
    code: 'impact-needed',
    facts: { item: code },
  })
  await assessed(world, code)
  expect((await world.run(getEdition, clerk(), { editionId: id })).needsImpact).toBe(false)
  expect(await move(world, id, 'submit', clerk())).toBe('in-review')
  await move(world, id, 'check', world.staff('oversight-member'))
  // The catalogue changed what it lays open meanwhile: what was assessed was something else.
  await world.db.write(world.county, (tx) =>
    tx.run(sql`update impact_assessment set covers = jsonb_set(covers, '{audience}',
      case covers->>'audience' when 'village' then '"everybody"'::jsonb else '"village"'::jsonb end) where county = ${tx.county}`),
  )
  await expect(move(world, id, 'sign', world.staff('village-leader'))).rejects.toMatchObject({ code: 'impact-needed' })
  const { needed, rows } = await listed()
  expect(needed.map(({ itemCode }) => itemCode)).toContain(code)
  expect(rows).toMatchObject([{ itemCode: code, holds: false, risks: '可能被议论、被骚扰' }])
  await assessed(world, code)
  expect(await move(world, id, 'sign', world.staff('village-leader'))).toBe('live')
})

it('an item that lays nothing open of persons asks for no assessment and takes none; the clerk who writes makes none', async () => {
  const { needed } = await listed()
  const codes = needed.map(({ itemCode }) => itemCode)
  expect(codes).not.toContain('m1-1')
  const { id } = await drafted(world, { content })
  expect(await move(world, id, 'submit', clerk())).toBe('in-review')
  const said = { purpose: '依法公开村务', necessity: '没有个人信息', risks: '没有个人信息', measures: '没有个人信息' }
  const assess = (by: ReturnType<typeof clerk>, code: string) =>
    world.run(assessImpact, by, { requestId: uuidv7(), item: code, ...said })
  await expect(assess(world.staff('dispatcher-town'), 'm1-1')).rejects.toMatchObject({ code: 'bad-input' })
  await expect(assess(clerk(), codes[0] ?? '')).rejects.toMatchObject({ code: 'not-allowed' })
  expect(needed.every(({ covers }) => covers.parts.length > 0 || covers.audience === 'village')).toBe(true)
})

it('an assessment is kept for three years after another took its place, and for as long as none did', async () => {
  const code = await personal()
  const clean = (at: string) => removeOldImpacts(world.db, world.county, new Date(at))
  await assessed(world, code)
  expect(await clean('2036-01-01T00:00:00Z')).toBe(0)
  world.clock.set(new Date('2028-02-29T02:00:00Z'))
  await assessed(world, code)
  expect(await clean('2031-02-28T02:00:00Z')).toBe(0)
  expect(await clean('2031-03-01T02:00:00Z')).toBe(1)
  const { rows } = await listed()
  expect(rows).toMatchObject([{ itemCode: code, madeAt: '2028-02-29T02:00:00.000Z', holds: true }])
})
