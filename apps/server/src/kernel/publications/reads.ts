import { sql, type Statement, type Tx } from '#platform/database'
import { publicationColumns } from './rows.ts'
import type { Edition, Publication } from './types.ts'

/** Where a publication stands, for the lists of staff: its live edition and the one on its way, if any. */
export interface PublicationLine extends Publication {
  readonly liveEditionId: string | null
  readonly draftId: string | null
  readonly draftStatus: Edition['status'] | null
  readonly draftVersion: number | null
}

/** The publications of some places for some periods, by place, item and period. */
export function listPublicationsOf(
  tx: Tx,
  about: { readonly placeIds: readonly string[]; readonly periodKeys: readonly string[] },
): Promise<PublicationLine[]> {
  return tx.rows(sql`select ${publicationColumns}, l.id as "liveEditionId", d.id as "draftId", d.status as "draftStatus", d.version as "draftVersion"
    from publication p
    left join edition l on l.county = p.county and l.publication_id = p.id and l.status = 'live'
    left join edition d on d.county = p.county and d.publication_id = p.id and d.status in ('draft', 'held')
    where p.county = ${tx.county} and p.place_id = any(${about.placeIds}::uuid[]) and p.period_key = any(${about.periodKeys}::text[])
    order by p.place_id, p.item_code, p.period_key`)
}

/** A text on its way with what it belongs to. */
export interface OnItsWay {
  readonly publication: Publication
  readonly edition: Pick<
    Edition,
    'id' | 'no' | 'status' | 'title' | 'publishAt' | 'returnedReason' | 'savedAt' | 'version'
  >
}

/** Texts on their way: what waits for whom, the longest waiting first. `where` is a condition on publication `p` and edition `e`. */
export async function listOnTheirWay(
  tx: Tx,
  about: { readonly where: Statement; readonly limit: number },
): Promise<OnItsWay[]> {
  const rows = await tx.rows<Publication & EditionPart>(sql`select ${publicationColumns},
      e.id as "editionId", e.no, e.status as "editionStatus", e.title as "editionTitle", e.publish_at,
      e.returned_reason, e.saved_at, e.version as "editionVersion"
    from edition e join publication p on p.county = e.county and p.id = e.publication_id
    where e.county = ${tx.county} and e.status in ('draft', 'held') and ${about.where}
    order by e.saved_at, e.id limit ${about.limit}`)
  return rows.map((row) => ({
    publication: row,
    edition: {
      id: row.editionId,
      no: row.no,
      status: row.editionStatus,
      title: row.editionTitle,
      publishAt: row.publishAt,
      returnedReason: row.returnedReason,
      savedAt: row.savedAt,
      version: row.editionVersion,
    },
  }))
}

interface EditionPart extends Pick<Edition, 'no' | 'publishAt' | 'returnedReason' | 'savedAt'> {
  readonly editionId: string
  readonly editionStatus: Edition['status']
  readonly editionTitle: string
  readonly editionVersion: number
}

/** What texts are called, by their ids: for the record of what was done with them. */
export async function titlesOfEditions(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; title: string }>(
    sql`select id, title from edition where county = ${tx.county} and id = any(${[...ids]}::uuid[])`,
  )
  return new Map(rows.map(({ id, title }) => [id, title]))
}
