import { grantOfADay } from '@xiangzhi/contract'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { recordLook } from '#kernel/people'
import { resumeAll } from './clocks.ts'
import type { LoadedCase } from './load.ts'
import { putTo, type Reached } from './progress.ts'
import { seenByLink } from './reading.ts'
import type { Processes } from './registry.ts'
import { findLast } from './related.ts'
import { findCaseRecord } from './rows.ts'
import type { CaseRequest } from './time.ts'
import type { By, CaseRecord, NewEvent } from './types.ts'
import { type CaseChange, saveCase } from './write.ts'

/** Shows, once, who reported, within a day after a second person granted it. The look is recorded and the reporter can see that it happened. */
export async function revealReporter(
  tx: Tx,
  sealing: Sealing,
  input: { caseId: string; request: CaseRequest | undefined; personId: string; now: Date },
): Promise<{ name: string | null; phone: string | null }> {
  const { request, caseId, personId, now } = input
  if (!request || request.kind !== 'reveal-reporter' || request.status !== 'granted') throw new Refusal('not-found')
  if (request.askedBy !== personId) throw new Refusal('not-allowed')
  if (request.decidedBy === personId || !request.decidedBy || !request.decidedAt) throw new Refusal('second-person')
  refuseUnless(now.getTime() < request.decidedAt.getTime() + grantOfADay.goodForHours * 3_600_000, 'approval-expired')
  const row = await tx.row<{ name: Buffer | null; phone: Buffer | null; personId: string | null }>(
    sql`select name_sealed as name, phone_sealed as phone, person_id from case_reporter where county = ${tx.county} and case_id = ${caseId}`,
  )
  tx.send(
    sql`update case_request set status = 'used' where county = ${tx.county} and case_id = ${caseId} and id = ${request.id}`,
  )
  await recordLook(tx, {
    personId: row?.personId ?? null,
    caseId,
    subject: 'reporter',
    lookedBy: personId,
    approvedBy: request.decidedBy,
    now,
    fields: ['name', 'phone'],
    reason: request.reason,
  })
  return { name: row?.name ? sealing.open(row.name) : null, phone: row?.phone ? sealing.open(row.phone) : null }
}

/** Writes what the reporter did into the timeline, where neither the state nor a clock changes by it. */
const noteOfReporter = (
  tx: Tx,
  subject: LoadedCase,
  { by, requestId, now }: { by: By & { kind: 'reporter' }; requestId: string; now: Date },
  { change, event }: { change: CaseChange; event: Pick<NewEvent, 'action' | 'note' | 'facts'> },
  clocks = subject.clocks,
): CaseRecord =>
  saveCase(tx, subject, {
    change,
    event: {
      ...event,
      fromState: subject.record.state,
      toState: subject.record.state,
      byRole: null,
      byUnit: null,
      publicNote: null,
    },
    clocks,
    clocksBefore: subject.clocks,
    by,
    requestId,
    now,
  })

/** The reporter answers a question. */
export function answer(
  tx: Tx,
  subject: LoadedCase,
  input: {
    questionId: string
    answer: string
    open: boolean
    by: By & { kind: 'reporter' }
    requestId: string
    now: Date
  },
): CaseRecord {
  if (!input.open) throw new Refusal('nothing-to-answer')
  tx.send(sql`update case_question set answer = ${input.answer}, answered_at = ${input.now}
    where county = ${tx.county} and case_id = ${subject.record.id} and id = ${input.questionId} and answer is null`)
  // What was paused for an answer goes on when it comes.
  const { config, process, record } = subject
  const clocks = resumeAll(config.calendar, process, record.state, subject.clocks, input.now)
  return noteOfReporter(
    tx,
    subject,
    input,
    {
      change: { waitingFor: null },
      event: { action: 'answer', note: input.answer, facts: { question: input.questionId } },
    },
    clocks,
  )
}

/** Whether a question waits for its answer from the reporter of a private link. */
export async function isQuestionOpen(
  tx: Tx,
  reached: Pick<Reached, 'named' | 'last'>,
  questionId: string,
  now: Date,
): Promise<boolean> {
  const row = await tx.row<{
    open: boolean
  }>(sql`select q.answer is null and q.expires_at > ${now} and ${putTo(tx, reached)} as open from case_question q
    where q.county = ${tx.county} and q.case_id = ${reached.last.id} and q.id = ${questionId}`)
  return row?.open ?? false
}

/** A report as its reporter finds it again after proving the phone. */
export interface OwnReport {
  readonly caseId: string
  readonly number: string
  readonly process: string
  readonly processVersion: number
  readonly state: string
  readonly category: string
  readonly status: string
  readonly placeName: string
  readonly openedAt: Date
  readonly dueAt: Date | null
}

/** The reports of a phone that was proved by a code, newest first; one that was merged stands where the other case stands. */
export async function listReportsOfPhone(tx: Tx, processes: Processes, phoneHash: Buffer): Promise<OwnReport[]> {
  const rows = await tx.rows<OwnReport & { merged: boolean }>(sql`select c.id as "caseId", c.number, c.process,
      c.process_version, c.state, c.category, c.status, c.place_name, c.opened_at, c.due_at,
      c.merged_into_id is not null as merged
    from case_reporter r join case_record c on c.county = r.county and c.id = r.case_id
    where r.county = ${tx.county} and r.phone_hash = ${phoneHash} order by c.opened_at desc limit 200`)
  return Promise.all(
    rows.map(async ({ merged, ...row }) => {
      if (!merged) return row
      const named = await findCaseRecord(tx, row.caseId)
      return named ? { ...row, ...standsNow(processes, await findLast(tx, named)) } : row
    }),
  )
}

/** Where a case stands for somebody whose report was merged into it. */
function standsNow(
  processes: Processes,
  last: CaseRecord,
): Pick<OwnReport, 'processVersion' | 'state' | 'status' | 'dueAt'> {
  const { processVersion } = last
  return seenByLink('merged', last) === 'neutral'
    ? { processVersion, state: processes.of(last).start, status: 'in-hand', dueAt: null }
    : { processVersion, state: last.state, status: last.status, dueAt: last.dueAt }
}

/** Withdraws the consent to keep a contact (个人信息保护法 art. 15, 47): the sealed name and phone are wiped, the case goes on without them. */
export async function withdrawContact(
  tx: Tx,
  subject: LoadedCase,
  input: { phoneHash: Buffer; requestId: string; now: Date },
): Promise<CaseRecord> {
  const touched =
    await tx.run(sql`update case_reporter set name_sealed = null, phone_sealed = null, phone_hash = null, person_id = null, wants_answer = false
    where county = ${tx.county} and case_id = ${subject.record.id} and phone_hash = ${input.phoneHash}`)
  if (touched === 0) throw new Refusal('not-found')
  return noteOfReporter(
    tx,
    subject,
    { ...input, by: { kind: 'reporter' } },
    {
      change: {},
      event: { action: 'withdraw-contact', note: null, facts: {} },
    },
  )
}
