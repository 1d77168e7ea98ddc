import { mayDo, type Actor, type StaffRole } from '@xiangzhi/language'
import { findPlace } from '#kernel/places'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addGrants } from './bulk.ts'
import { findOrganisation } from './organisations.ts'
import { decideGrant } from './rules.ts'
import type { NewGrant } from './types.ts'

interface Command<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
}

/** Grants a role over a place or in an organisation. Needs `role.grant`; nobody grants themselves anything. */
export async function grantRole({ tx, by, input }: Command<NewGrant>): Promise<{ id: string }> {
  refuseUnless(mayDo(by, 'role.grant'), 'not-allowed')
  // The person's row is held, or two grants at once could join two administrations in one hand.
  const person = await tx.row(
    sql`select 1 from person where county = ${tx.county} and id = ${input.personId} for update`,
  )
  refuseUnless(person, 'not-found')
  const place = input.placeId ? await findPlace(tx, input.placeId) : undefined
  const organisation = input.organisationId ? await findOrganisation(tx, input.organisationId) : undefined
  const held = await tx.rows<{ role: StaffRole }>(sql`select distinct g.role from role_grant g
    where g.county = ${tx.county} and g.person_id = ${input.personId}
      and (g.held_until is null or g.held_until > ${input.heldFrom})`)
  const problem = decideGrant({
    role: input.role,
    placeKind: place?.validUntil === null ? place.kind : undefined,
    hasOrganisation: organisation?.validUntil === null,
    heldRoles: held.map((row) => row.role),
    toOneself: by.personId === input.personId,
  })
  if (problem === 'second-person') throw new Refusal('second-person')
  if (problem === 'admins-apart') throw new Refusal('admins-apart')
  if (problem) throw new Refusal('bad-input', { field: 'placeId' }, problem)
  refuseUnless(!input.heldUntil || input.heldUntil > input.heldFrom, 'bad-input', { field: 'heldUntil' })
  await addGrants(tx, [input], by.personId)
  return { id: input.id }
}

/** Ends a role on a day. The row stays: who was allowed what, and when, must be told years later. */
export async function endGrant({
  tx,
  by,
  input,
}: Command<{ readonly id: string; readonly heldUntil: string }>): Promise<{ personId: string }> {
  refuseUnless(mayDo(by, 'role.grant'), 'not-allowed')
  const ended = await tx.row<{ personId: string }>(sql`update role_grant set held_until = ${input.heldUntil}
    where county = ${tx.county} and id = ${input.id} and (held_until is null or held_until > ${input.heldUntil})
    returning person_id as "personId"`)
  refuseUnless(ended, 'not-found')
  return ended
}
