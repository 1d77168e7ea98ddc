import { type ProcessDeclaration, type SubjectFacts, type SubjectWords, subjectWordsOf } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import type { Processes } from './registry.ts'
import type { CaseSubject } from './types.ts'

/** How an idea tells what its things say to the needs of cases about them: the words it knows, and the facts of many at once. */
export interface SubjectTeller extends SubjectWords {
  tell(tx: Tx, ids: readonly string[], now: Date): Promise<ReadonlyMap<string, SubjectFacts>>
}

/** The tellers by the kind of thing that they tell of; the server hands them in like the processes. */
export type SubjectTellers = Readonly<Record<string, SubjectTeller>>

/** What a case is about. */
export function findSubject(tx: Tx, caseId: string): Promise<CaseSubject | undefined> {
  return tx.row(
    sql`select kind, subject_id as id from case_subject where county = ${tx.county} and case_id = ${caseId}`,
  )
}

const nothing: ReadonlyMap<string, SubjectFacts> = new Map()

/** What things say that cases of a process are about, by their ids; nothing is asked where no need of it depends on them. */
export async function tellSubjects(
  tx: Tx,
  processes: Processes,
  process: ProcessDeclaration,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, SubjectFacts>> {
  if (process.subject === undefined || ids.length === 0) return nothing
  const { persons, is } = subjectWordsOf(process)
  if (persons.length === 0 && is.length === 0) return nothing
  const teller = processes.tellers[process.subject]
  if (!teller) throw new Error(`${process.key} asks what a ${process.subject} says, and nobody tells`)
  return teller.tell(tx, ids, now)
}

/** What one case is about, with what that says. */
export async function readSubject(
  tx: Tx,
  processes: Processes,
  process: ProcessDeclaration,
  caseId: string,
  now: Date,
): Promise<{ subject: CaseSubject | undefined; told: SubjectFacts | undefined }> {
  const subject = process.subject === undefined ? undefined : await findSubject(tx, caseId)
  const told = subject && (await tellSubjects(tx, processes, process, [subject.id], now)).get(subject.id)
  return { subject, told }
}
