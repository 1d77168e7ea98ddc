/** Which cases the demo world has: where, when, about what, and how each shall go. Follows from the seed and the day. */

import type { Calendar, CountyPack } from '@xiangzhi/language'
import { deadlineAfter, listSubclasses, workingMinutesBetween } from '@xiangzhi/language'
import type { Place, Ring } from '#kernel/places'
import { formalityWords, mediationWords } from './notes.ts'
import { demoPhone, pointIn } from './people.ts'
import { type SeededRandom, seededRandom } from '#packs'
import { demoReports } from './reports.ts'
import { showcase, type Shown } from './showcase.ts'
import type { Given, Wishes } from './story.ts'

type PackDemo = NonNullable<CountyPack['demo']>

/** A case before it is opened. */
export interface PlannedCase {
  /** Names it within the world and its own source of chance. */
  readonly key: string
  readonly process: string
  readonly category: string
  readonly grid: Place
  readonly position: { readonly lng: number; readonly lat: number }
  readonly openAt: Date
  readonly via: 'portal' | 'patrol' | 'hotline'
  readonly description: string
  readonly fields: Given
  readonly answers: Given
  readonly reporter: { readonly name?: string; readonly phone?: string; readonly wantsAnswer: boolean } | undefined
  readonly wishes: Wishes
}

/** What the plans are made from. */
export interface PlanGround {
  readonly pack: CountyPack
  readonly demo: PackDemo
  readonly calendar: Calendar
  readonly now: Date
  readonly grids: readonly Place[]
  readonly lanes: ReadonlyMap<string, readonly Place[]>
  readonly rings: ReadonlyMap<string, Ring>
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** The instant that lies so many working minutes before another one. */
export function workingMinutesBefore(calendar: Calendar, now: Date, minutes: number): Date {
  let early = now.getTime() - minutes * minuteMs
  while (workingMinutesBetween(calendar, new Date(early), now) < minutes) early -= 15 * minuteMs
  return new Date(early)
}

/** Midnight of the county's day, so many days before now. */
function midnight({ calendar, now }: PlanGround, daysBefore: number): number {
  const offset = calendar.offsetMinutes * minuteMs
  return Math.floor((now.getTime() + offset) / dayMs - daysBefore) * dayMs - offset
}

function openingTime(ground: PlanGround, via: PlannedCase['via'], random: SeededRandom): Date {
  for (;;) {
    const start = midnight(ground, random.whole(0, ground.demo.daysBack - 1))
    const at =
      via === 'portal'
        ? new Date(start + random.whole(400, 1290) * minuteMs)
        : deadlineAfter(ground.calendar, new Date(start), { unit: 'workingMinutes', amount: random.whole(10, 400) })
            .dueAt
    if (at < ground.now) return at
  }
}

interface Offered {
  readonly code: string
  readonly staffOnly: boolean
  readonly questions: readonly {
    readonly key: string
    readonly kind: string
    readonly required: boolean
    readonly options?: Readonly<Record<string, unknown>> | undefined
  }[]
}

function categoriesOf({ pack, demo }: PlanGround): (readonly [readonly Offered[], number])[] {
  const all = listSubclasses(pack.categories).map(({ class: { offeredTo }, subclass }) => ({
    code: subclass.code,
    staffOnly: offeredTo === 'staff',
    questions: subclass.questions ?? [],
  }))
  return Object.entries(demo.categoryWeights).flatMap(([prefix, weight]) => {
    const list = all.filter(({ code }) => code.startsWith(prefix) && demoReports[code])
    return list.length === 0 ? [] : [[list, weight] as const]
  })
}

function answersOf({ questions }: Offered, random: SeededRandom): Given {
  const answers: Record<string, string | boolean | number> = {}
  for (const { key, kind, required, options } of questions) {
    if (!required && !random.happens(0.4)) continue
    if (kind === 'yes-no') answers[key] = random.happens(0.3)
    else if (kind === 'choice') answers[key] = random.pick(Object.keys(options ?? { other: 0 }))
    else if (kind === 'number') answers[key] = random.whole(1, 5)
    else if (required && kind === 'text') answers[key] = '见描述'
  }
  return answers
}

function reporterOf({ demo }: PlanGround, random: SeededRandom): PlannedCase['reporter'] {
  if (random.happens(demo.outcomeShares.anonymous)) return undefined
  const name = `${random.pick(demo.surnames)}${random.pick(demo.givenNames)}`
  // A few numbers come again and again, so that somebody who proves one of them finds several reports.
  const phone = demoPhone(random.happens(0.2) ? random.whole(1, 4) : random.whole(20_000, 9_999_999))
  return { name, phone, wantsAnswer: random.happens(0.9) }
}

function naturalWishes({ demo }: PlanGround, random: SeededRandom, early: boolean): Wishes {
  const { overdue, reopened } = demo.outcomeShares
  const late = random.happens(overdue)
  return {
    pace: random.whole(12, 70),
    solve: random.happens(early ? 0.72 : 0.5),
    ...(late
      ? {
          lateIn: random.weighted([
            ['dispatched', 5],
            ['reported', 2],
            ['handled', 2],
            ['verified', 1],
          ] as const),
        }
      : {}),
    ...(random.happens(0.06) ? { reject: random.pick(['not-ours', 'not-found', 'no-means', 'handed'] as const) } : {}),
    ...(random.happens(0.07) ? { sendBack: true } : {}),
    ...(random.happens(0.06) ? { rework: true } : {}),
    ...(random.happens(0.07)
      ? {
          whistle: random.weighted([
            ['done', 7],
            ['refused', 2],
            ['withdrawn', 1],
          ] as const),
        }
      : {}),
    ...(random.happens(0.06)
      ? {
          time: {
            kind: 'extend' as const,
            then: random.weighted([
              ['grant', 3],
              ['refuse', 1],
            ] as const),
          },
        }
      : {}),
    ...(random.happens(0.08)
      ? {
          ask: random.weighted([
            ['answered', 5],
            ['open', 1],
          ] as const),
        }
      : {}),
    ...(random.happens(0.3) ? { comment: true } : {}),
    ...(random.happens(0.4) ? { assign: true } : {}),
    ...(random.happens(0.15) ? { followers: random.whole(1, 4) } : {}),
    ...(random.happens(reopened * 1.6)
      ? {
          ending: 'contest' as const,
          contested: random.weighted([
            ['reopen', 5],
            ['uphold', 2],
            ['system', 1],
          ] as const),
        }
      : random.happens(0.5)
        ? { ending: 'confirm' as const }
        : {}),
  }
}

function describe(code: string, lanes: readonly Place[], random: SeededRandom): string {
  const lane = lanes.length === 0 ? '村道' : random.pick(lanes).name
  return random.pick(demoReports[code] ?? ['需要处理的事项。']).replaceAll('{lane}', lane)
}

/** Has a source of chance of its own: how often it must try depends on the drawing. */
function positionIn({ rings, demo }: PlanGround, grid: Place, key: string): PlannedCase['position'] {
  const random = seededRandom(demo.seed, `position of ${key}`)
  const marker = { lng: grid.lng ?? 0, lat: grid.lat ?? 0 }
  const ring = rings.get(grid.id)
  return ring ? pointIn(ring, random, marker) : marker
}

/** A grid: often one of the subdistrict whose staff can sign in, so that their lists are full. */
function gridFor({ grids, demo }: PlanGround, random: SeededRandom): Place {
  const shown = demo.signIns
    .flatMap(({ roles }) => roles.filter(({ role }) => role === 'dispatcher-town'))
    .map(({ at }) => at)
  const near = grids.filter(({ code }) => shown.some((town) => code.startsWith(town)))
  return random.pick(near.length > 0 && random.happens(0.3) ? near : grids)
}

function naturalCase(ground: PlanGround, key: string): PlannedCase {
  const random = seededRandom(ground.demo.seed, key)
  const grid = gridFor(ground, random)
  const offered = random.pick(random.weighted(categoriesOf(ground)))
  const via = offered.staffOnly
    ? 'patrol'
    : random.weighted([
        ['portal', 6],
        ['patrol', 3],
        ['hotline', 2],
      ] as const)
  const reporter = via === 'patrol' ? undefined : reporterOf(ground, random)
  return {
    key,
    process: 'grid-event',
    category: offered.code,
    grid,
    position: positionIn(ground, grid, key),
    openAt: openingTime(ground, via, random),
    via,
    description: describe(offered.code, ground.lanes.get(grid.id) ?? [], random),
    fields: {},
    answers: answersOf(offered, random),
    reporter,
    wishes: naturalWishes(ground, random, offered.code.startsWith('R03') || offered.code.startsWith('E')),
  }
}

const mediationKinds = ['neighbour', 'family', 'land', 'debt', 'labour', 'injury', 'other'] as const

function mediationCase(
  ground: PlanGround,
  key: string,
  openAt: Date | undefined,
  wishes: Wishes | undefined,
  grid: Place | undefined,
): PlannedCase {
  const random = seededRandom(ground.demo.seed, key)
  const where = grid ?? gridFor(ground, random)
  const kind = random.pick(mediationKinds)
  const reporter = reporterOf(ground, random) ?? { wantsAnswer: true }
  const end = random.weighted([
    ['conclude', 6],
    ['confirm', 3],
    ['refuse', 1],
    ['giveUp', 1],
    ['withdraw', 1],
    ['system', 1],
  ] as const)
  return {
    key,
    process: 'mediation',
    category: 'mediation',
    grid: where,
    position: positionIn(ground, where, key),
    openAt: openAt ?? openingTime(ground, 'portal', random),
    via: 'portal',
    description: random.pick(mediationWords.wishes[kind]),
    fields: { kind, applicant: '申请人甲' },
    answers: {},
    reporter,
    wishes: wishes ?? { pace: random.whole(15, 60), end, sessions: random.whole(1, 3) },
  }
}

function formalityCase(
  ground: PlanGround,
  key: string,
  openAt: Date | undefined,
  wishes: Wishes | undefined,
  grid: Place | undefined,
): PlannedCase {
  const random = seededRandom(ground.demo.seed, key)
  const where = grid ?? gridFor(ground, random)
  const { key: matter } = random.pick(ground.pack.formalities)
  const reporter = {
    name: `${random.pick(ground.demo.surnames)}${random.pick(ground.demo.givenNames)}`,
    phone: demoPhone(random.whole(20_000, 9_999_999)),
    wantsAnswer: true,
  }
  const end = random.weighted([
    ['deliver', 8],
    ['refuse', 1],
    ['withdraw', 1],
  ] as const)
  return {
    key,
    process: 'formality',
    category: matter,
    grid: where,
    position: positionIn(ground, where, key),
    openAt: openAt ?? openingTime(ground, 'portal', random),
    via: 'portal',
    description: random.pick(formalityWords.wishes),
    fields: { matter, consent: true, applicantName: reporter.name },
    answers: {},
    reporter,
    wishes: wishes ?? { pace: random.whole(10, 45), end, wanting: random.happens(0.25), giveBack: random.happens(0.1) },
  }
}

function shownCase(ground: PlanGround, shown: Shown): PlannedCase {
  const { key, process, wishes, category, atGrid } = shown
  const random = seededRandom(ground.demo.seed, `shown ${key}`)
  const openAt =
    shown.daysBefore === undefined
      ? workingMinutesBefore(ground.calendar, ground.now, shown.minutesBefore ?? 60)
      : new Date(ground.now.getTime() - shown.daysBefore * dayMs)
  const grid = ground.grids.find(({ code }) => code === atGrid) ?? gridFor(ground, random)
  if (process === 'mediation') return mediationCase(ground, key, openAt, wishes, grid)
  if (process === 'formality') return formalityCase(ground, key, openAt, wishes, grid)
  const found = listSubclasses(ground.pack.categories).find(({ subclass }) => subclass.code === category)
  const code = found?.subclass.code ?? 'R0301'
  const staffOnly = found?.class.offeredTo === 'staff'
  const offered: Offered = { code, staffOnly, questions: found?.subclass.questions ?? [] }
  const via = staffOnly ? 'patrol' : (shown.via ?? 'portal')
  const reporter =
    via === 'patrol'
      ? undefined
      : {
          name: `${random.pick(ground.demo.surnames)}${random.pick(ground.demo.givenNames)}`,
          phone: demoPhone(random.whole(1, 4)),
          wantsAnswer: true,
        }
  return {
    key,
    process: 'grid-event',
    category: code,
    grid,
    position: positionIn(ground, grid, key),
    openAt,
    via,
    description: describe(code, ground.lanes.get(grid.id) ?? [], random),
    fields: {},
    answers: answersOf(offered, random),
    reporter,
    wishes,
  }
}

/** All cases of the world, in the order in which they are opened. */
export function planCases(ground: PlanGround): PlannedCase[] {
  const shown = showcase(ground.demo).map((one) => shownCase(ground, one))
  const natural: PlannedCase[] = []
  for (let serial = 1; natural.length + shown.length < ground.demo.cases; serial += 1) {
    const kind = seededRandom(ground.demo.seed, `kind ${serial}`).weighted([
      ['event', 84],
      ['mediation', 6],
      ['formality', 10],
    ] as const)
    if (kind === 'mediation')
      natural.push(mediationCase(ground, `mediation-${serial}`, undefined, undefined, undefined))
    else if (kind === 'formality')
      natural.push(formalityCase(ground, `formality-${serial}`, undefined, undefined, undefined))
    else natural.push(naturalCase(ground, `event-${serial}`))
  }
  return [...shown, ...natural].sort(
    (one, other) => one.openAt.getTime() - other.openAt.getTime() || (one.key < other.key ? -1 : 1),
  )
}
