import {
  checkContent,
  checkFilled,
  checkStatement,
  type Content,
  type ContentProblem,
  type EmptyBlockProblem,
  type FoundInPaper,
  type PaperSearch,
  type StatementProblem,
} from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { listUploads, searchOf } from '#platform/files'
import { listAttached } from './attachments.ts'
import type { CataloguedItem, Edition, Publication } from './types.ts'

/**
 * What keeps a paper back: a number that must not be public stands in it, or its turn to be searched has not come. What nobody can
 * search, as a picture, keeps nothing back; persons look at it.
 */
export type PaperProblem =
  | {
      readonly problem: 'secret-in-file'
      readonly block: number
      readonly file: string
      readonly found: FoundInPaper[]
    }
  | { readonly problem: 'file-not-searched'; readonly block: number; readonly file: string }

/** What must be put right before a text is handed in. */
export type EditionProblem = ContentProblem | EmptyBlockProblem | StatementProblem | PaperProblem

/** What is known of the content of each paper of a text. */
export async function listSearched(
  tx: Tx,
  { content }: Pick<Edition, 'content'>,
): Promise<({ readonly fileId: string } & PaperSearch)[]> {
  const ids = [...new Set(listAttached(content).map(({ fileId }) => fileId))]
  if (ids.length === 0) return []
  return (await listUploads(tx, ids)).map((upload) => ({ fileId: upload.id, ...searchOf(upload) }))
}

function paperProblems(
  { content }: Pick<Edition, 'content'>,
  papers: Awaited<ReturnType<typeof listSearched>>,
): PaperProblem[] {
  const searched = new Map(papers.map((one) => [one.fileId, one]))
  return content.blocks.flatMap((one, block) =>
    one.kind !== 'files'
      ? []
      : one.files.flatMap(({ fileId, name: file }): PaperProblem[] => {
          const { found = [], unsearched } = searched.get(fileId) ?? {}
          if (found.length > 0) return [{ problem: 'secret-in-file', block, file, found }]
          return unsearched?.why === 'not-yet' ? [{ problem: 'file-not-searched', block, file }] : []
        }),
  )
}

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

/**
 * What is wrong with a text by itself, with parts that its item wants filled, with its papers, and with its money beside what was published before. `today` is the local
 * date; `papers` what is known of the papers, where it was asked for already.
 */
export async function listProblems(
  tx: Tx,
  publication: Publication,
  { content }: Pick<Edition, 'content'>,
  { item }: Pick<CataloguedItem, 'item'>,
  today: string,
  papers = listSearched(tx, { content }),
): Promise<EditionProblem[]> {
  const hasMoney = content.blocks.some(({ kind }) => kind === 'money')
  const problems = [
    ...checkContent(content),
    ...checkFilled(content, item.template),
    ...paperProblems({ content }, await papers),
  ]
  if (!hasMoney) return problems
  const { periodFirst, periodLast } = publication
  // What is called for by an event (accounts laid open before an assembly) is about no period: its day is that of the event.
  const lastDay = periodFirst === periodLast ? null : periodLast
  const before = await statementBefore(tx, publication)
  return [...problems, ...checkStatement(content, { lastDay, today, before })]
}
