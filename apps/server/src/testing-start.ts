import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { processes } from '@xiangzhi/practices'
import { configurationsWith, reading } from '#platform/county-config'
import { type Database, migrate, openDatabase, startEmbeddedPostgres } from '#platform/database'
import { silentLog } from '#platform/log'
import { makeSetting } from '#platform/settings'
import { openSealing } from '#platform/sealing'
import { loadPack, readPack } from '#packs'

/** The county that `installed` sets up. */
export const COUNTY = 610_114

const inSource = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A server that a test started as a process. */
export interface Started {
  readonly child: ChildProcess
  /** What it said on standard error. */
  said(): string
  /** What it said on standard output. */
  announced(): string
  ended(): Promise<number | null>
}

type Environment = Readonly<Record<string, string>>

/** A folder for servers that are started as processes; `end` kills what still runs and takes the folder away. */
export function startingPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-start-'))
  chmodSync(folder, 0o755)
  const dataDir = join(folder, 'data')
  const ends: (() => void)[] = []

  function startWith(args: readonly string[], env: Environment): Started {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, DEMO: 'none', LOG_LEVEL: 'warn', DATABASE_URL: '', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let announced = ''
    child.stderr.on('data', (text: Buffer) => (said += String(text)))
    child.stdout.on('data', (text: Buffer) => (announced += String(text)))
    const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
    ends.push(() => void child.kill('SIGKILL'))
    return { child, said: () => said, announced: () => announced, ended: () => ended }
  }

  return {
    folder,
    dataDir,
    ends,
    startServer: (env: Environment, ...flags: string[]): Started =>
      startWith([inSource('./main.ts'), 'start', ...flags], env),
    /** As `npm start` runs it, without looking for packages first. */
    startWatched: (env: Environment): Started => {
      const serve = JSON.stringify(pathToFileURL(inSource('../../../tools/serve.mjs')).href)
      return startWith(
        ['-e', `import(${serve}).then(({ serve }) => serve([])).then((code) => (process.exitCode = code))`],
        env,
      )
    },
    /** Does something with the database beside the server's back, while it does not run. */
    beside: async (work: (url: string) => Promise<void>): Promise<void> => {
      const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog })
      // The first start of an installation makes its key.
      openSealing({ dataDir })
      await work(embedded.url)
      await embedded.stop()
    },
    end: (): void => {
      for (const one of ends) one()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Sets a county up without a demo world; `more` puts something of the test's own into it. */
export async function installed(url: string, more: (db: Database) => Promise<void> = async () => undefined) {
  const now = new Date()
  await migrate({ url, log: silentLog, now })
  const db = reading(openDatabase({ url }), configurationsWith(processes))
  const pack = await readPack(inSource('../../../counties/yanliang/'))
  await loadPack(db, pack, { now, demo: false })
  await makeSetting(db, 'county', COUNTY)
  await more(db)
  await db.close()
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => void probe.close(resolve))
  return port
}

/** Asks again and again until there is an answer; throws when the server ends or none comes. */
export async function until<T>(started: Started, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (started.child.exitCode !== null) throw new Error(`it ended: ${started.said()}`)
    const answer = await ask()
    if (answer !== undefined) return answer
    await wait(50)
  }
  throw new Error(`${what}: not within a minute: ${started.said()}`)
}

/** Waits until the server answers that it is ready, and `isOther` holds. */
export async function becomesReady(port: number, started: Started, isOther = (): boolean => true): Promise<void> {
  await until(started, 'ready', async () => {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    return ready?.status === 200 && isOther() ? true : undefined
  })
}
