import type { Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { stopClock } from './clocks.ts'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import type { LoadedCase } from './load.ts'
import { requireSameSeal } from './sealing.ts'
import type { CaseRecord } from './types.ts'

/** Marks that departments were whistled for; the children are opened by the operation, in the same transaction. */
export function recordWhistle(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: { wanted: string; children: readonly { id: string; number: string; organisationId: string }[] },
): CaseRecord {
  requireAllowance(subject, base.by, 'whistle')
  return save(
    tx,
    subject,
    base,
    {},
    plainEvent(subject, base.by, 'whistle', 'whistle', { note: input.wanted, facts: { children: input.children } }),
  )
}

/**
 * Merges a duplicate into another case: it ends as merged. Its reporter and its followers stay with it and are led on to the case
 * into which it went in the end (`findLast`). Both rows are locked by the operation, lower id first.
 */
export function mergeInto(
  tx: Tx,
  subject: LoadedCase,
  target: LoadedCase,
  base: Base,
  input: { reason: string | null },
): CaseRecord {
  requireAllowance(subject, base.by, 'merge')
  requireAllowance(target, base.by, 'merge')
  const { record } = subject
  if (
    record.id === target.record.id ||
    target.record.parentId === record.id ||
    record.mergedIntoId !== null ||
    target.record.mergedIntoId !== null
  )
    throw new Refusal('merge-itself')
  requireSameSeal(record, target.record)
  if (!record.isOpen || !target.record.isOpen || record.process !== target.record.process)
    throw new Refusal('not-from-this-state')
  const absorb = Object.entries(subject.process.transitions).find(([, transition]) => {
    const state = subject.process.states[transition.to]
    return (
      transition.by.includes('system') &&
      transition.from.includes(record.state) &&
      state?.kind === 'closed' &&
      state.outcome === 'merged'
    )
  })
  if (!absorb) throw new Refusal('not-from-this-state')
  const closing = subject.process.states[absorb[1].to]
  const clocks = subject.clocks.map((clock) =>
    clock.status === 'stopped' ? clock : stopClock(subject.config.calendar, clock, base.now),
  )
  const followers = record.followerCount + 1
  const merged = save(
    tx,
    subject,
    base,
    {
      state: absorb[1].to,
      status: closing?.public ?? 'done',
      isOpen: false,
      closedAt: base.now,
      outcome: 'merged',
      mergedIntoId: target.record.id,
      closingReason: input.reason,
      ownerRole: null,
      ownerId: null,
      ownerPersonId: null,
      waitingFor: null,
      isPublic: false,
    },
    {
      ...plainEvent(subject, base.by, 'merge', 'merge', {
        note: input.reason,
        facts: { into: target.record.id, number: target.record.number },
      }),
      toState: absorb[1].to,
    },
    clocks,
  )
  save(
    tx,
    target,
    { ...base },
    { followerCount: target.record.followerCount + followers },
    plainEvent(target, base.by, 'merge', 'absorb', {
      note: input.reason,
      facts: { from: record.id, number: record.number, followers },
    }),
  )
  return merged
}

/** Makes a case a part of another one, or no longer. */
export function linkTo(tx: Tx, subject: LoadedCase, parent: CaseRecord | undefined, base: Base): CaseRecord {
  requireAllowance(subject, base.by, 'link')
  if (parent && (parent.id === subject.record.id || parent.parentId !== null || parent.mergedIntoId !== null))
    throw new Refusal('merge-itself')
  if (parent) requireSameSeal(subject.record, parent)
  // What ended waits for no part any more.
  if (parent && !parent.isOpen) throw new Refusal('not-from-this-state')
  return save(
    tx,
    subject,
    base,
    { parentId: parent?.id ?? null },
    plainEvent(subject, base.by, 'link', parent ? 'link' : 'unlink', {
      facts: { parent: parent ? { id: parent.id, number: parent.number } : null },
    }),
  )
}
