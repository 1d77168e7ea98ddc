import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { canReach, processStart } from './server-user.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-embedded-'))
chmodSync(dataDir, 0o755)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const EMBEDDED = pathToFileURL(join(import.meta.dirname, 'embedded.ts')).href

/** A process of its own, since the server's life hangs on the process that started it. It counts its starts in a table. */
const PROGRAM = `
import pg from 'pg'
import { startEmbeddedPostgres } from '${EMBEDDED}'
const none = () => undefined
const log = { debug: none, info: none, warn: none, error: none, with: () => log }
const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log })
const client = new pg.Client({ connectionString: server.url })
client.on('error', none)
await client.connect()
await client.query('create table if not exists start (at timestamptz)')
await client.query('insert into start values (now())')
const { rows } = await client.query('select count(*)::int as starts from start')
console.log('starts ' + rows[0].starts)
process.stdin.resume().once('end', async () => {
  await client.end()
  await server.stop()
  process.exit(0)
})
`

interface Application {
  readonly process: ChildProcess
  readonly starts: number
  readonly postmaster: number
}

const postmasterFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')

const startApplication = async (environment: Record<string, string> = {}): Promise<Application> => {
  const process = spawn(globalThis.process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: import.meta.dirname,
    env: { ...globalThis.process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let errors = ''
  process.stderr.on('data', (text: Buffer) => (errors += String(text)))
  const starts = await new Promise<number>((done, fail) => {
    process.stdout.on('data', (text: Buffer) => {
      const found = /starts (\d+)/.exec(String(text))
      if (found !== null) done(Number(found[1]))
    })
    process.once('exit', () => fail(new Error(errors)))
  })
  return { process, starts, postmaster: Number(readFileSync(postmasterFile, 'utf8').split('\n')[0]) }
}

const isGone = async (pid: number): Promise<boolean> => {
  for (let waited = 0; waited < 8_000; waited += 50) {
    if (processStart(pid) === undefined) return true
    await wait(50)
  }
  return false
}

const stopApplication = async (application: Application): Promise<void> => {
  application.process.stdin?.end()
  expect(await isGone(application.process.pid as number)).toBe(true)
}

test('a server that is stopped leaves no process, no socket and no password behind', async () => {
  const application = await startApplication()
  expect(application.starts).toBe(1)
  await stopApplication(application)
  expect(await isGone(application.postmaster)).toBe(true)
  expect(existsSync(postmasterFile)).toBe(false)
  const cluster = join(dataDir, 'postgres')
  expect(readdirSync(cluster).toSorted()).toEqual(['data', 'socket', 'wal-archive'])
  expect(readdirSync(join(cluster, 'socket'))).toEqual([])
})

test('only the account of the server can enter the data and the socket', () => {
  for (const folder of ['.', 'data', 'socket', 'wal-archive'])
    expect(statSync(join(dataDir, 'postgres', folder)).mode & 0o077, folder).toBe(0)
})

test.runIf(process.platform === 'linux')(
  'no server outlives an application that was killed, and what it wrote is kept',
  async () => {
    const first = await startApplication()
    first.process.kill('SIGKILL')
    expect(await isGone(first.postmaster)).toBe(true)
    const second = await startApplication()
    expect(second.starts).toBe(first.starts + 1)
    await stopApplication(second)
  },
)

test('a start right after application and server were both killed succeeds', async () => {
  const first = await startApplication()
  first.process.kill('SIGKILL')
  process.kill(first.postmaster, 'SIGKILL')
  const second = await startApplication()
  expect(second.starts).toBe(first.starts + 1)
  await stopApplication(second)
})

test('where a server cannot be tied to its application the next start stops the orphan', async () => {
  const first = await startApplication({ PATH: '/nowhere' })
  first.process.kill('SIGKILL')
  expect(await isGone(first.process.pid as number)).toBe(true)
  const second = await startApplication({ PATH: '/nowhere' })
  expect(await isGone(first.postmaster)).toBe(true)
  expect(second.starts).toBe(first.starts + 1)
  await stopApplication(second)
})

test('a second application on the same data folder is refused and does no harm', async () => {
  const first = await startApplication()
  await expect(startApplication()).rejects.toThrow(`in use by process ${first.process.pid}`)
  expect(processStart(first.postmaster)).toBeDefined()
  await stopApplication(first)
})

test.runIf(process.getuid?.() === 0)('a folder below one that is closed to others is out of reach', () => {
  const closed = mkdtempSync(join(tmpdir(), 'xiangzhi-closed-'))
  try {
    expect(canReach(join(closed, 'below'), { uid: 65_534, gid: 65_534 })).toBe(false)
    chmodSync(closed, 0o755)
    expect(canReach(join(closed, 'below'), { uid: 65_534, gid: 65_534 })).toBe(true)
  } finally {
    rmSync(closed, { recursive: true })
  }
})
