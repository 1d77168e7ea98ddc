/** A simulated year of disclosure: every village of a demo county, every item, through the real engine. */

import { localDate } from '@xiangzhi/language'
import type { Run } from '#api'
import { countyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import type { CarryOuts, Processes } from '#kernel/cases'
import type { Duties } from '#kernel/duties'
import { type DisclosureWorld, pastDisclosures, readDemoActors, simulateDisclosures } from '#demo'

export interface DisclosureOrder {
  readonly db: Database
  readonly county: number
  readonly run: Run
  readonly processes: Processes
  readonly duties: Duties
  readonly carryOuts: CarryOuts
  readonly dataDir: string
  readonly names: { readonly surnames: readonly string[]; readonly givenNames: readonly string[] }
  readonly seed: number
  /** How many of the quarters that are over, the newest last. */
  readonly quarters: number
  readonly now: Date
  readonly progress?: (day: string) => void
}

/** Lets the villages disclose through whole quarters and the months in them. What is there already stays as it is. */
export async function simulateDisclosureYear(order: DisclosureOrder): Promise<DisclosureWorld> {
  const { db, county, quarters, now } = order
  const { today, actors } = await db.read(county, async (tx) => {
    const { calendar } = await countyConfig(tx)
    const day = localDate(calendar, now)
    return { today: day, actors: await readDemoActors(tx, day) }
  })
  return simulateDisclosures({ ...order, actors, ...pastDisclosures(today, quarters), until: now })
}
