import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { type KnownTable, routingOf, viewProblems } from './testing-routing.ts'

const known = new Map<string, KnownTable>([
  ['matter', { kind: 'tenant', columns: ['county', 'id', 'n', 'parent_id'] }],
  ['line', { kind: 'tenant', columns: ['county', 'matter_id', 'no'] }],
  ['seen_matter', { kind: 'tenant', columns: ['county', 'id'] }],
  ['word', { kind: 'reference', columns: ['key', 'county'] }],
  ['session', { kind: 'local', columns: ['id', 'county'] }],
])
const problems = (text: string): readonly string[] => routingOf(text, known).problems

beforeAll(loadModule)

describe('a statement that goes to one county', () => {
  it.each([
    ['names it', 'select m.id from matter m where m.county = $1 and m.id = any($2::uuid[]) for update skip locked'],
    ['names it without an alias', 'select id from matter where id = $2 and county = $1::int'],
    [
      'joins by it',
      'select 1 from matter m join line l on l.county = m.county and l.matter_id = m.id where m.county = $1',
    ],
    ['joins using it', 'select 1 from matter m join line l using (county) where county = $1'],
    [
      'joins by rows',
      'select 1 from matter m join line l on (l.county, l.matter_id) = (m.county, m.id) where l.county = $1',
    ],
    [
      'keeps it in an outer join',
      'select 1 from matter m left join line l on l.county = m.county and l.no = 1 where m.county = $1',
    ],
    [
      'asks below for the same',
      'select 1 from matter m where m.county = $1 and not exists (select 1 from line l where l.county = m.county)',
    ],
    [
      'hands it out of a query',
      'select x.id from (select county, id from matter where county = $1) x join line l on l.county = x.county',
    ],
    [
      'hands it out of a common table',
      'with x as (select m.* from matter m where m.county = $1) select 1 from x join line l on l.county = x.county',
    ],
    [
      'looks sideways',
      'select 1 from matter m left join lateral (select count(*) from line l where l.county = m.county) k on true where m.county = $1',
    ],
    [
      'climbs in it',
      `with recursive up as (select county, id, parent_id from matter where county = $1 and id = $2
      union all select m.county, m.id, m.parent_id from matter m join up on m.county = up.county and m.id = up.parent_id) select * from up`,
    ],
    [
      'adds to it',
      'insert into matter as t (county, id, n) values ($1::int, $2, 1), ($3, $4, 1) on conflict (county, id) do update set n = t.n + excluded.n',
    ],
    [
      'adds what a document says',
      'insert into matter (county, id) select $1::int, r.id from jsonb_to_recordset($2::jsonb) as r(id uuid)',
    ],
    [
      'adds what it reads there',
      'insert into line (county, matter_id) select m.county, m.id from matter m where m.county = $1',
    ],
    ['changes there', 'update matter m set n = l.no from line l where l.county = m.county and m.county = $1'],
    ['clears away there', 'delete from line using matter m where line.county = $1 and m.county = line.county'],
    [
      'changes several things at once',
      'with a as (insert into line (county, no) values ($1, 1)), b as (update matter set n = 1 where county = $2) select',
    ],
    ['uses a dictionary', 'select 1 from matter m join word w on w.key = m.n where m.county = $1'],
    [
      'adds up both halves',
      'select id from matter where county = $1 union all select id from seen_matter where county = $2',
    ],
  ])('%s', (_what, text) => {
    expect(routingOf(text, known)).toMatchObject({ to: 'county', problems: [] })
    expect(routingOf(text, known).parameters[0]).toBe(1)
  })

  it('says by which parameters, so that they can be compared', () => {
    expect(routingOf('insert into matter (county, id) values ($1, $2), ($3, $4)', known).parameters).toEqual([1, 3])
    expect(
      routingOf('select 1 from matter where county = $2 and exists (select 1 from line where line.county = $1)', known)
        .parameters,
    ).toEqual([1, 2])
  })
})

describe('a statement that could meet two counties', () => {
  it.each([
    ['names none', 'select id from matter where id = $1'],
    ['names it in one of two ways', 'select id from matter where county = $1 or id = $2'],
    ['names many', 'select id from matter where county = any($1::int[])'],
    ['denies one', 'select id from matter where not (county = $1)'],
    ['joins by id alone', 'select 1 from matter m join line l on l.matter_id = m.id where m.county = $1'],
    [
      'says it of the other side of an outer join',
      'select 1 from matter m left join line l on l.county = m.county and m.county = $1',
    ],
    [
      'says it of neither side of a full join',
      'select 1 from matter m full join line l on l.county = $1 and m.county = $1',
    ],
    [
      'forgets it below',
      'select 1 from matter m where m.county = $1 and exists (select 1 from line l where l.matter_id = m.id)',
    ],
    ['forgets it in one half', 'select id from matter where county = $1 union all select id from matter'],
    ['forgets it in a value', 'select (select count(*) from line) from matter where county = $1'],
    [
      'forgets it while climbing',
      `with recursive up as (select county, parent_id from matter where county = $1
      union all select m.county, m.parent_id from matter m join up on m.id = up.parent_id) select * from up`,
    ],
    [
      'loses it while climbing',
      `with recursive up as (select county, n from matter where county = $1
      union all select n, n from up), low as (select 1 from line l join up on up.county = l.county) select * from low`,
    ],
    ['adds without it', 'insert into matter (id) values ($1)'],
    [
      'adds what a document says of it',
      'insert into matter (county, id) select r.county, r.id from jsonb_to_recordset($1::jsonb) as r(county int, id uuid)',
    ],
    ['changes everywhere', 'update matter set n = 1 where id = $1'],
    ['moves a row', 'update matter set county = $2 where county = $1'],
    ['clears away everywhere', 'delete from line where no = $1'],
    ['locks everywhere', 'select 1 from matter order by id for update'],
  ])('%s', (_what, text) => {
    expect(problems(text)).not.toEqual([])
  })
})

describe('what a cluster cannot carry out well', () => {
  it('is a row of chance in a statement', () => {
    expect(problems('insert into matter (county, id) values ($1, gen_random_uuid())')).toHaveLength(1)
    expect(problems('update matter set n = 1 where county = $1 returning clock_timestamp()')).toHaveLength(1)
  })
  it('is a change that reads what another one returned', () => {
    expect(
      problems(
        'with a as (insert into matter (county, id) values ($1, $2) returning id) insert into line (county, matter_id) select $3, a.id from a',
      ),
    ).toHaveLength(1)
  })
  it('is a join of a county with what only this server has', () => {
    expect(problems('select 1 from matter m join session s on s.county = m.county where m.county = $1')).toHaveLength(1)
  })
  it('is a table that nobody declared', () => {
    expect(problems('select 1 from riddle where county = $1')).toHaveLength(1)
  })
  it('is not what concerns no county at all', () => {
    expect(routingOf('select id from session where id = $1', known)).toMatchObject({ to: 'anywhere', problems: [] })
    expect(routingOf("begin; set local app.county = '1'", known)).toMatchObject({ to: 'anywhere', problems: [] })
  })
})

describe('a view', () => {
  it.each([
    ['reads one table', 'select county, id from matter where n > 0', 0],
    ['joins by county', 'select m.county, l.no from matter m left join line l on l.county = m.county', 0],
    ['joins by something else', 'select m.county, l.no from matter m join line l on l.matter_id = m.id', 1],
    ['does not say of which county its rows are', 'select id from matter', 1],
  ])('%s', (_what, definition, wrong) => {
    expect(viewProblems(definition, known)).toHaveLength(wrong)
  })
})
