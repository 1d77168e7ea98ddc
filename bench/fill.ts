import { countyConfig } from '../apps/server/src/platform/county-config/index.ts'
import { readPosition } from '../apps/server/src/platform/messages/index.ts'
import { rebuildCounters } from '../apps/server/src/kernel/cases/index.ts'
import pg from 'pg'
import { driveTemplates, type World } from './world.ts'

const tables = ['case_record', 'case_event', 'case_clock'] as const
const days = 730
/** Yanliang closes 99 % of 258,055 events: some 2,500 are open. */
const openNewest = 1500
const openOld = 1000

/** A stable number from a serial: the same fill gives the same county. */
const hashed = (salt: number): string => `(hashint8((i * 31 + ${salt})::bigint) & 1073741823)`

/** The columns of a table with some of them replaced, in the table's order. */
async function columnsOf(
  client: pg.Client,
  table: string,
  replaced: Readonly<Record<string, string>>,
): Promise<{ names: string; values: string }> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  )
  return {
    names: rows.map(({ name }) => name).join(', '),
    values: rows.map(({ name }) => replaced[name] ?? `t.${name}`).join(', '),
  }
}

/** The times of a copied row move by as much as the case was opened later than its template. */
const moved = (columns: readonly string[]): Record<string, string> =>
  Object.fromEntries(columns.map((column) => [column, `t.${column} + s.later`]))

/**
 * Fills a county with cases by copying those that the engine made, over two years, all grids and categories: about 2,500 open at
 * every size, the newest and a thin tail of old ones; all others closed. Counters are rebuilt by the engine itself.
 */
export async function fill(world: World, count: number): Promise<void> {
  const { county, installation } = world
  const now = Date.now()
  const templateAt = new Date(now - 3 * 86_400_000)
  const templates = await driveTemplates(world, templateAt)
  const id = (name: string): string => `'${templates.get(name) ?? ''}'::uuid`
  const config = await installation.db.read(county, (tx) => countyConfig(tx))
  const categories = [...config.categories.values()]
    .filter(({ process, sealed }) => process === 'grid-event' && !sealed)
    .map(({ code, isPublic }) => ({ code, public: isPublic }))
  const client = new pg.Client({ connectionString: world.url })
  await client.connect()
  try {
    // The owner copies past foreign keys and indexes, which are made again afterwards, as a restore does it.
    await client.query(
      `set session_replication_role = replica; set maintenance_work_mem = '512MB'; set work_mem = '128MB'; set app.county = '${county}'; set synchronous_commit = off`,
    )
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
       where i.indrelid = any($1::regclass[]) and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`,
      [tables],
    )
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    await client.query(
      `create temporary table category_list as select row_number() over () - 1 as no, code, public from jsonb_to_recordset($1::jsonb) as r(code text, public boolean)`,
      [JSON.stringify(categories)],
    )
    await client.query(`create temporary table place_list as select row_number() over (order by g.code) - 1 as no, g.id as grid_id, g.village_id, g.town_id, g.name as grid_name, v.name as village_name, o.name as town_name, g.lng, g.lat
      from place g join place v on v.county = g.county and v.id = g.village_id join place o on o.county = g.county and o.id = g.town_id where g.county = ${county} and g.kind = 'grid'`)
    await client.query(
      `create temporary table unit_list as select row_number() over (order by key) - 1 as no, id from organisation where county = ${county} and kind = 'department'`,
    )
    const perDay = Math.ceil(count / days)
    // The day of the measurement is left to the numbers that it gives out itself.
    const start = now - (days + 2) * 86_400_000
    const [places, units] = [
      172,
      (await client.query<{ n: number }>('select count(*)::int as n from unit_list')).rows[0]?.n ?? 1,
    ]
    // Open work does not grow with history: a county that closes what it opens has as much on its desks after a million cases.
    const isOpen = `(i >= ${count - openNewest} or ${hashed(1)} % ${Math.max(1, Math.floor(count / openOld))} = 0)`
    await client.query(
      `create temporary table serials as
      select i, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid as id, at,
        at - $1::timestamptz as later,
        case when ${isOpen} then (array[${id('reported')}, ${id('accepted')}, ${id('dispatched')}, ${id('dispatched')}])[1 + ${hashed(2)} % 4]
          when ${hashed(3)} % 100 < 70 then ${id('solved')} when ${hashed(3)} % 100 < 95 then ${id('closed')} else ${id('rejected')} end as template,
        ${hashed(4)} % ${places} as place_no, ${hashed(5)} % ${categories.length} as category_no, ${hashed(6)} % ${units} as unit_no, ${hashed(7)} % 5 = 0 as whole_village, ${hashed(8)} as any_number
      from (select i, $2::timestamptz + ((i / ${perDay}) || ' days')::interval + (i % ${perDay}) * interval '1 day' / ${perDay} as at from generate_series(0, ${count - 1}) as i) made`,
      [templateAt, new Date(start)],
    )
    await client.query('create index on serials (template)')
    await client.query('analyze serials')
    // A case stands in the queue of its own grid; dispatched ones in that of their unit.
    const record = await columnsOf(client, 'case_record', {
      ...moved(['opened_at', 'changed_at', 'closed_at', 'due_at']),
      id: 's.id',
      number: `to_char(s.at at time zone 'Asia/Shanghai', 'YYMMDD') || '-' || lpad((s.i % ${perDay} + 5001)::text, 4, '0')`,
      category: 'k.code',
      is_public: 'k.public',
      place_id: 'case when s.whole_village then p.village_id else p.grid_id end',
      town_id: 'p.town_id',
      village_id: 'p.village_id',
      grid_id: 'case when s.whole_village then null else p.grid_id end',
      place_name: `p.town_name || ' · ' || p.village_name || case when s.whole_village then '' else ' · ' || p.grid_name end`,
      lng: 'case when s.any_number % 10 < 8 then p.lng + (s.any_number % 1000) / 100000.0 end',
      lat: 'case when s.any_number % 10 < 8 then p.lat + (s.any_number / 1000 % 1000) / 100000.0 end',
      owner_role: `case when t.owner_id is null then null when t.state = 'dispatched' then t.owner_role when s.whole_village then 'village-clerk' else 'grid-worker' end`,
      owner_id: `case when t.owner_id is null then null when t.state = 'dispatched' then u.id when s.whole_village then p.village_id else p.grid_id end`,
      owner_person_id: 'null',
      level: `case when s.whole_village then 'village' else 'grid' end`,
      assigned_organisation_id: 'case when t.assigned_organisation_id is null then null else u.id end',
      summary: `t.summary || s.i`,
      token_hash: `sha256(s.id::text::bytea)`,
    })
    await client.query(`insert into case_record (${record.names}) select ${record.values} from serials s join case_record t on t.county = ${county} and t.id = s.template
      join place_list p on p.no = s.place_no join category_list k on k.no = s.category_no join unit_list u on u.no = s.unit_no order by s.i`)
    // A clock whose ladder lies in the past has been climbed to its end, so no step is left to carry out.
    const next = `case when t.next_at + s.later > now() + interval '1 hour' then t.next_at + s.later end`
    for (const [table, times] of [
      ['case_event', ['at']],
      ['case_clock', ['started_at', 'counting_since', 'due_at', 'next_at', 'stopped_at']],
    ] as const) {
      const copied = await columnsOf(client, table, {
        ...moved(times),
        case_id: 's.id',
        ...(table === 'case_event' ? { request_id: 's.id' } : { next_at: next }),
      })
      await client.query(
        `insert into ${table} (${copied.names}) select ${copied.values} from serials s join ${table} t on t.county = ${county} and t.case_id = s.template order by s.i`,
      )
    }
    for (const { definition } of indexes) await client.query(definition)
    await client.query('drop table serials, category_list, place_list, unit_list')
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
  await installation.db.write(county, async (tx) => {
    await rebuildCounters(tx)
    // A history told long ago is not told again: a server that starts on it begins with what happens next.
    await readPosition(tx, 'cases', new Date(now))
  })
  const after = new pg.Client({ connectionString: world.url })
  await after.connect()
  await after.query('vacuum analyze')
  await after.query('checkpoint')
  await after.end()
}
