import { sql, type Tx } from '#platform/database'
import { lyingIn } from './reads.ts'
import { largestOutline } from './rules.ts'
import type { Boundary, MapShape, PlaceKind } from './types.ts'

export interface ShapeFilter {
  readonly kind: PlaceKind
  /** Only what lies in this place; the whole county without it. */
  readonly under?: string
}

/** The boundaries of places for a map, in the order of their codes. Places without a boundary are left out. */
export async function mapShapes(tx: Tx, filter: ShapeFilter): Promise<MapShape[]> {
  const under = filter.under === undefined ? sql`true` : lyingIn(tx.county, filter.under)
  const rows = await tx.rows<Omit<MapShape, 'ring'>>(sql`select p.id, p.kind, p.code, p.name, p.name_en,
      p.parent_id, p.lng, p.lat, b.geometry, b.schematic
    from place p join place_boundary b on b.county = p.county and b.place_id = p.id
    where p.county = ${tx.county} and p.kind = ${filter.kind} and p.valid_until is null and ${under}
    order by p.code limit 5000`)
  return rows.map((row) => ({ ...row, ring: largestOutline(row.geometry) }))
}

/** The boundary of one place with where it comes from. */
export function findBoundary(
  tx: Tx,
  placeId: string,
): Promise<{ geometry: Boundary; schematic: boolean; source: string } | undefined> {
  return tx.row(sql`select b.geometry, b.schematic, b.source from place_boundary b
    where b.county = ${tx.county} and b.place_id = ${placeId}`)
}
