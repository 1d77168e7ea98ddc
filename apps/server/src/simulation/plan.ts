/** Which events a simulated county has: on which day, where, about what, and how each shall go. Follows from the seed alone. */

import { type Calendar, isWorkdayOn } from '@xiangzhi/language'
import type { Category, CountyConfig } from '#platform/county-config'
import type { Place } from '#kernel/places'
import { demoReports, type Wishes } from '#demo'
import { seededRandom, type SeededRandom } from '#packs'

/** An event before it happens. */
export interface PlannedEvent {
  readonly serial: number
  readonly at: Date
  readonly grid: Place
  readonly category: Category
  readonly via: 'portal' | 'patrol' | 'hotline' | 'counter'
  readonly description: string
  readonly position: { readonly lng: number; readonly lat: number }
  readonly answers: Readonly<Record<string, string | number | boolean>>
  readonly wishes: Wishes
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** How much of each class of matters there is, of a hundred or so. */
const classWeights: Readonly<Record<string, number>> = {
  R01: 7,
  R02: 10,
  R03: 26,
  R04: 8,
  R05: 14,
  R06: 8,
  R07: 3,
  R08: 3,
  R09: 8,
  R10: 5,
  R11: 4,
  R12: 3,
  E01: 6,
  E02: 2,
  E03: 1,
  E05: 4,
  C01: 3,
  C02: 2,
  C03: 2,
  C04: 1,
}

/** How often a class comes in each month, January first: irrigation in spring and summer, stubble after the harvests, ice in winter. */
const seasons: Readonly<Record<string, readonly number[]>> = {
  R02: [0.9, 0.8, 0.9, 1, 1, 1.2, 1.5, 1.5, 1.1, 0.9, 0.9, 1],
  R03: [1.1, 1.3, 0.9, 0.9, 1, 1.2, 1.3, 1.3, 1, 0.9, 0.8, 0.9],
  R04: [0.2, 0.4, 1.5, 1.4, 1.3, 1.6, 1.8, 1.6, 0.9, 0.6, 0.4, 0.2],
  R05: [1.2, 1, 0.9, 0.9, 0.9, 1, 1.4, 1.4, 1.1, 0.9, 0.9, 1.1],
  R06: [1.6, 1.3, 0.9, 0.8, 0.8, 1.1, 1.4, 1.3, 0.8, 0.7, 1, 1.5],
  R08: [0.4, 0.5, 0.6, 0.5, 0.8, 3.2, 0.8, 0.5, 1.2, 3, 0.8, 0.4],
}

const season = (code: string, month: number): number => seasons[code.slice(0, 3)]?.[month] ?? 1

/** A county's day as the instant at which it begins. */
export function dayStart(calendar: Calendar, date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - calendar.offsetMinutes * minuteMs
}

/** Every date from the first one up to, but not including, the last one. */
function listDays(from: string, until: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(`${from}T00:00:00Z`); at < Date.parse(`${until}T00:00:00Z`); at += dayMs)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/**
 * Spreads a number of events over the days: fewer on days off, more in summer and in wet weeks, and more from year to year
 * while people get used to reporting. The numbers of all days add up exactly.
 */
export function planDays(
  calendar: Calendar,
  { seed, events, from, until }: { seed: number; events: number; from: string; until: string },
): { readonly date: string; readonly first: number; readonly n: number }[] {
  const days = listDays(from, until)
  const weights = days.map((date, at) => {
    const month = Number(date.slice(5, 7)) - 1
    const year = 0.8 + (0.4 * at) / Math.max(1, days.length)
    const summer = 1 + 0.15 * Math.sin(((month - 3) / 12) * 2 * Math.PI)
    const weather = 0.8 + 0.4 * seededRandom(seed, `weather of ${date}`).share()
    return year * summer * weather * (isWorkdayOn(calendar, date) ? 1 : 0.55)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  let before = 0
  return days.map((date, at) => {
    sum += weights[at] ?? 0
    const until = at === days.length - 1 ? events : Math.round((events * sum) / total)
    const day = { date, first: before, n: until - before }
    before = until
    return day
  })
}

/** What events are made from. */
export interface PlanGround {
  readonly seed: number
  readonly config: CountyConfig
  readonly grids: readonly Place[]
  readonly lanes: ReadonlyMap<string, readonly string[]>
}

function wishesOf(random: SeededRandom, level: Category['level'], reported: boolean): Wishes {
  const near = level === 'grid' ? 0.74 : level === 'village' ? 0.6 : 0
  return {
    pace: random.whole(10, 80),
    solve: random.happens(near),
    ...(random.happens(0.07)
      ? {
          lateIn: random.weighted([
            ['dispatched', 6],
            ['reported', 2],
            ['accepted', 1],
            ['handled', 2],
            ['verified', 1],
          ] as const),
        }
      : {}),
    ...(random.happens(0.045) ? { reject: random.pick(['not-ours', 'not-found', 'no-means', 'handed'] as const) } : {}),
    ...(random.happens(0.04) ? { sendBack: true } : {}),
    ...(random.happens(0.05) ? { rework: true } : {}),
    ...(random.happens(0.04)
      ? { time: { kind: 'extend' as const, then: random.happens(0.8) ? ('grant' as const) : ('refuse' as const) } }
      : {}),
    ...(reported && random.happens(0.04)
      ? {
          ending: 'contest' as const,
          contested: random.weighted([
            ['reopen', 6],
            ['uphold', 2],
            ['system', 1],
          ] as const),
        }
      : reported && random.happens(0.45)
        ? { ending: 'confirm' as const }
        : {}),
  }
}

function answersOf({ questions }: Category, random: SeededRandom): PlannedEvent['answers'] {
  const answers: Record<string, string | number | boolean> = {}
  for (const { key, kind, required, options } of questions) {
    if (!required && !random.happens(0.4)) continue
    if (kind === 'yes-no') answers[key] = random.happens(0.3)
    else if (kind === 'choice') answers[key] = random.pick(Object.keys(options ?? { other: 0 }))
    else if (kind === 'number') answers[key] = random.whole(1, 5)
    else answers[key] = '见描述'
  }
  return answers
}

/** The categories that a grid event may have, with how much of each there is in a month. */
function weighed(config: CountyConfig, month: number): (readonly [Category, number])[] {
  const offered = [...config.categories.values()].filter(({ process, sealed }) => process === 'grid-event' && !sealed)
  const ofClass = Map.groupBy(offered, ({ code }) => code.slice(0, 3))
  return offered.map((category) => {
    const kind = category.code.slice(0, 3)
    const share = (classWeights[kind] ?? 1) / (ofClass.get(kind)?.length ?? 1)
    return [category, share * season(category.code, month)] as const
  })
}

/** Plans the events of a county; weights of categories are worked out once for each month. */
export function eventPlanner({
  seed,
  config,
  grids,
  lanes,
}: PlanGround): (date: string, serial: number) => PlannedEvent {
  const months = Array.from({ length: 12 }, (_, month) => weighed(config, month))
  return (date, serial) => {
    const random = seededRandom(seed, `event ${serial}`)
    const grid = random.pick(grids)
    const category = random.weighted(months[Number(date.slice(5, 7)) - 1] ?? [])
    const staffOnly = category.offeredTo === 'staff'
    const via = staffOnly
      ? 'patrol'
      : random.weighted([
          ['patrol', 9],
          ['portal', 5],
          ['hotline', 3],
          ['counter', 1],
        ] as const)
    // Patrols and desks work by day; villagers report when they are back from the field as well.
    const minute = via === 'portal' ? random.whole(6 * 60, 22 * 60) : random.whole(8 * 60, 18 * 60)
    const lane = random.pick(lanes.get(grid.id) ?? ['村道'])
    const near = (): number => (random.share() - 0.5) / 800
    return {
      serial,
      at: new Date(dayStart(config.calendar, date) + minute * minuteMs + random.whole(0, 59) * 1000),
      grid,
      category,
      via,
      description: random.pick(demoReports[category.code] ?? ['需要处理的事项。']).replaceAll('{lane}', lane),
      position: { lng: (grid.lng ?? 0) + near(), lat: (grid.lat ?? 0) + near() },
      answers: answersOf(category, random),
      wishes: wishesOf(random, category.level, via === 'portal'),
    }
  }
}
