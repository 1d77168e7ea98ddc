import type { CountyConfig } from '#platform/county-config'
import type { Statement, Tx } from '#platform/database'
import { countedOf, type CountedInMonth, monthDeltas } from './months.ts'
import { columnsOf, newCaseInserts, rowOf, rowsInto } from './new-case.ts'
import type { CaseClock, CaseRecord } from './types.ts'
import { type CaseSink, counterDeltas, type KeptChange } from './write.ts'

/** The cases of a batch as they came to be. */
interface Gathered {
  after: CaseRecord
  readonly tokenHash: Buffer | undefined
  readonly clocks: Map<string, CaseClock>
}

/** Many changes that are written as few statements: for histories that are made as a whole. */
export interface CaseBatch extends CaseSink {
  readonly keep: (change: KeptChange) => void
  /** How many changes it holds. */
  size(): number
  /** Writes everything in the caller's transaction. A batch is written once. */
  write(tx: Tx, config: CountyConfig): void
}

const clockKeys = [
  'clock',
  'status',
  'limitUnit',
  'limitAmount',
  'startedAt',
  'countingSince',
  'countingUnit',
  'countingAmount',
  'remainingMinutes',
  'extendedTimes',
  'dueAt',
  'provisional',
  'step',
  'nextAt',
  'stoppedAt',
  'late',
] as const satisfies readonly (keyof CaseClock)[]

const clockColumns = `case_id, ${columnsOf(clockKeys)}`
const eventColumns =
  'case_id, no, at, action, from_state, to_state, by_kind, by_person_id, by_role, by_unit, note, public_note, facts, request_id, counted'

/**
 * Begins a batch. What is kept in it must begin with the opening of a case: rows of cases that exist already are locked and
 * changed one by one, never in bulk. The rules, the timeline, the clocks and the counters are those of the one-by-one way.
 */
export function caseBatch(county: number): CaseBatch {
  const cases = new Map<string, Gathered>()
  const changes: KeptChange[] = []
  const papers: Statement[] = []

  function events(counted: readonly (CountedInMonth | undefined)[]): object[] {
    return changes.map(({ after, event, by, requestId, now }, at) => ({
      case_id: after.id,
      no: after.version,
      at: now,
      action: event.action,
      from_state: event.fromState,
      to_state: event.toState,
      by_kind: by.kind,
      by_person_id: by.kind === 'staff' ? by.actor.personId : null,
      by_role: event.byRole,
      by_unit: event.byUnit,
      note: event.note,
      public_note: event.publicNote,
      facts: event.facts,
      request_id: requestId,
      counted: counted[at] ?? null,
    }))
  }

  return {
    county,
    send: (statement) => void papers.push(statement),
    keep(change) {
      const { after, before, tokenHash } = change
      const known = cases.get(after.id)
      if (before === undefined) cases.set(after.id, { after, tokenHash, clocks: new Map() })
      else if (known) known.after = after
      else throw new Error('a batch only changes cases that it opened')
      const gathered = cases.get(after.id)
      for (const clock of change.clocks) gathered?.clocks.set(clock.clock, clock)
      changes.push(change)
    },
    size: () => changes.length,
    write(tx, config) {
      if (cases.size === 0) return
      const all = [...cases.values()]
      tx.send(
        newCaseInserts(
          county,
          all.map(({ after, tokenHash }) => ({ record: after, tokenHash, position: 'map' })),
        ),
      )
      const counted = changes.map(({ after, measures, now }) => countedOf(config, after, measures, now))
      tx.send(rowsInto('case_event', eventColumns, county, events(counted)))
      const clocks = all.flatMap(({ after, clocks: own }) =>
        [...own.values()].map((clock) => ({ case_id: after.id, ...rowOf(clock, clockKeys) })),
      )
      tx.send(rowsInto('case_clock', clockColumns, county, clocks))
      for (const paper of papers) tx.send(paper)
      for (const statement of counterDeltas(
        tx,
        all.map(({ after }) => ({ record: after, by: 1 as const })),
      ))
        tx.send(statement)
      const months = monthDeltas(
        county,
        counted.filter((one) => one !== undefined),
      )
      if (months) tx.send(months)
    },
  }
}
