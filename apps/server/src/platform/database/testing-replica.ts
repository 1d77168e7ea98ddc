import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { silentLog } from '#platform/log'
import { type EmbeddedPostgres, findCluster, startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'

/** A migrated primary and a real standby that follows it by streaming. */
export interface Replicated {
  readonly folder: string
  readonly primaryUrl: string
  readonly replicaUrl: string
  /** Stops and starts the standby; its address stays the same. */
  stopReplica(): Promise<void>
  startReplica(): Promise<void>
  /** Lets the standby receive but not apply, and apply again. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Gives the standby a copy of the primary's folder, as pg_basebackup would, while the primary rests. */
function copyCluster(primaryDir: string, replicaDir: string): void {
  mkdirSync(replicaDir)
  const { cluster, user } = findCluster(replicaDir)
  const data = join(cluster, 'data')
  cpSync(join(findCluster(primaryDir).cluster, 'data'), data, { recursive: true })
  writeFileSync(join(data, 'standby.signal'), '')
  for (const name of ['', ...readdirSync(data, { recursive: true, encoding: 'utf8' })])
    if (user) chownSync(join(data, name), user.uid, user.gid)
  chmodSync(data, 0o700)
}

/** Starts both; `close` stops them and removes everything. */
export async function startReplicated(): Promise<Replicated> {
  const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-replica-'))
  chmodSync(folder, 0o755)
  const [primaryDir, replicaDir] = [join(folder, 'primary'), join(folder, 'replica')]
  const startPrimary = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: primaryDir, log: silentLog, durable: false })
  let primary = await startPrimary()
  await migrate({ url: primary.url, log: silentLog, now: new Date() })
  await primary.stop()
  copyCluster(primaryDir, replicaDir)
  primary = await startPrimary()
  const socket = new URL(primary.url).searchParams.get('host') ?? ''
  const startStandby = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir: replicaDir,
      log: silentLog,
      durable: false,
      settings: { primary_conninfo: `host=${socket} user=xiangzhi`, hot_standby: 'on' },
    })
  let replica = await startStandby()
  return {
    folder,
    primaryUrl: primary.url,
    replicaUrl: replica.url,
    stopReplica: () => replica.stop(),
    startReplica: async () => {
      replica = await startStandby()
    },
    pause: () => asOwner(replica.url, 'select pg_wal_replay_pause()'),
    resume: () => asOwner(replica.url, 'select pg_wal_replay_resume()'),
    close: async () => {
      await replica.stop()
      await primary.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
