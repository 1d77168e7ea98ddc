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

/** Keeps others from changing a publication, named by one of its editions, and all of them until this transaction ends. */
export function lockPublicationWith(tx: Tx, editionId: string): Promise<Publication | undefined> {
  return tx.row(sql`select ${publicationColumns} from publication p where p.county = ${tx.county}
    and p.id = (select e.publication_id from edition e where e.county = ${tx.county} and e.id = ${editionId}) for update`)
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

/** Some editions, each with its publication, in one wait. Those that are not there are left out. */
export async function listEditionsBy(
  tx: Tx,
  ids: readonly string[],
): Promise<{ edition: Edition; publication: Publication }[]> {
  const which = sql`e.county = ${tx.county} and e.id = any(${ids}::uuid[])`
  const [editions, publications] = await Promise.all([
    tx.rows<Edition>(sql`select ${editionColumns} from edition e where ${which}`),
    tx.rows<Publication>(sql`select ${publicationColumns} from publication p where p.county = ${tx.county}
      and p.id in (select e.publication_id from edition e where ${which})`),
  ])
  const of = new Map(publications.map((publication) => [publication.id, publication]))
  return editions.flatMap((edition) => {
    const publication = of.get(edition.publicationId)
    return publication ? [{ edition, publication }] : []
  })
}

/** All editions of a publication, the first one first. */
export function listEditions(tx: Tx, publicationId: string): Promise<Edition[]> {
  return tx.rows(
    sql`select ${editionColumns} from edition e where e.county = ${tx.county} and e.publication_id = ${publicationId} order by e.no`,
  )
}
