import type * as contract from '@xiangzhi/contract'
import {
  type Actor,
  countsOf,
  grantsFor,
  type IndicatorDeclaration,
  localDate,
  percentOf,
  publishCount,
  publishCounts,
  publishCountTree,
  startOfDay,
} from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import type { Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { writeSheet } from '#platform/excel'
import { Refusal } from '#platform/refusal'
import { publicFigures } from '#kernel/cases'
import { listPlaces, type Place } from '#kernel/places'
import { findPeriod, type Period } from './period.ts'
import { countIndicators, findIndicators, type IndicatorValue, type IndicatorValues } from './values.ts'

/** What is kept counts as fresh for so long while its period still runs. */
const FRESH_MS = 15 * 60_000

type Cell = contract.IndicatorCell

function addUp(values: readonly IndicatorValue[], indicator: IndicatorDeclaration): Cell {
  let numerator = 0
  let denominator = 0
  let excluded = 0
  for (const value of values) {
    numerator += value.numerator
    denominator += value.denominator ?? 0
    excluded += value.excluded
  }
  if (indicator.unit === 'cases') return { numerator, denominator: null, excluded, hidden: false }
  return { numerator, denominator, excluded, hidden: false }
}

/** Whether somebody may see the figures of a place: the whole county, a whole town or a whole village lies within reach. */
function sees(actor: Actor, place: Place): boolean {
  return grantsFor(actor, 'case.count').some(({ reach }) => {
    if (reach.kind !== 'place') return false
    if (reach.level === 'county') return true
    return reach.placeId === place.id || (reach.level === 'town' && reach.placeId === place.townId)
  })
}

/** The places whose figures somebody sees, from the county down to villages, in the order of their codes. */
async function placesOf(tx: Tx, actor: Actor): Promise<Place[]> {
  const all = await Promise.all((['county', 'town', 'village'] as const).map((kind) => listPlaces(tx, { kind })))
  return all.flat().filter((place) => sees(actor, place))
}

const liesIn = (villages: ReadonlyMap<string, Place>, place: Place, key: string): boolean =>
  place.kind === 'county' || place.id === key || (place.kind === 'town' && villages.get(key)?.townId === place.id)

/** Rows by place: a village's own, a town's as the sum of its villages, the county's as the sum of all. */
function rowsOf(
  places: readonly Place[],
  indicators: readonly IndicatorDeclaration[],
  { values }: IndicatorValues,
): { placeId: string; values: Cell[] }[] {
  const villages = new Map(places.map((place) => [place.id, place]))
  const rows = places.map((place) => {
    const own = Map.groupBy(
      values.filter(({ placeKey }) => liesIn(villages, place, placeKey)),
      ({ indicator }) => indicator,
    )
    return {
      placeId: place.id,
      values: indicators.map((indicator) => addUp(own.get(indicator.key) ?? [], indicator)),
    }
  })
  // A share rests on its denominator, a plain number on itself; neither is told of fewer than five cases.
  const shown = publishCountTree(
    places.map((place, at) => ({
      above: placeAbove(places, place),
      counts: rows[at]?.values.map(({ numerator, denominator }) => denominator ?? numerator ?? 0) ?? [],
    })),
    { parts: false },
  )
  return rows.map(({ placeId, values: cells }, row) => ({
    placeId,
    values: cells.map((cell, at) =>
      shown[row]?.[at] === null ? { numerator: null, denominator: null, excluded: 0, hidden: true } : cell,
    ),
  }))
}

/** Where the place stands in a list whose figures are the sums of this one's and its neighbours': the town, or the county. */
function placeAbove(places: readonly Place[], { kind, townId }: Place): number | undefined {
  if (kind === 'county') return undefined
  const at = places.findIndex((one) => (kind === 'village' ? one.id === townId : one.kind === 'county'))
  return at < 0 ? undefined : at
}

/** The operations of indicators. The big screen shows the cases that the first one counts. */
export function indicatorOperations(indicators: readonly IndicatorDeclaration[]) {
  const [{ of: process } = { of: '' }] = indicators.flatMap(countsOf)
  function periodOf(name: string): Period {
    const period = findPeriod(name)
    if (!period) throw new Refusal('bad-input', {}, `period ${name}`)
    return period
  }

  async function valuesOf(tx: Tx, period: Period, now: Date): Promise<IndicatorValues> {
    const config = await countyConfig(tx)
    const kept = await findIndicators(tx, indicators, period)
    const running = period.until > localDate(config.calendar, now)
    // A period that is over changes only when something is reopened; the work in the background counts the last one again.
    if (kept && (!running || now.getTime() - kept.asOf.getTime() < FRESH_MS)) return kept
    return countIndicators(tx, indicators, config, period, now)
  }

  async function figuresOf(tx: Tx, places: readonly Place[], name: string, now: Date) {
    const period = periodOf(name)
    const values = await valuesOf(tx, period, now)
    return {
      period: period.name,
      from: period.from,
      until: period.until,
      asOf: values.asOf.toISOString(),
      rows: rowsOf(places, indicators, values),
    }
  }

  return {
    listIndicators: async ({ tx, by, input, now }: Asked<'listIndicators'>) => {
      const places = await placesOf(tx, by)
      return {
        indicators: indicators.map((indicator) => ({
          key: indicator.key,
          title: indicator.title,
          numerator: indicator.numerator,
          denominator: indicator.denominator ?? null,
          unit: indicator.unit,
          better: indicator.better,
          excludes: [...indicator.excludes],
          beside: indicator.beside ?? null,
          counts: countsOf(indicator).map((count) => JSON.stringify(count)),
        })),
        places: places.map(({ id, kind, name, nameEn, townId }) => ({
          id,
          kind: kind as 'county' | 'town' | 'village',
          name,
          nameEn,
          townId,
        })),
        figures: await figuresOf(tx, places, input.period, now),
        compared: input.compare === undefined ? null : await figuresOf(tx, places, input.compare, now),
      }
    },

    exportIndicators: async ({ tx, by, input, now }: Asked<'exportIndicators'>): Promise<unknown> => {
      const { language } = input
      const { calendar } = await countyConfig(tx)
      const places = await placesOf(tx, by)
      const figures = await figuresOf(tx, places, input.period, now)
      const cells = ({ numerator, denominator, hidden }: Cell, unit: 'percent' | 'cases') => {
        if (hidden) return [say(language, 'text.indicators.value.hidden'), null].slice(0, unit === 'cases' ? 1 : 2)
        if (unit === 'cases') return [numerator]
        const rate = percentOf(numerator ?? 0, denominator ?? 0)
        return [rate ?? say(language, 'text.indicators.value.absent'), `${numerator}/${denominator}`]
      }
      const title = say(language, 'text.indicators.file', { period: figures.period })
      return writeSheet(
        { by, input, now },
        {
          title,
          columns: [
            { title: say(language, 'text.indicators.place'), width: 24 },
            ...indicators.flatMap((indicator) => {
              const name = say(language, indicator.title)
              return indicator.unit === 'cases'
                ? [{ title: name, width: 12, kind: 'number' as const }]
                : [
                    { title: `${name} %`, width: 14, kind: 'number' as const },
                    { title: `${name} n/N`, width: 14 },
                  ]
            }),
          ],
          rows: figures.rows.map(({ values }, row) => {
            const place = places[row]
            const name = (language === 'en' ? place?.nameEn : undefined) ?? place?.name ?? ''
            return [name, ...values.flatMap((cell, at) => cells(cell, indicators[at]?.unit ?? 'cases'))]
          }),
          about: say(language, 'text.indicators.file.about', { period: figures.period, asOf: figures.asOf }),
          offsetMinutes: calendar.offsetMinutes,
        },
      )
    },

    getCockpit: async ({ tx, now }: Asked<'getCockpit'>): Promise<contract.CockpitFigures> => {
      const { calendar } = await countyConfig(tx)
      const day = localDate(calendar, now)
      const today = startOfDay(calendar, day)
      const figures = await publicFigures(tx, { process, now, today, month: `${day.slice(0, 7)}-01` })
      const onTime = Math.max(0, figures.closed - figures.closedLate)
      // What was closed late stands nowhere and would be the rest of the other two.
      const [[closedThisMonth = null, closedOnTime = null] = []] = publishCounts(
        [[figures.closed, onTime, figures.closed - onTime]],
        new Set(),
      ).cells
      const villages = [...figures.villages]
      const [[inHand = null] = [], ...open] = publishCountTree(
        [{ counts: [figures.inHand] }, ...villages.map((village) => ({ above: 0, counts: [village.open] }))],
        { parts: false },
      )
      return {
        asOf: now.toISOString(),
        newToday: publishCount(figures.newToday),
        inHand,
        late: publishCount(figures.late),
        closedThisMonth,
        closedOnTime,
        reopenedThisMonth: publishCount(figures.reopened),
        villages: villages.map(({ id }, at) => ({ id, open: open[at]?.[0] ?? null })),
        urgent: figures.urgent.map(({ dueAt, ...one }) => ({ ...one, dueAt: dueAt.toISOString() })),
      }
    },
  } as const
}
