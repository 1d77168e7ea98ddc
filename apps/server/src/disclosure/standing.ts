import { approvalKinds, type EditionStatus, type RefusalCode } from '@xiangzhi/contract'
import { type Actor, mayDo } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { listNextAbout, listStandingAbout, type NextAbout, type Processes } from '#kernel/cases'
import { type Edition, isShown, mayTakeBack, type Publication } from '#kernel/publications'

/** The steps of a text that its review decides, with the transitions behind each. */
export const waysOf = {
  submit: ['resubmit'],
  check: ['check'],
  sign: ['signOff', 'schedule'],
  return: ['sendBack'],
  recall: ['recall'],
  abandon: ['abandon'],
} as const satisfies Record<string, readonly string[]>

/** A step that moves a text along its review. */
export type Move = keyof typeof waysOf
export type Step = 'edit' | Move | 'withdraw' | 'hide'

const moves = Object.keys(waysOf) as Move[]

/** How a text stands in the words of the operations: as the state of its review says, as long as that holds it. */
export function statusOf({ status }: Pick<Edition, 'status'>, stands: string | undefined): EditionStatus {
  if (status !== 'held') return status
  if (stands === undefined) throw new Error('a text is held, and no open review says how it stands')
  return stands as EditionStatus
}

/** How texts stand, in the same words, by their ids. */
export async function listStatuses(
  tx: Tx,
  processes: Processes,
  editions: readonly Pick<Edition, 'id' | 'status'>[],
): Promise<ReadonlyMap<string, EditionStatus>> {
  const held = editions.filter(({ status }) => status === 'held')
  const about = await listStandingAbout(
    tx,
    processes,
    'edition',
    held.map(({ id }) => id),
  )
  return new Map(editions.map((one) => [one.id, statusOf(one, about.get(one.id)?.stands)]))
}

/** What somebody may do next with texts, by their reviews. */
export function listReviews(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  editions: readonly Pick<Edition, 'id' | 'status'>[],
  now: Date,
): Promise<ReadonlyMap<string, NextAbout>> {
  const ids = editions.flatMap(({ id, status }) => (status === 'draft' || status === 'held' ? id : []))
  return listNextAbout(tx, processes, actor, 'edition', ids, now)
}

/** What somebody may do with a text now, and which steps would be theirs but for what is in the way. */
export function stepsOf(
  actor: Actor,
  publication: Publication,
  edition: Pick<Edition, 'status'>,
  review: NextAbout | undefined,
): { may: ('edit' | Move)[]; blocked: { step: Move; why: RefusalCode }[] } {
  const may: ('edit' | Move)[] = []
  const blocked: { step: Move; why: RefusalCode }[] = []
  const writes = edition.status === 'draft' && mayDo(actor, 'disclosure.write', publication)
  if (writes) may.push('edit')
  // A text that nobody handed in yet has no review: it is its writers'.
  if (writes && !review) may.push('submit', 'abandon')
  for (const step of moves) {
    const next = review?.next.find(({ transition }) => (waysOf[step] as readonly string[]).includes(transition))
    if (!next) continue
    const [block] = next.blockedBy
    if (block) blocked.push({ step, why: block.code })
    else may.push(step)
  }
  return { may, blocked }
}

/** What somebody may do with a text that is or was public. */
export function publicStepsOf(actor: Actor, publication: Publication, edition: Edition): ('withdraw' | 'hide')[] {
  const withdraws = mayDo(actor, 'disclosure.sign', publication) && mayTakeBack(edition, actor.personId)
  const hides = isShown(edition) && mayDo(actor, approvalKinds['hide-edition'].asks, publication)
  return [...(withdraws ? ['withdraw' as const] : []), ...(hides ? ['hide' as const] : [])]
}
