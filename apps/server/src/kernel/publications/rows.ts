import { sql, type Tx } from '#platform/database'
import type { Edition, Publication } from './types.ts'

/** The columns of publication `p` under the names the code uses. */
export const publicationColumns = sql.raw(`p.id, p.place_id, p.town_id, p.village_id, p.scope, p.catalogue,
  p.class_code, p.item_code, p.period_key, p.period_first, p.period_last,
  p.affairs, p.audience, p.on_board, p.is_money, p.title, p.status, p.live_no, p.last_no, p.first_published_at,
  p.published_at, p.stands_until, p.demo, p.version`)

/** The columns of edition `e`. */
export const editionColumns =
  sql.raw(`e.id, e.publication_id, e.no, e.status, e.title, e.content, e.change_note, e.as_of,
  e.publish_at, e.writers, e.checked_by, e.signed_by, e.returned_reason,
  e.saved_at, e.published_at, e.withdrawn_at, e.withdrawn_reason, e.hidden, e.version`)

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
