import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSigner, readVerifier } from '@xiangzhi/verify'
import {
  canReach,
  type Database,
  findCluster,
  findWitnessUser,
  makePrivate,
  SHARED_FOLDER,
  type ServerUser,
} from '#platform/database'
import type { Log } from '#platform/log'
import { listKeys } from './sequence.ts'
import { ownWitnessFile, readWitnesses } from './witnesses.ts'

/** The witness that an installation runs itself, so that a fresh one is not without any: a process and a folder of its own. */
export interface OwnWitness {
  /** Whether it runs under another account, so that whoever takes over the server's alone cannot lead the log back. */
  readonly isSeparate: boolean
  /** Starts it when it does not run and the log has begun, anew when the key of the log was changed, and registers it. Never throws. */
  keep(): Promise<void>
  stop(): Promise<void>
}

const COMMAND = fileURLToPath(new URL('../witness.ts', import.meta.resolve('@xiangzhi/verify')))
/** It hashes and signs once in ten seconds; the installation as a whole is to stay small. */
const FLAGS = ['--max-old-space-size=32', '--max-semi-space-size=1']

const START_MAX_MS = 30_000
const STOP_MAX_MS = 5_000
const ASK_MS = 2_000
const WAIT_MIN_MS = 500
const WAIT_MAX_MS = 60_000
/** A witness that ran for so long is no longer one that cannot start. */
const RAN_WELL_MS = 60_000

const sharedPlaceOf = (dataDir: string): string =>
  join(SHARED_FOLDER, `witness-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)

/** Where its key and what it has seen lie: in the data folder, or in a shared place of the system when its account cannot get there. */
function placeOf(dataDir: string, user: ServerUser | undefined): string {
  const inside = join(dataDir, 'witness')
  if (canReach(dataDir, user)) return inside
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
  return sharedPlaceOf(dataDir)
}

/**
 * Whether the own witness of an installation lies under another account than the keys of the server: `none` where it never ran,
 * `same` where whoever takes over the server's account has the witness too.
 */
export function ownWitnessAccount(given: string): 'none' | 'same' | 'other' {
  if (!existsSync(ownWitnessFile(given))) return 'none'
  const dataDir = realpathSync(resolve(given))
  const folder = [join(dataDir, 'witness'), sharedPlaceOf(dataDir)].find((one) => existsSync(one))
  if (folder === undefined) return 'none'
  return statSync(folder).uid === statSync(join(dataDir, 'keys')).uid ? 'same' : 'other'
}

/** Its name for ever: the one of the key that it has, or a new one. Several servers of one log each have a witness. */
function nameIn(folder: string, origin: string): string {
  const file = join(folder, 'witness.key')
  return existsSync(file)
    ? readSigner(readFileSync(file, 'utf8')).name
    : `${origin}/own-${randomBytes(3).toString('hex')}`
}

interface Registered {
  readonly vkey: string
  readonly url: string
}

function readRegistered(file: string): Registered | undefined {
  if (!existsSync(file)) return undefined
  const [, vkey = '', url = ''] = readFileSync(file, 'utf8').trim().split(' ')
  return readWitnesses(`witness ${vkey} ${url}`).length === 1 ? { vkey, url } : undefined
}

/** Whether it answers already: another server on the same data folder has started it. */
async function isRunning({ vkey, url }: Registered): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/vkey`, { signal: AbortSignal.timeout(ASK_MS) })
    return answer.ok && (await answer.text()).trim() === vkey
  } catch {
    return false
  }
}

const ended = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** What a witness says first: its key and the port it listens on. Throws when it ends before. */
function firstWords(child: ChildProcess): Promise<Registered> {
  return new Promise((done, fail) => {
    let said = ''
    const late = setTimeout(() => void child.kill('SIGKILL'), START_MAX_MS)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length > 4000) return
      said += text
      const [, vkey, port] = /^witness (\S+) on port (\d+)$/m.exec(said) ?? []
      if (vkey === undefined) return
      clearTimeout(late)
      done({ vkey, url: `http://127.0.0.1:${port}` })
    })
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      fail(new Error(`the witness ended with ${code ?? signal} before it listened`))
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (ended(child)) return
  const gone = new Promise<void>((done) => void child.once('exit', () => done()))
  child.kill('SIGTERM')
  const impatience = setTimeout(() => void child.kill('SIGKILL'), STOP_MAX_MS)
  await gone
  clearTimeout(impatience)
}

/** Opens the own witness of an installation; it runs from the first `keep` on. The data folder must be there. */
export function openOwnWitness({
  db,
  county,
  dataDir: given,
  log,
}: {
  readonly db: Database
  readonly county: number
  readonly dataDir: string
  readonly log: Log
}): OwnWitness {
  const dataDir = realpathSync(resolve(given))
  const user = findWitnessUser(process.env['DATABASE_URL'] ? undefined : findCluster(dataDir).user)
  const file = ownWitnessFile(dataDir)
  let child: ChildProcess | undefined
  let watched = ''
  let isStopped = false
  let notBefore = 0
  let waitMs = WAIT_MIN_MS

  function launch(key: string): ChildProcess {
    const folder = placeOf(dataDir, user)
    makePrivate(folder, user)
    const options = ['--name', nameIn(folder, readVerifier(key).name), '--log', key, '--folder', folder, '--port', '0']
    if (user !== undefined) options.push('--user', `${user.uid}:${user.gid}`)
    // Its own process group: Ctrl-C in a terminal must reach the server first, which then stops the witness.
    return spawn(process.execPath, [...FLAGS, COMMAND, ...options, '--tied'], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    })
  }

  async function begin(key: string): Promise<void> {
    const before = readRegistered(file)
    if (before && (await isRunning(before))) return
    const begun = performance.now()
    const started = launch(key)
    child = started
    watched = key
    started.stdin?.on('error', () => undefined)
    started.stderr?.setEncoding('utf8').on('data', (text: string) => log.warn('own witness', { said: text.trim() }))
    started.once('exit', (code, signal) => {
      if (performance.now() - begun > RAN_WELL_MS) waitMs = WAIT_MIN_MS
      notBefore = performance.now() + waitMs
      waitMs = Math.min(WAIT_MAX_MS, waitMs * 2)
      if (!isStopped && watched === key)
        log.warn('the own witness of the public log ended and is started again', { code, signal })
    })
    const { vkey, url } = await firstWords(started)
    // It remembers nothing then, and would sign whatever it is shown first.
    if (before && before.vkey !== vkey)
      log.error('the own witness of the public log begins anew: its folder was taken away', { before: before.vkey })
    writeFileSync(`${file}.tmp`, `witness ${vkey} ${url}\n`)
    renameSync(`${file}.tmp`, file)
    log.info('the own witness of the public log runs', { pid: started.pid, uid: user?.uid, url })
  }

  async function turn(): Promise<void> {
    if (isStopped) return
    const [newest] = await db.read(county, listKeys)
    if (!newest) return
    const isAlive = child !== undefined && !ended(child)
    if (isAlive && watched === newest.verifierKey) return
    if (child && isAlive) {
      watched = ''
      await end(child)
    } else if (performance.now() < notBefore) return
    await begin(newest.verifierKey)
  }

  let last: Promise<void> = Promise.resolve()
  return {
    isSeparate: user !== undefined,
    keep: () =>
      (last = last.then(turn).catch((error: unknown) => {
        log.warn('the own witness of the public log does not run', { error })
      })),
    stop: async () => {
      isStopped = true
      await last
      if (child) await end(child)
    },
  }
}
