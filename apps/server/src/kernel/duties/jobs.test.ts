import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import {
  dutyRegistry,
  findDutyOf,
  keepDuty,
  listDutyEvents,
  listDutyFeed,
  planDuties,
  recountDuties,
  runDuties,
  tidyDuties,
} from './index.ts'
import { at, atOnce, duties, listAll, makeDutyCounty, quarterly, visit } from './testing-county.ts'
import { dutyForTest } from './testing-declarations.ts'

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
  const items = await listAll(world, '2026-09-15', { villageId: world.villages[0] ?? '' })
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
    '2026-01',
    '2026-02',
    '2026-03',
    '2026-04',
    '2026-05',
    '2026-06',
    '2026-07',
    '2026-08',
    '2026-09',
  ])
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
      duty: 'test:quarterly',
      placeId: other,
      occasion: '2026-Q3',
      at: at('2026-10-05'),
      by: null,
      evidence: { kind: 'publication', subjectId: uuidv7() },
    }),
  )
  // The servers stood still over the second reminder and the deadline: it is late, so nobody is reminded any more.
  await run('2026-10-12')
  await run('2026-10-17')
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events.map(({ action, no }) => [no, action])).toEqual([
    [1, 'remind'],
    [2, 'late'],
    [3, 'grave'],
  ])
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
    [false, 1],
    [false, 1],
    [true, 0],
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
      duty: 'test:quarterly',
      placeId: other,
      occasion: '2026-Q4',
      at: at('2026-11-20'),
      by: null,
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

test('a deadline that a county tightens moves for what nobody has begun to keep, and says so', async () => {
  const world = await makeDutyCounty(2)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = '', other = ''] = world.villages
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, duties, {
      duty: 'test:quarterly',
      placeId: other,
      occasion: '2026-Q3',
      at: at('2026-09-16'),
      by: null,
      evidence: { kind: 'publication', subjectId: uuidv7() },
    }),
  )
  const tighter = dutyForTest({ due: { ...quarterly.due, count: { days: 8 } } })
  const changed = dutyRegistry([], [() => [tighter, visit, atOnce]])
  await planDuties(world.db, changed, world.county, at('2026-09-16'))
  const find = (placeId: string) =>
    world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', placeId, '2026-Q3'))
  expect(await find(village)).toMatchObject({ dueOn: '2026-10-08', nextOn: '2026-10-01', eventNo: 1 })
  expect(await find(other)).toMatchObject({ dueOn: '2026-10-10', keptOn: '2026-09-16', eventNo: 1 })
  // Nothing moves twice.
  await planDuties(world.db, changed, world.county, at('2026-09-17'))
  expect(await find(village)).toMatchObject({ eventNo: 1 })
})
