import { firstCharacters } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import type { PublicRequest } from '#kernel/cases'
import { organisationNamesOf } from '#kernel/people'
import { listPlacesByIds } from '#kernel/places'
import type { Value } from './answer.ts'
import { DESCRIPTION_MAX, withZone } from './parameters.ts'

/** Whether the standard calls a status closed: it knows only open and closed. */
export function isClosed(status: PublicRequest['status']): boolean {
  return status === 'done' || status === 'not-done'
}

/** A note taken over from another system may be longer than clients have room for; the status notes keep all of it. */
const shortened = (text: string): string => firstCharacters(text, DESCRIPTION_MAX)

/** Names that the answer shows beside the cases, asked for together. */
async function namesFor(tx: Tx, rows: readonly PublicRequest[]) {
  const places = [...new Set(rows.flatMap(({ villageId, townId }) => villageId ?? townId ?? []))]
  const units = [...new Set(rows.flatMap(({ organisationId }) => organisationId ?? []))]
  const [placeList, organisations] = await Promise.all([
    places.length > 0 ? listPlacesByIds(tx, places) : [],
    units.length > 0 ? organisationNamesOf(tx, units) : new Map<string, { name: string; nameEn: string }>(),
  ])
  return { places: new Map(placeList.map((place) => [place.id, place])), organisations }
}

/**
 * Cases as service requests. The words of reporters are never among them: the description is what the office said to
 * everybody, or the name of the category.
 */
export async function requestViews(
  tx: Tx,
  config: CountyConfig,
  rows: readonly PublicRequest[],
  { language, extended }: { readonly language: Language; readonly extended: boolean },
): Promise<Value[]> {
  const { places, organisations } = await namesFor(tx, rows)
  const zone = config.calendar.offsetMinutes
  return rows.map((row) => {
    const category = config.categories.get(row.category)
    const name = category ? nameIn(language, category.name) : row.category
    const place = places.get(row.villageId ?? row.townId ?? '')
    const unit = organisations.get(row.organisationId ?? '')
    const closed = isClosed(row.status)
    return {
      service_request_id: row.number,
      status: closed ? 'closed' : 'open',
      status_notes: row.publicNote ?? say(language, `text.common.status.${row.status}`),
      service_name: name,
      service_code: row.category,
      description: shortened(row.publicNote ?? name),
      agency_responsible: unit
        ? language === 'en' && unit.nameEn
          ? unit.nameEn
          : unit.name
        : nameIn(language, config.settings.name),
      service_notice: category?.notice ? nameIn(language, category.notice) : null,
      requested_datetime: withZone(row.openedAt, zone),
      updated_datetime: withZone(closed ? (row.closedAt ?? row.changedAt) : row.changedAt, zone),
      expected_datetime: row.dueAt ? withZone(row.dueAt, zone) : null,
      address: place ? place.name : nameIn(language, config.settings.name),
      address_id: place?.code ?? null,
      zipcode: null,
      lat: row.lat,
      long: row.lng,
      media_url: null,
      ...(extended
        ? {
            extended_attributes: {
              detailed_status: row.status,
              followers: row.followerCount,
              times_reopened: row.reopenCount,
            },
          }
        : {}),
    }
  })
}
