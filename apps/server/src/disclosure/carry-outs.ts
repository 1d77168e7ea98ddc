import { localDate } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { CarryingOut, CarryOuts } from '#kernel/cases'
import { findPlace } from '#kernel/places'
import {
  abandon,
  changeQuestion,
  giveBack,
  goPublic,
  handIn,
  lockEdition,
  type LockedEdition,
  markChecked,
  type Publishing,
  sign,
} from '#kernel/publications'
import { itemOf } from './catalogue.ts'
import { dropAtOnce, keepByPublication } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'

type Parts = Pick<DisclosureEnvironment, 'duties' | 'salt'>

async function publishingOf(
  tx: Tx,
  { publication }: LockedEdition,
  salt: Buffer,
  now: Date,
): Promise<Publishing & Awaited<ReturnType<typeof itemOf>>> {
  const [{ config, found }, place] = await Promise.all([
    itemOf(tx, publication.itemCode),
    findPlace(tx, publication.placeId),
  ])
  if (!place) throw new Refusal('place-unknown')
  return { config, found, of: found, place, now, today: localDate(config.calendar, now), salt }
}

/** Publishes a signed text whose hour has come. Whoever got there first has done it. */
export async function publishWhenDue(tx: Tx, { duties, salt }: Parts, editionId: string, now: Date): Promise<boolean> {
  const locked = await lockEdition(tx, editionId)
  const { edition, publication } = locked
  if (edition.status !== 'scheduled' || edition.publishAt === null || edition.publishAt > now) return false
  const publishing = await publishingOf(tx, locked, salt(), now)
  await goPublic(tx, locked, publishing)
  await keepByPublication(tx, duties, publishing.found, {
    ...publication,
    editionId,
    today: publishing.today,
    by: edition.signedBy,
    now,
  })
  return true
}

async function editionOf({ tx, subject }: CarryingOut): Promise<LockedEdition> {
  refuseUnless(subject?.kind === 'edition', 'not-found')
  return lockEdition(tx, subject.id)
}

function personOf({ by }: CarryingOut): string {
  if (by.kind !== 'staff') throw new Refusal('not-allowed')
  return by.actor.personId
}

async function signAndPublish(what: CarryingOut, { duties, salt }: Parts): Promise<void> {
  const { tx, now } = what
  const locked = await editionOf(what)
  const publishing = await publishingOf(tx, locked, salt(), now)
  const isPublic = await sign(tx, locked, personOf(what), publishing)
  if (!isPublic) return
  const { publication, edition } = locked
  await keepByPublication(tx, duties, publishing.found, {
    ...publication,
    editionId: edition.id,
    today: publishing.today,
    by: personOf(what),
    now,
  })
}

/** Hands a draft in as an item of today's catalogue. */
export async function handInAs(tx: Tx, locked: LockedEdition, now: Date): Promise<void> {
  const { config, found } = await itemOf(tx, locked.publication.itemCode)
  await handIn(tx, locked, { of: found, today: localDate(config.calendar, now) })
}

/** The writer gives a text up; what only this text called for is not owed any more. */
export async function giveUp(
  tx: Tx,
  locked: LockedEdition,
  given: { readonly by: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  const { publication } = locked
  await abandon(tx, locked)
  if (publication.firstPublishedAt !== null) return
  const { found } = await itemOf(tx, publication.itemCode)
  await dropAtOnce(tx, found, { ...publication, ...given })
}

/** A question's words for the public; what is sealed never gets any. */
async function changeShown(what: CarryingOut, change: Parameters<typeof changeQuestion>[2]): Promise<void> {
  if (what.record.confidentiality === 'sealed') return
  const { publicQuestion, publicFollowUp } = what.input.fields
  await changeQuestion(what.tx, what.record.id, {
    ...change,
    ...(typeof publicQuestion === 'string' && publicQuestion !== '' ? { question: publicQuestion } : {}),
    ...(typeof publicFollowUp === 'string' && publicFollowUp !== '' ? { followUp: publicFollowUp } : {}),
  })
}

function answerOf({ input, unit, now }: CarryingOut): { answer?: { text: string; by: string | null; at: Date } } {
  return input.publicNote === null ? {} : { answer: { text: input.publicNote, by: unit, at: now } }
}

/** What the review and the questions bring about beyond their cases. */
export function disclosureCarryOuts(parts: Parts): CarryOuts {
  return {
    'edition-checked': async (what) => markChecked(what.tx, await editionOf(what), personOf(what), what.now),
    'edition-signed': (what) => signAndPublish(what, parts),
    'edition-returned': async (what) => giveBack(what.tx, await editionOf(what), what.input.reason ?? ''),
    'edition-resubmitted': async (what) => handInAs(what.tx, await editionOf(what), what.now),
    'edition-abandoned': async (what) =>
      giveUp(what.tx, await editionOf(what), { by: personOf(what), reason: what.input.reason ?? '', now: what.now }),
    'question-shown': (what) => changeShown(what, {}),
    'question-answered': (what) => changeShown(what, { status: 'answered', ...answerOf(what) }),
    'question-dismissed': (what) => changeShown(what, { status: 'dismissed', ...answerOf(what) }),
    'question-followed-up': (what) => changeShown(what, { status: 'asked' }),
    'question-disputed': (what) => changeShown(what, { status: 'disputed' }),
    'question-settled': (what) => changeShown(what, { status: 'settled' }),
  }
}
