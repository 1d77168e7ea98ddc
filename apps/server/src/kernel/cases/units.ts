import type { Grant } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { placeNamesOf } from '#kernel/places'
import { organisationNamesOf } from '#kernel/people'
import type { By } from './types.ts'

/** The names of the places and organisations for which somebody acts. Sent with the first reads, so it costs no round trip. */
export async function unitNames(tx: Tx, by: By): Promise<ReadonlyMap<string, string>> {
  if (by.kind !== 'staff') return new Map()
  const placeIds = new Set<string>()
  const organisationIds = new Set<string>()
  for (const { reach } of by.actor.grants) {
    if (reach.kind === 'organisation') organisationIds.add(reach.organisationId)
    else placeIds.add(reach.placeId)
  }
  const [places, organisations] = await Promise.all([
    placeNamesOf(tx, [...placeIds]),
    organisationNamesOf(tx, [...organisationIds]),
  ])
  return new Map([...places, ...[...organisations].map(([id, { name }]) => [id, name] as const)])
}

/** Role and unit of the timeline, from the grant through which somebody acted. */
export function actedFor(
  grant: Grant | undefined,
  names: ReadonlyMap<string, string>,
): { byRole: Grant['role'] | null; byUnit: string | null } {
  if (!grant) return { byRole: null, byUnit: null }
  const id = grant.reach.kind === 'organisation' ? grant.reach.organisationId : grant.reach.placeId
  return { byRole: grant.role, byUnit: names.get(id) ?? null }
}
