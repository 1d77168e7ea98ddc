import { approvalKinds } from '@xiangzhi/contract'
import { type Actor, actsAs, type CaseFacts, mayDo, type ProcessDeclaration } from '@xiangzhi/language'
import { type Edition, isShown, type Publication } from '#kernel/publications'

export type Step = 'edit' | 'submit' | 'check' | 'sign' | 'return' | 'abandon' | 'withdraw' | 'hide'

/** The transitions of the review behind the steps that people take. */
export const transitionOf = {
  check: 'check',
  sign: 'signOff',
  return: 'sendBack',
  abandon: 'abandon',
} as const

const reviewState: Partial<Record<Edition['status'], string>> = { 'in-review': 'submitted', checked: 'checked' }

/** A review as the language's decisions know cases. */
function factsOf(publication: Publication, state: string): CaseFacts {
  return {
    state,
    level: publication.scope,
    confidentiality: 'open',
    ownerRole: null,
    assignedOrganisationId: null,
    ownerPersonId: null,
    townId: publication.townId,
    villageId: publication.villageId,
    gridId: null,
  }
}

/** What somebody may do with a text now: by role and reach, and never with what they wrote or checked themselves. */
export function stepsFor(
  review: ProcessDeclaration,
  actor: Actor,
  publication: Publication,
  edition: Pick<Edition, 'status' | 'writers' | 'checkedBy' | 'hidden'>,
): Step[] {
  const wrote = edition.writers.includes(actor.personId)
  if (edition.status === 'draft')
    return mayDo(actor, 'disclosure.write', publication) ? ['edit', 'submit', 'abandon'] : []
  const hiding: Step[] =
    isShown(edition) && mayDo(actor, approvalKinds['hide-edition'].asks, publication) ? ['hide'] : []
  if (edition.status === 'live')
    return mayDo(actor, 'disclosure.sign', publication) && !wrote ? ['withdraw', ...hiding] : hiding
  const state = reviewState[edition.status]
  if (state === undefined) return hiding
  const next = (key: string): boolean => {
    const transition = review.transitions[key]
    const isHere = transition?.from.includes(state) ?? false
    return isHere && actsAs(review, transition?.by ?? [], { kind: 'staff', actor }, factsOf(publication, state))
  }
  const steps: Step[] = []
  if (next('check') && !wrote) steps.push('check')
  if (next('signOff') && !wrote && edition.checkedBy !== actor.personId) steps.push('sign')
  if (next('sendBack')) steps.push('return')
  if (next('abandon')) steps.push('abandon')
  return steps
}
