import { sql, type Statement, type Tx } from '#platform/database'
import type { CountyConfig } from '#platform/county-config'
import { deadlineOf } from './clocks.ts'
import { countedOf, type CountedInMonth, type Measure, monthDeltas } from './months.ts'
import type { Processes } from './registry.ts'
import type { By, CaseClock, CaseRecord, NewEvent } from './types.ts'

/** One change of a case with everything that has to be written for it. */
export interface KeptChange {
  /** Absent when the case was opened just now; then the hash of its private link comes along. */
  readonly before: CaseRecord | undefined
  readonly tokenHash: Buffer | undefined
  readonly after: CaseRecord
  readonly event: NewEvent
  readonly by: By
  readonly requestId: string
  readonly now: Date
  readonly clocks: readonly CaseClock[]
  readonly measures: readonly Measure[]
}

/** Where changes go: a transaction writes them at once, a batch keeps them and writes many as one. */
export interface CaseSink {
  readonly county: number
  send(statement: Statement): void
  readonly keep?: (change: KeptChange) => void
  readonly beforeCommit?: Tx['beforeCommit']
}

/**
 * Several independent changes as one statement: one message, one plan and one answer, which costs about half of what they cost
 * one by one. PostgreSQL carries them out in the order given here, because the query they hang on is none of them; foreign keys
 * are looked at when the whole statement ends.
 */
export function together(statements: readonly Statement[]): Statement {
  return sql`with ${sql.join(statements.map((statement, at) => sql`${sql.raw(`w${at}`)} as (${statement})`))} select`
}

/** Whether the public sees a case; the twin of the view public_case. */
function seenByPublic(record: CaseRecord): boolean {
  return record.isPublic && record.confidentiality === 'open' && record.mergedIntoId === null
}

interface CounterRow {
  readonly key: string
  readonly columns: Statement
  n: number
  publicN: number
}

/** The rows of one set of counters that change, in the order of their keys, so that two commands cannot wait in a circle. */
function rowsOf(
  deltas: readonly CaseDelta[],
  cell: (record: CaseRecord) => readonly [string, Statement],
): CounterRow[] {
  const rows = new Map<string, CounterRow>()
  for (const { record, by } of deltas) {
    const [key, columns] = cell(record)
    const row = rows.get(key) ?? { key, columns, n: 0, publicN: 0 }
    row.n += by
    if (seenByPublic(record)) row.publicN += by
    rows.set(key, row)
  }
  return [...rows.values()]
    .filter(({ n, publicN }) => n !== 0 || publicN !== 0)
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
}

interface CaseDelta {
  readonly record: CaseRecord
  readonly by: 1 | -1
}

/**
 * Adds to the three sets of counters: by place and category, by place, and by town and category. All commands touch them in
 * this order, so that two of them cannot wait for each other in a circle.
 */
export function counterDeltas(tx: Pick<CaseSink, 'county'>, deltas: readonly CaseDelta[]): Statement[] {
  const placeOf = (record: CaseRecord): string => record.gridId ?? record.villageId ?? record.townId ?? record.placeId
  const townOf = (record: CaseRecord): string => record.townId ?? record.placeId
  const keyOf = (...parts: readonly string[]): string => parts.join('|')
  const statements: Statement[] = []
  const fine = rowsOf(deltas, (record) => [
    keyOf(placeOf(record), record.process, record.category, record.status, record.confidentiality),
    sql`${tx.county}::int, ${placeOf(record)}::uuid, ${record.process}, ${record.category}, ${record.status}, ${record.confidentiality}, ${record.townId}::uuid, ${record.villageId}::uuid`,
  ]).filter(({ n }) => n !== 0)
  if (fine.length > 0)
    statements.push(sql`insert into case_counter as t (county, place_id, process, category, status, confidentiality, town_id, village_id, n)
      values ${sql.join(fine.map(({ columns, n }) => sql`(${columns}, ${n}::int)`))}
      on conflict (county, place_id, process, category, status, confidentiality) do update set n = t.n + excluded.n`)
  const places = rowsOf(deltas, (record) => [
    keyOf(placeOf(record), record.process, record.status, record.confidentiality),
    sql`${tx.county}::int, ${placeOf(record)}::uuid, ${record.process}, ${record.status}, ${record.confidentiality}, ${record.townId}::uuid, ${record.villageId}::uuid`,
  ])
  if (places.length > 0)
    statements.push(sql`insert into case_place_counter as t (county, place_id, process, status, confidentiality, town_id, village_id, n, public_n)
      values ${sql.join(places.map(({ columns, n, publicN }) => sql`(${columns}, ${n}::int, ${publicN}::int)`))}
      on conflict (county, place_id, process, status, confidentiality) do update set n = t.n + excluded.n, public_n = t.public_n + excluded.public_n`)
  const categories = rowsOf(deltas, (record) => [
    keyOf(townOf(record), record.process, record.category, record.status, record.confidentiality),
    sql`${tx.county}::int, ${townOf(record)}::uuid, ${record.process}, ${record.category}, ${record.status}, ${record.confidentiality}`,
  ]).filter(({ n }) => n !== 0)
  if (categories.length > 0)
    statements.push(sql`insert into case_category_counter as t (county, town_key, process, category, status, confidentiality, n)
      values ${sql.join(categories.map(({ columns, n }) => sql`(${columns}, ${n}::int)`))}
      on conflict (county, town_key, process, category, status, confidentiality) do update set n = t.n + excluded.n`)
  return statements
}

/** The line of the timeline; the acting unit's name is kept as it was on that day. */
export function eventInsert(
  tx: Pick<CaseSink, 'county'>,
  caseId: string,
  no: number,
  event: NewEvent,
  by: By,
  requestId: string,
  now: Date,
  counted?: CountedInMonth,
): Statement {
  const personId = by.kind === 'staff' ? by.actor.personId : null
  return sql`insert into case_event (county, case_id, no, at, action, from_state, to_state, by_kind, by_person_id, by_role, by_unit, note, public_note, facts, request_id, counted)
    values (${tx.county}, ${caseId}, ${no}, ${now}, ${event.action}, ${event.fromState}, ${event.toState}, ${by.kind}, ${personId},
      ${event.byRole}, ${event.byUnit}, ${event.note}, ${event.publicNote}, ${sql.json(event.facts)}, ${requestId}, ${counted ? sql.json(counted) : null})`
}

export function clockUpsert(tx: Pick<CaseSink, 'county'>, caseId: string, k: CaseClock): Statement {
  return sql`insert into case_clock (county, case_id, clock, status, limit_unit, limit_amount, started_at, counting_since, counting_unit, counting_amount,
      remaining_minutes, extended_times, due_at, provisional, step, next_at, stopped_at, late)
    values (${tx.county}, ${caseId}, ${k.clock}, ${k.status}, ${k.limitUnit}, ${k.limitAmount}, ${k.startedAt}, ${k.countingSince}, ${k.countingUnit}, ${k.countingAmount},
      ${k.remainingMinutes}, ${k.extendedTimes}, ${k.dueAt}, ${k.provisional}, ${k.step}, ${k.nextAt}, ${k.stoppedAt}, ${k.late})
    on conflict (county, case_id, clock) do update set status = excluded.status, limit_unit = excluded.limit_unit, limit_amount = excluded.limit_amount,
      started_at = excluded.started_at, counting_since = excluded.counting_since, counting_unit = excluded.counting_unit, counting_amount = excluded.counting_amount,
      remaining_minutes = excluded.remaining_minutes, extended_times = excluded.extended_times, due_at = excluded.due_at, provisional = excluded.provisional,
      step = excluded.step, next_at = excluded.next_at, stopped_at = excluded.stopped_at, late = excluded.late`
}

/** The parts of a case that a command may change. */
export type CaseChange = Partial<
  Pick<
    CaseRecord,
    | 'state'
    | 'status'
    | 'isOpen'
    | 'category'
    | 'level'
    | 'placeId'
    | 'placeName'
    | 'townId'
    | 'villageId'
    | 'gridId'
    | 'summary'
    | 'publicNote'
    | 'fields'
    | 'ownerRole'
    | 'ownerId'
    | 'ownerPersonId'
    | 'assignedOrganisationId'
    | 'suggestedOrganisationKey'
    | 'routing'
    | 'confidentiality'
    | 'isPublic'
    | 'parentId'
    | 'mergedIntoId'
    | 'closedAt'
    | 'outcome'
    | 'closingReason'
    | 'supervised'
    | 'waitingFor'
    | 'followerCount'
    | 'bounceCount'
    | 'reopenCount'
    | 'reworkCount'
    | 'satisfied'
  >
>

const bringsTo = [
  'placeId',
  'gridId',
  'villageId',
  'townId',
  'level',
  'assignedOrganisationId',
  'suggestedOrganisationKey',
  'ownerPersonId',
  'parentId',
  'mergedIntoId',
] as const satisfies readonly (keyof CaseRecord)[]

/** Whether a change brings a case, or words of one, to somebody who did not have it before. */
const comesToOthers = (before: CaseRecord, after: CaseRecord): boolean =>
  bringsTo.some((key) => after[key] !== before[key] && after[key] !== null)

/** Has it asked whom a case is about, once, when all of this transaction is done (`askWhoIsReported`). */
export function askBeforeCommit(
  tx: CaseSink,
  processes: Processes,
  of: Parameters<Processes['askWhoIsReported']>[1],
): void {
  tx.beforeCommit?.(`reported:${of.caseId}`, (last) => processes.askWhoIsReported(last, of))
}

/**
 * The one way a case changes: the pointer, its line in the timeline, its clocks and the counters, in the caller's transaction.
 * The caller holds the row's lock and has compared versions. Everything is sent without waiting; a failure fails the commit.
 * What brings the case to others, and what a reporter adds, has its question asked before the commit (`askWhoIsReported`).
 */
export function saveCase(
  tx: CaseSink,
  { config, record: before, processes }: { config: CountyConfig; record: CaseRecord; processes: Processes },
  write: {
    change: CaseChange
    event: NewEvent
    clocks: readonly CaseClock[]
    clocksBefore: readonly CaseClock[]
    by: By
    requestId: string
    now: Date
    files?: readonly CaseFileWrite[]
  },
): CaseRecord {
  const { change, by, requestId, now } = write
  // Several reporters stand behind a case that others were merged into: staff are told which of them it was, by the number of the report.
  const event =
    by.kind === 'reporter' && by.of
      ? { ...write.event, facts: { ...write.event.facts, reporterOf: { ...by.of } } }
      : write.event
  const deadline = deadlineOf(write.clocks)
  const after: CaseRecord = {
    ...before,
    ...change,
    changedAt: now,
    dueAt: deadline.dueAt,
    dueProvisional: deadline.provisional,
    version: before.version + 1,
  }
  const measures: Measure[] = []
  if (before.isOpen && !after.isOpen && after.mergedIntoId === null) {
    measures.push(after.status === 'not-done' ? 'not-done' : 'closed')
    if (write.clocks.some((clock) => clock.late === true)) measures.push('closed-late')
  }
  if (after.reopenCount > before.reopenCount) measures.push('reopened')
  if (by.kind === 'reporter' || comesToOthers(before, after))
    askBeforeCommit(tx, processes, { caseId: after.id, requestId, now })
  if (tx.keep) {
    for (const file of write.files ?? []) tx.send(fileInsert(tx, after.id, after.version, file, now))
    tx.keep({ before, tokenHash: undefined, after, event, by, requestId, now, clocks: write.clocks, measures })
    return after
  }
  const counted = countedOf(config, after, measures, now)
  const statements: Statement[] = [
    sql`update case_record set state = ${after.state}, status = ${after.status}, is_open = ${after.isOpen}, category = ${after.category}, level = ${after.level},
      place_id = ${after.placeId}, place_name = ${after.placeName}, town_id = ${after.townId}, village_id = ${after.villageId}, grid_id = ${after.gridId}, summary = ${after.summary},
      public_note = ${after.publicNote}, fields = ${sql.json(after.fields)}, owner_role = ${after.ownerRole}, owner_id = ${after.ownerId},
      owner_person_id = ${after.ownerPersonId}, assigned_organisation_id = ${after.assignedOrganisationId},
      suggested_organisation_key = ${after.suggestedOrganisationKey}, routing = ${after.routing === null ? null : sql.json(after.routing)}, confidentiality = ${after.confidentiality},
      is_public = ${after.isPublic}, parent_id = ${after.parentId}, merged_into_id = ${after.mergedIntoId}, closed_at = ${after.closedAt}, outcome = ${after.outcome},
      closing_reason = ${after.closingReason}, supervised = ${after.supervised}, waiting_for = ${after.waitingFor}, follower_count = ${after.followerCount},
      bounce_count = ${after.bounceCount}, reopen_count = ${after.reopenCount}, rework_count = ${after.reworkCount}, satisfied = ${after.satisfied},
      changed_at = ${after.changedAt}, due_at = ${after.dueAt}, due_provisional = ${after.dueProvisional}, version = ${after.version}
    where county = ${tx.county} and id = ${after.id}`,
    eventInsert(tx, after.id, after.version, event, by, requestId, now, counted),
  ]
  for (const clock of write.clocks) {
    if (!write.clocksBefore.includes(clock)) statements.push(clockUpsert(tx, after.id, clock))
  }
  for (const file of write.files ?? []) statements.push(fileInsert(tx, after.id, after.version, file, now))
  statements.push(
    ...counterDeltas(tx, [
      { record: before, by: -1 },
      { record: after, by: 1 },
    ]),
  )
  const month = counted && monthDeltas(tx.county, [counted])
  if (month) statements.push(month)
  tx.send(together(statements))
  return after
}

/** A stored upload that becomes part of a case. */
export interface CaseFileWrite {
  readonly id: string
  readonly field: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly sha256: Buffer
  readonly storeKey: string
  readonly audience: 'staff' | 'reporter' | 'public'
}

export function fileInsert(
  tx: Pick<CaseSink, 'county'>,
  caseId: string,
  eventNo: number,
  file: CaseFileWrite,
  now: Date,
): Statement {
  return sql`insert into case_file (county, case_id, id, event_no, field, name, media_type, bytes, sha256, store_key, audience, added_at)
    values (${tx.county}, ${caseId}, ${file.id}, ${eventNo}, ${file.field}, ${file.name}, ${file.mediaType}, ${file.bytes}, ${file.sha256}, ${file.storeKey}, ${file.audience}, ${now})
    on conflict (county, case_id, id) do nothing`
}
