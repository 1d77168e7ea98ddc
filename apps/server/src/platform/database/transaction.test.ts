import { expect, test } from 'vitest'
import { sql, type Tx } from './index.ts'
import { inTransaction, TEST_COUNTY, testDatabase } from './testing.ts'

const insertLine = (county: number, requestId: string) =>
  sql`insert into command_log (county, request_id, operation, at, fingerprint, answer)
    values (${county}, ${requestId}, 'test', ${new Date(0)}, 'f', ${sql.json({})})`

const countLines = async (tx: Tx, requestId: string): Promise<number> => {
  const row = await tx.row<{ count: number }>(sql`select count(*) from command_log where request_id = ${requestId}`)
  return row?.count ?? -1
}

const newId = (): string => crypto.randomUUID()

test('a write with its last statement hinted needs one round trip for begin, county, statement and commit', async () => {
  const database = await testDatabase()
  const id = newId()
  const trips = await database.write(TEST_COUNTY, async (tx) => {
    await tx.last(insertLine(TEST_COUNTY, id))
    return tx.roundTrips
  })
  expect(trips).toBe(1)
  expect(await database.read(TEST_COUNTY, (tx) => countLines(tx, id))).toBe(1)
})

test('statements sent together share one round trip', async () => {
  const trips = await inTransaction(async (tx) => {
    await Promise.all([tx.rows(sql`select 1`), tx.rows(sql`select 2`), tx.rows(sql`select 3`)])
    return tx.roundTrips
  })
  expect(trips).toBe(1)
})

test('a read costs one round trip also when the session was in another county', async () => {
  const database = await testDatabase()
  for (const county of [110_101, TEST_COUNTY, TEST_COUNTY, 110_101]) {
    const [trips, seen] = await database.read(county, async (tx) => {
      const row = await tx.row<{ county: string }>(sql`select current_setting('app.county') as county`)
      return [tx.roundTrips, row?.county]
    })
    expect([trips, seen]).toEqual([1, String(county)])
  }
})

test('a read cannot write', async () => {
  const database = await testDatabase()
  const attempt = database.read(TEST_COUNTY, (tx) => tx.run(insertLine(TEST_COUNTY, newId())))
  await expect(attempt).rejects.toThrow('read-only transaction')
})

test('a county cannot see or write the rows of another county even when the statement forgets to ask', async () => {
  const database = await testDatabase()
  const id = newId()
  await database.write(TEST_COUNTY, (tx) => tx.run(insertLine(TEST_COUNTY, id)))
  expect(await database.read(110_101, (tx) => countLines(tx, id))).toBe(0)
  const trespass = database.write(110_101, (tx) => tx.run(insertLine(TEST_COUNTY, newId())))
  await expect(trespass).rejects.toThrow('row-level security')
})

test('the application works under a role that is bound by row-level security and owns nothing', async () => {
  const role = await inTransaction((tx) =>
    tx.row<{ name: string; above: boolean; owned: number }>(
      sql`select rolname as name, rolsuper or rolbypassrls as above,
        (select count(*) from pg_class c where c.relowner = r.oid) as owned
        from pg_roles r where rolname = current_user`,
    ),
  )
  expect(role).toEqual({ name: 'xiangzhi_app', above: false, owned: 0 })
})

test('nothing of a work that throws is kept', async () => {
  const database = await testDatabase()
  const id = newId()
  const refused = database.write(TEST_COUNTY, async (tx) => {
    await tx.run(insertLine(TEST_COUNTY, id))
    throw new Error('refused')
  })
  await expect(refused).rejects.toThrow('refused')
  expect(await database.read(TEST_COUNTY, (tx) => countLines(tx, id))).toBe(0)
})

test('a failed statement that nobody waited for fails the write', async () => {
  const database = await testDatabase()
  const id = newId()
  const write = database.write(TEST_COUNTY, async (tx) => {
    await tx.run(insertLine(TEST_COUNTY, id))
    tx.send(insertLine(TEST_COUNTY, id))
  })
  await expect(write).rejects.toThrow('duplicate key')
  expect(await database.read(TEST_COUNTY, (tx) => countLines(tx, id))).toBe(0)
})

test('a last statement that fails is reported by its own error and nothing is committed', async () => {
  const database = await testDatabase()
  const id = newId()
  const write = database.write(TEST_COUNTY, async (tx) => {
    tx.send(insertLine(TEST_COUNTY, id))
    await tx.last(insertLine(TEST_COUNTY, id))
  })
  await expect(write).rejects.toThrow('duplicate key')
  expect(await database.read(TEST_COUNTY, (tx) => countLines(tx, id))).toBe(0)
})

test('an error swallowed by the work still fails the write', async () => {
  const database = await testDatabase()
  const write = database.write(TEST_COUNTY, async (tx) => {
    await tx.rows(sql`select 1 / ${0}::int`).catch(() => undefined)
  })
  await expect(write).rejects.toThrow('division by zero')
})

test('a statement after the end of the transaction is refused', async () => {
  const database = await testDatabase()
  const write = database.write(TEST_COUNTY, async (tx) => {
    await tx.last(sql`select 1`)
    await tx.rows(sql`select 2`)
  })
  await expect(write).rejects.toThrow('already ended')
})

test('a work that collided with another one is run again', async () => {
  const database = await testDatabase()
  let attempts = 0
  const result = await database.write(TEST_COUNTY, async (tx) => {
    attempts += 1
    if (attempts < 3) await tx.run(sql`do $$ begin raise exception 'collision' using errcode = '40001'; end $$`)
    return 'done'
  })
  expect([result, attempts]).toEqual(['done', 3])
})

test('a work that keeps colliding is given up after three attempts', async () => {
  const database = await testDatabase()
  let attempts = 0
  const write = database.write(TEST_COUNTY, async (tx) => {
    attempts += 1
    await tx.run(sql`do $$ begin raise exception 'collision' using errcode = '40P01'; end $$`)
  })
  await expect(write).rejects.toThrow('collision')
  expect(attempts).toBe(3)
})

test('the connection is usable again after an error', async () => {
  const database = await testDatabase()
  for (let round = 0; round < 10; round += 1) {
    await expect(database.write(TEST_COUNTY, (tx) => tx.run(sql`select no_such_column`))).rejects.toThrow(
      'no_such_column',
    )
    expect(await database.write(TEST_COUNTY, (tx) => tx.row(sql`select 1 as one`))).toEqual({ one: 1 })
  }
})

test('values arrive as numbers, text dates, instants and numeric text', async () => {
  const row = await inTransaction((tx) =>
    tx.row(sql`select 12::int8 as amount, array[1, 2]::int8[] as amounts, date '2026-02-28' as day,
      timestamptz '2026-02-28 08:00+08' as instant, 1.50::numeric as exact, ${sql.json([{ a: 1 }])}::jsonb as tree`),
  )
  expect(row).toEqual({
    amount: 12,
    amounts: [1, 2],
    day: '2026-02-28',
    instant: new Date('2026-02-28T00:00:00Z'),
    exact: '1.50',
    tree: [{ a: 1 }],
  })
})

test('an int8 that a number cannot hold exactly is an error', async () => {
  await expect(inTransaction((tx) => tx.row(sql`select 9007199254740993::int8 as n`))).rejects.toThrow('does not fit')
})

test('what a test writes in its transaction is gone afterwards', async () => {
  const id = newId()
  await inTransaction((tx) => tx.last(insertLine(TEST_COUNTY, id)))
  expect(await inTransaction((tx) => countLines(tx, id))).toBe(0)
})

test('what is kept for the end is done once for each key, with what it keeps in turn, and before the commit', async () => {
  const database = await testDatabase()
  const [first, second] = [newId(), newId()]
  const done: string[] = []
  await database.write(TEST_COUNTY, async (tx) => {
    const once = async (open: Tx): Promise<void> => {
      done.push('first')
      await open.run(insertLine(TEST_COUNTY, first))
      open.beforeCommit('in turn', async () => {
        done.push('in turn')
        await open.run(insertLine(TEST_COUNTY, second))
      })
    }
    tx.beforeCommit('first', once)
    tx.beforeCommit('first', once)
    await tx.rows(sql`select 1`)
    done.push('work')
  })
  expect(done).toEqual(['work', 'first', 'in turn'])
  expect(
    await database.read(TEST_COUNTY, (tx) => Promise.all([first, second].map((id) => countLines(tx, id)))),
  ).toEqual([1, 1])
})

test('what fails at the end takes the whole work with it', async () => {
  const database = await testDatabase()
  const [id, hinted] = [newId(), newId()]
  const failing = (): Promise<void> => Promise.reject(new Error('asked too late'))
  await expect(
    database.write(TEST_COUNTY, async (tx) => {
      await tx.run(insertLine(TEST_COUNTY, id))
      tx.beforeCommit('fails', failing)
    }),
  ).rejects.toThrow('asked too late')
  await expect(
    database.write(TEST_COUNTY, async (tx) => {
      tx.beforeCommit('fails', failing)
      await tx.last(insertLine(TEST_COUNTY, hinted))
    }),
  ).rejects.toThrow('asked too late')
  expect(await database.read(TEST_COUNTY, (tx) => Promise.all([id, hinted].map((one) => countLines(tx, one))))).toEqual(
    [0, 0],
  )
  await expect(database.read(TEST_COUNTY, async (tx) => tx.beforeCommit('reading', failing))).rejects.toThrow(
    'nothing to commit',
  )
})
