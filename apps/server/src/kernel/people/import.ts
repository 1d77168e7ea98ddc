import { spellName } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { tellBeginning } from './beginnings.ts'
import type { Organisation } from './types.ts'

const PART = 2000

const inParts = async <T>(list: readonly T[], work: (part: readonly T[]) => Promise<void>): Promise<void> => {
  for (let start = 0; start < list.length; start += PART) await work(list.slice(start, start + PART))
}

/** A person as an import writes them: personal fields sealed and hashed already, as text of bytea (`\x…`). */
export interface SealedPerson {
  readonly id: string
  /** As `spellName` writes it. */
  readonly name: string
  readonly householdId: string | null
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  readonly phoneSealed: string | null
  readonly phoneHash: string | null
  readonly identityHash: string | null
  readonly partyMember: boolean
  readonly version: number
}

/** Everybody with one of these names or identity numbers: whom a row of an import may mean. */
export function listPersonsToMatch(
  tx: Tx,
  names: readonly string[],
  identityHashes: readonly string[],
): Promise<SealedPerson[]> {
  return tx.rows<SealedPerson>(sql`select p.id, p.name, p.household_id, p.town_id,
      p.village_id, p.grid_id, p.phone_sealed::text as "phoneSealed",
      p.phone_hash::text as "phoneHash", p.identity_hash::text as "identityHash", p.party_member, p.version
    from person p where p.county = ${tx.county}
      and (p.name = any(${names.map(spellName)}::text[]) or p.identity_hash = any(${identityHashes}::bytea[]))`)
}

const sealedColumns = sql.raw(`r(id uuid, name text, "householdId" uuid, "townId" uuid, "villageId" uuid, "gridId" uuid,
  "phoneSealed" text, "phoneHash" text, "identityHash" text, "partyMember" boolean, version int)`)

/** Adds persons whose fields are sealed already. */
export function addSealedPersons(tx: Tx, persons: readonly SealedPerson[], now: Date): Promise<void> {
  return inParts(persons, async (part) => {
    await tx.run(sql`insert into person (county, id, name, household_id, town_id, village_id, grid_id, phone_sealed,
        phone_hash, identity_hash, party_member, created_at)
      select ${tx.county}::int, r.id, r.name, r."householdId", r."townId", r."villageId", r."gridId",
        r."phoneSealed"::bytea, r."phoneHash"::bytea, r."identityHash"::bytea, r."partyMember", ${now}::timestamptz
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as ${sealedColumns}`)
  })
}

/** Rewrites persons. Refuses when one of them was changed by somebody else since they were seen. */
export function rewritePersons(tx: Tx, persons: readonly SealedPerson[], now: Date): Promise<void> {
  return inParts(persons, async (part) => {
    const changed = await tx.run(sql`update person as p set name = r.name, household_id = r."householdId",
        town_id = r."townId", village_id = r."villageId", grid_id = r."gridId", phone_sealed = r."phoneSealed"::bytea,
        phone_hash = r."phoneHash"::bytea, identity_hash = r."identityHash"::bytea, party_member = r."partyMember",
        version = p.version + 1
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as ${sealedColumns}
      where p.county = ${tx.county} and p.id = r.id and p.version = r.version`)
    if (changed !== part.length) throw new Refusal('changed-meanwhile')
    tellBeginning(
      tx,
      part.map(({ id }) => id),
      now,
    )
  })
}

/** Lets the persons of households follow them into another grid. */
export function followHouseholds(
  tx: Tx,
  households: readonly {
    readonly id: string
    readonly townId: string | null
    readonly villageId: string | null
    readonly gridId: string | null
  }[],
): Promise<void> {
  return inParts(households, async (part) => {
    await tx.run(sql`update person as p set town_id = r."townId", village_id = r."villageId", grid_id = r."gridId"
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, "townId" uuid, "villageId" uuid, "gridId" uuid)
      where p.county = ${tx.county} and p.household_id = r.id`)
  })
}

export function listOrganisationsByKeys(tx: Tx, keys: readonly string[]): Promise<Organisation[]> {
  return tx.rows<Organisation>(sql`select o.id, o.key, o.kind, o.name, o.name_en, o.line,
      o.place_id, o.parent_id, o.valid_from, o.valid_until,
      o.version
    from organisation o where o.county = ${tx.county} and o.key = any(${keys}::text[]) and o.valid_until is null`)
}

/** Rewrites organisations. Refuses when one of them was changed by somebody else since it was seen. */
export function rewriteOrganisations(tx: Tx, organisations: readonly Organisation[]): Promise<void> {
  return inParts(organisations, async (part) => {
    const changed = await tx.run(sql`update organisation as o set kind = r.kind, name = r.name, name_en = r."nameEn",
        line = r.line, place_id = r."placeId", parent_id = r."parentId", valid_until = r."validUntil",
        version = o.version + 1
      from jsonb_to_recordset(${sql.json(part)}::jsonb) as r(id uuid, kind text, name text, "nameEn" text, line text,
        "placeId" uuid, "parentId" uuid, "validUntil" date, version int)
      where o.county = ${tx.county} and o.id = r.id and o.version = r.version`)
    if (changed !== part.length) throw new Refusal('changed-meanwhile')
  })
}

/** A responsibility or a role as held: what an import compares with, ends, and gives back when it is undone. */
export interface HeldOffice {
  readonly id: string
  readonly kind: string
  readonly personId: string | null
  readonly organisationId: string | null
  readonly placeId: string | null
  readonly heldFrom: string
  readonly heldUntil: string | null
}

/** The responsibilities over places, or the roles of persons, that have not ended. */
export function listHeld(
  tx: Tx,
  of: { readonly responsibilitiesAt: readonly string[] } | { readonly rolesOf: readonly string[] },
): Promise<HeldOffice[]> {
  return 'rolesOf' in of
    ? tx.rows<HeldOffice>(sql`select g.id, g.role as kind, g.person_id,
          g.organisation_id, g.place_id, g.held_from,
          g.held_until
        from role_grant g where g.county = ${tx.county} and g.person_id = any(${of.rolesOf}::uuid[])
          and g.held_until is null`)
    : tx.rows<HeldOffice>(sql`select r.id, r.kind, r.person_id, r.organisation_id,
          r.place_id, r.held_from, r.held_until
        from responsibility r where r.county = ${tx.county} and r.place_id = any(${of.responsibilitiesAt}::uuid[])
          and r.held_until is null`)
}

export type HeldTable = 'responsibility' | 'role_grant'

/** Ends what is held, or, with null, lets it be held again. Refuses when somebody was quicker. */
export async function setHeldUntil(
  tx: Tx,
  table: HeldTable,
  ends: readonly { readonly id: string; readonly heldUntil: string | null; readonly was: string | null }[],
  now: Date,
): Promise<void> {
  const changed = await tx.rows<{
    personId: string | null
  }>(sql`update ${sql.raw(table)} as h set held_until = r."heldUntil"
    from jsonb_to_recordset(${sql.json(ends)}::jsonb) as r(id uuid, "heldUntil" date, was date)
    where h.county = ${tx.county} and h.id = r.id and h.held_until is not distinct from r.was returning h.person_id`)
  if (changed.length !== ends.length) throw new Refusal('changed-meanwhile')
  if (table === 'role_grant')
    tellBeginning(
      tx,
      changed.flatMap(({ personId }) => personId ?? []),
      now,
    )
}

const isPointedTo = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23503'

/**
 * Takes away again what an import brought in by mistake and on which nothing was built. Persons and organisations must be
 * untouched since (version 1), responsibilities and roles not ended. Refuses otherwise.
 */
export function removeImported(
  tx: Tx,
  table: 'person' | 'organisation' | HeldTable,
  ids: readonly string[],
): Promise<void> {
  const untouched = table === 'person' || table === 'organisation' ? sql`version = 1` : sql`held_until is null`
  return inParts(ids, async (part) => {
    try {
      const gone = await tx.run(sql`delete from ${sql.raw(table)} where county = ${tx.county}
        and id = any(${part}::uuid[]) and ${untouched}`)
      if (gone !== part.length) throw new Refusal('changed-meanwhile')
    } catch (error) {
      if (isPointedTo(error)) throw new Refusal('in-use', { count: 1 })
      throw error
    }
  })
}
