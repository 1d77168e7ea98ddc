import { relationList } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import { type Approval, isAskedBy, listWaiting } from '#platform/approvals'
import { sql, type Tx } from '#platform/database'
import { serveList } from '#platform/lists'
import { namesOf } from './reads.ts'
import { listOtherNames, type Relation, requireKeeper, sidesOf } from './relations.ts'

/** What a request about a relation asks for: one that begins, or one that ends on a day. */
type Asked = Relation & { readonly heldUntil?: string }
const askedRelation = ({ content }: Pick<Approval, 'content'>): Asked => content as Asked

/** What of a person's relations waits for a second person, the newest first. */
async function listWaitingRelations(tx: Tx, by: Actor, personId: string, now: Date) {
  const kinds = ['declare-relation', 'end-relation'] as const
  const waiting = (await Promise.all(kinds.map((kind) => listWaiting(tx, { kind, now }))))
    .flat()
    .map((one) => ({ one, relation: askedRelation(one) }))
    .filter(({ relation }) => sidesOf(relation).includes(personId))
  const [persons, others] = await Promise.all([
    namesOf(tx, [...new Set(waiting.flatMap(({ one, relation }) => [one.askedBy, relation.personId]))]),
    listOtherNames(
      tx,
      waiting.map(({ relation }) => relation),
    ),
  ])
  return waiting.map(({ one, relation }) => ({
    id: relation.id,
    kind: relation.kind,
    personId: relation.personId,
    personName: persons.get(relation.personId) ?? '',
    otherPersonId: relation.otherPersonId,
    organisationId: relation.organisationId,
    otherName: others.get(relation.id) ?? '',
    note: relation.note,
    heldFrom: relation.heldFrom,
    heldUntil: relation.heldUntil ?? null,
    change: one.kind === 'end-relation' ? ('end' as const) : ('declare' as const),
    askedByName: persons.get(one.askedBy) ?? '',
    askedByMe: isAskedBy(one, by),
    waitsUntil: one.waitsUntil.toISOString(),
  }))
}

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
    otherName: 'coalesce(q.name, n.name, r.other_name)',
    note: 'r.note',
    heldFrom: 'r.held_from',
    heldUntil: 'r.held_until',
  },
  within: async ({ tx, by, input }) => {
    const personId = input.personId ?? by.personId
    if (personId !== by.personId) await requireKeeper(tx, by, [personId])
    return sql`r.county = ${tx.county} and (r.person_id = ${personId} or r.other_person_id = ${personId})`
  },
  filters: { personId: 'within' },
  order: { heldFrom: 'date', id: 'uuid' },
  falling: true,
  beside: async ({ tx, by, input, now }) => ({
    waiting: await listWaitingRelations(tx, by, input.personId ?? by.personId, now),
  }),
})

/** What the contract's lists of declared relations do here; they are declared and ended in `#kernel/cases`, which knows what they touch. */
export const relationOperations = {
  listRelations: relations.read,
  exportRelations: relations.export,
} as const
