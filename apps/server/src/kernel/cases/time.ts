import type { Clock, Span } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { v7 as uuidv7 } from 'uuid'
import { extendClock, findClockDeclaration, pauseClock, resumeClock } from './clocks.ts'
import { plainEvent, requireAllowance } from './general.ts'
import type { LoadedCase } from './load.ts'
import type { By, CaseClock, CaseRecord } from './types.ts'
import { type CaseSink, saveCase } from './write.ts'

interface Base {
  readonly by: By
  readonly requestId: string
  readonly now: Date
}

/** What one person asked for and a second decides. */
export interface CaseRequest {
  readonly id: string
  readonly kind: 'pause' | 'extend' | 'reveal-reporter'
  readonly status: 'asked' | 'granted' | 'refused' | 'used'
  readonly clock: string | null
  readonly amount: number | null
  readonly unit: Span['unit'] | null
  readonly reason: string
  readonly askedBy: string
  readonly askedAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decisionNote: string | null
}

export const requestColumns =
  sql.raw(`q.id, q.kind, q.status, q.clock, q.amount, q.unit, q.reason, q.asked_by, q.asked_at,
  q.decided_by, q.decided_at, q.decision_note`)

export function findRequest(tx: Tx, caseId: string, requestId: string): Promise<CaseRequest | undefined> {
  return tx.row<CaseRequest>(
    sql`select ${requestColumns} from case_request q where q.county = ${tx.county} and q.case_id = ${caseId} and q.id = ${requestId} for update`,
  )
}

function personOf(by: By): string {
  if (by.kind !== 'staff') throw new Refusal('not-allowed')
  return by.actor.personId
}

function insertRequest(
  tx: CaseSink,
  caseId: string,
  by: By,
  now: Date,
  request: {
    kind: CaseRequest['kind']
    clock: string | null
    amount: number | null
    unit: string | null
    reason: string
  },
): string {
  const id = uuidv7()
  tx.send(sql`insert into case_request (county, case_id, id, kind, status, clock, amount, unit, reason, asked_by, asked_at)
    values (${tx.county}, ${caseId}, ${id}, ${request.kind}, 'asked', ${request.clock}, ${request.amount}, ${request.unit}, ${request.reason}, ${personOf(by)}, ${now})`)
  return id
}

/** What is still asked for in a case: which clocks shall be paused or extended. */
export function listAsked(tx: Tx, caseId: string): Promise<Pick<CaseRequest, 'id' | 'kind' | 'clock'>[]> {
  return tx.rows(sql`select q.id, q.kind, q.clock from case_request q
    where q.county = ${tx.county} and q.case_id = ${caseId} and q.status = 'asked'`)
}

/** How long a pause lasts unless somebody says otherwise, and at most: what takes longer is asked for again. */
const pauseUsual: Span = { unit: 'workingDays', amount: 10 }
const pauseDaysMax = 60

/** The span of a pause: as asked for, or the usual one. Longer than the longest is refused. */
function pauseSpan({ amount, unit }: { amount: number | null; unit: Span['unit'] | null }): Span {
  if (amount === null) return pauseUsual
  const span: Span = { unit: unit ?? pauseUsual.unit, amount }
  const perDay = span.unit === 'workingMinutes' || span.unit === 'minutes' ? 1440 : 1
  if (span.amount > pauseDaysMax * perDay) throw new Refusal('bad-input', { field: 'amount' }, 'a pause has an end')
  return span
}

/** Whether a clock can be paused or extended at all: it runs, is not late, and the law gives its period no other end. */
function requireFlexible(
  subject: LoadedCase,
  clockKey: string | null,
  kind: CaseRequest['kind'],
  now: Date,
): { readonly clock: CaseClock; readonly declared: Clock } {
  const clock = subject.clocks.find((one) => one.clock === clockKey)
  const declared = clock && findClockDeclaration(subject.process, subject.record.state, clock.clock)
  if (!clock || !declared || clock.status !== 'running') throw new Refusal('clock-not-running')
  if (declared.fixed) throw new Refusal('clock-fixed')
  if (kind === 'pause' && clock.dueAt && clock.dueAt <= now) throw new Refusal('clock-not-running', {}, 'already late')
  return { clock, declared }
}

/**
 * Asks to pause or extend a running clock. How often a clock may be extended is the process's word, and a request that still waits
 * counts; `asked` are those that do.
 */
export function askForTime(
  tx: CaseSink,
  subject: LoadedCase,
  asked: readonly Pick<CaseRequest, 'kind' | 'clock'>[],
  base: Base,
  input: {
    kind: 'pause' | 'extend'
    clock: string
    amount: number | null
    unit: 'workingDays' | 'workingMinutes' | 'days' | null
    reason: string
  },
): CaseRecord {
  requireAllowance(subject, base.by, input.kind, 'ask')
  const { clock } = requireFlexible(subject, input.clock, input.kind, base.now)
  const waiting = asked.filter((one) => one.kind === input.kind && one.clock === input.clock).length
  if (input.kind === 'extend') {
    if (!input.amount || !input.unit) throw new Refusal('bad-input')
    if (clock.extendedTimes + waiting >= subject.process.allows.extend.times) throw new Refusal('asked-enough')
  } else if (waiting > 0) throw new Refusal('asked-enough')
  const span = input.kind === 'pause' ? pauseSpan(input) : { unit: input.unit, amount: input.amount }
  const id = insertRequest(tx, subject.record.id, base.by, base.now, { ...input, ...span })
  return saveCase(tx, subject, {
    change: { waitingFor: 'approval' },
    event: plainEvent(subject, base.by, input.kind, `ask-${input.kind}`, {
      note: input.reason,
      facts: { request: id, clock: input.clock, ...span },
    }),
    clocks: subject.clocks,
    clocksBefore: subject.clocks,
    ...base,
  })
}

/** Grants or refuses what somebody else asked for; a granted pause or extension takes effect at once. */
export function decideTime(
  tx: CaseSink,
  subject: LoadedCase,
  request: CaseRequest | undefined,
  asked: readonly Pick<CaseRequest, 'id' | 'kind'>[],
  base: Base,
  input: { grant: boolean; note: string | null },
): CaseRecord {
  if (!request || request.kind === 'reveal-reporter' || request.status !== 'asked') throw new Refusal('not-found')
  requireAllowance(subject, base.by, request.kind, 'grant')
  const person = personOf(base.by)
  if (request.askedBy === person) throw new Refusal('second-person')
  let { clocks } = subject
  if (input.grant) {
    const { clock, declared } = requireFlexible(subject, request.clock, request.kind, base.now)
    if (request.kind === 'extend' && clock.extendedTimes >= subject.process.allows.extend.times)
      throw new Refusal('asked-enough')
    const { calendar } = subject.config
    const changed =
      request.kind === 'pause'
        ? pauseClock(calendar, clock, pauseSpan(request), base.now)
        : extendClock(
            calendar,
            declared,
            clock,
            { unit: request.unit ?? 'workingDays', amount: request.amount ?? 0 },
            base.now,
          )
    clocks = clocks.map((one) => (one === clock ? changed : one))
  }
  tx.send(sql`update case_request set status = ${input.grant ? 'granted' : 'refused'}, decided_by = ${person}, decided_at = ${base.now}, decision_note = ${input.note}
    where county = ${tx.county} and case_id = ${subject.record.id} and id = ${request.id}`)
  return saveCase(tx, subject, {
    change: {
      waitingFor: asked.some(({ id, kind }) => id !== request.id && kind !== 'reveal-reporter') ? 'approval' : null,
    },
    event: plainEvent(
      subject,
      base.by,
      request.kind,
      `${input.grant ? 'grant' : 'refuse'}-${request.kind}`,
      { note: input.note, facts: { request: request.id, clock: request.clock } },
      'grant',
    ),
    clocks,
    clocksBefore: subject.clocks,
    ...base,
  })
}

/** Lets a paused clock go on; whoever may ask for a pause may end it. */
export function resume(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { clock: string; note: string | null },
): CaseRecord {
  requireAllowance(subject, base.by, 'pause', 'ask')
  const clock = subject.clocks.find((one) => one.clock === input.clock)
  const declared = clock && findClockDeclaration(subject.process, subject.record.state, clock.clock)
  if (!clock || !declared || clock.status !== 'paused') throw new Refusal('clock-not-running')
  const resumed = resumeClock(subject.config.calendar, declared, clock, base.now)
  return saveCase(tx, subject, {
    change: {},
    event: plainEvent(subject, base.by, 'pause', 'resume', { note: input.note, facts: { clock: input.clock } }),
    clocks: subject.clocks.map((one) => (one === clock ? resumed : one)),
    clocksBefore: subject.clocks,
    ...base,
  })
}

/** Asks to see who reported. */
export function askToReveal(tx: Tx, subject: LoadedCase, base: Base, input: { reason: string }): CaseRecord {
  const id = insertRequest(tx, subject.record.id, base.by, base.now, {
    kind: 'reveal-reporter',
    clock: null,
    amount: null,
    unit: null,
    reason: input.reason,
  })
  return saveCase(tx, subject, {
    change: {},
    event: plainEvent(subject, base.by, 'comment', 'ask-reveal', { facts: { request: id } }),
    clocks: subject.clocks,
    clocksBefore: subject.clocks,
    ...base,
  })
}

/** A second person decides on unmasking the reporter. */
export function decideReveal(
  tx: Tx,
  subject: LoadedCase,
  request: CaseRequest | undefined,
  base: Base,
  input: { grant: boolean; note: string | null },
): CaseRecord {
  if (!request || request.kind !== 'reveal-reporter' || request.status !== 'asked') throw new Refusal('not-found')
  const person = personOf(base.by)
  if (request.askedBy === person) throw new Refusal('second-person')
  tx.send(sql`update case_request set status = ${input.grant ? 'granted' : 'refused'}, decided_by = ${person}, decided_at = ${base.now}, decision_note = ${input.note}
    where county = ${tx.county} and case_id = ${subject.record.id} and id = ${request.id}`)
  return saveCase(tx, subject, {
    change: {},
    event: plainEvent(subject, base.by, 'supervise', input.grant ? 'grant-reveal' : 'refuse-reveal', {
      note: input.note,
      facts: { request: request.id },
    }),
    clocks: subject.clocks,
    clocksBefore: subject.clocks,
    ...base,
  })
}
