import { sql, type Tx } from '#platform/database'
import type { Edition, Publication } from './types.ts'

/** The columns of publication `p` under the names the code uses. */
export const publicationColumns =
  sql.raw(`p.id, p.place_id as "placeId", p.town_id as "townId", p.village_id as "villageId", p.scope, p.catalogue,
  p.class_code as "classCode", p.item_code as "itemCode", p.period_key as "periodKey", p.period_first as "periodFirst", p.period_last as "periodLast",
  p.affairs, p.audience, p.on_board as "onBoard", p.is_money as "isMoney", p.title, p.status, p.live_no as "liveNo", p.last_no as "lastNo", p.first_published_at as "firstPublishedAt",
  p.published_at as "publishedAt", p.stands_until as "standsUntil", p.demo, p.version`)

/** The columns of edition `e`. */
export const editionColumns =
  sql.raw(`e.id, e.publication_id as "publicationId", e.no, e.status, e.title, e.content, e.change_note as "changeNote", e.as_of as "asOf",
  e.publish_at as "publishAt", e.writers, e.checked_by as "checkedBy", e.signed_by as "signedBy", e.returned_reason as "returnedReason",
  e.saved_at as "savedAt", e.published_at as "publishedAt", e.withdrawn_at as "withdrawnAt", e.withdrawn_reason as "withdrawnReason", e.hidden, e.version`)

export function findPublication(tx: Tx, id: string): Promise<Publication | undefined> {
  return tx.row(sql`select ${publicationColumns} from publication p where p.county = ${tx.county} and p.id = ${id}`)
}

/** Keeps others from changing a publication and its editions until this transaction ends. */
export function lockPublication(tx: Tx, id: string): Promise<Publication | undefined> {
  return tx.row(
    sql`select ${publicationColumns} from publication p where p.county = ${tx.county} and p.id = ${id} for update`,
  )
}

/** The same by what a publication is about. */
export function lockPublicationOf(
  tx: Tx,
  about: { placeId: string; itemCode: string; periodKey: string },
): Promise<Publication | undefined> {
  return tx.row(sql`select ${publicationColumns} from publication p where p.county = ${tx.county}
    and p.place_id = ${about.placeId} and p.item_code = ${about.itemCode} and p.period_key = ${about.periodKey} for update`)
}

export function findEdition(tx: Tx, id: string): Promise<Edition | undefined> {
  return tx.row(sql`select ${editionColumns} from edition e where e.county = ${tx.county} and e.id = ${id}`)
}

/** All editions of a publication, the first one first. */
export function listEditions(tx: Tx, publicationId: string): Promise<Edition[]> {
  return tx.rows(
    sql`select ${editionColumns} from edition e where e.county = ${tx.county} and e.publication_id = ${publicationId} order by e.no`,
  )
}
