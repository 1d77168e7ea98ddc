import type { Actor, StaffRole } from '@xiangzhi/language'
import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { configurationsWith, reading, saveConfigPart } from '#platform/county-config'
import type { Database } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { sealingFromKeys } from '#platform/sealing'
import { actorsOfPersons, addGrants, addPersons } from '#kernel/people'
import { addPlaces, type NewPlace } from '#kernel/places'
import { dueList, type DutyFilter, type DutyItem, dutyRegistry } from './index.ts'
import { bareCounty, both, dutyForTest } from './testing-declarations.ts'

/** The announced holidays of a year as the database keeps them. */
export const calendarOf = (year: number, holidays: readonly string[], workdays: readonly string[] = []) => ({
  year,
  source: both('来源'),
  holidays: holidays.map((on) => ({ on, name: both('假') })),
  workdays,
})

/** A small county of its own in the worker's database, committed, so that jobs can be run on it. */
export interface DutyCounty {
  readonly county: number
  readonly db: Database
  readonly countyPlace: string
  readonly towns: readonly string[]
  readonly villages: readonly string[]
  readonly grids: readonly string[]
  /** Announces the holidays of a year. */
  announce(year: number, holidays: readonly string[], workdays?: readonly string[]): Promise<void>
  /** Somebody new who holds a role over a place. */
  staff(role: StaffRole, placeId: string): Promise<Actor>
}

let counties = 980_000
const began = new Date('2026-01-02T00:00:00Z')
const validFrom = '2020-01-01'

export async function makeDutyCounty(villages = 3): Promise<DutyCounty> {
  counties += 1
  const county = counties
  const db = reading(await testDatabase(), configurationsWith([]))
  const code = String(county)
  const place = (kind: NewPlace['kind'], own: string, parentId: string | null, more: Partial<NewPlace> = {}) =>
    ({ id: uuidv7(), kind, code: own, name: `${kind}${own}`, parentId, validFrom, ...more }) satisfies NewPlace
  const top = place('county', code, null)
  const towns = ['100', '101'].map((no) => place('town', `${code}${no}`, top.id))
  const all = Array.from({ length: villages }, (_, no) =>
    place('village', `${towns[no % 2]?.code}${200 + no}`, towns[no % 2]?.id ?? '', { settled: no % 3 === 2 }),
  )
  const grids = all.map((village) => place('grid', `${village.code}001`, village.id))
  const announce = (year: number, holidays: readonly string[], workdays: readonly string[] = []): Promise<void> =>
    db.write(county, async (tx) => {
      const content = calendarOf(year, holidays, workdays)
      await saveConfigPart(tx, {
        part: `calendar-${year}`,
        content,
        seen: 0,
        by: null,
        reason: 'test',
        now: began,
      })
    })
  await db.write(county, async (tx) => {
    for (const [part, content] of Object.entries(bareCounty))
      await saveConfigPart(tx, { part: part as never, content, seen: 0, by: null, reason: 'test', now: began })
    await addPlaces(tx, [top, ...towns, ...all, ...grids])
  })
  await announce(
    2026,
    ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
    ['2026-09-20', '2026-10-10'],
  )
  return {
    county,
    db,
    countyPlace: top.id,
    towns: towns.map(({ id }) => id),
    villages: all.map(({ id }) => id),
    grids: grids.map(({ id }) => id),
    announce,
    staff: (role, placeId) =>
      db.write(county, async (tx) => {
        const id = uuidv7()
        await addPersons(tx, sealingFromKeys([randomBytes(32)]), [{ id, name: '甲乙' }], began)
        await addGrants(tx, [{ id: uuidv7(), personId: id, role, placeId, heldFrom: validFrom }])
        return (await actorsOfPersons(tx, [id], '2026-11-23')).get(id) as Actor
      }),
  }
}

/** What the tests expect: a quarterly disclosure, a monthly visit of two pieces, and something to disclose at once. */
export const quarterly = dutyForTest()
export const visit = dutyForTest({
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
export const atOnce = dutyForTest({
  key: 'test:at-once',
  rhythm: { upon: ['major-matter'] },
  due: { from: 'event', direction: 'after', count: { workingDays: 3 }, onDayOff: 'stays' },
})
export const duties = dutyRegistry([], [() => [quarterly, visit, atOnce]])

/** Duties by the law's own clocks: ahead of a vote, upon a meeting, by January, always there, and of one kind of place. */
export const voters = dutyForTest({
  key: 'test:voters',
  rhythm: { upon: ['vote'] },
  due: { from: 'event', direction: 'before', count: { days: 20 }, onDayOff: 'stays' },
})
const meeting = dutyForTest({
  key: 'test:meeting',
  kind: 'meeting',
  keptBy: { evidence: 'meeting', times: 1, byHand: true },
  calls: 'meeting-held',
})
const decisions = dutyForTest({
  key: 'test:decisions',
  rhythm: { upon: ['meeting-held'] },
  due: { from: 'event', direction: 'after', count: { workingDays: 3 }, onDayOff: 'stays' },
})
const budget = dutyForTest({
  key: 'test:budget',
  rhythm: { every: 'year' },
  due: { from: { day: '01-31' }, direction: 'before', count: { days: 0 }, onDayOff: 'stays' },
})
export const charter = dutyForTest({ key: 'test:charter', rhythm: { every: 'year' }, fromFirstDay: true })
const farmland = dutyForTest({ key: 'test:farmland', places: { level: 'village', settled: false } })
export const lawful = dutyRegistry([], [() => [voters, meeting, decisions, budget, charter, farmland]])

/** An instant of a day in county time. */
export const at = (day: string, time = '09:00'): Date => new Date(`${day}T${time}:00+08:00`)

export const listAll = (county: DutyCounty, today: string, filter: DutyFilter = {}): Promise<DutyItem[]> =>
  county.db.read(county.county, (tx) => dueList(tx, filter, today))
