import { openReport } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { rebuildCounters } from '#kernel/cases'
import { type Database, sql, type Statement, type Tx } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { makeWorld, type World } from '#api/testing'

const many = 20_000
/** Tables of a few rows are rightly read whole. */
const wholeTable = 'Seq Scan of case_record'
let world: World

/** Copies one opened case many times, closed but for the newest, so that the planner sees a table worth an index. */
async function fill(): Promise<void> {
  const { id } = await world.run(openReport, world.villager, {
    requestId: uuidv7(),
    category: 'R0301',
    description: '排水沟堵了',
    placeId: world.places.grid,
  })
  const { url } = await testDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ names: string }>(
      `select string_agg(attname, ', ' order by attnum) as names from pg_attribute
        where attrelid = 'case_record'::regclass and attnum > 0 and not attisdropped`,
    )
    const names = rows[0]?.names ?? ''
    const replaced: Record<string, string> = {
      id: 'gen_random_uuid()',
      number: `'250101-' || (10000 + i)`,
      token_hash: 'null',
      opened_at: `t.opened_at - i * interval '10 minutes'`,
      is_open: 'i < 600',
      status: `case when i < 600 then 'received' when i % 20 = 0 then 'not-done' else 'done' end`,
      town_id: `case when i % 5 = 0 then t.town_id else '${uuidv7()}' end`,
      village_id: `case when i % 25 = 0 then t.village_id else '${uuidv7()}' end`,
      grid_id: `case when i % 50 = 0 then t.grid_id else '${uuidv7()}' end`,
      assigned_organisation_id: `case when i % 25 = 0 then '${world.units.water}'::uuid end`,
      category: `case when i % 100 = 0 then t.category else 'R' || 1000 + i % 99 end`,
    }
    const values = names.split(', ').map((name) => (replaced[name] ? replaced[name] : `t.${name}`))
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into case_record (${names}) select ${values.join(', ')} from case_record t, generate_series(1, ${many}) i where t.id = '${id}'`,
    )
    // All tables, not one: whether the small ones are known to be small must not depend on when the database cleans up.
    await client.query('analyze')
  } finally {
    await client.end()
  }
  await world.db.write(world.county, (tx) => rebuildCounters(tx))
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

/** What a plan does, step by step: its indexes by name, a whole table read as `Seq Scan of …`. */
const nodes = (plan: Plan): string[] => [
  plan['Index Name'] ?? [plan['Node Type'], plan['Relation Name']].filter((said) => said !== undefined).join(' of '),
  ...(plan.Plans ?? []).flatMap((below) => nodes(below)),
]

/** The plan of the page that a list reads, as the application's role with row-level security. */
async function planOf(role: StaffRole, filter: object): Promise<string[]> {
  const { listCases } = world.handlers
  const statements: Statement[] = []
  const noting = (tx: Tx): Tx => ({
    county: tx.county,
    roundTrips: 0,
    remembersMs: 0,
    send: (statement) => tx.send(statement),
    run: (statement) => tx.run(statement),
    last: (statement) => tx.last(statement),
    beforeCommit: (key, work) => tx.beforeCommit(key, work),
    row: (statement) => tx.row(statement),
    rows: (statement) => {
      statements.push(statement)
      return tx.rows(statement)
    },
  })
  const db: Database = { ...world.db, read: (county, work) => world.db.read(county, (tx) => work(noting(tx))) }
  const input = { sort: 'newest', limit: 50, ...filter }
  const by = world.staff(role).actor
  await world
    .readingHere(db)
    .read(world.county, (tx) => listCases({ tx, by, input, now: world.clock.now(), sealing: world.sealing } as never))
  const page = statements.find(({ text }) => text.includes('from case_record'))
  if (!page) throw new Error('no page was read')
  const explained = await world.db.read(world.county, (tx) =>
    tx.row<{ 'QUERY PLAN': [{ Plan: Plan }] }>(sql`explain (format json) ${page}`),
  )
  return explained ? nodes(explained['QUERY PLAN'][0].Plan) : []
}

describe('a list of cases among many', () => {
  beforeAll(async () => {
    world = await makeWorld()
    await fill()
  })

  const expected: readonly (readonly [string, StaffRole, object, string])[] = [
    ['of the county', 'dispatcher-county', {}, 'case_by_county'],
    ['of the county with one status', 'dispatcher-county', { status: ['not-done'] }, 'case_by_status'],
    ['of a town', 'dispatcher-town', {}, 'case_by_town'],
    ['of a town with one status', 'dispatcher-town', { status: ['not-done'] }, 'case_town_status'],
    ['of a village', 'village-clerk', {}, 'case_by_village'],
    ['of a grid', 'grid-worker', {}, 'case_by_grid'],
    ['of a unit', 'department-handler', {}, 'case_by_organisation'],
    ['of one category', 'dispatcher-county', { category: 'R0301' }, 'case_by_category'],
    ['of the most urgent', 'dispatcher-county', { sort: 'due' }, 'case_open_due'],
    ['of the most urgent of a town', 'dispatcher-town', { sort: 'due' }, 'case_open_town'],
    ['of what is under supervision', 'dispatcher-county', { supervised: true }, 'case_supervised'],
  ]
  it.each(expected)('%s is read in order from its index', async (_name, role, filter, index) => {
    const plan = await planOf(role, filter)
    expect(plan).toContain(index)
    expect(plan).not.toContain('Sort')
    expect(plan).not.toContain(wholeTable)
  })

  it('by the beginning of a number is found by the index of numbers', async () => {
    const plan = await planOf('dispatcher-county', { q: '250101-1000' })
    expect(plan).toContain('case_record_county_number_key')
    expect(plan).not.toContain(wholeTable)
  })
})
