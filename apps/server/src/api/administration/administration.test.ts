import {
  about,
  addJointArea,
  addOrganisation,
  addPerson,
  addPlace,
  changeOrganisation,
  changePlace,
  checkConfigPart,
  coverage,
  createAccount,
  dryRunRouting,
  endGrant,
  endPlace,
  exportPersons,
  exportPlaces,
  getConfigPart,
  getOrganisation,
  getPerson,
  getPlace,
  giveOffice,
  giveResponsibility,
  grantRole,
  listAccounts,
  listAudit,
  listChanges,
  listGrants,
  listJointAreas,
  listLooks,
  listOrganisations,
  listPersons,
  listPlaces,
  listResponsibilities,
  listShapes,
  openReport,
  resetPassword,
  restoreConfigPart,
  revealPerson,
  saveConfigPart,
  seeAs,
  setAccountDisabled,
  setBoundary,
} from '@xiangzhi/contract'
import type { PackRouting } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { caseNumbers, casesOperations } from '#kernel/cases'
import { peopleOperations } from '#kernel/people'
import { placesOperations } from '#kernel/places'
import { openDatabase, sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { developmentInbox, openSignIn } from '#platform/sign-in'
import type { AnyHandler } from '../handlers.ts'
import { type Run, runner } from '../run.ts'
import { makeWorld, type World } from '../testing-world.ts'
import { administrationOperations } from './index.ts'

interface Office extends World {
  readonly admin: ReturnType<World['staff']>
  readonly security: ReturnType<World['staff']>
  readonly code: string
}

/** The world with the operations of administration too, on the real sign-in service. */
async function makeOffice(): Promise<Office> {
  const world = await makeWorld()
  const { db, county, sealing, clock, processes } = world
  const { url } = await testDatabase()
  const signIn = openSignIn({ url, database: db, sealing, codes: developmentInbox(db, clock), clock, log: silentLog })
  const numbers = openDatabase({ url, writersMax: 1, readersMax: 1 })
  const handlers = {
    ...placesOperations,
    ...peopleOperations,
    ...administrationOperations(signIn),
    ...casesOperations({ processes, numbers: caseNumbers(numbers, () => clock.now().getTime()) }),
  } as unknown as Record<string, AnyHandler>
  const run: Run = runner({ db, county, sealing, clock, processes, handlers })
  return {
    ...world,
    run,
    admin: world.staff('county-admin'),
    security: world.staff('security-admin'),
    code: String(county),
  }
}

const requestId = (): string => uuidv7()

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
    const { rows } = await run(listChanges, admin, { subject: id })
    expect(rows.map((row) => row.operation)).toEqual(['endPlace', 'changePlace', 'addPlace'])
    expect(rows[0]).toMatchObject({ byName: '员county-admin', changes: [{ field: 'validUntil', to: '2026-11-01' }] })
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
    const sheet = (await run(exportPlaces, admin, {})) as { file: Buffer; name: string }
    expect(sheet.file.subarray(0, 2).toString()).toBe('PK')
    expect(sheet.name).toBe('地域.xlsx')
  })
})

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
    expect(
      ((await run(exportPersons, admin, { purpose: '核对名册' })) as { file: Buffer }).file.length,
    ).toBeGreaterThan(1000)
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

describe('the configuration', () => {
  const table = async ({ run, admin }: Office): Promise<{ content: PackRouting; version: number }> => {
    const read = await run(getConfigPart, admin, { part: 'routing' })
    return { content: read.content as PackRouting, version: read.current }
  }

  it('is checked before it holds: an unknown unit, an unknown category and an open door for sealed reports are told', async () => {
    const office = await makeOffice()
    const { content } = await table(office)
    const [cadres, ...others] = content.rows
    const wrong = {
      ...content,
      rows: [
        ...others,
        { ...others[0], key: 'odd', when: { category: ['Z99'] }, to: { unit: { organisation: 'nowhere' } } },
        cadres,
      ],
    }
    const { problems } = await office.run(checkConfigPart, office.admin, { part: 'routing', content: wrong })
    const words = problems.map((problem) => problem.en).join('\n')
    expect(words).toContain('nowhere')
    expect(words).toContain('Z99')
    expect(words).toContain('R0303')
    await expect(
      office.run(saveConfigPart, office.admin, {
        requestId: requestId(),
        part: 'routing',
        content: wrong,
        version: 1,
        reason: '试试',
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('is saved with a reason, read again with what changed, and restored as a new version', async () => {
    const office = await makeOffice()
    const { run, admin, staff } = office
    const { content, version } = await table(office)
    const moved = {
      ...content,
      version: 2,
      rows: content.rows.map((row) =>
        row.key === 'flooded' ? { ...row, to: { unit: { organisation: 'water' } } } : row,
      ),
    }
    await expect(
      run(saveConfigPart, staff('dispatcher-county'), {
        requestId: requestId(),
        part: 'routing',
        content: moved,
        version,
        reason: '调整',
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    expect(
      await run(saveConfigPart, admin, {
        requestId: requestId(),
        part: 'routing',
        content: moved,
        version,
        reason: '先看水利',
      }),
    ).toMatchObject({ version: 2 })
    await expect(
      run(saveConfigPart, admin, { requestId: requestId(), part: 'routing', content: moved, version, reason: '又来' }),
    ).rejects.toMatchObject({ code: 'changed-meanwhile' })
    const read = await run(getConfigPart, admin, { part: 'routing' })
    expect(read).toMatchObject({ current: 2, changedBy: '员county-admin', reason: '先看水利' })
    expect(read.changes).toEqual(
      expect.arrayContaining([
        { field: 'version', from: '1', to: '2' },
        { field: 'rows.flooded.to.unit.organisation', from: 'roads', to: 'water' },
      ]),
    )
    await run(restoreConfigPart, admin, {
      requestId: requestId(),
      part: 'routing',
      from: 1,
      version: 2,
      reason: '改回来',
    })
    expect((await table(office)).content.rows[1]?.to).toEqual({ unit: { organisation: 'roads' } })
    expect((await run(getConfigPart, admin, { part: 'routing', version: 2 })).difference).not.toEqual([])
  })

  it('can be tried on past cases before it holds, and nothing moves by trying', async () => {
    const office = await makeOffice()
    const { run, admin, villager, places } = office
    for (const flooded of [true, false]) {
      await run(openReport, villager, {
        requestId: requestId(),
        category: 'R0301',
        placeId: places.grid,
        description: '沟堵了',
        answers: { flooded },
      })
    }
    const { content } = await table(office)
    const changed = { ...content, version: 2, rows: content.rows.filter((row) => row.key !== 'flooded') }
    const result = await run(dryRunRouting, admin, { content: changed, cases: 100 })
    expect(result).toMatchObject({ examined: 2, changed: 1, problems: [] })
    expect(result.rows[0]).toMatchObject({
      before: { key: 'roads' },
      after: { key: 'water' },
      ruleBefore: 'flooded',
      ruleAfter: 'water',
    })
    expect(result.totals.find((total) => total.unit.key === 'water')).toMatchObject({ before: 1, after: 2 })
    expect(result.rules.find((rule) => rule.rule === 'cadres')).toMatchObject({ hits: 0 })
    expect((await table(office)).content.rows).toHaveLength(3)
  })

  it('takes the calendar of a new year, and refuses days of another one', async () => {
    const { run, admin } = await makeOffice()
    const calendar = {
      year: 2027,
      source: { zh: '国务院办公厅通知', en: 'Notice' },
      holidays: [{ on: '2027-01-01', name: { zh: '元旦', en: 'New Year' } }],
      workdays: [],
    }
    await expect(
      run(saveConfigPart, admin, {
        requestId: requestId(),
        part: 'calendar-2027',
        content: { ...calendar, workdays: ['2026-01-03'] },
        version: 0,
        reason: '载入',
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    expect(
      await run(saveConfigPart, admin, {
        requestId: requestId(),
        part: 'calendar-2027',
        content: calendar,
        version: 0,
        reason: '载入',
      }),
    ).toMatchObject({ version: 1 })
    expect((await run(about, admin, {})).parts.map((part) => part.part)).toContain('calendar-2027')
  })
})

describe('accounts and the audit trail', () => {
  it('make an account whose password is told once, shut it, and keep the password out of the log', async () => {
    const { run, admin, security, staff, db, county } = await makeOffice()
    const userName = `tester${county}`
    const personId = staff('leader').actor.personId
    await expect(run(createAccount, admin, { requestId: requestId(), personId, userName })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    const { accountId, password } = await run(createAccount, security, { requestId: requestId(), personId, userName })
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-\d{3}$/)
    const again = await run(resetPassword, security, { requestId: requestId(), accountId })
    expect(again.password).not.toBe(password)
    await run(setAccountDisabled, security, { requestId: requestId(), accountId, disabled: true })
    expect((await run(listAccounts, security, {})).rows).toMatchObject([
      { userName, name: '员leader', disabled: true, mustChangePassword: true },
    ])
    const log = await db.read(county, (tx) =>
      tx.rows<{ answer: unknown }>(sql`select answer from command_log where county = ${county}`),
    )
    expect(JSON.stringify(log)).not.toContain(String(password))
  })

  it('tell the auditor who did what, filtered and page by page, and nobody else', async () => {
    const { run, admin, staff, places, code } = await makeOffice()
    for (const n of [2, 3, 4])
      await run(addPlace, admin, {
        requestId: requestId(),
        parentId: places.village,
        kind: 'grid',
        code: `${code}10020000${n}`,
        name: `${n} 组`,
        validFrom: '2026-01-01',
      })
    await expect(run(listAudit, admin, {})).rejects.toMatchObject({ code: 'not-allowed' })
    const auditor = staff('auditor')
    const first = await run(listAudit, auditor, { operation: 'addPlace', limit: 2 })
    const second = await run(listAudit, auditor, { operation: 'addPlace', limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.rows, ...second.rows].map((row) => row.subjectName)).toEqual(['4 组', '3 组', '2 组'])
    expect(second.nextCursor).toBeNull()
    expect((await run(listAudit, auditor, { from: '2026-11-23', until: '2026-11-23' })).rows).toHaveLength(3)
    expect((await run(listAudit, auditor, { until: '2026-11-22' })).rows).toEqual([])
  })
})
