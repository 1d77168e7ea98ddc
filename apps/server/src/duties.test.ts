import {
  countDuties,
  endDutyCalendar,
  exemptDuty,
  exportDuties,
  getDuty,
  getDutyCalendar,
  liftDutyExemption,
  listDuties,
  makeDutyCalendar,
  noteDutyKept,
} from '@xiangzhi/contract'
import { sayOccasion, type StaffRole } from '@xiangzhi/language'
import ExcelJS from 'exceljs'
import Fastify, { type FastifyInstance } from 'fastify'
import ICAL from 'ical.js'
import { sync as nodeIcal } from 'node-ical'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerError } from '#api'
import { makeWorld, type World } from '#api/testing'
import { processRegistry } from '#kernel/cases'
import { findDutyOf, keepDuty, planDuties, runDuties, writeCalendar } from '#kernel/duties'
import { saveConfigPart } from '#platform/county-config'
import { sql } from '#platform/database'
import { leavingSheet } from '#platform/excel'
import { silentLog } from '#platform/log'
import { listInbox } from '#platform/messages'
import { mountDutyCalendars } from './duties/index.ts'
import { dutyMessageReader } from './messages/duty-timeline.ts'

let world: World
let fastify: FastifyInstance
let address: string

const at = (day: string): Date => new Date(`${day}T09:00:00+08:00`)

beforeAll(async () => {
  world = await makeWorld()
  const { db, county, clock, duties } = world
  await planDuties(db, duties, county, clock.now())
  fastify = Fastify()
  fastify.setErrorHandler((error, request, reply) => answerError(silentLog, error, request, reply))
  mountDutyCalendars(fastify, { db, county, clock, duties, address: 'https://xiangzhi.example' })
  address = await fastify.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => fastify.close())

const list = (role: StaffRole, input: object = {}) => world.run(listDuties, world.staff(role), { limit: 200, ...input })

async function itemOf(duty: string, place: keyof World['places'], occasion: string): Promise<string> {
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, duty, world.places[place], occasion))
  if (!item) throw new Error(`${duty} ${place} ${occasion}`)
  return item.id
}

test('everybody sees what is due within reach and nothing else', async () => {
  const { places } = world
  const seen = async (role: StaffRole) => new Set((await list(role)).rows.map(({ placeId }) => placeId))
  expect(await seen('grid-worker')).toEqual(new Set([places.grid]))
  expect(await seen('village-clerk')).toEqual(new Set([places.village, places.grid]))
  const all = new Set([places.town, places.village, places.otherVillage, places.grid, places.otherGrid])
  expect(await seen('dispatcher-town')).toEqual(all)
  expect(await seen('supervisor')).toEqual(all)
  // A department has no duty here.
  expect(await seen('department-handler')).toEqual(new Set())
})

test('somebody else’s item is not there, also by its id', async () => {
  const id = await itemOf('grid-visit', 'otherGrid', '2026-11')
  await expect(world.run(getDuty, world.staff('grid-worker'), { id })).rejects.toMatchObject({ code: 'not-found' })
  await expect(
    world.run(noteDutyKept, world.staff('grid-worker'), { requestId: uuidv7(), id, note: '走访' }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(
    world.run(exemptDuty, world.staff('village-clerk'), { requestId: uuidv7(), id, reason: '不归我管' }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
})

test('a holder finds the own work, does it once however often it is sent, and it is gone from the list', async () => {
  const worker = world.staff('grid-worker')
  const mine = await list('grid-worker', { mine: 'true' })
  expect(mine.rows[0]).toMatchObject({
    duty: 'grid-visit',
    occasion: '2026-11',
    dueOn: '2026-11-30',
    standing: 'open',
    mine: true,
  })
  const sending = { requestId: uuidv7(), id: mine.rows[0]?.id ?? '', note: '走访五户，查看两处水渠' }
  const [first, again] = [
    await world.run(noteDutyKept, worker, sending),
    await world.run(noteDutyKept, worker, sending),
  ]
  expect(first).toEqual(again)
  expect(first).toMatchObject({ keptOn: '2026-11-23', evidenceCount: 1 })
  expect((await list('grid-worker', { mine: 'true' })).rows.map(({ occasion }) => occasion)).not.toContain('2026-11')
  const found = await world.run(getDuty, worker, { id: sending.id })
  expect(found).toMatchObject({ standing: 'kept', mayKeep: false })
  expect(found.holders.map(({ name }) => name).toSorted()).toEqual(['员grid-worker', '员other grid-worker'])
  expect(found.events).toMatchObject([{ action: 'kept', byName: '员grid-worker', note: '走访五户，查看两处水渠' }])
})

test('a supervisor finds what one person answers for', async () => {
  const { personId } = world.staff('village-clerk').actor
  const { rows } = await list('supervisor', { person: personId })
  expect(new Set(rows.map(({ placeId }) => placeId))).toEqual(new Set([world.places.village]))
  expect(rows.every(({ holders }) => holders.some(({ id }) => id === personId))).toBe(true)
  expect((await list('supervisor', { person: uuidv7() })).rows).toEqual([])
})

test('a deadline says how it was counted', async () => {
  // Sunday 22 November ends the week; the Monday after it is due.
  const id = await itemOf('security-review', 'town', '2026-W47')
  const found = await world.run(getDuty, world.staff('dispatcher-town'), { id })
  expect(found).toMatchObject({ dueOn: '2026-11-23', graveAfterOn: '2026-11-25' })
  expect(found.trace).toEqual({
    startOn: '2026-11-22',
    direction: 'after',
    count: { workingDays: 1 },
    holidays: [],
    weekendDays: 0,
    madeUp: [],
    movedFrom: null,
    unannouncedYears: [],
  })
})

test('pages go on where the last one ended', async () => {
  const all = (await list('supervisor')).rows.map(({ id }) => id)
  const paged: string[] = []
  let cursor: string | undefined
  do {
    const page = await world.run(listDuties, world.staff('supervisor'), { limit: 3, ...(cursor ? { cursor } : {}) })
    paged.push(...page.rows.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(paged).toEqual(all)
  await expect(world.run(listDuties, world.staff('supervisor'), { cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'bad-input',
  })
})

test('a list of duties tells its true number, falls by deadline when asked, and its file has the same rows in words', async () => {
  const { rows, total, totalIsBound } = await list('village-clerk')
  expect([total, totalIsBound]).toEqual([rows.length, false])
  const first = await list('village-clerk', { limit: 2, sort: '-dueOn' })
  expect([first.rows.length, first.total]).toEqual([2, total])
  expect(first.rows[0]?.dueOn).toBe(
    rows
      .map(({ dueOn }) => dueOn)
      .toSorted()
      .at(-1),
  )
  const { placeId } = rows[0] ?? {}
  const here = await list('village-clerk', { place: placeId })
  expect(here.total).toBe(rows.filter((row) => row.placeId === placeId).length)
  const purpose = '安排十二月工作'
  const { file } = (await world.run(exportDuties, world.staff('village-clerk'), { purpose, place: placeId })) as {
    file: Buffer
  }
  expect(leavingSheet(file)).toEqual({ rows: here.total, purpose })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(file as unknown as ArrayBuffer)
  const columns = [1, 3, 6].map((at) => book.worksheets[0]?.getColumn(at).values.slice(3).map(String))
  const answered = here.rows.map(({ title, occasion, holders }) => [
    title.zh,
    sayOccasion('zh-CN', occasion),
    holders.map(({ name }) => name).join('、'),
  ])
  expect(columns).toEqual([0, 1, 2].map((at) => answered.map((words) => words[at])))
  expect(answered.some(([, , names]) => names !== '')).toBe(true)
})

test('an exemption shows its reason to everybody who reads the item, and counts as left out', async () => {
  const id = await itemOf('talk-session', 'otherVillage', '2026-11')
  const town = world.staff('dispatcher-town')
  await world.run(exemptDuty, town, { requestId: uuidv7(), id, reason: '全村防汛，顺延到下月' })
  const found = await world.run(getDuty, world.staff('supervisor'), { id })
  expect(found).toMatchObject({ standing: 'exempt', exemptReason: '全村防汛，顺延到下月', mayExempt: false })
  const count = await world.run(countDuties, town, { by: 'duty', from: '2026-11-01', until: '2026-11-30' })
  expect(count.rows.find(({ key }) => key === 'talk-session')).toMatchObject({
    name: { zh: '民情恳谈、村民说事（每月）' },
    keptOnTime: 0,
    due: 0,
    pending: 1,
    exempt: 1,
  })
  await world.run(liftDutyExemption, town, { requestId: uuidv7(), id, reason: '已经退水，照常开' })
  expect(await world.run(getDuty, town, { id })).toMatchObject({ standing: 'open', exemptReason: null, mayLift: false })
})

test('who must keep it is reminded, and what is missed comes before the level that was declared', async () => {
  const { db, county, duties } = world
  const row = (on: string, audience: string) => ({
    key: `duty-${on}-${audience}`,
    process: 'duty',
    on,
    audience,
    channel: 'in-app',
    text: { zh: '{place}：{category}（{number}）{state}，{deadline}，{unit}，{link}', en: '{category} {link}' },
  })
  await db.write(county, (tx) =>
    saveConfigPart(tx, {
      part: 'messages',
      seen: 0,
      by: null,
      reason: 'test',
      now: at('2026-11-23'),
      content: {
        rows: [row('remind', 'owner'), row('late', 'owner'), row('late', 'supervisor'), row('grave', 'supervisor')],
      },
    }),
  )
  const read = dutyMessageReader({ db, county, duties, processes: processRegistry([]), channels: {}, log: silentLog })
  await read(at('2026-11-24'))
  await runDuties(db, duties, county, at('2026-11-24'))
  expect(await read(at('2026-11-24'))).toBeGreaterThan(0)
  expect(await read(at('2026-11-24'))).toBe(0)
  const inbox = (role: StaffRole) =>
    db.read(county, (tx) => listInbox(tx, world.staff(role).actor.personId, { unread: false, limit: 50 }, sql`true`))
  // The weekly review of week 47 was due on Monday the 23rd: the town hears that it is late, the county as well.
  const id = await itemOf('security-review', 'town', '2026-W47')
  for (const role of ['dispatcher-town', 'dispatcher-county'] as const) {
    const lines = (await inbox(role)).filter(({ body }) => body.includes('2026年第47周'))
    expect(lines, role).toHaveLength(1)
    expect(lines[0]?.body).toBe('一镇：社会治安形势周研判（2026年第47周）逾期，11月23日，镇街派遣员，{link}')
    expect(lines[0]?.facts['path']).toBe(`/staff/duties?item=${id}`)
  }
  expect(await inbox('village-clerk')).toMatchObject([{ body: expect.stringContaining('民情恳谈') as string }])
  expect(await inbox('intake-clerk')).toEqual([])
})

const textOf = (value: string | { val: string }): string => (typeof value === 'string' ? value : value.val)

/** Reads a calendar by two programs that are not ours; both must find the same. */
function judge(body: string): { uid: string; on: string; summary: string; sequence: number }[] {
  const component = new ICAL.Component(ICAL.parse(body) as string)
  const first = component.getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one)
    expect(event.startDate.isDate).toBe(true)
    return { uid: event.uid, on: event.startDate.toString(), summary: event.summary, sequence: event.sequence }
  })
  const second = Object.values(nodeIcal.parseICS(body)).flatMap((one) => {
    if (one?.type !== 'VEVENT') return []
    expect(one.datetype).toBe('date')
    const { start } = one
    const day = [start.getFullYear(), start.getMonth() + 1, start.getDate()]
      .map((n) => String(n).padStart(2, '0'))
      .join('-')
    return [{ uid: one.uid, on: day, summary: textOf(one.summary), sequence: Number(one.sequence) }]
  })
  expect(second).toEqual(first)
  return first
}

/** What RFC 5545 says of lines, which lenient readers overlook. */
function checkLines(body: string): void {
  expect(body.endsWith('\r\n')).toBe(true)
  expect(body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
}

test('a village’s calendar is read by other programs: its public duties, nothing of its grids', async () => {
  const path = `${address}/v/${world.county}100200/duties.ics`
  const answer = await fetch(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  const body = await answer.text()
  checkLines(body)
  const entries = judge(body)
  expect(entries.map(({ summary }) => summary)).toContain('民情恳谈、村民说事（每月）（一村）')
  expect(body).not.toContain('网格走访')
  const again = await fetch(path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
  expect((await fetch(`${address}/v/999999999999/duties.ics`)).status).toBe(404)
  expect(judge(await (await fetch(`${path}?lang=en`)).text())[0]?.summary).toMatch(/Talk session|representatives/)
})

test('an entry keeps its name and counts up when its item changes', async () => {
  const path = `${address}/v/${world.county}100201/duties.ics`
  const find = async () => judge(await (await fetch(path)).text()).find(({ on }) => on === '2026-12-31')
  const before = await find()
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, world.duties, {
      duty: 'representatives-meeting',
      placeId: world.places.otherVillage,
      occasion: '2026-Q4',
      at: at('2026-11-24'),
      by: null,
      evidence: { kind: 'meeting', subjectId: uuidv7() },
    }),
  )
  // The talk session of December ends on the same day, so the entry is looked up by its name.
  const after = judge(await (await fetch(path)).text()).find(({ uid }) => uid === before?.uid)
  const kept = judge(await (await fetch(path)).text()).filter(({ summary }) => summary.startsWith('✓'))
  expect(kept).toHaveLength(1)
  expect(kept[0]?.sequence).toBe(1)
  expect(after?.on).toBe('2026-12-31')
})

test('a private address opens one person’s calendar until it is ended or made anew', async () => {
  const clerk = world.staff('village-clerk')
  expect(await world.run(getDutyCalendar, clerk, {})).toEqual({ madeAt: null })
  const { path } = await world.run(makeDutyCalendar, clerk, { requestId: uuidv7() })
  expect(path).toMatch(/^\/calendar\/[\w-]{24}\.ics$/)
  const body = await (await fetch(address + path)).text()
  checkLines(body)
  const entries = judge(body)
  expect(entries.length).toBeGreaterThan(2)
  expect(body).toContain('https://xiangzhi.example/staff/duties')
  expect(entries.every(({ summary }) => summary.includes('一村'))).toBe(true)
  const anew = await world.run(makeDutyCalendar, clerk, { requestId: uuidv7() })
  expect((await fetch(address + path)).status).toBe(404)
  expect((await fetch(address + anew.path)).status).toBe(200)
  expect(await world.run(endDutyCalendar, clerk, { requestId: uuidv7() })).toEqual({ ended: true })
  expect((await fetch(address + anew.path)).status).toBe(404)
  expect((await fetch(`${address}/calendar/short.ics`)).status).toBe(404)
})

test('whatever stands in a name, a calendar stays whole and says it unchanged', () => {
  const names = [
    '逗号,分号;反斜线\\ 换行\n下一行',
    '很长的村名'.repeat(60),
    'BEGIN:VEVENT\r\nEND:VCALENDAR',
    `emoji 👩‍🌾${'🌾'.repeat(40)}`,
    'a'.repeat(300),
  ]
  const body = writeCalendar(
    '日历',
    names.map((summary, no) => ({
      uid: `${no}@test`,
      sequence: no,
      changedAt: at('2026-11-23'),
      on: '2026-12-31',
      summary,
      description: summary,
      category: '公开',
      tentative: false,
    })),
  )
  checkLines(body)
  expect(judge(body).map(({ summary }) => summary)).toEqual(names.map((name) => name.replaceAll('\r\n', '\n')))
})
