import { randomUUID } from 'node:crypto'
import { loadModule, parseSync } from 'libpg-query'
import pg from 'pg'
import { inject } from 'vitest'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Catalogue, readCatalogue, type Table } from './catalogue.ts'
import { distribute, distributionPlan, distributionProblems } from './distribute.ts'
import { classOf } from './migrate.ts'
import { testDatabase } from './testing.ts'
import { knownTables } from './testing-statements.ts'
import { viewProblems } from './testing-routing.ts'
import { urlOf } from './testing-url.ts'

let catalogue: Catalogue
let client: pg.Client

beforeAll(async () => {
  await loadModule()
  client = new pg.Client({ connectionString: (await testDatabase()).url })
  await client.connect()
  catalogue = await readCatalogue(client)
  return () => client.end()
})

const tablesOf = (kind: string): string[] =>
  catalogue.tables.filter((table) => classOf(table).startsWith(kind)).map(({ name }) => name)

describe('the schema', () => {
  it('has nothing that a cluster refuses', () => {
    expect(distributionProblems(catalogue)).toEqual([])
  })

  it('has views that show of a county only what is of it', async () => {
    const known = await knownTables(client)
    // The catalogue writes columns without their tables, so the definitions are asked for as they are.
    const { rows } = await client.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_viewdef(c.oid) as definition from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ definition }) => viewProblems(definition, known).length > 0)).toEqual([])
    expect(rows.filter(({ name }) => known.get(name)?.columns.includes('county') !== true)).toEqual([])
  })
})

describe('the plan', () => {
  it('is SQL, names every table of a county and every dictionary once, and leaves local tables alone', () => {
    const texts = distributionPlan(catalogue, 'xiangzhi', 32).map(({ statement }) => statement)
    for (const text of texts) expect(parseSync(text).stmts, text).toHaveLength(1)
    const named = (call: string): string[] =>
      texts.flatMap((text) => new RegExp(`${call}\\('([a-z_0-9]+)'`).exec(text)?.[1] ?? [])
    expect(named('create_distributed_table').toSorted()).toEqual(tablesOf('tenant'))
    expect(named('create_reference_table').toSorted()).toEqual(tablesOf('reference'))
    expect(texts[0]).toContain('citus.propagate_set_commands')
    expect(() => distributionPlan(catalogue, 'xiangzhi', 0)).toThrow('pieces')
  })

  it('lays tables that are added later with those that are there', () => {
    const added = { ...catalogue.tables.find(({ name }) => name === 'audit_link'), name: 'aaa' } as Table
    const texts = distributionPlan({ ...catalogue, tables: [added, ...catalogue.tables] }, 'xiangzhi', 32)
      .map(({ statement }) => statement)
      .filter((text) => text.includes('create_distributed_table'))
    expect(texts[0]).toContain("create_distributed_table('place', 'county', colocate_with => 'none'")
    expect(texts.slice(1).filter((text) => !text.includes("colocate_with => 'place'"))).toEqual([])
  })

  it.each([
    [
      'a key without the county',
      { constraints: [{ name: 'k', type: 'u', definition: 'UNIQUE (id)', columns: ['id'], target: null }] },
    ],
    [
      'a reference that leaves the county out',
      {
        constraints: [
          {
            name: 'k',
            type: 'f',
            definition: 'FOREIGN KEY (id) REFERENCES place(id)',
            columns: ['id'],
            target: 'place',
          },
        ],
      },
    ],
    [
      'a reference to a local table',
      {
        constraints: [
          {
            name: 'k',
            type: 'f',
            definition: 'FOREIGN KEY (id) REFERENCES auth_user(id)',
            columns: ['id'],
            target: 'auth_user',
          },
        ],
      },
    ],
    ['a trigger', { triggers: ['create trigger t'] }],
    ['no county', { columns: [] }],
    ['a unique index without the county', { indexes: [{ name: 'i', unique: true, definition: '', columns: ['id'] }] }],
    ['a policy with a query', { policies: [{ name: 'p', roles: '', using: 'county in (select 1)', check: null }] }],
  ])('refuses a table with %s', (_what, wrong) => {
    const table = { ...catalogue.tables.find(({ name }) => name === 'case_record'), name: 'odd', ...wrong } as Table
    const with_ = { ...catalogue, tables: [...catalogue.tables, table] }
    expect(distributionProblems(with_)).not.toEqual([])
    expect(() => distributionPlan(with_, 'xiangzhi', 32)).toThrow('odd')
  })
})

/** The rules of the cluster's own functions that depend on the order of calls; the real ones are an outside service. */
const RULES = [
  'create table pg_dist_partition (logicalrelid regclass primary key, colocated regclass)',
  `create function create_distributed_table(name regclass, key text, colocate_with text default 'default', shard_count int default null)
     returns void language plpgsql as $$
   begin
     if exists (select 1 from pg_dist_partition where logicalrelid = name) then raise 'distributed already'; end if;
     if exists (select 1 from pg_constraint k where k.conrelid = name and k.contype = 'f' and k.confrelid <> name
       and not exists (select 1 from pg_dist_partition d where d.logicalrelid = k.confrelid)) then
       raise '% refers to a table that is not distributed', name; end if;
     if not exists (select 1 from pg_attribute where attrelid = name and attname = key) then raise 'no column %', key; end if;
     insert into pg_dist_partition values (name, case when colocate_with = 'none' then null else colocate_with::regclass end);
   end $$`,
  `create function create_reference_table(name regclass) returns void language sql as
     $$ insert into pg_dist_partition values (name, null) $$`,
]

describe('carrying it out', () => {
  it('keeps the order that foreign keys demand, and does nothing twice', async () => {
    const templateUrl = inject('templateUrl')
    const name = `distribute_${randomUUID().slice(0, 8)}`
    const owner = new pg.Client({ connectionString: urlOf(templateUrl, 'postgres') })
    await owner.connect()
    const template = new URL(templateUrl).pathname.slice(1)
    await owner.query(`create database ${name} template ${template}`)
    const url = urlOf(templateUrl, name)
    try {
      await expect(distribute(url, { run: true, shards: 32 })).rejects.toThrow('no Citus')
      const inside = new pg.Client({ connectionString: url })
      await inside.connect()
      for (const rule of RULES) await inside.query(rule)
      await inside.query(`comment on table pg_dist_partition is 'local: of the cluster'`)
      const steps = await distribute(url, { run: true, shards: 8 })
      await distribute(url, { run: true, shards: 8 })
      const { rows } = await inside.query<{ n: number; together: number; setting: string }>(
        `select count(*)::int as n, count(distinct colocated)::int as together from pg_dist_partition`,
      )
      expect(rows[0]).toEqual({ n: steps.length - 1, together: 1 })
      await inside.end()
    } finally {
      await owner.query(`drop database ${name} with (force)`)
      await owner.end()
    }
  })
})
