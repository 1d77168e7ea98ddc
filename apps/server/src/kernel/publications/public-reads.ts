import { sql, type Statement, type Tx } from '#platform/database'
import type { PublicEdition, PublicEditionLine } from './types.ts'

const lineColumns =
  sql.raw(`v.edition_id as "editionId", v.publication_id as "publicationId", v.no, v.place_id as "placeId", v.town_id as "townId",
  v.village_id as "villageId", v.class_code as "classCode", v.item_code as "itemCode", v.period_key as "periodKey", v.affairs, v.audience,
  v.on_board as "onBoard", v.is_money as "isMoney", v.stands_until as "standsUntil", v.demo, v.title, v.state, v.change_note as "changeNote",
  v.as_of as "asOf", v.published_at as "publishedAt", v.superseded_at as "supersededAt", v.withdrawn_at as "withdrawnAt",
  v.withdrawn_reason as "withdrawnReason", v.hidden_at as "hiddenAt", v.hidden_reason as "hiddenReason", v.commitment`)
const columns = sql`${lineColumns}, v.body, v.salt`

/** What the public may read of one edition. */
export function findPublicEdition(tx: Tx, editionId: string): Promise<PublicEdition | undefined> {
  return tx.row(
    sql`select ${columns} from public_edition v where v.county = ${tx.county} and v.edition_id = ${editionId}`,
  )
}

/** Every edition of a publication that ever was public, the newest first. */
export function listPublicEditions(tx: Tx, publicationId: string): Promise<PublicEdition[]> {
  return tx.rows(
    sql`select ${columns} from public_edition v where v.county = ${tx.county} and v.publication_id = ${publicationId} order by v.no desc`,
  )
}

export interface PublicFilter {
  readonly placeId: string
  readonly classCode?: string | undefined
  readonly itemCode?: string | undefined
  readonly affairs?: string | undefined
  /** Published within this month, `2026-10`, in the county's time. */
  readonly month?: string | undefined
  readonly board?: boolean | undefined
  readonly money?: boolean | undefined
  readonly audience?: 'everybody' | undefined
  /** All of these words must stand in title or text. */
  readonly words?: readonly string[] | undefined
  /** The last line of the page before. */
  readonly after?: { readonly publishedAt: Date; readonly editionId: string } | undefined
  readonly limit: number
}

function escaped(word: string): string {
  return `%${word.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** First and next month as local instants of China, which has one time zone and no summer time. */
function monthBounds(month: string): [Date, Date] {
  const [year = 0, nth = 1] = month.split('-').map(Number)
  const at = (months: number): Date => new Date(Date.UTC(year, months, 1) - 8 * 3_600_000)
  return [at(nth - 1), at(nth)]
}

function conditions(filter: PublicFilter): Statement[] {
  const where: Statement[] = [sql`v.place_id = ${filter.placeId}`, sql`v.state in ('live', 'withdrawn')`]
  if (filter.classCode) where.push(sql`v.class_code = ${filter.classCode}`)
  if (filter.itemCode) where.push(sql`v.item_code = ${filter.itemCode}`)
  if (filter.affairs) where.push(sql`v.affairs = ${filter.affairs}`)
  if (filter.board) where.push(sql`v.on_board`)
  if (filter.money) where.push(sql`v.is_money`)
  if (filter.month) {
    const [from, until] = monthBounds(filter.month)
    where.push(sql`v.published_at >= ${from} and v.published_at < ${until}`)
  }
  if (filter.audience) where.push(sql`v.audience = ${filter.audience}`)
  for (const word of filter.words ?? []) where.push(sql`v.words like ${escaped(word)}`)
  if (filter.after) {
    const { publishedAt, editionId } = filter.after
    where.push(sql`(v.published_at, v.edition_id) < (${publishedAt}, ${editionId}::uuid)`)
  }
  return where
}

/** What a place shows now: live and withdrawn editions, the newest first, without their texts. */
export function listPublic(tx: Tx, filter: PublicFilter): Promise<PublicEditionLine[]> {
  return tx.rows(sql`select ${lineColumns} from public_edition v where v.county = ${tx.county} and ${sql.join(conditions(filter), ' and ')}
    order by v.published_at desc, v.edition_id desc limit ${filter.limit}`)
}

/** The same with their texts: for a board, the money of the month, a feed, an open-data package. */
export function listPublicTexts(tx: Tx, filter: PublicFilter): Promise<PublicEdition[]> {
  return tx.rows(sql`select ${columns} from public_edition v where v.county = ${tx.county} and ${sql.join(conditions(filter), ' and ')}
    order by v.published_at desc, v.edition_id desc limit ${filter.limit}`)
}
