import { localDate } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
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

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const recordKeys = [
  'id',
  'number',
  'process',
  'processVersion',
  'state',
  'status',
  'isOpen',
  'category',
  'level',
  'placeId',
  'townId',
  'villageId',
  'gridId',
  'placeName',
  'lng',
  'lat',
  'summary',
  'description',
  'publicNote',
  'fields',
  'source',
  'ownerRole',
  'ownerId',
  'ownerPersonId',
  'assignedOrganisationId',
  'suggestedOrganisationKey',
  'routing',
  'confidentiality',
  'isPublic',
  'parentId',
  'mergedIntoId',
  'openedAt',
  'changedAt',
  'closedAt',
  'outcome',
  'closingReason',
  'dueAt',
  'dueProvisional',
  'supervised',
  'waitingFor',
  'followerCount',
  'bounceCount',
  'reopenCount',
  'reworkCount',
  'satisfied',
  'demo',
  'version',
] as const satisfies readonly (keyof CaseRecord)[]

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

const namesOf = (keys: readonly string[]): string => keys.map(snake).join(', ')

const hex = (bytes: Buffer | undefined): string | null => (bytes ? `\\x${bytes.toString('hex')}` : null)

const recordNames = `county, ${namesOf(recordKeys)}, position_source, token_hash`
const clockNames = `county, case_id, ${namesOf(clockKeys)}`
const eventNames =
  'county, case_id, no, at, action, from_state, to_state, by_kind, by_person_id, by_role, by_unit, note, public_note, facts, request_id'

/** Rows of a table in one statement; the database reads them out of one document by the names of its columns. */
const rowsInto = (table: string, names: string, rows: readonly object[]): Statement =>
  sql`insert into ${sql.raw(table)} (${sql.raw(names)}) select ${sql.raw(names)} from jsonb_populate_recordset(null::${sql.raw(table)}, ${sql.json(rows)})`

const pick = <T>(from: T, keys: readonly (keyof T & string)[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [snake(key), from[key]]))

/**
 * Begins a batch. What is kept in it must begin with the opening of a case: rows of cases that exist already are locked and
 * changed one by one, never in bulk. The rules, the timeline, the clocks and the counters are those of the one-by-one way.
 */
export function caseBatch(county: number): CaseBatch {
  const cases = new Map<string, Gathered>()
  const changes: KeptChange[] = []
  const papers: Statement[] = []

  function events(): object[] {
    return changes.map(({ after, event, by, requestId, now }) => ({
      county,
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
    }))
  }

  /** What happened in each month, added up. */
  function months(config: CountyConfig): Statement | undefined {
    const cells = new Map<string, { columns: Statement; n: number }>()
    for (const { after, measures, now } of changes)
      for (const measure of measures) {
        const month = `${localDate(config.calendar, now).slice(0, 7)}-01`
        const place = after.villageId ?? after.townId ?? after.placeId
        const key = [month, after.process, place, measure].join('|')
        const cell = cells.get(key) ?? {
          columns: sql`${county}::int, ${month}::date, ${after.process}, ${place}::uuid, ${after.townId}::uuid, ${measure}`,
          n: 0,
        }
        cell.n += 1
        cells.set(key, cell)
      }
    const rows = [...cells].toSorted(([left], [right]) => (left < right ? -1 : 1))
    if (rows.length === 0) return undefined
    return sql`insert into case_month_counter as t (county, month, process, village_key, town_id, measure, n)
      values ${sql.join(rows.map(([, { columns, n }]) => sql`(${columns}, ${n}::int)`))}
      on conflict (county, month, process, village_key, measure) do update set n = t.n + excluded.n`
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
        rowsInto(
          'case_record',
          recordNames,
          all.map(({ after, tokenHash }) => ({
            county,
            ...pick(after, recordKeys),
            position_source: after.lng === null ? null : 'map',
            token_hash: hex(tokenHash),
          })),
        ),
      )
      tx.send(rowsInto('case_event', eventNames, events()))
      const clocks = all.flatMap(({ after, clocks: own }) =>
        [...own.values()].map((clock) => ({ county, case_id: after.id, ...pick(clock, clockKeys) })),
      )
      tx.send(rowsInto('case_clock', clockNames, clocks))
      for (const paper of papers) tx.send(paper)
      for (const statement of counterDeltas(
        tx,
        all.map(({ after }) => ({ record: after, by: 1 as const })),
      ))
        tx.send(statement)
      const month = months(config)
      if (month) tx.send(month)
    },
  }
}
