import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indicators, processes } from '@xiangzhi/practices'
import { refreshIndicators } from '#kernel/indicators'
import { listCounterDifferences } from '#kernel/cases'
import { addGrants, addPersons, linkAccount } from '#kernel/people'
import { findCounty, findPlaceByCode } from '#kernel/places'
import { systemClock } from '#platform/clock'
import { configurationsWith, reading } from '#platform/county-config'
import { openDatabase, sql } from '#platform/database'
import { ownDatabase, type TestDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { makeSetting } from '#platform/settings'
import { loadPack, readPack } from '#packs'
import { openInstallation } from '#server'

const COUNTY = 610_114
const GRID = '610114001001001'
const WORKER = { username: 'two.worker', password: 'river-42-mountain-17' }
const LEADER = { username: 'two.leader', password: 'forest-36-valley-28' }
const LOAD_MS = 1500

const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-two-'))
const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let database: TestDatabase
const servers: { readonly child: ChildProcess; readonly port: number }[] = []

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })

async function makeInstallation(): Promise<void> {
  const installation = openInstallation({ url: database.url, dataDir, clock: systemClock, log: silentLog })
  const { db, sealing, signIn } = installation
  const now = new Date()
  const folder = fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url))
  await loadPack(db, await readPack(folder), {
    now,
    demo: false,
  })
  await makeSetting(db, 'county', COUNTY)
  for (const [user, role] of [
    [WORKER, 'grid-worker'],
    [LEADER, 'dispatcher-county'],
  ] as const) {
    const { accountId } = await signIn.createStaffAccount({ county: COUNTY, name: '测试', ...user }, now)
    await db.write(COUNTY, async (tx) => {
      const place = await (role === 'grid-worker' ? findPlaceByCode(tx, GRID) : findCounty(tx))
      const personId = uuidv7()
      await addPersons(tx, sealing, [{ id: personId, name: '测试' }], now)
      await addGrants(tx, [{ id: uuidv7(), personId, role, placeId: place?.id ?? '', heldFrom: '2020-01-01' }])
      await linkAccount(tx, { accountId, personId, demo: false })
    })
  }
  await installation.close()
}

/** One of the servers, started as a service manager would: its own process, the shared database and folder. */
async function start(): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort()
  const child = spawn(process.execPath, [main, 'start'], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      PORT: String(port),
      DEMO: 'none',
      LOG_LEVEL: 'warn',
      RATE_LIMIT: 'off',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said = (said + String(text)).slice(-4000)))
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server did not start:\n${said}`)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (ready?.status === 200) return { child, port }
    await wait(50)
  }
  throw new Error(`the server does not become ready:\n${said}`)
}

const origin = (which: number): string => `http://127.0.0.1:${servers[which % 2]?.port}`

function ask(which: number, path: string, init: RequestInit & { cookie?: string } = {}): Promise<Response> {
  const { cookie, ...rest } = init
  const headers = { origin: origin(which), ...(cookie && { cookie }), ...(init.headers as Record<string, string>) }
  return fetch(`${origin(which)}${path}`, { ...rest, headers })
}

const post = (which: number, path: string, body: object, cookie?: string): Promise<Response> =>
  ask(which, path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...(cookie && { cookie }),
  })

async function signIn(which: number, user: typeof WORKER): Promise<string> {
  const answer = await post(which, '/api/auth/sign-in/username', user)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** Reads the stream of the wall screen; `total` is the newest number of cases that it has shown. */
async function watch(which: number, cookie: string): Promise<{ total(): number; close(): void }> {
  const stop = new AbortController()
  const answer = await ask(which, '/api/live', { cookie, signal: stop.signal })
  expect(answer.status).toBe(200)
  let text = ''
  let shown = ''
  void (async () => {
    const decoder = new TextDecoder()
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true })
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      shown = events.at(-1)?.replace(/^data: /, '') ?? shown
    }
  })().catch(() => undefined)
  return {
    total: () => (shown === '' ? Number.NaN : (JSON.parse(shown) as { newToday: number }).newToday),
    close: () => stop.abort(),
  }
}

beforeAll(async () => {
  database = await ownDatabase()
  await makeInstallation()
  servers.push(...(await Promise.all([start(), start()])))
})

afterAll(async () => {
  for (const { child } of servers) child.kill('SIGTERM')
  for (const { child } of servers) while (child.exitCode === null && child.signalCode === null) await wait(20)
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('two servers on one database', () => {
  it('share sessions: signed in at one is signed in at the other, and signed out at one is out at both', async () => {
    const cookie = await signIn(0, WORKER)
    for (const which of [0, 1]) expect((await ask(which, '/api/my-work', { cookie })).status).toBe(200)
    expect((await post(1, '/api/auth/sign-out', {}, cookie)).status).toBe(200)
    // Each server remembers for a second who called.
    await expect.poll(async () => (await ask(0, '/api/my-work', { cookie })).status).toBe(401)
  })

  it('carry out every command once and number every case once under mixed load, and both screens show it', async () => {
    const [worker, leader] = [await signIn(0, WORKER), await signIn(1, LEADER)]
    const screens = [await watch(0, leader), await watch(1, leader)]
    await expect.poll(() => screens.every((screen) => screen.total() >= 0)).toBe(true)
    const numbers: string[] = []
    let accepted = 0
    const until = performance.now() + LOAD_MS
    const villager = async (which: number): Promise<void> => {
      // A slow machine takes longer over it; what is tested is the volume, not the speed.
      while (performance.now() < until || numbers.length < 12) {
        const body = { requestId: uuidv7(), category: 'R0302', placeCode: GRID, description: '垃圾桶满了' }
        // The same request reaches both at the same moment, as after a lost answer.
        const answers = await Promise.all([post(which, '/api/reports', body), post(which + 1, '/api/reports', body)])
        const given = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, unknown>[]
        expect(answers.map(({ status }) => status)).toEqual([201, 201])
        expect(given[0]?.['number']).toBe(given[1]?.['number'])
        expect(given[0]?.['token']).toBe(given[1]?.['token'])
        numbers.push(String(given[0]?.['number']))
        const action = { version: given[0]?.['version'], transition: 'accept' }
        // Two people press at once, each at another server: one is quicker, the other is told so.
        const pressed = await Promise.all(
          [0, 1].map((server) =>
            post(server, `/api/cases/${String(given[0]?.['id'])}/actions`, { ...action, requestId: uuidv7() }, worker),
          ),
        )
        expect(pressed.map(({ status }) => status).toSorted()).toEqual([200, 409])
        accepted += 1
        expect((await ask(which, `/api/public-cases?village=${GRID.slice(0, 12)}`)).status).toBe(200)
      }
    }
    await Promise.all([villager(0), villager(1), villager(0), villager(1)])
    expect(numbers.length).toBeGreaterThan(8)
    expect(new Set(numbers).size).toBe(numbers.length)
    const db = openDatabase({ url: database.url, writersMax: 2, readersMax: 2 })
    const counted = await db.read(COUNTY, (tx) =>
      tx.row<{ cases: number; accepts: number }>(sql`
        select (select count(*)::int from case_record c where c.county = ${COUNTY}) as cases,
          (select count(*)::int from case_event e where e.county = ${COUNTY} and e.action = 'accept') as accepts`),
    )
    expect(counted).toEqual({ cases: numbers.length, accepts: accepted })
    expect(await db.read(COUNTY, listCounterDifferences)).toEqual([])
    await expect.poll(() => screens.map((screen) => screen.total())).toEqual([numbers.length, numbers.length])
    for (const screen of screens) screen.close()
    await db.close()
  })

  it('serve each other’s uploads from the store that they share', async () => {
    const cookie = await signIn(1, WORKER)
    const photo = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const form = new FormData()
    form.append('file', new Blob([photo], { type: 'image/png' }), 'a.png')
    const stored = await ask(0, '/api/files', { method: 'POST', body: form, cookie })
    expect(stored.status, await stored.clone().text()).toBe(201)
    const { id } = (await stored.json()) as { id: string }
    const [here, there] = await Promise.all([0, 1].map((which) => ask(which, `/api/files/${id}`, { cookie })))
    expect([here?.status, there?.status]).toEqual([200, 200])
    expect(await there?.bytes()).toEqual(await here?.bytes())
  })

  it('count indicators at the same time without getting into each other’s way', async () => {
    const databases = [1, 2].map(() =>
      reading(openDatabase({ url: database.url, writersMax: 1, readersMax: 1 }), configurationsWith(processes)),
    )
    for (let round = 0; round < 3; round += 1) {
      const kept = await Promise.all(databases.map((db) => refreshIndicators(db, indicators, COUNTY, new Date())))
      expect(Math.max(...kept)).toBeGreaterThan(0)
    }
    await Promise.all(databases.map((db) => db.close()))
  })
})
