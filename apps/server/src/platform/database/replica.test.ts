import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Database } from './database.ts'
import { type ReplicatedDatabase, withReplica } from './replica.ts'
import { sql } from './statement.ts'
import { type Replicated, startReplicated } from './testing-replica.ts'

const COUNTY = 999_114
let servers: Replicated
let primary: Database
let replicated: ReplicatedDatabase
const moves: boolean[] = []

beforeAll(async () => {
  servers = await startReplicated()
  const { primaryUrl, replicaUrl } = servers
  primary = openDatabase({ url: primaryUrl, writersMax: 2, readersMax: 2 })
  replicated = withReplica(primary, {
    primaryUrl,
    replicaUrl,
    lagMaxMs: 400,
    checkEveryMs: 50,
    onMove: (used) => moves.push(used),
  })
})

afterAll(async () => {
  await replicated.close()
  await primary.close()
  await servers.close()
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

it('reads from the replica what was written to the primary, from the primary while the replica lags, and again from the replica', async () => {
  await expect.poll(onReplica).toBe(true)
  await keep('1')
  await expect.poll(kept).toBe('1')
  expect(replicated.replica().used).toBe(true)

  await servers.pause()
  await keep('2')
  expect(await kept()).toBe('1')
  await expect.poll(onReplica).toBe(false)
  expect(await kept()).toBe('2')
  expect(replicated.replica().lagMs).toBeGreaterThan(400)

  await servers.resume()
  await expect.poll(onReplica).toBe(true)
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
  await servers.stopReplica()
  await wait(300)
  over = true
  await reading
  expect([...answers]).toEqual(['2'])
  expect(replicated.replica().used).toBe(false)
  expect(await onReplica()).toBe(false)
  expect(moves.at(-1)).toBe(false)

  await servers.startReplica()
  await expect.poll(onReplica).toBe(true)
})
