import { approvalKindKeys, approvalKinds, approvalList } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import { sayMatter } from '@xiangzhi/text'
import {
  type Approval,
  type ApprovalCarryOuts,
  approvalLedger,
  countApprovals,
  decideApproval,
  isAskedBy,
  listAmong,
  type SecondPersonTeller,
  stateOfApproval,
  toldTo,
  unconcerned,
  waitingAt,
  withdrawApproval,
} from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Statement, type Tx } from '#platform/database'
import { type ListQuestion, serveList } from '#platform/lists'
import { namesOf, reachCondition } from '#kernel/people'

/** Requests that somebody may decide: of a kind they decide, over a place they reach, of a matter that they are told of and not concerned in. */
async function decidableBy(tx: Tx, teller: SecondPersonTeller, by: Actor, now: Date): Promise<Statement> {
  const columns = { town: 'a.town_id', village: 'a.village_id' }
  const kinds = approvalKindKeys.map(
    (kind) => sql`(a.kind = ${kind} and ${reachCondition(by, approvalKinds[kind].decides, columns)})`,
  )
  return sql`((${sql.join(kinds, ' or ')}) and ${await unconcerned(tx, teller, by, now)} and ${toldTo(tx, teller, by)})`
}

/** The text or the case that a request is about. */
function aboutOf({ subjectKind, subjectId, content }: Approval): { what: 'edition' | 'case'; id: string } | null {
  if (subjectKind === 'edition') return { what: 'edition', id: subjectId }
  if (subjectKind === 'cases') return { what: 'case', id: subjectId }
  const { editionId } = (content ?? {}) as { readonly editionId?: string }
  return editionId === undefined ? null : { what: 'edition', id: editionId }
}

const viewOf = (
  approval: Approval & { readonly decidable: boolean },
  names: ReadonlyMap<string, string>,
  { by, now, fileIn }: ListQuestion,
) => {
  const state = stateOfApproval(approval, now)
  const { id, kind, subjectKind, subjectId, reason, askedAt, waitsUntil, decidedAt, decidedBy, note, goodUntil } =
    approval
  return {
    id,
    kind,
    subjectKind,
    subjectId,
    facts: { ...approval.facts },
    reason,
    state,
    askedAt,
    askedByName: names.get(approval.askedBy) ?? '',
    waitsUntil,
    decidedAt,
    decidedByName: decidedBy === null ? null : (names.get(decidedBy) ?? ''),
    note,
    goodUntil,
    askedByMe: isAskedBy(approval, by),
    mayWithdraw: state === 'waiting' && isAskedBy(approval, by),
    about: aboutOf(approval),
    mayDecide: state === 'waiting' && approval.decidable,
    ...(fileIn ? { matter: sayMatter(fileIn, `text.approvals.about.${kind}`, approval.facts) } : {}),
  }
}

const requestsFor = (teller: SecondPersonTeller) =>
  serveList(approvalList, {
    ...approvalLedger,
    within: async ({ tx, by, input, now }) => {
      const [waiting, mine] = [waitingAt(now), sql`a.asked_by = ${by.personId}`]
      const forMe = await decidableBy(tx, teller, by, now)
      const lists = {
        waiting: sql`${waiting} and ${forMe}`,
        mine,
        decided: sql`not ${waiting} and (${forMe} or ${mine})`,
      }
      return sql`a.county = ${tx.county} and ${lists[input.list ?? 'waiting']} and ${toldTo(tx, teller, by)}`
    },
    filters: { list: 'within', kind: (kind) => sql`a.kind = ${kind}` },
    order: { askedAt: 'instant', id: 'uuid' },
    falling: true,
    beside: async ({ tx, by, now }) => ({
      waiting: await countApprovals(tx, sql`${waitingAt(now)} and ${await decidableBy(tx, teller, by, now)}`, 99),
    }),
    finish: async (tx: Tx, rows: readonly Approval[], question: ListQuestion) => {
      const persons = rows.flatMap(({ askedBy, decidedBy }) => [askedBy, decidedBy ?? ''])
      const ids = rows.map(({ id }) => id)
      const [names, decidable] = await Promise.all([
        namesOf(tx, [...new Set(persons)].filter(Boolean)),
        decidableBy(tx, teller, question.by, question.now).then((forMe) => listAmong(tx, ids, forMe)),
      ])
      return rows.map((approval) => viewOf({ ...approval, decidable: decidable.has(approval.id) }, names, question))
    },
  })

/** The list and the decision of everything that needs a second person; what a grant does is handed in, by kind, and who may be one. */
export function approvalOperations(carryOuts: ApprovalCarryOuts, teller: SecondPersonTeller) {
  const requests = requestsFor(teller)
  return {
    listApprovals: requests.read,
    exportApprovals: requests.export,

    async withdrawApproval({ tx, by, input, now }: Asked<'withdrawApproval'>): Answer<'withdrawApproval'> {
      const { approvalId } = input
      const { subjectKind, subjectId } = await withdrawApproval(tx, carryOuts, { id: approvalId, by, now })
      return { approvalId, subjectKind, subjectId }
    },

    async decideApproval({ tx, by, input, now }: Asked<'decideApproval'>): Answer<'decideApproval'> {
      const { approvalId, grant, note } = input
      const decided = await decideApproval(tx, teller, carryOuts, { id: approvalId, grant, note, by, now })
      const { status, subjectKind, subjectId } = decided
      return { approvalId, state: status === 'waiting' ? 'refused' : status, subjectKind, subjectId }
    },
  }
}
