import { dutyStanding } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import {
  countDuties,
  dueList,
  dutyRegistry,
  exemptDuty,
  expectDuty,
  factsOf,
  findDutyOf,
  keepDuty,
  liftExemption,
  listDutiesOfPerson,
  listDutiesOfPlace,
  listDutiesOfVillage,
  listDutyEvents,
  listDutyFeed,
  listExemptionReasons,
  noteDutyKept,
  planDuties,
  recountDuties,
  runDuties,
  tidyDuties,
} from './index.ts'
import { type DutyCounty, dutyForTest, makeDutyCounty } from './testing-county.ts'

const quarterly = dutyForTest()
const visit = dutyForTest({
  key: 'test:visit',
  kind: 'visit',
  title: { zh: '走访', en: 'Visit' },
  places: { level: 'grid' },
  who: { role: 'grid-worker' },
  rhythm: { every: 'month' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'stays' },
  keptBy: { evidence: 'visit', times: 2, byHand: true },
  isPublic: false,
})
const atOnce = dutyForTest({
  key: 'test:at-once',
  rhythm: { upon: 'major-matter' },
  due: { from: 'event', direction: 'after', count: { workingDays: 3 }, onDayOff: 'stays' },
})
const duties = dutyRegistry([], [() => [quarterly, visit, atOnce]])

const at = (day: string, time = '09:00'): Date => new Date(`${day}T${time}:00+08:00`)

const listAll = (county: DutyCounty, today: string, filter = {}) =>
  county.db.read(county.county, (tx) => dueList(tx, filter, today))

test('items are there before anybody acts, once, however often and by however many servers they are planned', async () => {
  const world = await makeDutyCounty()
  const now = at('2026-09-15')
  const both = await Promise.all([
    planDuties(world.db, duties, world.county, now),
    planDuties(world.db, duties, world.county, now),
  ])
  // Quarters 3 and 4 of three villages; September to December of three grids.
  expect(both.reduce((sum, { added }) => sum + added, 0)).toBe(3 * 2 + 3 * 4)
  expect((await planDuties(world.db, duties, world.county, now)).added).toBe(0)
  expect((await planDuties(world.db, duties, world.county, at('2026-09-16'))).added).toBe(0)
  const items = await listAll(world, '2026-09-15', { villageId: world.villages[0] })
  expect(items.map(({ duty, occasion, dueOn, holderId }) => [duty, occasion, dueOn, holderId])).toEqual([
    ['test:visit', '2026-09', '2026-09-30', world.grids[0]],
    // 10 October is a Saturday that is worked, so the period ends there.
    ['test:quarterly', '2026-Q3', '2026-10-10', world.villages[0]],
    ['test:visit', '2026-10', '2026-10-31', world.grids[0]],
    ['test:visit', '2026-11', '2026-11-30', world.grids[0]],
    ['test:visit', '2026-12', '2026-12-31', world.grids[0]],
    ['test:quarterly', '2026-Q4', '2027-01-11', world.villages[0]],
  ])
})

test('what fell due while no server ran is planned when one runs again, so that its absence is seen', async () => {
  const world = await makeDutyCounty(1)
  await planDuties(world.db, duties, world.county, at('2026-01-15'), { until: '2026-02-01' })
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const visits = await listAll(world, '2026-09-15', { duties: ['test:visit'], until: '2026-09-30' })
  expect(visits.map(({ occasion }) => occasion)).toEqual([
    '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08', '2026-09',
  ])
})

test('an item is late only on the day after, and being kept late stays visible', async () => {
  const world = await makeDutyCounty(1)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = ''] = world.villages
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  if (!item) throw new Error('not planned')
  const on = (day: string) => dutyStanding(factsOf(item), day)
  expect(['2026-09-01', '2026-10-10', '2026-10-11', '2026-10-16', '2026-10-17'].map(on)).toEqual([
    'open', 'open', 'late', 'late', 'grave',
  ])
  for (const [day, standing] of [['2026-10-10', 'open'], ['2026-10-11', 'late'], ['2026-10-17', 'grave']] as const) {
    const found = await listAll(world, day, { standing, duties: ['test:quarterly'], occasion: '2026-Q3' })
    expect(found.length, day).toBe(1)
  }
  const subjectId = uuidv7()
  const evidence = { kind: 'publication', subjectId } as const
  const told = { duty: 'test:quarterly', placeId: village, occasion: '2026-Q3', evidence, at: at('2026-10-12'), by: null }
  // The same edition told twice is one piece of evidence.
  for (let times = 0; times < 2; times += 1)
    expect(await world.db.write(world.county, (tx) => keepDuty(tx, duties, told))).toMatchObject({
      keptOn: '2026-10-12', dueOn: '2026-10-10', late: true, evidenceCount: 1,
    })
  expect(await listAll(world, '2026-10-20', { standing: 'kept-late' })).toHaveLength(1)
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item.id))
  expect(events.map(({ action, evidenceId }) => [action, evidenceId])).toEqual([['kept', subjectId]])
})

test('the last minute of the last day in county time is in time', async () => {
  const world = await makeDutyCounty(1)
  const [placeId = ''] = world.villages
  const keep = (occasion: string, when: Date) =>
    world.db.write(world.county, (tx) =>
      keepDuty(tx, duties, {
        duty: 'test:quarterly', placeId, occasion, at: when, by: null,
        evidence: { kind: 'publication', subjectId: uuidv7() },
      }),
    )
  // Neither quarter was planned: what is done makes its item.
  expect(await keep('2026-Q3', new Date('2026-10-10T15:59:59Z'))).toMatchObject({ keptOn: '2026-10-10', late: false })
  expect(await keep('2026-Q2', new Date('2026-07-10T16:00:00Z'))).toMatchObject({ keptOn: '2026-07-11', late: true })
  expect(await world.db.write(world.county, (tx) =>
    keepDuty(tx, duties, { duty: 'test:unknown', placeId, occasion: 'x', at: at('2026-10-01'), by: null, evidence: { kind: 'note', subjectId: uuidv7() } }),
  )).toBeUndefined()
})

test('a duty of two pieces is kept by the second, and a holder may write one by hand, nobody else', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [grid = '', otherGrid = ''] = world.grids
  const worker = await world.staff('grid-worker', grid)
  const stranger = await world.staff('grid-worker', otherGrid)
  const [mine] = await world.db.read(world.county, (tx) => listDutiesOfPerson(tx, worker, {}, '2026-09-15'))
  if (!mine) throw new Error('nothing to do')
  expect(mine).toMatchObject({ placeId: grid, occasion: '2026-09' })
  const note = (by: typeof worker, requestId: string) =>
    world.db.write(world.county, (tx) =>
      noteDutyKept({ tx, by, now: at('2026-09-20'), input: { id: mine.id, requestId, note: '走访五户' } }, duties),
    )
  await expect(note(stranger, uuidv7())).rejects.toMatchObject({ code: 'not-allowed' })
  expect(await note(worker, uuidv7())).toMatchObject({ evidenceCount: 1, keptOn: null })
  expect(await note(worker, uuidv7())).toMatchObject({ evidenceCount: 2, keptOn: '2026-09-20', late: false })
  const left = await world.db.read(world.county, (tx) => listDutiesOfPerson(tx, worker, {}, '2026-09-21'))
  expect(left.map(({ occasion }) => occasion)).toEqual(['2026-10', '2026-11', '2026-12'])
})

test('an exemption needs an entitled role that reaches the place, has a reason, and can be taken back', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = ''] = world.villages
  const [town = '', otherTown = ''] = world.towns
  const [entitled, elsewhere, clerk] = await Promise.all([
    world.staff('dispatcher-town', town),
    world.staff('dispatcher-town', otherTown),
    world.staff('village-clerk', village),
  ])
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  if (!item) throw new Error('not planned')
  const exempt = (by: typeof clerk) =>
    world.db.write(world.county, (tx) =>
      exemptDuty({ tx, by, now: at('2026-09-20'), input: { id: item.id, reason: '村已整体搬迁' } }, duties),
    )
  await expect(exempt(clerk)).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(exempt(elsewhere)).rejects.toMatchObject({ code: 'not-allowed' })
  await exempt(entitled)
  await expect(exempt(entitled)).rejects.toMatchObject({ code: 'changed-meanwhile' })
  const now = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  expect(now && dutyStanding(factsOf(now), '2026-12-01')).toBe('exempt')
  expect(await world.db.read(world.county, (tx) => listExemptionReasons(tx, [item.id]))).toEqual(
    new Map([[item.id, '村已整体搬迁']]),
  )
  await world.db.write(world.county, (tx) =>
    liftExemption({ tx, by: entitled, now: at('2026-12-01'), input: { id: item.id, reason: '未搬' } }, duties),
  )
  expect(await listAll(world, '2026-12-01', { standing: 'grave', placeId: village })).toHaveLength(1)
})

test('a duty upon an event is expected once and counted in working days from it', async () => {
  const world = await makeDutyCounty(1)
  const [placeId = ''] = world.villages
  const occasion = uuidv7()
  const expecting = () =>
    world.db.write(world.county, (tx) =>
      expectDuty(tx, duties, { duty: 'test:at-once', placeId, occasion, on: '2026-09-30', now: at('2026-09-30') }),
    )
  const first = await expecting()
  // The holidays of October and the weekend among them are not counted: the 8th, the 9th and the worked Saturday are.
  expect(first).toMatchObject({ dueOn: '2026-10-10', provisional: false })
  expect((await expecting())?.id).toBe(first?.id)
})

test('reminders and both levels come on their days, once, with two servers, and never for what is kept', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = '', other = ''] = world.villages
  const missed: string[] = []
  const run = (day: string) =>
    Promise.all(
      [1, 2].map(() =>
        runDuties(world.db, duties, world.county, at(day), {
          onStep: (_tx, item, step) => {
            if (step === 'late' && item.duty === 'test:quarterly') missed.push(item.placeId)
            return Promise.resolve()
          },
        }),
      ),
    ).then((counts) => counts.reduce((sum, count) => sum + count, 0))
  await run('2026-10-02')
  expect(await run('2026-10-03')).toBe(2)
  expect(await run('2026-10-03')).toBe(0)
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, duties, {
      duty: 'test:quarterly', placeId: other, occasion: '2026-Q3', at: at('2026-10-05'), by: null,
      evidence: { kind: 'publication', subjectId: uuidv7() },
    }),
  )
  // The servers stood still over the second reminder and the deadline: it is late, so nobody is reminded any more.
  await run('2026-10-12')
  await run('2026-10-17')
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events.map(({ action, no }) => [no, action])).toEqual([[1, 'remind'], [2, 'late'], [3, 'grave']])
  expect(item?.nextOn).toBeNull()
  expect(missed).toEqual([village])
  const fed = await world.db.read(world.county, (tx) =>
    listDutyFeed(tx, { at: at('2026-10-12', '00:00'), itemId: '00000000-0000-0000-0000-000000000000', no: 0 }, 100),
  )
  expect(fed.filter(({ duty }) => duty === 'test:quarterly').map(({ action }) => action)).toEqual(['late', 'grave'])
})

test('one item whose step fails holds nobody up', async () => {
  const world = await makeDutyCounty(3)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [broken] = world.villages
  const failed: string[] = []
  await runDuties(world.db, duties, world.county, at('2026-10-03'), {
    onStep: (_tx, item) => (item.placeId === broken ? Promise.reject(new Error('broken')) : Promise.resolve()),
    report: (_error, itemId) => failed.push(itemId),
  })
  expect(failed).toHaveLength(1)
  const due = await listAll(world, '2026-10-03', { duties: ['test:quarterly'], occasion: '2026-Q3' })
  expect(due.map(({ placeId, eventNo }) => [placeId === broken, eventNo]).toSorted()).toEqual([
    [false, 1], [false, 1], [true, 0],
  ])
})

test('a deadline in an unannounced year is provisional, and is counted again for what is open once it is announced', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-11-15'))
  const [village = '', other = ''] = world.villages
  const find = (placeId: string) =>
    world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', placeId, '2026-Q4'))
  // 10 January 2027 is a Sunday.
  expect(await find(village)).toMatchObject({ dueOn: '2027-01-11', provisional: true })
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, duties, {
      duty: 'test:quarterly', placeId: other, occasion: '2026-Q4', at: at('2026-11-20'), by: null,
      evidence: { kind: 'publication', subjectId: uuidv7() },
    }),
  )
  expect(await recountDuties(world.db, duties, world.county, at('2026-11-21'))).toBe(0)
  await world.announce(2027, ['2027-01-11', '2027-01-12'])
  expect(await recountDuties(world.db, duties, world.county, at('2026-11-22'))).toBe(1)
  expect(await find(village)).toMatchObject({ dueOn: '2027-01-13', provisional: false, nextOn: '2027-01-06' })
  expect(await find(other)).toMatchObject({ dueOn: '2027-01-11', provisional: true, keptOn: '2026-11-20' })
  const item = await find(village)
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events).toMatchObject([{ action: 'recount', facts: { from: '2027-01-11', due: '2027-01-13' } }])
  expect(await recountDuties(world.db, duties, world.county, at('2026-11-22'))).toBe(0)
})

test('a place that ends and a duty that is declared no more are expected no more, and come back with a new declaration', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = '', other = ''] = world.villages
  await world.db.write(world.county, (tx) =>
    tx.run(sql`update place set valid_until = '2026-12-01' where county = ${world.county} and id = ${village}`),
  )
  // The village's last quarter would be due in January; its third one still is.
  expect(await tidyDuties(world.db, duties, world.county, at('2026-09-16'))).toBe(1)
  const fewer = dutyRegistry([], [() => [quarterly]])
  // Three months that have not begun, at two grids.
  expect(await tidyDuties(world.db, fewer, world.county, at('2026-09-16'))).toBe(6)
  expect(await listAll(world, '2026-09-16', { duties: ['test:visit'] })).toHaveLength(2)
  expect(await listAll(world, '2026-09-16', { placeId: village, standing: 'dropped' })).toHaveLength(1)
  const again = dutyRegistry([], [() => [quarterly, { ...visit, version: 2 }]])
  await planDuties(world.db, again, world.county, at('2026-09-17'))
  expect(await listAll(world, '2026-09-17', { duties: ['test:visit'] })).toHaveLength(8)
  expect(await listAll(world, '2026-09-17', { placeId: other, duties: ['test:quarterly'] })).toHaveLength(2)
})

test('a rate has its numerator, its denominator and what is left out', async () => {
  const world = await makeDutyCounty(6)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const keep = (placeId: string, day: string) =>
    world.db.write(world.county, (tx) =>
      keepDuty(tx, duties, {
        duty: 'test:quarterly', placeId, occasion: '2026-Q3', at: at(day), by: null,
        evidence: { kind: 'publication', subjectId: uuidv7() },
      }),
    )
  const [a = '', b = '', c = '', d = ''] = world.villages
  await keep(a, '2026-09-30')
  await keep(b, '2026-10-10')
  await keep(c, '2026-10-11')
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', d, '2026-Q3'))
  const by = await world.staff('dispatcher-town', world.towns[1] ?? '')
  await world.db.write(world.county, (tx) =>
    exemptDuty({ tx, by, now: at('2026-10-01'), input: { id: item?.id ?? '', reason: '搬迁' } }, duties),
  )
  const count = (today: string, by: 'duty' | 'village' | 'town' = 'duty') =>
    world.db.read(world.county, (tx) =>
      countDuties(tx, { from: '2026-10-01', until: '2026-10-20', duties: ['test:quarterly'] }, by, today),
    )
  const all = { key: 'test:quarterly', keptOnTime: 2, keptLate: 1, exempt: 1, dropped: 0 }
  expect(await count('2026-10-10')).toEqual([{ ...all, missed: 0, pending: 2 }])
  expect(await count('2026-10-11')).toEqual([{ ...all, missed: 2, pending: 0 }])
  expect(await count('2026-10-11', 'village')).toHaveLength(6)
  const towns = await count('2026-10-11', 'town')
  expect(towns.reduce((sum, { keptOnTime }) => sum + keptOnTime, 0)).toBe(2)
})

test('two people who hand in the last piece at once keep it once', async () => {
  const world = await makeDutyCounty(1)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [placeId = ''] = world.grids
  const results = await Promise.all(
    [1, 2, 3].map(() =>
      world.db.write(world.county, (tx) =>
        keepDuty(tx, duties, {
          duty: 'test:visit', placeId, occasion: '2026-09', at: at('2026-09-20'), by: null,
          evidence: { kind: 'visit', subjectId: uuidv7() },
        }),
      ),
    ),
  )
  expect(results.map((kept) => kept?.evidenceCount).toSorted()).toEqual([1, 2, 3])
  const [item] = await world.db.read(world.county, (tx) => listDutiesOfPlace(tx, placeId, { occasion: '2026-09' }, '2026-09-21'))
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events.map(({ action }) => action)).toEqual(['evidence', 'kept', 'evidence'])
})

test('the list of a village has what lies in it and nothing of its neighbours', async () => {
  const world = await makeDutyCounty(4)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  for (const [no, village] of world.villages.entries()) {
    const items = await world.db.read(world.county, (tx) => listDutiesOfVillage(tx, village, {}, '2026-09-15'))
    expect(new Set(items.map(({ placeId }) => placeId))).toEqual(new Set([village, world.grids[no]]))
  }
})
