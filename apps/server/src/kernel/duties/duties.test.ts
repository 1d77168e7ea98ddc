import { dayAfter, dutyStanding, dutyStandings } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import {
  countDuties,
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
  listExemptionReasons,
  noteDutyKept,
  planDuties,
} from './index.ts'
import { at, duties, listAll, makeDutyCounty } from './testing-county.ts'

test('an item is late only on the day after, and being kept late stays visible', async () => {
  const world = await makeDutyCounty(1)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const [village = ''] = world.villages
  const item = await world.db.read(world.county, (tx) => findDutyOf(tx, 'test:quarterly', village, '2026-Q3'))
  if (!item) throw new Error('not planned')
  const on = (day: string) => dutyStanding(factsOf(item), day)
  expect(['2026-09-01', '2026-10-10', '2026-10-11', '2026-10-16', '2026-10-17'].map(on)).toEqual([
    'open',
    'open',
    'late',
    'late',
    'grave',
  ])
  for (const [day, standing] of [
    ['2026-10-10', 'open'],
    ['2026-10-11', 'late'],
    ['2026-10-17', 'grave'],
  ] as const) {
    const found = await listAll(world, day, { standing, duties: ['test:quarterly'], occasion: '2026-Q3' })
    expect(found.length, day).toBe(1)
  }
  const subjectId = uuidv7()
  const evidence = { kind: 'publication', subjectId } as const
  const told = {
    duty: 'test:quarterly',
    placeId: village,
    occasion: '2026-Q3',
    evidence,
    at: at('2026-10-12'),
    by: null,
  }
  // The same edition told twice is one piece of evidence.
  for (let times = 0; times < 2; times += 1)
    expect(await world.db.write(world.county, (tx) => keepDuty(tx, duties, told))).toMatchObject({
      keptOn: '2026-10-12',
      dueOn: '2026-10-10',
      late: true,
      evidenceCount: 1,
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
        duty: 'test:quarterly',
        placeId,
        occasion,
        at: when,
        by: null,
        evidence: { kind: 'publication', subjectId: uuidv7() },
      }),
    )
  // Neither quarter was planned: what is done makes its item.
  expect(await keep('2026-Q3', new Date('2026-10-10T15:59:59Z'))).toMatchObject({ keptOn: '2026-10-10', late: false })
  expect(await keep('2026-Q2', new Date('2026-07-10T16:00:00Z'))).toMatchObject({ keptOn: '2026-07-11', late: true })
  expect(
    await world.db.write(world.county, (tx) =>
      keepDuty(tx, duties, {
        duty: 'test:unknown',
        placeId,
        occasion: 'x',
        at: at('2026-10-01'),
        by: null,
        evidence: { kind: 'note', subjectId: uuidv7() },
      }),
    ),
  ).toBeUndefined()
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

test('a rate has its numerator, its denominator and what is left out', async () => {
  const world = await makeDutyCounty(6)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const keep = (placeId: string, day: string) =>
    world.db.write(world.county, (tx) =>
      keepDuty(tx, duties, {
        duty: 'test:quarterly',
        placeId,
        occasion: '2026-Q3',
        at: at(day),
        by: null,
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
  const duty = { from: '2026-10-01', until: '2026-10-20', duties: ['test:quarterly'] }
  const count = (today: string, by: 'duty' | 'village' | 'town' = 'duty', alwaysThere: string[] = []) =>
    world.db.read(world.county, (tx) => countDuties(tx, { ...duty, alwaysThere }, by, today))
  const all = { key: 'test:quarterly', keptOnTime: 2, keptLate: 1, exempt: 1, dropped: 0 }
  expect(await count('2026-10-10')).toEqual([{ ...all, missed: 0, pending: 2 }])
  expect(await count('2026-10-11')).toEqual([{ ...all, missed: 2, pending: 0 }])
  // What must be there at all times is missing on its first day already, as the lists of what is missing say.
  expect(await count('2026-10-10', 'duty', ['test:quarterly'])).toEqual([{ ...all, missed: 2, pending: 0 }])
  expect(await count('2026-10-09', 'duty', ['test:quarterly'])).toEqual([{ ...all, missed: 0, pending: 2 }])
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
          duty: 'test:visit',
          placeId,
          occasion: '2026-09',
          at: at('2026-09-20'),
          by: null,
          evidence: { kind: 'visit', subjectId: uuidv7() },
        }),
      ),
    ),
  )
  expect(results.map((kept) => kept?.evidenceCount).toSorted()).toEqual([1, 2, 3])
  const [item] = await world.db.read(world.county, (tx) =>
    listDutiesOfPlace(tx, placeId, { occasion: '2026-09' }, '2026-09-21'),
  )
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

test('the database and the plain decision agree on how every item stands on every day', async () => {
  const world = await makeDutyCounty(12)
  await planDuties(world.db, duties, world.county, at('2026-09-15'))
  const planned = await listAll(world, '2026-09-15', { limit: 500 })
  let seed = 7
  const chance = (n: number): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % n
  }
  await world.db.write(world.county, async (tx) => {
    for (const { id, dueOn } of planned) {
      const kept = chance(3) === 0 ? dayAfter(dueOn, chance(9) - 4) : null
      await tx.run(sql`update duty_item set kept_on = ${kept}, kept_at = ${kept === null ? null : at(kept)},
        evidence_count = ${kept === null ? 0 : 1}, exempt_at = ${chance(5) === 0 ? at('2026-09-01') : null},
        dropped_at = ${chance(6) === 0 ? at('2026-09-01') : null} where county = ${world.county} and id = ${id}`)
    }
  })
  const all = await world.db.read(world.county, (tx) =>
    Promise.all(planned.map(({ duty, placeId, occasion }) => findDutyOf(tx, duty, placeId, occasion))),
  )
  for (const day of [
    '2026-08-31',
    '2026-09-30',
    '2026-10-01',
    '2026-10-10',
    '2026-10-12',
    '2026-11-06',
    '2027-02-01',
  ]) {
    for (const standing of dutyStandings) {
      const found = await listAll(world, day, { standing, limit: 500 })
      const decided = all.filter((item) => item && dutyStanding(factsOf(item), day) === standing)
      expect(found.map(({ id }) => id).toSorted(), `${day} ${standing}`).toEqual(
        decided.map((item) => item?.id).toSorted(),
      )
    }
  }
})
