import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  askToHideEdition,
  decideApproval,
  getEdition,
  getPublicEdition,
  getVillageDisclosure,
  listApprovals,
  searchDisclosures,
  withdrawApproval,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { runPublicLog, verifyLog } from '#platform/public-log'
import {
  checkEditions,
  checkPublished,
  everybody,
  listHidden,
  listPublicTexts,
  titlesOfEditions,
} from '#kernel/publications'
import { type DisclosureWorld, makeDisclosureWorld, published } from './testing-disclosure.ts'

// Personal data that should never have been published is taken from readers; the log goes on to hold.

let world: DisclosureWorld
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-hiding-'))

beforeAll(async () => {
  world = await makeDisclosureWorld()
})
afterAll(() => rmSync(dataDir, { recursive: true }))

const told = (text: string) => ({ blocks: [{ kind: 'text' as const, text }] })

async function ask(editionId: string, by: StaffRole = 'village-clerk'): Promise<string> {
  const requestId = uuidv7()
  await world.run(askToHideEdition, world.staff(by), { requestId, editionId, reason: '写了住户的病情' })
  return requestId
}
const decide = (approvalId: string, by: StaffRole): Promise<unknown> =>
  world.run(decideApproval, world.staff(by), { requestId: uuidv7(), approvalId, grant: true })

const view = (editionId: string) => world.run(getPublicEdition, world.villager, { editionId })
const found = async (q: string): Promise<string[]> =>
  (await world.run(searchDisclosures, world.villager, { code: world.villageCode, q })).rows.map((row) => row.editionId)

async function faults(): Promise<readonly string[]> {
  await runPublicLog({ db: world.db, county: world.county, dataDir })
  const checks = { checkEntries: [checkEditions], checkThings: [checkPublished] }
  return (await verifyLog(world.db, world.county, checks)).faults
}

it('a text that was corrected long ago is hidden by two persons, and nothing of it is shown beside its hash and the reason', async () => {
  const first = await published(world, { period: '2026-09', content: told('赵六患重病住院') })
  const second = await published(world, {
    period: '2026-09',
    content: told('一户临时救助'),
    changeNote: '删去赵六一句',
  })
  expect((await view(second)).differences.map(({ line }) => line)).toContain('赵六患重病住院')
  const { commitment } = await view(first)
  await decide(await ask(first), 'village-leader')
  const after = await view(first)
  expect(after).toMatchObject({
    state: 'superseded',
    body: null,
    salt: null,
    commitment,
    hiddenReason: '写了住户的病情',
  })
  expect(JSON.stringify([after, await view(second)])).not.toContain('赵六患重病住院')
  expect(await view(second)).toMatchObject({ state: 'live', differences: [], hiddenReason: null })
  expect(await faults()).toEqual([])
  expect(await world.db.read(world.county, listHidden)).toEqual([
    `edition ${first}: hidden, by two persons, 2026-11-23, because: 写了住户的病情`,
  ])
})

it('a text that is shown now is withdrawn as it is hidden: lists, search and data lose its words, and it is owed again', async () => {
  const id = await published(world, { period: '2026-10', content: told('钱七的孙子患病') })
  expect(await found('钱七的孙子')).toEqual([id])
  await decide(await ask(id, 'oversight-member'), 'village-leader')
  expect(await view(id)).toMatchObject({ state: 'withdrawn', body: null, salt: null })
  expect(await found('钱七的孙子')).toEqual([])
  const placeId = (await view(id)).place.id
  const texts = await world.db.read(world.county, (tx) => listPublicTexts(tx, everybody, { placeId, limit: 50 }))
  expect(JSON.stringify(texts)).not.toContain('钱七')
  const open = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })
  const owed = [...open.missing, ...open.due].filter(
    ({ itemCode, period }) => itemCode === 'm1-1' && period === '2026-10',
  )
  expect(owed).toHaveLength(1)
  expect(await faults()).toEqual([])
})

it('nobody hides alone, nobody hides twice, and whoever signs for another place hides nothing', async () => {
  const id = await published(world, { period: '2026-08' })
  const own = await ask(id, 'village-leader')
  await expect(decide(own, 'village-leader')).rejects.toMatchObject({ code: 'second-person' })
  await expect(ask(id, 'village-clerk')).rejects.toMatchObject({ code: 'in-use' })
  await expect(decide(own, 'village-clerk')).rejects.toMatchObject({ code: 'not-allowed' })
  expect((await view(id)).body).not.toBeNull()
  await decide(own, 'dispatcher-town')
  expect((await view(id)).body).toBeNull()
  await expect(ask(id)).rejects.toMatchObject({ code: 'not-from-this-state' })
})

it('whoever shows a hidden text again behind the server, or changes why it was hidden, is found', async () => {
  const id = await published(world, { period: '2026-07' })
  await decide(await ask(id), 'village-leader')
  expect(await faults()).toEqual([])
  const change = (set: ReturnType<typeof sql>): Promise<unknown> =>
    world.db.write(world.county, (tx) =>
      tx.run(sql`update edition set ${set} where county = ${tx.county} and id = ${id}`),
    )
  const { reason } = { reason: '写了住户的病情' }
  await change(sql`hidden_reason = '没什么'`)
  expect(await faults()).not.toEqual([])
  await change(sql`hidden_reason = ${reason}, hidden_at = hidden_at + interval '1 day'`)
  expect(await faults()).not.toEqual([])
  await change(sql`hidden_at = hidden_at - interval '1 day'`)
  expect(await faults()).toEqual([])
  await change(
    sql`hidden = false, hidden_at = null, hidden_reason = null, hidden_asked_by = null, hidden_granted_by = null`,
  )
  expect(await faults()).not.toEqual([])
})

it('a request to hide stands on the page of its text, leads there, and is taken back by whoever asked and nobody else', async () => {
  const editionId = await published(world, { period: '2026-02', content: told('二组修渠用工表') })
  const approvalId = await ask(editionId)
  const waitingFor = async (by: StaffRole) =>
    (await world.run(getEdition, world.staff(by), { editionId })).waiting.map(({ kind, reason, askedByMe }) => ({
      kind,
      reason,
      askedByMe,
    }))
  const request = { kind: 'hide-edition', reason: '写了住户的病情' }
  expect(await waitingFor('village-clerk')).toEqual([{ ...request, askedByMe: true }])
  expect(await waitingFor('village-leader')).toEqual([{ ...request, askedByMe: false }])
  const listed = async (by: StaffRole) =>
    (await world.run(listApprovals, world.staff(by), { list: by === 'village-clerk' ? 'mine' : 'waiting' })).rows.find(
      ({ id }) => id === approvalId,
    )
  const about = { what: 'edition', id: editionId }
  expect(await listed('village-leader')).toMatchObject({ about, mayDecide: true, mayWithdraw: false })
  expect(await listed('village-clerk')).toMatchObject({ about, mayDecide: false, mayWithdraw: true })

  const takeBack = (by: StaffRole) => world.run(withdrawApproval, world.staff(by), { requestId: uuidv7(), approvalId })
  await expect(takeBack('village-leader')).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(takeBack('grid-worker')).rejects.toMatchObject({ code: 'not-found' })
  await takeBack('village-clerk')
  expect(await waitingFor('village-leader')).toEqual([])
  await expect(decide(approvalId, 'village-leader')).rejects.toMatchObject({ code: 'approval-expired' })
  await expect(takeBack('village-clerk')).rejects.toMatchObject({ code: 'changed-meanwhile' })
  expect((await view(editionId)).state).toBe('live')
  // What was taken back can be asked for again.
  await decide(await ask(editionId), 'village-leader')
  expect((await view(editionId)).hiddenReason).toBe('写了住户的病情')
})

it('the record of commands finds by its id what a text is called, and nothing for what is none', async () => {
  const editionId = await published(world, { period: '2025-12', content: told('机井维修用料') })
  const { edition } = await world.run(getEdition, world.staff('village-clerk'), { editionId })
  const titles = await world.db.read(world.county, (tx) => titlesOfEditions(tx, [editionId, uuidv7()]))
  expect([...titles]).toEqual([[editionId, edition.title]])
})
