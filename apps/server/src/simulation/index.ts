/** A simulated county: years of grid events that went through the real rules, at times of their own. */

import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { countyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import { keepSetting, type SimulationMark } from '#platform/settings'
import { type CaseBatch, caseBatch, caseNumber, type KeptChange, type Processes, reserveNumbers } from '#kernel/cases'
import { listOrganisations } from '#kernel/people'
import { listPlaces, type Place, type PlaceStanding } from '#kernel/places'
import { readDemoActors } from '#demo'
import { live, type Stage } from './life.ts'
import { eventPlanner, planDays } from './plan.ts'

export { type DisclosureOrder, simulateDisclosureYear } from './disclosure.ts'

/** What is simulated; the same order gives the same history. */
export interface SimulationOrder {
  readonly events: number
  readonly seed: number
  /** First day, and the day on which the simulated time ends (that day itself has no events). */
  readonly from: string
  readonly until: string
}

export interface SimulationReport {
  readonly cases: number
  /** Lines of the timelines that were written. */
  readonly events: number
  readonly open: number
  /** SHA-256 over everything that happened, in order, without ids. */
  readonly hash: string
}

export interface SimulationOptions {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly sealing: Sealing
  readonly order: SimulationOrder
  /** The day whose staff acts: a demo county knows its people only as they are now. */
  readonly staffOn: string
  /** Where an earlier run of the same order was broken off. */
  readonly mark?: SimulationMark | undefined
  /** Cases that are written in one transaction, or a few more; the history does not depend on it. */
  readonly casesTogether?: number
  /** Told after each batch. */
  readonly progress?: (mark: SimulationMark) => void
}

/** Cases that are written in one transaction. */
const CASES_TOGETHER = 1000
/** Cases that are worked out before others get their turn. */
const CASES_AT_ONCE = 25

const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value)

/** One change in words that do not depend on ids, which are new in every run. */
function told({ after, event, by, now, measures }: KeptChange): string {
  const facts = Object.entries(event.facts).filter(([, value]) => !isId(value))
  return JSON.stringify([
    after.version,
    now,
    event.action,
    event.fromState,
    event.toState,
    by.kind,
    event.byRole,
    event.byUnit,
    event.note,
    event.publicNote,
    facts,
    after.level,
    after.category,
    after.dueAt,
    measures,
  ])
}

function standingOf(grid: Place, byId: ReadonlyMap<string, Place>): PlaceStanding {
  const path: Place[] = []
  for (let at: Place | undefined = grid; at; at = at.parentId === null ? undefined : byId.get(at.parentId))
    path.unshift(at)
  const { townId, villageId, gridId } = grid
  return { place: grid, townId, villageId, gridId, path, codes: path.map(({ code }) => code) }
}

async function readStage(
  tx: Tx,
  { processes, sealing, order, staffOn }: SimulationOptions,
): Promise<Stage & { grids: readonly Place[]; lanes: ReadonlyMap<string, readonly string[]> }> {
  const config = await countyConfig(tx)
  const places = await listPlaces(tx, { withoutHouseholds: true })
  const organisations = await listOrganisations(tx)
  const actors = await readDemoActors(tx, staffOn)
  const byId = new Map(places.map((place) => [place.id, place]))
  const grids = places.filter(
    ({ kind, id, villageId, townId }) =>
      kind === 'grid' &&
      actors.holders('grid-worker', id).length > 0 &&
      (villageId === null || actors.holders('village-clerk', villageId).length > 0) &&
      (townId === null || actors.holders('dispatcher-town', townId).length > 0),
  )
  const subGrids = places.filter(({ kind, gridId }) => kind === 'sub-grid' && gridId !== null)
  const handling = organisations.filter(({ id }) => actors.holders('department-handler', id).length > 0)
  if (grids.length === 0 || handling.length === 0)
    throw new Error('nobody in this county could act: a simulation needs a demo world with its people')
  return {
    seed: order.seed,
    ground: {
      config,
      processes,
      sealing,
      unitNames: new Map([...places, ...organisations].map(({ id, name }) => [id, name])),
      organisations: new Map(organisations.map(({ key, id }) => [key, id])),
    },
    actors,
    standings: new Map(grids.map((grid) => [grid.id, standingOf(grid, byId)])),
    handling: handling.map(({ id }) => id),
    until: new Date(Date.parse(`${order.until}T00:00:00Z`) - config.calendar.offsetMinutes * 60_000),
    grids,
    lanes: new Map(
      [...Map.groupBy(subGrids, ({ gridId }) => gridId ?? '')].map(([id, list]) => [id, list.map(({ name }) => name)]),
    ),
  }
}

type Day = ReturnType<typeof planDays>[number]

/** Days in order, as many together as fill one transaction. */
function bundles(days: readonly Day[], casesTogether: number): Day[][] {
  const all: Day[][] = []
  let cases = casesTogether
  for (const day of days) {
    if (cases >= casesTogether) {
      all.push([])
      cases = 0
    }
    all.at(-1)?.push(day)
    cases += day.n
  }
  return all
}

/**
 * Lets the ordered events happen. Each bundle of days is one transaction together with the mark of how far it came, so that a
 * run that was broken off goes on where it stopped and nothing happens twice.
 */
export async function simulateCounty(options: SimulationOptions): Promise<SimulationReport> {
  const { db, county, order, progress } = options
  const stage = await db.read(county, (tx) => readStage(tx, options))
  const { config } = stage.ground
  const planned = eventPlanner({ seed: order.seed, config, grids: stage.grids, lanes: stage.lanes })
  let mark: SimulationMark = options.mark ?? { ...order, cases: 0, lines: 0, open: 0, hash: '' }
  const days = planDays(config.calendar, order).filter(({ first, n }) => n > 0 && first >= mark.cases)
  let written: Promise<void> = Promise.resolve()

  async function work(bundle: readonly Day[]): Promise<CaseBatch> {
    const batch = caseBatch(county)
    const numbers = await db.write(county, (tx) => reserveNumbers(tx, new Map(bundle.map(({ date, n }) => [date, n]))))
    let chain = mark.hash
    let day = createHash('sha256').update(chain)
    const open = new Map<string, boolean>()
    const heard: CaseBatch = {
      ...batch,
      keep(change) {
        day.update(told(change))
        open.set(change.after.id, change.after.isOpen)
        batch.keep(change)
      },
    }
    let cases = 0
    for (const { date, first, n } of bundle) {
      const serial = numbers.get(date) ?? 1
      for (let at = 0; at < n; at += 1) {
        live(heard, stage, planned(date, first + at), caseNumber(date, serial + at))
        cases += 1
        if (cases % CASES_AT_ONCE === 0) await setImmediate()
      }
      chain = day.digest('hex')
      day = createHash('sha256').update(chain)
    }
    mark = {
      ...mark,
      cases: mark.cases + cases,
      lines: mark.lines + batch.size(),
      open: mark.open + [...open.values()].filter(Boolean).length,
      hash: chain,
    }
    return batch
  }

  try {
    for (const bundle of bundles(days, options.casesTogether ?? CASES_TOGETHER)) {
      // The next bundle is worked out while the database writes the one before.
      const batch = await work(bundle)
      const reached = mark
      await written
      written = db.write(county, async (tx) => {
        batch.write(tx, config)
        await keepSetting(tx, 'simulation', reached)
      })
      written.catch(() => undefined)
      progress?.(reached)
    }
  } finally {
    await written
  }
  return { cases: mark.cases, events: mark.lines, open: mark.open, hash: mark.hash }
}
