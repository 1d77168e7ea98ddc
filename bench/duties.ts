import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileCalendar, dutyPeriodOf, type DutyDeclaration } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { dutyRegistry, planDuties } from '../apps/server/src/kernel/duties/index.ts'
import { expectedIn } from '../apps/server/src/kernel/duties/items.ts'
import { slicesOf } from '../apps/server/src/kernel/duties/plan.ts'
import { bareCounty, both, dutyForTest } from '../apps/server/src/kernel/duties/testing-declarations.ts'
import type { Place } from '../apps/server/src/kernel/places/index.ts'
import { saveConfigPart } from '../apps/server/src/platform/county-config/index.ts'
import { migrate, openDatabase, startEmbeddedPostgres, sql } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { familyOf, loadAverage, memoryMb } from './processes.ts'
import { sayLine, shown, table } from './report.ts'
import { asOwner, databaseUrl } from './world.ts'

const quick = process.argv.includes('--quick')
/** A county of China has some 246 villages and communities; 690,000 of them are some 2,800 counties. */
const villagesACounty = 246
const villagesInAll = 690_000
const dutiesAVillage = 24
const counties = { small: quick ? 2 : 10, large: quick ? 20 : 500 } as const
/** Counties are 6-digit codes; these are no real ones. */
const firstCounty = 100_001
const now = new Date('2026-10-20T01:00:00Z')

const number = (value: number): string => Math.round(value).toLocaleString('en')

const declarations: readonly DutyDeclaration[] = Array.from({ length: dutiesAVillage }, (_, no) =>
  dutyForTest({
    key: `bench:q${no + 1}`,
    title: both(`第 ${no + 1} 项`),
    escalate: [{ when: 'late', to: 'dispatcher-town' }],
  }),
)
const duties = dutyRegistry([], [() => declarations])

/** Memory of this process, looked at often enough to see its peak. */
function watchMemory(): { readonly base: number; stop(): number } {
  globalThis.gc?.()
  const base = process.memoryUsage().rss
  let peak = base
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20)
  return {
    base,
    stop: () => {
      clearInterval(timer)
      return Math.max(peak, process.memoryUsage().rss)
    },
  }
}

const megabytes = (bytes: number): string => String(Math.round(bytes / 1024 / 1024))

const placeOf = (code: string): Place => {
  const id = uuidv7()
  return {
    id,
    kind: 'village',
    code,
    name: code,
    officialName: code,
    nameEn: null,
    parentId: id,
    townId: id,
    villageId: id,
    gridId: null,
    settled: false,
    lng: null,
    lat: null,
    validFrom: '2020-01-01',
    validUntil: null,
    version: 1,
  }
}

/** Makes every item of the whole country in memory, page by page, and throws it away: what planning costs without a database. */
async function expandAll(): Promise<readonly string[]> {
  const calendar = compileCalendar({ years: [], hours: [{ from: '09:00', to: '17:00' }], offsetMinutes: 480 })
  const quarter = dutyPeriodOf('quarter', '2026-10-08')
  const memory = watchMemory()
  const began = performance.now()
  let items = 0
  let ids = 0
  for (let done = 0; done < villagesInAll; done += villagesACounty) {
    // As a server does it: each county by itself, with its own deadlines.
    const wanted = declarations.map((declaration) => expectedIn(calendar, declaration, quarter))
    const size = Math.min(villagesACounty, villagesInAll - done)
    const page = Array.from({ length: size }, (_, no) => placeOf(`${firstCounty}${String(no).padStart(6, '0')}`))
    for (const slice of slicesOf(wanted, page, { countyPlaceId: page[0]?.id ?? '', organisations: new Map() }))
      for (const { at } of slice) {
        items += at.length
        for (const { place } of at) ids += uuidv7().length === place.id.length ? 1 : 0
      }
    if (done % (villagesACounty * 50) === 0) await new Promise((done) => setImmediate(done))
  }
  const seconds = (performance.now() - began) / 1000
  const peak = memory.stop()
  if (ids !== items || items !== villagesInAll * dutiesAVillage) throw new Error(`${items} items`)
  return [
    'expanded only, no database',
    number(items),
    number(items / seconds),
    megabytes(memory.base),
    megabytes(peak),
    '',
  ]
}

type Db = ReturnType<typeof openDatabase>

/** Counties with their villages, and what the kernel must know of them. Not measured. */
async function makeCounties(db: Db, url: string, from: number, until: number): Promise<void> {
  for (let no = from; no < until; no += 1) {
    const county = firstCounty + no
    await db.write(county, async (tx) => {
      for (const [part, content] of Object.entries(bareCounty))
        await saveConfigPart(tx, { part: part as never, content, seen: 0, by: null, reason: 'bench', now })
    })
  }
  await asOwner(
    url,
    `insert into place (county, id, kind, code, name, official_name, valid_from)
      select c, gen_random_uuid(), 'county', c::text, 'county', 'county', '2020-01-01' from generate_series(${firstCounty + from}, ${firstCounty + until - 1}) c`,
    `insert into place (county, id, kind, code, name, official_name, parent_id, town_id, valid_from)
      select p.county, t.id, 'town', p.code || lpad(n::text, 3, '0'), 'town', 'town', p.id, t.id, '2020-01-01'
      from place p, generate_series(1, 12) n, lateral (select gen_random_uuid() as id where n > 0) t
      where p.kind = 'county' and p.county >= ${firstCounty + from} and p.county < ${firstCounty + until}`,
    `insert into place (county, id, kind, code, name, official_name, parent_id, town_id, village_id, valid_from)
      select p.county, v.id, 'village', p.code || lpad(n::text, 3, '0'), 'village', 'village', p.id, p.id, v.id, '2020-01-01'
      from place p, generate_series(1, 21) n, lateral (select gen_random_uuid() as id where n > 0) v
      where p.kind = 'town' and p.county >= ${firstCounty + from} and p.county < ${firstCounty + until}
        and (right(p.code, 3)::int - 1) * 21 + n <= ${villagesACounty}`,
    'analyze place',
  )
}

interface Reading {
  readonly ms: number
  readonly buffers: number
  readonly index: string
}

/** The due list of one village: time, pages of the database that were looked at, and the index that led there. */
async function readVillage(db: Db, url: string): Promise<Reading> {
  const [village] = await asOwner<{ id: string }>(
    url,
    `select id from place where county = ${firstCounty + 1} and kind = 'village' order by code limit 1 offset 100`,
  )
  const query = `select d.* from duty_item d where d.county = ${firstCounty + 1} and d.village_id = '${village?.id}'
    and d.dropped_at is null order by d.due_on, d.id limit 100`
  const times: number[] = []
  for (let no = 0; no < 200; no += 1) {
    const began = performance.now()
    await db.read(firstCounty + 1, (tx) => tx.rows(sql`${sql.raw(query)}`))
    times.push(performance.now() - began)
  }
  const explained = await db.read(firstCounty + 1, (tx) =>
    tx.rows<{ 'QUERY PLAN': [{ Plan: Record<string, unknown> }] }>(
      sql.raw(`explain (analyze, buffers, format json) ${query}`),
    ),
  )
  const plan = explained[0]?.['QUERY PLAN'][0].Plan ?? {}
  const indexes = [...JSON.stringify(plan).matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name)
  return {
    ms: times.toSorted((a, b) => a - b)[100] ?? Number.NaN,
    buffers: Number(plan['Shared Hit Blocks']) + Number(plan['Shared Read Blocks']),
    index: indexes.join(', '),
  }
}

/** Duties: how quickly and in how much memory they are planned, and whether one village's list notices all the others. */
export async function measureDuties(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-bench-duties-'))
  chmodSync(dataDir, 0o755)
  sayLine(
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load before ${loadAverage()}${quick ? ', quick' : ''}`,
  )
  const rows: (readonly string[])[] = [await expandAll()]
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog })
  try {
    await asOwner(databaseUrl(server.url, 'postgres'), 'create database bench_duties')
    const url = databaseUrl(server.url, 'bench_duties')
    await migrate({ url, log: silentLog, now })
    const db = openDatabase({ url, writersMax: 2, readersMax: 2 })
    const readings: Reading[] = []
    try {
      const [pid] = await asOwner<{ pid: string }>(
        url,
        `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
      )
      let done = 0
      for (const [name, size] of Object.entries(counties)) {
        await makeCounties(db, url, done, size)
        const memory = watchMemory()
        const began = performance.now()
        let items = 0
        for (let no = done; no < size; no += 1) {
          // One quarter only: the period before is over by then, and the next one lies behind the horizon.
          const { added } = await planDuties(db, duties, firstCounty + no, now, { until: '2026-10-31' })
          items += added
        }
        const seconds = (performance.now() - began) / 1000
        const peak = memory.stop()
        rows.push([
          `inserted, ${name}: ${number(size - done)} counties`,
          number(items),
          number(items / seconds),
          megabytes(memory.base),
          megabytes(peak),
          String(memoryMb(familyOf(Number(pid?.pid)))),
        ])
        done = size
        await asOwner(url, 'vacuum analyze duty_item')
        readings.push(await readVillage(db, url))
      }
      const [made] = await asOwner<{ n: string; size: string }>(
        url,
        `select count(*) as n, pg_size_pretty(pg_total_relation_size('duty_item')) as size from duty_item`,
      )
      table(
        `Planning ${dutiesAVillage} quarterly duties of every village (${villagesACounty} villages a county), durable`,
        ['what', 'items', 'items a second', 'MB before', 'peak MB', 'database MB'],
        rows,
      )
      sayLine(
        `\n${number(villagesInAll)} villages × ${dutiesAVillage} are ${number(villagesInAll * dutiesAVillage)} items: all of them were expanded; ${number(Number(made?.n))} were inserted (${made?.size} with indexes).`,
      )
      const [small, large] = readings
      if (!small || !large) throw new Error('two sizes are compared')
      table(
        'The due list of one village',
        ['among', 'ms (median of 200)', 'pages looked at', 'by'],
        [
          [
            `${number(counties.small * villagesACounty * dutiesAVillage)} items`,
            shown.ms(small.ms),
            String(small.buffers),
            small.index,
          ],
          [`${number(Number(made?.n))} items`, shown.ms(large.ms), String(large.buffers), large.index],
        ],
      )
    } finally {
      await db.close()
    }
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
