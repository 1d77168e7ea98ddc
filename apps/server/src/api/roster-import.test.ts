import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cancelImport, coverageProof, getImport, commitImport, listImports, undoImport } from '@xiangzhi/contract'
import { say } from '@xiangzhi/text'
import ExcelJS from 'exceljs'
import type { Actor } from '@xiangzhi/language'
import Fastify from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importsIdea } from '#imports'
import { addPersons } from '#kernel/people'
import { findPlaceByCode, listPlaces, setBoundaries } from '#kernel/places'
import { systemClock } from '#platform/clock'
import { type Tx } from '#platform/database'
import { listStaged } from '#platform/imports'
import { openLog } from '#platform/log'
import { answerError } from './http.ts'
import { makeRosters, type Rosters } from './testing-rosters.ts'
import { makeWorld, type World } from './testing-world.ts'

const quiet = openLog({ clock: systemClock, level: 'error' })

let world: World
let remove: Rosters['remove']
let folder: string
let dryRun: Rosters['dryRun']
let readFile: Rosters['readFile']
let village: string
let grid: string

beforeAll(async () => {
  world = await makeWorld()
  ;({ remove, folder, dryRun, readFile } = await makeRosters(world))
  const find = (id: string | undefined) => (place: { id: string; code: string }) => place.id === id
  const [villages, grids] = await read(async (tx) => [
    await listPlaces(tx, { kind: 'village' }),
    await listPlaces(tx, { kind: 'grid' }),
  ])
  village = villages.find(find(world.places.village))?.code ?? ''
  grid = grids.find(find(world.places.grid))?.code ?? ''
})
afterAll(() => remove())

const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => world.db.read(world.county, work)
const admin = () => world.staff('county-admin')

const commit = (id: string) => world.run(commitImport, admin(), { requestId: uuidv7(), importId: id })
const undo = (id: string) => world.run(undoImport, admin(), { requestId: uuidv7(), importId: id })
const households = ['householdCode', 'householdName', 'gridCode'] as const

describe('a roster', () => {
  test('is read without writing anything, then applied whole, and taken back whole', async () => {
    const code = `${village}H1`
    const run = await dryRun('households', households, [
      [code, '1 号', grid],
      [`${village}H2`, '2 号', village],
    ])
    expect(run).toMatchObject({ status: 'ready', problems: [], totals: { read: 2, new: 2, faulty: 0 } })
    expect(await read((tx) => findPlaceByCode(tx, code))).toBeUndefined()
    await commit(run.id)
    expect(await read((tx) => findPlaceByCode(tx, code))).toMatchObject({ name: '1 号', gridId: world.places.grid })

    const again = await dryRun('households', households, [
      [code, '一号院', grid],
      [`${village}H2`, '2 号', grid],
      [`${village}H3`, '3 号', grid],
    ])
    expect(again.totals).toEqual({ read: 3, new: 1, changed: 2, same: 0, ended: 0, faulty: 0 })
    await commit(again.id)
    expect(await read((tx) => findPlaceByCode(tx, `${village}H2`))).toMatchObject({ gridId: world.places.grid })
    await expect(undo(run.id)).rejects.toMatchObject({ code: 'changed-meanwhile' })
    await undo(again.id)
    expect(await read((tx) => findPlaceByCode(tx, code))).toMatchObject({ name: '1 号' })
    expect(await read((tx) => findPlaceByCode(tx, `${village}H2`))).toMatchObject({ gridId: null })
    expect(await read((tx) => findPlaceByCode(tx, `${village}H3`))).toBeUndefined()
    expect((await world.run(listImports, admin(), {})).rows.map(({ status }) => status)).toEqual(['undone', 'done'])
  })

  test('with mistakes is not applied, and each mistake is named by its row and column', async () => {
    const run = await dryRun(
      'households',
      [...households, 'lng', 'validUntil'],
      [
        [`${village}M1`, '1 号', grid, '109.2'],
        ['12', '2 号', grid],
        [`${village}M3`, '', grid],
        [`${village}M4`, '4 号', '999999999999'],
        [`${village}M5`, '5 号', grid, '', '昨天'],
        [`${village}M6`, '6 号', grid],
        [`${village}M6`, '6 号', grid],
      ],
    )
    expect(run.status).toBe('faulty')
    expect(run.totals).toEqual({ read: 7, new: 1, changed: 0, same: 0, ended: 0, faulty: 6 })
    expect(run.problems.map(({ row, column, code }) => [row, column, code]).toSorted()).toEqual([
      [3, 'lat', 'position-half'],
      [4, 'householdCode', 'code-of-household'],
      [5, 'householdName', 'missing'],
      [6, 'gridCode', 'no-such-place'],
      [7, 'validUntil', 'not-a-date'],
      [9, 'householdCode', 'twice'],
    ])
    await expect(commit(run.id)).rejects.toMatchObject({ code: 'import-not-ready' })
    expect(await read((tx) => findPlaceByCode(tx, `${village}M6`))).toBeUndefined()
  })

  test('is kept under a name that turns and hides nothing, and that ends between two characters', async () => {
    const path = join(folder, 'turned.csv')
    await writeFile(path, '')
    const { fileName } = await readFile('households', path, `名册\u202Efdp\u200B\u0007.csv${'𠮷'.repeat(300)}`)
    expect(fileName.startsWith('名册fdp.csv𠮷')).toBe(true)
    expect([[...fileName].length, fileName.isWellFormed()]).toEqual([200, true])
  })

  test('cannot be taken back once something stands on it', async () => {
    const grids = await dryRun(
      'places',
      ['placeKind', 'code', 'name', 'parentCode'],
      [
        ['网格', `${village}077`, '七网格', village],
        [say('zh-CN', 'text.admin.placeKind.sub-grid'), `${village}0771`, '一巷', `${village}077`],
      ],
    )
    await commit(grids.id)
    const lived = await dryRun('households', households, [[`${village}L1`, '1 号', `${village}0771`]])
    await commit(lived.id)
    await expect(undo(grids.id)).rejects.toMatchObject({ code: 'in-use' })
    await undo(lived.id)
    await undo(grids.id)
    expect(await read((tx) => findPlaceByCode(tx, `${village}077`))).toBeUndefined()
  })

  test('of people keeps telephone numbers sealed, even while it is only read, and finds people again', async () => {
    const columns = ['personName', 'phone', 'villageCode'] as const
    const run = await dryRun('people', columns, [
      ['钱一', '13800001111', village],
      ['钱二', '12', village],
    ])
    expect(run.problems.map(({ row, column, code }) => [row, column, code])).toEqual([[4, 'phone', 'not-a-phone']])
    expect(JSON.stringify(run)).not.toContain('13800001111')
    const corrected = await dryRun('people', columns, [
      ['钱一', '13800001111', village],
      ['钱二', '13800002222', village],
    ])
    const staged = await read((tx) => listStaged(tx, corrected.id, { after: null, limit: 10, backwards: false }))
    expect(staged).toHaveLength(2)
    expect(JSON.stringify(staged)).not.toContain('1380000')
    await commit(corrected.id)
    expect((await dryRun('people', columns, [['钱一', '13800001111', village]])).totals).toMatchObject({
      same: 1,
      new: 0,
    })

    const duties = ['responsibility', 'placeCode', 'personName', 'phone', 'validUntil'] as const
    const given = await dryRun('responsibilities', duties, [['街长', grid, '钱一', '13800001111']])
    await commit(given.id)
    await expect(undo(corrected.id)).rejects.toMatchObject({ code: 'in-use' })
    const ended = await dryRun('responsibilities', duties, [['街长', grid, '钱一', '13800001111', '2099-01-01']])
    expect(ended.totals).toMatchObject({ ended: 1, read: 1 })
  })

  test('of organisations stands on what came further up in the file', async () => {
    const run = await dryRun(
      'organisations',
      ['organisationKey', 'organisationKind', 'name', 'placeCode', 'parentKey'],
      [
        ['forest', 'bureau', '林业局', village.slice(0, 9)],
        ['forest-station', 'office', '林业站', village, 'forest'],
        ['forest-post', 'office', '林业点', village, 'wood'],
      ],
    )
    expect(run.problems).toMatchObject([{ row: 5, column: 'parentKey', code: 'no-such-organisation' }])
    expect(run.totals).toMatchObject({ new: 2, faulty: 1 })
  })

  test('of roles needs the security administration, and never gives a role to oneself', async () => {
    const columns = ['personName', 'role', 'placeCode'] as const
    const run = await dryRun('grants', columns, [['员security-admin', '专职网格员', grid]])
    expect(run.totals).toMatchObject({ read: 1, new: 1 })
    await expect(commit(run.id)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      world.run(commitImport, world.staff('security-admin'), { requestId: uuidv7(), importId: run.id }),
    ).rejects.toMatchObject({ code: 'second-person' })
  })

  test('finds a person again, whatever dot or blank was typed within the name', async () => {
    const columns = ['personName', 'phone', 'villageCode'] as const
    const run = await dryRun('people', columns, [
      ['买合木提·艾力', '13700005511', village],
      ['周　原', '13700005512', village],
    ])
    await commit(run.id)
    const again = await dryRun('people', columns, [
      ['买合木提•艾力', '13700005511', village],
      ['周原', '13700005512', village],
      ['买合木提・艾力', '13700005511', village],
    ])
    expect(again.totals).toMatchObject({ new: 0, same: 2, faulty: 1 })
    expect(again.problems).toMatchObject([{ row: 5, code: 'twice', facts: { row: 3 } }])
  })

  test('names rows of sums, merged cells, garbled letters and two columns of one heading instead of bringing them in', async () => {
    const run = await dryRun('households', households, [
      [`${village}T1`, '1 号', grid],
      ['合计', '1 户', ''],
      [`${village}T2`, '\uFFFD\uFFFD 号', grid],
    ])
    expect(run.problems).toMatchObject([
      { row: 4, column: null, code: 'total-row' },
      { row: 5, column: 'householdName', code: 'characters-lost' },
    ])
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('户')
    sheet.addRow(['户编号', '门牌或户名', '所在网格编码'])
    sheet.addRow([`${village}T3`, '3 号', grid])
    sheet.addRow([`${village}T4`, '4 号', null])
    sheet.mergeCells('C2:C3')
    const path = join(folder, 'merged.xlsx')
    await book.xlsx.writeFile(path)
    expect((await readFile('households', path, 'merged.xlsx')).problems).toMatchObject([
      { row: 3, column: 'gridCode', code: 'missing' },
      { row: 2, column: 'gridCode', code: 'merged', facts: { to: 3 } },
    ])
    const twice = join(folder, 'twice.csv')
    await writeFile(twice, '户编号,门牌或户名,所在网格编码,门牌或户名\nx,1 号,y,2 号\n')
    expect((await readFile('households', twice, 'twice.csv')).problems).toMatchObject([
      { row: 1, column: 'householdName', code: 'heading-twice' },
    ])
  })

  test('in a wrong encoding ends as failed, with the row, and not as reading for ever', async () => {
    const path = join(folder, 'wrong.csv')
    await writeFile(path, Buffer.from('户编号,门牌或户名,所在网格编码\nx,1 号,y\n', 'utf16le'))
    const run = await readFile('households', path, 'wrong.csv')
    expect(run).toMatchObject({ status: 'failed', problems: [{ row: 1, code: 'sheet-not-text' }] })
    await writeFile(path, Buffer.from('%PDF-1.4'))
    expect(await readFile('households', path, 'wrong.xlsx')).toMatchObject({
      status: 'failed',
      problems: [{ row: 0, code: 'sheet-unreadable' }],
    })
  })

  test('with a strange table is refused by its headings', async () => {
    const path = join(folder, 'strange.csv')
    await writeFile(path, '户编号,天气\nx,晴\n')
    const run = await readFile('households', path, 'strange.csv')
    expect(run.problems.map(({ column, code }) => [column, code])).toEqual([
      [null, 'unknown-heading'],
      ['householdName', 'no-column'],
      ['gridCode', 'no-column'],
    ])
  })

  test('of ten thousand households is read and applied in seconds', async () => {
    const path = join(folder, 'many.csv')
    const lines = Array.from({ length: 10_000 }, (_, at) => `${village}X${at},${at} 号,${grid}`)
    await writeFile(path, `\uFEFF户编号,门牌或户名,所在网格编码\r\n${lines.join('\r\n')}\r\n`)
    const run = await readFile('households', path, 'many.csv')
    expect(run).toMatchObject({ status: 'ready', percent: 100, totals: { read: 10_000, new: 10_000 } })
    await commit(run.id)
    await undo(run.id)
    expect(await read((tx) => findPlaceByCode(tx, `${village}X42`))).toBeUndefined()
  })
})

describe('over HTTP', () => {
  test('a roster is taken, read behind the answer, and its file is deleted; strangers are refused', async () => {
    const fastify = Fastify()
    let who: { kind: string; actor?: Actor } = admin()
    const { db, county, sealing, clock } = world
    fastify.setErrorHandler((error, request, reply) => answerError(quiet, error, request, reply))
    importsIdea.mount(fastify, { db, county, sealing, clock, dataDir: folder, log: quiet, callerOf: async () => who })
    const send = () => {
      const content = `--x\r\ncontent-disposition: form-data; name="file"; filename="户.csv"\r\n\r\n户编号,门牌或户名,所在网格编码\n${village}W1,1 号,${grid}\n\r\n--x--\r\n`
      return fastify.inject({
        method: 'POST',
        url: '/api/imports?kind=households',
        headers: { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'same-origin' },
        payload: content,
      })
    }
    const answer = await send()
    expect([answer.statusCode, answer.body]).toEqual([202, expect.stringContaining('id')])
    const { id } = answer.json<{ id: string }>()
    await expect
      .poll(() => world.run(getImport, admin(), { importId: id }))
      .toMatchObject({ status: 'ready', totals: { read: 1, new: 1 } })
    await expect.poll(() => readdir(join(folder, 'imports'))).toEqual([])
    await world.run(cancelImport, admin(), { requestId: uuidv7(), importId: id })
    await expect(commit(id)).rejects.toMatchObject({ code: 'import-not-ready' })
    expect(await read((tx) => listStaged(tx, id, { after: null, limit: 1, backwards: false }))).toEqual([])
    who = world.staff('grid-worker')
    expect((await send()).statusCode).toBe(403)
    who = { kind: 'public' }
    expect((await send()).statusCode).toBe(401)
    await fastify.close()
  })
})

// proves: P028
describe('the proof of coverage', () => {
  test('names households in no grid, in two and elsewhere, overlapping grids, and what nobody answers for', async () => {
    const square = (west: number, south: number, size: number) => ({
      type: 'Polygon' as const,
      coordinates: [
        [
          [west, south],
          [west + size, south],
          [west + size, south + size],
          [west, south + size],
          [west, south],
        ] as [number, number][],
      ],
    })
    const run = await dryRun(
      'households',
      [...households, 'lng', 'lat'],
      [
        [`${village}P1`, '在两格', grid, '109.2095', '34.605'],
        [`${village}P2`, '无格', village],
        [`${village}P3`, '在别处', grid, '109.25', '34.65'],
      ],
    )
    await commit(run.id)
    const before = await world.run(coverageProof, admin(), {})
    expect(before.overlaps).toEqual([])
    await world.db.write(world.county, (tx) =>
      setBoundaries(tx, [
        { placeId: world.places.otherGrid, geometry: square(109.209, 34.6, 0.01), schematic: true, source: 'test' },
      ]),
    )
    const home = await read((tx) => findPlaceByCode(tx, `${village}P1`))
    await world.db.write(world.county, (tx) =>
      addPersons(
        tx,
        world.sealing,
        [{ id: uuidv7(), name: '有电话', householdId: home?.id ?? null, phone: '13900001111' }],
        world.clock.now(),
      ),
    )
    const proof = await world.run(coverageProof, admin(), {})
    expect(proof.covered).toBe(false)
    const names = (list: { first: { name: string }[] }): string[] => list.first.map(({ name }) => name)
    expect(proof.householdsInTwoGrids).toMatchObject({ n: 1, first: [{ name: '在两格' }] })
    expect(names(proof.householdsElsewhere)).toEqual(['在别处'])
    expect(names(proof.householdsInNoGrid)).toContain('无格')
    expect(names(proof.householdsWithoutContact)).toEqual(expect.arrayContaining(['无格', '在别处']))
    expect(names(proof.householdsWithoutContact)).not.toContain('在两格')
    expect(proof.gridsWithoutWorker.n).toBe(2)
    // A strip of 0.001 by 0.01 degrees at 34.6° north.
    expect(proof.overlaps).toHaveLength(1)
    expect(proof.overlaps[0]?.squareMetres).toBeGreaterThan(100_000)
    expect(proof.overlaps[0]?.squareMetres).toBeLessThan(104_000)
    // Who may not see households is told how many, not which.
    const seen = await world.run(coverageProof, world.staff('leader'), {})
    expect(seen.householdsInTwoGrids).toEqual({ n: 1, first: [] })
  })
})
