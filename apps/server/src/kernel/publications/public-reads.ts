import { beijing, startOfDay } from '@xiangzhi/language'
import { sentences } from '@xiangzhi/text'
import { sql, type Statement, type Tx } from '#platform/database'
import { plainTitle } from './body.ts'
import { type Readership, withheldTables } from './readership.ts'
import type { PublicEdition, PublicEditionLine } from './types.ts'

const lineColumns = sql.raw(`v.edition_id, v.publication_id, v.no, v.place_id, v.town_id,
  v.village_id, v.class_code, v.item_code, v.period_key, v.affairs, v.audience,
  v.on_board, v.is_money, v.stands_until, v.demo, v.title, v.state, v.change_note,
  v.as_of, v.published_at, v.superseded_at, v.withdrawn_at,
  v.withdrawn_reason, v.hidden_at, v.hidden_reason, v.commitment,
  v.place_name, v.item_name`)
const columns = sql`${lineColumns}, v.body, v.salt, v.hiding, v.hiding_salt`

/** What both names are for: the title that everybody sees of what is for a village. */
interface Names {
  readonly placeName: string
  readonly itemName: string
}
type Row = Omit<PublicEdition, 'withheld'> & Names
type LineRow = PublicEditionLine & Names

function mayRead(as: Readership, line: Pick<PublicEditionLine, 'audience' | 'villageId'>): boolean {
  if (line.audience === 'everybody') return true
  return as.of === 'village' && line.villageId !== null && as.villageIds.includes(line.villageId)
}

/** The same condition in the database, on publication or view `alias`. */
export function readableBy(as: Readership, alias: 'v' | 'p'): Statement {
  const [audience, village] = [sql.raw(`${alias}.audience`), sql.raw(`${alias}.village_id`)]
  return as.of === 'everybody'
    ? sql`${audience} = 'everybody'`
    : sql`(${audience} = 'everybody' or ${village} = any(${as.villageIds}::uuid[]))`
}

/**
 * A line in words of ours: nothing that a writer typed is left, be it in a title, a note of what was changed or a reason. Why two persons
 * hid a text is no part of it: everybody reads that, whomever the text was for.
 */
function lineFor<Line extends LineRow>(as: Readership, row: Line): Omit<Line, keyof Names> {
  const { placeName, itemName, ...line } = row
  if (mayRead(as, row)) return line
  const note = (said: string | null): string | null =>
    said === null ? null : sentences['zh-CN']['text.open.village.note']
  return {
    ...line,
    title: plainTitle({ place: { name: placeName }, item: { name: itemName }, period: row.periodKey }),
    changeNote: note(row.changeNote),
    withdrawnReason:
      row.withdrawnReason !== null && row.withdrawnReason === row.hiddenReason
        ? row.hiddenReason
        : note(row.withdrawnReason),
  }
}

function textFor(as: Readership, row: Row): PublicEdition {
  const line = lineFor(as, row)
  if (mayRead(as, row)) return { ...line, withheld: null }
  return {
    ...line,
    body: null,
    salt: null,
    hiding: null,
    hidingSalt: null,
    // Of what was hidden nothing is kept for anybody: it is not withheld, and no sign-in brings it back.
    withheld: row.hiddenAt === null ? (row.body ? withheldTables(row.body) : []) : null,
  }
}

/** What one may read of one edition. */
export async function findPublicEdition(tx: Tx, as: Readership, editionId: string): Promise<PublicEdition | undefined> {
  const row = await tx.row<Row>(
    sql`select ${columns} from public_edition v where v.county = ${tx.county} and v.edition_id = ${editionId}`,
  )
  return row && textFor(as, row)
}

/** Every edition of a publication that ever was public, the newest first. */
export async function listPublicEditions(tx: Tx, as: Readership, publicationId: string): Promise<PublicEdition[]> {
  const rows = await tx.rows<Row>(
    sql`select ${columns} from public_edition v where v.county = ${tx.county} and v.publication_id = ${publicationId} order by v.no desc`,
  )
  return rows.map((row) => textFor(as, row))
}

/** Something that was published, as whoever asks about it is told its name; undefined for a draft. */
export async function findPublished(
  tx: Tx,
  as: Readership,
  publicationId: string,
): Promise<(Pick<PublicEditionLine, 'placeId' | 'itemCode' | 'title'> & { readonly id: string }) | undefined> {
  const row = await tx.row<LineRow>(
    sql`select ${lineColumns} from public_edition v where v.county = ${tx.county} and v.publication_id = ${publicationId} order by v.no desc limit 1`,
  )
  if (!row) return undefined
  const { placeId, itemCode, title } = lineFor(as, row)
  return { id: publicationId, placeId, itemCode, title }
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
  /** Only what is for the people of a village. */
  readonly village?: boolean | undefined
  /** All of these words must stand in title or text, as far as one may read them. */
  readonly words?: readonly string[] | undefined
  /** The last line of the page before. */
  readonly after?: { readonly publishedAt: Date; readonly editionId: string } | undefined
  readonly limit: number
}

function escaped(word: string): string {
  return `%${sql.pattern(word.toLowerCase())}%`
}

/** A month as the instants of its first day and of the first day after it. */
function monthBounds(month: string): [Date, Date] {
  const [year = 0, nth = 1] = month.split('-').map(Number)
  const at = (months: number): Date =>
    startOfDay(beijing, new Date(Date.UTC(year, months, 1)).toISOString().slice(0, 10))
  return [at(nth - 1), at(nth)]
}

function conditions(as: Readership, filter: PublicFilter): Statement[] {
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
  if (filter.village) where.push(sql`v.audience = 'village'`)
  const searched = sql`case when ${readableBy(as, 'v')} then v.words else lower(concat(v.place_name, v.item_name)) end`
  for (const word of filter.words ?? []) where.push(sql`${searched} like ${escaped(word)}`)
  if (filter.after) {
    const { publishedAt, editionId } = filter.after
    where.push(sql`(v.published_at, v.edition_id) < (${publishedAt}, ${editionId}::uuid)`)
  }
  return where
}

/** What a place shows now: live and withdrawn editions, the newest first, without their texts. */
export async function listPublic(tx: Tx, as: Readership, filter: PublicFilter): Promise<PublicEditionLine[]> {
  const rows = await tx.rows<LineRow>(sql`select ${lineColumns} from public_edition v
    where v.county = ${tx.county} and ${sql.join(conditions(as, filter), ' and ')}
    order by v.published_at desc, v.edition_id desc limit ${filter.limit}`)
  return rows.map((row) => lineFor(as, row))
}

/** The same with their texts: for a board, the money of the month, a feed, an open-data package. */
export async function listPublicTexts(tx: Tx, as: Readership, filter: PublicFilter): Promise<PublicEdition[]> {
  const rows = await tx.rows<Row>(sql`select ${columns} from public_edition v
    where v.county = ${tx.county} and ${sql.join(conditions(as, filter), ' and ')}
    order by v.published_at desc, v.edition_id desc limit ${filter.limit}`)
  return rows.map((row) => textFor(as, row))
}
