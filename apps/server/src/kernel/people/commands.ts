import { mayDo, type Actor, spellName, type Standing } from '@xiangzhi/language'
import { findPlace, placeStanding, type Place } from '#kernel/places'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { normalisePhone, type Sealing } from '#platform/sealing'
import { addOffices, addOrganisations, addPersons, addResponsibilities, personalFields } from './bulk.ts'
import { tellBeginning } from './beginnings.ts'
import { findOrganisation } from './organisations.ts'
import type { NewOffice, NewOrganisation, NewPerson, NewResponsibility } from './types.ts'

interface Command<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
}
interface SealedCommand<Input> extends Command<Input> {
  readonly sealing: Sealing
}

const requirePlace = async (tx: Tx, id: string): Promise<Place> => {
  const place = await findPlace(tx, id)
  refuseUnless(place, 'place-unknown')
  return place
}

interface PersonFacts extends Standing {
  readonly version: number
}

const requirePerson = async (tx: Tx, id: string): Promise<PersonFacts> => {
  const person = await tx.row<PersonFacts>(sql`select version, town_id, village_id,
    grid_id from person where county = ${tx.county} and id = ${id}`)
  refuseUnless(person, 'not-found')
  return person
}

/** Where a person lives, from the household when it is known. */
const standingOf = async (
  tx: Tx,
  input: { readonly householdId?: string | null; readonly villageId?: string | null },
): Promise<{ townId: string | null; villageId: string | null; gridId: string | null }> => {
  const placeId = input.householdId ?? input.villageId
  if (!placeId) return { townId: null, villageId: null, gridId: null }
  const standing = await placeStanding(tx, placeId)
  refuseUnless(standing, 'place-unknown')
  return { townId: standing.townId, villageId: standing.villageId, gridId: standing.gridId }
}

const requirePhone = (phone: string | null | undefined): void =>
  refuseUnless(!phone || normalisePhone(phone) !== undefined, 'bad-input', { field: 'phone' })

/** Adds a person. Refuses a telephone number that is none, and an identity number that is listed already. */
export async function addPerson({ tx, by, input, now, sealing }: SealedCommand<NewPerson>): Promise<{ id: string }> {
  const standing = await standingOf(tx, input)
  refuseUnless(mayDo(by, 'person.write', standing), 'not-allowed')
  requirePhone(input.phone)
  const { identity_hash: identity } = personalFields(sealing, { identityNumber: input.identityNumber ?? null })
  if (identity !== null) {
    const double = await tx.row(
      sql`select 1 from person where county = ${tx.county} and identity_hash = ${identity}::bytea`,
    )
    refuseUnless(!double, 'bad-input', { field: 'identityNumber' }, 'listed already')
  }
  await addPersons(tx, sealing, [{ ...input, ...standing }], now)
  return { id: input.id }
}

export interface PersonChange {
  readonly id: string
  readonly version: number
  readonly name?: string
  readonly householdId?: string | null
  readonly villageId?: string | null
  /** Null withdraws it: number and hash are really gone then. */
  readonly phone?: string | null
  readonly partyMember?: boolean
}

/** Changes what is known of a person; what the input leaves out stays as it is. */
export async function changePerson({
  tx,
  by,
  input,
  now,
  sealing,
}: SealedCommand<PersonChange>): Promise<{ version: number }> {
  const before = await requirePerson(tx, input.id)
  refuseUnless(mayDo(by, 'person.write', before), 'not-allowed')
  requirePhone(input.phone)
  const sets = [sql`version = version + 1`]
  if (input.name !== undefined) sets.push(sql`name = ${spellName(input.name)}`)
  if (input.partyMember !== undefined) sets.push(sql`party_member = ${input.partyMember}`)
  if (input.phone !== undefined) {
    const fields = personalFields(sealing, { phone: input.phone })
    sets.push(sql`phone_sealed = ${fields.phone_sealed}::bytea`, sql`phone_hash = ${fields.phone_hash}::bytea`)
  }
  if (input.householdId !== undefined || input.villageId !== undefined) {
    const standing = await standingOf(tx, input)
    refuseUnless(mayDo(by, 'person.write', standing), 'not-allowed')
    sets.push(
      sql`household_id = ${input.householdId ?? null}`,
      sql`town_id = ${standing.townId}`,
      sql`village_id = ${standing.villageId}`,
      sql`grid_id = ${standing.gridId}`,
    )
  }
  const changed = await tx.run(sql`update person set ${sql.join(sets)}
    where county = ${tx.county} and id = ${input.id} and version = ${input.version}`)
  refuseUnless(changed === 1, 'changed-meanwhile')
  if (input.name !== undefined) tellBeginning(tx, [input.id], now)
  return { version: input.version + 1 }
}

/** Adds an organisation that stands in a place. */
export async function addOrganisation({ tx, by, input }: Command<NewOrganisation>): Promise<{ id: string }> {
  refuseUnless(mayDo(by, 'organisation.write', await requirePlace(tx, input.placeId)), 'not-allowed')
  const double = await tx.row(
    sql`select 1 from organisation where county = ${tx.county} and key = ${input.key} and valid_until is null`,
  )
  refuseUnless(!double, 'bad-input', { field: 'key' }, 'the key is in use')
  await addOrganisations(tx, [input])
  return { id: input.id }
}

export interface OrganisationChange {
  readonly id: string
  readonly version: number
  readonly name?: string
  readonly nameEn?: string
  readonly line?: string | null
  readonly parentId?: string | null
  /** The first day on which the organisation is no more. */
  readonly validUntil?: string
}

/** Renames an organisation, puts it under another one, or ends it. */
export async function changeOrganisation({ tx, by, input }: Command<OrganisationChange>): Promise<{ version: number }> {
  const before = await findOrganisation(tx, input.id)
  refuseUnless(before, 'not-found')
  refuseUnless(mayDo(by, 'organisation.write', await requirePlace(tx, before.placeId)), 'not-allowed')
  refuseUnless(input.parentId !== input.id, 'bad-input', { field: 'parentId' })
  if (input.validUntil !== undefined && input.validUntil < before.validFrom)
    throw new Refusal('bad-input', { field: 'validUntil' })
  const next = { ...before, ...input }
  const changed = await tx.run(sql`update organisation set name = ${next.name}, name_en = ${next.nameEn},
      line = ${next.line}, parent_id = ${next.parentId}, valid_until = ${next.validUntil}, version = version + 1
    where county = ${tx.county} and id = ${input.id} and version = ${input.version}`)
  refuseUnless(changed === 1, 'changed-meanwhile')
  return { version: input.version + 1 }
}

/** Gives an office to a person from a day on. */
export async function giveOffice({ tx, by, input, now }: Command<NewOffice>): Promise<{ id: string }> {
  const organisation = await findOrganisation(tx, input.organisationId)
  refuseUnless(organisation, 'not-found')
  refuseUnless(mayDo(by, 'organisation.write', await requirePlace(tx, organisation.placeId)), 'not-allowed')
  await requirePerson(tx, input.personId)
  await addOffices(tx, [input], now)
  return { id: input.id }
}

export interface Ending {
  readonly id: string
  /** The first day on which it is no longer held. */
  readonly heldUntil: string
}

/** Ends an office on a day. */
export async function endOffice({ tx, by, input }: Command<Ending>): Promise<{ personId: string }> {
  const office = await tx.row<{ placeId: string; personId: string }>(sql`select n.place_id,
      o.person_id from office o
    join organisation n on n.county = o.county and n.id = o.organisation_id
    where o.county = ${tx.county} and o.id = ${input.id}`)
  refuseUnless(office, 'not-found')
  refuseUnless(mayDo(by, 'organisation.write', await requirePlace(tx, office.placeId)), 'not-allowed')
  const changed = await tx.run(sql`update office set held_until = ${input.heldUntil}
    where county = ${tx.county} and id = ${input.id} and held_from <= ${input.heldUntil}`)
  refuseUnless(changed === 1, 'bad-input', { field: 'heldUntil' })
  return { personId: office.personId }
}

/** Makes a person or an organisation answer for a place, in a kind such as `grid-worker`. */
export async function giveResponsibility({ tx, by, input }: Command<NewResponsibility>): Promise<{ id: string }> {
  refuseUnless(mayDo(by, 'person.write', await requirePlace(tx, input.placeId)), 'not-allowed')
  refuseUnless(Boolean(input.personId) !== Boolean(input.organisationId), 'bad-input', { field: 'personId' })
  if (input.personId) await requirePerson(tx, input.personId)
  if (input.organisationId) refuseUnless(await findOrganisation(tx, input.organisationId), 'not-found')
  await addResponsibilities(tx, [input])
  return { id: input.id }
}

/** Ends a responsibility on a day. */
export async function endResponsibility({ tx, by, input }: Command<Ending>): Promise<void> {
  const row = await tx.row<{ placeId: string }>(sql`select r.place_id from responsibility r
    where r.county = ${tx.county} and r.id = ${input.id}`)
  refuseUnless(row, 'not-found')
  refuseUnless(mayDo(by, 'person.write', await requirePlace(tx, row.placeId)), 'not-allowed')
  const changed = await tx.run(sql`update responsibility set held_until = ${input.heldUntil}
    where county = ${tx.county} and id = ${input.id} and held_from <= ${input.heldUntil}`)
  refuseUnless(changed === 1, 'bad-input', { field: 'heldUntil' })
}
