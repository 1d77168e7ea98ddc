import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLog } from '#platform/log'
import { readCatalogue } from './catalogue.ts'
import { renderSchema } from './current-schema.ts'
import { migrate, SCHEMA_FOLDER } from './migrate.ts'
import { urlOf } from './testing-url.ts'
import { testDatabase } from './testing.ts'

/** The last schema file of the first release, 0.1.0: from there on every installation is upgraded. */
const FIRST_RELEASE = '0006'

let url: string
let name: string
let folder: string

const ask = async <R extends pg.QueryResultRow>(target: string, text: string, values: unknown[] = []): Promise<R[]> => {
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}

const schemaOf = async (target: string): Promise<string> => {
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  try {
    return renderSchema(await readCatalogue(client))
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  const { url: any } = await testDatabase()
  name = `test_upgrade_${randomUUID().slice(0, 8)}`
  await ask(any, `create database ${name}`)
  url = urlOf(any, name)
  folder = mkdtempSync(join(tmpdir(), 'xiangzhi-upgrade-'))
})

afterAll(async () => {
  await ask(urlOf(url, 'postgres'), `drop database ${name} with (force)`)
  rmSync(folder, { recursive: true })
})

/** One row of each kind that an installation has from its first day. */
const fill = async (): Promise<void> => {
  const [place, person, request] = [randomUUID(), randomUUID(), randomUUID()]
  await ask(url, `insert into setting (key, value) values ('county', '610114')`)
  await ask(
    url,
    `insert into place (county, id, kind, code, name, official_name, valid_from)
     values (610114, $1, 'county', '610114', '阎良区', '阎良区', '2026-01-01')`,
    [place],
  )
  await ask(
    url,
    `insert into person (county, id, name, created_at) values (610114, $1, '张三', '2026-03-10T02:00:00Z')`,
    [person],
  )
  await ask(
    url,
    `insert into command_log (county, request_id, operation, at, fingerprint, answer)
     values (610114, $1, 'openReport', '2026-03-10T02:00:00Z', 'f', '{"number": "260310-0001"}')`,
    [request],
  )
  await ask(
    url,
    `insert into county_config (county, part, content, version, changed_at) values (610114, 'demo', '{"demo": false}', 1, now())`,
  )
}

const kept = (): Promise<unknown[]> =>
  ask(
    url,
    `select (select jsonb_agg(jsonb_build_array(code, name, valid_from)) from place) as places,
      (select jsonb_agg(name) from person) as persons,
      (select jsonb_agg(jsonb_build_array(operation, at, answer)) from command_log) as commands,
      (select jsonb_agg(jsonb_build_array(part, content, version)) from county_config) as config,
      (select jsonb_agg(jsonb_build_array(key, value)) from setting) as settings`,
  )

it('an installation of the first release is upgraded file by file with its data in it, to the same schema as a new one', async () => {
  const files = readdirSync(SCHEMA_FOLDER)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .toSorted()
  const first = files.filter((file) => file.slice(0, 4) <= FIRST_RELEASE)
  for (const file of first) copyFileSync(join(SCHEMA_FOLDER, file), join(folder, file))
  const run = () => migrate({ url, log: silentLog, now: new Date(0), folder })
  expect(await run()).toEqual(first)
  await fill()
  const before = await kept()
  for (const file of files.slice(first.length)) {
    copyFileSync(join(SCHEMA_FOLDER, file), join(folder, file))
    expect(await run()).toEqual([file])
    expect(await kept(), file).toEqual(before)
  }
  expect(await run()).toEqual([])
  const { url: fresh } = await testDatabase()
  expect(await schemaOf(url)).toBe(await schemaOf(fresh))
})
