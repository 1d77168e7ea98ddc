import { existsSync } from 'node:fs'
import { chmod, chown, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, findCluster, makePrivate, restoreCommand, startEmbeddedPostgres } from '#platform/database'
import type { Log } from '#platform/log'
import { copyFile, copyFolder, isEmptyPlace, makeFolder } from './copy-folder.ts'
import { listDamages, type Manifest, readManifest } from './manifest.ts'

export interface RestoreOptions {
  /** The backup. */
  readonly folder: string
  /** Must not exist, or be empty: a restore never overwrites. */
  readonly dataDir: string
  /** The database as it was at this moment; without it as much as the log holds. */
  readonly until?: Date | undefined
  /** A kept copy of the log archive (`postgres/wal-archive`), which goes on after the backup. */
  readonly wal?: string | undefined
  /** Where the keys are when the backup has none: a folder like `keys` of the data folder. */
  readonly keys?: string | undefined
  readonly log: Log
  readonly say?: (line: string) => void
}

/** Folders that a backup has not copied anything of, but without which the server does not start. */
const NEEDED_FOLDERS = [
  'pg_wal',
  'pg_wal/archive_status',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]

const WAL_FILE = /^[0-9A-F]{8}([0-9A-F]{16})?(\.history)?\.gz$/

const RECOVERY_MAX_MS = 6 * 3_600_000

/** Segments of the backup and of the archive in one place that the server's account can read. */
async function gatherWal(options: RestoreOptions, { cluster, user }: Cluster): Promise<string> {
  const target = join(cluster, 'wal-restore')
  makePrivate(target, user)
  for (const source of [join(options.folder, 'wal'), options.wal]) {
    if (source === undefined) continue
    for (const name of await readdir(source)) {
      if (!WAL_FILE.test(name) || existsSync(join(target, name))) continue
      copyFile(join(source, name), join(target, name), user)
    }
  }
  return target
}

/** Lets the server replay the log to its end or to the moment, and stops it in good order. */
async function recover(options: RestoreOptions, wal: string): Promise<Date | undefined> {
  const { until } = options
  let lost = false
  const server = await startEmbeddedPostgres({
    dataDir: options.dataDir,
    log: options.log,
    onLost: () => (lost = true),
    settings: {
      restore_command: restoreCommand(wal),
      recovery_target_timeline: 'latest',
      // Its parser knows no names of time zones yet when it reads this, not even Z.
      ...(until && {
        recovery_target_time: until.toISOString().replace('Z', '+00'),
        recovery_target_action: 'promote',
      }),
    },
  })
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (let waited = 0; waited < RECOVERY_MAX_MS; waited += 200) {
      const { rows } = await client.query<{ recovering: boolean; last: Date | null }>(
        'select pg_is_in_recovery() as recovering, pg_last_xact_replay_timestamp() as last',
      )
      if (rows[0]?.recovering === false) return rows[0].last ?? undefined
      await wait(200)
    }
    throw new Error('the recovery did not end')
  } catch (error) {
    if (!lost) throw error
    throw new Error('the log ends before that moment', { cause: error })
  } finally {
    await client.end().catch(() => undefined)
    await server.stop()
  }
}

async function restoreDatabase(options: RestoreOptions, place: Cluster, say: (line: string) => void): Promise<void> {
  const { cluster, user } = place
  if (!(await isEmptyPlace(cluster))) throw new Error(`${cluster} is not empty; a restore never overwrites`)
  makePrivate(cluster, user)
  try {
    say('copying the database …')
    // Copied beside and renamed by nobody: without its last file, the label of the backup, no server starts on it.
    const data = join(cluster, 'data')
    await copyFolder(join(options.folder, 'database'), data, { owner: user })
    for (const name of NEEDED_FOLDERS) await makeFolder(join(data, name), user)
    const signal = join(data, 'recovery.signal')
    await writeFile(signal, '', { mode: 0o600 })
    if (user) await chown(signal, user.uid, user.gid)
    const wal = await gatherWal(options, place)
    say('replaying the log …')
    const last = await recover(options, wal).catch((cause: unknown) => {
      const reason = options.until
        ? `the log may end before ${options.until.toISOString()}: give a later copy of the archive with --wal, or leave --until out`
        : 'the log is damaged or incomplete'
      throw new Error(`the database could not be recovered; ${reason}`, { cause })
    })
    await rm(wal, { recursive: true })
    say(last ? `the last change is of ${last.toISOString()}` : 'no change after the copy')
  } catch (error) {
    await rm(cluster, { recursive: true, force: true })
    throw error
  }
}

/**
 * Puts a backup in an empty data folder: checks every checksum, copies, replays the log to its end or to a moment.
 * Refuses to overwrite anything, a damaged backup, a moment before the end of the backup, and to go on without the keys:
 * a server started without them would make new ones, and nothing that was sealed could be opened again.
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const say = options.say ?? (() => undefined)
  const folder = resolve(options.folder)
  const { dataDir, until } = options
  const manifest = await readManifest(folder)
  if (!(await isEmptyPlace(dataDir))) throw new Error(`${dataDir} is not empty; a restore never overwrites`)
  if (until && until.toISOString() < manifest.finishedAt)
    throw new Error(`this backup was finished at ${manifest.finishedAt}; an earlier moment needs an earlier backup`)
  if (until && !manifest.database) throw new Error('this backup holds no database')
  const keys = manifest.keys === 'here' ? join(folder, 'keys') : options.keys
  if (manifest.keys === 'elsewhere' && keys === undefined)
    throw new Error('this backup was made without the keys: say with --keys where they are')
  say('checking every file …')
  const damages = await listDamages(folder, manifest)
  if (damages.length > 0) throw new Error(`the backup is damaged: ${damages.slice(0, 5).join('; ')}`)
  await makeFolder(dataDir)
  if (process.getuid?.() === 0) {
    // The account of the database server has to walk through it; every folder inside is closed by itself.
    await chmod(dataDir, 0o755)
  }
  if (manifest.database) await restoreDatabase({ ...options, folder }, findCluster(dataDir), say)
  if (existsSync(join(folder, 'files'))) {
    say('copying the uploaded files …')
    await copyFolder(join(folder, 'files'), join(dataDir, 'files'))
  }
  if (keys !== undefined) await copyFolder(keys, join(dataDir, 'keys'))
  say(`restored into ${dataDir}`)
  return manifest
}
