import { getEdition, openDraft } from '@xiangzhi/contract'
import { type Content, explanationHeading } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, expect, it } from 'vitest'
import { drafted, type DisclosureWorld, makeDisclosureWorld, move, published } from './testing-disclosure.ts'

let world: DisclosureWorld
beforeAll(async () => {
  world = await makeDisclosureWorld()
})

const account = (opening: number, earned: number, why?: string): Content => ({
  blocks: [
    {
      kind: 'money',
      opening,
      income: [{ label: '堰塘租金', fen: earned }],
      expense: [],
      closing: opening + earned,
    },
    ...(why === undefined ? [] : [{ kind: 'text' as const, heading: explanationHeading, text: why }]),
  ],
})

const clerk = () => world.staff('village-clerk')
const problemsOf = async (id: string) => (await world.run(getEdition, clerk(), { editionId: id })).problems
const handedIn = (id: string) => move(world, id, 'submit', clerk())

it('a statement opens with what the last public one left; another balance needs a reason that is published with it', async () => {
  await published(world, { period: '2026-08', content: account(40_00, 2_50) })
  const begun = await world.run(openDraft, clerk(), {
    requestId: uuidv7(),
    place: world.villageCode,
    item: 'm1-1',
    period: '2026-09',
  })
  const { edition } = await world.run(getEdition, clerk(), { editionId: begun.id })
  expect(edition.content.blocks[0]).toMatchObject({ kind: 'money', opening: 42_50, closing: 42_50 })

  const wrong = await drafted(world, { period: '2026-09', content: account(42_49, 1_00) })
  expect(await problemsOf(wrong.id)).toEqual([{ problem: 'opening-differs', block: 0, expected: 42_50 }])
  await expect(handedIn(wrong.id)).rejects.toMatchObject({ code: 'bad-input' })
  const { id } = await drafted(world, { period: '2026-09', content: account(42_49, 1_00, '上月多记一分利息，已更正') })
  expect(await problemsOf(id)).toEqual([])
  expect(await handedIn(id)).toBe('in-review')
})

it('a month that has not ended is not handed in, and one in which nothing moved says why', async () => {
  const running = await drafted(world, {
    item: 'm1-1',
    period: '2026-11',
    content: account(42_50, 1_00, '先公布一部分'),
  })
  expect(await problemsOf(running.id)).toEqual([{ problem: 'not-ended', block: 0, lastDay: '2026-11-30' }])
  await expect(handedIn(running.id)).rejects.toMatchObject({ code: 'bad-input' })
  const still = await drafted(world, { item: 'm1-1', period: '2026-10', content: account(42_50, 0) })
  expect(await problemsOf(still.id)).toEqual([{ problem: 'nothing-moved', block: 0 }])
  await expect(handedIn(still.id)).rejects.toMatchObject({ code: 'bad-input' })
})

it('sums that come with a table are counted anew, and a row of sums is not handed in', async () => {
  const table = (rows: Record<string, string | number>[]): Content => ({
    blocks: [
      {
        kind: 'table',
        columns: [
          { key: 'name', label: '户主', align: 'text' },
          { key: 'amount', label: '补贴', align: 'money' },
        ],
        rows,
        total: { amount: 9_999_99 },
      },
    ],
  })
  const rows = [
    { name: '何一', amount: 70_05 },
    { name: '何二', amount: 30_10 },
  ]
  const kept = await drafted(world, { period: '2026-07', content: table(rows) })
  const { edition } = await world.run(getEdition, clerk(), { editionId: kept.id })
  expect(edition.content.blocks[0]).toMatchObject({ total: { amount: 100_15 } })
  const doubled = await drafted(world, {
    period: '2026-06',
    content: table([...rows, { name: '合计：', amount: 100_15 }]),
  })
  expect(await problemsOf(doubled.id)).toEqual([{ problem: 'total-row', block: 0, row: 2 }])
  await expect(handedIn(doubled.id)).rejects.toMatchObject({ code: 'bad-input' })
})
