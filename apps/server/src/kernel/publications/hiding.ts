import type { HidingDocument, PublicBody } from '@xiangzhi/contract'
import { screenText } from '@xiangzhi/language'
import { canonicalJson, commit, toHex } from '@xiangzhi/verify'
import { sql, type Tx } from '#platform/database'
import { listSameBytes, takeUploadsBack } from '#platform/files'
import { appendToLog } from '#platform/public-log'
import { refuseUnless } from '#platform/refusal'
import { listAttached } from './attachments.ts'
import { plainTitle } from './body.ts'
import { eraseConfirmations } from './confirmations.ts'
import type { Edition } from './types.ts'
import { type LockedEdition, takeBack, withdrawalOf } from './write.ts'

/** One of the two persons by whom a text is hidden, and the office by which they did it, as everybody may know it. */
export interface HiddenBy {
  readonly personId: string
  readonly office: string
}

export interface Hiding {
  readonly reason: string
  readonly askedBy: HiddenBy
  readonly grantedBy: HiddenBy
  readonly now: Date
  /** 32 bytes that nobody can guess. */
  readonly salt: Buffer
}

/** Which two persons hid a text, as the public document commits to them without naming them. */
export function personsHash(askedBy: string, grantedBy: string, salt: Uint8Array): string {
  return toHex(commit(canonicalJson([askedBy, grantedBy]), salt))
}

interface StoredText {
  readonly body: PublicBody
  readonly salt: Buffer
  readonly commitment: Buffer
  readonly publishedAt: Date
}

/** What stays of a text: what it was about, what the log has of it, and why it is not there any more. */
function documentOf(text: StoredText, edition: Edition, given: Hiding & { readonly reason: string }): HidingDocument {
  const { title: _title, content: _content, changeNote: _note, asOf: _asOf, format: _format, ...about } = text.body
  const { withdrawnAt, withdrawnReason } = edition
  const withdrawal =
    withdrawnAt === null || withdrawnReason === null
      ? null
      : {
          reason: withdrawnReason,
          withdrawnAt: withdrawnAt.toISOString(),
          commitment: toHex(
            commit(canonicalJson(withdrawalOf(edition, { reason: withdrawnReason, at: withdrawnAt })), text.salt),
          ),
        }
  return {
    format: 'xiangzhi-hiding/2',
    ...about,
    commitment: toHex(text.commitment),
    withdrawal,
    reason: given.reason,
    askedBy: given.askedBy.office,
    grantedBy: given.grantedBy.office,
    persons: personsHash(given.askedBy.personId, given.grantedBy.personId, given.salt),
    hiddenAt: given.now.toISOString(),
  }
}

/** Whether the content of an edition `e` names a paper. */
const names = (fileId: ReturnType<typeof sql>): ReturnType<typeof sql> =>
  sql`e.content @> jsonb_build_object('blocks', jsonb_build_array(jsonb_build_object('files',
    jsonb_build_array(jsonb_build_object('fileId', ${fileId})))))`

/** Those of some uploads that a text names, of whichever publication. */
export async function listInTexts(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const named = await tx.rows<{ id: string }>(sql`select f.id from unnest(${ids}::text[]) as f(id)
    where exists (select from edition e where e.county = ${tx.county} and ${names(sql`f.id`)})`)
  return new Set(named.map(({ id }) => id))
}

/** The papers of a text that no other text names, of whichever publication; those go with it. */
async function papersAlone(tx: Tx, edition: Edition, body: PublicBody): Promise<string[]> {
  const named = listAttached(body.content).map(({ fileId }) => fileId)
  const alone = await tx.rows<{ id: string }>(sql`select distinct f.id from unnest(${named}::text[]) as f(id)
    where not exists (select from edition e where e.county = ${tx.county} and e.id <> ${edition.id} and ${names(sql`f.id`)})`)
  return alone.map(({ id }) => id)
}

/**
 * Other texts whose papers everybody still reads after a text is hidden: those with one of its papers, or with the same bytes under
 * another name. Whoever hides a paper for what it says looks at them too. The newest first, at most `limit`.
 */
export async function listSharingPapers(
  tx: Tx,
  { id, content }: Pick<Edition, 'id' | 'content'>,
  limit = 50,
): Promise<{ editionId: string; publicationId: string }[]> {
  const named = listAttached(content).map(({ fileId }) => fileId)
  if (named.length === 0) return []
  const same = await listSameBytes(tx, named)
  return tx.rows(sql`select b.edition_id, b.publication_id from edition_body b
    where b.county = ${tx.county} and b.edition_id <> ${id} and exists (select from edition_file f
      where f.county = b.county and f.edition_id = b.edition_id and f.file_id = any(${same}::uuid[]))
    order by b.published_at desc, b.edition_id limit ${limit}`)
}

/**
 * Takes a published text from every reader and from the books, whatever became of it since: two persons have seen that it shows what
 * it should not. Its words, its note, its salt and its papers are erased; its hash, the reason and which two offices did it stay, and
 * nothing brings it back. A live one is withdrawn as well.
 */
export async function hideEdition(tx: Tx, locked: LockedEdition, given: Hiding): Promise<void> {
  const { publication } = locked
  const { askedBy, grantedBy, now, salt } = given
  refuseUnless(isShown(locked.edition), 'not-from-this-state')
  refuseUnless(askedBy.personId !== grantedBy.personId, 'second-person')
  const reason = screenText(given.reason).text
  const edition =
    locked.edition.status === 'live'
      ? await takeBack(tx, locked, { by: grantedBy.personId, reason, now })
      : locked.edition
  const text = await tx.row<StoredText>(sql`select body, salt, commitment, published_at from edition_body
    where county = ${tx.county} and edition_id = ${edition.id}`)
  if (!text) throw new Error(`edition ${edition.id} was public and has no text`)
  const document = documentOf(text, edition, { ...given, reason })
  const papers = await papersAlone(tx, edition, text.body)
  const title = plainTitle(document)
  await tx.run(sql`update edition set title = ${title}, content = ${sql.json({ blocks: [] })}, as_of = null, returned_reason = null,
      change_note = case when no > 1 then '' end, hidden = true, hidden_at = ${now}, hidden_reason = ${reason},
      hidden_asked_by = ${askedBy.personId}, hidden_granted_by = ${grantedBy.personId}, version = version + 1
    where county = ${tx.county} and id = ${edition.id}`)
  // What the publication is called comes from the newest of its texts.
  await tx.run(sql`update publication p set title = ${title}, version = version + 1
    where p.county = ${tx.county} and p.id = ${publication.id} and not exists (
      select from public_edition v where v.county = p.county and v.publication_id = p.id and v.no > ${edition.no})`)
  await tx.run(sql`insert into edition_hidden (county, edition_id, publication_id, no, document, salt, published_at)
    values (${tx.county}, ${edition.id}, ${publication.id}, ${edition.no}, ${sql.json(document)}, ${salt}, ${text.publishedAt})`)
  await eraseConfirmations(tx, edition.id)
  await tx.run(sql`delete from edition_body where county = ${tx.county} and edition_id = ${edition.id}`)
  await tx.run(sql`delete from edition_file where county = ${tx.county} and edition_id = ${edition.id}`)
  // Whoever else got hold of one of them, by whatever door, does not keep it.
  await takeUploadsBack(tx, papers, now)
  appendToLog(tx, { kind: 'hiding', subjectId: edition.id, commitment: commit(canonicalJson(document), salt), now })
}

/** Whether readers still see the text of an edition that was public. */
export function isShown({ status, hidden }: Pick<Edition, 'status' | 'hidden'>): boolean {
  return !hidden && (status === 'live' || status === 'superseded' || status === 'withdrawn')
}
