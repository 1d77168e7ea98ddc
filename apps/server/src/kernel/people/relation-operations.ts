import { relationList } from '@xiangzhi/contract'
import { mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Answer, Asked } from '#platform/asked'
import { sql } from '#platform/database'
import { serveList } from '#platform/lists'
import { refuseUnless } from '#platform/refusal'
import { findOrganisation } from './organisations.ts'

const relations = serveList(relationList, {
  from: `declared_relation r join person p on p.county = r.county and p.id = r.person_id
    left join person q on q.county = r.county and q.id = r.other_person_id
    left join organisation n on n.county = r.county and n.id = r.organisation_id`,
  columns: {
    id: 'r.id',
    kind: 'r.kind',
    personId: 'r.person_id',
    personName: 'p.name',
    otherPersonId: 'r.other_person_id',
    organisationId: 'r.organisation_id',
    otherName: 'coalesce(q.name, n.name)',
    note: 'r.note',
    heldFrom: 'r.held_from',
    heldUntil: 'r.held_until',
  },
  within: ({ tx, by, input }) => {
    const personId = input.personId ?? by.personId
    refuseUnless(personId === by.personId || mayDo(by, 'relation.keep'), 'not-allowed')
    return sql`r.county = ${tx.county} and (r.person_id = ${personId} or r.other_person_id = ${personId})`
  },
  filters: { personId: 'within' },
  order: { heldFrom: 'date', id: 'uuid' },
  falling: true,
})

/**
 * Declares a relation: one's own, or another's by whoever keeps them. One's own binds oneself, until the other side declares it
 * too or whoever keeps the list does (`relations.ts`).
 */
async function declare({ tx, by, input, now }: Asked<'declareRelation'>): Answer<'declareRelation'> {
  const personId = input.personId ?? by.personId
  refuseUnless(personId === by.personId || mayDo(by, 'relation.keep'), 'not-allowed')
  const { otherPersonId = null, organisationId = null } = input
  refuseUnless((otherPersonId === null) !== (organisationId === null), 'bad-input', { field: 'otherPersonId' })
  refuseUnless(otherPersonId !== personId, 'bad-input', { field: 'otherPersonId' })
  refuseUnless(organisationId === null || input.kind !== 'family', 'bad-input', { field: 'kind' })
  const persons = otherPersonId === null ? [personId] : [personId, otherPersonId]
  const known = await tx.rows(
    sql`select 1 from person p where p.county = ${tx.county} and p.id = any(${persons}::uuid[])`,
  )
  refuseUnless(known.length === persons.length, 'not-found')
  if (organisationId !== null) refuseUnless(await findOrganisation(tx, organisationId), 'not-found')
  const id = uuidv7()
  await tx.run(sql`insert into declared_relation (county, id, person_id, kind, other_person_id, organisation_id, note,
      held_from, declared_by, declared_at)
    values (${tx.county}, ${id}, ${personId}, ${input.kind}, ${otherPersonId}, ${organisationId}, ${input.note ?? null},
      ${input.heldFrom}, ${by.personId}, ${now})`)
  return { id, personId }
}

/** Ends a relation. Whoever it keeps away does not end it: neither side of it does. */
async function end({ tx, by, input }: Asked<'endRelation'>): Answer<'endRelation'> {
  refuseUnless(mayDo(by, 'relation.keep'), 'not-allowed')
  const row = await tx.row<{ personId: string; otherPersonId: string | null }>(sql`
    select person_id, other_person_id from declared_relation
    where county = ${tx.county} and id = ${input.relationId} for update`)
  refuseUnless(row, 'not-found')
  refuseUnless(row.personId !== by.personId && row.otherPersonId !== by.personId, 'second-person')
  const changed = await tx.run(sql`update declared_relation set held_until = ${input.heldUntil}
    where county = ${tx.county} and id = ${input.relationId} and held_from <= ${input.heldUntil}`)
  refuseUnless(changed === 1, 'bad-input', { field: 'heldUntil' })
  return { id: input.relationId, personId: row.personId }
}

/** What the contract's operations on declared relations do here. */
export const relationOperations = {
  listRelations: relations.read,
  exportRelations: relations.export,
  declareRelation: declare,
  endRelation: end,
} as const
