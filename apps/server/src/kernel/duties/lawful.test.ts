import { dutyStanding } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import {
  callDuties,
  expectDuty,
  factsOf,
  findDutyOf,
  keepDuty,
  listDutyEvents,
  planDuties,
  runDuties,
} from './index.ts'
import { at, duties, type DutyCounty, lawful, listAll, makeDutyCounty } from './testing-county.ts'

const call = (world: DutyCounty, event: string, placeId: string, on: string, told: string) =>
  world.db.write(world.county, (tx) => callDuties(tx, lawful, { event, placeId, on, now: at(told) }))

const keep = (world: DutyCounty, duty: string, placeId: string, occasion: string, day: string, kind = 'publication') =>
  world.db.write(world.county, (tx) =>
    keepDuty(tx, lawful, {
      duty,
      placeId,
      occasion,
      at: at(day),
      by: null,
      evidence: { kind: kind as 'publication', subjectId: uuidv7() },
    }),
  )

test('the voter list is due twenty days before the vote, from the day the vote is announced, and is then reminded and escalated', async () => {
  const world = await makeDutyCounty(1)
  const [village = ''] = world.villages
  const [item] = await call(world, 'vote', village, '2026-09-20', '2026-08-01')
  expect(item).toMatchObject({ duty: 'test:voters', occasion: '2026-09-20', dueOn: '2026-08-31' })
  // Announced twice is one vote.
  expect((await call(world, 'vote', village, '2026-09-20', '2026-08-02')).map(({ id }) => id)).toEqual([item?.id])
  const standings = async (day: string) =>
    (
      await Promise.all(
        (['not-yet', 'open', 'late', 'grave'] as const).map(async (standing) =>
          (await listAll(world, day, { standing, duties: ['test:voters'] })).map(() => standing),
        ),
      )
    ).flat()
  for (const day of ['2026-08-01', '2026-08-31', '2026-09-01', '2026-09-20'])
    expect(await standings(day), day).toEqual(item ? [dutyStanding(factsOf(item), day)] : [])
  for (const day of ['2026-08-24', '2026-08-30', '2026-09-01', '2026-09-08'])
    await runDuties(world.db, lawful, world.county, at(day))
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events.map(({ action }) => action)).toEqual(['remind', 'remind', 'late', 'grave'])
})

test('a meeting that was held calls for its decisions to be shown, whether or not a writer remembers', async () => {
  const world = await makeDutyCounty(1)
  const [village = ''] = world.villages
  await planDuties(world.db, lawful, world.county, at('2026-09-15'))
  expect(await listAll(world, '2026-09-15', { duties: ['test:decisions'] })).toEqual([])
  await keep(world, 'test:meeting', village, '2026-Q3', '2026-09-16', 'meeting')
  const [decisions] = await listAll(world, '2026-09-16', { duties: ['test:decisions'] })
  // Sunday the 20th is worked, Wednesday the 16th is the day itself.
  expect(decisions).toMatchObject({ occasion: '2026-09-16', dueOn: '2026-09-20', placeId: village })
  await runDuties(world.db, lawful, world.county, at('2026-09-21'))
  expect(await listAll(world, '2026-09-21', { duties: ['test:decisions'], standing: 'late' })).toHaveLength(1)
})

test('what is known too late escalates on the day it is known, once', async () => {
  const world = await makeDutyCounty(1)
  const [village = ''] = world.villages
  const told = await world.db.write(world.county, (tx) =>
    expectDuty(tx, duties, {
      duty: 'test:at-once',
      placeId: village,
      occasion: '2026-06-01',
      on: '2026-06-01',
      now: at('2026-09-15'),
    }),
  )
  expect(told).toMatchObject({ dueOn: '2026-06-04' })
  for (let times = 0; times < 2; times += 1) await runDuties(world.db, duties, world.county, at('2026-09-15', '10:00'))
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, told?.id ?? ''))
  expect(events.map(({ action }) => action)).toEqual(['late', 'grave'])
})

test('seeded periods of the past escalate on the day they are seeded', async () => {
  const world = await makeDutyCounty(1)
  await planDuties(world.db, duties, world.county, at('2026-09-15'), { from: '2026-04-01', until: '2026-06-30' })
  await runDuties(world.db, duties, world.county, at('2026-09-15'))
  const item = await world.db.read(world.county, (tx) =>
    findDutyOf(tx, 'test:quarterly', world.villages[0] ?? '', '2026-Q2'),
  )
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, item?.id ?? ''))
  expect(events.map(({ action }) => action)).toEqual(['late', 'grave'])
})

test('a budget is due by the end of January of its own year', async () => {
  const world = await makeDutyCounty(1)
  const [village = ''] = world.villages
  await planDuties(world.db, lawful, world.county, at('2026-11-02'))
  const due = (year: string) => world.db.read(world.county, (tx) => findDutyOf(tx, 'test:budget', village, year))
  expect(await due('2027')).toMatchObject({ dueOn: '2027-01-31' })
  expect(await due('2026')).toBeUndefined()
})

test('what must always be there is missing from its first day, and once it was there only looked through each year', async () => {
  const world = await makeDutyCounty(2)
  const [first = '', second = ''] = world.villages
  await planDuties(world.db, lawful, world.county, at('2026-03-09'))
  const due = (place: string, year: string) =>
    world.db.read(world.county, (tx) => findDutyOf(tx, 'test:charter', place, year))
  expect(await due(first, '2026')).toMatchObject({ dueOn: '2026-03-09' })
  await keep(world, 'test:charter', first, '2026', '2026-03-09')
  await runDuties(world.db, lawful, world.county, at('2026-03-10'))
  const late = await listAll(world, '2026-03-10', { duties: ['test:charter'], standing: 'late' })
  expect(late.map(({ placeId }) => placeId)).toEqual([second])
  const events = await world.db.read(world.county, (tx) => listDutyEvents(tx, late[0]?.id ?? ''))
  expect(events.map(({ action }) => action)).toEqual(['late'])
  // A later planning moves neither: the first day stays the first day.
  await planDuties(world.db, lawful, world.county, at('2026-11-20'))
  expect(await due(second, '2026')).toMatchObject({ dueOn: '2026-03-09' })
  expect(await due(first, '2027')).toMatchObject({ dueOn: '2028-01-10' })
  await planDuties(world.db, lawful, world.county, at('2027-02-01'))
  expect(await due(first, '2027')).toMatchObject({ dueOn: '2028-01-10' })
})

test('urban communities owe nothing of what belongs to villages, whoever tells of it', async () => {
  const world = await makeDutyCounty(3)
  const community = world.villages[2] ?? ''
  await planDuties(world.db, lawful, world.county, at('2026-09-15'))
  const owed = await listAll(world, '2026-09-15', { duties: ['test:farmland'], occasion: '2026-Q3' })
  expect(owed.map(({ placeId }) => placeId).toSorted()).toEqual(world.villages.slice(0, 2).toSorted())
  expect(await keep(world, 'test:farmland', community, '2026-Q3', '2026-09-16')).toBeUndefined()
  expect(await keep(world, 'test:farmland', world.villages[0] ?? '', '2026-Q3', '2026-09-16')).toBeDefined()
})
