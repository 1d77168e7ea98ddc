import { screenText } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { readableBy } from './public-reads.ts'
import type { Readership } from './readership.ts'

export type QuestionStatus = 'asked' | 'answered' | 'disputed' | 'settled' | 'dismissed'

/** What the public may know of a question. The id is that of the case that handles it. */
export interface PublicQuestion {
  readonly id: string
  readonly publicationId: string
  readonly kind: 'question' | 'objection' | 'error'
  readonly status: QuestionStatus
  readonly question: string
  readonly followUp: string | null
  readonly askedAt: Date
  readonly dueAt: Date | null
  readonly answer: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

/** Notes that something was asked; its words stay out of sight until somebody moderated them. */
export async function noteQuestion(
  tx: Tx,
  given: Pick<PublicQuestion, 'id' | 'publicationId' | 'kind' | 'askedAt' | 'dueAt'> & {
    readonly villageId: string | null
    readonly townId: string | null
  },
): Promise<void> {
  await tx.run(sql`insert into publication_question (county, id, publication_id, village_id, town_id, kind, status, asked_at, due_at)
    values (${tx.county}, ${given.id}, ${given.publicationId}, ${given.villageId}, ${given.townId}, ${given.kind}, 'asked', ${given.askedAt}, ${given.dueAt})`)
}

/** What changed of a question: the moderated wording, the answer, where it stands. Everything is screened for numbers of persons. */
export async function changeQuestion(
  tx: Tx,
  id: string,
  change: {
    readonly status?: QuestionStatus
    readonly question?: string
    readonly followUp?: string
    readonly answer?: { readonly text: string; readonly by: string | null; readonly at: Date }
  },
): Promise<void> {
  const shown = (text: string | undefined): string | null => (text === undefined ? null : screenText(text).text)
  const touched = await tx.run(sql`update publication_question set
      status = coalesce(${change.status ?? null}, status), question = coalesce(${shown(change.question)}, question),
      follow_up = coalesce(${shown(change.followUp)}, follow_up), answer = coalesce(${shown(change.answer?.text)}, answer),
      answered_by = coalesce(${change.answer?.by ?? null}, answered_by), answered_at = coalesce(${change.answer?.at ?? null}, answered_at)
    where county = ${tx.county} and id = ${id}`)
  refuseUnless(touched === 1, 'not-found')
}

const columns = sql.raw(`q.id, q.publication_id, q.kind, q.status, q.question, q.follow_up, q.asked_at,
  q.due_at, q.answer, q.answered_by, q.answered_at`)

/**
 * Questions about a publication in their moderated wording, the first one first. Those about what is for a village only are read where
 * its text is read: they speak of whom it names.
 */
export function listQuestions(tx: Tx, as: Readership, publicationId: string): Promise<PublicQuestion[]> {
  return tx.rows(sql`select ${columns} from public_question q
    join publication p on p.county = q.county and p.id = q.publication_id
    where q.county = ${tx.county} and q.publication_id = ${publicationId} and ${readableBy(as, 'p')}
    order by q.asked_at, q.id limit 200`)
}

/** The newest questions of a village, with the title of what they are about. */
export function listQuestionsOfVillage(
  tx: Tx,
  as: Readership,
  villageId: string,
  limit: number,
): Promise<(PublicQuestion & { title: string })[]> {
  return tx.rows(sql`select ${columns}, p.title from public_question q
    join publication p on p.county = q.county and p.id = q.publication_id
    where q.county = ${tx.county} and q.village_id = ${villageId} and ${readableBy(as, 'p')}
    order by q.asked_at desc, q.id desc limit ${limit}`)
}

/**
 * How many questions were asked in a village since a moment. One counts once somebody moderated it: no flood of nonsense moves a
 * figure that everybody reads. What was dismissed does not count; what nobody moderated yet is counted apart, for staff.
 */
export interface QuestionCounts {
  readonly villageId: string
  readonly asked: number
  readonly answered: number
  /** Answered, or still open, after the deadline. */
  readonly late: number
  /** Moderated, and waiting for an answer. */
  readonly waiting: number
  /** Neither moderated nor answered: no part of the other figures, and shown to staff only. */
  readonly unmoderated: number
}

/** The counts of some villages between two moments. Sealed matters are no questions and are not counted here. */
export function countQuestions(
  tx: Tx,
  about: { readonly villageIds: readonly string[]; readonly from: Date; readonly until: Date; readonly now: Date },
): Promise<QuestionCounts[]> {
  const moderated = sql`(q.question is not null or q.answered_at is not null)`
  return tx.rows(sql`select q.village_id,
      count(*) filter (where ${moderated})::int as asked,
      count(q.answered_at)::int as answered,
      count(*) filter (where ${moderated} and coalesce(q.answered_at, ${about.now}) > q.due_at)::int as late,
      count(*) filter (where ${moderated} and q.answered_at is null and q.status in ('asked', 'disputed'))::int as waiting,
      count(*) filter (where not ${moderated})::int as unmoderated
    from unsealed_question q where q.county = ${tx.county} and q.village_id = any(${about.villageIds}::uuid[])
      and q.asked_at >= ${about.from} and q.asked_at < ${about.until} and q.status <> 'dismissed'
    group by q.village_id order by q.village_id`)
}
