import type { relationKinds } from '@xiangzhi/contract'
import { type Actor, permissions, type StaffRole } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { reachCondition } from './reach.ts'
import { organisationNamesOf } from './organisations.ts'
import { dayOf } from './organisation-operations.ts'
import { heldOn, namesOf, notEnded, personReach } from './reads.ts'

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

/** Kinship binds whenever it began, until it is ended, which is only because it was declared wrongly. */
const kinship = sql.raw(`(r.kind = 'family' and r.held_until is null)`)

/**
 * From when to when a relation `declared_relation r` binds: the one place that says it. Kinship whenever it began; every other one from
 * its first day to the one before its last. `ahead` counts what begins later as well: for what must still hold on that day.
 */
const inForce = (today: string, ahead: boolean): Statement =>
  sql`(${kinship} or (r.kind <> 'family' and ${ahead ? notEnded('r', today) : heldOn('r', today)}))`

/** The persons on the other side of the relations for which a condition holds: by id, or by exactly the name that was declared. */
const othersOf = (tx: Pick<Tx, 'county'>, person: Statement, where: Statement): Statement => sql`
  select r.other_person_id as id from declared_relation r where r.county = ${tx.county} and r.person_id = ${person}
    and r.other_person_id is not null and ${where} and ${binds(tx, sql`r.person_id`)}
  union all select r.person_id from declared_relation r where r.county = ${tx.county} and r.other_person_id = ${person}
    and ${where} and ${binds(tx, sql`r.other_person_id`)}
  union all select q.id from declared_relation r join person q on q.county = r.county and q.name = r.other_name
    where r.county = ${tx.county} and r.person_id = ${person} and ${where} and ${binds(tx, sql`r.person_id`)}`

/** A person and the near kin who stay away from their matters, also those who declared them by name. */
export const withKin = (tx: Pick<Tx, 'county'>, person: Statement): Statement => sql`select ${person} as id
  union all select r.other_person_id from declared_relation r where r.county = ${tx.county} and r.person_id = ${person}
    and r.other_person_id is not null and ${kinship} and ${binds(tx, sql`r.other_person_id`)}
  union all select r.person_id from declared_relation r where r.county = ${tx.county} and r.other_person_id = ${person}
    and ${kinship} and ${binds(tx, sql`r.person_id`)}
  union all select r.person_id from person q join declared_relation r on r.county = q.county and r.other_name = q.name
    where q.county = ${tx.county} and q.id = ${person} and ${kinship} and ${binds(tx, sql`r.person_id`)}`

/** The same from the other side: a person and the near kin from whose matters they stay away. */
export const withKinOf = (tx: Pick<Tx, 'county'>, person: Statement): Statement =>
  sql`select ${person} as id union all ${othersOf(tx, person, kinship)}`

/** From whose matters somebody stays away today: their own and their units', and those of whom a relation binds them to. */
export async function apartFrom(tx: Tx, { personId }: Pick<Actor, 'personId'>, now: Date) {
  const today = await dayOf(tx, now)
  const self = sql`${personId}::uuid`
  const [persons, organisations] = await Promise.all([
    tx.rows<{ id: string; name: string }>(sql`select p.id, p.name from person p where p.county = ${tx.county}
      and (p.id = ${self} or p.id in (${othersOf(tx, self, inForce(today, false))}))`),
    tx.rows<{ id: string }>(sql`select r.organisation_id as id from declared_relation r where r.county = ${tx.county}
        and r.person_id = ${self} and r.organisation_id is not null and ${inForce(today, false)} and ${binds(tx, sql`r.person_id`)}
      union select o.organisation_id from office o where o.county = ${tx.county} and o.person_id = ${self} and ${heldOn('o', today)}
      union select g.organisation_id from role_grant g where g.county = ${tx.county} and g.person_id = ${self}
        and g.organisation_id is not null and ${heldOn('g', today)}`),
  ])
  return {
    personIds: [...new Set([personId, ...persons.map(({ id }) => id)])],
    organisationIds: organisations.map(({ id }) => id),
    names: [...new Set(persons.map(({ name }) => name))],
  }
}

/**
 * Who stands back 回避 from matters on the day: whoever is concerned, whoever is bound by a relation with them or with somebody of
 * their name, and whoever declared a relation with an organisation concerned. `concerned` selects `subject`, `person_id` and
 * `organisation_id`. `ahead` counts those as well whose relation begins later.
 */
export async function listStandingBack(
  tx: Tx,
  concerned: Statement,
  today: string,
  ahead = false,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const bound = inForce(today, ahead)
  const rows = await tx.rows<{ subject: string; personIds: string[] }>(sql`with n as (${concerned})
    select s.subject, json_agg(distinct s.person_id) as "personIds" from (
      select n.subject, n.person_id from n where n.person_id is not null
      union all select n.subject, r.person_id from n join declared_relation r
        on r.county = ${tx.county} and (r.other_person_id = n.person_id or r.organisation_id = n.organisation_id)
        where ${bound} and ${binds(tx, sql`r.person_id`)}
      union all select n.subject, r.other_person_id from n join declared_relation r
        on r.county = ${tx.county} and r.person_id = n.person_id and r.other_person_id is not null
        where ${bound} and ${binds(tx, sql`r.other_person_id`)}
      union all select n.subject, r.person_id from n join person q on q.county = ${tx.county} and q.id = n.person_id
        join declared_relation r on r.county = ${tx.county} and r.other_name = q.name
        where ${bound} and ${binds(tx, sql`r.person_id`)}
    ) s group by s.subject`)
  return new Map(rows.map(({ subject, personIds }) => [subject, personIds]))
}

/** A role that somebody holds today. */
export interface RoleHeld {
  readonly personId: string
  readonly role: StaffRole
}

/** Whom of the staff it keeps away today, or will from the day on which a relation begins, that a matter concerns a person or an organisation, with every role that they hold. */
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
    true,
  )
  const away = related.get(subject) ?? []
  const kin = personId === null ? sql`select null::uuid as id` : withKin(tx, sql`${personId}::uuid`)
  return listRoles(
    tx,
    sql`(g.person_id = any(${[...away]}::uuid[]) or g.person_id in (select w.id from (${kin}) w))`,
    today,
  )
}

/** The roles that those hold on the day whom a condition on `role_grant g` names. */
const listRoles = (tx: Tx, whose: Statement, today: string): Promise<RoleHeld[]> =>
  tx.rows<RoleHeld>(sql`select distinct g.person_id, g.role from role_grant g
    where g.county = ${tx.county} and ${heldOn('g', today)} and ${whose} order by g.person_id, g.role`)

/** A relation as it is declared: with exactly one of another person, an organisation, and a name that no register has. */
export interface Relation {
  readonly id: string
  readonly personId: string
  readonly kind: (typeof relationKinds)[number]
  readonly otherPersonId: string | null
  readonly organisationId: string | null
  readonly otherName: string | null
  readonly note: string | null
  readonly heldFrom: string
  readonly declaredBy: string
}

/** The persons whose relation it is. */
export const sidesOf = ({ personId, otherPersonId }: Pick<Relation, 'personId' | 'otherPersonId'>): string[] =>
  otherPersonId === null ? [personId] : [personId, otherPersonId]

/** How the other side of each of these relations is called, by the relation; empty where nothing has the id any more. */
export async function listOtherNames(
  tx: Tx,
  relations: readonly Pick<Relation, 'id' | 'otherPersonId' | 'organisationId' | 'otherName'>[],
): Promise<ReadonlyMap<string, string>> {
  const [persons, organisations] = await Promise.all([
    namesOf(tx, [...new Set(relations.flatMap(({ otherPersonId }) => otherPersonId ?? []))]),
    organisationNamesOf(
      tx,
      relations.flatMap(({ organisationId }) => organisationId ?? []),
    ),
  ])
  return new Map(
    relations.map(({ id, otherPersonId, organisationId, otherName }) => [
      id,
      otherName ?? persons.get(otherPersonId ?? '') ?? organisations.get(organisationId ?? '')?.name ?? '',
    ]),
  )
}

/** Whom of the staff a relation binds today, declared already or not, with every role that they hold. */
export function listBound(
  tx: Tx,
  { personId, otherPersonId, declaredBy }: Pick<Relation, 'personId' | 'otherPersonId' | 'declaredBy'>,
  today: string,
): Promise<RoleHeld[]> {
  const row = sql`(select ${declaredBy}::uuid as declared_by, ${personId}::uuid as person_id, ${otherPersonId}::uuid as other_person_id) r`
  const one = (side: string): Statement =>
    sql`g.person_id in (select ${sql.raw(side)} from ${row} where ${binds(tx, sql.raw(side))})`
  return listRoles(tx, sql`(${one('r.person_id')} or ${one('r.other_person_id')})`, today)
}

/**
 * Refuses whoever does not keep the relations of all these persons: the permission reaches persons where they live, as it does
 * in every list of persons.
 */
export async function requireKeeper(tx: Tx, by: Actor, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  const kept = await tx.rows(sql`select 1 from person p where p.county = ${tx.county}
    and p.id = any(${[...personIds]}::uuid[]) and ${reachCondition(by, 'relation.keep', personReach)}`)
  refuseUnless(kept.length === personIds.length, 'not-allowed', {}, 'relation.keep')
}

/** The persons who have the name by which a relation was declared, where it was. */
export const namesakesOf = (tx: Pick<Tx, 'county'>, otherName: string | null): Statement =>
  sql`select q.id from person q where q.county = ${tx.county} and q.name = ${otherName}::text`

/** Writes a relation down. It binds from now on whom it binds (`binds`). */
export async function addRelation(tx: Tx, relation: Relation, now: Date): Promise<void> {
  const { id, personId, kind, otherPersonId, organisationId, otherName, note, heldFrom, declaredBy } = relation
  await tx.run(sql`insert into declared_relation (county, id, person_id, kind, other_person_id, organisation_id, other_name, note,
      held_from, declared_by, declared_at)
    values (${tx.county}, ${id}, ${personId}, ${kind}, ${otherPersonId}, ${organisationId}, ${otherName}, ${note},
      ${heldFrom}, ${declaredBy}, ${now})`)
}

/** A declared relation, which nobody else changes until this transaction ends. */
export const lockRelation = (
  tx: Tx,
  id: string,
): Promise<(Relation & { readonly heldUntil: string | null }) | undefined> =>
  tx.row(sql`select r.id, r.person_id, r.kind, r.other_person_id, r.organisation_id, r.other_name, r.note, r.held_from,
      r.held_until, r.declared_by from declared_relation r where r.county = ${tx.county} and r.id = ${id} for update`)

/** Ends a relation. The row stays: who was kept away, and when, must be told years later. */
export const endRelation = (tx: Tx, { id, heldUntil }: { readonly id: string; readonly heldUntil: string }) =>
  tx.run(sql`update declared_relation set held_until = ${heldUntil} where county = ${tx.county} and id = ${id}`)
