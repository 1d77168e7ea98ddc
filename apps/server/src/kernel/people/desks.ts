import { type HeldOffices, type Level, permissions, type StaffRole, staffRoles } from '@xiangzhi/language'
import { listPlaces } from '#kernel/places'
import { sql, type Statement, type Tx } from '#platform/database'
import { heldOn, listPlacesWithout, notEnded } from './reads.ts'

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
export interface Workplaces {
  readonly placeIds: readonly string[]
  /** Of the places, the village and what lies in it. */
  readonly localIds: readonly string[]
  readonly organisationIds: readonly string[]
  readonly organisationKeys: readonly string[]
  /** Set where the matter lies with the county: whoever holds a role over all of it, but for those who read what is sealed. */
  readonly countyId: string | null
  /** Whoever has the matter by name, wherever they work. */
  readonly personIds: readonly string[]
}

/**
 * Who on the day holds a role or an office there, or will, or an office of an organisation that sits in one of the places, with all
 * that they hold there: whom a report from there may be about. What begins later counts: the report will still lie there.
 */
export async function listOfficials(tx: Tx, at: Workplaces, today: string): Promise<HeldOffices[]> {
  const rows = await tx.rows<{
    name: string
    held: readonly { role: StaffRole | null; title: string | null; local: boolean }[]
  }>(sql`
    with unit as (select u.id, u.place_id from organisation u
      where u.county = ${tx.county} and (u.id = any(${at.organisationIds}::uuid[]) or u.key = any(${at.organisationKeys}::text[])
        or u.place_id = any(${at.placeIds}::uuid[]))),
    held as (
      select g.person_id, g.role, null::text as title, coalesce(g.place_id = any(${at.localIds}::uuid[]), false) as local
        from role_grant g where g.county = ${tx.county} and ${notEnded('g', today)}
        and (g.place_id = any(${at.placeIds}::uuid[]) or g.organisation_id in (select id from unit) or g.person_id = any(${at.personIds}::uuid[])
          or (g.place_id = ${at.countyId}::uuid and not exists (select 1 from role_grant l where l.county = g.county
            and l.person_id = g.person_id and l.role = any(${[...permissions['case.read-sealed']]}::text[]))))
      union all select o.person_id, null, o.title, coalesce(u.place_id = any(${at.localIds}::uuid[]), false)
        from office o join unit u on u.id = o.organisation_id where o.county = ${tx.county} and ${notEnded('o', today)})
    select p.name, json_agg(json_build_object('role', h.role, 'title', h.title, 'local', h.local)) as held
    from held h join person p on p.county = ${tx.county} and p.id = h.person_id group by p.id, p.name`)
  return rows.map(({ name, held }) => {
    const local = held.filter((one) => one.local)
    return { name, ...officesIn(held), local: officesIn(local) }
  })
}

const officesIn = (held: readonly { readonly role: StaffRole | null; readonly title: string | null }[]) => ({
  roles: held.flatMap(({ role }) => role ?? []),
  titles: held.flatMap(({ title }) => title ?? []),
})
