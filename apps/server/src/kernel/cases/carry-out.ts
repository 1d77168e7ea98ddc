import type { TransitionInput } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import type { LoadedCase } from './load.ts'
import { bounceParent, releaseChildren } from './children.ts'
import type { Processes } from './registry.ts'
import { grantUsed } from './rules.ts'
import type { By, CaseRecord, CaseSubject } from './types.ts'
import { actedFor } from './units.ts'

/** What a function that a transition calls is told. It works in the transaction of the transition. */
export interface CarryingOut {
  readonly tx: Tx
  /** The case after the transition. */
  readonly record: CaseRecord
  readonly subject: CaseSubject | undefined
  readonly by: By
  readonly input: Omit<TransitionInput, 'transition' | 'organisationId'>
  /** The unit for which the person acted, by its name of today; absent for reporters and clocks. */
  readonly unit: string | null
  readonly now: Date
}

/** The functions that declared transitions may call by name (effect `carry-out`); the server hands them in like the processes. */
export type CarryOuts = Readonly<Record<string, (what: CarryingOut) => Promise<void>>>

/** The unit for which somebody makes a transition, as its name stands in the timeline. */
export function unitOf(subject: LoadedCase, by: By, input: Pick<TransitionInput, 'transition'>): string | null {
  const roles = subject.process.transitions[input.transition]?.by ?? []
  return actedFor(grantUsed(subject.process, roles, by, subject.record), subject.unitNames).byUnit
}

/**
 * Does what follows from a transition beyond the case: its parts end or go on alone where it ended, its parent learns of a refusal,
 * and what it declares by name is called. A refusal refuses the transition, since both are one transaction. A name that
 * nobody registered refuses the start of the server (`requireBeyond`).
 */
export async function carryOut(
  tx: Tx,
  { processes, carryOuts }: { readonly processes: Processes; readonly carryOuts: CarryOuts },
  {
    process,
    record: before,
    subject,
    facts: { openChildren },
  }: Pick<LoadedCase, 'process' | 'record' | 'subject' | 'facts'>,
  moved: { record: CaseRecord; by: By; input: TransitionInput; unit: string | null; now: Date },
): Promise<void> {
  if (before.isOpen && !moved.record.isOpen && openChildren > 0)
    await releaseChildren(tx, processes, { record: before }, moved.now)
  const effects = process.transitions[moved.input.transition]?.effects ?? []
  for (const effect of effects) {
    if (effect.do === 'bounce-parent') await bounceParent(tx, processes, effect, moved)
    if (effect.do !== 'carry-out') continue
    const call = carryOuts[effect.name]
    if (!call) throw new Error(`${process.key} carries out ${effect.name}, which nobody registered`)
    const { fields, note, reason, publicNote } = moved.input
    const { record, by, unit, now } = moved
    await call({ tx, record, subject, by, input: { fields, note, reason, publicNote }, unit, now })
  }
}
