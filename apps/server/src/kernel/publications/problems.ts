import {
  checkContent,
  checkStatement,
  type Content,
  type ContentProblem,
  type StatementProblem,
} from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import type { Edition, Publication } from './types.ts'

/** What must be put right before a text is handed in. */
export type EditionProblem = ContentProblem | StatementProblem

/** The last statement before this one that is public: of the same item and place. */
export async function statementBefore(
  tx: Tx,
  publication: Pick<Publication, 'placeId' | 'itemCode' | 'periodFirst'>,
): Promise<Content | undefined> {
  const row = await tx.row<{ content: Content }>(sql`select e.content from publication p
    join edition e on e.county = p.county and e.publication_id = p.id and e.status = 'live'
    where p.county = ${tx.county} and p.place_id = ${publication.placeId} and p.item_code = ${publication.itemCode}
      and p.period_first < ${publication.periodFirst}
    order by p.period_first desc limit 1`)
  return row?.content
}

/** What is wrong with a text by itself, and with its money beside what was published before. `today` is the local date. */
export async function listProblems(
  tx: Tx,
  publication: Publication,
  { content }: Pick<Edition, 'content'>,
  today: string,
): Promise<EditionProblem[]> {
  const hasMoney = content.blocks.some(({ kind }) => kind === 'money')
  if (!hasMoney) return checkContent(content)
  const { periodFirst, periodLast } = publication
  // What is called for by an event (accounts laid open before an assembly) is about no period: its day is that of the event.
  const lastDay = periodFirst === periodLast ? null : periodLast
  const before = await statementBefore(tx, publication)
  return [...checkContent(content), ...checkStatement(content, { lastDay, today, before })]
}
