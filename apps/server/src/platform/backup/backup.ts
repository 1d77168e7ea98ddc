import { execFile } from 'node:child_process'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { archiveFolder, type Cluster } from '#platform/database'
import type { Clock } from '#platform/clock'
import { copyFile, copyFolder, type CopiedFile, isEmptyPlace, makeFolder } from './copy-folder.ts'
import { type Manifest, writeManifest } from './manifest.ts'

/** The mark in the data folder of the last backup that succeeded. */
export interface LastBackup {
  readonly at: string
  readonly folder: string
  readonly bytes: number
}

export interface BackupOptions {
  readonly dataDir: string
  /** The running embedded server; absent when DATABASE_URL names somebody else's. */
  readonly postgres?: (Cluster & { readonly url: string }) | undefined
  /** Where the backup goes; must not exist, or be empty. */
  readonly folder: string
  readonly clock: Clock
  /** `leave-out` when the keys are kept in another place, so that who has the backup cannot open what is sealed. */
  readonly keys?: 'copy' | 'leave-out'
  /** Archived segments older than this backup and older than so many days are removed; never when absent. */
  readonly keepWalDays?: number
  readonly say?: (line: string) => void
}

/** Rebuilt by the server at its start, or belonging to one process: the manual tells to leave these out. */
const LEFT_OUT = [
  /^postmaster\.(pid|opts)$/,
  /^pg_wal\/./,
  /^(pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/./,
  /(^|\/)pgsql_tmp/,
  /(^|\/)pg_internal\.init/,
  /^(backup_label|tablespace_map)(\.old)?$/,
]

const SEGMENT = /^[0-9A-F]{24}\.gz$/
const HISTORY = /^[0-9A-F]{8}\.history\.gz$/

interface Started {
  readonly segment: string
}

interface Stopped {
  readonly label: string
  readonly tablespaces: string
  readonly segment: string
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

/** Copies the data folder of a running server between the two calls that make such a copy whole. */
async function copyDatabase(
  { cluster, url }: Cluster & { readonly url: string },
  folder: string,
  say: (line: string) => void,
): Promise<{ files: CopiedFile[]; database: NonNullable<Manifest['database']> }> {
  const data = join(cluster, 'data')
  const archive = archiveFolder(cluster)
  // Both calls must come from one session, which has to live as long as the copying.
  const client = new pg.Client({ connectionString: url, application_name: 'xiangzhi backup' })
  await client.connect()
  try {
    const { rows: modes } = await client.query<{ archive_mode: string }>('show archive_mode')
    if (modes[0]?.archive_mode !== 'on')
      throw new Error(
        'the server does not archive its log (gzip was not found at its start), so a copy would not be whole',
      )
    const started = (
      await client.query<Started>(`select pg_walfile_name(pg_backup_start('xiangzhi', fast => true)) as segment`)
    ).rows[0] as Started
    say('copying the database …')
    const copied = await copyFolder(data, join(folder, 'database'), {
      leaveOut: (path) => LEFT_OUT.some((pattern) => pattern.test(path)),
    })
    say('waiting for the log to be archived …')
    const stopped = (
      await client.query<Stopped>(`select labelfile as label, spcmapfile as tablespaces, pg_walfile_name(lsn) as segment
        from pg_backup_stop(wait_for_archive => true)`)
    ).rows[0] as Stopped
    if (stopped.tablespaces.trim() !== '')
      throw new Error('the database has tablespaces, which this backup does not know')
    const files = copied.map((file) => ({ ...file, path: `database/${file.path}` }))
    const label = join(folder, 'backup_label')
    await writeFile(label, stopped.label, { mode: 0o600 })
    // It is copied in place at the restore; a copy that lies about has none and would not even start.
    await makeFolder(join(folder, 'wal'))
    files.push({ path: 'database/backup_label', ...copyFile(label, join(folder, 'database', 'backup_label')) })
    await rm(label)
    for (const name of (await readdir(archive)).toSorted()) {
      const needed = SEGMENT.test(name) && name >= `${started.segment}.gz` && name <= `${stopped.segment}.gz`
      if (!needed && !HISTORY.test(name)) continue
      files.push({ path: `wal/${name}`, ...copyFile(join(archive, name), join(folder, 'wal', name)) })
    }
    const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
    return { files, database: { major, firstSegment: started.segment, lastSegment: stopped.segment } }
  } finally {
    await client.end()
  }
}

/** Makes what was written survive a power cut, where the system offers it for a single file system. */
async function persist(folder: string): Promise<void> {
  await promisify(execFile)('sync', ['-f', folder]).catch(() => undefined)
}

async function removeOldSegments(archive: string, before: string, days: number, now: Date): Promise<number> {
  let removed = 0
  for (const name of await readdir(archive)) {
    if (!SEGMENT.test(name) || name >= `${before}.gz`) continue
    const { mtime } = await stat(join(archive, name))
    if (now.getTime() - mtime.getTime() < days * 86_400_000) continue
    await rm(join(archive, name))
    removed += 1
  }
  return removed
}

/**
 * Copies a whole installation while it is running: database with the log that makes the copy whole, uploaded files, keys.
 * Files are copied after the database, so that every file which the copied database names is there. Throws when the
 * target is not empty; leaves a folder without manifest when it fails half-way.
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const { dataDir, postgres, clock } = options
  const say = options.say ?? (() => undefined)
  const folder = resolve(options.folder)
  const startedAt = clock.now()
  if (!(await isEmptyPlace(folder))) throw new Error(`${folder} is not empty; every backup gets a folder of its own`)
  await makeFolder(folder)
  const files: CopiedFile[] = []
  const copied = postgres && (await copyDatabase(postgres, folder, say))
  if (copied) files.push(...copied.files)
  const uploads = join(dataDir, 'files')
  if (existsSync(uploads)) {
    say('copying the uploaded files …')
    const leaveOut = (path: string): boolean => path.endsWith('.tmp')
    for (const file of await copyFolder(uploads, join(folder, 'files'), { leaveOut }))
      files.push({ ...file, path: `files/${file.path}` })
  }
  const keys = join(dataDir, 'keys')
  const copiesKeys = existsSync(keys) && options.keys !== 'leave-out'
  if (copiesKeys)
    for (const file of await copyFolder(keys, join(folder, 'keys'))) files.push({ ...file, path: `keys/${file.path}` })
  const finishedAt = clock.now()
  const manifest = await writeManifest(folder, files, {
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ...(copied && { database: copied.database }),
    keys: copiesKeys ? 'here' : existsSync(keys) ? 'elsewhere' : 'environment',
  })
  await persist(folder)
  if (postgres && copied && options.keepWalDays !== undefined) {
    const archive = archiveFolder(postgres.cluster)
    const removed = await removeOldSegments(archive, copied.database.firstSegment, options.keepWalDays, finishedAt)
    if (removed > 0) say(`${removed} old segments of the log were removed`)
  }
  const mark: LastBackup = { at: finishedAt.toISOString(), folder, bytes: manifest.bytes }
  await writeFile(join(dataDir, 'last-backup.json'), `${JSON.stringify(mark)}\n`)
  say(`${manifest.files} files, ${mebibytes(manifest.bytes)} in ${folder}`)
  if (copiesKeys) say(`${join(folder, 'keys')} opens what is sealed: keep it in another place than the rest`)
  return manifest
}

/** The last backup that succeeded; undefined when there was none. */
export async function findLastBackup(dataDir: string): Promise<LastBackup | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'last-backup.json'), 'utf8')) as LastBackup
  } catch {
    return undefined
  }
}
