import { permissions, type StaffRole } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import { heldOn } from './reads.ts'

/** Whoever reads what is sealed is kept away by nobody's word but their own. */
const readers = [...permissions['case.read-sealed']]

/**
 * Whether a relation `declared_relation r` keeps a person away from matters of the other side: by their own word, or by that of
 * whoever keeps the list and is no side of it. What the other side alone says keeps nobody away but the other side itself, so
 * that nobody rids a matter of whoever looks into it by calling them kin. Both sides declare it, or the list does. Whoever
 * reads what is sealed is bound by their own word only.
 */
const binds = (tx: Pick<Tx, 'county'>, person: Statement): Statement => sql`(r.declared_by = ${person}
  or (r.declared_by <> r.person_id and r.declared_by is distinct from r.other_person_id
    and not exists (select 1 from role_grant l where l.county = ${tx.county} and l.person_id = ${person} and l.role = any(${readers}::text[]))))`

const family = (tx: Pick<Tx, 'county'>): Statement =>
  sql`r.county = ${tx.county} and r.kind = 'family' and r.held_until is null`

/**
 * A person and the near kin who stay away from their matters, whenever it began: kinship ends only when it was declared wrongly.
 */
export const withKin = (tx: Pick<Tx, 'county'>, person: Statement): Statement => sql`select ${person} as id
  union all select r.other_person_id from declared_relation r where r.person_id = ${person} and ${family(tx)}
    and ${binds(tx, sql`r.other_person_id`)}
  union all select r.person_id from declared_relation r where r.other_person_id = ${person} and ${family(tx)}
    and ${binds(tx, sql`r.person_id`)}`

/** The same from the other side: a person and the near kin from whose matters they stay away. */
export const withKinOf = (tx: Pick<Tx, 'county'>, person: Statement): Statement => sql`select ${person} as id
  union all select r.other_person_id from declared_relation r where r.person_id = ${person} and ${family(tx)}
    and ${binds(tx, sql`r.person_id`)}
  union all select r.person_id from declared_relation r where r.other_person_id = ${person} and ${family(tx)}
    and ${binds(tx, sql`r.other_person_id`)}`

/**
 * Who stands back 回避 from matters on the day: whoever is concerned, whoever is bound by a relation with them, and whoever declared
 * a relation with an organisation concerned. `concerned` selects `subject`, `person_id` and `organisation_id`.
 */
export async function listStandingBack(
  tx: Tx,
  concerned: Statement,
  today: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.rows<{ subject: string; personIds: string[] }>(sql`with n as (${concerned})
    select s.subject, json_agg(distinct s.person_id) as "personIds" from (
      select n.subject, n.person_id from n where n.person_id is not null
      union all select n.subject, r.person_id from n join declared_relation r
        on r.county = ${tx.county} and (r.other_person_id = n.person_id or r.organisation_id = n.organisation_id)
        where ${heldOn('r', today)} and ${binds(tx, sql`r.person_id`)}
      union all select n.subject, r.other_person_id from n join declared_relation r
        on r.county = ${tx.county} and r.person_id = n.person_id and r.other_person_id is not null
        where ${heldOn('r', today)} and ${binds(tx, sql`r.other_person_id`)}
    ) s group by s.subject`)
  return new Map(rows.map(({ subject, personIds }) => [subject, personIds]))
}

/** A role that somebody holds today. */
export interface RoleHeld {
  readonly personId: string
  readonly role: StaffRole
}

/** Whom of the staff it keeps away today that a matter concerns a person or an organisation, with every role that they hold. */
export async function listKeptAway(
  tx: Tx,
  { personId, organisationId }: { readonly personId: string | null; readonly organisationId: string | null },
  today: string,
): Promise<RoleHeld[]> {
  const subject = personId ?? organisationId ?? ''
  const related = await listStandingBack(
    tx,
    sql`select ${subject}::text as subject, ${personId}::uuid as person_id, ${organisationId}::uuid as organisation_id`,
    today,
  )
  const away = related.get(subject) ?? []
  const kin = personId === null ? sql`select null::uuid as id` : withKin(tx, sql`${personId}::uuid`)
  return tx.rows<RoleHeld>(sql`select distinct g.person_id, g.role from role_grant g
    where g.county = ${tx.county} and ${heldOn('g', today)}
      and (g.person_id = any(${[...away]}::uuid[]) or g.person_id in (select w.id from (${kin}) w))
    order by g.person_id, g.role`)
}
