import {
  addPerson,
  askForAccountChange,
  createAccount,
  decideApproval,
  endGrant,
  endSessions,
  grantRole,
  listAccounts,
  listApprovals,
  listAudit,
  listGrants,
  removeSecondStep,
  resetPassword,
  setAccountDisabled,
} from '@xiangzhi/contract'
import { isGuardedRole, mayDo, type StaffRole, staffRoleKeys } from '@xiangzhi/language'
import { beforeAll, describe, expect, it } from 'vitest'
import { addGrants } from '#kernel/people'
import { sql } from '#platform/database'
import type { Caller } from './handlers.ts'
import { makeOffice, type Office, requestId } from './testing-office.ts'

let office: Office
beforeAll(async () => {
  office = await makeOffice()
})

/** Makes an account for the holder of a role, by two persons where that is needed. */
async function accountOf(role: StaffRole): Promise<string> {
  const { run, security, staff } = office
  const { personId } = staff(role).actor
  const userName = `${role}${office.county}`
  const open = () => run(createAccount, security, { requestId: requestId(), personId, userName })
  try {
    return (await open()).accountId
  } catch {
    await grant('account-opening', personId)
    return (await open()).accountId
  }
}

async function ask(
  change: 'password-reset' | 'second-step-removal' | 'account-opening' | 'account-reopening',
  about: string,
) {
  return office.run(askForAccountChange, office.security, {
    requestId: requestId(),
    change,
    about,
    reason: '本人当面提出，已核对工作证',
  })
}

async function grant(change: Parameters<typeof ask>[0], about: string, by: Caller = office.admin): Promise<void> {
  const { approvalId } = await ask(change, about)
  await office.run(decideApproval, by, { requestId: requestId(), approvalId, grant: true })
}

const messagesTo = (personId: string) =>
  office.db.read(office.county, (tx) =>
    tx.rows<{ channel: string; body: string }>(sql`select channel, body from message
      where county = ${office.county} and recipient_id = ${personId} order by id`),
  )

describe('the account of somebody who sees behind the seals', () => {
  it('is opened, given a password and freed of its second step by one administrator only with a second one', async () => {
    const { run, security, staff } = office
    for (const role of ['discipline-liaison', 'intake-clerk'] as const) {
      await expect(
        run(createAccount, security, {
          requestId: requestId(),
          personId: staff(role).actor.personId,
          userName: `eva${role}`,
        }),
      ).rejects.toMatchObject({ code: 'approval-needed' })
      const accountId = await accountOf(role)
      for (const [operation, change] of [
        [resetPassword, 'password-reset'],
        [removeSecondStep, 'second-step-removal'],
      ] as const) {
        const act = () => run(operation, security, { requestId: requestId(), accountId })
        await expect(act()).rejects.toMatchObject({ code: 'approval-needed' })
        await ask(change, accountId)
        await expect(act()).rejects.toMatchObject({ code: 'approval-needed' })
        await grant(change, accountId, staff('auditor'))
        expect(await act()).toMatchObject({ accountId })
        await expect(act()).rejects.toMatchObject({ code: 'approval-needed' })
      }
    }
  })

  it('is closed by one administrator and opened again by two', async () => {
    const { run, security } = office
    const accountId = await accountOf('auditor')
    const set = (disabled: boolean, reason = '今天调离，交接已办') =>
      run(setAccountDisabled, security, { requestId: requestId(), accountId, disabled, reason })
    await expect(
      run(setAccountDisabled, security, { requestId: requestId(), accountId, disabled: true }),
    ).rejects.toMatchObject({ code: 'need-reason' })
    const told = office.admin.actor.personId
    const owner = office.staff('auditor').actor.personId
    const before = [(await messagesTo(told)).length, (await messagesTo(owner)).length]
    expect(await set(true)).toMatchObject({ disabled: true, reason: '今天调离，交接已办' })
    const after = [(await messagesTo(told)).slice(before[0]), (await messagesTo(owner)).slice(before[1])]
    expect(after[0]).toMatchObject([{ channel: 'in-app' }])
    expect(after[0]?.[0]?.body).toContain('“员auditor”的账号，理由：今天调离')
    expect(after[1]?.[0]?.body).toContain('您的账号已被停用')
    expect((await run(listAccounts, security, { q: 'auditor' })).rows).toMatchObject([
      { accountId, disabled: true, guarded: true },
    ])
    await expect(set(false)).rejects.toMatchObject({ code: 'approval-needed' })
    await grant('account-reopening', accountId)
    expect(await set(false)).toMatchObject({ accountId, disabled: false })
    await set(true)
    await expect(set(false)).rejects.toMatchObject({ code: 'approval-needed' })
    const ordinary = await accountOf('village-clerk')
    await run(setAccountDisabled, security, { requestId: requestId(), accountId: ordinary, disabled: true })
    expect(
      await run(setAccountDisabled, security, { requestId: requestId(), accountId: ordinary, disabled: false }),
    ).toEqual({ accountId: ordinary, disabled: false })
  })

  it('has an owner who is told by another way when it is asked for, and when it is done', async () => {
    const { run, security, staff, db, county, sealing } = office
    const { personId } = staff('supervisor').actor
    await db.write(county, (tx) =>
      tx.run(
        sql`update person set phone_sealed = ${sealing.seal('13700004321')} where county = ${county} and id = ${personId}`,
      ),
    )
    const accountId = await accountOf('supervisor')
    const before = (await messagesTo(personId)).length
    const { approvalId } = await ask('password-reset', accountId)
    expect((await messagesTo(personId)).slice(before).map(({ channel }) => channel)).toEqual(['in-app', 'sms'])
    await run(decideApproval, office.admin, { requestId: requestId(), approvalId, grant: true })
    await run(resetPassword, security, { requestId: requestId(), accountId })
    const told = (await messagesTo(personId)).slice(before)
    expect(told).toHaveLength(4)
    expect(told.some(({ channel, body }) => channel === 'sms' && body.includes('已被重置'))).toBe(true)
  })

  it('is guarded alike where its owner signs for a village; who writes for one gets a new password from one person', async () => {
    const { run, security, staff, db, county, sealing } = office
    const { personId } = staff('village-leader').actor
    await db.write(county, (tx) =>
      tx.run(
        sql`update person set phone_sealed = ${sealing.seal('13700009753')} where county = ${county} and id = ${personId}`,
      ),
    )
    const accountId = await accountOf('village-leader')
    const reset = () => run(resetPassword, security, { requestId: requestId(), accountId })
    const before = (await messagesTo(personId)).length
    await expect(reset()).rejects.toMatchObject({ code: 'approval-needed' })
    // Whichever of the three offices has somebody on duty.
    for (const second of [office.admin, staff('auditor')]) {
      await grant('password-reset', accountId, second)
      expect(await reset()).toMatchObject({ accountId })
    }
    const told = (await messagesTo(personId)).slice(before)
    expect(told.filter(({ channel, body }) => channel === 'sms' && body.includes('已被重置'))).toHaveLength(2)
    await grant('second-step-removal', accountId)
    await run(removeSecondStep, security, { requestId: requestId(), accountId })
    const ofClerk = await accountOf('oversight-member')
    expect(await run(resetPassword, security, { requestId: requestId(), accountId: ofClerk })).toMatchObject({
      accountId: ofClerk,
    })
    for (const role of staffRoleKeys)
      if (mayDo(staff(role).actor, 'disclosure.sign')) expect([role, isGuardedRole(role)]).toEqual([role, true])
  })

  it('is told apart in the list, and nobody asks for their own', async () => {
    const { run, security } = office
    const own = await accountOf('security-admin').catch((error: unknown) => error)
    expect(own).toMatchObject({ code: 'second-person' })
    await accountOf('grid-worker')
    const rows = (await run(listAccounts, security, {})).rows
    expect(rows.find(({ userName }) => userName.startsWith('grid-worker'))).toMatchObject({ guarded: false })
    expect(rows.filter(({ guarded }) => guarded).length).toBeGreaterThan(1)
  })
})

describe('the account of whoever held, waits for or will hold such a role', () => {
  const days = (n: number): string => new Date(office.clock.now().getTime() + n * 86_400_000).toISOString().slice(0, 10)
  const resetAlone = (accountId: string) =>
    office.run(resetPassword, office.security, { requestId: requestId(), accountId })
  async function withGrant(heldFrom: string, heldUntil: string | null): Promise<string> {
    const { run, security, db, county, places } = office
    const { id: personId } = await run(addPerson, office.admin, { requestId: requestId(), name: '谭轮岗' })
    const userName = `t${personId.slice(-12)}`
    const { accountId } = await run(createAccount, security, { requestId: requestId(), personId, userName })
    await db.write(county, (tx) =>
      addGrants(
        tx,
        [{ id: personId, personId, role: 'discipline-liaison', placeId: places.county, heldFrom, heldUntil }],
        null,
      ),
    )
    return accountId
  }

  it('is guarded still for ninety days after, and from the day on which it is known', async () => {
    for (const [from, until] of [
      [days(-400), days(0)],
      [days(-400), days(-89)],
      [days(1), null],
    ] as const)
      await expect(resetAlone(await withGrant(from, until))).rejects.toMatchObject({ code: 'approval-needed' })
    const long = await withGrant(days(-400), days(-92))
    expect(await resetAlone(long)).toMatchObject({ accountId: long })
  })

  it('is guarded while the role is asked for, and its end is asked for as well', async () => {
    const { run, security, staff, places } = office
    const accountId = await accountOf('mediation-lead')
    expect(await resetAlone(accountId)).toMatchObject({ accountId })
    const { personId } = staff('mediation-lead').actor
    const role = { personId, role: 'supervisor', placeId: places.county, heldFrom: days(0) } as const
    await run(grantRole, security, { requestId: requestId(), ...role, reason: '轮岗到督办' })
    await expect(resetAlone(accountId)).rejects.toMatchObject({ code: 'approval-needed' })
    const liaison = staff('discipline-liaison').actor.personId
    const [grantRow] = (await run(listGrants, security, { person: liaison })).rows
    const end = (reason?: string) =>
      run(endGrant, security, {
        requestId: requestId(),
        grantId: grantRow?.id ?? '',
        heldUntil: days(0),
        ...(reason ? { reason } : {}),
      })
    await expect(end()).rejects.toMatchObject({ code: 'need-reason' })
    expect(await end('调到乡镇')).toMatchObject({ waits: true })
    expect(await end('调到乡镇')).toMatchObject({ waits: true })
    expect((await run(listGrants, security, { person: liaison })).rows).toHaveLength(1)
    const waiting = (await run(listApprovals, office.admin, {})).rows.filter(({ kind }) => kind === 'role-ending')
    expect(waiting).toMatchObject([{ facts: { name: '员discipline-liaison' }, mayDecide: true }])
    const decide = (by: Caller) =>
      run(decideApproval, by, { requestId: requestId(), approvalId: waiting[0]?.id ?? '', grant: true })
    await expect(decide(security)).rejects.toMatchObject({ code: 'second-person' })
    await decide(office.admin)
    expect((await run(listGrants, security, { person: liaison })).rows).toEqual([])
    expect((await messagesTo(liaison)).map(({ body }) => body).join()).toContain('已提前终止')
  })
})

describe('the audit page', () => {
  it('says whose account it was, whatever was done with it, and is read by the auditor alone', async () => {
    const { run, security, staff } = office
    const accountId = await accountOf('mediator')
    await run(resetPassword, security, { requestId: requestId(), accountId })
    await run(endSessions, security, { requestId: requestId(), accountId })
    await run(removeSecondStep, security, { requestId: requestId(), accountId })
    await run(setAccountDisabled, security, { requestId: requestId(), accountId, disabled: true })
    await expect(run(listAudit, security, {})).rejects.toMatchObject({ code: 'not-allowed' })
    const lines = (await run(listAudit, staff('auditor'), { subject: accountId })).rows
    expect(lines.map(({ operation }) => operation).toSorted()).toEqual(
      ['createAccount', 'resetPassword', 'endSessions', 'removeSecondStep', 'setAccountDisabled'].toSorted(),
    )
    for (const line of lines) expect(line).toMatchObject({ subjectKind: 'accounts', subjectName: '员mediator' })
  })
})
