import { staffRoles, type Actor, type Grant, type StaffRole } from '@xiangzhi/language'
import { behindKey } from '#platform/api-keys'
import { sql, type Statement, type Tx } from '#platform/database'

interface GrantRow {
  readonly role: string
  readonly placeId: string | null
  readonly organisationId: string | null
}

interface ActorRow {
  readonly personId: string
  readonly accountId: string
  readonly name: string
  readonly grants: readonly GrantRow[]
  readonly isProgram: boolean
}

const isStaffRole = (role: string): role is StaffRole => Object.hasOwn(staffRoles, role)

/** A role tells the level of its place, so a stored grant needs no look at the tree. Roles that are gone give nothing. */
const toGrant = (row: GrantRow): Grant[] => {
  if (!isStaffRole(row.role)) return []
  const level = staffRoles[row.role]
  if (level === 'organisation')
    return row.organisationId === null
      ? []
      : [{ role: row.role, reach: { kind: 'organisation', organisationId: row.organisationId } }]
  return row.placeId === null ? [] : [{ role: row.role, reach: { kind: 'place', level, placeId: row.placeId } }]
}

const toActor = (row: ActorRow): Actor => ({
  personId: row.personId,
  accountId: row.accountId,
  name: row.name,
  grants: row.grants.flatMap(toGrant),
  ...(row.isProgram ? { isProgram: true } : {}),
})

const grantsOn = (today: string): Statement => sql`coalesce(
  (select json_agg(json_build_object('role', g.role, 'placeId', g.place_id, 'organisationId', g.organisation_id)
      order by g.id)
    from role_grant g
    where g.county = p.county and g.person_id = p.id and g.held_from <= ${today}
      and (g.held_until is null or g.held_until > ${today})),
  '[]'::json) as grants, ${behindKey(sql`p.county`, sql`p.id`)} as "isProgram"`

/**
 * The actor behind an account, with the grants valid on the day (YYYY-MM-DD in the county's time), in one statement.
 * Undefined when the account belongs to nobody of this county.
 */
export async function actorOf(tx: Tx, accountId: string, today: string): Promise<Actor | undefined> {
  const row = await tx.row<ActorRow>(sql`select p.id as "personId", a.account_id, p.name, ${grantsOn(today)}
    from account_link a join person p on p.county = a.county and p.id = a.person_id
    where a.county = ${tx.county} and a.account_id = ${accountId}`)
  return row && toActor(row)
}

/** The same for persons, whether they have an account or not: for simulated years and for previews of rights. */
export async function actorsOfPersons(
  tx: Tx,
  personIds: readonly string[],
  today: string,
): Promise<Map<string, Actor>> {
  const rows = await tx.rows<ActorRow>(sql`select p.id as "personId", p.name, ${grantsOn(today)},
      coalesce((select min(a.account_id) from account_link a where a.county = p.county and a.person_id = p.id), '')
        as "accountId"
    from person p where p.county = ${tx.county} and p.id = any(${personIds}::uuid[])`)
  return new Map(rows.map((row) => [row.personId, toActor(row)]))
}
