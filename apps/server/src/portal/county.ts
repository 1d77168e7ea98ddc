import { ownCategory, type PortalForm, type ProcessDeclaration } from '@xiangzhi/language'
import { processes } from '@xiangzhi/practices'
import type { Named } from '@xiangzhi/text'
import { type Place, listPlaces } from '#kernel/places'
import { type NumbersToCall, numbersToCall } from '#kernel/publications'
import { type CountyConfig, countyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import { type Part, withContacts } from './html.ts'
import type { Surroundings, ToCall } from './layout.ts'

/** A village or urban community as the pages know it. */
export interface Village {
  readonly id: string
  readonly code: string
  readonly name: Named
  readonly officialName: string
  readonly settled: boolean
  readonly town: { readonly id: string; readonly code: string; readonly name: Named }
}

/** A town or subdistrict with its villages. */
export interface Town {
  readonly id: string
  readonly code: string
  readonly name: Named
  readonly villages: readonly Village[]
}

/** What every page may need to know of the county. */
export interface County {
  readonly config: CountyConfig
  /** The mobile numbers of the configuration that may be shown today; see `callWords`. */
  readonly numbers: NumbersToCall
  readonly towns: readonly Town[]
  readonly villages: ReadonlyMap<string, Village>
  readonly villagesById: ReadonlyMap<string, Village>
  readonly around: Surroundings
}

const namedOf = (place: Place): Named => ({ zh: place.name, en: place.nameEn ?? place.name })

function arrange(towns: readonly Place[], villages: readonly Place[]): Town[] {
  return towns.map((town) => {
    const own = { id: town.id, code: town.code, name: namedOf(town) }
    return {
      ...own,
      villages: villages
        .filter((village) => village.townId === town.id)
        .map((village) => ({
          id: village.id,
          code: village.code,
          name: namedOf(village),
          officialName: village.officialName,
          settled: village.settled,
          town: own,
        })),
    }
  })
}

/** Words with the number of an object of the configuration: shown where a second person let it through, else starred. */
export const callWords = ({ numbers }: Pick<County, 'numbers'>, holder: object, words: string): Part =>
  withContacts(words, { contacts: numbers.get(holder) })

/** Who takes complaints, with the numbers that may be shown. */
export const contactsToCall = ({ config, numbers }: County): ToCall[] =>
  (config.disclosure?.contacts ?? []).map((one) => ({ ...one, contacts: numbers.get(one) }))

/** How long the tree of places is believed; it changes a few times a year. */
const PLACES_FRESH_MILLISECONDS = 60_000

function withNumbers(county: County, numbers: NumbersToCall): County {
  const { hotline } = county.config.settings
  return { ...county, numbers, around: { ...county.around, hotline: { ...hotline, contacts: numbers.get(hotline) } } }
}

/** Reads the county, keeping the tree of places for a minute. `at` is a monotonic time in milliseconds. */
export function countyReader(
  db: Database,
  county: number,
  recordNumber: string | undefined,
): (at: number, now: Date) => Promise<County> {
  let kept: { county: County; readAt: number } | undefined
  return (at, now) =>
    db.read(county, async (tx) => {
      const config = await countyConfig(tx)
      const numbers = await numbersToCall(tx, config, now)
      if (kept && kept.county.config === config && at - kept.readAt < PLACES_FRESH_MILLISECONDS)
        return kept.county.numbers === numbers ? kept.county : withNumbers(kept.county, numbers)
      const [townPlaces, villagePlaces] = await Promise.all([
        listPlaces(tx, { kind: 'town' }),
        listPlaces(tx, { kind: 'village' }),
      ])
      const towns = arrange(townPlaces, villagePlaces)
      const villages = towns.flatMap((town) => town.villages)
      const { name, hotline } = config.settings
      const read: County = withNumbers(
        {
          config,
          numbers,
          towns,
          villages: new Map(villages.map((village) => [village.code, village])),
          villagesById: new Map(villages.map((village) => [village.id, village])),
          around: { countyName: name, hotline, demo: config.demo, recordNumber },
        },
        numbers,
      )
      kept = { county: read, readAt: at }
      return read
    })
}

/** A form that begins with a page of its own. */
export interface Introduced {
  readonly key: string
  readonly category: string
  readonly introduction: NonNullable<PortalForm['introduction']>
  readonly notice: PortalForm['notice']
}

/** Every form with a page that explains it, whether the county has taken it up or not. */
export const introductions: readonly Introduced[] = processes.flatMap((process) =>
  process.portal?.introduction
    ? [
        {
          key: process.key,
          category: ownCategory(process),
          introduction: process.portal.introduction,
          notice: process.portal.notice,
        },
      ]
    : [],
)

/** The forms with a page of their own that villagers of this county have. */
export const introduced = ({ categories }: Pick<CountyConfig, 'categories'>): readonly Introduced[] =>
  introductions.filter(({ category }) => categories.has(category))

/** Whether helpers of this county take up its sheets. */
export const helpsWithSheets = ({ categories, formalities }: CountyConfig): boolean =>
  formalities.some(({ key }) => categories.has(key))

/** A declaration by key and version; a case keeps the version it began with. */
export function processOf(key: string, version?: number): ProcessDeclaration | undefined {
  return processes.find((process) => process.key === key && (version === undefined || process.version === version))
}

/** The name of a category in words, with its class before it when there is one. */
export function categoryName(county: County, code: string): Named {
  return county.config.categories.get(code)?.name ?? { zh: code, en: code }
}
