import { sql, type Statement, type Tx } from '#platform/database'
import { heldOn } from './reads.ts'

/** A person and their near kin as declared by either side, whenever it began: kinship ends only when it was declared wrongly. */
export const withKin = (tx: Pick<Tx, 'county'>, person: Statement): Statement => sql`select ${person} as id
  union all select r.other_person_id from declared_relation r where r.county = ${tx.county} and r.person_id = ${person}
    and r.kind = 'family' and r.held_until is null
  union all select r.person_id from declared_relation r where r.county = ${tx.county} and r.other_person_id = ${person}
    and r.kind = 'family' and r.held_until is null`

/**
 * Who stands back 回避 from matters on the day: whoever is concerned, whoever declared or is named in a relation with them, and
 * whoever declared a relation with an organisation concerned. `concerned` selects `subject`, `person_id` and `organisation_id`.
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
        where ${heldOn('r', today)}
      union all select n.subject, r.other_person_id from n join declared_relation r
        on r.county = ${tx.county} and r.person_id = n.person_id and r.other_person_id is not null
        where ${heldOn('r', today)}
    ) s group by s.subject`)
  return new Map(rows.map(({ subject, personIds }) => [subject, personIds]))
}
