import { localDate } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { CarryingOut, CarryOuts } from '#kernel/cases'
import { findPlace } from '#kernel/places'
import {
  abandon,
  changeQuestion,
  goPublic,
  hold,
  lockEdition,
  type LockedEdition,
  noteChecked,
  noteSigned,
  type Publishing,
  release,
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

async function editionOf({ tx, subject }: CarryingOut): Promise<LockedEdition> {
  refuseUnless(subject?.kind === 'edition', 'not-found')
  return lockEdition(tx, subject.id)
}

function personOf({ by }: CarryingOut): string {
  if (by.kind !== 'staff') throw new Refusal('not-allowed')
  return by.actor.personId
}

/** Publishes a text: by whoever signs it now, or by its hour. What it was owed for is kept by who signed. */
async function publish(what: CarryingOut, { duties, salt }: Parts): Promise<void> {
  const { tx, now } = what
  const locked = await editionOf(what)
  const publishing = await publishingOf(tx, locked, salt(), now)
  const signer = what.by.kind === 'staff' ? what.by.actor.personId : null
  await goPublic(tx, locked, signer, publishing)
  const { publication, edition } = locked
  await keepByPublication(tx, duties, publishing.found, {
    ...publication,
    editionId: edition.id,
    today: publishing.today,
    by: signer ?? edition.signedBy,
    now,
  })
}

async function signForItsHour(what: CarryingOut): Promise<void> {
  const { tx, now } = what
  const locked = await editionOf(what)
  await noteSigned(tx, locked, personOf(what), await asOfToday(tx, locked, now))
}

async function noteRight(what: CarryingOut): Promise<void> {
  const { tx, now } = what
  const locked = await editionOf(what)
  await noteChecked(tx, locked, personOf(what), await asOfToday(tx, locked, now))
}

/** A text as an item of today's catalogue. */
async function asOfToday(
  tx: Tx,
  { publication }: LockedEdition,
  now: Date,
): Promise<Pick<Publishing, 'of' | 'today' | 'now'>> {
  const { config, found } = await itemOf(tx, publication.itemCode)
  return { of: found, today: localDate(config.calendar, now), now }
}

/** Holds a draft that somebody hands in, as an item of today's catalogue. */
export async function holdAs(tx: Tx, locked: LockedEdition, by: string, now: Date): Promise<void> {
  await hold(tx, locked, by, await asOfToday(tx, locked, now))
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
    'edition-resubmitted': async (what) => holdAs(what.tx, await editionOf(what), personOf(what), what.now),
    'edition-checked': noteRight,
    'edition-signed': signForItsHour,
    'edition-published': (what) => publish(what, parts),
    'edition-returned': async (what) => release(what.tx, await editionOf(what), what.input.reason ?? ''),
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
