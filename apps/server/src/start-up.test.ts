import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, describe, expect, it } from 'vitest'
import { commandInsert } from '#platform/audit'
import { systemClock } from '#platform/clock'
import { findCluster, migrate, openDatabase, startEmbeddedPostgres } from '#platform/database'
import { silentLog } from '#platform/log'
import { makeSetting } from '#platform/settings'
import { loadPack, readPack } from '#packs'

const COUNTY = 610_114
const inSource = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-start-'))
chmodSync(folder, 0o755)
const ends: (() => void)[] = []

afterAll(() => {
  for (const end of ends) end()
  rmSync(folder, { recursive: true })
})

interface Started {
  readonly child: ChildProcess
  /** What it said on standard error. */
  said(): string
  ended(): Promise<number | null>
}

function startWith(args: readonly string[], env: Record<string, string>): Started {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DEMO: 'none', LOG_LEVEL: 'warn', DATABASE_URL: '', DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += String(text)))
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
  ends.push(() => void child.kill('SIGKILL'))
  return { child, said: () => said, ended: () => ended }
}

const startServer = (env: Record<string, string>, ...flags: string[]): Started =>
  startWith([inSource('./main.ts'), 'start', ...flags], env)

/** As `npm start` runs it, without looking for packages first. */
const startWatched = (env: Record<string, string>): Started => {
  const serve = JSON.stringify(pathToFileURL(inSource('../../../tools/serve.mjs')).href)
  return startWith(
    ['-e', `import(${serve}).then(({ serve }) => serve([])).then((code) => (process.exitCode = code))`],
    env,
  )
}

/** One plain sentence in each language, and nothing of where in the code it was. */
async function expectSentences(started: Started, chinese: string, english: string): Promise<void> {
  expect(await started.ended()).toBe(1)
  const lines = started.said().trimEnd().split('\n')
  expect(lines, started.said()).toHaveLength(2)
  expect(lines[0]).toContain(chinese)
  expect(lines[1]).toContain(english)
  expect(started.said()).not.toMatch(/Error|\bat .*:\d+/)
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => void probe.close(resolve))
  return port
}

/** Waits until the server answers that it is ready, and `isOther` holds. */
async function becomesReady(port: number, started: Started, isOther = (): boolean => true): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (started.child.exitCode !== null) throw new Error(`it ended: ${started.said()}`)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (ready?.status === 200 && isOther()) return
    await wait(50)
  }
  throw new Error(`it does not become ready: ${started.said()}`)
}

// Each of these starts a process, and the last ones a database: patient, since a machine may be busy.
describe('what hinders a start', { timeout: 60_000 }, () => {
  it.each(['eighty', '70000', '80.5'])('is a PORT of “%s”', async (PORT) => {
    await expectSentences(startServer({ PORT }), `PORT 写成了“${PORT}”`, `PORT is “${PORT}”`)
  })

  it('is a port that another program has', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expectSentences(
      startServer({ PORT: String(port) }),
      `端口 ${port} 已经有别的程序在用`,
      `Port ${port} is in use`,
    )
    other.close()
  })

  it('is an address that this machine has not', async () => {
    const started = startServer({ HOST: '203.0.113.7', PORT: String(await freePort()) })
    await expectSentences(started, '没有 HOST 写的地址“203.0.113.7”', 'no address “203.0.113.7”')
  })

  it('is a data folder that is a file, or that cannot be written', async () => {
    const PORT = String(await freePort())
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expectSentences(startServer({ PORT, DATA_DIR: file }), '不是目录', 'is a file')
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o555 })
    // Root writes wherever modes say no: a file system that is read-only stops it as well, or the one that nobody writes into.
    const isMounted =
      process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', closed]).status === 0
    if (isMounted) ends.push(() => void spawnSync('umount', [closed]))
    const DATA_DIR = isMounted || process.getuid?.() !== 0 ? join(closed, 'data') : '/proc/xiangzhi'
    await expectSentences(
      startServer({ PORT, DATA_DIR }),
      `数据目录 ${DATA_DIR} 写不进去`,
      `${DATA_DIR} cannot be written`,
    )
  })
})

describe('a server that runs', () => {
  const dataDir = join(folder, 'data')

  /** Puts something into the database beside the server's back. */
  async function beside(work: (url: string) => Promise<void>): Promise<void> {
    const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog })
    await work(embedded.url)
    await embedded.stop()
  }

  const postmaster = (): number =>
    Number(readFileSync(join(findCluster(dataDir).cluster, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])

  it('comes up again by itself when its database is killed, and ends when it is told to', async () => {
    await beside(async (url) => {
      const now = new Date()
      await migrate({ url, log: silentLog, now })
      const db = openDatabase({ url })
      const pack = await readPack(inSource('../../../counties/yanliang/'), {
        practices: ['grid-event', 'mediation', 'formality'],
      })
      await loadPack(db, pack, { now, demo: false })
      await makeSetting(db, 'county', COUNTY)
      await db.close()
    })
    const port = await freePort()
    const started = startWatched({ PORT: String(port) })
    await becomesReady(port, started)
    const before = postmaster()
    process.kill(before, 'SIGKILL')
    await becomesReady(port, started, () => postmaster() !== before)
    expect(started.said()).toContain('数据库停了，系统会重新启动。')
    started.child.kill('SIGTERM')
    expect(await started.ended()).toBe(0)
  }, 180_000)

  it('does not start with a clock behind the newest record, unless it is told to', async () => {
    const newest = new Date(systemClock.now().getTime() + 26 * 3_600_000)
    await beside(async (url) => {
      const db = openDatabase({ url })
      const line = {
        requestId: uuidv7(),
        operation: 'actOnCase',
        byAccount: null,
        byPerson: null,
        at: newest,
        subjectKind: null,
        subjectId: null,
        fingerprint: 'of tomorrow',
        answer: {},
      }
      await db.write(COUNTY, (tx) => tx.run(commandInsert(tx, line)))
      await db.close()
    })
    const PORT = String(await freePort())
    await expectSentences(startServer({ PORT }), `最新一条记录（${newest.toISOString()}）`, `(${newest.toISOString()})`)
    const started = startServer({ PORT }, '--clock-behind')
    await becomesReady(Number(PORT), started)
    started.child.kill('SIGTERM')
    expect(await started.ended()).toBe(0)
  }, 180_000)
})
