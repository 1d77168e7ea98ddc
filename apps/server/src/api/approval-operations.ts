import { type ApprovalKindKey, approvalKindKeys, approvalKinds } from '@xiangzhi/contract'
import { type Actor, mayDo } from '@xiangzhi/language'
import {
  type Approval,
  type ApprovalCarryOuts,
  countApprovals,
  decideApproval,
  isAskedBy,
  isConcerned,
  listApprovals,
  stateOfApproval,
  unconcerned,
  waitingAt,
  withdrawApproval,
} from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Statement } from '#platform/database'
import { namesOf, reachCondition } from '#kernel/people'

/** Requests that somebody may decide: of a kind they decide, over a place they reach, neither asked by them nor about them. */
function decidableBy(by: Actor): Statement {
  const columns = { town: 'a.town_id', village: 'a.village_id' }
  const kinds = approvalKindKeys.map(
    (kind) => sql`(a.kind = ${kind} and ${reachCondition(by, approvalKinds[kind].decides, columns)})`,
  )
  return sql`((${sql.join(kinds, ' or ')}) and ${unconcerned(by)})`
}

const mayDecide = (approval: Approval, by: Actor): boolean =>
  !isConcerned(approval, by) && mayDo(by, approvalKinds[approval.kind].decides, approval)

/** The text or the case that a request is about. */
function aboutOf({ subjectKind, subjectId, content }: Approval): { what: 'edition' | 'case'; id: string } | null {
  if (subjectKind === 'edition') return { what: 'edition', id: subjectId }
  if (subjectKind === 'cases') return { what: 'case', id: subjectId }
  const { editionId } = (content ?? {}) as { readonly editionId?: string }
  return editionId === undefined ? null : { what: 'edition', id: editionId }
}

/** The list and the decision of everything that needs a second person; what a grant does is handed in, by kind. */
export function approvalOperations(carryOuts: ApprovalCarryOuts) {
  return {
    async listApprovals({ tx, by, input, now }: Asked<'listApprovals'>): Answer<'listApprovals'> {
      const mine = sql`a.asked_by = ${by.personId}`
      const forMe = decidableBy(by)
      const where = {
        waiting: sql`${waitingAt(now)} and ${forMe}`,
        mine,
        decided: sql`not ${waitingAt(now)} and (${forMe} or ${mine})`,
      }
      const [found, waiting] = await Promise.all([
        listApprovals(tx, { where: where[input.list], cursor: input.cursor, limit: input.limit }),
        countApprovals(tx, where.waiting, 99),
      ])
      const persons = found.rows.flatMap(({ askedBy, decidedBy }) => [askedBy, decidedBy ?? ''])
      const names = await namesOf(tx, [...new Set(persons)].filter(Boolean))
      return {
        waiting,
        nextCursor: found.nextCursor,
        rows: found.rows.map((approval) => {
          const state = stateOfApproval(approval, now)
          return {
            id: approval.id,
            kind: approval.kind satisfies ApprovalKindKey,
            subjectKind: approval.subjectKind,
            subjectId: approval.subjectId,
            facts: { ...approval.facts },
            reason: approval.reason,
            state,
            askedAt: approval.askedAt.toISOString(),
            askedByName: names.get(approval.askedBy) ?? '',
            waitsUntil: approval.waitsUntil.toISOString(),
            decidedAt: approval.decidedAt?.toISOString() ?? null,
            decidedByName: approval.decidedBy === null ? null : (names.get(approval.decidedBy) ?? ''),
            note: approval.note,
            goodUntil: approval.goodUntil?.toISOString() ?? null,
            askedByMe: isAskedBy(approval, by),
            mayWithdraw: state === 'waiting' && isAskedBy(approval, by),
            about: aboutOf(approval),
            mayDecide: state === 'waiting' && mayDecide(approval, by),
          }
        }),
      }
    },

    async withdrawApproval({ tx, by, input, now }: Asked<'withdrawApproval'>): Answer<'withdrawApproval'> {
      const { approvalId } = input
      const { subjectKind, subjectId } = await withdrawApproval(tx, carryOuts, { id: approvalId, by, now })
      return { approvalId, subjectKind, subjectId }
    },

    async decideApproval({ tx, by, input, now }: Asked<'decideApproval'>): Answer<'decideApproval'> {
      const { approvalId, grant, note } = input
      const decided = await decideApproval(tx, carryOuts, { id: approvalId, grant, note, by, now })
      const { status, subjectKind, subjectId } = decided
      return { approvalId, state: status === 'waiting' ? 'refused' : status, subjectKind, subjectId }
    },
  }
}
