import type { CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { v7 as uuidv7 } from 'uuid'
import { stopClock } from './clocks.ts'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import type { LoadedCase } from './load.ts'
import type { CaseRecord, NewEvent } from './types.ts'
import { saveCase } from './write.ts'

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
 * Merges a duplicate into another case: it ends as merged, its followers and its reporter go along as followers of the other.
 * Both rows are locked by the operation, lower id first.
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
  if (record.id === target.record.id || record.mergedIntoId !== null || target.record.mergedIntoId !== null)
    throw new Refusal('merge-itself')
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
  tx.send(sql`insert into case_follower (county, case_id, id, token_hash, phone_sealed, followed_at, from_case_id)
    select county, ${target.record.id}, id, null, phone_sealed, followed_at, case_id from case_follower where county = ${tx.county} and case_id = ${record.id}
    on conflict do nothing`)
  tx.send(sql`insert into case_follower (county, case_id, id, token_hash, phone_sealed, followed_at, from_case_id)
    values (${tx.county}, ${target.record.id}, ${uuidv7()}, null, (select r.phone_sealed from case_reporter r where r.county = ${tx.county} and r.case_id = ${record.id}), ${base.now}, ${record.id})`)
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

/** A villager's “me too”. */
export function follow(
  tx: Tx,
  config: CountyConfig,
  record: CaseRecord,
  clocks: LoadedCase['clocks'],
  base: Base,
  input: { id: string; tokenHash: Buffer; phoneSealed: Buffer | null },
): CaseRecord {
  const event: NewEvent = {
    action: 'follow',
    fromState: record.state,
    toState: record.state,
    byRole: null,
    byUnit: null,
    note: null,
    publicNote: null,
    facts: {},
  }
  const after = saveCase(tx, config, record, {
    change: { followerCount: record.followerCount + 1 },
    event,
    clocks,
    clocksBefore: clocks,
    ...base,
  })
  tx.send(sql`insert into case_follower (county, case_id, id, token_hash, phone_sealed, followed_at)
    values (${tx.county}, ${record.id}, ${input.id}, ${input.tokenHash}, ${input.phoneSealed}, ${base.now})`)
  return after
}
