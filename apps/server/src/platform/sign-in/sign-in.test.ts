import { createHmac, randomBytes } from 'node:crypto'
import fastifyModule, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { sql, type Database } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { sealingFromKeys } from '#platform/sealing'
import { waitAfter } from './waits.ts'
import { developmentInbox, mountSignIn, openSignIn, requireSameOrigin, type SignIn, type SignInEvent } from './index.ts'

const sealing = sealingFromKeys([randomBytes(32)])
const password = '关山下的第9条渠道水'
let database: Database
let signIn: SignIn
let server: FastifyInstance
let names = 0
const events: SignInEvent[] = []

beforeAll(async () => {
  const clone = await testDatabase()
  database = clone
  const codes = developmentInbox(database, systemClock)
  signIn = openSignIn({ url: clone.url, database, sealing, codes, clock: systemClock, log: silentLog })
  server = fastifyModule({ trustProxy: true })
  mountSignIn(server, signIn, {
    needsSecondStep: async ({ name }) => name === '管理员',
    record: async (event) => void events.push(event),
  })
  await server.ready()
})

afterAll(async () => {
  await server.close()
  await signIn.close()
})

/** Each browser has an address of its own, so that the limits of one test do not reach into another. */
const openBrowser = (at?: string) => {
  const cookies = new Map<string, string>()
  const address = at ?? `10.${names >> 8}.${names & 255}.${(names += 1) & 255}`
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const send = async (method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await server.inject({
      method,
      url: `/api/auth/${path}`,
      headers: {
        'x-forwarded-for': address,
        'sec-fetch-site': 'same-origin',
        ...(cookies.size > 0 ? { cookie: cookie() } : {}),
        ...headers,
      },
      ...(body ? { payload: body } : {}),
    })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), headers: answer.headers }
  }
  return {
    post: (path: string, body: object, headers?: Record<string, string>) => send('POST', path, body, headers),
    get: (path: string) => send('GET', path),
    cookie,
    address,
  }
}

const newAccount = async (
  more: { mustChangePassword?: boolean; name?: string } = {},
): Promise<{ accountId: string; username: string }> => {
  const username = `网格员${(names += 1)}`
  const account = { county: 610_114, username, name: '李网格', password, ...more }
  return { ...(await signIn.createStaffAccount(account, new Date())), username }
}

const signedIn = async (username: string, secret = password) => {
  const browser = openBrowser()
  expect((await browser.post('sign-in/username', { username, password: secret })).body).toEqual({ signedIn: true })
  return browser
}

const sessionOf = (browser: { cookie: () => string }) => signIn.findSession({ cookie: browser.cookie() }, new Date())

/** RFC 6238 with its usual parameters, written here because the server must agree with other people's apps. */
const totp = (base32: string, at: Date): string => {
  const bits = [...base32.replaceAll('=', '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) as number) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('staff sign in with a user name, are found by their cookie in one round trip, and sign out', async () => {
  const { accountId, username } = await newAccount()
  const browser = openBrowser()
  const answer = await browser.post('sign-in/username', { username, password })
  expect([answer.status, answer.body]).toEqual([200, { signedIn: true }])
  const line = String(answer.headers['set-cookie'])
  expect(line).toMatch(/HttpOnly/)
  expect(line).toMatch(/SameSite=Lax/i)
  expect(line).not.toMatch(/Secure/)
  expect(await sessionOf(browser)).toMatchObject({ accountId, county: 610_114, username, twoFactor: false })
  const cookie = browser.cookie()
  await browser.post('sign-out', {})
  expect(await signIn.findSession({ cookie }, new Date())).toBeUndefined()
})

test('behind https the cookie never travels in the clear', async () => {
  const { username } = await newAccount()
  const answer = await openBrowser().post('sign-in/username', { username, password }, { 'x-forwarded-proto': 'https' })
  expect(String(answer.headers['set-cookie'])).toMatch(/; Secure/)
})

test('a cookie with a changed token or signature is nobody', async () => {
  const browser = await signedIn((await newAccount()).username)
  const cookie = browser.cookie()
  expect(await signIn.findSession({ cookie: cookie.replace(/=./, '=x') }, new Date())).toBeUndefined()
  expect(await signIn.findSession({ cookie: cookie.slice(0, -6) }, new Date())).toBeUndefined()
  expect(await signIn.findSession({}, new Date())).toBeUndefined()
  expect(await signIn.findSession({ cookie }, new Date())).toBeDefined()
})

test('a session ends after a working day, and after two idle hours', async () => {
  const browser = await signedIn((await newAccount()).username)
  const inHours = (hours: number) =>
    signIn.findSession({ cookie: browser.cookie() }, new Date(Date.now() + hours * 3_600_000))
  expect(await inHours(2.1)).toBeUndefined()
  for (let hour = 1.5; hour < 12; hour += 1.5) expect(await inHours(hour)).toBeDefined()
  expect(await inHours(12.1)).toBeUndefined()
})

const tryAt = async (address: string, username: string, secret: string) =>
  (await openBrowser(address).post('sign-in/username', { username, password: secret })).body

test('wrong passwords make whoever sends them wait, longer each time, and nobody at another place; an unknown name sounds the same', async () => {
  for (const username of [(await newAccount()).username, `没有这人${(names += 1)}`]) {
    const address = openBrowser().address
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await tryAt(address, username, 'wrong password 1')).toMatchObject({ code: 'sign-in-wrong' })
    for (const secret of ['wrong password 1', password]) {
      const { code, facts } = await tryAt(address, username, secret)
      expect(code).toBe('wrong-too-often')
      expect((facts as { seconds: number }).seconds).toBeGreaterThan(10)
      expect((facts as { seconds: number }).seconds).toBeLessThanOrEqual(15)
    }
  }
  const { username } = await newAccount()
  const hostile = openBrowser().address
  for (let attempt = 0; attempt < 7; attempt += 1) await tryAt(hostile, username, 'wrong password 1')
  await signedIn(username)
})

test('the wait doubles with each failure up to its maximum', () => {
  const wait = { free: 2, firstSeconds: 4, maxSeconds: 60, forgetSeconds: 1 }
  expect([0, 2, 3, 4, 5, 6, 7, 8, 400].map((failures) => waitAfter(failures, wait))).toEqual([
    0, 0, 4, 8, 16, 32, 60, 60, 60,
  ])
})

test('tries sent at the same moment from one place cannot slip past the wait', async () => {
  const { username } = await newAccount()
  const { address } = openBrowser()
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => tryAt(address, username, `wrong ${n} try`)))
  expect(answers.filter(({ code }) => code === 'sign-in-wrong')).toHaveLength(5)
})

test('guesses from everywhere slow strangers, and not the place where the owner was signed in before', async () => {
  const { username } = await newAccount()
  const home = openBrowser().address
  expect(await tryAt(home, username, password)).toEqual({ signedIn: true })
  for (let guess = 0; guess < 31; guess += 1) await tryAt(openBrowser().address, username, `guess number ${guess}`)
  expect(await tryAt(openBrowser().address, username, password)).toMatchObject({ code: 'wrong-too-often' })
  expect(await tryAt(home, username, password)).toEqual({ signedIn: true })
})

test('a whole office signs in from one address, as often as it likes', async () => {
  const { address } = openBrowser()
  const people = await Promise.all(Array.from({ length: 5 }, () => newAccount()))
  for (let round = 0; round < 10; round += 1)
    expect(await Promise.all(people.map(({ username }) => tryAt(address, username, password)))).toEqual(
      people.map(() => ({ signedIn: true })),
    )
})

test('one address that tries a password on many accounts has to wait, whichever name comes next', async () => {
  const { address } = openBrowser()
  for (let n = 0; n < 61; n += 1) await tryAt(address, `撞库${n}`, 'Spring-Festival-26')
  expect(await tryAt(address, '撞库61', 'Spring-Festival-26')).toMatchObject({ code: 'wrong-too-often' })
})

test('sign-ins, good and failed, and when they begin to be slowed are told to the record, with whose account and from where', async () => {
  const { username, accountId } = await newAccount()
  const { address } = openBrowser()
  for (let attempt = 0; attempt < 5; attempt += 1) await tryAt(address, username, 'wrong password 1')
  const browser = await signedIn(username)
  await browser.post('sign-out', {})
  const told = events.filter((event) => event.accountId === accountId)
  expect(told.map(({ operation }) => operation)).toEqual([
    ...Array.from({ length: 4 }, () => 'signInFailed'),
    'signInSlowed',
    'signIn',
    'signOut',
  ])
  expect(told.map((event) => event.address)).toEqual([...Array(5).fill(address), browser.address, browser.address])
})

test('a page of another site can do nothing, and only what is listed is reachable', async () => {
  const { username } = await newAccount()
  const foreign = await openBrowser().post(
    'sign-in/username',
    { username, password },
    { 'sec-fetch-site': 'cross-site' },
  )
  expect(foreign.status).toBe(403)
  for (const path of ['sign-up/email', 'update-user', 'sign-in/email', 'list-sessions', 'is-username-available'])
    expect((await openBrowser().post(path, { email: 'a@b.c', password, name: 'x' })).status).toBe(404)
})

test('the origin of a change is told by Sec-Fetch-Site, Origin or Referer, and a program without cookies needs none', () => {
  const asks = (headers: Record<string, string>) => () =>
    requireSameOrigin({ method: 'POST', host: 'x.cn:8080', headers })
  expect(asks({ 'sec-fetch-site': 'same-origin', cookie: 'a=b' })).not.toThrow()
  expect(asks({ 'sec-fetch-site': 'same-site', cookie: 'a=b' })).toThrow('not-allowed')
  expect(asks({ origin: 'http://x.cn:8080', cookie: 'a=b' })).not.toThrow()
  expect(asks({ origin: 'http://evil.cn', cookie: 'a=b' })).toThrow('not-allowed')
  expect(asks({ origin: 'null', cookie: 'a=b' })).toThrow('not-allowed')
  expect(asks({ referer: 'http://x.cn:8080/v/1', cookie: 'a=b' })).not.toThrow()
  expect(asks({ cookie: 'a=b' })).toThrow('not-allowed')
  expect(asks({})).not.toThrow()
  expect(() => requireSameOrigin({ method: 'GET', host: 'x.cn', headers: { origin: 'http://evil.cn' } })).not.toThrow()
})

test('the second step: set up with an app, asked at the next sign-in, passed once, and by a backup code once', async () => {
  const { username, accountId } = await newAccount()
  const desk = await signedIn(username)
  expect((await desk.post('two-factor/enable', { password: 'not my password 1' })).body['code']).toBe('password-wrong')
  const enabled = await desk.post('two-factor/enable', { password })
  const uri = new URL(String(enabled.body['totpURI']))
  const secret = uri.searchParams.get('secret') ?? ''
  const [backup] = enabled.body['backupCodes'] as string[]
  expect(decodeURIComponent(uri.href)).toContain(username)
  // Until a code was shown to work, nobody is locked out by a telephone that never scanned it.
  await signedIn(username)
  expect((await desk.post('two-factor/verify-totp', { code: totp(secret, new Date()) })).body).toEqual({
    signedIn: true,
  })
  expect(await sessionOf(desk)).toMatchObject({ twoFactor: true })

  const phone = openBrowser()
  expect((await phone.post('sign-in/username', { username, password })).body).toEqual({ twoFactorRedirect: true })
  expect(await sessionOf(phone)).toBeUndefined()
  const wrong = await phone.post('two-factor/verify-totp', { code: '000000' })
  expect([wrong.status, wrong.body['code']]).toEqual([401, 'second-step-wrong'])
  expect(events.filter(({ operation }) => operation === 'secondStepFailed')).toMatchObject([
    { accountId, address: phone.address },
  ])
  const code = totp(secret, new Date(Date.now() + 30_000))
  const shoulder = openBrowser()
  await shoulder.post('sign-in/username', { username, password })
  const both = await Promise.all([phone, shoulder].map((one) => one.post('two-factor/verify-totp', { code })))
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
  expect(both.find(({ status }) => status === 401)?.body['code']).toBe('second-step-used')
  expect([await sessionOf(phone), await sessionOf(shoulder)].filter(Boolean)).toHaveLength(1)
  // Nor does one that is older than the last one taken, though its thirty seconds are not over.
  const late = openBrowser()
  await late.post('sign-in/username', { username, password })
  expect((await late.post('two-factor/verify-totp', { code: totp(secret, new Date()) })).body['code']).toMatch(
    /second-step-(used|wrong)/,
  )
  expect(await sessionOf(late)).toBeUndefined()

  for (const works of [true, false]) {
    const other = openBrowser()
    await other.post('sign-in/username', { username, password })
    expect((await other.post('two-factor/verify-backup-code', { code: backup ?? '' })).status === 200).toBe(works)
    expect((await sessionOf(other)) !== undefined).toBe(works)
  }
  const stranger = await openBrowser().post('two-factor/verify-totp', { code: totp(secret, new Date()) })
  expect(stranger.body['code']).toBe('second-step-late')
})

/** Sets up the second factor of somebody who is signed in; its secret. */
const setUpSecondStep = async (browser: ReturnType<typeof openBrowser>): Promise<string> => {
  const enabled = await browser.post('two-factor/enable', { password })
  expect(enabled.body['qr']).toMatch(/^<svg/)
  const secret = new URL(String(enabled.body['totpURI'])).searchParams.get('secret') ?? ''
  expect((await browser.post('two-factor/verify-totp', { code: totp(secret, new Date()) })).status).toBe(200)
  return secret
}

test('switching the second factor on ends every session that never showed it', async () => {
  const { username, accountId } = await newAccount()
  const [desk, forgotten] = [await signedIn(username), await signedIn(username)]
  await setUpSecondStep(desk)
  expect(await sessionOf(desk)).toMatchObject({ accountId, twoFactor: true })
  expect(await sessionOf(forgotten)).toBeUndefined()
})

test('a second step begun with a password ends with that password', async () => {
  const { username, accountId } = await newAccount()
  const desk = await signedIn(username)
  const secret = await setUpSecondStep(desk)
  const code = (): string => totp(secret, new Date(Date.now() + 30_000))
  const begin = async (with_: string) => {
    const browser = openBrowser()
    expect((await browser.post('sign-in/username', { username, password: with_ })).body).toEqual({
      twoFactorRedirect: true,
    })
    return browser
  }
  const beforeChange = await begin(password)
  await desk.post('change-password', { currentPassword: password, newPassword: '另外一个好密码-77' })
  expect((await beforeChange.post('two-factor/verify-totp', { code: code() })).body['code']).toBe('second-step-late')
  const beforeReset = await begin('另外一个好密码-77')
  await signIn.resetPassword({ accountId, password: '临时密码-2026-09' }, new Date())
  expect((await beforeReset.post('two-factor/verify-totp', { code: code() })).body['code']).toBe('second-step-late')
  expect(await sessionOf(beforeReset)).toBeUndefined()
  // A new password takes nothing of the second factor away.
  const after = await begin('临时密码-2026-09')
  expect((await after.post('two-factor/verify-totp', { code: code() })).body).toEqual({ signedIn: true })
})

test('who has to have a second factor is told so until it is set up, and cannot switch it off', async () => {
  const admin = await signedIn((await newAccount({ name: '管理员' })).username)
  expect((await admin.get('session')).body).toMatchObject({ mustSetUpSecondStep: true })
  await setUpSecondStep(admin)
  expect((await admin.get('session')).body).toMatchObject({ mustSetUpSecondStep: false })
  expect((await admin.post('two-factor/disable', { password })).body['code']).toBe('second-step-needed')
  const worker = await signedIn((await newAccount()).username)
  expect((await worker.get('session')).body).toMatchObject({ mustSetUpSecondStep: false })
})

test('everybody sees where they are signed in and ends what they do not know', async () => {
  const { username } = await newAccount()
  const desk = await signedIn(username)
  const phone = await signedIn(username)
  const listed = (await desk.get('sessions')).body['sessions'] as {
    sessionId: string
    current: boolean
    address: string
  }[]
  expect(listed.map((session) => session.current)).toEqual([false, true])
  expect(listed.map((session) => session.address)).toEqual([phone.address, desk.address])
  expect(JSON.stringify(listed)).not.toContain('token')
  const stranger = await signedIn((await newAccount()).username)
  expect((await stranger.post('sessions/end', { sessionId: listed[0]?.sessionId ?? '' })).status).toBe(404)
  await desk.post('sessions/end', { sessionId: listed[0]?.sessionId ?? '' })
  expect(await sessionOf(phone)).toBeUndefined()
  expect(await sessionOf(desk)).toBeDefined()
})

test('an own password is chosen after a reset, ends the other sessions, and must be a good one', async () => {
  const { accountId, username } = await newAccount()
  const before = await signedIn(username)
  await signIn.resetPassword({ accountId, password: '临时密码-2026-03' }, new Date())
  expect(await sessionOf(before)).toBeUndefined()
  const desk = await signedIn(username, '临时密码-2026-03')
  const phone = await signedIn(username, '临时密码-2026-03')
  expect(await sessionOf(desk)).toMatchObject({ mustChangePassword: true })
  const change = (currentPassword: string, newPassword: string) =>
    desk.post('change-password', { currentPassword, newPassword })
  expect((await change('临时密码-2026-03', `${username}-12345`)).body['code']).toBe('password-weak')
  expect((await change('not the password 1', '我自己的新密码-88')).body['code']).toBe('password-wrong')
  expect((await change('临时密码-2026-03', '我自己的新密码-88')).body).toEqual({ changed: true })
  expect(await sessionOf(desk)).toMatchObject({ mustChangePassword: false })
  expect(await sessionOf(phone)).toBeUndefined()
})

test('a disabled account is out at once and cannot come back until it is opened again', async () => {
  const { accountId, username } = await newAccount()
  const browser = await signedIn(username)
  await signIn.setAccountDisabled({ accountId, disabled: true }, new Date())
  expect(await sessionOf(browser)).toBeUndefined()
  expect((await openBrowser().post('sign-in/username', { username, password })).status).toBe(401)
  await signIn.setAccountDisabled({ accountId, disabled: false }, new Date())
  await signedIn(username)
  const listed = await signIn.listStaffAccounts(610_114, new Date())
  expect(listed.find((account) => account.accountId === accountId)).toMatchObject({ username, disabled: false })
})

test('passwords are stored as Argon2id, and bad names, taken names and weak passwords are refused', async () => {
  const { accountId, username } = await newAccount()
  const stored = await database.local((tx) =>
    tx.row<{ password: string }>(sql`select password from auth_account where user_id = ${accountId}`),
  )
  expect(stored?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const make = (name: string, secret: string) =>
    signIn.createStaffAccount({ county: 610_114, username: name, name: 'x', password: secret }, new Date())
  await expect(make(username, password)).rejects.toThrow('bad-input')
  await expect(make('a b', password)).rejects.toThrow('bad-input')
  for (const weak of ['short1', 'Password123456', 'aaaaaaaaaa1', 'onlyletters', 'somebody-2026'])
    await expect(make('somebody', weak)).rejects.toThrow('password-weak')
})
