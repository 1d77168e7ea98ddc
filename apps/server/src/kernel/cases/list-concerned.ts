import type { Actor } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { listStandingBack, namesOf, organisationNamesOf, withKinOf } from '#kernel/people'

/** Somebody whom a case concerns, as its page names them. */
export interface Concerned {
  readonly id: string
  readonly part: 'reported' | 'party' | 'self'
  readonly name: string
}

/** Whom a case concerns now. */
export async function listConcerned(tx: Tx, caseId: string): Promise<Concerned[]> {
  const rows = await tx.rows<{
    id: string
    part: Concerned['part']
    personId: string | null
    organisationId: string | null
  }>(sql`select k.id, k.part, k.person_id, k.organisation_id from case_concerned k
    where k.county = ${tx.county} and k.case_id = ${caseId} and k.withdrawn_at is null order by k.named_at, k.id`)
  if (rows.length === 0) return []
  const [persons, organisations] = await Promise.all([
    namesOf(
      tx,
      rows.flatMap(({ personId }) => personId ?? []),
    ),
    organisationNamesOf(
      tx,
      rows.flatMap(({ organisationId }) => organisationId ?? []),
    ),
  ])
  return rows.map(({ id, part, personId, organisationId }) => ({
    id,
    part,
    name: (personId ? persons.get(personId) : organisations.get(organisationId ?? '')?.name) ?? '',
  }))
}

/** The namings of a case that keep somebody away from it, or kept them away before they were taken back; what they say of themself is none. */
export async function listNamingsOf(
  tx: Tx,
  caseId: string,
  { personId }: Pick<Actor, 'personId'>,
  today: string,
): Promise<ReadonlySet<string>> {
  const named = sql`k.county = ${tx.county} and k.case_id = ${caseId} and k.part <> 'self'`
  const [kept, back] = await Promise.all([
    tx.rows<{ id: string }>(sql`select k.id from case_concerned k where ${named}
      and k.person_id in (${withKinOf(tx, sql`${personId}::uuid`)})`),
    listStandingBack(
      tx,
      sql`select k.id as subject, k.person_id, k.organisation_id from case_concerned k where ${named}`,
      today,
    ),
  ])
  const stoodBack = [...back].flatMap(([id, personIds]) => (personIds.includes(personId) ? [id] : []))
  return new Set([...kept.map(({ id }) => id), ...stoodBack])
}
