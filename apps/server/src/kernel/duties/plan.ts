import { createHash } from 'node:crypto'
import {
  type Calendar,
  dayAfter,
  type DutyDeclaration,
  dutyPeriods,
  isWorkdayOn,
  levels,
  localDate,
} from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import { type Database, sql, type Tx } from '#platform/database'
import { findOrganisationByKey } from '#kernel/people'
import { findCounty, listPlaces, type Place } from '#kernel/places'
import { appendEvent } from './events.ts'
import {
  concerns,
  type Expected,
  expectedIn,
  firstDayDeadline,
  firstStepOn,
  type HolderFacts,
  holderOf,
  insertItems,
  type OwedAt,
} from './items.ts'
import type { Duties } from './registry.ts'
import type { DutyItem } from './types.ts'

/** How far ahead items are made: far enough that the next quarter can be seen. */
const HORIZON_DAYS = 100
/** How far back a period may lie whose deadline is still to come. */
const LOOK_BACK_DAYS = 500
const PLACES_A_PAGE = 500
/** Rows of one transaction: memory and locks stay bounded, whatever the county declares. */
const ROWS_A_TRANSACTION = 5000

export interface PlanOptions {
  /** Also periods that end on or after this day, although their deadline is past; for demos and simulated years. */
  readonly from?: string
  /** Periods that begin up to this day; without it, a hundred days ahead. */
  readonly until?: string
}

interface PlanRow {
  readonly duty: string
  readonly rules: string
  readonly occasion: string
  readonly lastOn: string
  readonly plannedOn: string
}

/** What tells whether a declaration is another one than before; a pack may change one without a new version. */
const rulesOf = (declaration: DutyDeclaration): string =>
  createHash('sha256').update(JSON.stringify(declaration)).digest('base64url').slice(0, 16)

/**
 * The duties and periods that must stand in the book today: those that are under way or begin within the horizon, and those
 * whose deadline is still to come; also what fell due while no server ran since the last planning.
 */
export function* expectedOn(
  calendar: Calendar,
  declarations: readonly DutyDeclaration[],
  today: string,
  options: PlanOptions & { readonly plannedUntil?: ReadonlyMap<string, string> } = {},
): Generator<Expected> {
  const horizon = options.until ?? dayAfter(today, HORIZON_DAYS)
  for (const declaration of declarations) {
    const { rhythm, since = '0000-00-00', until = '9999-99-99' } = declaration
    if (!('every' in rhythm)) continue
    const planned = options.plannedUntil?.get(declaration.key)
    const missedFrom = planned !== undefined && planned < today ? dayAfter(planned) : today
    const lookBack = dayAfter(today, -(rhythm.every === 'day' ? 31 : LOOK_BACK_DAYS))
    const from = [options.from ?? lookBack, lookBack, missedFrom].toSorted()[0] as string
    for (const period of dutyPeriods(rhythm.every, from, horizon)) {
      if (period.first < since || period.first > until) continue
      if (rhythm.workdaysOnly && !isWorkdayOn(calendar, period.first)) continue
      const expected = expectedIn(calendar, declaration, period)
      const asked = options.from !== undefined && period.last >= options.from
      const missed = planned !== undefined && period.last >= missedFrom
      if (expected.deadline.dueOn >= today || missed || asked) yield expected
    }
  }
}

interface Slice {
  readonly expected: Expected
  readonly at: readonly OwedAt[]
}

/** The items of a page of places, in slices that fit a transaction. Nothing is kept from one page to the next. */
export function* slicesOf(
  wanted: readonly Expected[],
  places: readonly Place[],
  holders: HolderFacts,
): Generator<readonly Slice[]> {
  let slice: Slice[] = []
  let rows = 0
  for (const expected of wanted) {
    const at = places.flatMap((place) => {
      const holderId = concerns(expected, place) ? holderOf(expected.declaration, place, holders) : undefined
      return holderId === undefined ? [] : [{ place, holderId }]
    })
    if (at.length === 0) continue
    slice.push({ expected, at })
    rows += at.length
    if (rows >= ROWS_A_TRANSACTION) {
      yield slice
      slice = []
      rows = 0
    }
  }
  if (slice.length > 0) yield slice
}

/**
 * The same slice with the deadlines of what must be there at all times: at places that have never kept it, the first day on which it
 * is known there. Only the period that runs asks for it; when the next one begins, this one is missing already.
 */
async function withFirstDays(
  tx: Tx,
  calendar: Calendar,
  slice: readonly Slice[],
  today: string,
): Promise<readonly Slice[]> {
  const always = slice.filter(({ expected }) => expected.declaration.fromFirstDay && expected.period.first <= today)
  if (always.length === 0) return slice
  const keys = [...new Set(always.map(({ expected }) => expected.declaration.key))]
  const ids = [...new Set(always.flatMap(({ at }) => at.map(({ place }) => place.id)))]
  const rows = await tx.rows<{ duty: string; placeId: string }>(sql`select distinct d.duty, d.place_id
    from duty_item d where d.county = ${tx.county} and d.place_id = any(${ids}::uuid[]) and d.duty = any(${keys})
    and d.kept_on is not null`)
  const kept = new Set(rows.map(({ duty, placeId }) => `${duty} ${placeId}`))
  return slice.map((one) => {
    if (!always.includes(one)) return one
    const { expected } = one
    const at = one.at.map((owed) =>
      kept.has(`${expected.declaration.key} ${owed.place.id}`)
        ? owed
        : { ...owed, deadline: firstDayDeadline(calendar, expected, owed.place, today) },
    )
    return { expected, at }
  })
}

/**
 * Brings items of an older declaration, or that had been dropped, in line with the present one, unless somebody has begun to
 * keep them.
 */
async function renewItems(tx: Tx, { expected, at }: Slice, today: string, now: Date): Promise<void> {
  const { declaration, period } = expected
  const owed = new Map(at.map((one) => [one.place.id, one]))
  const deadlines = at.map(({ deadline }) => deadline ?? expected.deadline)
  const rows = await tx.rows<Pick<DutyItem, 'id' | 'placeId' | 'holderId' | 'eventNo' | 'droppedAt' | 'dueOn'>>(sql`
    select d.id, d.place_id, d.holder_id, d.event_no, d.dropped_at, d.due_on
    from duty_item d join unnest(${at.map(({ place }) => place.id)}::uuid[], ${deadlines.map(({ dueOn }) => dueOn)}::date[])
      as w(place_id, due_on) on w.place_id = d.place_id
    where d.county = ${tx.county} and d.duty = ${declaration.key}
      and d.occasion = ${period.key} and d.kept_on is null and d.exempt_at is null and d.evidence_count = 0
      and (d.duty_version < ${declaration.version}::int or d.due_on <> w.due_on or d.holder_role <> ${declaration.who.role}
        or d.is_public <> ${declaration.isPublic}::boolean or d.dropped_at is not null) for update of d`)
  for (const row of rows) {
    const one = owed.get(row.placeId)
    const again = row.droppedAt !== null
    const own = one?.deadline
    // A first day that is past stays the first day.
    if (own && row.dueOn < own.dueOn && !again) continue
    const deadline = own ?? expected.deadline
    tx.send(sql`update duty_item set duty_version = ${declaration.version}, kind = ${declaration.kind}, due_on = ${deadline.dueOn},
        grave_after_on = ${deadline.graveAfterOn}, provisional = ${deadline.provisional}, is_public = ${declaration.isPublic},
        holder_role = ${declaration.who.role}, holder_id = ${one?.holderId ?? row.holderId}
      where county = ${tx.county} and id = ${row.id}`)
    appendEvent(
      tx,
      row,
      { action: again ? 'take-up' : 'recount', at: now, facts: { version: declaration.version, due: deadline.dueOn } },
      { droppedAt: null, nextOn: firstStepOn({ declaration, deadline }, today) },
    )
  }
}

/** Whether what the county owes was ever planned. */
export async function isPlanned(tx: Tx): Promise<boolean> {
  const row = await tx.row<{ duty: string }>(sql`select p.duty from duty_plan p where p.county = ${tx.county} limit 1`)
  return row !== undefined
}

/** What planning did. */
export interface Planned {
  readonly added: number
  /** Duties that nobody in the county can hold, since there is no such organisation. */
  readonly withoutHolder: readonly string[]
}

/**
 * Makes the expected items of a county. Places are read page by page, so that memory does not grow with their number; what is
 * there already stays, so doing it twice, or on two servers at once, has one effect. Each duty and period is gone through once
 * a day, for places that are new.
 */
export async function planDuties(
  db: Database,
  duties: Duties,
  county: number,
  now: Date,
  options: PlanOptions = {},
): Promise<Planned> {
  const start = await db.read(county, async (tx) => {
    const [config, place, plans] = await Promise.all([
      countyConfig(tx),
      findCounty(tx),
      tx.rows<PlanRow>(sql`select p.duty, p.rules, p.occasion, p.last_on,
        p.planned_on from duty_plan p where p.county = ${county}`),
    ])
    const declarations = duties.listOf(config)
    const keys = [...new Set(declarations.flatMap(({ who }) => ('organisation' in who ? [who.organisation] : [])))]
    const found = await Promise.all(keys.map((key) => findOrganisationByKey(tx, key)))
    const organisations = new Map(found.flatMap((one) => (one ? [[one.key, one.id] as const] : [])))
    return { config, place, plans, declarations, organisations }
  })
  const { config, place: countyPlace, plans, declarations, organisations } = start
  if (!countyPlace) return { added: 0, withoutHolder: [] }
  const today = localDate(config.calendar, now)
  const holders: HolderFacts = { countyPlaceId: countyPlace.id, organisations }
  const withoutHolder = declarations.flatMap(({ key, who }) =>
    'organisation' in who && !organisations.has(who.organisation) ? [key] : [],
  )
  const known = new Map(plans.map((plan) => [`${plan.duty} ${plan.occasion}`, plan]))
  const plannedUntil = new Map<string, string>()
  for (const { duty, lastOn } of plans) if ((plannedUntil.get(duty) ?? '') < lastOn) plannedUntil.set(duty, lastOn)
  const planOf = ({ declaration, period }: Expected): PlanRow | undefined =>
    known.get(`${declaration.key} ${period.key}`)
  const rules = new Map(declarations.map((declaration) => [declaration.key, rulesOf(declaration)]))
  /** Gone through for the first time, or declared in another way than the last time. */
  const isFresh = (one: Expected): boolean => planOf(one)?.rules !== rules.get(one.declaration.key)
  const wanted = [...expectedOn(config.calendar, declarations, today, { ...options, plannedUntil })].filter(
    (one) => planOf(one)?.plannedOn !== today || isFresh(one),
  )
  let added = 0
  for (const level of levels) {
    const here = wanted.filter(({ declaration }) => declaration.places.level === level)
    if (here.length === 0) continue
    let afterCode: string | undefined
    for (;;) {
      const filter = { kind: level, limit: PLACES_A_PAGE, ...(afterCode === undefined ? {} : { afterCode }) }
      const page = await db.read(county, (tx) => listPlaces(tx, filter))
      for (const planned of slicesOf(here, page, holders)) {
        added += await db.write(county, async (tx) => {
          const slice = await withFirstDays(tx, config.calendar, planned, today)
          const counts = await Promise.all(
            slice.map(({ expected, at }) => tx.run(insertItems(county, expected, at, today, now))),
          )
          for (const one of slice) {
            if (isFresh(one.expected)) await renewItems(tx, one, today, now)
          }
          return counts.reduce((sum, count) => sum + count, 0)
        })
      }
      const last = page.at(-1)
      if (page.length < PLACES_A_PAGE || !last) break
      afterCode = last.code
    }
  }
  if (wanted.length > 0) await notePlanned(db, county, wanted, rules, today)
  return { added, withoutHolder }
}

async function notePlanned(
  db: Database,
  county: number,
  wanted: readonly Expected[],
  rules: ReadonlyMap<string, string>,
  today: string,
): Promise<void> {
  const rows = wanted
    .map(({ declaration, period }) => ({
      duty: declaration.key,
      rules: rules.get(declaration.key),
      occasion: period.key,
      last_on: period.last,
    }))
    .toSorted((a, b) => (`${a.duty} ${a.occasion}` < `${b.duty} ${b.occasion}` ? -1 : 1))
  await db.write(county, (tx) =>
    tx.run(sql`insert into duty_plan (county, duty, rules, occasion, last_on, planned_on)
      select ${county}::int, r.duty, r.rules, r.occasion, r.last_on, ${today}::date
      from jsonb_to_recordset(${sql.json(rows)}::jsonb) as r(duty text, rules text, occasion text, last_on date)
      on conflict (county, duty, occasion) do update set rules = excluded.rules, planned_on = excluded.planned_on`),
  )
}
