import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countDisclosures, getVillageDisclosure } from '@xiangzhi/contract'
import type { CountyPack } from '@xiangzhi/language'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller, Run } from '#api'
import { wiredFor } from '#api/testing'
import { type Database, sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { verifyLog } from '#platform/public-log'
import { openSealing } from '#platform/sealing'
import { checkEditions, checkPublished } from '#kernel/publications'
import { type DisclosureWorld, loadDemoWorld, pastDisclosures, readDemoActors, simulateDisclosures } from '#demo'
import { loadPack, readPack } from '#packs'

const COUNTY = 371_694
// Whoever wants to be surer runs VILLAGES=35 npm test -- simulation/disclosure.
const VILLAGES = Number(process.env['VILLAGES'] ?? 3)
const now = new Date('2026-11-23T02:30:00.123Z')
const clock = { now: () => now }

/** Ten working days after each period, counted by hand in the official calendar of 2026. */
const dueOn: Readonly<Record<string, string>> = {
  '2025-12': '2026-01-15',
  '2026-01': '2026-02-13',
  '2026-02': '2026-03-13',
  '2026-03': '2026-04-15',
  '2026-04': '2026-05-18',
  '2026-05': '2026-06-12',
  '2026-06': '2026-07-14',
  '2026-07': '2026-08-14',
  '2026-08': '2026-09-14',
  '2026-09': '2026-10-20',
  '2026-10': '2026-11-13',
  '2025-Q4': '2026-01-15',
  '2026-Q1': '2026-04-15',
  '2026-Q2': '2026-07-14',
  '2026-Q3': '2026-10-20',
}

let database: Database
let folder: string
let run: Run
let world: DisclosureWorld
let codes: readonly string[]
let supervisor: Caller
const visitor: Caller = { kind: 'public', address: '', language: 'zh-CN' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disclosing-'))
  const pack = await readPack(fileURLToPath(new URL('../../../../counties/huangsheng', import.meta.url)))
  const moved = JSON.parse(JSON.stringify(pack).replaceAll('371603', String(COUNTY))) as CountyPack
  const { demo } = moved
  if (!demo) throw new Error('Huangsheng has a demo world')
  const signIns = demo.signIns.map((one) => ({ ...one, account: `${one.account}-disclosing` }))
  const small = { ...moved, demo: { ...demo, cases: 10, signIns } }
  const sealing = openSealing({ dataDir: folder, keys: undefined })
  const wired = await wiredFor(await testDatabase(), clock, { sealing, dataDir: folder })
  const { signIn, processes, duties, carryOuts, runFor } = wired
  database = wired.db
  run = runFor(COUNTY)
  await loadPack(database, small, { now, demo: true })
  await loadDemoWorld(database, small, { now, sealing, signIn, processes, runFor: () => run })
  const actors = await database.read(COUNTY, (tx) => readDemoActors(tx, '2026-11-23'))
  const [actor] = actors.holders('supervisor', actors.countyId)
  if (!actor) throw new Error('a demo has supervisors')
  supervisor = { kind: 'staff', actor, accountId: actor.accountId, address: '', language: 'zh-CN' }
  codes = (
    await database.read(COUNTY, (tx) =>
      tx.rows<{ code: string }>(
        sql`select code from place where county = ${tx.county} and kind = 'village' order by code limit ${VILLAGES}`,
      ),
    )
  ).map(({ code }) => code)
  const order = pastDisclosures('2026-11-23', 4)
  world = await simulateDisclosures({
    db: database,
    county: COUNTY,
    run,
    processes,
    actors,
    names: demo,
    seed: demo.seed,
    duties,
    carryOuts,
    dataDir: folder,
    stretches: order.stretches.map((stretch) => ({ ...stretch, under: codes })),
    until: now,
  })
  await signIn.close()
}, 600_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Row {
  readonly village: string
  readonly item: string
  readonly period: string
  readonly firstOn: string | null
}

/**
 * Every publication with the local day of its first edition, read from the texts themselves and not from the duties; one that was
 * withdrawn stands as if it never was published.
 */
async function publishedRows(): Promise<readonly Row[]> {
  return database.read(COUNTY, (tx) =>
    tx.rows<Row>(sql`select v.code as village, p.item_code as item, p.period_key as period,
        ((select min(b.published_at) from edition_body b where b.county = p.county and b.publication_id = p.id and p.status = 'live')
          at time zone 'Asia/Shanghai')::date::text as "firstOn"
      from publication p join place v on v.county = p.county and v.id = p.place_id where p.county = ${tx.county}`),
  )
}

// proves: P037
it('a year of disclosure is made by the engine, and nobody is asked for what they may not do', () => {
  expect(world.problems).toEqual([])
  expect(world.expected).toBe(VILLAGES * (24 * 4 + 11))
  expect(world.published + world.missing).toBe(world.expected)
  expect(world.missing).toBeGreaterThan(0)
  expect(world.withdrawn).toBe(1)
  expect(world.questions).toBeGreaterThan(0)
})

it('nothing is recorded after now: a server with that clock would not start', async () => {
  const [newest] = await database.read(COUNTY, (tx) =>
    tx.rows<{ at: Date }>(sql`select max(at) as at from command_log where county = ${COUNTY}`),
  )
  expect(newest?.at.getTime()).toBeLessThanOrEqual(now.getTime())
})

it('on-time rates are those that an independent count of the texts gives', async () => {
  const rows = await publishedRows()
  const counted = await run(countDisclosures, supervisor, { from: '2026-01-01', until: '2026-11-22' })
  for (const code of codes) {
    const of = rows.filter(({ village, firstOn }) => village === code && firstOn !== null)
    const onTime = of.filter(({ period, firstOn }) => (firstOn ?? '') <= (dueOn[period] ?? '')).length
    const line = counted.rows.find(({ place }) => place.code === code)
    expect(line).toMatchObject({
      expected: 24 * 4 + 11,
      onTime,
      late: of.length - onTime,
      missing: 24 * 4 + 11 - of.length,
      exempt: 0,
      pending: 0,
    })
  }
  const sums = counted.rows.reduce((total, row) => total + row.onTime + row.late, 0)
  expect(sums).toBe(world.published - world.withdrawn)
})

it('what nobody published is shown as missing on the village’s page', async () => {
  const rows = await publishedRows()
  const seen = new Set(
    rows.filter(({ firstOn }) => firstOn !== null).map(({ village, item, period }) => `${village} ${item} ${period}`),
  )
  let missing = 0
  for (const code of codes) {
    const { classes, missing: shown } = await run(getVillageDisclosure, visitor, { code })
    const quarterly = classes.flatMap(({ items }) => items.filter(({ rhythm }) => rhythm === 'quarter'))
    expect(quarterly).toHaveLength(24)
    const wanted = quarterly
      .flatMap((item) => ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3'].map((period) => `${item.code} ${period}`))
      .concat(
        Object.keys(dueOn)
          .filter((key) => !key.includes('Q'))
          .map((period) => `m1-1 ${period}`),
      )
      .filter((key) => !seen.has(`${code} ${key}`))
    expect(shown.map(({ itemCode, period }) => `${itemCode} ${period}`).toSorted()).toEqual(wanted.toSorted())
    missing += wanted.length
  }
  expect(missing).toBe(world.missing + world.withdrawn)
})

it('every text, withdrawal and miss stands once in the log, and the log and the texts verify', async () => {
  const kinds = await database.read(COUNTY, (tx) =>
    tx.rows<{
      kind: string
      n: number
      subjects: number
    }>(sql`select content::jsonb ->> 'kind' as kind, count(*)::int as n, count(distinct subject)::int as subjects
      from public_log_entry where county = ${tx.county} group by 1`),
  )
  const count = (kind: string): number => kinds.find((one) => one.kind === kind)?.n ?? 0
  for (const { n, subjects } of kinds) expect(subjects).toBe(n)
  const late = (await publishedRows()).filter(({ period, firstOn }) => (firstOn ?? '') > (dueOn[period] ?? '')).length
  expect(count('publication')).toBe(world.published)
  expect(count('correction')).toBe(world.corrected)
  expect(count('withdrawal')).toBe(1)
  expect(count('duty-miss')).toBe(late + world.missing + world.withdrawn)
  const report = await verifyLog(database, COUNTY, { checkEntries: [checkEditions], checkThings: [checkPublished] })
  expect(report.faults).toEqual([])
})

it('numbers that careless writers put into their notes are in no published text', async () => {
  const [row] = await database.read(COUNTY, (tx) =>
    tx.rows<{ written: number; shown: number; names: number }>(sql`select
      (select count(*)::int from edition e where e.county = ${tx.county} and e.content::text like '%收款人证件 610114190001010%') as written,
      (select count(*)::int from edition_body b where b.county = ${tx.county} and b.body::text like '%610114190001010%') as shown,
      (select count(*)::int from edition e join edition_body b on b.county = e.county and b.edition_id = e.id
        cross join jsonb_path_query(e.content, '$.blocks[*].rows[*].name') as name
        where e.county = ${tx.county} and b.body -> 'content' @> jsonb_build_object('blocks', jsonb_build_array(jsonb_build_object('rows',
          jsonb_build_array(jsonb_build_object('name', name)))))) as names`),
  )
  expect(row?.written).toBeGreaterThan(0)
  expect(row).toMatchObject({ shown: 0, names: 0 })
})
