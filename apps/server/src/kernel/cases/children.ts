import type { Effect, ProcessDeclaration, TransitionInput } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { v7 as uuidv7 } from 'uuid'
import { moveCase, relevelCase } from './act.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import type { Processes } from './registry.ts'
import { filledByNobody, higherLevel } from './rules.ts'
import { systemEvent } from './system-event.ts'
import type { By, CaseRecord, NewEvent } from './types.ts'
import { saveCase } from './write.ts'

const system = { kind: 'system' } as const

/** The way by which a part ends because what it is a part of has ended; processes whose cases stand alone have none. */
function wayToLapse(process: ProcessDeclaration, state: string): string | undefined {
  return Object.entries(process.transitions).find(([, { by, from, to }]) => {
    const target = process.states[to]
    return by.includes('system') && from.includes(state) && target?.kind === 'closed' && target.outcome === 'withdrawn'
  })?.[0]
}

function release(tx: Tx, child: LoadedCase, into: CaseRecord | undefined, now: Date): void {
  const requestId = uuidv7()
  const keeps = (parentId: string | null, event: NewEvent): void =>
    void saveCase(tx, child, {
      change: { parentId },
      event,
      clocks: child.clocks,
      clocksBefore: child.clocks,
      by: system,
      requestId,
      now,
    })
  if (into) {
    // Parts of a part are not known: what is handed to a part becomes one of the whole.
    const whole = into.parentId ?? into.id
    keeps(whole, systemEvent(child.record, 'link', { parent: { id: whole, number: into.number } }))
    return
  }
  const lapse = wayToLapse(child.process, child.record.state)
  if (!lapse) return keeps(null, systemEvent(child.record, 'unlink', { parent: null }))
  moveCase(tx, child, {
    by: system,
    input: filledByNobody(lapse),
    facts: { ...child.facts, now },
    requestId,
    now,
    unitNames: child.unitNames,
    files: [],
  })
}

/**
 * What becomes of the open parts of a case that ends: merged, they go over to the case it was merged into; otherwise whistles and
 * the like end with it, their clocks with them, and what can stand alone goes on alone.
 */
export async function releaseChildren(
  tx: Tx,
  processes: Processes,
  { record }: Pick<LoadedCase, 'record'>,
  now: Date,
  into?: CaseRecord,
): Promise<void> {
  const children = await tx.rows<{ id: string }>(sql`select c.id from case_record c
    where c.county = ${tx.county} and c.parent_id = ${record.id} and c.is_open and c.id <> ${into?.id ?? record.id} order by c.id`)
  for (const { id } of children) release(tx, await loadForChange(tx, processes, id, system, now), into, now)
}

/** A unit refused its part: the whole counts it, says so in its timeline, and goes up when it was refused often enough. */
export async function bounceParent(
  tx: Tx,
  processes: Processes,
  effect: Extract<Effect, { do: 'bounce-parent' }>,
  moved: { record: CaseRecord; by: By; input: TransitionInput; unit: string | null; now: Date },
): Promise<void> {
  const { record, by, input, unit, now } = moved
  if (record.parentId === null) return
  const parent = await loadForChange(tx, processes, record.parentId, by, now)
  if (!parent.record.isOpen) return
  const bounceCount = parent.record.bounceCount + 1
  const level = bounceCount >= effect.times ? higherLevel(parent.record.level, effect.to) : parent.record.level
  const event: NewEvent = {
    ...systemEvent(parent.record, 'part-refused', {
      bounces: bounceCount,
      ...(level === parent.record.level ? {} : { level }),
    }),
    byUnit: unit,
    note: input.reason,
  }
  relevelCase(tx, parent, { by, level, event, requestId: uuidv7(), now }, parent.clocks, { bounceCount })
}
