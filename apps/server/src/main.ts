#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findCountyConfig } from '#platform/county-config'
import { systemClock } from '#platform/clock'
import { migrate, startEmbeddedPostgres } from '#platform/database'
import { findSetting, makeSetting } from '#platform/settings'
import { openLog } from '#platform/log'
import { rebuildCounters } from '#kernel/cases'
import { checkPackFolder, demoSignIns, explainPack, loadDemoWorld, loadPack, readPack } from './packs/index.ts'
import { buildServer, type Installation, openInstallation, startClockRunner } from './server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const clock = systemClock
const log = openLog({
  clock,
  level: process.env.LOG_LEVEL === 'debug' ? 'debug' : process.env.LOG_LEVEL === 'warn' ? 'warn' : 'info',
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Running {
  readonly installation: Installation
  stop(): Promise<void>
}

/** The database (embedded unless DATABASE_URL names one), migrated, and everything wired to it. */
async function open(onLost: () => void): Promise<Running> {
  const dataDir = resolve(process.env.DATA_DIR ?? './data')
  const embedded = process.env.DATABASE_URL ? undefined : await startEmbeddedPostgres({ dataDir, log, onLost })
  const url = process.env.DATABASE_URL ?? embedded?.url
  if (!url) throw new Error('no database')
  await migrate({ url, log, now: clock.now() })
  const installation = openInstallation({ url, dataDir, clock, log })
  return {
    installation,
    async stop() {
      await installation.close()
      await embedded?.stop()
    },
  }
}

/** A pack by its name in `counties/` or by a folder. */
function packFolder(name: string): string {
  const known = resolve(root, 'counties', name)
  return existsSync(known) ? known : resolve(name)
}

const practices = ['grid-event', 'mediation', 'formality']

/** Which county this installation serves; undefined while it is empty. */
function findCounty({ db }: Installation): Promise<number | undefined> {
  return findSetting(db, 'county')
}

async function setUp(installation: Installation, name: string, demo: boolean): Promise<number> {
  const pack = await readPack(packFolder(name), { practices })
  const county = Number(pack.county.code)
  const { db, sealing, signIn, processes } = installation
  await loadPack(db, pack, { now: clock.now(), demo })
  await makeSetting(db, 'county', county)
  if (demo && pack.demo) {
    say('正在生成演示数据 · Making the demo world …')
    await loadDemoWorld(db, pack, { now: clock.now(), sealing, signIn, processes, runFor: installation.runFor })
  }
  return county
}

async function start(): Promise<void> {
  let lost = (): void => undefined
  const { installation, stop } = await open(() => lost())
  let county = await findCounty(installation)
  const demoName = process.env.DEMO ?? 'yanliang'
  if (county === undefined && demoName !== 'none') county = await setUp(installation, demoName, true)
  if (county === undefined) {
    await stop()
    say(
      '这套系统还是空的。请先运行：npm run xiangzhi -- init <县域包>\nThis installation is empty. Run: npm run xiangzhi -- init <county pack>',
    )
    process.exitCode = 1
    return
  }
  const servedCounty = county
  const demo = await installation.db.read(servedCounty, async (tx) => (await findCountyConfig(tx))?.demo ?? false)
  const fastify = await buildServer(installation, servedCounty, demo)
  const port = Number(process.env.PORT ?? 8080)
  const host = process.env.HOST ?? '127.0.0.1'
  await fastify.listen({ port, host })
  const stopClocks = startClockRunner(installation, servedCounty)
  let ending: Promise<void> | undefined
  const end = (code: number): void => {
    ending ??= (async () => {
      await fastify.close()
      await stopClocks()
      await stop()
      process.exit(code)
    })().catch((error: unknown) => {
      log.error('stopping failed', { error })
      process.exit(1)
    })
  }
  lost = () => {
    log.error('the embedded database ended')
    end(1)
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  await announce(
    installation,
    servedCounty,
    demo,
    `http://${host === '0.0.0.0' ? 'localhost' : host.replace('127.0.0.1', 'localhost')}:${port}`,
  )
}

async function announce({ db }: Installation, county: number, demo: boolean, address: string): Promise<void> {
  say('')
  say(`  乡治 Xiangzhi  ${demo ? '【演示 DEMO】' : ''}`)
  say('')
  say(`  群众端 Villagers   ${address}/`)
  say(`  工作台 Staff       ${address}/staff/`)
  if (!demo) return
  const signIns = await db.read(county, (tx) => demoSignIns(tx))
  const example = signIns[0]
  if (example) say('')
  if (example) say('  演示账号 Demo sign-ins (user name / password)')
  for (const { userName, password, name, role } of signIns)
    say(`    ${userName.padEnd(16)} ${password.padEnd(14)} ${name} · ${role}`)
  say('')
}

async function withInstallation(work: (installation: Installation) => Promise<void>): Promise<void> {
  const { installation, stop } = await open(() => undefined)
  try {
    await work(installation)
  } finally {
    await stop()
  }
}

async function requireCounty(installation: Installation): Promise<number> {
  const county = await findCounty(installation)
  if (county === undefined) throw new Error('this installation serves no county yet: run init first')
  return county
}

const commands: Record<string, { readonly use: string; readonly run: (args: readonly string[]) => Promise<void> }> = {
  start: { use: 'start                      start the server (PORT, HOST, DATA_DIR, DATABASE_URL, DEMO)', run: start },
  migrate: {
    use: 'migrate                    bring the database schema up to date',
    run: () => withInstallation(async () => say('schema is up to date')),
  },
  pack: {
    use: 'pack check|explain|load NAME   check a county pack, say what it would change, load it',
    run: async ([what, name]) => {
      if (!name) throw new Error('which pack? give a name in counties/ or a folder')
      const folder = packFolder(name)
      if (what === 'check') {
        const problems = await checkPackFolder(folder, practices)
        for (const problem of problems) say(problem)
        say(problems.length === 0 ? `${basename(folder)}: sound` : `${basename(folder)}: ${problems.length} problem(s)`)
        if (problems.length > 0) process.exitCode = 1
        return
      }
      const pack = await readPack(folder, { practices })
      await withInstallation(async ({ db }) => {
        if (what === 'explain') for (const line of await explainPack(db, pack)) say(line)
        else if (what === 'load') {
          await loadPack(db, pack, { now: clock.now(), demo: false })
          say('loaded')
        } else throw new Error(`pack ${what ?? ''}? check, explain or load`)
      })
    },
  },
  init: {
    use: 'init NAME                  set up an empty installation from a county pack, without demo data',
    run: async ([name]) => {
      if (!name) throw new Error('which pack? give a name in counties/ or a folder')
      await withInstallation(async (installation) => {
        if ((await findCounty(installation)) !== undefined) throw new Error('this installation already serves a county')
        await setUp(installation, name, false)
        say('set up; now make the first administrators: user add county-admin|security-admin|auditor USER NAME')
      })
    },
  },
  user: {
    use: 'user add ROLE USER NAME    make an administrator (county-admin, security-admin, auditor); prints a first password',
    run: async ([what, role, userName, name]) => {
      const { addAdministrator } = await import('./packs/index.ts')
      if (what !== 'add' || !role || !userName || !name) throw new Error('user add ROLE USER NAME')
      await withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const password = await addAdministrator(installation, county, { role, userName, name, now: clock.now() })
        say(`${userName} ${password} (to be changed at the first sign-in)`)
      })
    },
  },
  rebuild: {
    use: 'rebuild                    count the counters anew from the cases',
    run: () =>
      withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const { cells } = await installation.db.write(county, (tx) => rebuildCounters(tx))
        say(`${cells} counters`)
      }),
  },
}

async function main(): Promise<void> {
  const [name = 'start', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (!command) {
    say('xiangzhi …')
    for (const { use } of Object.values(commands)) say(`  ${use}`)
    process.exitCode = name === 'help' || name === '--help' ? 0 : 1
    return
  }
  await command.run(args)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exit(1)
}
