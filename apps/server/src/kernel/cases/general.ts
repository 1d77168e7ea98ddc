import { type Allowance, type Level, levels, publicTextOrNull, rolesAllowed, whyNotAllowed } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { v7 as uuidv7 } from 'uuid'
import { relevelCase } from './act.ts'
import { listActing } from './desks.ts'
import type { LoadedCase } from './load.ts'
import { actingAs, grantUsed, lowestLevel } from './rules.ts'
import type { By, CaseRecord, NewEvent } from './types.ts'
import { actedFor } from './units.ts'
import { type CaseChange, type CaseFileWrite, type CaseSink, saveCase } from './write.ts'

/** Who, by which request, and when: what every command is given. */
export interface Base {
  readonly by: By
  readonly requestId: string
  readonly now: Date
}

/** Refuses unless the process names the person for this general command. */
export function requireAllowance(
  subject: LoadedCase,
  by: By,
  allowance: Allowance,
  part: 'ask' | 'grant' = 'ask',
): void {
  const refused = whyNotAllowed(subject.process, { allowance, part }, actingAs(by), subject.record)
  if (refused) throw new Refusal(refused, {}, `${allowance}.${part}`)
}

/** The line of the timeline of a general command: state unchanged. */
export function plainEvent(
  subject: LoadedCase,
  by: By,
  allowance: Allowance,
  action: string,
  more: Partial<NewEvent> = {},
  part: 'ask' | 'grant' = 'ask',
): NewEvent {
  const grant = grantUsed(subject.process, rolesAllowed(subject.process, allowance, part), by, subject.record)
  return {
    action,
    fromState: subject.record.state,
    toState: subject.record.state,
    ...actedFor(grant, subject.unitNames),
    note: null,
    publicNote: null,
    facts: {},
    ...more,
  }
}

/** Saves a change that leaves the case in its state. */
export function save(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  change: CaseChange,
  event: NewEvent,
  clocks = subject.clocks,
  files: readonly CaseFileWrite[] = [],
): CaseRecord {
  return saveCase(tx, subject, {
    change,
    event,
    clocks,
    clocksBefore: subject.clocks,
    ...base,
    files,
  })
}

/** A remark for colleagues, a line that the reporter sees too, or papers. */
export function commentOn(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { note: string | null; publicNote: string | null; files: readonly CaseFileWrite[] },
): CaseRecord {
  requireAllowance(subject, base.by, 'comment')
  if (!input.note && !input.publicNote && input.files.length === 0) throw new Refusal('bad-input')
  return save(
    tx,
    subject,
    base,
    {},
    plainEvent(subject, base.by, 'comment', 'comment', {
      note: input.note,
      publicNote: publicTextOrNull(input.publicNote),
      facts: { files: input.files.map(({ id }) => id) },
    }),
    subject.clocks,
    input.files,
  )
}

/** Gives the case to one person of the unit that owns it now, or back to the whole unit. Only somebody who can act next is accepted. */
export async function assignTo(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { personId: string | null; note: string | null },
): Promise<CaseRecord> {
  requireAllowance(subject, base.by, 'assign')
  const { record } = subject
  if (input.personId !== null) {
    if (!record.ownerRole || !record.ownerId) throw new Refusal('not-from-this-state')
    if (record.standBack?.includes(input.personId)) throw new Refusal('avoidance')
    const acting = await listActing(tx, subject.process, record, base.now)
    if (!acting.some(({ personId }) => personId === input.personId))
      throw new Refusal('bad-input', {}, 'not a holder of the owning role')
  }
  return save(
    tx,
    subject,
    base,
    { ownerPersonId: input.personId },
    plainEvent(subject, base.by, 'assign', 'assign', { note: input.note, facts: { personId: input.personId } }),
  )
}

/** Raises or lowers the level; the keeper of the new level owns it from now on. */
export function moveLevel(
  tx: CaseSink,
  subject: LoadedCase,
  base: Base,
  input: { level: Level; reason: string },
): CaseRecord {
  requireAllowance(subject, base.by, 'level')
  const { record } = subject
  if (input.level === record.level || levels.indexOf(input.level) < levels.indexOf(lowestLevel(record)))
    throw new Refusal('need-level')
  return relevelCase(tx, subject, {
    ...base,
    level: input.level,
    event: plainEvent(
      subject,
      base.by,
      'level',
      levels.indexOf(input.level) > levels.indexOf(record.level) ? 'raise' : 'lower',
      { note: input.reason, facts: { from: record.level, to: input.level } },
    ),
  })
}

/** Supervision 督办: shows on every list until it is lifted or the case ends. */
export function supervise(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { supervised: boolean; note: string },
): CaseRecord {
  requireAllowance(subject, base.by, 'supervise')
  if (!subject.record.isOpen) throw new Refusal('not-from-this-state')
  return save(
    tx,
    subject,
    base,
    { supervised: input.supervised },
    plainEvent(subject, base.by, 'supervise', input.supervised ? 'supervise' : 'unsupervise', { note: input.note }),
  )
}

/**
 * Asks the reporter; the question stands on the private page until it is answered or expires. It may name a person or a house, so the
 * public timeline has only that something was asked.
 */
export function askTheReporter(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { question: string; days: number },
): CaseRecord {
  requireAllowance(subject, base.by, 'ask')
  if (base.by.kind !== 'staff' || !subject.record.isOpen) throw new Refusal('not-from-this-state')
  const after = save(
    tx,
    subject,
    base,
    { waitingFor: 'reporter' },
    plainEvent(subject, base.by, 'ask', 'ask', { note: input.question }),
  )
  tx.send(sql`insert into case_question (county, case_id, id, question, asked_by, asked_at, expires_at)
    values (${tx.county}, ${after.id}, ${uuidv7()}, ${input.question}, ${base.by.actor.personId}, ${base.now}, ${new Date(base.now.getTime() + input.days * 86_400_000)})`)
  return after
}
