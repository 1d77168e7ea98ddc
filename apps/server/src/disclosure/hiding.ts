import { mayDo } from '@xiangzhi/language'
import { type ApprovalCarryOuts, askApproval, findWaiting } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { Refusal, refuseUnless } from '#platform/refusal'
import { findEdition, findPublication, hideEdition, isShown, lockEdition } from '#kernel/publications'
import type { DisclosureEnvironment } from './environment.ts'
import { owedAgain } from './moves.ts'

/** What a second person's grant does: the text is hidden, and owed again where it was the one that was shown. */
export function hidingCarryOuts(
  environment: Pick<DisclosureEnvironment, 'duties'>,
): Pick<ApprovalCarryOuts, 'hide-edition'> {
  return {
    'hide-edition': {
      granted: async ({ tx, approval, by, now }) => {
        const locked = await lockEdition(tx, approval.subjectId)
        const { reason, askedBy } = approval
        await hideEdition(tx, locked, { reason, askedBy, grantedBy: by.personId, now })
        if (locked.edition.status === 'live')
          await owedAgain(tx, environment, locked.publication, { by: by.personId, reason, now })
      },
    },
  }
}

/** Whoever reads a text may ask that it be hidden; somebody else who signs for the place decides. */
export const hidingOperations = {
  askToHideEdition: async ({ tx, by, input, now }: Asked<'askToHideEdition'>): Answer<'askToHideEdition'> => {
    const edition = await findEdition(tx, input.editionId)
    const publication = edition && (await findPublication(tx, edition.publicationId))
    if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
    refuseUnless(isShown(edition), 'not-from-this-state')
    const kind = 'hide-edition'
    refuseUnless(!(await findWaiting(tx, { kind, subjectId: edition.id, now })), 'in-use')
    return askApproval(tx, {
      id: input.requestId,
      kind,
      subjectKind: 'edition',
      subjectId: edition.id,
      standing: publication,
      facts: { title: edition.title },
      reason: input.reason,
      by,
      now,
    })
  },
} as const
