import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processes as declarations } from '@xiangzhi/practices'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import { formerCaseId, listCounterDifferences, processRegistry } from '#kernel/cases'
import { addPlaces, findCounty } from '#kernel/places'
import { loadPack, readPack } from '#packs'
import { fixedClock } from '#platform/clock'
import { configurationsWith, reading } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { ownDatabase } from '#platform/database/testing'
import { importFormerCases } from './former-cases.ts'
import { type CaseMapping, columnsNamed, readMapping } from './mapping.ts'
import { instantOfWallTime, timePattern } from './wall-time.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const requests = here('./fixtures/requests.csv')
/** A real export of a city, where a folder with data stands beside the project; the project needs none. */
const realExport = process.env['NYC311_CSV'] ?? here('../../../../../shared-data/nyc311-sample.csv')
const now = new Date('2026-06-01T02:00:00Z')

/** A county of its own: other tests of the same worker play in Yanliang itself. */
const COUNTY = 610_931

let map: CaseMapping
let environment: Parameters<typeof importFormerCases>[0]
const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => environment.db.read(COUNTY, work)
const count = async (): Promise<number> =>
  (
    await read((tx) =>
      tx.row<{ n: number }>(sql`select count(*)::int as n from case_record c where c.county = ${COUNTY}`),
    )
  )?.n ?? 0

beforeAll(async () => {
  const processes = processRegistry(declarations)
  const db = reading(await ownDatabase(), configurationsWith(processes.newest))
  const pack = await readPack(here('../../../../counties/yanliang'))
  const elsewhere = JSON.parse(JSON.stringify(pack).replaceAll('610114', String(COUNTY))) as typeof pack
  await loadPack(db, elsewhere, { now, demo: false })
  await db.write(COUNTY, async (tx) => {
    const county = await findCounty(tx)
    await addPlaces(
      tx,
      ['QUEENS', 'BROOKLYN', 'BRONX', 'MANHATTAN', 'STATEN ISLAND'].map((name, at) => ({
        id: uuidv7(),
        kind: 'town' as const,
        code: `${COUNTY}90${at}`,
        name,
        parentId: county?.id ?? null,
        validFrom: '2000-01-01',
      })),
    )
  })
  const example = await readMapping(here('../../../../counties/examples/nyc311-mapping.yaml'))
  map = JSON.parse(JSON.stringify(example).replaceAll('610114', String(COUNTY))) as CaseMapping
  environment = { db, county: COUNTY, processes, clock: fixedClock(now) }
})

describe('former cases', () => {
  test('are only counted in a dry run, and each row that does not fit is named with its cell', async () => {
    const report = await importFormerCases(environment, { path: requests, map, dryRun: true })
    expect(report.totals).toMatchObject({ read: 30, new: 27, faulty: 3 })
    expect(report.problems).toEqual([
      { sheet: '', row: 15, column: 'Closed Date', code: 'closed-before-opened' },
      { sheet: '', row: 16, column: 'Created Date', code: 'not-a-time', facts: { value: '2018-02-30' } },
      { sheet: '', row: 17, column: 'Status', code: 'not-mapped', facts: { value: 'Mislaid' } },
    ])
    expect(await count()).toBe(0)
  })

  test('keep their numbers, their times and their ends, and counters are right', async () => {
    const report = await importFormerCases(environment, { path: requests, map, dryRun: false })
    expect(report.totals).toMatchObject({ read: 30, new: 27, same: 0, faulty: 3 })
    const id = formerCaseId(COUNTY, 'nyc311', '90000001')
    const record = await read((tx) =>
      tx.row(sql`select c.number, c.state, c.status, c.source, c.category, c.place_name as place, c.opened_at as opened,
        c.closed_at as closed, c.fields from case_record c where c.county = ${COUNTY} and c.id = ${id}`),
    )
    expect(record).toEqual({
      number: 'NYC-90000001',
      state: 'closed',
      status: 'done',
      source: 'import',
      category: 'E0505',
      place: 'QUEENS',
      // One in the afternoon of 10 January in New York, in winter.
      opened: new Date('2018-01-10T18:00:00Z'),
      closed: new Date('2018-01-20T16:30:00Z'),
      fields: { agency: 'EXAMPLE', channel: 'ONLINE', externalId: '90000001', externalSource: 'nyc311' },
    })
    const events = await read((tx) =>
      tx.rows(sql`select e.action, e.at, e.public_note as note from case_event e
        where e.county = ${COUNTY} and e.case_id = ${id} order by e.no`),
    )
    expect(events).toEqual([
      { action: 'open', at: new Date('2018-01-10T18:00:00Z'), note: null },
      { action: 'close', at: new Date('2018-01-20T16:30:00Z'), note: 'Looked at and done.' },
    ])
    // What is still open is promised from the day of the import on.
    const open = await read((tx) =>
      tx.row<{ due: Date; role: string }>(sql`select c.due_at as due, c.owner_role as role from case_record c
        where c.county = ${COUNTY} and c.id = ${formerCaseId(COUNTY, 'nyc311', '90000011')}`),
    )
    expect(open?.due.getTime()).toBeGreaterThan(now.getTime())
    expect(open?.role).toBe('dispatcher-town')
    expect(await read((tx) => listCounterDifferences(tx))).toEqual([])
  })

  test('come once however often the file comes, also after half of it', async () => {
    const before = await count()
    const report = await importFormerCases(environment, { path: requests, map, dryRun: false })
    expect(report.totals).toMatchObject({ new: 0, same: 27, faulty: 3 })
    expect(await count()).toBe(before)
  })

  test.runIf(existsSync(realExport))('of a real city come in whole, and only once', async () => {
    const before = await count()
    const report = await importFormerCases(environment, { path: realExport, map, dryRun: false })
    expect(report.totals.read).toBe(1000)
    expect(report.totals.new).toBe(1000)
    expect(report.problems).toEqual([])
    expect(await count()).toBe(before + 1000)
    const again = await importFormerCases(environment, { path: realExport, map, dryRun: false })
    expect(again.totals).toMatchObject({ new: 0, same: 1000, faulty: 0 })
    expect(await read((tx) => listCounterDifferences(tx))).toEqual([])
  })

  test.runIf(!existsSync(realExport))('of a real city were not tried: set NYC311_CSV to an export to do so', () => {
    expect(existsSync(requests)).toBe(true)
  })
  test('of an Excel file keep the times of its days, whatever format the mapping has for texts', async () => {
    const given: Readonly<Record<string, ExcelJS.CellValue>> = {
      'Unique Key': 95000007,
      'Created Date': new Date('2018-03-01T08:45:10Z'),
      'Closed Date': new Date('2018-03-02T00:00:00Z'),
      Status: 'Closed',
      'Complaint Type': 'Noise',
      Borough: 'BRONX',
    }
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('件')
    const columns = columnsNamed(map)
    sheet.addRow(columns)
    sheet.addRow(columns.map((column) => given[column] ?? null))
    sheet.addRow(columns.map((column) => (column === 'Unique Key' ? 9_500_000_700_000_000 : (given[column] ?? null))))
    const folder = await mkdtemp(join(tmpdir(), 'former-'))
    const path = join(folder, 'cases.xlsx')
    await book.xlsx.writeFile(path)
    const report = await importFormerCases(environment, { path, map, dryRun: false })
    await rm(folder, { recursive: true })
    expect(report.problems).toEqual([{ sheet: '件', row: 3, column: 'Unique Key', code: 'digits-lost' }])
    const id = formerCaseId(COUNTY, 'nyc311', '95000007')
    const kept = await read((tx) =>
      tx.row<{ opened: Date; closed: Date }>(sql`select c.opened_at as opened, c.closed_at as closed
        from case_record c where c.county = ${COUNTY} and c.id = ${id}`),
    )
    expect([kept?.opened.toISOString(), kept?.closed.toISOString()]).toEqual([
      '2018-03-01T13:45:10.000Z',
      '2018-03-02T05:00:00.000Z',
    ])
  })
})

test('a time on the wall is an instant in its zone, in summer and in winter', () => {
  const pattern = timePattern('MM/dd/yyyy hh:mm:ss a')
  const at = (text: string): string | undefined => instantOfWallTime(pattern, 'America/New_York', text)?.toISOString()
  expect(at('06/26/2018 12:50:01 PM')).toBe('2018-06-26T16:50:01.000Z')
  expect(at('01/26/2018 12:00:00 AM')).toBe('2018-01-26T05:00:00.000Z')
  expect(at('02/30/2018 01:00:00 PM')).toBeUndefined()
  expect(instantOfWallTime(timePattern('yyyy-MM-dd HH:mm'), 'Asia/Shanghai', '2026-01-01 08:30')?.toISOString()).toBe(
    '2026-01-01T00:30:00.000Z',
  )
})
