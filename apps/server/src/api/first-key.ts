import type { Actor, StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Database, Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { findOrganisationByKey } from '#kernel/people'
import { findCounty, findPlaceByCode } from '#kernel/places'
import { makeKey } from './key-operations.ts'

async function reachAt(tx: Tx, at: string): Promise<{ placeId?: string; organisationId?: string }> {
  const place = await findPlaceByCode(tx, at)
  if (place) return { placeId: place.id }
  const unit = await findOrganisationByKey(tx, at)
  if (!unit) throw new Refusal('place-unknown', {}, at)
  return { organisationId: unit.id }
}

/**
 * Makes a key from the command line and returns it: whoever has the machine has the rights of its security administrator. The
 * role reaches the whole county unless a place or a unit is named.
 */
export async function addFirstKey(
  { db, sealing }: { readonly db: Pick<Database, 'write'>; readonly sealing: Sealing },
  county: number,
  input: {
    readonly role: StaffRole | undefined
    readonly name: string
    readonly at: string | undefined
    readonly now: Date
  },
): Promise<string> {
  return db.write(county, async (tx) => {
    const root = await findCounty(tx)
    if (!root) throw new Error('the county has no root place')
    const reach = { kind: 'place', level: 'county', placeId: root.id } as const
    const by: Actor = { personId: uuidv7(), accountId: '', name: '', grants: [{ role: 'security-admin', reach }] }
    const grants = input.role ? [{ role: input.role, ...(input.at ? await reachAt(tx, input.at) : {}) }] : []
    const { key } = await makeKey(
      { tx, by, sealing, now: input.now },
      { name: input.name, grants, expiresAt: undefined, onMachine: true },
    )
    return key
  })
}
