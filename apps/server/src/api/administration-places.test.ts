import {
  addJointArea,
  addPlace,
  changePlace,
  createAccount,
  endPlace,
  exportPlaces,
  getPlace,
  listHistory,
  listJointAreas,
  listPlaces,
  listShapes,
  setBoundary,
} from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { leavingSheet } from '#platform/excel'
import { makeOffice, requestId } from './testing-office.ts'

describe('places', () => {
  it('are added, corrected and ended, and every change can be read afterwards', async () => {
    const { run, admin, places, code } = await makeOffice()
    const { id } = await run(addPlace, admin, {
      requestId: requestId(),
      parentId: places.village,
      kind: 'grid',
      code: `${code}100200002`,
      name: '二组网格',
      validFrom: '2026-01-01',
    })
    const changed = await run(changePlace, admin, {
      requestId: requestId(),
      placeId: id,
      version: 1,
      name: '渠南网格',
      officialName: '渠南网格',
      nameEn: null,
      settled: false,
    })
    expect(changed).toMatchObject({
      version: 2,
      changes: [
        { field: 'name', from: '二组网格', to: '渠南网格' },
        { field: 'officialName', from: '二组网格', to: '渠南网格' },
      ],
    })
    await expect(
      run(changePlace, admin, {
        requestId: requestId(),
        placeId: id,
        version: 1,
        name: '晚了一步',
        officialName: '晚了一步',
        nameEn: null,
        settled: false,
      }),
    ).rejects.toMatchObject({ code: 'changed-meanwhile' })
    await run(endPlace, admin, { requestId: requestId(), placeId: id, version: 2, validUntil: '2026-11-01' })
    expect((await run(listPlaces, admin, { parent: places.village })).rows.map((row) => row.id)).not.toContain(id)
    expect(
      (await run(listPlaces, admin, { parent: places.village, on: '2026-06-01' })).rows.map((row) => row.id),
    ).toContain(id)
    const { rows } = await run(listHistory, admin, { subject: id })
    expect(rows.map((row) => row.operation)).toEqual(['endPlace', 'changePlace', 'addPlace'])
    expect(rows[0]).toMatchObject({ byName: '员county-admin', changes: [{ field: 'validUntil', to: '2026-11-01' }] })
  })

  it('and units have a history for those who change them; nothing else has one there', async () => {
    const { run, admin, security, staff } = await makeOffice()
    const { personId } = staff('mediator').actor
    const { accountId } = await run(createAccount, security, {
      requestId: requestId(),
      personId,
      userName: `h${personId.slice(-9)}`,
    })
    for (const subject of [accountId, personId]) expect((await run(listHistory, admin, { subject })).rows).toEqual([])
  })

  it('are a tree of which each branch says whether something stands in it, page by page', async () => {
    const { run, admin, places } = await makeOffice()
    const first = await run(listPlaces, admin, { under: places.county, limit: 2 })
    expect(first.rows.map((row) => [row.kind, row.hasChildren])).toEqual([
      ['county', true],
      ['town', true],
    ])
    const second = await run(listPlaces, admin, { under: places.county, limit: 10, cursor: first.nextCursor ?? '' })
    expect(second.rows.map((row) => row.kind)).toEqual(['village', 'grid', 'village', 'grid'])
    expect(second.nextCursor).toBeNull()
  })

  it('show households only to those who are responsible for them', async () => {
    const { run, admin, staff, places, code } = await makeOffice()
    await run(addPlace, admin, {
      requestId: requestId(),
      parentId: places.grid,
      kind: 'household',
      code: `${code}100200001H001`,
      name: '某户',
      validFrom: '2026-01-01',
    })
    expect((await run(listPlaces, staff('grid-worker'), { parent: places.grid, kind: 'household' })).rows).toHaveLength(
      1,
    )
    await expect(
      run(listPlaces, staff('grid-worker'), { parent: places.otherGrid, kind: 'household' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(run(listPlaces, admin, { kind: 'household' })).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await run(listPlaces, admin, { parent: places.grid })).rows).toEqual([])
  })

  it('take a boundary that closes and refuse one that does not; maps show it with the note', async () => {
    const { run, admin, villager, places } = await makeOffice()
    const ring = [
      [109.3, 34.6],
      [109.31, 34.6],
      [109.31, 34.61],
      [109.3, 34.61],
      [109.3, 34.6],
    ] as [number, number][]
    const version = (await run(getPlace, admin, { placeId: places.village })).version
    await expect(
      run(setBoundary, admin, {
        requestId: requestId(),
        placeId: places.village,
        version,
        geometry: { type: 'Polygon', coordinates: [ring.slice(0, 4)] },
        schematic: false,
        source: '实测',
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await run(setBoundary, admin, {
      requestId: requestId(),
      placeId: places.village,
      version,
      geometry: { type: 'Polygon', coordinates: [ring] },
      schematic: false,
      source: '2025 年实测',
    })
    expect((await run(getPlace, admin, { placeId: places.village })).boundary).toMatchObject({
      schematic: false,
      source: '2025 年实测',
    })
    const shapes = await run(listShapes, villager, { kind: 'village' })
    expect(shapes.shapes.map((shape) => shape.id)).toEqual([places.village])
    expect(shapes.note.zh).toBe('示意图')
  })

  it('can be joined to an area once, and go out as an Excel file', async () => {
    const { run, admin, places } = await makeOffice()
    const area = {
      key: 'north',
      name: '北片',
      purpose: '联合调解',
      validFrom: '2026-01-01',
      placeIds: [places.village, places.otherVillage],
    }
    await run(addJointArea, admin, { requestId: requestId(), ...area })
    await expect(run(addJointArea, admin, { requestId: requestId(), ...area })).rejects.toMatchObject({
      code: 'overlap',
    })
    expect((await run(listJointAreas, admin, {})).areas[0]?.places.map((place) => place.name).sort()).toEqual([
      '一村',
      '二村',
    ])
    const sheet = (await run(exportPlaces, admin, { purpose: '核对村组名单' })) as { file: Buffer; name: string }
    expect(sheet.file.subarray(0, 2).toString()).toBe('PK')
    expect(sheet.name).toBe('地域.xlsx')
    // A file has what the list counts, its parents by name, and no household, whoever takes it.
    const { rows, total } = await run(listPlaces, admin, { under: places.village, limit: 1 })
    expect(rows).toHaveLength(1)
    const purpose = '核对一村'
    const village = (await run(exportPlaces, admin, { purpose, under: places.village })) as { file: Buffer }
    expect(leavingSheet(village.file)).toEqual({ rows: total, purpose })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(village.file as unknown as ArrayBuffer)
    const words = JSON.stringify(book.worksheets[0]?.getSheetValues())
    expect([words.includes('一村'), words.includes('户')]).toEqual([true, false])
    await expect(run(exportPlaces, admin, { purpose, kind: 'household', parent: places.grid })).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })
})
