import { approvalKinds } from '@xiangzhi/contract'
import { type Actor, mayDo, type Permission } from '@xiangzhi/language'
import { sentences } from '@xiangzhi/text'
import { type ApprovalCarryOuts, askApproval, findWaiting } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { Refusal, refuseUnless } from '#platform/refusal'
import { actorsOfPersons, dayOf } from '#kernel/people'
import {
  findEdition,
  findPublication,
  type HiddenBy,
  hideEdition,
  isShown,
  listSharingPapers,
  lockEdition,
  type Publication,
} from '#kernel/publications'
import { plainTitleOf } from './catalogue.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { owedAgain } from './moves.ts'

const kind = 'hide-edition'

/** The office by which somebody did what a permission allows, as everybody may know it; whoever has left it since has none. */
function officeOf(actor: Actor | undefined, permission: Permission, publication: Publication): string {
  const held = actor?.grants.find((grant) => mayDo({ ...actor, grants: [grant] }, permission, publication))
  const words = sentences['zh-CN']
  return held ? words[`text.common.role.${held.role}`] : words['text.open.edition.officeLeft']
}

/** What a second person's grant does: the text is erased, and owed again where it was the one that was shown. */
export function hidingCarryOuts(
  environment: Pick<DisclosureEnvironment, 'duties' | 'salt'>,
): Pick<ApprovalCarryOuts, 'hide-edition'> {
  return {
    'hide-edition': {
      granted: async ({ tx, approval, by, now }) => {
        const locked = await lockEdition(tx, approval.subjectId)
        const { reason } = approval
        const { asks, decides } = approvalKinds[kind]
        const asker = (await actorsOfPersons(tx, [approval.askedBy], await dayOf(tx, now))).get(approval.askedBy)
        const { publication } = locked
        const askedBy: HiddenBy = { personId: approval.askedBy, office: officeOf(asker, asks, publication) }
        const grantedBy: HiddenBy = { personId: by.personId, office: officeOf(by, decides, publication) }
        await hideEdition(tx, locked, { reason, askedBy, grantedBy, now, salt: environment.salt() })
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
    refuseUnless(!(await findWaiting(tx, { kind, subjectId: edition.id, now })), 'in-use')
    const asked = await askApproval(tx, {
      id: input.requestId,
      kind,
      subjectKind: 'edition',
      subjectId: edition.id,
      standing: publication,
      facts: { title: await plainTitleOf(tx, publication) },
      reason: input.reason,
      by,
      now,
    })
    const alsoIn = []
    for (const { editionId, publicationId } of await listSharingPapers(tx, edition)) {
      const other = await findPublication(tx, publicationId)
      if (other && mayDo(by, 'disclosure.read', other)) alsoIn.push({ editionId, title: await plainTitleOf(tx, other) })
    }
    return { ...asked, alsoIn }
  },
} as const
