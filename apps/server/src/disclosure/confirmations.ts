import { forwardSteps } from '@xiangzhi/contract'
import { type Doubt, mayDo, mayVouch, screenText } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { Refusal, refuseUnless } from '#platform/refusal'
import { dayOf } from '#kernel/people'
import {
  doubtsOf,
  type Confirmation,
  findEdition,
  findPublication,
  keepConfirmation,
  listConfirmations,
} from '#kernel/publications'
import { itemOf } from './catalogue.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { listReviews, stepsOf } from './standing.ts'

/** What of a text is doubtful, each with who confirmed it. */
export function doubtViews(
  doubts: readonly Doubt[],
  confirmations: readonly Confirmation[],
  { names, me }: { readonly names: ReadonlyMap<string, string>; readonly me: string },
) {
  return doubts.map((doubt) => ({
    ...doubt,
    confirmed: confirmations
      .filter(({ doubts: keys }) => keys.includes(doubt.key))
      .map(({ personId, reason, confirmedAt }) => ({
        name: names.get(personId) ?? '',
        mine: personId === me,
        reason,
        at: confirmedAt.toISOString(),
      })),
  }))
}

/** Confirming what is doubtful in a text: whoever may take its next step towards the public says so, each for themselves. */
export function confirmationOperations({ processes }: Pick<DisclosureEnvironment, 'processes'>) {
  return {
    confirmDoubts: async ({ tx, by, input, now }: Asked<'confirmDoubts'>): Answer<'confirmDoubts'> => {
      const { editionId, requestId: id, version } = input
      const edition = await findEdition(tx, editionId)
      const publication = edition && (await findPublication(tx, edition.publicationId))
      if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
      refuseUnless(mayVouch(by), 'not-allowed')
      refuseUnless(edition.version === version, 'changed-meanwhile')
      const [{ found }, reviews, before, today] = await Promise.all([
        itemOf(tx, publication.itemCode),
        listReviews(tx, processes, by, [edition], now),
        listConfirmations(tx, edition),
        dayOf(tx, now),
      ])
      const { may } = stepsOf(by, publication, edition, reviews.get(editionId))
      refuseUnless(
        forwardSteps.some((step) => may.includes(step)),
        'not-allowed',
      )
      const keys = doubtsOf(edition, found, today).map(({ key }) => key)
      const doubts = [...new Set(input.doubts)]
      refuseUnless(
        doubts.every((key) => keys.includes(key)),
        'bad-input',
        { field: 'doubts' },
        'the text holds no such doubt',
      )
      const { personId } = by
      const reason = screenText(input.reason).text
      const mine = new Set(before.flatMap((one) => (one.personId === personId ? one.doubts : [])))
      // Each is confirmed once by each person, so that nobody's many words hide another's.
      const fresh = doubts.filter((key) => !mine.has(key))
      if (fresh.length > 0)
        await keepConfirmation(tx, { id, editionId, personId, doubts: fresh, reason, confirmedAt: now })
      for (const key of fresh) mine.add(key)
      return { id, open: keys.filter((key) => !mine.has(key)).length }
    },
  } as const
}
