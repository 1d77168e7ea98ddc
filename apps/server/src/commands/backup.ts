import { parseArgs } from 'node:util'
import { backUp, restore } from '#platform/backup'
import { findCluster, findRunningPostgres, startEmbeddedPostgres } from '#platform/database'
import { clock, type Commands, dataFolder, log, say } from './environment.ts'

const note =
  'DATABASE_URL names a server of yours: back it up by its own means (pg_basebackup, pg_dump). Files and keys are copied here.'

async function runBackup(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'without-keys': { type: 'boolean' }, 'keep-wal': { type: 'string' } },
  })
  const [folder] = positionals
  if (!folder) throw new Error('backup DIR [--without-keys] [--keep-wal DAYS]')
  const dataDir = dataFolder()
  const keep = values['keep-wal'] === undefined ? undefined : Number(values['keep-wal'])
  if (keep !== undefined && !(keep >= 1)) throw new Error('--keep-wal takes a number of days, at least 1')
  const options = {
    dataDir,
    folder,
    clock,
    say,
    keys: values['without-keys'] ? ('leave-out' as const) : ('copy' as const),
    ...(keep !== undefined && { keepWalDays: keep }),
  }
  if (process.env.DATABASE_URL) {
    say(note)
    await backUp(options)
    return
  }
  const running = findRunningPostgres(dataDir)
  if (running) {
    await backUp({ ...options, postgres: running })
    return
  }
  const embedded = await startEmbeddedPostgres({ dataDir, log })
  try {
    await backUp({ ...options, postgres: { ...findCluster(dataDir), url: embedded.url } })
  } finally {
    await embedded.stop()
  }
}

/** An instant as people write it; without a time zone it is the time of this machine. */
function instantOf(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error(`--until ${text} is no time; write it like 2026-11-23T14:30:00+08:00`)
  return at
}

async function runRestore(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { until: { type: 'string' }, wal: { type: 'string' }, keys: { type: 'string' } },
  })
  const [folder] = positionals
  if (!folder) throw new Error('restore DIR [--until TIME] [--wal ARCHIVE] [--keys KEYS]')
  await restore({
    folder,
    dataDir: dataFolder(),
    until: values.until === undefined ? undefined : instantOf(values.until),
    wal: values.wal,
    keys: values.keys,
    log,
    say,
  })
}

/** Backing up while the server runs, and putting a backup in an empty data folder. */
export const backupCommands: Commands = {
  backup: {
    use: 'backup DIR [--without-keys] [--keep-wal DAYS]   copy database, files and keys while the server runs',
    run: runBackup,
  },
  restore: {
    use: 'restore DIR [--until TIME] [--wal ARCHIVE] [--keys KEYS]   put a backup into an empty DATA_DIR',
    run: runRestore,
  },
}
