import { type Level, type StaffRole, staffRoles } from '@xiangzhi/language'
import { listPlaces } from '#kernel/places'
import { sql, type Statement, type Tx } from '#platform/database'
import { heldOn, listPlacesWithout } from './reads.ts'

/**
 * Whether the holder of a grant `g` is there on the day: the grant is held, not every account of theirs was closed, and no office
 * that ended while they held it has left them without one. Everything that asks “is there somebody” asks this.
 */
const manning = (today: string): Statement => sql`${heldOn('g', today)}
  and (exists (select 1 from account_link a where a.county = g.county and a.person_id = g.person_id and a.ended_at is null)
    or not exists (select 1 from account_link a where a.county = g.county and a.person_id = g.person_id))
  and (exists (select 1 from office o where o.county = g.county and o.person_id = g.person_id and ${heldOn('o', today)})
    or not exists (select 1 from office o where o.county = g.county and o.person_id = g.person_id and o.held_until > g.held_from))`

/** Who mans the desks of places and organisations: place or organisation → role → persons. */
export type Manned = ReadonlyMap<string, ReadonlyMap<StaffRole, readonly string[]>>

/** Who mans the desks of some places on the day. `reachIds` is an array of uuid, of places or organisations; it may be a select of the caller. */
export async function listManned(tx: Tx, reachIds: Statement, today: string): Promise<Manned> {
  const rows = await tx.rows<{ reachId: string; role: StaffRole; personIds: string[] }>(sql`
    select coalesce(g.place_id, g.organisation_id) as "reachId", g.role, json_agg(distinct g.person_id) as "personIds" from role_grant g
    where g.county = ${tx.county} and (g.place_id = any(${reachIds}) or g.organisation_id = any(${reachIds})) and ${manning(today)}
    group by 1, g.role`)
  const manned = new Map<string, Map<StaffRole, readonly string[]>>()
  for (const { reachId, role, personIds } of rows)
    manned.set(reachId, (manned.get(reachId) ?? new Map<StaffRole, readonly string[]>()).set(role, personIds))
  return manned
}

/** Which of these places nobody mans in a role on the day, in their order. */
export async function listUnmanned(
  tx: Tx,
  role: StaffRole,
  placeIds: readonly string[],
  today: string,
): Promise<string[]> {
  if (placeIds.length === 0) return []
  const rows = await tx.rows<{ id: string }>(sql`select u.id
    from unnest(${placeIds}::uuid[]) with ordinality as u(id, no)
    where not exists (select 1 from role_grant g where g.county = ${tx.county} and g.role = ${role}
      and g.place_id = u.id and ${manning(today)}) order by u.no`)
  return rows.map(({ id }) => id)
}

/**
 * Which of these places nobody answers for in a kind on the day. Where the kind is a role, whoever answers must also be there
 * with the role: a grid whose worker lost the grant is as vacant as one that never had a worker.
 */
export async function listUnanswered(
  tx: Tx,
  kind: string,
  placeIds: readonly string[],
  today: string,
): Promise<string[]> {
  const isRole = (key: string): key is StaffRole => Object.hasOwn(staffRoles, key)
  const [bare, empty] = await Promise.all([
    listPlacesWithout(tx, kind, placeIds, today),
    isRole(kind) ? listUnmanned(tx, kind, placeIds, today) : [],
  ])
  const missing = new Set([...bare, ...empty])
  return placeIds.filter((id) => missing.has(id))
}

/** The desks that somebody works off for another who is not there: a role, and the places over which nobody holds it. */
export interface UnmannedDesk {
  readonly role: StaffRole
  readonly placeIds: readonly string[]
}

/**
 * Of a succession of seats, lowest first, the desks that fall to the seat above them within a place: its own highest one where
 * nobody sits there, and below that the next, as long as nobody sits in between. Looks no further down than to the first that is manned.
 */
export async function listFallen(
  tx: Tx,
  seats: readonly { readonly at: Level; readonly held: readonly StaffRole[] }[],
  under: string,
  today: string,
): Promise<UnmannedDesk[]> {
  const found: UnmannedDesk[] = []
  let within: readonly string[] = [under]
  for (const { at, held } of seats.toReversed()) {
    // A desk that a role of the county mans is never local: whether somebody holds that is the doctor's to find.
    if (held.some((role) => staffRoles[role] === 'county')) break
    const here = (await Promise.all(within.map((placeId) => listPlaces(tx, { kind: at, under: placeId })))).flat()
    let bare = here.map(({ id }) => id)
    for (const role of held) bare = await listUnmanned(tx, role, bare, today)
    const [role] = held
    if (bare.length === 0 || role === undefined) break
    found.push({ role, placeIds: bare })
    within = bare
  }
  return found
}

/** Where somebody works about whom a report may be: places, and organisations by their id or their key. */
interface Workplaces {
  readonly placeIds: readonly string[]
  readonly organisationIds: readonly string[]
  readonly organisationKeys: readonly string[]
}

/**
 * The names of those who on the day hold a role or an office there, or an office of an organisation that sits in one of the places:
 * whom a report from there may be about.
 */
export async function listOfficialNames(tx: Tx, at: Workplaces, today: string): Promise<string[]> {
  const rows = await tx.rows<{ name: string }>(sql`with unit as (select u.id, u.place_id from organisation u
      where u.county = ${tx.county} and (u.id = any(${at.organisationIds}::uuid[]) or u.key = any(${at.organisationKeys}::text[])
        or u.place_id = any(${at.placeIds}::uuid[])))
    select p.name from person p where p.county = ${tx.county} and p.id in (
      select g.person_id from role_grant g where g.county = ${tx.county} and ${heldOn('g', today)}
        and (g.place_id = any(${at.placeIds}::uuid[]) or g.organisation_id in (select id from unit))
      union select o.person_id from office o where o.county = ${tx.county} and ${heldOn('o', today)}
        and o.organisation_id in (select id from unit))`)
  return rows.map(({ name }) => name)
}
