import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { placeColumns } from './reads.ts'
import type { Place } from './types.ts'

const PART = 2000

/** The places with these codes that have not ended. */
export function listPlacesByCodes(tx: Tx, codes: readonly string[]): Promise<Place[]> {
  return tx.rows<Place>(sql`select ${placeColumns} from place p
    where p.county = ${tx.county} and p.code = any(${codes}::text[]) and p.valid_until is null`)
}

/** What an import sets of a place: everything but its kind and its code. `version` is the one that was seen. */
export type PlaceRewrite = Pick<
  Place,
  | 'id'
  | 'name'
  | 'officialName'
  | 'nameEn'
  | 'settled'
  | 'lng'
  | 'lat'
  | 'parentId'
  | 'townId'
  | 'villageId'
  | 'gridId'
  | 'validUntil'
  | 'version'
>

/** Rewrites many places at once. Refuses when one of them was changed by somebody else since it was seen. */
export async function rewritePlaces(tx: Tx, places: readonly PlaceRewrite[]): Promise<void> {
  for (let start = 0; start < places.length; start += PART) {
    const part = places.slice(start, start + PART)
    const changed = await tx.run(sql`update place as p set name = r.name, official_name = r."officialName",
        name_en = r."nameEn", settled = r.settled, lng = r.lng, lat = r.lat, parent_id = r."parentId",
        town_id = r."townId", village_id = r."villageId", grid_id = r."gridId", valid_until = r."validUntil",
        version = p.version + 1
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, name text, "officialName" text, "nameEn" text,
        settled boolean, lng float8, lat float8, "parentId" uuid, "townId" uuid, "villageId" uuid, "gridId" uuid,
        "validUntil" date, version int)
      where p.county = ${tx.county} and p.id = r.id and p.version = r.version`)
    if (changed !== part.length) throw new Refusal('changed-meanwhile')
  }
}

/** How many places stand in ended ones: nothing may hang in the air. */
export async function countLeftHanging(tx: Tx, endedIds: readonly string[]): Promise<number> {
  const row = await tx.row<{ n: number }>(sql`select count(*)::int as n from place p
    where p.county = ${tx.county} and p.parent_id = any(${endedIds}::uuid[]) and p.valid_until is null`)
  return row?.n ?? 0
}

/** PostgreSQL's code for a row that others still point to. */
const isPointedTo = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23503'

/**
 * Takes places away again that came in by mistake and on which nothing was built: untouched since (version 1), without
 * children, persons, cases or responsibilities. Refuses otherwise.
 */
export async function removeUntouchedPlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += PART) {
    const part = ids.slice(start, start + PART)
    try {
      const gone = await tx.run(sql`delete from place where county = ${tx.county} and id = any(${part}::uuid[])
        and version = 1`)
      if (gone !== part.length) throw new Refusal('changed-meanwhile')
    } catch (error) {
      if (isPointedTo(error)) throw new Refusal('in-use', { count: 1 })
      throw error
    }
  }
}
