import { type Actor, permissions, publicTextOrNull, type StaffRole } from '@xiangzhi/language'
import { type ApprovalCarryOuts, askApproval, listWaiting } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import {
  addRelation,
  dayOf,
  endRelation,
  findOrganisation,
  listBound,
  listOtherNames,
  lockRelation,
  namesakesOf,
  namesOf,
  type Relation,
  requireKeeper,
  type RoleHeld,
  sidesOf,
} from '#kernel/people'
import { countyPlaceId } from '#kernel/places'
import { v7 as uuidv7 } from 'uuid'
import { holdConcerned, requireSupervised } from './concerned.ts'
import { keptFromColumn } from './reading.ts'
import { caseColumns } from './rows.ts'
import type { FoundCase } from './types.ts'

/** A relation that is to end on a day. */
type Ending = Relation & { readonly heldUntil: string }
type Kind = 'declare-relation' | 'end-relation'

/** Who supervises matters, seals them, or says whom they concern: no one person sends them away, or lets them back. */
const watching: readonly StaffRole[] = [...permissions['case.concern'], ...permissions['case.confirm-concerned']]

const watches = (bound: readonly RoleHeld[]): RoleHeld | undefined => bound.find(({ role }) => watching.includes(role))

/** The open cases in which a side of a relation is concerned: those from which it sends the other side away. */
const listTouched = (tx: Tx, relation: Relation): Promise<{ caseId: string; personId: string | null }[]> =>
  tx.rows(sql`select c.id as case_id, k.person_id
    from case_record c join case_concerned k on k.county = c.county and k.case_id = c.id and k.withdrawn_at is null
    where c.county = ${tx.county} and c.is_open and (k.person_id = any(${sidesOf(relation)}::uuid[])
      or k.organisation_id = ${relation.organisationId}::uuid
      or k.person_id in (${namesakesOf(tx, relation.otherName)}))
    order by c.id for update of c`)

/**
 * Refuses a relation by which an open case would have nobody left who supervises it, now or when what begins later has begun. Whoever
 * calls it holds what concerns people (`holdConcerned`), so that two at once do not each send one of the last two away.
 */
async function requireAllSupervised(tx: Tx, relation: Relation, bound: readonly RoleHeld[], now: Date): Promise<void> {
  const { personId } = relation
  const named = await listTouched(tx, relation)
  if (named.length === 0) return
  const ids = [...new Set(named.map(({ caseId }) => caseId))]
  const [today, county, cases] = await Promise.all([
    dayOf(tx, now),
    countyPlaceId(tx),
    tx.rows<FoundCase>(sql`select ${caseColumns}, ${keptFromColumn(tx)} from case_record c
      where c.county = ${tx.county} and c.id = any(${ids}::uuid[]) order by c.id`),
  ])
  if (!county) throw new Error('the county has no root place')
  for (const record of cases) {
    const concerned = named.filter(({ caseId }) => caseId === record.id).map((one) => one.personId)
    // Each side is kept away by the other one.
    const away = bound.filter((one) =>
      one.personId === personId ? concerned.some((id) => id !== personId) : concerned.includes(personId),
    )
    const subject = { record, countyPlaceId: county }
    // oxlint-disable-next-line no-await-in-loop -- hardly anybody is concerned in two open cases
    await requireSupervised(tx, subject, { away, today })
  }
}

/** Asks a second person; what waits already is not asked for twice. Gives the relation for which it waits. */
async function askSecond(
  tx: Tx,
  kind: Kind,
  relation: Relation | Ending,
  {
    about,
    reason,
    by,
    now,
  }: { readonly about: RoleHeld; readonly reason: string; readonly by: Actor; readonly now: Date },
): Promise<{ id: string; personId: string; waits: boolean }> {
  const same = ({ id, personId, otherPersonId, organisationId, otherName }: Relation): boolean =>
    kind === 'end-relation'
      ? id === relation.id
      : personId === relation.personId &&
        otherPersonId === relation.otherPersonId &&
        organisationId === relation.organisationId &&
        otherName === relation.otherName
  const known = (await listWaiting(tx, { kind, subjectIds: [relation.personId], now }))
    .map(({ content }) => content as Relation)
    .find(same)
  if (known) return { id: known.id, personId: known.personId, waits: true }
  const [persons, others] = await Promise.all([namesOf(tx, [relation.personId]), listOtherNames(tx, [relation])])
  await askApproval(tx, {
    id: uuidv7(),
    kind,
    subjectKind: 'persons',
    subjectId: relation.personId,
    personId: about.personId,
    content: relation,
    facts: {
      name: persons.get(relation.personId) ?? '',
      other: others.get(relation.id) ?? '',
      relation: `text.relations.kind.${relation.kind}`,
    },
    reason,
    by,
    now,
  })
  return { id: relation.id, personId: relation.personId, waits: true }
}

/** Refuses an end that is none: of what ended already, whose history stays as it is, or on a day that has not come. */
function requireEnding(held: Ended | undefined, heldUntil: string, today: string): void {
  refuseUnless(held, 'not-found')
  refuseUnless(held.heldUntil === null, 'changed-meanwhile')
  refuseUnless(held.heldFrom <= heldUntil && heldUntil <= today, 'bad-input', { field: 'heldUntil' })
}
type Ended = Relation & { readonly heldUntil: string | null }

/** What a second person's word does: by the same rules as when it was asked for. Who may be one, the kinds say. */
export const relationCarryOuts: Pick<ApprovalCarryOuts, Kind> = {
  'declare-relation': {
    granted: async ({ tx, approval, now }) => {
      const relation = approval.content as Relation
      await holdConcerned(tx)
      await requireAllSupervised(tx, relation, await listBound(tx, relation, await dayOf(tx, now)), now)
      await addRelation(tx, relation, now)
    },
  },
  'end-relation': {
    granted: async ({ tx, approval, now }) => {
      const ending = approval.content as Ending
      await holdConcerned(tx)
      requireEnding(await lockRelation(tx, ending.id), ending.heldUntil, await dayOf(tx, now))
      await endRelation(tx, ending)
    },
  },
}

/**
 * Declares a relation: one's own, or those of others by whoever keeps them, for whom all of them must lie in the reach. One's own binds
 * oneself, until the other side declares it too or whoever keeps the list does. What sends away those who supervise waits for a
 * second person, and is refused where it would leave an open case without any of them.
 */
async function declare({ tx, by, input, now }: Asked<'declareRelation'>): Answer<'declareRelation'> {
  const { kind, otherPersonId = null, organisationId = null, heldFrom } = input
  const otherName = publicTextOrNull(input.otherName)
  const personId = input.personId ?? by.personId
  refuseUnless([otherPersonId, organisationId, otherName].filter((one) => one !== null).length === 1, 'bad-input', {
    field: 'otherPersonId',
  })
  refuseUnless(otherPersonId !== personId, 'bad-input', { field: 'otherPersonId' })
  refuseUnless(organisationId === null || kind !== 'family', 'bad-input', { field: 'kind' })
  const relation: Relation = {
    id: uuidv7(),
    personId,
    kind,
    otherPersonId,
    organisationId,
    otherName,
    note: publicTextOrNull(input.note),
    heldFrom,
    declaredBy: by.personId,
  }
  const sides = sidesOf(relation)
  if (personId !== by.personId)
    await requireKeeper(
      tx,
      by,
      sides.filter((id) => id !== by.personId),
    )
  refuseUnless((await namesOf(tx, sides)).size === sides.length, 'not-found')
  if (organisationId !== null) refuseUnless(await findOrganisation(tx, organisationId), 'not-found')
  await holdConcerned(tx)
  if (!sides.includes(by.personId)) {
    const bound = await listBound(tx, relation, await dayOf(tx, now))
    const watcher = watches(bound)
    if (watcher) {
      refuseUnless(relation.note, 'need-reason')
      await requireAllSupervised(tx, relation, bound, now)
      return askSecond(tx, 'declare-relation', relation, { about: watcher, reason: relation.note, by, now })
    }
  }
  await addRelation(tx, relation, now)
  return { id: relation.id, personId, waits: false }
}

/**
 * Ends a relation, once, and not on a day that has not come. Whoever it keeps away does not end it: neither side of it does. What lets
 * back those who supervise, or anybody of the staff to an open case, needs two persons, as taking back a naming does.
 */
async function end({ tx, by, input, now }: Asked<'endRelation'>): Answer<'endRelation'> {
  await holdConcerned(tx)
  const relation = await lockRelation(tx, input.relationId)
  refuseUnless(relation, 'not-found')
  const sides = sidesOf(relation)
  refuseUnless(!sides.includes(by.personId), 'second-person')
  await requireKeeper(tx, by, sides)
  const today = await dayOf(tx, now)
  requireEnding(relation, input.heldUntil, today)
  const ending: Ending = { ...relation, heldUntil: input.heldUntil }
  const bound = await listBound(tx, relation, today)
  const about = watches(bound) ?? ((await listTouched(tx, relation)).length > 0 ? bound[0] : undefined)
  if (about) {
    refuseUnless(input.reason, 'need-reason')
    return askSecond(tx, 'end-relation', ending, { about, reason: input.reason, by, now })
  }
  await endRelation(tx, ending)
  return { id: relation.id, personId: relation.personId, waits: false }
}

/** What the contract's changes of declared relations do here. */
export const relationChanges = { declareRelation: declare, endRelation: end } as const
