import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { Hindrance } from '#platform/hindrance'
import type { Log } from '#platform/log'
import { SHARED_FOLDER, findBinaries } from './binaries.ts'
import { canReach, findServerUser, processStart, type ServerUser } from './server-user.ts'
import { archiveFolder, archiveSettings } from './wal-archive.ts'

/** A PostgreSQL of our own that lives and dies with this process. */
export interface EmbeddedPostgres {
  /** Connection string of the owner, over a socket that only this account can open. */
  readonly url: string
  /** Shuts the server down cleanly; a second call waits for the first. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Log
  /** Called when the server ends without having been asked to; the application had better end, too. */
  readonly onLost?: () => void
  /** False gives up safety against power cuts for speed: for tests only. */
  readonly durable?: boolean
  /** Settings of PostgreSQL on top of ours: how a restored server recovers. */
  readonly settings?: Readonly<Record<string, string>>
}

const OWNER = 'xiangzhi'
const DATABASE = 'xiangzhi'
/** The longest path a Unix socket may have is 103 bytes on macOS; the socket's own name takes 16. */
const SOCKET_FOLDER_MAX = 85
const START_MAX_MS = 60_000
const STOP_MAX_MS = 20_000

/** Sized for a county on a machine of 2 GB: the whole of application and database is to stay under 512 MB. */
const SETTINGS: Record<string, string> = {
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  max_connections: '40',
  // Parallel workers would need shared memory that containers often do not give.
  max_parallel_workers_per_gather: '0',
  max_wal_size: '512MB',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  listen_addresses: '',
  unix_socket_permissions: '0700',
}

const QUICK_SETTINGS: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

const isRunnable = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0

/** A folder of the server account that nobody else can enter. */
export const makePrivate = (folder: string, user: ServerUser | undefined): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
}

/** Where the server of a data folder lies, and which account it runs under. */
export interface Cluster {
  readonly cluster: string
  readonly user: ServerUser | undefined
}

/** Root's data folder may be closed to the server account; then the cluster lies in a shared place of the system. */
export const findCluster = (dataDir: string): Cluster => {
  const inside = join(dataDir, 'postgres')
  const user = findServerUser(inside)
  if (existsSync(inside) || canReach(dataDir, user)) return { cluster: inside, user }
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const outside = join(SHARED_FOLDER, `data-${mark}`)
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
  return { cluster: outside, user: findServerUser(outside) }
}

const socketFolder = (cluster: string, user: ServerUser | undefined): string => {
  const inside = join(cluster, 'socket')
  if (Buffer.byteLength(inside) <= SOCKET_FOLDER_MAX) return inside
  const mark = createHash('sha256').update(cluster).digest('hex').slice(0, 12)
  const outside = join(canReach(tmpdir(), user) ? tmpdir() : '/tmp', `xiangzhi-${mark}`)
  // Somebody else could have made this folder first in a place open to all.
  rmSync(outside, { recursive: true, force: true })
  return outside
}

const runAs = (user: ServerUser | undefined): { uid?: number; gid?: number } =>
  user === undefined ? {} : { uid: user.uid, gid: user.gid }

const initialise = (binaries: string, cluster: string, user: ServerUser | undefined, durable: boolean): void => {
  const data = join(cluster, 'data')
  if (existsSync(join(data, 'PG_VERSION'))) return
  if (existsSync(data)) throw new Error(`${data} exists but holds no database; move it away`)
  // Made beside and renamed, so that an interrupted first start begins afresh.
  const unfinished = join(cluster, 'data.new')
  rmSync(unfinished, { recursive: true, force: true })
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const options = [
    `--pgdata=${unfinished}`,
    `--username=${OWNER}`,
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=und',
    `--locale=${locale}`,
    '--auth-local=trust',
    '--auth-host=reject',
    '--data-checksums',
    ...(durable ? [] : ['--no-sync']),
  ]
  execFileSync(join(binaries, 'bin', 'initdb'), options, {
    ...runAs(user),
    cwd: cluster,
    stdio: 'pipe',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
  })
  renameSync(unfinished, data)
}

interface Holder {
  readonly pid: number
  readonly started: string
  /** Where the server listens, once it does. */
  readonly url?: string
}

const holderFile = (cluster: string): string => join(cluster, 'holder.json')

const readHolder = (cluster: string): Holder | undefined => {
  const file = holderFile(cluster)
  if (!existsSync(file)) return undefined
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder
    return processStart(holder.pid) === holder.started ? holder : undefined
  } catch {
    // Half a file was left by a power cut, so its writer is gone.
    return undefined
  }
}

const writeHolder = (cluster: string, url?: string): void => {
  const holder: Holder = { pid: process.pid, started: processStart(process.pid) ?? '', ...(url && { url }) }
  writeFileSync(holderFile(cluster), JSON.stringify(holder))
}

/** The server of a data folder that another process has started and still holds; undefined when there is none. */
export const findRunningPostgres = (dataDir: string): (Cluster & { readonly url: string }) | undefined => {
  if (!existsSync(dataDir)) return undefined
  const place = findCluster(realpathSync(resolve(dataDir)))
  const url = readHolder(place.cluster)?.url
  return url === undefined ? undefined : { ...place, url }
}

/** Two servers on one data folder would destroy it; a holder that has died does not count. */
const takeHold = (cluster: string): void => {
  const holder = readHolder(cluster)
  if (holder !== undefined && holder.pid !== process.pid)
    throw new Hindrance('text.start.folderInUse', { pid: holder.pid })
  writeHolder(cluster)
}

/** The first line of the postmaster's own lock file, if that process still is the postmaster of this cluster. */
const findOrphan = (data: string): number | undefined => {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || processStart(pid) === undefined) return undefined
  const command =
    process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return command.includes(data) ? pid : undefined
}

/** A server whose application was killed keeps running where the system cannot tie the two together. */
const stopOrphan = async (data: string, log: Log): Promise<void> => {
  const pid = findOrphan(data)
  if (pid === undefined) return
  log.warn('stopping a database server that lost its application', { pid })
  const signals: [NodeJS.Signals, number][] = [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ]
  for (const [signal, patienceMs] of signals) {
    process.kill(pid, signal)
    for (let waited = 0; waited < patienceMs; waited += 50) {
      if (processStart(pid) === undefined) return
      await wait(50)
    }
  }
  throw new Error(`database server ${pid} does not stop; end it by hand`)
}

const launch = (binaries: string, args: readonly string[], user: ServerUser | undefined, cwd: string): ChildProcess => {
  const postgres = join(binaries, 'bin', 'postgres')
  // Without setpriv the server outlives a killed application until the next start finds it.
  const tied = process.platform === 'linux' && isRunnable('setpriv')
  const drop = user === undefined ? [] : ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups']
  const command = tied ? 'setpriv' : postgres
  const rest = tied ? ['--pdeathsig', 'INT', ...drop, '--', postgres] : []
  // Its own process group: Ctrl-C in a terminal must reach the application first, which then stops the server.
  return spawn(command, [...rest, ...args], {
    ...(tied ? {} : runAs(user)),
    cwd,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
  })
}

const withOwner = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const makeDatabase = (url: string): Promise<void> =>
  withOwner(url.replace(/\/[a-z]+\?/, '/postgres?'), async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
  })

const full = (folder: string, cause: Error): Hindrance =>
  new Hindrance('text.start.folderFull', { folder }, { passes: true, cause })

/** One attempt. Undefined means that it may succeed in a moment: a killed predecessor still holds its memory. */
const attempt = async (
  launchOne: () => ChildProcess,
  url: string,
  cluster: string,
  log: Log,
): Promise<ChildProcess | undefined> => {
  const server = launchOne()
  let said = ''
  let gone = false
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
    for (const line of text.split('\n')) if (line !== '') log.debug('postgres', { line })
  })
  server.once('error', (error) => {
    said += String(error)
    gone = true
  })
  server.once('exit', () => {
    gone = true
  })
  for (let waited = 0; !gone && waited < START_MAX_MS; waited += 20) {
    try {
      await makeDatabase(url)
      return server
    } catch (error) {
      // 57P03: it is still recovering. Without a code nobody listens yet. Everything else will not heal by itself.
      const code = (error as { code?: string }).code ?? ''
      if (/^[0-9A-Z]{5}$/.test(code) && code !== '57P03' && code !== 'EPIPE') {
        server.kill('SIGINT')
        throw error
      }
      await wait(20)
    }
  }
  if (gone && /lock file|shared memory|is still in use|another (server|postmaster)/i.test(said)) return undefined
  server.kill('SIGQUIT')
  const failed = new Error(`PostgreSQL did not start:\n${said}`)
  throw /No space left on device|Disk quota exceeded/.test(said) ? full(cluster, failed) : failed
}

const stopper = (server: ChildProcess, cluster: string, onLost: () => void): (() => Promise<void>) => {
  // An application that ends by an error does not come to its own clearing up.
  const endToo = (): void => void server.kill('SIGINT')
  process.once('exit', endToo)
  server.once('exit', onLost)
  const stop = async (): Promise<void> => {
    process.off('exit', endToo)
    server.off('exit', onLost)
    // SIGINT is the fast shutdown: sessions are ended, everything is written, nothing needs recovery later.
    server.kill('SIGINT')
    for (let waited = 0; server.exitCode === null && server.signalCode === null; waited += 20) {
      if (waited === STOP_MAX_MS) server.kill('SIGQUIT')
      await wait(20)
    }
    rmSync(holderFile(cluster), { force: true })
  }
  let stopping: Promise<void> | undefined
  return () => (stopping ??= stop())
}

/**
 * Starts PostgreSQL on the data folder, making it at the first start. Call it from the main thread only: the system ties
 * the server's life to the thread that launched it. Throws when another living process uses the folder.
 */
export const startEmbeddedPostgres = async (options: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  if (process.platform === 'win32') throw new Error('on Windows set DATABASE_URL to a PostgreSQL server')
  const { log } = options
  const durable = options.durable ?? true
  mkdirSync(options.dataDir, { recursive: true })
  const dataDir = realpathSync(resolve(options.dataDir))
  const { cluster, user } = findCluster(dataDir)
  makePrivate(cluster, user)
  const binaries = findBinaries(user)
  takeHold(cluster)
  initialise(binaries, cluster, user, durable)
  const data = join(cluster, 'data')
  await stopOrphan(data, log)
  const socket = socketFolder(cluster, user)
  makePrivate(socket, user)

  const archive = archiveFolder(cluster)
  if (durable) makePrivate(archive, user)
  const settings = {
    ...SETTINGS,
    ...(durable ? archiveSettings(archive) : QUICK_SETTINGS),
    ...options.settings,
    unix_socket_directories: socket,
  }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const url = `postgresql:///${DATABASE}?host=${encodeURIComponent(socket)}&user=${OWNER}`
  for (let tries = 0; tries < 20; tries += 1) {
    const server = await attempt(() => launch(binaries, args, user, cluster), url, cluster, log)
    if (server !== undefined) {
      writeHolder(cluster, url)
      log.info('database server started', { data })
      return {
        url,
        stop: stopper(server, cluster, () => {
          log.error('the database server ended by itself', { exitCode: server.exitCode, signal: server.signalCode })
          options.onLost?.()
        }),
      }
    }
    await wait(500)
  }
  throw new Error(`the memory of a killed database server on ${data} is still in use; try again in a minute`)
}
