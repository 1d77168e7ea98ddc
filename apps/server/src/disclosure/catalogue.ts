import type { ItemView } from '@xiangzhi/contract'
import { basisAt, type EffectiveItem, effectiveItems } from '@xiangzhi/language'
import { disclosureCatalogues } from '@xiangzhi/practices'
import { type CountyConfig, countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { findPlace } from '#kernel/places'
import { plainTitle, type Publication } from '#kernel/publications'

const known = new WeakMap<CountyConfig, ReadonlyMap<string, EffectiveItem>>()
const none: ReadonlyMap<string, EffectiveItem> = new Map()

/** The items that hold in a county, by their codes; none where it discloses nothing here. */
export function itemsOf(config: CountyConfig): ReadonlyMap<string, EffectiveItem> {
  if (!config.disclosure) return none
  const kept = known.get(config)
  if (kept) return kept
  const { items } = effectiveItems(disclosureCatalogues, config.disclosure)
  known.set(config, items)
  return items
}

/** An item by its code; refuses `not-found` for one that this county does not have. */
export async function itemOf(tx: Tx, code: string): Promise<{ config: CountyConfig; found: EffectiveItem }> {
  const config = await countyConfig(tx)
  const found = itemsOf(config).get(code)
  if (!found) throw new Refusal('not-found')
  return { config, found }
}

/**
 * What a publication is called wherever it is named beside its text: in reviews, requests and messages. What a writer typed is not
 * copied there, since a text that is hidden has to go from everywhere.
 */
export async function plainTitleOf(
  tx: Tx,
  { placeId, itemCode, periodKey }: Pick<Publication, 'placeId' | 'itemCode' | 'periodKey'>,
): Promise<string> {
  const [config, place] = await Promise.all([countyConfig(tx), findPlace(tx, placeId)])
  const name = itemsOf(config).get(itemCode)?.item.name.zh ?? itemCode
  return plainTitle({ place: { name: place?.name ?? '' }, item: { name }, period: periodKey })
}

/** The rhythm in one word. */
export function rhythmWord({ rhythm }: EffectiveItem['item']): string {
  if ('every' in rhythm) return rhythm.every
  return 'upon' in rhythm ? rhythm.upon : 'standing'
}

/** An item as screens need it, with the law behind it at a place: urban communities have another one than villages. */
export function itemView({ classCode, className, item }: EffectiveItem, place?: { settled: boolean }): ItemView {
  return {
    code: item.code,
    name: item.name,
    classCode,
    className,
    affairs: item.affairs,
    rhythm: rhythmWord(item),
    scope: item.scope,
    audience: item.audience,
    source: item.source,
    standsDays: item.standsDays,
    board: item.board,
    money: item.money ?? false,
    legalBasis: basisAt(item, place?.settled ?? false).map((basis) => ({ ...basis })),
  }
}
