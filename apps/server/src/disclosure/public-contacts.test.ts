import { askForContact, decideApproval, getEdition, listApprovals, withdrawApproval } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, expect, it } from 'vitest'
import type { Caller } from '#api'
import { everybody, findPublicEdition } from '#kernel/publications'
import { sql } from '#platform/database'
import { type DisclosureWorld, drafted, makeDisclosureWorld, move, published } from './testing-disclosure.ts'

// Numbers of duty that everybody is to call: asked for by the writer, granted one by one by a second person.

let world: DisclosureWorld
beforeAll(async () => {
  world = await makeDisclosureWorld()
})

const [flood, fire, own] = ['13465480912', '17753310268', '15954322107']
const field = '防汛值班电话'
const roster = (...numbers: string[]): Content => ({
  blocks: [
    {
      kind: 'table',
      columns: [
        { key: 'post', label: '岗位', align: 'text' },
        { key: 'number', label: field, align: 'text' },
      ],
      rows: numbers.map((number, at) => ({ post: `${at + 1}号闸`, number })),
    },
    { kind: 'text', text: `有事打 ${numbers[0]}` },
  ],
})

const ask = (editionId: string, number: string, by: Caller = world.staff('village-clerk')): Promise<{ id: string }> =>
  world.run(askForContact, by, {
    requestId: uuidv7(),
    editionId,
    field,
    number,
    reason: '闸口值班专用，值班人同意',
  })

const decide = async (number: string, grant: boolean, by: Caller): Promise<string> => {
  const { rows } = await world.run(listApprovals, world.staff('village-clerk'), { list: 'mine', limit: 200 })
  const approval = rows.find(({ facts, state }) => facts['number'] === number && state === 'waiting')
  const { state } = await world.run(decideApproval, by, {
    requestId: uuidv7(),
    approvalId: approval?.id ?? '',
    grant,
    ...(grant ? {} : { note: '是个人号码' }),
  })
  return state
}

/** What everybody reads of a published text. */
const publicWords = (id: string): Promise<string> =>
  world.db.read(world.county, async (tx) => JSON.stringify((await findPublicEdition(tx, everybody, id))?.body?.content))

it('shows a granted number in its field from the next edition on, and stars every other', async () => {
  const { id } = await drafted(world, { period: '2026-03', content: roster(flood, own) })
  const { findings } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
  expect(findings.map(({ contact }) => contact).filter(Boolean)).toEqual([flood, own])
  await ask(id, flood)
  expect(await decide(flood, true, world.staff('village-leader'))).toBe('used')

  await move(world, id, 'submit', world.staff('village-clerk'))
  await move(world, id, 'check', world.staff('oversight-member'))
  await move(world, id, 'sign', world.staff('village-leader'))
  const words = await publicWords(id)
  expect(words).toContain(`"number":"${flood}"`)
  expect(words).not.toContain(own)
  expect(words).toContain('有事打 ＊＊＊＊')

  // The same number in another item of the same village is none that was granted.
  const other = await published(world, { item: 'h3-1', period: '2026-Q2', content: roster(flood) })
  expect(await publicWords(other)).not.toContain(flood)
})

it('is granted by nobody who asked, and by nobody who may not sign', async () => {
  const { id } = await drafted(world, { period: '2026-04', content: roster(fire) })
  await ask(id, fire)
  await expect(decide(fire, true, world.staff('village-clerk'))).rejects.toMatchObject({ code: 'second-person' })
  await expect(decide(fire, true, world.staff('supervisor'))).rejects.toMatchObject({ code: 'not-allowed' })
  const { publicBody } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
  expect(JSON.stringify(publicBody)).not.toContain(fire)
})

it('stays starred when it is refused, when nobody decides in time, and when its year is over', async () => {
  const shown = async (id: string, number: string): Promise<boolean> => {
    const { publicBody } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
    return JSON.stringify(publicBody.content).includes(number)
  }
  const { id } = await drafted(world, { period: '2026-05', content: roster(own, '19862805531', '13081744690') })
  await ask(id, own)
  expect(await decide(own, false, world.staff('village-leader'))).toBe('refused')
  expect(await shown(id, own)).toBe(false)

  await ask(id, '19862805531')
  expect(await decide('19862805531', true, world.staff('village-leader'))).toBe('used')
  expect(await shown(id, '19862805531')).toBe(true)

  await ask(id, '13081744690')
  world.clock.set(new Date(world.clock.now().getTime() + 31 * 86_400_000))
  await expect(decide('13081744690', true, world.staff('village-leader'))).rejects.toThrow()
  expect(await shown(id, '13081744690')).toBe(false)

  world.clock.set(new Date(world.clock.now().getTime() + 336 * 86_400_000))
  expect(await shown(id, '19862805531')).toBe(false)
  // Asked for again it is granted anew.
  await ask(id, '19862805531')
  await decide('19862805531', true, world.staff('village-leader'))
  expect(await shown(id, '19862805531')).toBe(true)
})

it('can be asked for only where it is starred in a field for such numbers', async () => {
  const { id } = await drafted(world, { period: '2026-06', content: roster(fire) })
  await expect(
    world.run(askForContact, world.staff('village-clerk'), {
      requestId: uuidv7(),
      editionId: id,
      field: '岗位',
      number: fire,
      reason: '想公开',
    }),
  ).rejects.toMatchObject({ code: 'bad-input' })
  await expect(ask(id, '13900001111')).rejects.toMatchObject({ code: 'bad-input' })
  await expect(ask(id, fire, world.staff('oversight-member'))).rejects.toMatchObject({ code: 'not-allowed' })
})

it('a request for a number stands on the page of the text until it is taken back, and nothing of it stays then', async () => {
  const number = '18709132246'
  const { id } = await drafted(world, { period: '2026-01', content: roster(number) })
  const clerk = world.staff('village-clerk')
  await ask(id, number)
  const waiting = async () => (await world.run(getEdition, clerk, { editionId: id })).waiting
  const [request] = await waiting()
  expect(request).toMatchObject({ kind: 'public-contact', number, askedByMe: true })
  await world.run(withdrawApproval, clerk, { requestId: uuidv7(), approvalId: request?.approvalId ?? '' })
  expect(await waiting()).toEqual([])
  const kept = await world.db.read(world.county, (tx) =>
    tx.rows(sql`select 1 from public_contact where county = ${world.county} and number = ${number}`),
  )
  expect(kept).toEqual([])
  await ask(id, number)
  expect(await waiting()).toHaveLength(1)
})
