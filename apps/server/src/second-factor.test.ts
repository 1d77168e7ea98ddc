import { listAudit } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addGrants, addPersons, linkAccount } from '#kernel/people'
import { findCounty } from '#kernel/places'
import { sql } from '#platform/database'
import { serveYanliang, type Served } from './open311/testing-server.ts'

const password = '白蒿村第7口井的水不够喝'
let served: Served
let addresses = 0
beforeAll(async () => {
  served = await serveYanliang()
})
afterAll(() => served.close())

/** A person with a role over the county, an account, and no second factor. */
async function newStaff(role: StaffRole, demo = false): Promise<{ accountId: string; userName: string }> {
  const { installation, county, clock } = served
  const { db, sealing, signIn } = installation
  const userName = `员${(addresses += 1)}`
  const [personId, root] = [uuidv7(), await db.read(county, findCounty)]
  const account = { county, username: userName, name: '温守义', password, demo }
  const { accountId } = await signIn.createStaffAccount(account, clock.now())
  await db.write(county, async (tx) => {
    await addPersons(tx, sealing, [{ id: personId, name: '温守义' }], clock.now())
    const grant = { id: uuidv7(), personId, role, placeId: root?.id ?? null, organisationId: null }
    await addGrants(tx, [{ ...grant, heldFrom: '2025-01-01', heldUntil: null }])
    await linkAccount(tx, { accountId, personId, demo })
  })
  return { accountId, userName }
}

/** A browser of its own, behind an address of its own. */
function newBrowser() {
  const remoteAddress = `10.7.0.${(addresses += 1)}`
  let cookie = ''
  const send = async (url: string, body?: object) => {
    const answer = await served.server.inject({
      method: body ? 'POST' : 'GET',
      url,
      remoteAddress,
      headers: { 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) },
      ...(body ? { payload: body } : {}),
    })
    const set = [answer.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0] ?? '')
    if (set.length > 0) cookie = set.join('; ')
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
  }
  const signIn = (userName: string, typed = password) =>
    send('/api/auth/sign-in/username', { username: userName, password: typed })
  return { send, signIn }
}

const recordOf = async (accountId: string) => {
  const { installation, county } = served
  const root = await installation.db.read(county, findCounty)
  const reach = { kind: 'place', level: 'county', placeId: root?.id ?? '' } as const
  const actor = { personId: uuidv7(), accountId: uuidv7(), name: '审计', grants: [{ role: 'auditor' as const, reach }] }
  const auditor = { kind: 'staff', actor, accountId: actor.accountId, address: '', language: 'zh-CN' } as const
  const { rows } = await installation.runFor(county)(listAudit, auditor, { subject: accountId })
  return rows.map(({ operation }) => operation)
}

describe('whoever sees behind the seals or makes the rules', () => {
  it.each(['discipline-liaison', 'security-admin', 'auditor'] as const)(
    'opens nothing as %s before a second factor is set up, and everything of theirs after',
    async (role) => {
      const { accountId, userName } = await newStaff(role)
      const browser = newBrowser()
      expect(await browser.signIn(userName)).toMatchObject({ status: 200, body: { signedIn: true } })
      expect(await browser.send('/api/auth/session')).toMatchObject({
        status: 200,
        body: { mustSetUpSecondStep: true },
      })
      for (const url of ['/api/me', '/api/cases', '/api/accounts', '/api/audit', '/api/approvals'])
        expect([url, (await browser.send(url)).status]).toEqual([url, 401])
      // The way to set it up is open.
      expect((await browser.send('/api/auth/two-factor/enable', { password })).body).toHaveProperty('totpURI')
      const { installation, county } = served
      await installation.db.write(county, (tx) =>
        tx.run(sql`update auth_user set two_factor_enabled = true where id = ${accountId}`),
      )
      expect((await browser.send('/api/me')).status).toBe(200)
      expect((await browser.send('/api/auth/session')).body).toMatchObject({ mustSetUpSecondStep: false })
    },
  )

  it('is not asked for one with a role that works in the open, nor in a demo', async () => {
    for (const { userName } of [await newStaff('dispatcher-county'), await newStaff('security-admin', true)]) {
      const browser = newBrowser()
      await browser.signIn(userName)
      expect((await browser.send('/api/me')).status).toBe(200)
      expect((await browser.send('/api/auth/session')).body).toMatchObject({ mustSetUpSecondStep: false })
    }
  })
})

it('the record of commands holds sign-ins, wrong passwords and sign-outs, each with its account', async () => {
  const { accountId, userName } = await newStaff('dispatcher-county')
  const browser = newBrowser()
  expect((await browser.signIn(userName, 'not-the-password')).status).toBe(401)
  expect(await recordOf(accountId)).toEqual(['signInFailed'])
  // A wrong password makes its sender wait: the right one comes from elsewhere.
  const other = newBrowser()
  expect((await other.signIn(userName)).status).toBe(200)
  await other.send('/api/auth/sign-out', {})
  expect((await recordOf(accountId)).toSorted()).toEqual(['signIn', 'signInFailed', 'signOut'])
})
