import { mayDo, ownCategory } from '@xiangzhi/language'
import { sentences } from '@xiangzhi/text'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { beginCase, casesOperations, listCasesAbout } from '#kernel/cases'
import { findEdition, findPublication, listEditions, lockEdition, withdraw } from '#kernel/publications'
import type { Edition, Publication } from '#kernel/publications'
import { disclosureCarryOuts, giveUp, handInAs } from './carry-outs.ts'
import { itemsOf, plainTitleOf } from './catalogue.ts'
import { loseByWithdrawal } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { stepsFor, transitionOf } from './rights.ts'

type Call = Asked<'moveEditions'>
type Step = Call['input']['step']

/** The text as the person saw it. */
async function seen(
  { tx, by }: Pick<Call, 'tx' | 'by'>,
  wanted: { id: string; version?: number },
): Promise<{ edition: Edition; publication: Publication }> {
  const edition = await findEdition(tx, wanted.id)
  const publication = edition && (await findPublication(tx, edition.publicationId))
  if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
  refuseUnless(wanted.version === undefined || edition.version === wanted.version, 'changed-meanwhile')
  return { edition, publication }
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

/** Why a step that is not offered is refused: by the person's rights, by the second pair of eyes, or by where the text stands. */
function refuseStep(step: Step, { edition }: { edition: Edition }, by: Call['by']): never {
  const stands: Record<Step, readonly Edition['status'][]> = {
    submit: ['draft'],
    check: ['in-review'],
    sign: ['checked'],
    return: ['in-review', 'checked'],
    abandon: ['draft', 'in-review', 'checked'],
  }
  if (!stands[step].includes(edition.status)) throw new Refusal('not-from-this-state')
  const own = edition.writers.includes(by.personId) || edition.checkedBy === by.personId
  throw new Refusal((step === 'check' || step === 'sign') && own ? 'second-person' : 'not-allowed')
}

/** Operations that move texts along. Their cases are moved by the engine, which calls back what happens to the texts. */
export function moveOperations(environment: DisclosureEnvironment) {
  const { processes, numbers } = environment
  const review = processes.about('edition')
  const cases = casesOperations({ processes, numbers, carryOuts: disclosureCarryOuts(environment) })

  async function openReviewOf(tx: Tx, editionId: string): Promise<{ id: string; version: number } | undefined> {
    const about = await listCasesAbout(tx, { kind: 'edition', id: editionId })
    return about.find(({ isOpen }) => isOpen)
  }

  async function act(call: Call, task: { id: string; version: number }, transition: string): Promise<void> {
    await cases.actOnCase({
      ...call,
      input: {
        caseId: task.id,
        requestId: call.input.requestId,
        version: task.version,
        transition,
        fields: {},
        ...(call.input.reason === undefined ? {} : { reason: call.input.reason }),
      },
    })
  }

  async function beginReview(call: Call, { edition, publication }: { edition: Edition; publication: Publication }) {
    const { tx, by, now, sealing, input } = call
    const title = await plainTitleOf(tx, publication)
    await handInAs(tx, await lockEdition(tx, edition.id), now)
    await beginCase(
      { processes, numbers },
      tx,
      sealing,
      { kind: 'staff', actor: by },
      now,
      {
        requestId: input.requestId,
        process: review.key,
        category: ownCategory(review),
        placeId: publication.placeId,
        description: `${sentences['zh-CN'][review.title]}：${title}`,
        fields: {},
        answers: {},
        source: 'case',
        level: publication.scope,
      },
      { source: 'case', organisationId: null, parentId: null, subject: { kind: 'edition', id: edition.id } },
    )
  }

  async function moveOne(call: Call, wanted: { id: string; version: number }): Promise<void> {
    const { tx, by, input } = call
    const found = await seen(call, wanted)
    const { step } = input
    if (!stepsFor(review, by, found.publication, found.edition).includes(step)) refuseStep(step, found, by)
    const open = await openReviewOf(tx, wanted.id)
    if (step === 'submit') return open ? act(call, open, 'resubmit') : beginReview(call, found)
    if (step === 'abandon') refuseUnless(input.reason, 'need-reason')
    if (step === 'abandon' && !open)
      return giveUp(tx, await lockEdition(tx, wanted.id), {
        by: by.personId,
        reason: input.reason ?? '',
        now: call.now,
      })
    if (!open) throw new Refusal('not-from-this-state')
    return act(call, open, transitionOf[step])
  }

  return {
    moveEditions: async (call: Call): Answer<'moveEditions'> => {
      // In the order of their ids, so that two who move the same texts cannot wait for each other in a circle.
      const wanted = call.input.editions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      refuseUnless(new Set(wanted.map(({ id }) => id)).size === wanted.length, 'bad-input')
      const moved = []
      for (const one of wanted) {
        await moveOne(call, one)
        const after = await findEdition(call.tx, one.id)
        if (after) moved.push({ id: after.id, status: after.status, version: after.version })
      }
      return { moved }
    },

    withdrawEdition: async (call: Asked<'withdrawEdition'>): Answer<'withdrawEdition'> => {
      const { tx, by, input, now } = call
      const found = await seen(call, { id: input.editionId })
      refuseUnless(mayDo(by, 'disclosure.sign', found.publication), 'not-allowed')
      const { reason } = input
      await withdraw(tx, await lockEdition(tx, input.editionId), { by: by.personId, reason, now })
      await owedAgain(tx, environment, found.publication, { by: by.personId, reason, now })
      return { id: input.editionId, status: 'withdrawn' }
    },
  } as const
}
