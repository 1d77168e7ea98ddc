import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openDatabase, sql, type Tx } from './index.ts'
import { TEST_COUNTY, testDatabase } from './testing.ts'

const countyOf = async (tx: Tx): Promise<string | undefined> =>
  (await tx.row<{ county: string }>(sql`select current_setting('app.county') as county`))?.county

const one = sql`select 1 as one`

test('reads at once share connections and are all answered', async () => {
  const { url } = await testDatabase()
  const database = openDatabase({ url, readersMax: 6 })
  try {
    await database.read(TEST_COUNTY, (tx) => tx.row(one))
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, no) =>
        database.read(TEST_COUNTY, async (tx) => {
          const [first, second] = await Promise.all([
            tx.row<{ no: number }>(sql`select ${no}::int as no`),
            tx.row<{ no: number }>(sql`select ${no}::int + 1000 as no`),
          ])
          const third = await tx.row<{ no: number }>(sql`select ${no}::int + 2000 as no`)
          return [first?.no, second?.no, third?.no]
        }),
      ),
    )
    expect(answers).toEqual(answers.map((_, no) => [no, no + 1000, no + 2000]))
    expect(database.connections().readers).toMatchObject({ waiting: 0 })
  } finally {
    await database.close()
  }
})

test('reads of several counties at once each see their own, also on few connections', async () => {
  const { url } = await testDatabase()
  const database = openDatabase({ url, readersMax: 2 })
  const counties = Array.from({ length: 60 }, (_, no) => [110_101, TEST_COUNTY, 370_322][no % 3] as number)
  try {
    const seen = await Promise.all(
      counties.map((county) => database.read(county, async (tx) => [await countyOf(tx), await countyOf(tx)])),
    )
    expect(seen).toEqual(counties.map((county) => [String(county), String(county)]))
  } finally {
    await database.close()
  }
})

test('a quick read does not wait behind a slow one', async () => {
  const { url } = await testDatabase()
  const database = openDatabase({ url, readersMax: 3 })
  try {
    const order: string[] = []
    const slow = database.read(TEST_COUNTY, (tx) => tx.row(sql`select pg_sleep(1)`)).then(() => order.push('slow'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await database.read(TEST_COUNTY, (tx) => tx.row(one)).then(() => order.push('quick'))
    await slow
    expect(order).toEqual(['quick', 'slow'])
  } finally {
    await database.close()
  }
})

test('reads that keep coming leave a connection that was lost', async () => {
  const { url } = await testDatabase()
  const database = openDatabase({ url, readersMax: 1 })
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    const backend = await database.read(TEST_COUNTY, (tx) =>
      tx.row<{ pid: number }>(sql`select pg_backend_pid() as pid`),
    )
    const outcomes: boolean[] = []
    let left = 100_000
    const reader = async (no: number): Promise<void> => {
      await wait(no * 3)
      for (; left > 0; left -= 1)
        outcomes.push(
          await database
            .read(TEST_COUNTY, async (tx) => {
              // Never at the same time as the others: somebody always uses the connection.
              await wait(2 + 9 * Math.random())
              return tx.row(one)
            })
            .then(
              () => true,
              () => false,
            ),
        )
    }
    const readers = Promise.all([0, 1, 2, 3, 4, 5].map(reader))
    await expect.poll(() => outcomes.length).toBeGreaterThan(6)
    await owner.query('select pg_terminate_backend($1)', [backend?.pid])
    await expect.poll(() => outcomes.includes(false)).toBe(true)
    // The first reads may still meet the end of it; while they keep coming they must get through again.
    await expect.poll(() => outcomes.slice(-6).every(Boolean)).toBe(true)
    left = 0
    await readers
  } finally {
    await owner.end()
    await database.close()
  }
})

test('a read that fails fails alone', async () => {
  const database = await testDatabase()
  const works = Array.from({ length: 12 }, (_, no) =>
    database.read(TEST_COUNTY, (tx) => tx.row<{ whole: number }>(sql`select 12 / ${no % 4}::int as whole`)),
  )
  const outcomes = await Promise.allSettled(works)
  expect(outcomes.map(({ status }) => status)).toEqual(
    outcomes.map((_, no) => (no % 4 === 0 ? 'rejected' : 'fulfilled')),
  )
  expect(await database.read(TEST_COUNTY, countyOf)).toBe(String(TEST_COUNTY))
})

test('of statements sent together those before a failure are answered and those behind it fail by it', async () => {
  const database = await testDatabase()
  const outcomes = await database
    .read(TEST_COUNTY, (tx) =>
      Promise.allSettled([tx.row(one), tx.row(sql`select 1 / ${0}::int as none`), tx.row(sql`select 2 as two`)]),
    )
    .catch((error: unknown) => error)
  // The work itself fails as well, since a statement of it did.
  expect(outcomes).toMatchObject({ message: 'division by zero' })
  const parts = await database
    .write(TEST_COUNTY, async (tx) => {
      const asked = [tx.row(one), tx.row(sql`select 1 / ${0}::int as none`), tx.row(sql`select 2 as two`)]
      throw Object.assign(new Error('stop'), { settled: await Promise.allSettled(asked) })
    })
    .catch((error: { settled: PromiseSettledResult<unknown>[] }) => error.settled)
  expect(parts).toMatchObject([
    { status: 'fulfilled', value: { one: 1 } },
    { status: 'rejected', reason: { message: 'division by zero' } },
    { status: 'rejected', reason: { message: 'division by zero' } },
  ])
})

test('a statement that failed the first time works the next time on the same connection', async () => {
  const { url } = await testDatabase()
  const database = openDatabase({ url, readersMax: 1 })
  const divide = (by: number) => (tx: Tx) => tx.row<{ share: number }>(sql`select 144 / ${by}::int as share`)
  try {
    await expect(database.read(TEST_COUNTY, divide(0))).rejects.toThrow('division by zero')
    await expect(database.read(TEST_COUNTY, (tx) => tx.row(sql`select 144 / ${'x'}::int as share`))).rejects.toThrow(
      'invalid input syntax',
    )
    for (const by of [12, 144]) expect(await database.read(TEST_COUNTY, divide(by))).toEqual({ share: 144 / by })
  } finally {
    await database.close()
  }
})

test('a value that cannot be read spoils only the answer to its own statement', async () => {
  const database = await testDatabase()
  const outcomes = await database
    .write(TEST_COUNTY, async (tx) => {
      const asked = [tx.row(sql`select 9007199254740993::int8 as n`), tx.row(one)]
      throw Object.assign(new Error('stop'), { settled: await Promise.allSettled(asked) })
    })
    .catch((error: { settled: PromiseSettledResult<unknown>[] }) => error.settled)
  expect(outcomes).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: { one: 1 } }])
})

test('rows come whole: empty values, many of them, and none', async () => {
  const database = await testDatabase()
  const many = sql`select n, case when n % 2 = 0 then 'x' end as even from generate_series(1, ${3000}::int) n`
  const none = sql`select n from generate_series(1, ${0}::int) n`
  for (let round = 0; round < 2; round += 1) {
    const [all, empty] = await database.read(TEST_COUNTY, (tx) =>
      Promise.all([tx.rows<{ n: number; even: string | null }>(many), tx.rows(none)]),
    )
    expect(all).toHaveLength(3000)
    expect(all[1]).toEqual({ n: 2, even: 'x' })
    expect(all[2]).toEqual({ n: 3, even: null })
    expect(empty).toEqual([])
  }
})
