/** Which stretches of disclosure a demo county shows: the newest of every village, more of a few, or a whole year. */

import { type CountyPack, type EffectiveItem, periodBefore, periodOf } from '@xiangzhi/language'
import { itemsOf } from '#disclosure'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { listPlaces } from '#kernel/places'
import type { DisclosureWorldOptions } from './disclosure.ts'
import { hasDemoWords } from './disclosure-content.ts'
import { daysAfter } from './disclosure-plan.ts'

type Order = Pick<DisclosureWorldOptions, 'stretches' | 'shownAt'>

/** The demo must be there within minutes: so many texts of the newest quarter are made at most. */
const RECENT_MAX = 1000
/** Villages that show more: those whose staff can sign in, and their neighbours. */
const SHOWN = 3

const every =
  (...rhythms: readonly string[]) =>
  ({ item: { rhythm } }: EffectiveItem): boolean =>
    'every' in rhythm && rhythms.includes(rhythm.every)

/** What a demo shows from its first start on: all villages' newest month or quarter, some villages' half year. */
export async function recentDisclosures(
  tx: Tx,
  { signIns }: Pick<NonNullable<CountyPack['demo']>, 'signIns'>,
  today: string,
): Promise<Order> {
  const [config, places] = await Promise.all([countyConfig(tx), listPlaces(tx, { kind: 'village' })])
  const clerks = signIns.flatMap(({ roles }) =>
    roles.filter(({ role }) => role === 'village-clerk').map(({ at }) => at),
  )
  const codes = places.map(({ code }) => code)
  const own = codes.filter((code) => clerks.includes(code))
  const near = codes.filter((code) => !own.includes(code) && own.some((one) => one.slice(0, 9) === code.slice(0, 9)))
  const shown = [...own, ...near].slice(0, SHOWN)
  const quarterly = [...itemsOf(config).values()].filter((found) => every('quarter')(found) && hasDemoWords(found.item))
  const allQuarters = quarterly.length * places.length <= RECENT_MAX
  const thisQuarter = periodOf('quarter', today).first
  const before = periodBefore('quarter', thisQuarter).first
  const month = periodOf('month', today).first
  return {
    shownAt: shown,
    stretches: [
      { on: before, periodsFrom: daysAfter(before, -1), periodsUntil: today, under: shown },
      ...(allQuarters
        ? [
            {
              on: thisQuarter,
              periodsFrom: daysAfter(thisQuarter, -1),
              periodsUntil: daysAfter(thisQuarter, -1),
              wanted: every('quarter'),
            },
          ]
        : []),
      { on: month, periodsFrom: daysAfter(month, -1), periodsUntil: today, wanted: every('month') },
    ],
  }
}

/** The last quarters that are over, of every village, with the months in them. */
export function pastDisclosures(today: string, quarters: number): Order {
  let first = periodOf('quarter', today).first
  for (let at = 1; at < quarters; at += 1) first = periodBefore('quarter', first).first
  return { stretches: [{ on: first, periodsFrom: daysAfter(first, -1), periodsUntil: today }] }
}
