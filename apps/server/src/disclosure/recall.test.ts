import { actOnCase, getCase, getEdition, getPublicEdition, listWaitingEditions } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '#api'
import { sql } from '#platform/database'
import { publishScheduled } from './index.ts'
import { type DisclosureWorld, drafted, makeDisclosureWorld, move, published } from './testing-disclosure.ts'

const hour = '2026-11-26T01:30:00Z'
const afterwards = new Date('2026-11-26T01:30:01Z')

let world: DisclosureWorld

beforeEach(async () => {
  world = await makeDisclosureWorld()
})

/** The same person with the roles of others besides. */
function holding(own: StaffRole, ...others: StaffRole[]): Caller & { kind: 'staff' } {
  const caller = world.staff(own)
  const grants = others.flatMap((role) => world.staff(role).actor.grants)
  return { ...caller, actor: { ...caller.actor, grants: [...caller.actor.grants, ...grants] } }
}

const open = (editionId: string, by: Caller = world.staff('supervisor')) => world.run(getEdition, by, { editionId })

/** Publishes what is due then; failures are none. */
async function comesDue(at = afterwards): Promise<number> {
  const failed: unknown[] = []
  const n = await publishScheduled(world.db, world, world.county, at, (error) => failed.push(error))
  expect(failed).toEqual([])
  return n
}

// proves: P053
describe('a text that was signed for its hour', () => {
  it('is recalled by who signed it, with a reason, and goes back to its writer', async () => {
    const id = await published(world, { publishAt: hour })
    expect((await open(id)).edition).toMatchObject({ status: 'scheduled', returnedReason: null })
    const leader = world.staff('village-leader')
    await expect(move(world, id, 'recall', leader)).rejects.toMatchObject({ code: 'need-reason' })
    expect(await move(world, id, 'recall', leader, '金额抄错了一位')).toBe('draft')
    const { edition, may } = await open(id, world.staff('village-clerk'))
    expect(edition).toMatchObject({
      status: 'draft',
      returnedReason: '金额抄错了一位',
      checkedBy: null,
      signedBy: null,
    })
    expect(may).toEqual(['edit', 'submit', 'abandon'])
    expect(await comesDue()).toBe(0)
    await expect(world.run(getPublicEdition, world.villager, { editionId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is recalled by another signer, and goes out after it was handed in, checked and signed anew', async () => {
    const id = await published(world, { publishAt: hour })
    expect(await move(world, id, 'recall', world.other('village-leader'), '先缓一缓')).toBe('draft')
    await move(world, id, 'submit', world.staff('village-clerk'))
    await move(world, id, 'check', world.other('oversight-member'))
    expect(await move(world, id, 'sign', world.staff('village-leader'))).toBe('scheduled')
    expect(await comesDue()).toBe(1)
    const { edition } = await open(id)
    expect(edition).toMatchObject({
      status: 'live',
      checkedBy: '员other oversight-member',
      signedBy: '员village-leader',
    })
    const view = await world.run(getCase, world.staff('village-clerk'), { caseId: edition.caseId ?? '' })
    expect(view).toMatchObject({ state: 'published', outcome: 'published' })
    expect(view.events.map(({ action, byKind }) => `${action} ${byKind}`)).toEqual([
      'open staff',
      'check staff',
      'schedule staff',
      'recall staff',
      'resubmit staff',
      'check staff',
      'schedule staff',
      'publish system',
    ])
  })

  it('is recalled by nobody who does not sign, nor once it is public', async () => {
    const id = await published(world, { publishAt: hour })
    for (const role of ['village-clerk', 'oversight-member'] as const) {
      expect((await open(id, world.staff(role))).may).toEqual([])
      await expect(move(world, id, 'recall', world.staff(role), '不想公开')).rejects.toMatchObject({
        code: 'not-allowed',
      })
    }
    expect(await comesDue()).toBe(1)
    await expect(move(world, id, 'recall', world.staff('village-leader'), '晚了')).rejects.toMatchObject({
      code: 'not-from-this-state',
    })
  })

  it('is either recalled or published when both happen at once, never half of each', async () => {
    const id = await published(world, { publishAt: hour })
    const [recalled, n] = await Promise.allSettled([
      move(world, id, 'recall', world.staff('village-leader'), '临时撤回'),
      comesDue(),
    ])
    const { edition } = await open(id)
    const isRecalled = recalled.status === 'fulfilled'
    expect(n).toEqual({ status: 'fulfilled', value: isRecalled ? 0 : 1 })
    expect(edition.status).toBe(isRecalled ? 'draft' : 'live')
    const bodies = await world.db.read(world.county, (tx) =>
      tx.rows(sql`select edition_id from edition_body where county = ${tx.county}`),
    )
    expect(bodies).toHaveLength(isRecalled ? 0 : 1)
  })

  it('is signed for its hour in the case too, and cannot be published before', async () => {
    const { id } = await drafted(world, { publishAt: hour })
    await move(world, id, 'submit', world.staff('village-clerk'))
    await move(world, id, 'check', world.staff('oversight-member'))
    const leader = world.staff('village-leader')
    const caseId = (await open(id)).edition.caseId ?? ''
    const view = await world.run(getCase, leader, { caseId })
    expect(view.next.map(({ transition }) => transition)).toEqual(['schedule', 'sendBack'])
    const act = (transition: string) =>
      world.run(actOnCase, leader, { caseId, requestId: uuidv7(), version: view.version, transition })
    await expect(act('signOff')).rejects.toMatchObject({ code: 'not-from-this-state' })
    expect(await act('schedule')).toMatchObject({ state: 'signed' })
    const { rows } = await world.run(listWaitingEditions, leader, { status: 'scheduled' })
    expect(rows).toMatchObject([{ id, status: 'scheduled', may: ['recall'], blocked: [] }])
    expect((await world.run(listWaitingEditions, leader, { status: 'checked' })).rows).toEqual([])
  })
})

describe('whoever wrote any of a text', () => {
  it('neither checks nor signs it, although somebody else began it and handed it in', async () => {
    const editor = holding('village-leader', 'village-clerk', 'oversight-member')
    const { id } = await drafted(world)
    const { version } = (await open(id, editor)).edition
    await drafted(world, { by: editor })
    expect((await open(id)).edition).toMatchObject({
      version: version + 1,
      writers: ['员village-clerk', '员village-leader'],
    })
    await move(world, id, 'submit', world.staff('village-clerk'))
    const opened = await open(id, editor)
    expect(opened.may).not.toContain('check')
    expect(opened.blocked).toEqual([{ step: 'check', why: 'second-person' }])
    await expect(move(world, id, 'check', editor)).rejects.toMatchObject({ code: 'second-person' })

    const caseId = opened.edition.caseId ?? ''
    const { next, version: seen } = await world.run(getCase, editor, { caseId })
    expect(next.find(({ transition }) => transition === 'check')?.blockedBy).toMatchObject([{ code: 'second-person' }])
    const asCase = { caseId, requestId: uuidv7(), version: seen, transition: 'check' }
    await expect(world.run(actOnCase, editor, asCase)).rejects.toMatchObject({ code: 'second-person' })

    await move(world, id, 'check', world.staff('oversight-member'))
    expect((await open(id, editor)).blocked).toEqual([{ step: 'sign', why: 'second-person' }])
    await expect(move(world, id, 'sign', editor)).rejects.toMatchObject({ code: 'second-person' })
    expect(await move(world, id, 'sign', world.other('village-leader'))).toBe('live')
  })

  it('is told so in the list of what waits, where everybody else may check', async () => {
    const editor = holding('oversight-member', 'village-clerk')
    const { id } = await drafted(world, { by: editor })
    await move(world, id, 'submit', world.staff('village-clerk'))
    const waiting = async (by: Caller) => (await world.run(listWaitingEditions, by, { status: 'in-review' })).rows
    expect(await waiting(editor)).toMatchObject([{ id, blocked: [{ step: 'check', why: 'second-person' }] }])
    expect((await waiting(editor))[0]?.may).not.toContain('check')
    expect(await waiting(world.other('oversight-member'))).toMatchObject([
      { id, may: ['check', 'return'], blocked: [] },
    ])
  })
})
