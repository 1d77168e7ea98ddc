import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLog } from '#platform/log'
import { openDatabase, type Database } from './database.ts'
import { type EmbeddedPostgres, findCluster, startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { type ReplicatedDatabase, withReplica } from './replica.ts'
import { sql } from './statement.ts'

const COUNTY = 999_114
const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-replica-'))
chmodSync(folder, 0o755)
const [primaryDir, replicaDir] = [join(folder, 'primary'), join(folder, 'replica')]
let primaryServer: EmbeddedPostgres
let replicaServer: EmbeddedPostgres
let primary: Database
let replicated: ReplicatedDatabase
const moves: boolean[] = []

const startReplica = (socket: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({
    dataDir: replicaDir,
    log: silentLog,
    durable: false,
    settings: { primary_conninfo: `host=${socket} user=xiangzhi`, hot_standby: 'on' },
  })

/** A real standby: a copy of the primary's folder that follows it by streaming. */
beforeAll(async () => {
  primaryServer = await startEmbeddedPostgres({ dataDir: primaryDir, log: silentLog, durable: false })
  await migrate({ url: primaryServer.url, log: silentLog, now: new Date() })
  await primaryServer.stop()
  mkdirSync(replicaDir)
  const { cluster, user } = findCluster(replicaDir)
  const data = join(cluster, 'data')
  cpSync(join(findCluster(primaryDir).cluster, 'data'), data, { recursive: true })
  writeFileSync(join(data, 'standby.signal'), '')
  for (const name of ['', ...readdirSync(data, { recursive: true, encoding: 'utf8' })]) {
    if (user) chownSync(join(data, name), user.uid, user.gid)
  }
  chmodSync(data, 0o700)
  primaryServer = await startEmbeddedPostgres({ dataDir: primaryDir, log: silentLog, durable: false })
  const socket = new URL(primaryServer.url).searchParams.get('host') ?? ''
  replicaServer = await startReplica(socket)
  primary = openDatabase({ url: primaryServer.url, writersMax: 2, readersMax: 2 })
  replicated = withReplica(primary, {
    primaryUrl: primaryServer.url,
    replicaUrl: replicaServer.url,
    lagMaxMs: 400,
    checkEveryMs: 50,
    onMove: (used) => moves.push(used),
  })
}, 60_000)

afterAll(async () => {
  await replicated.close()
  await primary.close()
  await replicaServer.stop()
  await primaryServer.stop()
  rmSync(folder, { recursive: true, force: true })
})

const onReplica = async (): Promise<boolean> =>
  (await replicated.read(COUNTY, (tx) => tx.row<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`)))
    ?.standby ?? false

const keep = (value: string): Promise<unknown> =>
  primary.local((tx) =>
    tx.run(sql`insert into setting (key, value) values ('replica-test', ${sql.json(value)})
      on conflict (key) do update set value = excluded.value`),
  )

const kept = async (): Promise<string | undefined> =>
  (
    await replicated.read(COUNTY, (tx) =>
      tx.row<{ value: string }>(sql`select value #>> '{}' as value from setting where key = 'replica-test'`),
    )
  )?.value

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

it('reads from the replica what was written to the primary, from the primary while the replica lags, and again from the replica', async () => {
  await expect.poll(onReplica, { timeout: 10_000 }).toBe(true)
  await keep('1')
  await expect.poll(kept, { timeout: 5000 }).toBe('1')
  expect(replicated.replica().used).toBe(true)

  await asOwner(replicaServer.url, 'select pg_wal_replay_pause()')
  await keep('2')
  expect(await kept()).toBe('1')
  await expect.poll(onReplica, { timeout: 5000 }).toBe(false)
  expect(await kept()).toBe('2')
  expect(replicated.replica().lagMs).toBeGreaterThan(400)

  await asOwner(replicaServer.url, 'select pg_wal_replay_resume()')
  await expect.poll(onReplica, { timeout: 5000 }).toBe(true)
  expect(await kept()).toBe('2')
})

it('a quiet primary makes no replica look old', async () => {
  await wait(900)
  expect(await onReplica()).toBe(true)
  expect(replicated.replica().lagMs).toBeLessThan(400)
})

it('a replica that dies costs no answer: the same read goes to the primary', async () => {
  expect(await onReplica()).toBe(true)
  let over = false
  const answers = new Set<string | undefined>()
  const reading = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!over) answers.add(await kept())
    }),
  )
  await wait(100)
  await replicaServer.stop()
  await wait(300)
  over = true
  await reading
  expect([...answers]).toEqual(['2'])
  expect(replicated.replica().used).toBe(false)
  expect(await onReplica()).toBe(false)
  expect(moves.at(-1)).toBe(false)

  replicaServer = await startReplica(new URL(primaryServer.url).searchParams.get('host') ?? '')
  await expect.poll(onReplica, { timeout: 10_000 }).toBe(true)
})
