/** Lets the villages of a demo county disclose: every text is written, checked, signed and asked about through the real engine. */

import { type EffectiveItem, periodOf, localDate } from '@xiangzhi/language'
import { disclosureDuties, itemsOf, logMissedDisclosures } from '#disclosure'
import { countyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import { runPublicLog } from '#platform/public-log'
import { type CarryOuts, type Processes, runClocks } from '#kernel/cases'
import { dueList, type Duties, dutyRegistry, planDuties, runDuties } from '#kernel/duties'
import { listPlaces } from '#kernel/places'
import { type Act, type DisclosureStage, Villages } from './disclosure-acts.ts'
import { hasDemoWords } from './disclosure-content.ts'
import { assessDemoImpacts } from './impacts.ts'
import { type DemoBatch, type DemoDue, daysAfter, planDisclosures } from './disclosure-plan.ts'

/** A stretch of time whose periods are owed from its first day on. */
export interface DisclosureStretch {
  /** The day on which it is planned; periods that end from `periodsFrom` on and begin up to `periodsUntil` are. */
  readonly on: string
  readonly periodsFrom: string
  readonly periodsUntil: string
  /** Only villages whose code begins so; all villages otherwise. */
  readonly under?: readonly string[]
  /** Only these items; all that have words otherwise. */
  readonly wanted?: (found: EffectiveItem) => boolean
}

export interface DisclosureWorldOptions extends DisclosureStage {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly duties: Duties
  readonly carryOuts: CarryOuts
  /** The folder with the key of the public log; without it nothing is written into it yet. */
  readonly dataDir?: string
  readonly stretches: readonly DisclosureStretch[]
  /** Villages that also publish what stands, on the first day, and have something in hand now. */
  readonly shownAt?: readonly string[]
  readonly until: Date
  readonly progress?: (day: string) => void
}

/** What came of it. */
export interface DisclosureWorld {
  readonly expected: number
  readonly published: number
  readonly missing: number
  readonly corrected: number
  readonly withdrawn: number
  readonly questions: number
  /** Steps that the engine refused: mistakes of the story. */
  readonly problems: readonly string[]
}

const LANES = 4

/** What the villages owe, read back from the duties as the engine planned them. */
async function readDues(
  { db, county }: DisclosureWorldOptions,
  codes: ReadonlyMap<string, string>,
  seen: Set<string>,
  today: string,
): Promise<DemoDue[]> {
  const dues: DemoDue[] = []
  let after: { dueOn: string; id: string } | undefined
  for (;;) {
    const filter = { kind: 'disclosure', limit: 500, ...(after ? { after } : {}) } as const
    const page = await db.read(county, (tx) => dueList(tx, filter, today))
    for (const { id, duty, placeId, occasion, dueOn, lastOn, keptOn } of page) {
      const villageCode = codes.get(placeId)
      if (villageCode === undefined || seen.has(id) || keptOn !== null || lastOn >= today) continue
      seen.add(id)
      dues.push({ villageId: placeId, villageCode, item: duty.split(':').at(-1) ?? '', occasion, dueOn })
    }
    const last = page.at(-1)
    if (page.length < 500 || !last) return dues
    after = { dueOn: last.dueOn, id: last.id }
  }
}

type Village = Pick<DemoDue, 'villageId' | 'villageCode'>

/** Texts of a village that are written on one day, whatever is owed. */
function batchOf(
  village: Village,
  writtenOn: string,
  texts: readonly { readonly item: string; readonly occasion: string }[],
): DemoBatch {
  const fate = { writtenAfter: 0, returned: false, corrected: false, withdrawn: false, question: undefined }
  const fates = texts.map((text) => ({ ...fate, due: { ...village, ...text, dueOn: writtenOn } }))
  return { ...village, writtenOn, returned: false, fates }
}

/** Standing texts, published on one day, and what is still in hand of the period that runs. */
function shownBatches(
  village: Village,
  items: readonly EffectiveItem[],
  { first, today }: { first: string; today: string },
): DemoBatch[] {
  const worded = items.map(({ item }) => item).filter(hasDemoWords)
  const standing = worded.filter(({ rhythm }) => 'standing' in rhythm)
  const running = worded.flatMap(({ code, rhythm }) =>
    'every' in rhythm ? [{ item: code, occasion: periodOf(rhythm.every, today).key }] : [],
  )
  const stops = ['draft', 'submitted', 'checked', 'returned'] as const
  return [
    ...(standing.length === 0
      ? []
      : [
          batchOf(
            village,
            first,
            standing.map(({ code }) => ({ item: code, occasion: 'standing' })),
          ),
        ]),
    ...stops.flatMap((stopAt, at) => {
      const text = running.at(-1 - at)
      if (!text) return []
      const batch = batchOf(village, daysAfter(today, -2), [text])
      return [{ ...batch, returned: stopAt === 'returned', stopAt }]
    }),
  ]
}

async function inLanes(groups: readonly (() => Promise<void>)[]): Promise<void> {
  let at = 0
  const lane = async (): Promise<void> => {
    for (let next = groups[at]; next; next = groups[at]) {
      at += 1
      await next()
    }
  }
  await Promise.all(Array.from({ length: Math.min(LANES, groups.length) }, lane))
}

/**
 * Makes the disclosures of the stretches, day by day: what falls due is planned as a server would plan it, people write, check and
 * sign, what is missed becomes late and stands in the public log. Returns what came of it.
 */
export async function simulateDisclosures(options: DisclosureWorldOptions): Promise<DisclosureWorld> {
  const { db, county, processes, duties, carryOuts, stretches, until, seed, dataDir } = options
  const config = await db.read(county, countyConfig)
  const villages = await db.read(county, (tx) => listPlaces(tx, { kind: 'village' }))
  const codes = new Map(villages.map(({ id, code }) => [id, code]))
  const world = new Villages(options, config, villages)
  const today = localDate(config.calendar, until)
  const seen = new Set<string>()
  const dayOf = (at: Date): string => localDate(config.calendar, at)
  const days = new Map<string, Act[]>()
  /** What would end after now is not begun: no record stands in the future. */
  const isOver = ({ at, ends = at }: Act): boolean => ends <= until
  const put = (act: Act): void => {
    if (isOver(act)) days.set(dayOf(act.at), [...(days.get(dayOf(act.at)) ?? []), act])
  }
  let expected = 0
  let missing = 0

  const plan = async (stretch: DisclosureStretch): Promise<void> => {
    const { under, wanted } = stretch
    const keep = new Set(
      [...itemsOf(config).values()]
        .filter(({ item }) => hasDemoWords(item))
        .filter(wanted ?? (() => true))
        .map(({ item }) => item.code),
    )
    const registry = dutyRegistry(
      [],
      [
        (of) =>
          disclosureDuties(of)
            .filter(({ key, rhythm }) => 'every' in rhythm && keep.has(key.split(':').at(-1) ?? ''))
            .map((duty) => (under ? { ...duty, places: { ...duty.places, under } } : duty)),
      ],
    )
    await planDuties(db, registry, county, world.at(stretch.on, 60), {
      from: stretch.periodsFrom,
      until: stretch.periodsUntil,
    })
    const dues = (await readDues(options, codes, seen, today)).filter(({ item }) => {
      const found = itemsOf(config).get(item)
      return found !== undefined && 'every' in found.item.rhythm
    })
    const planned = planDisclosures(seed, dues)
    expected += dues.length
    missing += planned.missing.length
    for (const batch of planned.batches) put(world.begin(batch))
  }

  const first = stretches.map(({ on }) => on).toSorted()[0]
  if (first === undefined) throw new Error('nothing to disclose')
  const towns = await db.read(county, (tx) => listPlaces(tx, { kind: 'town' }))
  await assessDemoImpacts(
    options,
    towns.map(({ id }) => id),
    world.at(first, 30),
  )
  for (const { id: villageId, code: villageCode } of villages) {
    if (!options.shownAt?.includes(villageCode)) continue
    for (const batch of shownBatches({ villageId, villageCode }, [...itemsOf(config).values()], { first, today }))
      put(world.begin(batch))
  }

  for (let day = first; day <= today; day = daysAfter(day, 1)) {
    for (const stretch of stretches) if (stretch.on === day) await plan(stretch)
    const lanes = Map.groupBy(days.get(day) ?? [], ({ lane }) => lane)
    days.delete(day)
    await inLanes(
      [...lanes.values()].map((acts) => async () => {
        const queue = acts.toSorted((one, other) => one.at.getTime() - other.at.getTime())
        for (let act = queue.shift(); act; act = queue.shift()) {
          try {
            for (const next of await act.does()) {
              if (isOver(next) && dayOf(next.at) === day) queue.push(next)
              else put(next)
            }
          } catch (error) {
            world.problems.push(`${day} ${String(error)}`)
          }
          queue.sort((one, other) => one.at.getTime() - other.at.getTime())
        }
      }),
    )
    const evening = new Date(Math.min(world.at(day, 23 * 60).getTime(), until.getTime()))
    await runDuties(db, duties, county, evening, {
      onStep: logMissedDisclosures(() => evening),
      report: (error) => world.problems.push(`duty: ${String(error)}`),
    })
    await runClocks(
      db,
      processes,
      county,
      evening,
      (error) => world.problems.push(`clock: ${String(error)}`),
      200,
      carryOuts,
    )
    if (dataDir !== undefined) await runPublicLog({ db, county, dataDir })
    options.progress?.(day)
  }
  const { published, corrected, withdrawn, questions, problems } = world
  return { expected, published, missing, corrected, withdrawn, questions, problems }
}
