import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '#platform/clock'
import { findCluster, findRunningPostgres, migrate, openDatabase, startEmbeddedPostgres } from '#platform/database'
import { silentLog } from '#platform/log'
import { makeSetting } from '#platform/settings'
import { listCounterDifferences } from '#kernel/cases'
import { addGrants, addPersons, linkAccount } from '#kernel/people'
import { findPlaceByCode } from '#kernel/places'
import { loadPack, readPack } from '#packs'
import { openInstallation } from '#server'

// Whoever wants to be surer runs ROUNDS=50 npm test -- kill.
const rounds = Number(process.env['ROUNDS'] ?? 6)
const WORKERS = 6
const COUNTY = 610_114
const GRID = '610114001001001'
const USER = { username: 'kill.tester', password: 'river-42-mountain-17' }

const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-kill-'))
chmodSync(dataDir, 0o755)
const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let port: number
let server: ChildProcess | undefined
let said = ''
let cookie = ''

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: found } = probe.address() as { port: number }
      probe.close(() => done(found))
    })
  })

/** A real installation without a demo, with one grid worker who can sign in. */
async function makeInstallation(): Promise<void> {
  const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog })
  const now = new Date()
  await migrate({ url: embedded.url, log: silentLog, now })
  const installation = openInstallation({ url: embedded.url, dataDir, clock: systemClock, log: silentLog })
  const { db, sealing, signIn } = installation
  const folder = fileURLToPath(new URL('../../../counties/yanliang/', import.meta.url))
  await loadPack(db, await readPack(folder), {
    now,
    demo: false,
  })
  await makeSetting(db, 'county', COUNTY)
  const { accountId } = await signIn.createStaffAccount({ county: COUNTY, name: '测试', ...USER }, now)
  await db.write(COUNTY, async (tx) => {
    const grid = await findPlaceByCode(tx, GRID)
    const personId = uuidv7()
    await addPersons(tx, sealing, [{ id: personId, name: '测试' }], now)
    await addGrants(tx, [
      { id: uuidv7(), personId, role: 'grid-worker', placeId: grid?.id ?? '', heldFrom: '2020-01-01' },
    ])
    await linkAccount(tx, { accountId, personId, demo: false })
  })
  await installation.close()
  await embedded.stop()
}

/** Starts the server as a service manager would: the same command, nothing else. Returns the milliseconds until it serves. */
async function start(): Promise<number> {
  const begin = performance.now()
  said = ''
  const child = spawn(process.execPath, [main, 'start'], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO: 'none',
      TRUST_PROXY: '1',
      LOG_LEVEL: 'warn',
      DATABASE_URL: '',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  server = child
  child.stderr.on('data', (text: Buffer) => (said = (said + String(text)).slice(-4000)))
  while (performance.now() - begin < 60_000) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server did not start:\n${said}`)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (ready?.status === 200) return performance.now() - begin
    await wait(50)
  }
  throw new Error(`the server does not become ready:\n${said}`)
}

async function hasEnded(child: ChildProcess): Promise<void> {
  for (let waited = 0; child.exitCode === null && child.signalCode === null; waited += 20) {
    if (waited > 30_000) throw new Error('the server lives on without its database')
    await wait(20)
  }
}

const postmaster = (): number =>
  Number(readFileSync(join(findCluster(dataDir).cluster, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])

const kills = {
  app: (child: ChildProcess) => void child.kill('SIGKILL'),
  database: () => void process.kill(postmaster(), 'SIGKILL'),
  both: (child: ChildProcess) => {
    process.kill(postmaster(), 'SIGKILL')
    child.kill('SIGKILL')
  },
}

/** One thing that somebody wants, with the id that stays the same however often it is sent. */
interface Wish {
  readonly path: string
  readonly body: Record<string, unknown> & { readonly requestId: string }
  readonly staff: boolean
  answer?: Record<string, unknown>
}

/** Sends a wish. Undefined when no answer came or the answer was no yes: then nobody knows whether it was done. */
async function send(wish: Wish): Promise<Record<string, unknown> | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}${wish.path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // Limits count by address, and this is a whole county.
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
      ...(wish.staff && { cookie, origin: `http://127.0.0.1:${port}` }),
    },
    body: JSON.stringify(wish.body),
  }).catch(() => undefined)
  if (!answer) return undefined
  const content = (await answer.json().catch(() => undefined)) as Record<string, unknown> | undefined
  if (answer.status >= 400 && answer.status < 500) throw new Error(`${wish.path} answered ${JSON.stringify(content)}`)
  return answer.ok ? content : undefined
}

async function signIn(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(USER),
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
  cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

const done: Wish[] = []
const uncertain: Wish[] = []
let repeated = 0

async function wanted(wish: Wish): Promise<Record<string, unknown> | undefined> {
  const answer = await send(wish)
  if (!answer) {
    uncertain.push(wish)
    return undefined
  }
  wish.answer = answer
  done.push(wish)
  return answer
}

const report = (): Wish => ({
  path: '/api/reports',
  staff: false,
  body: { requestId: uuidv7(), category: 'R0302', placeCode: GRID, description: '垃圾桶满了' },
})

const accept = (caseId: unknown, version: unknown): Wish => ({
  path: `/api/cases/${String(caseId)}/actions`,
  staff: true,
  body: { requestId: uuidv7(), version, transition: 'accept' },
})

/** Villagers report, the grid worker accepts, somebody presses twice; until it is over. */
async function work(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const opened = await wanted(report())
    if (!opened) return
    if (randomInt(2) === 0 && !(await wanted(accept(opened['id'], opened['version'])))) return
    const again = done[randomInt(done.length)]
    if (randomInt(5) === 0 && again) {
      const answer = await send(again)
      if (!answer) return
      expect(answer['number'] ?? answer['state']).toEqual(again.answer?.['number'] ?? again.answer?.['state'])
      repeated += 1
    }
  }
}

beforeAll(async () => {
  port = await freePort()
  await makeInstallation()
})

afterAll(async () => {
  if (server && server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM')
    await hasEnded(server)
  }
  rmSync(dataDir, { recursive: true, force: true })
})

it(
  'loses no acknowledged command and does none twice when application, database or both are killed under load',
  async () => {
    const slowest = { start: 0 }
    for (let round = 0; round < rounds; round += 1) {
      slowest.start = Math.max(slowest.start, await start())
      if (cookie === '') await signIn()
      // Whoever got no answer sends the same again, as an outbox does.
      for (const wish of uncertain.splice(0)) expect(await wanted(wish), 'sent again').toBeDefined()
      const how = (['app', 'database', 'both'] as const)[round % 3] ?? 'both'
      let over = false
      const workers = Array.from({ length: WORKERS }, () => work(() => over))
      await wait(randomInt(150, 900))
      const killed = server as ChildProcess
      kills[how](killed)
      await hasEnded(killed)
      over = true
      await Promise.all(workers)
    }
    await start()
    for (const wish of uncertain.splice(0)) expect(await wanted(wish), 'sent again').toBeDefined()

    const url = findRunningPostgres(dataDir)?.url ?? ''
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const kept = await client.query<{ id: string; number: string; state: string; accepts: number; opens: number }>(
      `select c.id, c.number, c.state,
      (select count(*)::int from case_event e where e.county = c.county and e.case_id = c.id and e.action = 'accept') as accepts,
      (select count(*)::int from command_log l where l.county = c.county and l.subject_id = c.id::text and l.operation = 'openReport') as opens
    from case_record c`,
    )
    const cases = new Map(kept.rows.map((row) => [row.id, row]))
    const reports = done.filter(({ staff }) => !staff)
    const accepts = done.filter(({ staff }) => staff)
    expect(reports.length).toBeGreaterThan(rounds * 5)
    expect(accepts.length).toBeGreaterThan(rounds)
    for (const { answer } of reports)
      expect(cases.get(String(answer?.['id']))).toMatchObject({ number: answer?.['number'], opens: 1 })
    expect(cases.size, 'a report was done twice or without having been asked for').toBe(reports.length)
    expect(new Set(kept.rows.map(({ number }) => number)).size).toBe(cases.size)
    const accepted = new Set(accepts.map(({ path }) => path.split('/')[3]))
    expect(accepted.size).toBe(accepts.length)
    for (const { id, accepts: times } of kept.rows) expect(times, id).toBe(accepted.has(id) ? 1 : 0)
    await client.end()

    const db = openDatabase({ url, writersMax: 1, readersMax: 1 })
    expect(await db.read(COUNTY, listCounterDifferences)).toEqual([])
    await db.close()
    if (process.env['ROUNDS'])
      process.stdout.write(
        `${rounds} rounds: ${reports.length} reports, ${accepts.length} actions, ${repeated} repeated, slowest start ${Math.round(slowest.start)} ms\n`,
      )
  },
  rounds * 60_000 + 120_000,
)
