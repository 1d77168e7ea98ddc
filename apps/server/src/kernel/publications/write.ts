import { type Content, type DisclosurePeriod, screenText, withTotals, holdsBack } from '@xiangzhi/language'
import { canonicalJson, commit } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Tx } from '#platform/database'
import { appendToLog } from '#platform/public-log'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { PlaceStanding } from '#kernel/places'
import { listAttached } from './attachments.ts'
import { commitmentOf, plainTitle, publicBodyOf, type PublishedPlace, searchWords } from './body.ts'
import { refuseUnconfirmed } from './confirmations.ts'
import { refuseUnassessed } from './impact.ts'
import { type EditionProblem, listProblems } from './problems.ts'
import { findEdition, lockPublicationOf, lockPublicationWith } from './rows.ts'
import type { CataloguedItem, Edition, Publication } from './types.ts'

/** An edition with its publication, both kept from others until the transaction ends. */
export interface LockedEdition {
  readonly publication: Publication
  readonly edition: Edition
}

/** Locks a publication by one of its editions. The publication's row is the one lock of everything below it. */
export async function lockEdition(tx: Tx, editionId: string): Promise<LockedEdition> {
  // The lock is asked for first: what is sent after it sees what its last holder committed.
  const [publication, edition] = await Promise.all([lockPublicationWith(tx, editionId), findEdition(tx, editionId)])
  if (!publication || !edition) throw new Refusal('not-found')
  return { publication, edition }
}

function findOnItsWay(tx: Tx, publicationId: string): Promise<{ id: string } | undefined> {
  return tx.row(
    sql`select e.id from edition e where e.county = ${tx.county} and e.publication_id = ${publicationId} and e.status in ('draft', 'held')`,
  )
}

/**
 * Begins an edition, or returns the one that is on its way: there is never a second one. The publication itself comes into being
 * with its first draft; two people beginning at once find the same one.
 */
export async function beginEdition(
  tx: Tx,
  given: {
    readonly of: CataloguedItem
    readonly standing: PlaceStanding
    readonly period: DisclosurePeriod
    readonly content: Content
    readonly asOf: Date | null
    readonly by: string
    readonly now: Date
    readonly demo: boolean
  },
): Promise<LockedEdition> {
  const { standing, period, by, now } = given
  const { item, classCode, catalogue } = given.of
  const title = plainTitle({ place: standing.place, item: { name: item.name.zh }, period: period.key })
  await tx.run(sql`insert into publication (county, id, place_id, town_id, village_id, scope, catalogue, class_code, item_code, period_key,
      period_first, period_last, affairs, audience, on_board, is_money, title, status, last_no, demo, version)
    values (${tx.county}, ${uuidv7()}, ${standing.place.id}, ${standing.townId}, ${standing.villageId}, ${item.scope}, ${catalogue}, ${classCode},
      ${item.code}, ${period.key}, ${period.first}, ${period.last}, ${item.affairs}, ${item.audience}, ${item.board}, ${item.money ?? false},
      ${title}, 'draft', 0, ${given.demo}, 1)
    on conflict (county, place_id, item_code, period_key) do nothing`)
  const about = { placeId: standing.place.id, itemCode: item.code, periodKey: period.key }
  const publication = await lockPublicationOf(tx, about)
  if (!publication) throw new Error(`no publication of ${item.code} although it was just made`)
  const going = await findOnItsWay(tx, publication.id)
  if (going) return lockEdition(tx, going.id)
  const id = uuidv7()
  const no = publication.lastNo + 1
  await tx.run(sql`insert into edition (county, id, publication_id, no, status, title, content, as_of, writers, saved_at, version)
    values (${tx.county}, ${id}, ${publication.id}, ${no}, 'draft', ${publication.title}, ${sql.json(withTotals(given.content))}, ${given.asOf},
      ${[by]}::uuid[], ${now}, 1)`)
  await tx.run(sql`update publication set last_no = ${no}, version = version + 1
    where county = ${tx.county} and id = ${publication.id}`)
  return lockEdition(tx, id)
}

/** Saves a draft over the version that the writer saw; another version refuses with `changed-meanwhile`. */
export async function saveDraft(
  tx: Tx,
  { edition }: LockedEdition,
  given: {
    readonly version: number
    readonly title: string
    readonly content: Content
    readonly changeNote: string | null
    readonly asOf: Date | null
    readonly publishAt: Date | null
    readonly by: string
    readonly now: Date
  },
): Promise<Edition> {
  refuseUnless(edition.status === 'draft', 'not-from-this-state')
  refuseUnless(edition.version === given.version, 'changed-meanwhile')
  const writers = edition.writers.includes(given.by) ? edition.writers : [...edition.writers, given.by]
  await tx.run(sql`update edition set title = ${given.title}, content = ${sql.json(withTotals(given.content))}, change_note = ${given.changeNote},
      as_of = ${given.asOf}, publish_at = ${given.publishAt}, writers = ${writers}::uuid[], saved_at = ${given.now}, version = version + 1
    where county = ${tx.county} and id = ${edition.id}`)
  return found(await findEdition(tx, edition.id))
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a row under our lock is gone')
  return value
}

/** Where a problem of a text stands, in the way in which refusals name fields. */
function fieldOf(problem: EditionProblem): { field: string; message: string } {
  return { field: 'block' in problem ? `blocks.${problem.block}` : 'blocks', message: problem.problem }
}

/**
 * Holds a draft for its review: nobody writes on it meanwhile. A text that says nothing, or whose money cannot be true, stays with its
 * writer; a correction says what changed; an item with personal data has been assessed; what is doubtful `by` has confirmed.
 */
export async function hold(
  tx: Tx,
  { publication, edition }: LockedEdition,
  by: string,
  { of, today }: Pick<Publishing, 'of' | 'today'>,
): Promise<void> {
  refuseUnless(edition.status === 'draft', 'not-from-this-state')
  await refuseUnassessed(tx, of.item)
  const problems = (await listProblems(tx, publication, edition, of, today)).filter((problem) =>
    holdsBack(problem, publication.demo),
  )
  if (problems.length > 0) throw new Refusal('bad-input', {}, JSON.stringify(problems.map(fieldOf)))
  refuseUnless(edition.no === 1 || edition.changeNote, 'need-field', { field: 'changeNote' })
  await refuseUnconfirmed(tx, edition, of, { by, today })
  await change(tx, edition, sql`status = 'held', returned_reason = null`)
}

/** Gives a text that was held back to its writer, with the reason. Whose names stood under it do not any more. */
export async function release(tx: Tx, { edition }: LockedEdition, reason: string): Promise<void> {
  refuseUnless(edition.status === 'held', 'not-from-this-state')
  await change(
    tx,
    edition,
    sql`status = 'draft', returned_reason = ${reason}, checked_by = null, checked_at = null, signed_by = null, signed_at = null`,
  )
}

/** A text is given up. What was never published may go; the line stays. */
export async function abandon(tx: Tx, { edition }: LockedEdition): Promise<void> {
  refuseUnless(edition.status === 'draft' || edition.status === 'held', 'not-from-this-state')
  await change(tx, edition, sql`status = 'abandoned'`)
}

/** Notes on a text that is held who found it right. */
export async function noteChecked(
  tx: Tx,
  { edition }: LockedEdition,
  by: string,
  { of, today, now }: Pick<Publishing, 'of' | 'today' | 'now'>,
): Promise<void> {
  refuseUnless(edition.status === 'held', 'not-from-this-state')
  await refuseUnconfirmed(tx, edition, of, { by, today })
  await change(tx, edition, sql`checked_by = ${by}, checked_at = ${now}`)
}

/** Notes on a text that is held who signed it for its hour. */
export async function noteSigned(
  tx: Tx,
  { edition }: LockedEdition,
  by: string,
  { of, today, now }: Pick<Publishing, 'of' | 'today' | 'now'>,
): Promise<void> {
  refuseUnless(edition.status === 'held', 'not-from-this-state')
  await refuseUnassessed(tx, of.item)
  await refuseUnconfirmed(tx, edition, of, { by, today })
  await change(tx, edition, sql`signed_by = ${by}, signed_at = ${now}`)
}

async function change(tx: Tx, edition: Edition, set: ReturnType<typeof sql>): Promise<void> {
  await tx.run(sql`update edition set ${set}, version = version + 1 where county = ${tx.county} and id = ${edition.id}`)
}

/** What publishing needs from outside: the place as it is called, how long it stands, and 32 bytes that nobody can guess. */
export interface Publishing {
  readonly of: Pick<CataloguedItem, 'item'>
  readonly place: PublishedPlace
  readonly now: Date
  /** The local date of `now`. */
  readonly today: string
  readonly salt: Buffer
}

/**
 * The one way to the public, by whoever signs now, or by the hour of a text that was signed (`by` null). The text is masked here,
 * whatever template or import it came from; what went out is kept as it was, and its salted hash goes into the public log in the
 * same transaction.
 */
export async function goPublic(
  tx: Tx,
  { publication, edition }: LockedEdition,
  by: string | null,
  publishing: Publishing,
): Promise<void> {
  refuseUnless(edition.status === 'held' && (by ?? edition.signedBy) !== null, 'not-from-this-state')
  if (by !== null) {
    await refuseUnassessed(tx, publishing.of.item)
    await refuseUnconfirmed(tx, edition, publishing.of, { by, today: publishing.today })
  }
  const { now, salt, of, place } = publishing
  const { body } = await publicBodyOf(tx, publication, edition, of, place, publishing)
  const commitment = commitmentOf(body, salt)
  await tx.run(sql`update edition set status = 'superseded', superseded_at = ${now}, version = version + 1
    where county = ${tx.county} and publication_id = ${publication.id} and status = 'live'`)
  const signed = by === null ? sql`` : sql`, signed_by = ${by}, signed_at = ${now}`
  await change(tx, edition, sql`status = 'live', published_at = ${now}${signed}`)
  await tx.run(sql`update publication set status = 'live', live_no = ${edition.no}, title = ${body.title}, published_at = ${now},
      first_published_at = coalesce(first_published_at, ${now}), stands_until = ${body.standsUntil}, version = version + 1
    where county = ${tx.county} and id = ${publication.id}`)
  tx.send(sql`insert into edition_body (county, edition_id, publication_id, no, body, salt, commitment, words, published_at)
    values (${tx.county}, ${edition.id}, ${publication.id}, ${edition.no}, ${sql.json(body)}, ${salt}, ${Buffer.from(commitment)},
      ${searchWords(body)}, ${now})`)
  for (const { fileId } of listAttached(body.content))
    tx.send(sql`insert into edition_file (county, edition_id, file_id) values (${tx.county}, ${edition.id}, ${fileId})
      on conflict do nothing`)
  appendToLog(tx, {
    kind: publication.firstPublishedAt === null ? 'publication' : 'correction',
    subjectId: edition.id,
    commitment,
    now,
  })
}

/** Whether somebody may take a published text back: a person who wrote it cannot do so alone. */
export function mayTakeBack({ status, writers }: Pick<Edition, 'status' | 'writers'>, personId: string): boolean {
  return status === 'live' && !writers.includes(personId)
}

/**
 * Takes a published text back: the page stays, with a banner and the reason. That nobody reads it any more needs two persons:
 * `hideEdition`.
 */
export async function withdraw(
  tx: Tx,
  locked: LockedEdition,
  given: { by: string; reason: string; now: Date },
): Promise<void> {
  const { edition } = locked
  refuseUnless(edition.status !== 'live' || mayTakeBack(edition, given.by), 'second-person')
  await takeBack(tx, locked, given)
}

/** The document of a withdrawal, whose hash, salted as the text's own, stands in the public log. */
export function withdrawalOf(
  edition: Pick<Edition, 'id' | 'publicationId'>,
  { reason, at, hidden = false }: { readonly reason: string; readonly at: Date; readonly hidden?: boolean },
) {
  return {
    format: 'xiangzhi-withdrawal/1',
    editionId: edition.id,
    publicationId: edition.publicationId,
    reason,
    // The format is older than the approval by which texts are hidden now.
    hidden,
    withdrawnAt: at.toISOString(),
  }
}

/** A withdrawal without a look at who does it; `withdraw` and `hideEdition` have looked. Returns the edition as it is now. */
export async function takeBack(
  tx: Tx,
  { publication, edition }: LockedEdition,
  given: { by: string; reason: string; now: Date },
): Promise<Edition> {
  const { by, now } = given
  const reason = screenText(given.reason).text
  refuseUnless(edition.status === 'live', 'not-from-this-state')
  await change(
    tx,
    edition,
    sql`status = 'withdrawn', withdrawn_at = ${now}, withdrawn_reason = ${reason}, withdrawn_by = ${by}`,
  )
  await tx.run(sql`update publication set status = 'withdrawn', live_no = null, version = version + 1
    where county = ${tx.county} and id = ${publication.id}`)
  const stored = await tx.row<{ salt: Buffer }>(
    sql`select salt from edition_body where county = ${tx.county} and edition_id = ${edition.id}`,
  )
  const commitment = commit(canonicalJson(withdrawalOf(edition, { reason, at: now })), found(stored).salt)
  appendToLog(tx, { kind: 'withdrawal', subjectId: edition.id, commitment, now })
  return { ...edition, status: 'withdrawn', withdrawnAt: now, withdrawnReason: reason }
}
