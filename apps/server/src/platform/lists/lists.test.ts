import { countedAtMost, defineList } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sql, type Tx } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import type { Sealing } from '#platform/sealing'
import { inTransaction } from '../../platform/database/testing.ts'
import { type ListQuestion, serveList } from './index.ts'

/** Meters of a village: a list of nothing that is stored, as long as a test wants it. */
const meterList = defineList({
  name: 'listMeters',
  path: '/api/meters',
  permission: 'place.read',
  summary: 'Meters',
  title: 'text.admin.places.title',
  row: z.object({
    id: z.number(),
    readOn: z.iso.date(),
    readAt: z.iso.datetime(),
    kind: z.string(),
    valueKwh: z.number(),
  }),
  columns: [
    { member: 'id', title: 'text.admin.key', as: 'number', fixed: true },
    { member: 'readOn', title: 'text.admin.when', as: 'date', rare: true, sort: true },
    { member: 'kind', title: 'text.admin.place.kind', words: 'text.admin.placeKind' },
    { member: 'readAt', title: 'text.admin.when', as: 'instant' },
    { member: 'valueKwh', title: 'text.admin.place.code', as: 'number', sort: true },
    { member: 'seal', title: 'text.admin.key', fileOnly: true },
  ],
  filters: {
    kind: { kind: 'choice', of: ['lane', 'grid'], words: 'text.admin.placeKind', label: 'text.admin.place.kind' },
    since: { kind: 'from', until: 'until', label: 'text.admin.when' },
    until: { kind: 'date' },
  },
  beside: { broken: z.number() },
  export: { name: 'exportMeters', summary: 'Meters as a file' },
})

const meters = (count: number, silentCursor = false) =>
  serveList(meterList, {
    known: async ({ now }) => now.getUTCFullYear(),
    from: `(select no, date '2025-03-01' + no / 10 as read_on,
        case when no % 3 = 0 then 'lane' else 'grid' end as kind from generate_series(0, ${count - 1}) as no) m`,
    columns: {
      id: 'm.no',
      readOn: 'm.read_on',
      readAt: `(m.read_on + interval '16 hours') at time zone 'UTC'`,
      kind: 'm.kind',
      valueKwh: ({ known: year }) => sql`(m.no * 2 + ${year - 2026})`,
    },
    within: () => sql`m.no >= 0`,
    filters: {
      kind: (kind) => sql`m.kind = ${kind}`,
      since: (day) => sql`m.read_on >= ${day}`,
      until: (day) => sql`m.read_on <= ${day}`,
    },
    order: { readOn: 'date', id: 'whole' },
    falling: true,
    sorts: { valueKwh: { valueKwh: 'whole', id: 'whole' } },
    ...(silentCursor ? { silentCursor } : {}),
    finish: (
      _tx: Tx,
      rows: readonly z.input<typeof meterList.read.output>['rows'][number][],
      { fileIn, known }: ListQuestion<number>,
    ) => rows.map((row) => ({ ...row, seal: fileIn === undefined ? 'for files' : `${known} ${row.id}` })),
    beside: () => Promise.resolve({ broken: 7 }),
  })

const asking = <Input>(tx: Tx, input: Input) => ({
  tx,
  input,
  by: { personId: '', name: '周核', grants: [] } as unknown as Actor,
  now: new Date('2026-05-04T03:00:00Z'),
  sealing: {} as Sealing,
})
type Query = z.input<typeof meterList.read.input>
const query = (given: Query) => meterList.read.input.parse(given)

test('a list gives every row once, in its order, whichever page it is on, and says how many there are under its filter', async () => {
  const { read } = meters(137)
  await inTransaction(async (tx) => {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const page = await read(asking(tx, query({ kind: 'lane', limit: 11, ...(cursor ? { cursor } : {}) })))
      expect(page).toMatchObject({ total: 46, totalIsBound: false, broken: 7 })
      seen.push(...page.rows.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(Array.from({ length: 46 }, (_, at) => 135 - 3 * at))
    const [row] = (await read(asking(tx, query({ since: '2025-03-04', until: '2025-03-04', limit: 1 })))).rows
    expect(row).toEqual({
      id: 39,
      readOn: '2025-03-04',
      readAt: '2025-03-04T16:00:00.000Z',
      kind: 'lane',
      valueKwh: 78,
    })
    await expect(read(asking(tx, query({ cursor: 'x' })))).rejects.toMatchObject({ code: 'bad-input' })
  })
})

test('a column that can be sorted by gives every row once in that order, both ways, with a cursor that says its values or only the row', async () => {
  await inTransaction(async (tx) => {
    for (const silent of [false, true])
      for (const sort of ['valueKwh', '-valueKwh', 'readOn', '-readOn']) {
        const { read } = meters(57, silent)
        const seen: number[] = []
        let cursor: string | undefined
        do {
          // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
          const page = await read(asking(tx, query({ sort, limit: 13, ...(cursor ? { cursor } : {}) })))
          seen.push(...page.rows.map(({ id }) => id))
          cursor = page.nextCursor ?? undefined
          if (cursor) expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toHaveLength(silent ? 1 : 2)
        } while (cursor !== undefined)
        const rising = Array.from({ length: 57 }, (_, at) => at)
        expect(seen).toEqual(sort.startsWith('-') ? rising.toReversed() : rising)
      }
  })
  expect(meterList.read.input.safeParse({ sort: 'kind' }).success).toBe(false)
})

test('rows and their number are asked for together, and a long list is counted only so far', async () => {
  const { read } = meters(countedAtMost + 4000)
  await inTransaction(async (tx) => {
    await tx.rows(sql`select 1`)
    const before = tx.roundTrips
    expect(await read(asking(tx, query({})))).toMatchObject({ total: countedAtMost, totalIsBound: true })
    expect(tx.roundTrips - before).toBe(1)
  })
})

test('its file has the rows of all pages in the words of the columns, with who took it and for what', async () => {
  const taken = meterList.export.input.parse({ purpose: '抄表核对', language: 'en', kind: 'grid' })
  const file = await inTransaction((tx) => meters(3002).export(asking(tx, taken)))
  expect(leavingSheet(file.file)).toEqual({ rows: 2001, purpose: '抄表核对' })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(file.file as unknown as ArrayBuffer)
  const sheet = book.worksheets[0] as ExcelJS.Worksheet
  expect(sheet.getCell('A1').value).toContain('抄表核对')
  expect([1, 2, 3, 4, 5, 6].map((at) => sheet.getCell(3, at).value)).toEqual([
    3001,
    new Date('2025-12-26T00:00:00Z'),
    'Grid',
    new Date('2025-12-27T00:00:00Z'),
    6002,
    '2026 3001',
  ])
  expect(sheet.getCell('A2003').value).toBe(1)
})

test('a file that would be cut is refused instead', async () => {
  const taken = meterList.export.input.parse({ purpose: '全部带走' })
  await expect(inTransaction((tx) => meters(20_001).export(asking(tx, taken)))).rejects.toMatchObject({
    code: 'too-large',
  })
})
