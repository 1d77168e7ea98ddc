import {
  addOrganisation,
  addPerson,
  changeOrganisation,
  coverage,
  endGrant,
  exportGrants,
  exportPersons,
  getOrganisation,
  getPerson,
  giveOffice,
  giveResponsibility,
  grantRole,
  listGrants,
  listLooks,
  listOrganisations,
  listPersons,
  listResponsibilities,
  revealPerson,
  seeAs,
} from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { addPersons } from '#kernel/people'
import { sql } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import { makeOffice, requestId } from './testing-office.ts'

describe('people', () => {
  it('are masked in lists, and a look at their data is recorded and can be shown', async () => {
    const { run, admin, staff, places } = await makeOffice()
    const { id } = await run(addPerson, admin, {
      requestId: requestId(),
      name: '赵铁柱',
      villageId: places.village,
      phone: '13900001234',
    })
    const [listed] = (await run(listPersons, admin, { q: '赵' })).rows
    expect(listed).toMatchObject({
      id,
      name: expect.stringMatching(/^赵＊/) as string,
      phoneMasked: expect.stringMatching(/1234$/) as string,
      placeName: '一村',
    })
    const clerk = staff('village-clerk')
    await expect(
      run(revealPerson, admin, { requestId: requestId(), personId: id, fields: ['phone'], reason: '想知道一下' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    expect(
      await run(revealPerson, clerk, {
        requestId: requestId(),
        personId: id,
        fields: ['phone'],
        reason: '联系核实灌溉水渠的事',
      }),
    ).toMatchObject({ phone: '13900001234', name: null })
    expect((await run(listLooks, clerk, { personId: id })).looks).toMatchObject([
      { lookedBy: '员village-clerk', reason: '联系核实灌溉水渠的事', fields: ['phone'] },
    ])
  })

  it('are listed once each, whichever page they are on, and no page says by which name the next one begins', async () => {
    const { run, admin, db, county, sealing, places, staff } = await makeOffice()
    const added = Array.from({ length: 23 }, (_, at) => ({
      id: uuidv7(),
      name: `苗${at % 3}山`,
      villageId: places.village,
    }))
    await db.write(county, (tx) => addPersons(tx, sealing, added, new Date('2026-03-02T01:00:00Z')))
    const pages = async (sort?: string) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
        const page = await run(listPersons, admin, {
          q: '苗',
          staff: 'false',
          limit: 7,
          ...(sort ? { sort } : {}),
          ...(cursor ? { cursor } : {}),
        })
        expect(page.total).toBe(23)
        if (page.nextCursor) expect(Buffer.from(page.nextCursor, 'base64url').toString()).not.toContain('苗')
        seen.push(...page.rows.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      return seen
    }
    const rising = await pages()
    expect(rising.toSorted()).toEqual(added.map(({ id }) => id).toSorted())
    expect(await pages('name')).toEqual(rising)
    expect(await pages('-name')).toEqual(rising.toReversed())
    // Nobody who does not reach them sees or counts them.
    expect(await run(listPersons, staff('grid-worker'), { q: '苗' })).toMatchObject({ total: 0, rows: [] })
  })

  it('never leave what was looked at in the log', async () => {
    const { run, admin, staff, places, db, county } = await makeOffice()
    const { id } = await run(addPerson, admin, {
      requestId: requestId(),
      name: '钱多多',
      villageId: places.village,
      phone: '13900005678',
    })
    await run(revealPerson, staff('village-clerk'), {
      requestId: requestId(),
      personId: id,
      fields: ['phone'],
      reason: '核实走访时间',
    })
    const log = await db.read(county, (tx) =>
      tx.rows<{ answer: unknown }>(sql`select answer from command_log where county = ${county}`),
    )
    expect(JSON.stringify(log)).not.toContain('13900005678')
  })

  it('hold roles that a security administrator grants, never to themselves, never two administrations in one hand', async () => {
    const { run, admin, security, staff, places } = await makeOffice()
    const { id } = await run(addPerson, admin, { requestId: requestId(), name: '孙新人' })
    const role = {
      requestId: requestId(),
      personId: id,
      role: 'village-clerk' as const,
      placeId: places.village,
      heldFrom: '2026-01-01',
    }
    await expect(run(grantRole, admin, role)).rejects.toMatchObject({ code: 'not-allowed' })
    await run(grantRole, security, role)
    await expect(
      run(grantRole, security, { ...role, requestId: requestId(), placeId: places.town }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await expect(
      run(grantRole, security, {
        ...role,
        requestId: requestId(),
        personId: security.actor.personId,
        role: 'leader',
        placeId: places.county,
      }),
    ).rejects.toMatchObject({ code: 'second-person' })
    await expect(
      run(grantRole, security, {
        ...role,
        requestId: requestId(),
        personId: staff('auditor').actor.personId,
        role: 'county-admin',
        placeId: places.county,
      }),
    ).rejects.toMatchObject({ code: 'admins-apart' })
    const [granted] = (await run(listGrants, security, { person: id })).rows
    expect(granted).toMatchObject({ role: 'village-clerk', reachName: '一村' })
    const preview = await run(seeAs, security, { personId: id })
    expect(preview.reach).toMatchObject({ villages: 1, grids: 1, towns: 0 })
    expect(preview.rights.find((right) => right.permission === 'case.read')).toMatchObject({ reaches: ['一村'] })
    expect(preview.rights.map((right) => right.permission)).not.toContain('config.write')
    expect(preview.processes.find((one) => one.process === 'grid-event')?.reads).toBe(true)
    await run(endGrant, security, { requestId: requestId(), grantId: granted?.id ?? '', heldUntil: '2026-11-01' })
    expect((await run(seeAs, security, { personId: id })).rights).toEqual([])
  })

  it('are listed page by page, with how many there are in all', async () => {
    const { run, security } = await makeOffice()
    const all = await run(listGrants, security, { limit: 200 })
    expect(all.rows.length).toBeGreaterThan(7)
    expect(all).toMatchObject({ total: all.rows.length, nextCursor: null })
    const ids: string[] = []
    let cursor: string | undefined
    do {
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const page = await run(listGrants, security, { limit: 3, ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(all.rows.length)
      ids.push(...page.rows.map((row) => row.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(ids).toEqual(all.rows.map((row) => row.id))
    const clerks = await run(listGrants, security, { role: 'village-clerk', limit: 1 })
    expect(clerks.total).toBe(all.rows.filter(({ role }) => role === 'village-clerk').length)
    await expect(run(listGrants, security, { cursor: 'x' })).rejects.toMatchObject({ code: 'bad-input' })
    // A cursor that somebody was given before lists were declared: the last id alone.
    const kept = Buffer.from(JSON.stringify([ids[4]])).toString('base64url')
    expect((await run(listGrants, security, { cursor: kept, limit: 2 })).rows.map(({ id }) => id)).toEqual(
      ids.slice(5, 7),
    )
  })

  it('are taken out as the list shows them, by whoever grants them and nobody else', async () => {
    const { run, admin, security } = await makeOffice()
    const { total } = await run(listGrants, security, { role: 'grid-worker' })
    const taken = { purpose: '核对网格员角色', role: 'grid-worker' } as const
    const { file } = (await run(exportGrants, security, taken)) as { file: Buffer }
    expect(leavingSheet(file)).toEqual({ rows: total, purpose: taken.purpose })
    await expect(run(exportGrants, admin, taken)).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('answer for places, and coverage names what nobody answers for', async () => {
    const { run, admin, staff, places } = await makeOffice()
    const before = await run(coverage, admin, {})
    expect(before.lists.gridsWithoutWorker.map((grid) => grid.id).sort()).toEqual(
      [places.grid, places.otherGrid].sort(),
    )
    expect(before.lists.villagesWithoutClerk.map((village) => village.id)).toEqual([places.otherVillage])
    await run(giveResponsibility, admin, {
      requestId: requestId(),
      kind: 'grid-worker',
      placeId: places.grid,
      personId: staff('grid-worker').actor.personId,
      heldFrom: '2026-01-01',
    })
    expect((await run(coverage, admin, {})).lists.gridsWithoutWorker.map((grid) => grid.id)).toEqual([places.otherGrid])
    expect((await run(listResponsibilities, admin, { place: places.grid })).rows).toMatchObject([
      { name: '员grid-worker', placeName: '一网格' },
    ])
    const person = await run(getPerson, admin, { personId: staff('grid-worker').actor.personId })
    expect(person.responsibilities).toMatchObject([{ placeName: '一网格' }])
    const taken = { purpose: '核对名册', language: 'en', staff: 'false' } as const
    const { file } = (await run(exportPersons, admin, taken)) as { file: Buffer }
    const staffCount = (await run(listPersons, admin, { staff: 'true' })).total
    expect(leavingSheet(file)).toEqual({ rows: staffCount, purpose: '核对名册' })
    expect((await run(listPersons, admin, {})).total).toBeGreaterThan(0)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(file as unknown as ArrayBuffer)
    const roles = book.worksheets[0]?.getColumn(4).values.map(String).join('\n')
    expect(roles).toMatch(/Full-time grid worker · 一网格/)
  })
})

describe('organisations', () => {
  it('keep their offices, and a unit that the routing table names cannot end', async () => {
    const { run, admin, staff, places, units } = await makeOffice()
    const { id } = await run(addOrganisation, admin, {
      requestId: requestId(),
      key: 'parks',
      kind: 'department',
      name: '园林所',
      nameEn: 'Parks',
      placeId: places.county,
      validFrom: '2026-01-01',
    })
    await expect(
      run(addOrganisation, admin, {
        requestId: requestId(),
        key: 'parks',
        kind: 'department',
        name: '又一个',
        nameEn: 'Again',
        placeId: places.county,
        validFrom: '2026-01-01',
      }),
    ).rejects.toMatchObject({ code: 'overlap' })
    await run(giveOffice, admin, {
      requestId: requestId(),
      organisationId: id,
      personId: staff('leader').actor.personId,
      title: '所长',
      heldFrom: '2026-01-01',
    })
    expect(await run(getOrganisation, admin, { organisationId: id })).toMatchObject({
      placeName: '测试县',
      offices: [{ title: '所长', name: '员leader' }],
    })
    const all = await run(listOrganisations, admin, {})
    expect(all).toMatchObject({ total: all.rows.length, nextCursor: null })
    const [first, second] = all.rows
    const page = await run(listOrganisations, admin, { limit: 1 })
    expect(page).toMatchObject({ total: all.total, rows: [{ id: first?.id }] })
    expect((await run(listOrganisations, admin, { limit: 1, cursor: page.nextCursor ?? '' })).rows).toEqual([second])
    expect((await run(listOrganisations, admin, { on: '2019-01-01' })).total).toBe(0)
    const water = (await run(listOrganisations, admin, { q: '水务' })).rows[0]
    const change = { name: '水务局', nameEn: 'Water', line: null, parentId: null, validUntil: '2026-12-01' }
    await expect(
      run(changeOrganisation, admin, {
        requestId: requestId(),
        organisationId: units.water,
        version: water?.version ?? 0,
        ...change,
      }),
    ).rejects.toMatchObject({ code: 'in-use' })
    expect(
      await run(changeOrganisation, admin, {
        requestId: requestId(),
        organisationId: id,
        version: 1,
        ...change,
        name: '园林中心',
        nameEn: 'Parks',
      }),
    ).toMatchObject({ version: 2 })
  })
})
