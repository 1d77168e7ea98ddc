import { maskName, type StaffRole } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import { Memory } from '#platform/memory'
import { maskPhone, type Sealing } from '#platform/sealing'
import type { GrantListed, Holder, Look, PersonListed, Responsibility } from './types.ts'

/** Whether the row of an alias is held on a day; the last day is the one before `held_until`. */
export const heldOn = (alias: 'o' | 'r' | 'g', today: string): Statement => {
  const row = sql.raw(alias)
  return sql`${row}.held_from <= ${today} and (${row}.held_until is null or ${row}.held_until > ${today})`
}

/** The same with what begins later. */
export const notEnded = (alias: 'o' | 'r' | 'g', today: string): Statement => {
  const row = sql.raw(alias)
  return sql`(${row}.held_until is null or ${row}.held_until > ${today})`
}

/** One office that the person of a row (`p`) holds on the day, as title and organisation. */
const officeOf = (today: string): Statement => sql`left join lateral (
    select o.title, o.organisation_id, n.name as organisation_name from office o
    join organisation n on n.county = o.county and n.id = o.organisation_id
    where o.county = p.county and o.person_id = p.id and ${heldOn('o', today)} order by o.held_from, o.id limit 1
  ) f on true`

const holderColumns = sql.raw(`p.id as "personId", p.name, f.title, f.organisation_id,
  f.organisation_name`)

/** Who holds a role over exactly this place, or in exactly this organisation, on the day. */
export function listHolders(
  tx: Tx,
  role: StaffRole,
  reach: { readonly placeId: string } | { readonly organisationId: string },
  today: string,
): Promise<Holder[]> {
  const where =
    'placeId' in reach ? sql`g.place_id = ${reach.placeId}` : sql`g.organisation_id = ${reach.organisationId}`
  return tx.rows<Holder>(sql`select ${holderColumns}
    from role_grant g join person p on p.county = g.county and p.id = g.person_id ${officeOf(today)}
    where g.county = ${tx.county} and g.role = ${role} and ${where} and ${heldOn('g', today)}
    order by g.held_from, p.id limit 200`)
}

/** Who answers for these places on the day, persons and organisations, in whatever kind. */
export function listResponsible(tx: Tx, placeIds: readonly string[], today: string): Promise<Responsibility[]> {
  return tx.rows<Responsibility>(sql`select r.id, r.kind, r.place_id, r.person_id,
      r.organisation_id, coalesce(p.name, n.name) as name, r.held_from,
      r.held_until
    from responsibility r
    left join person p on p.county = r.county and p.id = r.person_id
    left join organisation n on n.county = r.county and n.id = r.organisation_id
    where r.county = ${tx.county} and r.place_id = any(${placeIds}::uuid[]) and ${heldOn('r', today)}
    order by r.kind, r.held_from, r.id`)
}

/** Which of these places nobody answers for in a kind on the day. */
export async function listPlacesWithout(
  tx: Tx,
  kind: string,
  placeIds: readonly string[],
  today: string,
): Promise<string[]> {
  const rows = await tx.rows<{
    id: string
  }>(sql`select u.id from unnest(${placeIds}::uuid[]) with ordinality as u(id, no)
    where not exists (select 1 from responsibility r where r.county = ${tx.county} and r.place_id = u.id
      and r.kind = ${kind} and ${heldOn('r', today)})
    order by u.no`)
  return rows.map((row) => row.id)
}

/** Who holds a role in each of these organisations, by organisation; organisations without a holder are absent. */
export async function listHoldersOfOrganisations(
  tx: Tx,
  role: StaffRole,
  organisationIds: readonly string[],
  today: string,
): Promise<Map<string, { personId: string; name: string }[]>> {
  const rows = await tx.rows<{ organisationId: string; personId: string; name: string }>(sql`select
      g.organisation_id, p.id as "personId", p.name
    from role_grant g join person p on p.county = g.county and p.id = g.person_id
    where g.county = ${tx.county} and g.role = ${role} and g.organisation_id = any(${organisationIds}::uuid[])
      and g.held_from <= ${today} and (g.held_until is null or g.held_until > ${today})
    order by p.name, p.id`)
  return Map.groupBy(rows, (row) => row.organisationId)
}

const personNames = new Memory<string>('shown')

/** Names of persons by id, for timelines. Staff only: villagers never act by name. */
export function namesOf(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return personNames.of(tx, personIds, async (ids) => {
    const rows = await tx.rows<{ id: string; name: string }>(
      sql`select p.id, p.name from person p where p.county = ${tx.county} and p.id = any(${ids}::uuid[])`,
    )
    return new Map(rows.map((row) => [row.id, row.name]))
  })
}

/** A person as stored, before it is masked. */
export interface PersonListRow extends Omit<PersonListed, 'phoneMasked'> {
  readonly phoneSealed: Buffer | null
}

/** The expression of each member of a stored person; whether they are staff depends on the day. */
export const personColumns = {
  id: 'p.id',
  name: 'p.name',
  townId: 'p.town_id',
  villageId: 'p.village_id',
  gridId: 'p.grid_id',
  householdId: 'p.household_id',
  phoneSealed: 'p.phone_sealed',
  demo: 'p.demo',
  version: 'p.version',
} as const
const storedColumns = sql.columns(personColumns)

/** Whether a person holds a role on the day. */
export const holdsRole = (today: string): Statement =>
  sql`exists (select 1 from role_grant g where g.county = p.county and g.person_id = p.id and ${heldOn('g', today)})`

/** Whether a person holds an office or a role on the day. */
export const isStaff = (today: string): Statement =>
  sql`(exists (select 1 from office o where o.county = p.county and o.person_id = p.id and ${heldOn('o', today)})
    or ${holdsRole(today)})`

/** A person as lists show them: villagers masked, staff by name. */
export const masked = (sealing: Sealing, { phoneSealed, ...row }: PersonListRow): PersonListed => ({
  ...row,
  name: row.staff ? row.name : maskName(row.name),
  phoneMasked: phoneSealed === null ? null : maskPhone(sealing.open(phoneSealed)),
})

/** The columns by which the reach of whoever asks is compared with a person. */
export const personReach = { town: 'p.town_id', village: 'p.village_id', grid: 'p.grid_id' } as const

/** One person, masked like in a list. */
export async function findPerson(
  tx: Tx,
  sealing: Sealing,
  id: string,
  today: string,
): Promise<PersonListed | undefined> {
  const row = await tx.row<PersonListRow>(
    sql`select ${storedColumns}, ${isStaff(today)} as staff from person p
      where p.county = ${tx.county} and p.id = ${id}`,
  )
  return row && masked(sealing, row)
}

/** The persons who gave this telephone number. The number is compared by its keyed hash. */
export async function listPersonIdsByPhone(tx: Tx, phoneHash: Uint8Array): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select p.id from person p
    where p.county = ${tx.county} and p.phone_hash = ${phoneHash} order by p.id limit 20`)
  return rows.map((row) => row.id)
}

/** Where the persons with this telephone live: their household, and the village they are listed in. */
export function listHomesByPhone(
  tx: Tx,
  phoneHash: Uint8Array,
): Promise<{ readonly householdId: string | null; readonly villageId: string | null }[]> {
  return tx.rows(sql`select p.household_id, p.village_id from person p
    where p.county = ${tx.county} and p.phone_hash = ${phoneHash} order by p.id limit 20`)
}

/** Roles with their reach on the day: of one person, in one role, or all, at most 5,000, the newest first. */
export function listGrants(
  tx: Tx,
  { personId, role, today }: { readonly personId?: string; readonly role?: StaffRole; readonly today: string },
): Promise<GrantListed[]> {
  const where = [sql`g.county = ${tx.county}`, heldOn('g', today)]
  if (personId !== undefined) where.push(sql`g.person_id = ${personId}`)
  if (role !== undefined) where.push(sql`g.role = ${role}`)
  return tx.rows<GrantListed>(sql`select g.id, g.person_id, p.name, g.role, g.place_id,
      g.organisation_id, g.held_from, g.held_until
    from role_grant g join person p on p.county = g.county and p.id = g.person_id
    where ${sql.join(where, ' and ')} order by g.id desc limit 5000`)
}

/** Which account signs in as which person: for the administration of accounts. */
export function listAccountLinks(
  tx: Tx,
): Promise<{ accountId: string; personId: string; name: string; demo: boolean }[]> {
  return tx.rows(sql`select a.account_id, a.person_id, p.name, a.demo
    from account_link a join person p on p.county = a.county and p.id = a.person_id
    where a.county = ${tx.county} order by p.name, a.account_id limit 5000`)
}

/** The person whom an account of this county stands for. */
export async function personOfAccount(tx: Tx, accountId: string): Promise<string | undefined> {
  const row = await tx.row<{ personId: string }>(
    sql`select person_id from account_link where county = ${tx.county} and account_id = ${accountId}`,
  )
  return row?.personId
}

/** Who looked at a person's data, when and why, the newest first: shown to the person (个人信息保护法 art. 44–45). */
export function listLooks(tx: Tx, personId: string, today: string): Promise<Look[]> {
  return tx.rows<Look>(sql`select l.id, l.subject, l.case_id, coalesce(p.name, '') as "lookedBy",
      f.title as "lookedByTitle", l.looked_at, l.fields, l.reason
    from personal_look l left join person p on p.county = l.county and p.id = l.looked_by ${officeOf(today)}
    where l.county = ${tx.county} and l.person_id = ${personId} order by l.looked_at desc, l.id limit 500`)
}
