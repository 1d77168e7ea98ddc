import {
  addPerson,
  approvalKinds,
  createAccount,
  createApiKey,
  decideApproval,
  endGrant,
  grantRole,
  listApprovals,
  listGrants,
  seeAs,
} from '@xiangzhi/contract'
import { isStrongRole, type Permission, permissions, type StaffRole, staffRoleKeys } from '@xiangzhi/language'
import { beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import type { Caller } from './handlers.ts'
import { makeOffice, type Office, requestId } from './testing-office.ts'

let office: Office
beforeAll(async () => {
  office = await makeOffice()
})

const newcomer = async (name: string): Promise<string> =>
  (await office.run(addPerson, office.admin, { requestId: requestId(), name, phone: '13700008642' })).id

interface Wanted {
  readonly personId: string
  readonly role: StaffRole
  readonly placeId?: string
  readonly heldFrom?: string
  readonly heldUntil?: string
  readonly reason?: string
}

const give = ({ heldFrom = '2026-01-01', ...wanted }: Wanted, by: Caller = office.security) =>
  office.run(grantRole, by, {
    requestId: requestId(),
    placeId: office.places.county,
    heldFrom,
    reason: '组织部任命，见干〔2026〕9 号',
    ...wanted,
  })

const held = async (personId: string) => (await office.run(listGrants, office.security, { person: personId })).rows
const waiting = async (personId: string) =>
  (await office.run(listGrants, office.security, { person: personId })).waiting

async function requestAbout(personId: string) {
  const { rows } = await office.run(listApprovals, office.security, { list: 'mine', limit: 200 })
  const found = rows.find((row) => row.kind === 'role-grant' && row.subjectId === personId)
  if (!found) throw new Error('nothing was asked')
  return found
}

const decide = async (personId: string, by: Caller, grant = true) =>
  office.run(decideApproval, by, {
    requestId: requestId(),
    approvalId: (await requestAbout(personId)).id,
    grant,
    ...(grant ? {} : { note: '此人尚未到岗' }),
  })

/** As whom somebody acts who holds what the administration says. */
async function as(personId: string, role: StaffRole): Promise<Caller> {
  const like = office.staff(role)
  return {
    ...like,
    accountId: `account ${personId}`,
    actor: { ...like.actor, personId, accountId: `account ${personId}` },
  }
}

const toldTo = (personId: string) =>
  office.db.read(office.county, (tx) =>
    tx.rows<{ channel: string; body: string }>(sql`select channel, body from message
      where county = ${office.county} and recipient_id = ${personId} order by created_at, id`),
  )

describe('a strong role', () => {
  it('is any that sees behind the seals, makes the rules, watches, or is a second person of administrators', () => {
    const strong: readonly Permission[] = [
      'case.read-sealed',
      'case.reveal-reporter',
      'case.grant-reveal',
      'role.grant',
      'account.manage',
      'audit.read',
      'config.write',
      // Signing for a village is a post like others; whoever decides about administration, keys and files is not.
      ...Object.values(approvalKinds)
        .map(({ decides }) => decides)
        .filter((decides) => decides !== 'disclosure.sign'),
    ]
    const carries = (role: StaffRole): boolean =>
      strong.some((one) => (permissions[one] as readonly StaffRole[]).includes(role))
    for (const role of staffRoleKeys) expect([role, isStrongRole(role)]).toEqual([role, carries(role)])
    expect(isStrongRole('village-clerk')).toBe(false)
  })

  it('is not held before a second person has agreed, who is neither the asker nor whom it is for', async () => {
    for (const role of ['discipline-liaison', 'intake-clerk', 'supervisor', 'security-admin'] as const) {
      const personId = await newcomer('贺接任')
      expect(await give({ personId, role })).toMatchObject({ waits: true })
      expect(await held(personId)).toEqual([])
      expect((await office.run(seeAs, office.security, { personId })).rights).toEqual([])
      expect(await waiting(personId)).toMatchObject([{ role, reachName: '测试县', askedByName: '员security-admin' }])

      await expect(decide(personId, office.security)).rejects.toMatchObject({ code: 'second-person' })
      // Whom it is for may hold an administration already and still not speak for themselves.
      await expect(decide(personId, await as(personId, 'auditor'))).rejects.toMatchObject({ code: 'second-person' })
      await expect(decide(personId, office.staff('village-clerk'))).rejects.toMatchObject({ code: 'not-allowed' })
      expect(await held(personId)).toEqual([])

      await decide(personId, office.staff('auditor'))
      expect(await held(personId)).toMatchObject([{ role, reachName: '测试县' }])
      expect(await waiting(personId)).toEqual([])
    }
  })

  it('is not in the list of what waits for whom it is for', async () => {
    const personId = await newcomer('陶候任')
    await give({ personId, role: 'supervisor' })
    const listed = async (by: Caller) =>
      (await office.run(listApprovals, by, { limit: 200 })).rows.filter((row) => row.subjectId === personId)
    expect(await listed(office.admin)).toMatchObject([
      { kind: 'role-grant', facts: { name: '陶候任', reach: '测试县' }, mayDecide: true },
    ])
    expect(await listed(await as(personId, 'county-admin'))).toEqual([])
  })

  it('begins on the day on which it was agreed to at the earliest, and ends as it was asked for', async () => {
    const personId = await newcomer('尹到任')
    await give({ personId, role: 'auditor', heldFrom: '2024-05-01', heldUntil: '2031-01-01' })
    await decide(personId, office.admin)
    const [grant] = await held(personId)
    expect(grant?.heldFrom).toBe(office.clock.now().toISOString().slice(0, 10))
    expect(grant?.heldUntil).toBe('2031-01-01')
  })

  it('that is refused is never held, and asked for twice waits once', async () => {
    const personId = await newcomer('郝未任')
    const [first, second] = [
      await give({ personId, role: 'county-admin' }),
      await give({ personId, role: 'county-admin' }),
    ]
    expect(second).toEqual(first)
    expect(await waiting(personId)).toHaveLength(1)
    await decide(personId, office.admin, false)
    expect(await held(personId)).toEqual([])
    expect(await waiting(personId)).toEqual([])
  })

  it('needs a reason, and keeps to the other rules when it is asked for and when it is granted', async () => {
    const personId = await newcomer('秦兼任')
    await expect(
      office.run(grantRole, office.security, {
        requestId: requestId(),
        personId,
        role: 'auditor',
        placeId: office.places.county,
        heldFrom: '2026-01-01',
      }),
    ).rejects.toMatchObject({ code: 'need-reason' })
    await expect(give({ personId: office.security.actor.personId, role: 'supervisor' })).rejects.toMatchObject({
      code: 'second-person',
    })
    await give({ personId, role: 'auditor' })
    await give({ personId, role: 'county-admin' })
    // Two administrations asked for in one hand: the second of them is not granted.
    const asked = (await office.run(listApprovals, office.security, { list: 'mine', limit: 200 })).rows.filter(
      (row) => row.subjectId === personId,
    )
    expect(asked).toHaveLength(2)
    const grant = (approvalId: string) =>
      office.run(decideApproval, office.admin, { requestId: requestId(), approvalId, grant: true })
    await grant(asked[0]?.id ?? '')
    await expect(grant(asked[1]?.id ?? '')).rejects.toMatchObject({ code: 'admins-apart' })
    expect(await held(personId)).toHaveLength(1)
  })

  it('is told to its holder by another way, when it is asked for and when it is granted', async () => {
    const personId = await newcomer('苗知情')
    await give({ personId, role: 'intake-clerk' })
    expect(await toldTo(personId)).toMatchObject([{ channel: 'in-app' }, { channel: 'sms' }])
    await decide(personId, office.admin)
    const told = await toldTo(personId)
    expect(told).toHaveLength(4)
    expect(told.filter(({ body }) => body.includes('正等第二人批准'))).toHaveLength(2)
    expect(told.filter(({ body }) => body.includes('您已被授予'))).toHaveLength(2)
  })

  it('nor any other is given to what stands behind a key, and no account either', async () => {
    const { run, security, db, county, places } = office
    const { id } = await run(createApiKey, security, { requestId: requestId(), name: '统计平台', grants: [] })
    const { personId } = (await db.read(county, (tx) =>
      tx.row<{ personId: string }>(sql`select person_id from api_key where county = ${county} and id = ${id}`),
    )) ?? { personId: '' }
    for (const role of ['discipline-liaison', 'village-leader'] as const)
      await expect(
        give({ personId, role, ...(role === 'village-leader' ? { placeId: places.village } : {}) }),
      ).rejects.toMatchObject({ code: 'bad-input' })
    await expect(
      run(createAccount, security, { requestId: requestId(), personId, userName: `key${county}` }),
    ).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('is not the only kind that takes two, when it begins and when it ends: so does every one that signs, for a village as well', async () => {
    for (const [role, placeId] of [
      ['leader', office.places.county],
      ['dispatcher-town', office.places.town],
      ['village-leader', office.places.village],
    ] as const) {
      const personId = await newcomer('常签发')
      expect(await give({ personId, role, placeId })).toMatchObject({ waits: true })
      await expect(
        office.run(createAccount, office.security, {
          requestId: requestId(),
          personId,
          userName: `s${personId.slice(-9)}`,
        }),
      ).rejects.toMatchObject({ code: 'approval-needed' })
      await decide(personId, office.admin)
      const [grant] = await held(personId)
      const end = (reason?: string) =>
        office.run(endGrant, office.security, {
          requestId: requestId(),
          grantId: grant?.id ?? '',
          heldUntil: office.clock.now().toISOString().slice(0, 10),
          ...(reason ? { reason } : {}),
        })
      await expect(end()).rejects.toMatchObject({ code: 'need-reason' })
      expect(await end('换届后不再签发')).toMatchObject({ waits: true })
      expect(await held(personId)).toMatchObject([{ role }])
    }
  })

  it('is a kind that waits, as one that only writes is not, when it is granted and when it is ended', async () => {
    const personId = await newcomer('丁普通')
    expect(await give({ personId, role: 'village-clerk', placeId: office.places.village })).toMatchObject({
      waits: false,
    })
    await give({ personId, role: 'supervisor' })
    await decide(personId, office.admin)
    for (const grant of await held(personId))
      expect(
        await office.run(endGrant, office.security, {
          requestId: requestId(),
          grantId: grant.id,
          heldUntil: office.clock.now().toISOString().slice(0, 10),
          reason: '不再担任',
        }),
      ).toMatchObject({ waits: grant.role === 'supervisor' })
    expect(await held(personId)).toMatchObject([{ role: 'supervisor' }])
    const { rows } = await office.run(listApprovals, office.admin, { limit: 200 })
    const ending = rows.find((row) => row.kind === 'role-ending' && row.subjectId === personId)
    await office.run(decideApproval, office.admin, {
      requestId: requestId(),
      approvalId: ending?.id ?? '',
      grant: true,
    })
    expect(await held(personId)).toEqual([])
  })
})
