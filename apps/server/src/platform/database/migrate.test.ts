import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixedClock } from '#platform/clock'
import { openLog, silentLog } from '#platform/log'
import { migrate } from './migrate.ts'
import { urlOf } from './testing-url.ts'
import { testDatabase } from './testing.ts'

let url: string
let name: string
let folder: string

const administer = async (target: string, statement: string): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

beforeEach(async () => {
  const { url: any } = await testDatabase()
  name = `test_migrate_${randomUUID().slice(0, 8)}`
  await administer(any, `create database ${name}`)
  url = urlOf(any, name)
  folder = mkdtempSync(join(tmpdir(), 'xiangzhi-migrate-'))
})

afterEach(async () => {
  await administer(urlOf(url, 'postgres'), `drop database ${name} with (force)`)
  rmSync(folder, { recursive: true })
})

const run = () => migrate({ url, log: silentLog, now: new Date(0), folder })

const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)

const BOOK = `create table book (county int not null, id uuid not null, primary key (county, id));
comment on table book is 'tenant: a book';`

test('files are applied once each, in order', async () => {
  put('0001-book.sql', BOOK)
  put('0002-title.sql', `alter table book add column title text;`)
  expect(await run()).toEqual(['0001-book.sql', '0002-title.sql'])
  put('0003-author.sql', `alter table book add column author text;`)
  expect(await run()).toEqual(['0003-author.sql'])
  expect(await run()).toEqual([])
})

test('however many files are applied, the log says it in one line, and nothing when there was none', async () => {
  put('0001-books.sql', BOOK)
  put('0002-shelves.sql', BOOK.replaceAll('book', 'shelf'))
  const lines: string[] = []
  const log = openLog({ clock: fixedClock(new Date(0)), write: (line) => void lines.push(line) })
  const bring = () => migrate({ url, log, now: new Date(0), folder })
  await bring()
  await bring()
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ message: 'schema brought up to date', files: 2, newest: '0002-shelves.sql' }),
  ])
})

test('two migrations at once apply every file once', async () => {
  put('0001-book.sql', BOOK)
  const results = await Promise.all([run(), run(), run()])
  expect(results.flat()).toEqual(['0001-book.sql'])
})

test('a file that was changed after it had been applied is refused', async () => {
  put('0001-book.sql', BOOK)
  await run()
  put('0001-book.sql', `${BOOK} -- changed`)
  await expect(run()).rejects.toThrow('0001-book.sql was changed')
})

test('a database from a newer version is refused', async () => {
  put('0001-book.sql', BOOK)
  put('0002-title.sql', `alter table book add column title text;`)
  await run()
  rmSync(join(folder, '0002-title.sql'))
  await expect(run()).rejects.toThrow('use a newer version')
})

test('a file that fails says where and leaves nothing of itself', async () => {
  put('0001-book.sql', `${BOOK}\n\nalter table shelf add column x int;`)
  await expect(run()).rejects.toThrow('0001-book.sql:4: relation "shelf" does not exist')
  const { rows } = await administer(url, `select to_regclass('book') as book`)
  expect(rows).toEqual([{ book: null }])
})

test('a table without a declared class is refused', async () => {
  put('0001-book.sql', `create table book (id uuid primary key);`)
  await expect(run()).rejects.toThrow('table book: its comment must begin with one of tenant')
})

test('a second run touches no rights, because a server may be working meanwhile', async () => {
  put('0001-book.sql', BOOK)
  await run()
  const touched = (): Promise<{ rows: unknown[] }> =>
    administer(
      url,
      `select c.relname, c.xmin::text from pg_class c where c.relname in ('book', 'schema_migration') order by 1`,
    )
  const before = (await touched()).rows
  expect(before).toHaveLength(2)
  await run()
  expect((await touched()).rows).toEqual(before)
})

test('a tenant table gets its policy and the application may write it but not drop it', async () => {
  put('0001-book.sql', BOOK)
  put('0002-diary.sql', BOOK.replaceAll('book', 'diary').replace('tenant:', 'tenant append-only:'))
  await run()
  const { rows } = await administer(
    url,
    `select c.relname, c.relrowsecurity, p.polname, has_table_privilege('xiangzhi_app', c.oid, 'update') as may_update,
       has_table_privilege('xiangzhi_app', c.oid, 'insert') as may_insert, pg_get_userbyid(c.relowner) = 'xiangzhi_app' as owns
     from pg_class c left join pg_policy p on p.polrelid = c.oid where c.relname in ('book', 'diary') order by 1`,
  )
  const common = { relrowsecurity: true, polname: 'county', may_insert: true, owns: false }
  expect(rows).toEqual([
    { relname: 'book', ...common, may_update: true },
    { relname: 'diary', ...common, may_update: false },
  ])
})
