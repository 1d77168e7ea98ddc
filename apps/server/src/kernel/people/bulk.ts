import { spellName } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { normalisePhone, type Sealing } from '#platform/sealing'
import { tellBeginning } from './beginnings.ts'
import type { NewGrant, NewOffice, NewOrganisation, NewPerson, NewResponsibility } from './types.ts'

/** Rows in one statement: large enough to be quick, small enough for a server with little memory. */
const ROWS_MAX = 2000

const inSlices = async <T>(list: readonly T[], send: (part: T[]) => void, tx: Tx): Promise<void> => {
  for (let start = 0; start < list.length; start += ROWS_MAX) send(list.slice(start, start + ROWS_MAX))
  // Waiting here gives the first error to the caller, who knows what was being added.
  if (list.length > 0) await tx.run(sql`select 1`)
}

const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`

/** What a person's personal fields look like in the table: the number sealed and hashed, the identity only hashed. */
export function personalFields(
  sealing: Sealing,
  input: Pick<NewPerson, 'phone' | 'identityNumber'>,
): { phone_sealed: string | null; phone_hash: string | null; identity_hash: string | null } {
  const phone = input.phone ? normalisePhone(input.phone) : undefined
  if (input.phone && phone === undefined) throw new Error('not a telephone number')
  const identity = input.identityNumber?.normalize('NFKC').trim().toUpperCase()
  return {
    phone_sealed: phone === undefined ? null : hex(sealing.seal(phone)),
    phone_hash: phone === undefined ? null : hex(sealing.hash('phone', phone)),
    identity_hash: identity ? hex(sealing.hash('identity', identity)) : null,
  }
}

/** Adds many persons: for packs and imports. A household must come with its ancestors (see `placeStanding`). */
export function addPersons(tx: Tx, sealing: Sealing, persons: readonly NewPerson[], now: Date): Promise<void> {
  const rows = persons.map((person) => ({
    id: person.id,
    name: spellName(person.name),
    household_id: person.householdId ?? null,
    town_id: person.townId ?? null,
    village_id: person.villageId ?? null,
    grid_id: person.gridId ?? null,
    ...personalFields(sealing, person),
    party_member: person.partyMember ?? false,
    demo: person.demo ?? false,
  }))
  return inSlices(
    rows,
    (part) => {
      tx.send(sql`insert into person (county, id, name, household_id, town_id, village_id, grid_id, phone_sealed,
          phone_hash, identity_hash, party_member, demo, created_at)
        select ${tx.county}::int, r.id, r.name, r.household_id, r.town_id, r.village_id, r.grid_id,
          r.phone_sealed::bytea, r.phone_hash::bytea, r.identity_hash::bytea, r.party_member, r.demo, ${now}::timestamptz
        from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, name text, household_id uuid, town_id uuid,
          village_id uuid, grid_id uuid, phone_sealed text, phone_hash text, identity_hash text, party_member boolean,
          demo boolean)`)
    },
    tx,
  )
}

/** Adds many organisations. Parents must stand in the list before their children, or in the database. */
export function addOrganisations(tx: Tx, organisations: readonly NewOrganisation[]): Promise<void> {
  return inSlices(
    organisations,
    (part) => {
      tx.send(sql`insert into organisation (county, id, key, kind, name, name_en, line, place_id, parent_id, valid_from)
        select ${tx.county}::int, r.id, r.key, r.kind, r.name, r."nameEn", r.line, r."placeId", r."parentId",
          r."validFrom"
        from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, key text, kind text, name text, "nameEn" text,
          line text, "placeId" uuid, "parentId" uuid, "validFrom" date)`)
    },
    tx,
  )
}

export function addOffices(tx: Tx, offices: readonly NewOffice[], at: Date | null = null): Promise<void> {
  tellBeginning(
    tx,
    offices.map(({ personId }) => personId),
    at,
  )
  return inSlices(
    offices,
    (part) => {
      tx.send(sql`insert into office (county, id, organisation_id, person_id, title, held_from)
        select ${tx.county}::int, r.id, r."organisationId", r."personId", r.title, r."heldFrom"
        from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, "organisationId" uuid, "personId" uuid,
          title text, "heldFrom" date)`)
    },
    tx,
  )
}

export function addResponsibilities(tx: Tx, responsibilities: readonly NewResponsibility[]): Promise<void> {
  return inSlices(
    responsibilities,
    (part) => {
      tx.send(sql`insert into responsibility (county, id, kind, person_id, organisation_id, place_id, held_from)
        select ${tx.county}::int, r.id, r.kind, r."personId", r."organisationId", r."placeId", r."heldFrom"
        from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, kind text, "personId" uuid,
          "organisationId" uuid, "placeId" uuid, "heldFrom" date)`)
    },
    tx,
  )
}

export function addGrants(
  tx: Tx,
  grants: readonly NewGrant[],
  grantedBy: string | null = null,
  at: Date | null = null,
): Promise<void> {
  tellBeginning(
    tx,
    grants.map(({ personId }) => personId),
    at,
  )
  return inSlices(
    grants,
    (part) => {
      tx.send(sql`insert into role_grant (county, id, person_id, role, place_id, organisation_id, held_from, held_until,
          granted_by, granted_at)
        select ${tx.county}::int, r.id, r."personId", r.role, r."placeId", r."organisationId", r."heldFrom",
          r."heldUntil", ${grantedBy}::uuid, ${at}::timestamptz
        from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, "personId" uuid, role text, "placeId" uuid,
          "organisationId" uuid, "heldFrom" date, "heldUntil" date)`)
    },
    tx,
  )
}

/** Says as which person of this county an account signs in. An account is one person; a second link replaces the first. */
export async function linkAccount(
  tx: Tx,
  link: { readonly accountId: string; readonly personId: string; readonly demo: boolean },
): Promise<void> {
  await tx.run(sql`insert into account_link (county, account_id, person_id, demo)
    values (${tx.county}, ${link.accountId}, ${link.personId}, ${link.demo})
    on conflict (county, account_id) do update set person_id = excluded.person_id, demo = excluded.demo`)
}

/** Says that an account was closed, so that it mans no desk any more, or (`null`) that it was opened again. */
export async function markAccountEnded(tx: Tx, accountId: string, endedAt: Date | null): Promise<void> {
  await tx.run(
    sql`update account_link set ended_at = ${endedAt} where county = ${tx.county} and account_id = ${accountId}`,
  )
}
