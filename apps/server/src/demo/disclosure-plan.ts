/** What happens to each text that a demo county owes: when it is written, who sends it back, what is late, missing or put right. Pure. */

import { seededRandom } from '#packs'

/** An item that a village owes. */
export interface DemoDue {
  readonly villageId: string
  readonly villageCode: string
  readonly item: string
  readonly occasion: string
  readonly dueOn: string
}

export type DemoQuestion = 'open' | 'answered' | 'settled' | 'decided' | 'about-official'

/** How one text fares. */
export interface DemoFate {
  readonly due: DemoDue
  /** Days from the deadline to the day it is written; before it where negative. */
  readonly writtenAfter: number
  /** The committee sends it back once. */
  readonly returned: boolean
  readonly corrected: boolean
  readonly withdrawn: boolean
  readonly question: DemoQuestion | undefined
}

/** Texts of a village that are written, checked and signed together. */
export interface DemoBatch {
  readonly villageId: string
  readonly villageCode: string
  /** The local day on which they are written. */
  readonly writtenOn: string
  readonly returned: boolean
  /** Where it still stands now; absent where it goes its whole way. */
  readonly stopAt?: 'draft' | 'submitted' | 'checked' | 'returned'
  readonly fates: readonly DemoFate[]
}

const dayMs = 86_400_000

export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** What nobody ever writes is undefined. Some villages are slower than others. */
function fateOf(seed: number, due: DemoDue): DemoFate | undefined {
  const slack = seededRandom(seed, `diligence ${due.villageCode}`).share() ** 3
  const random = seededRandom(seed, `fate ${due.villageCode} ${due.item} ${due.occasion}`)
  const missing = random.share() < 0.012 + 0.1 * slack
  const late = random.share() < 0.015 + 0.14 * slack
  const returned = random.happens(0.025)
  const corrected = random.happens(0.015)
  const asked = random.happens(0.03)
  const question = random.weighted<DemoQuestion>([
    ['settled', 5],
    ['answered', 3],
    ['open', 2],
    ['decided', 1],
    ['about-official', 1],
  ])
  // All of a village's texts that fall due together are written on one day, so that people come together once.
  const early = seededRandom(seed, `day ${due.villageCode} ${due.dueOn}`).whole(returned ? 7 : 3, returned ? 9 : 8)
  const writtenAfter = late ? random.whole(1, 12) : -early
  if (missing) return undefined
  return { due, writtenAfter, returned, corrected, withdrawn: false, question: asked ? question : undefined }
}

/**
 * What happens to everything that is owed. One text is taken back: a list with what never should have been shown.
 * The same seed and the same dues give the same plan.
 */
export function planDisclosures(seed: number, dues: readonly DemoDue[]): { batches: DemoBatch[]; missing: DemoDue[] } {
  const sorted = dues.toSorted((one, other) =>
    `${one.dueOn} ${one.villageCode} ${one.item}` < `${other.dueOn} ${other.villageCode} ${other.item}` ? -1 : 1,
  )
  const fates: DemoFate[] = []
  const missing: DemoDue[] = []
  for (const due of sorted) {
    const fate = fateOf(seed, due)
    if (fate) fates.push(fate)
    else missing.push(due)
  }
  const taken = fates.findIndex(
    ({ due, writtenAfter, corrected, returned }) =>
      /^(?:h2-4|c17-03)$/.test(due.item) && writtenAfter < 0 && !corrected && !returned,
  )
  const all = fates.map((fate, at) => (at === taken ? { ...fate, withdrawn: true } : fate))
  const groups = Map.groupBy(
    all,
    ({ due, writtenAfter, returned }) =>
      `${daysAfter(due.dueOn, writtenAfter)} ${due.villageCode} ${returned ? 'returned' : ''}`,
  )
  const batches = [...groups.values()].flatMap((together) => {
    const [first] = together
    if (!first) return []
    const { villageId, villageCode, dueOn } = first.due
    const writtenOn = daysAfter(dueOn, first.writtenAfter)
    return [{ villageId, villageCode, writtenOn, returned: first.returned, fates: together }]
  })
  return { batches: batches.toSorted((one, other) => (one.writtenOn < other.writtenOn ? -1 : 1)), missing }
}
