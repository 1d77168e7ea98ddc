import {
  approvalKinds,
  createApiKey,
  decideApproval,
  exportApprovals,
  listApiKeys,
  listApprovals,
} from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { askApproval, takeApproval } from '#platform/approvals'
import { sql } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import type { Caller } from './handlers.ts'
import { asProgram, makeWorld, type World } from './testing-world.ts'

type Staff = Caller & { kind: 'staff' }
let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const DAY_MS = 86_400_000
const later = (ms: number): Date => new Date(world.clock.now().getTime() + ms)

/** Another account of the same person. */
const byOtherAccount = (caller: Staff): Staff => ({
  ...caller,
  accountId: 'another account',
  actor: { ...caller.actor, accountId: 'another account' },
})

/** Another person who signs in by the same account. */
const byOtherPerson = (caller: Staff): Staff => ({ ...caller, actor: { ...caller.actor, personId: uuidv7() } })

async function ask(caller: Staff, subjectId: string = uuidv7()): Promise<{ id: string; subjectId: string }> {
  const { id } = await world.db.write(world.county, (tx) =>
    askApproval(tx, {
      id: uuidv7(),
      kind: 'password-reset',
      subjectKind: 'accounts',
      subjectId,
      facts: { name: '韩纪', userName: 'hanji' },
      reason: '手机换了，密码忘了',
      by: caller.actor,
      now: world.clock.now(),
    }),
  )
  return { id, subjectId }
}

const decide = (caller: Staff, approvalId: string, more: { grant?: boolean; note?: string; at?: Date } = {}) =>
  world.run(
    decideApproval,
    caller,
    { requestId: uuidv7(), approvalId, grant: more.grant ?? true, ...(more.note ? { note: more.note } : {}) },
    more.at,
  )

const take = (caller: Staff, subjectId: string, now = world.clock.now()) =>
  world.db.write(world.county, (tx) => takeApproval(tx, { kind: 'password-reset', subjectId, by: caller.actor, now }))

describe('what one person asks for', () => {
  it('is granted neither by that person under another account, nor by another person under that account, nor by a program', async () => {
    const asker = world.staff('security-admin')
    const { id } = await ask(asker)
    const program = asProgram(world.staff('county-admin'))
    for (const wrong of [asker, byOtherAccount(asker), byOtherPerson(asker), program]) {
      await expect(decide(wrong, id)).rejects.toMatchObject({ code: 'second-person' })
      expect((await world.run(listApprovals, wrong, {})).rows.filter(({ mayDecide }) => mayDecide)).toEqual([])
    }
    await expect(decide(world.staff('leader'), id)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(decide(world.staff('county-admin'), uuidv7())).rejects.toMatchObject({ code: 'not-found' })
    expect(await decide(world.staff('county-admin'), id)).toMatchObject({ state: 'granted', subjectKind: 'accounts' })
  })

  it('may not be asked by whoever lacks the right to ask', async () => {
    await expect(ask(world.staff('county-admin'))).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('is decided once, when two decide at the same moment', async () => {
    const { subjectId, id } = await ask(world.staff('security-admin'))
    const answers = await Promise.allSettled([
      decide(world.staff('county-admin'), id, { grant: true }),
      decide(world.other('county-admin'), id, { grant: false, note: '本人说没有申请' }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'changed-meanwhile' },
    })
    const kept = await world.db.read(world.county, (tx) =>
      tx.rows<{ by: string }>(sql`select by_person as by from command_log where county = ${world.county}
        and operation = 'decideApproval' and answer ->> 'approvalId' = ${id}`),
    )
    expect(kept).toHaveLength(1)
    expect(subjectId).not.toBe(id)
  })

  it('is used once, by whoever asked and nobody else, while the grant is good', async () => {
    const asker = world.staff('security-admin')
    const { id, subjectId } = await ask(asker)
    await expect(take(asker, subjectId)).rejects.toMatchObject({ code: 'approval-needed' })
    await decide(world.staff('county-admin'), id)
    await expect(take(world.other('security-admin'), subjectId)).rejects.toMatchObject({ code: 'approval-needed' })
    const goodMs = approvalKinds['password-reset'].grant.goodForHours * 3_600_000
    await expect(take(asker, subjectId, later(goodMs))).rejects.toMatchObject({ code: 'approval-needed' })
    const uses = await Promise.allSettled([take(asker, subjectId), take(asker, subjectId)])
    expect(uses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(take(asker, subjectId)).rejects.toMatchObject({ code: 'approval-needed' })
  })

  it('cannot be granted any more when it has waited too long, and is not counted as waiting', async () => {
    const { id } = await ask(world.staff('security-admin'))
    const tooLate = later(approvalKinds['password-reset'].waitsDays * DAY_MS)
    await expect(decide(world.staff('county-admin'), id, { at: tooLate })).rejects.toMatchObject({
      code: 'approval-expired',
    })
    const waiting = async (at?: Date) =>
      (await world.run(listApprovals, world.staff('county-admin'), {}, at)).rows.map((row) => row.id)
    expect(await waiting()).toContain(id)
    expect(await waiting(tooLate)).not.toContain(id)
    const mine = await world.run(listApprovals, world.staff('security-admin'), { list: 'mine' }, tooLate)
    expect(mine.rows.find((row) => row.id === id)).toMatchObject({ state: 'expired', mayDecide: false })
  })

  it('that was refused is never used, and the asker reads why', async () => {
    const { id, subjectId } = await ask(world.staff('security-admin'))
    await decide(world.staff('county-admin'), id, { grant: false, note: '没有联系上本人' })
    await expect(take(world.staff('security-admin'), subjectId)).rejects.toMatchObject({ code: 'approval-needed' })
    const mine = await world.run(listApprovals, world.staff('security-admin'), { list: 'mine' })
    expect(mine.rows.find((row) => row.id === id)).toMatchObject({ state: 'refused', note: '没有联系上本人' })
  })
})

describe('a grant that is carried out at once', () => {
  it('takes effect in the transaction that grants it, or not at all', async () => {
    const { id: keyId } = await world.run(createApiKey, world.staff('security-admin'), {
      requestId: uuidv7(),
      name: '受理平台',
      grants: [{ role: 'intake-clerk' }],
    })
    const key = async () =>
      (await world.run(listApiKeys, world.staff('county-admin'), {})).rows.find(({ id }) => id === keyId)
    const approvalId = (await key())?.approvalId ?? ''
    // What it would carry out has become impossible: the key was ended meanwhile.
    await world.db.write(world.county, (tx) =>
      tx.run(
        sql`update api_key set revoked_at = ${world.clock.now()} where county = ${world.county} and id = ${keyId}`,
      ),
    )
    await expect(decide(world.staff('county-admin'), approvalId)).rejects.toMatchObject({ code: 'not-found' })
    const mine = await world.run(listApprovals, world.staff('security-admin'), { list: 'mine' })
    expect(mine.rows.find(({ id }) => id === approvalId)).toMatchObject({ state: 'waiting' })
  })

  it('is listed page by page, and the next page goes on where the last one ended', async () => {
    const everything = await world.run(listApprovals, world.staff('security-admin'), { list: 'mine' })
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await world.run(listApprovals, world.staff('security-admin'), {
        list: 'mine',
        limit: 2,
        ...(cursor ? { cursor } : {}),
      })
      ids.push(...page.rows.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(ids).toEqual(everything.rows.map(({ id }) => id))
    expect(ids.length).toBeGreaterThan(4)
  })

  it('is counted and taken out by whoever it is for alone, each with its matter in words', async () => {
    const [asker, second] = [world.staff('security-admin'), world.staff('county-admin')]
    const nobody = world.staff('grid-worker')
    const asked = await world.run(listApprovals, asker, { list: 'mine', kind: 'password-reset', limit: 1 })
    expect(asked.total).toBeGreaterThan(asked.rows.length)
    expect((await world.run(listApprovals, asker, { list: 'mine', kind: 'hide-edition' })).total).toBe(0)
    expect(await world.run(listApprovals, nobody, {})).toMatchObject({ rows: [], total: 0, waiting: 0 })
    const waiting = await world.run(listApprovals, second, { kind: 'password-reset' })
    const purpose = '核对待办'
    const sheetOf = async (caller: Staff, language: 'zh-CN' | 'en') => {
      const { file } = (await world.run(exportApprovals, caller, { purpose, kind: 'password-reset', language })) as {
        file: Buffer
      }
      const book = new ExcelJS.Workbook()
      await book.xlsx.load(file as unknown as ArrayBuffer)
      return { taken: leavingSheet(file), words: JSON.stringify(book.worksheets[0]?.getSheetValues()) }
    }
    const chinese = await sheetOf(second, 'zh-CN')
    expect(chinese.taken).toEqual({ rows: waiting.total, purpose })
    for (const word of ['韩纪', '手机换了，密码忘了', '等人确认']) expect(chinese.words).toContain(word)
    expect((await sheetOf(second, 'en')).words).toContain('A new password for 韩纪')
    expect((await sheetOf(nobody, 'zh-CN')).taken).toEqual({ rows: 0, purpose })
  })
})
