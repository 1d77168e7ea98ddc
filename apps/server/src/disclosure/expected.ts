import type { DueStatus, ExpectedView } from '@xiangzhi/contract'
import { dutyStanding, type EffectiveItem } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import type { Processes } from '#kernel/cases'
import { countDuties, type DutyItem, factsOf, listExemptionReasons } from '#kernel/duties'
import { listPlacesByIds, type Place } from '#kernel/places'
import { listPublicationsOf } from '#kernel/publications'
import { itemsOf } from './catalogue.ts'
import { dutyKeyOf, itemCodeOf } from './duties.ts'
import { listStatuses } from './standing.ts'
import { placeRef } from './views.ts'

/** How an expected item stands, in the words of disclosure. What was taken back is due, or missing, like what never was published. */
function dueStatusOf(item: DutyItem, today: string, { alwaysThere }: { readonly alwaysThere: boolean }): DueStatus {
  switch (dutyStanding(factsOf(item), today)) {
    case 'kept':
      return 'published'
    case 'kept-late':
      return 'late'
    case 'late':
    case 'grave':
      return 'missing'
    case 'exempt':
    case 'dropped':
      return 'exempt'
    case 'open':
      // What must be there at all times is missing from its first day, though publishing it on that day is in time.
      return alwaysThere && item.dueOn <= today ? 'missing' : 'due'
    case 'not-yet':
    default:
      return 'due'
  }
}

/** The key of the publication that an item of a duty waits for; a standing one is the same every year. */
function periodKeyOf(found: EffectiveItem, duty: DutyItem): string {
  return 'standing' in found.item.rhythm ? 'standing' : duty.occasion
}

/**
 * Expected items with what was published for each, and for staff what was begun, which stands as its review says (`draftsBy`). Items
 * that the catalogue of today has no more are left out.
 */
export async function expectedViews(
  tx: Tx,
  config: CountyConfig,
  duties: readonly DutyItem[],
  today: string,
  draftsBy?: Processes,
): Promise<ExpectedView[]> {
  if (duties.length === 0) return []
  const items = itemsOf(config)
  const known = duties.flatMap((duty) => {
    const found = items.get(itemCodeOf(duty.duty))
    return found ? [{ duty, found, periodKey: periodKeyOf(found, duty) }] : []
  })
  const placeIds = [...new Set(known.map(({ duty }) => duty.placeId))]
  const [places, publications, reasons] = await Promise.all([
    listPlacesByIds(tx, placeIds),
    listPublicationsOf(tx, { placeIds, periodKeys: [...new Set(known.map(({ periodKey }) => periodKey))] }),
    listExemptionReasons(
      tx,
      known.flatMap(({ duty }) => (duty.exemptAt ? [duty.id] : [])),
    ),
  ])
  const drafts = publications.flatMap(({ draftId: id, draftStatus: status }) => (id && status ? [{ id, status }] : []))
  const statuses = draftsBy && (await listStatuses(tx, draftsBy, drafts))
  const placeOf = new Map<string, Place>(places.map((place) => [place.id, place]))
  const key = (placeId: string, code: string, period: string): string => `${placeId} ${code} ${period}`
  const published = new Map(publications.map((one) => [key(one.placeId, one.itemCode, one.periodKey), one]))
  return known.flatMap(({ duty, found, periodKey }) => {
    const place = placeOf.get(duty.placeId)
    if (!place) return []
    const publication = published.get(key(duty.placeId, found.item.code, periodKey))
    const draftStatus = statuses?.get(publication?.draftId ?? '')
    const draft =
      publication?.draftId && draftStatus
        ? { id: publication.draftId, status: draftStatus, version: publication.draftVersion ?? 1 }
        : null
    return [
      {
        place: placeRef(place),
        itemCode: found.item.code,
        itemName: found.item.name,
        classCode: found.classCode,
        affairs: found.item.affairs,
        period: periodKey,
        dueOn: duty.dueOn,
        status: dueStatusOf(duty, today, { alwaysThere: periodKey === 'standing' }),
        exemptReason: reasons.get(duty.id) ?? null,
        publicationId: publication?.id ?? null,
        publishedAt: publication?.publishedAt?.toISOString() ?? null,
        editionId: publication?.liveEditionId ?? null,
        draft,
      },
    ]
  })
}

/** How much of what must be disclosed was, in a stretch of days: the figures to the same items that `expectedViews` lists. */
export function countExpected(
  tx: Tx,
  config: CountyConfig,
  filter: Omit<Parameters<typeof countDuties>[1], 'kind' | 'alwaysThere'>,
  by: Parameters<typeof countDuties>[2],
  today: string,
): ReturnType<typeof countDuties> {
  const alwaysThere = [...itemsOf(config).values()].filter(({ item }) => 'standing' in item.rhythm)
  return countDuties(
    tx,
    { ...filter, kind: 'disclosure', alwaysThere: alwaysThere.map((found) => dutyKeyOf(found)) },
    by,
    today,
  )
}
