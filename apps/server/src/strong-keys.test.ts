import { createApiKey, decideApproval, listApiKeys, listApprovals } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { sql } from '#platform/database'
import { findCounty } from '#kernel/places'
import type { Caller } from '#api'
import { asProgram } from './api/testing-world.ts'
import { serveYanliang, type Served } from './open311/testing-server.ts'

let served: Served
beforeAll(async () => {
  served = await serveYanliang()
})
afterAll(() => served.close())

async function staff(role: StaffRole): Promise<Extract<Caller, { kind: 'staff' }>> {
  const { installation, county } = served
  const root = await installation.db.read(county, findCounty)
  const reach = { kind: 'place', level: 'county', placeId: root?.id ?? '' } as const
  const actor = { personId: uuidv7(), accountId: uuidv7(), name: role, grants: [{ role, reach }] }
  return { kind: 'staff', actor, accountId: actor.accountId, address: '', language: 'zh-CN' }
}

it('a key with a strong role is of no use before a second person has confirmed it, who is neither its maker nor a program', async () => {
  const run = served.installation.runFor(served.county)
  const [maker, second] = [await staff('security-admin'), await staff('county-admin')]
  const made = await run(createApiKey, maker, {
    requestId: uuidv7(),
    name: '受理平台',
    grants: [{ role: 'intake-clerk' }],
  })
  expect(made.needsSecond).toBe(true)
  const status = async () =>
    (await served.server.inject({ url: '/api/cases', headers: { authorization: `Bearer ${made.key}` } })).statusCode
  const seenBy = async (caller: Caller) => (await run(listApiKeys, caller, {})).rows.find(({ id }) => id === made.id)
  expect(await status()).toBe(401)
  expect(await seenBy(maker)).toMatchObject({ confirmation: 'waiting', valid: false, mayConfirm: false })
  expect(await seenBy(second)).toMatchObject({ mayConfirm: true })
  const approvalId = (await seenBy(maker))?.approvalId ?? ''
  expect((await run(listApprovals, second, {})).rows).toMatchObject([
    { id: approvalId, kind: 'strong-key', subjectId: made.id, facts: { name: '受理平台' }, mayDecide: true },
  ])
  const confirm = (caller: Caller) => run(decideApproval, caller, { approvalId, grant: true, requestId: uuidv7() })
  for (const wrong of [maker, asProgram(await staff('county-admin'))])
    await expect(confirm(wrong)).rejects.toMatchObject({ code: 'second-person' })
  await expect(confirm(await staff('auditor'))).rejects.toMatchObject({ code: 'not-allowed' })
  expect(await status()).toBe(401)
  await confirm(second)
  expect(await status()).toBe(200)
  expect(await seenBy(maker)).toMatchObject({ confirmation: 'confirmed', valid: true, mayConfirm: false })
  await expect(confirm(await staff('county-admin'))).rejects.toMatchObject({ code: 'changed-meanwhile' })
})

it('a strong key that the second person refuses ends, with the roles behind it', async () => {
  const run = served.installation.runFor(served.county)
  const [maker, second] = [await staff('security-admin'), await staff('county-admin')]
  const made = await run(createApiKey, maker, { requestId: uuidv7(), name: '不明平台', grants: [{ role: 'auditor' }] })
  const seen = async () => (await run(listApiKeys, second, {})).rows.find(({ id }) => id === made.id)
  const approvalId = (await seen())?.approvalId ?? ''
  const refuse = (note?: string) =>
    run(decideApproval, second, { approvalId, grant: false, requestId: uuidv7(), ...(note ? { note } : {}) })
  await expect(refuse()).rejects.toMatchObject({ code: 'need-reason' })
  await refuse('说不清是哪家单位')
  expect(await seen()).toMatchObject({ valid: false, grants: [], approvalId: null, mayConfirm: false })
  expect((await seen())?.revokedAt).not.toBeNull()
})

it('a key that only reports, or that works in the open, needs nobody else', async () => {
  const run = served.installation.runFor(served.county)
  for (const grants of [[], [{ role: 'dispatcher-county' as const }]]) {
    const { key, needsSecond } = await run(createApiKey, await staff('security-admin'), {
      requestId: uuidv7(),
      name: '平台',
      grants,
    })
    expect(needsSecond).toBe(false)
    const own = await served.server.inject({ url: '/api/session', headers: { authorization: `Bearer ${key}` } })
    expect(own.statusCode).not.toBe(401)
  }
})

it('a key that signs what is published waits for a second person as one that sees behind the seals does, and its maker is none', async () => {
  const run = served.installation.runFor(served.county)
  const town = await served.installation.db.read(served.county, (tx) =>
    tx.row<{ id: string }>(sql`select id from place where county = ${tx.county} and kind = 'town' limit 1`),
  )
  for (const grant of [{ role: 'leader' as const }, { role: 'dispatcher-town' as const, placeId: town?.id ?? '' }]) {
    const maker = await staff('security-admin')
    const made = await run(createApiKey, maker, { requestId: uuidv7(), name: '签发平台', grants: [grant] })
    expect([grant.role, made.needsSecond]).toEqual([grant.role, true])
    const listed = (await run(listApiKeys, maker, {})).rows.find(({ id }) => id === made.id)
    expect(listed).toMatchObject({ confirmation: 'waiting', valid: false, mayConfirm: false })
  }
})

it('no key has a role whose point is the person who holds it, whoever makes the key', async () => {
  const run = served.installation.runFor(served.county)
  for (const role of ['village-leader', 'oversight-member', 'security-admin'] as const) {
    const make = run(createApiKey, await staff('security-admin'), {
      requestId: uuidv7(),
      name: '代签',
      grants: [{ role: 'dispatcher-county' }, { role }],
    })
    await expect(make).rejects.toMatchObject({ code: 'bad-input' })
    await expect(served.key(role)).rejects.toMatchObject({ code: 'bad-input' })
  }
})

it('a key sees nobody who reported, decides nothing and asks for nothing that a second person grants, whatever its roles', async () => {
  const id = uuidv7()
  const post = async (role: StaffRole, url: string, body: object) => {
    const headers = { authorization: `Bearer ${await served.key(role)}` }
    const answer = await served.server.inject({
      method: 'POST',
      url,
      headers,
      payload: { requestId: uuidv7(), ...body },
    })
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  const refused = [403, 'not-allowed']
  expect(await post('intake-clerk', `/api/cases/${id}/reveal-requests`, { version: 1, reason: '核对来电' })).toEqual(
    refused,
  )
  const large = { operation: 'exportPersons', query: {}, reason: '对接数据' }
  expect(await post('county-admin', '/api/approvals/exports', large)).toEqual(refused)
  const maker = await staff('security-admin')
  await served.installation.runFor(served.county)(createApiKey, maker, {
    requestId: uuidv7(),
    name: '监管平台',
    grants: [{ role: 'supervisor' }],
  })
  const [waiting] = (await served.installation.runFor(served.county)(listApprovals, await staff('county-admin'), {}))
    .rows
  const decision = `/api/approvals/${waiting?.id}/decision`
  expect(await post('county-admin', decision, { grant: true })).toEqual([403, 'second-person'])
})
