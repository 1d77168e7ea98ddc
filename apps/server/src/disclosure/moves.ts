import { mayDo } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { casesAbout, listStandingAbout } from '#kernel/cases'
import { listEditions, listEditionsBy, lockEdition, type Publication, withdraw } from '#kernel/publications'
import { disclosureCarryOuts, giveUp, holdAs } from './carry-outs.ts'
import { itemsOf, plainTitleOf } from './catalogue.ts'
import { loseByWithdrawal } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { listStatuses, waysOf } from './standing.ts'

type Text = Awaited<ReturnType<typeof listEditionsBy>>[number]

/** Texts that the person may read, in the versions that they saw. */
async function seen(
  { tx, by }: Pick<Asked<'moveEditions'>, 'tx' | 'by'>,
  wanted: readonly { readonly id: string; readonly version?: number }[],
): Promise<Text[]> {
  const found = new Map(
    (
      await listEditionsBy(
        tx,
        wanted.map(({ id }) => id),
      )
    ).map((one) => [one.edition.id, one]),
  )
  return wanted.map(({ id, version }) => {
    const text = found.get(id)
    refuseUnless(text && mayDo(by, 'disclosure.read', text.publication), 'not-found')
    refuseUnless(version === undefined || text.edition.version === version, 'changed-meanwhile')
    return text
  })
}

/** What was taken back is owed again, where the catalogue of today still asks for it. */
export async function owedAgain(
  tx: Tx,
  { duties }: Pick<DisclosureEnvironment, 'duties'>,
  publication: Publication,
  given: { readonly by: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  const found = itemsOf(await countyConfig(tx)).get(publication.itemCode)
  if (!found) return
  const editions = await listEditions(tx, publication.id)
  await loseByWithdrawal(tx, duties, found, {
    placeId: publication.placeId,
    editionIds: editions.map(({ id }) => id),
    ...given,
  })
}

/** Operations that move texts along. Their reviews are cases: the engine moves them, and calls back what happens to the texts. */
export function moveOperations(environment: DisclosureEnvironment) {
  const { processes } = environment
  const reviews = casesAbout({ ...environment, carryOuts: disclosureCarryOuts(environment) })

  /** A text of which no review is open: its writer hands it in or gives it up. */
  async function moveDraft(call: Asked<'moveEditions'>, { edition, publication }: Text): Promise<void> {
    const { tx, by, now, input } = call
    refuseUnless(
      edition.status === 'draft' && (input.step === 'submit' || input.step === 'abandon'),
      'not-from-this-state',
    )
    refuseUnless(mayDo(by, 'disclosure.write', publication), 'not-allowed')
    const locked = await lockEdition(tx, edition.id)
    if (input.step === 'abandon') {
      refuseUnless(input.reason, 'need-reason')
      return giveUp(tx, locked, { by: by.personId, reason: input.reason, now })
    }
    await holdAs(tx, locked, by.personId, now)
    const title = await plainTitleOf(tx, publication)
    const { placeId, scope: level } = publication
    return reviews.begin(call, { subject: { kind: 'edition', id: edition.id }, title, placeId, level })
  }

  return {
    moveEditions: async (call: Asked<'moveEditions'>): Answer<'moveEditions'> => {
      const { tx, input } = call
      // In the order of their ids, so that two who move the same texts cannot wait for each other in a circle.
      const wanted = input.editions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const ids = wanted.map(({ id }) => id)
      refuseUnless(new Set(ids).size === ids.length, 'bad-input')
      const texts = await seen(call, wanted)
      const open = await listStandingAbout(tx, processes, 'edition', ids)
      for (const text of texts) if (!open.has(text.edition.id)) await moveDraft(call, text)
      const under = ids.filter((id) => open.has(id))
      await reviews.act(call, 'edition', under, waysOf[input.step], { reason: input.reason })
      const after = (await listEditionsBy(tx, ids)).map(({ edition }) => edition)
      const statuses = await listStatuses(tx, processes, after)
      const moved = after.flatMap(({ id, version }) => {
        const status = statuses.get(id)
        return status ? [{ id, status, version }] : []
      })
      return { moved: moved.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
    },

    withdrawEdition: async (call: Asked<'withdrawEdition'>): Answer<'withdrawEdition'> => {
      const { tx, by, input, now } = call
      const [found] = await seen(call, [{ id: input.editionId }])
      refuseUnless(found && mayDo(by, 'disclosure.sign', found.publication), 'not-allowed')
      const { reason } = input
      await withdraw(tx, await lockEdition(tx, input.editionId), { by: by.personId, reason, now })
      await owedAgain(tx, environment, found.publication, { by: by.personId, reason, now })
      return { id: input.editionId, status: 'withdrawn' }
    },
  } as const
}
