import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '#platform/clock'
import { findCluster, findRunningPostgres, migrate, openDatabase, startEmbeddedPostgres } from '#platform/database'
import { Hindrance, hindranceOf, requireWritable } from '#platform/hindrance'
import { openLog } from '#platform/log'
import { hasSealingKey } from '#platform/sealing'
import { findSetting, makeSetting } from '#platform/settings'
import { loadDemoWorld } from '#demo'
import { cutToVillage, loadPack, readPack } from '#packs'
import { type Installation, openInstallation } from '#server'

/** One command of the command line: how it is used, in one line, and what it does. */
export interface Command {
  readonly use: string
  readonly run: (args: readonly string[]) => Promise<void>
}
export type Commands = Readonly<Record<string, Command>>

const root = fileURLToPath(new URL('../../../../', import.meta.url))

export const clock = systemClock
export const log = openLog({
  clock,
  level: process.env.LOG_LEVEL === 'debug' ? 'debug' : process.env.LOG_LEVEL === 'warn' ? 'warn' : 'info',
})

/** An answer to whoever typed the command; standard error belongs to the log. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`)

export const dataFolder = (): string => resolve(process.env.DATA_DIR ?? './data')

interface Running {
  readonly installation: Installation
  readonly stop: () => Promise<void>
}

/** A database with sealed data and no key to it: a new key would open nothing, and hide that the old one is missing. */
async function requireKeys(url: string, dataDir: string, database: string): Promise<void> {
  if (process.env.SEALING_KEY || hasSealingKey(dataDir)) return
  const db = openDatabase({ url, writersMax: 1, readersMax: 1 })
  try {
    if ((await findSetting(db, 'county')) !== undefined)
      throw new Hindrance('text.start.keysMissing', { folder: join(dataDir, 'keys'), database })
  } finally {
    await db.close()
  }
}

/** The database (embedded unless DATABASE_URL names one), migrated, and everything wired to it. */
export async function open(onLost: () => void): Promise<Running> {
  const dataDir = dataFolder()
  await requireWritable(dataDir)
  const embedded = process.env.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir, log, onLost }).catch((error: unknown) => {
        throw hindranceOf(error, dataDir) ?? error
      })
  const url = embedded?.url ?? process.env.DATABASE_URL
  if (!url) throw new Error('no database')
  await migrate({ url, log, now: clock.now() })
  await requireKeys(url, dataDir, embedded ? findCluster(dataDir).cluster : url.replace(/\/\/.*@/, '//'))
  const installation = openInstallation({ url, dataDir, clock, log })
  return {
    installation,
    stop: async () => {
      await installation.close()
      await embedded?.stop()
    },
  }
}

/**
 * Opens the installation for one piece of work and closes it again, whatever happens. While a server runs on the same
 * data folder the work is done beside it, on its database.
 */
export async function withInstallation(work: (installation: Installation) => Promise<void>): Promise<void> {
  const dataDir = dataFolder()
  const running = process.env.DATABASE_URL ? undefined : findRunningPostgres(dataDir)
  const { installation, stop } = running
    ? beside(openInstallation({ url: running.url, dataDir, clock, log }))
    : await open(() => undefined)
  try {
    await work(installation)
  } finally {
    await stop()
  }
}

const beside = (installation: Installation): Running => ({ installation, stop: () => installation.close() })

/** A pack by its name in `counties/` or by a folder. */
export function packFolder(name: string): string {
  const known = resolve(root, 'counties', name)
  return existsSync(known) ? known : resolve(name)
}

/** Which county this installation serves; undefined while it is empty. */
export function findCounty({ db }: Installation): Promise<number | undefined> {
  return findSetting(db, 'county')
}

/** Which county this installation serves. Throws while it serves none. */
export async function requireCounty(installation: Installation): Promise<number> {
  const county = await findCounty(installation)
  if (county === undefined) throw new Error('this installation serves no county yet: run init first')
  return county
}

/**
 * Loads a pack into an empty installation, with its demo world when that is asked for, where villages disclose unless told not to;
 * cut down to one village where its code is given. Returns the county.
 */
export async function setUp(
  installation: Installation,
  name: string,
  demo: boolean,
  { disclosing = true, village }: { readonly disclosing?: boolean; readonly village?: string | undefined } = {},
): Promise<number> {
  const whole = await readPack(packFolder(name))
  const pack = village === undefined ? whole : cutToVillage(whole, village)
  if (!pack) throw new Error(`${name} has no village ${village}`)
  const county = Number(pack.county.code)
  const { db, sealing, signIn, processes } = installation
  await loadPack(db, pack, { now: clock.now(), demo })
  if (demo && pack.demo) {
    say('正在生成演示数据 · Making the demo world …')
    await loadDemoWorld(db, pack, {
      now: clock.now(),
      sealing,
      signIn,
      processes,
      store: installation.store,
      ...(disclosing
        ? {
            disclosure: {
              dataDir: installation.dataDir,
              duties: installation.duties,
              carryOuts: installation.carryOuts,
            },
          }
        : {}),
      runFor: (county) => installation.runFor(county),
    })
  }
  // Only a set-up that came to its end counts; one that was broken off is begun again.
  await makeSetting(db, 'county', county)
  return county
}
