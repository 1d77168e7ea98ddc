import {
  about,
  addPlace,
  checkConfigPart,
  createAccount,
  dryRunRouting,
  exportAuditTrail,
  getConfigPart,
  listAccounts,
  listAudit,
  openReport,
  resetPassword,
  restoreConfigPart,
  saveConfigPart,
  setAccountDisabled,
} from '@xiangzhi/contract'
import type { CategoryClass, PackDisclosure, PackRouting } from '@xiangzhi/language'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { saveConfigPart as storePart } from '#platform/county-config'
import { sql } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import { makeOffice, type Office, requestId } from './testing-office.ts'

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

  it('holds the message matrix as well: a row that nobody could receive or that names nothing is told by its place', async () => {
    const { run, admin } = await makeOffice()
    const { current } = await run(getConfigPart, admin, { part: 'messages' }).catch(() => ({ current: 0 }))
    const row = {
      key: 'accepted',
      process: 'grid-event',
      on: 'accept',
      audience: 'reporter',
      channel: 'sms',
      text: { zh: '{number} 已受理。', en: '{number} has been accepted.' },
    }
    const wrong = [
      { ...row, channel: 'push' },
      { ...row, key: 'other', on: 'acept' },
      { ...row, key: 'third', text: { zh: '{name}', en: '{name}' } },
    ]
    const { problems } = await run(checkConfigPart, admin, { part: 'messages', content: { rows: wrong } })
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['rows.0.channel', 'rows.1.on', 'rows.2.text.zh'])
    const saved = await run(saveConfigPart, admin, {
      requestId: requestId(),
      part: 'messages',
      content: { quietHours: { from: '22:00', to: '07:00' }, rows: [row] },
      version: current,
      reason: '只告诉反映人',
    })
    expect(saved.version).toBe(current + 1)
    const read = await run(getConfigPart, admin, { part: 'messages' })
    expect(read.content).toMatchObject({ rows: [row] })
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

  it('opens no category that stands sealed and gives no sealed row to others, neither by a change nor by restoring', async () => {
    const { run, admin } = await makeOffice()
    const categories = await run(getConfigPart, admin, { part: 'categories' })
    const classes = categories.content as CategoryClass[]
    const change = (keep: (code: string) => boolean, confidential: boolean): CategoryClass[] =>
      classes.map((one) => ({
        ...one,
        subclasses: one.subclasses
          .filter(({ code }) => keep(code))
          .map((each) => (each.code === 'R0303' ? { ...each, confidential } : each)),
      }))
    const save = (part: string, content: unknown, version: number) =>
      run(saveConfigPart, admin, { requestId: requestId(), part, content, version, reason: '调整' })
    const opened = change(() => true, false)
    const { problems } = await run(checkConfigPart, admin, { part: 'categories', content: opened })
    const at = classes.flatMap(({ subclasses }, c) =>
      subclasses.flatMap(({ code }, s) => (code === 'R0303' ? [`${c}.subclasses.${s}.confidential`] : [])),
    )
    expect(problems.map(({ path }) => path.join('.'))).toEqual(at)
    expect(problems[0]?.en).toContain('R0303')
    for (const content of [opened, change((code) => code !== 'R0303', true)])
      await expect(save('categories', content, categories.current)).rejects.toMatchObject({ code: 'bad-input' })
    const routing = await run(getConfigPart, admin, { part: 'routing' })
    const table = routing.content as PackRouting
    const rows = table.rows.map((row) =>
      row.key === 'cadres' ? { ...row, to: { ...row.to, role: 'dispatcher-county' as const } } : row,
    )
    for (const changed of [rows, table.rows.filter(({ key }) => key !== 'cadres')])
      await expect(save('routing', { ...table, rows: changed }, routing.current)).rejects.toMatchObject({
        code: 'bad-input',
      })
  })

  it('of disclosure is changed on screen as the other parts are: held to the catalogues, to the law, and to what is in force', async () => {
    const office = await makeOffice()
    const { run, admin, db, county, clock } = office
    const disclosure: PackDisclosure = {
      catalogues: ['yanliang'],
      limits: { answerWithin: { days: 10 } },
      overrides: [],
      boards: [],
      contacts: [{ key: 'town', name: { zh: '镇纪委', en: 'Discipline' }, phone: '029-8611234' }],
    }
    await db.write(county, (tx) =>
      storePart(tx, { part: 'disclosure', content: disclosure, seen: 0, by: null, reason: 'test', now: clock.now() }),
    )
    const { current } = await run(getConfigPart, admin, { part: 'disclosure' })
    const told = async (change: object): Promise<string> =>
      (await run(checkConfigPart, admin, { part: 'disclosure', content: { ...disclosure, ...change } })).problems
        .map(({ en }) => en)
        .join('\n')
    expect(await told({ catalogues: ['huangsheng'] })).toContain('yanliang is in force')
    expect(await told({ catalogues: ['yanliang', 'nowhere'] })).toContain('nowhere')
    expect(await told({ overrides: [{ item: 'zz-99', standsDays: 30 }] })).toContain('zz-99')
    expect(await told({ limits: { answerWithin: { days: 11 } } })).not.toBe('')
    expect(await told({ contacts: [] })).not.toBe('')
    const content = { ...disclosure, limits: { answerWithin: { days: 7 } } }
    expect(await told(content)).toBe('')
    const saved = await run(saveConfigPart, admin, {
      requestId: requestId(),
      part: 'disclosure',
      content,
      version: current,
      reason: '答复提问改为七天',
    })
    expect(saved).toMatchObject({ part: 'disclosure', version: current + 1 })
    const read = await run(getConfigPart, admin, { part: 'disclosure' })
    expect(read).toMatchObject({ content, changes: [{ from: '10', to: '7' }], reason: '答复提问改为七天' })
    const restored = await run(restoreConfigPart, admin, {
      requestId: requestId(),
      part: 'disclosure',
      from: current,
      version: current + 1,
      reason: '改回',
    })
    expect(restored.version).toBe(current + 2)
  })

  it('is not restored to a time when a category was not sealed yet', async () => {
    const office = await makeOffice()
    const { run, admin } = office
    const { content, current } = await run(getConfigPart, admin, { part: 'categories' })
    const routing = await run(getConfigPart, admin, { part: 'routing' })
    const table = routing.content as PackRouting
    const sealed = {
      key: 'pumps',
      note: { zh: '机井', en: 'pumps' },
      when: { category: ['R0302'] },
      to: { unit: { level: 'county' }, role: 'discipline-liaison', sealed: true },
    }
    await run(saveConfigPart, admin, {
      requestId: requestId(),
      part: 'routing',
      content: { ...table, rows: [sealed, ...table.rows] },
      version: routing.current,
      reason: '密封',
    })
    await run(saveConfigPart, admin, {
      requestId: requestId(),
      part: 'categories',
      content: (content as CategoryClass[]).map((one) => ({
        ...one,
        subclasses: one.subclasses.map((each) =>
          each.code === 'R0302' ? { ...each, confidential: true, publicOnMap: false } : each,
        ),
      })),
      version: current,
      reason: '密封',
    })
    await expect(
      run(restoreConfigPart, admin, {
        requestId: requestId(),
        part: 'categories',
        from: current,
        version: current + 1,
        reason: '恢复',
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
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
    const personId = staff('mediation-lead').actor.personId
    await expect(run(createAccount, admin, { requestId: requestId(), personId, userName })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    const { accountId, password } = await run(createAccount, security, { requestId: requestId(), personId, userName })
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-\d{3}$/)
    const again = await run(resetPassword, security, { requestId: requestId(), accountId })
    expect(again.password).not.toBe(password)
    await run(setAccountDisabled, security, { requestId: requestId(), accountId, disabled: true })
    expect((await run(listAccounts, security, {})).rows).toMatchObject([
      { userName, name: '员mediation-lead', disabled: true, mustChangePassword: true },
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
    const oldest = await run(listAudit, auditor, { operation: 'addPlace', sort: 'at' })
    expect(oldest.rows.map((row) => row.subjectName)).toEqual(['2 组', '3 组', '4 组'])
    expect(oldest.total).toBe(3)
    const taken = { operation: 'addPlace', purpose: '抽查录入', language: 'zh-CN' } as const
    await expect(run(exportAuditTrail, admin, taken)).rejects.toMatchObject({ code: 'not-allowed' })
    const { file } = (await run(exportAuditTrail, auditor, taken)) as { file: Buffer }
    expect(leavingSheet(file)).toEqual({ rows: 3, purpose: '抽查录入' })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(file as unknown as ArrayBuffer)
    const sheet = book.worksheets[0] as ExcelJS.Worksheet
    expect([2, 3, 4].map((at) => sheet.getCell(3, at).value)).toEqual(['员county-admin', '添加地域', '4 组'])
    expect(sheet.getCell(3, 5).value).toContain('name: — → 4 组')
  })
})
