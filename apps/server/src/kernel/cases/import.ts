import { type FieldValues, localDate } from '@xiangzhi/language'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import type { PlaceStanding } from '#kernel/places'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { clocksAfterMove, deadlineOf } from './clocks.ts'
import type { Processes } from './registry.ts'
import { higherLevel, lowestLevel, ownerFor, summaryOf } from './rules.ts'
import type { CaseRecord } from './types.ts'
import { clockUpsert, counterDeltas } from './write.ts'

/** A case as another system kept it, its place and category found already. */
export interface FormerCase {
  /** Its number there: bringing in the same one again adds nothing. */
  readonly externalId: string
  readonly number: string
  readonly process: string
  readonly category: string
  readonly standing: PlaceStanding
  readonly lng: number | null
  readonly lat: number | null
  readonly description: string
  readonly publicNote: string | null
  readonly fields: FieldValues
  readonly openedAt: Date
  /** Null while it is open. */
  readonly closedAt: Date | null
  /** A state that the process declares; its kind must fit `closedAt`. */
  readonly state: string
}

/** Names of cases of other systems are made from this and their source, so that the same case has the same id for ever. */
const NAMESPACE = '3f0d0e52-7d5b-5b0c-9a53-0c1f7f1e6a10'

/** The id of a former case: the same source and number give the same id. */
export function formerCaseId(county: number, source: string, externalId: string): string {
  return uuidv5(`${county}/${source}/${externalId}`, NAMESPACE)
}

/** Which of these former cases are here already. */
export async function listKnownFormerCases(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ id: string }>(
    sql`select c.id from case_record c where c.county = ${tx.county} and c.id = any(${ids}::uuid[])`,
  )
  return new Set(rows.map(({ id }) => id))
}

function recordOf(
  county: number,
  source: string,
  former: FormerCase,
  { config, processes, now }: { config: CountyConfig; processes: Processes; now: Date },
) {
  const process = processes.get(former.process)
  const category = config.categories.get(former.category)
  const state = process.states[former.state]
  if (!state || (state.kind === 'open') !== (former.closedAt === null))
    throw new Error(`${former.externalId}: state ${former.state} does not fit`)
  const { standing } = former
  const level = higherLevel(category?.level ?? 'village', lowestLevel(standing))
  const sealed = category?.sealed ?? false
  const confidentiality = sealed ? 'sealed' : process.confidentiality
  const owner = ownerFor(process, former.state, standing.path[0]?.id ?? standing.place.id, {
    level,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    assignedOrganisationId: null,
    confidentiality,
    ownerRole: sealed ? 'discipline-liaison' : null,
  })
  // What is still open gets its promises from today on: the county could not keep those of another system.
  const clocks = state.kind === 'open' ? clocksAfterMove(config, process, category, [], null, former.state, now) : []
  const deadline = deadlineOf(clocks)
  const record: CaseRecord = {
    id: formerCaseId(county, source, former.externalId),
    number: former.number,
    process: process.key,
    processVersion: process.version,
    state: former.state,
    status: state.public,
    isOpen: state.kind === 'open',
    category: former.category,
    level,
    placeId: standing.place.id,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    placeName:
      standing.path
        .slice(1)
        .map(({ name }) => name)
        .join(' · ') || standing.place.name,
    lng: former.lng,
    lat: former.lat,
    summary: summaryOf(former.description),
    description: former.description,
    publicNote: former.publicNote,
    fields: { ...former.fields, externalId: former.externalId, externalSource: source },
    source: 'import',
    ownerRole: owner.ownerRole,
    ownerId: owner.ownerId,
    ownerPersonId: null,
    assignedOrganisationId: null,
    suggestedOrganisationKey: null,
    routing: null,
    confidentiality,
    // What another system never published stays unpublished until somebody decides otherwise.
    isPublic: false,
    parentId: null,
    mergedIntoId: null,
    openedAt: former.openedAt,
    changedAt: former.closedAt ?? former.openedAt,
    closedAt: former.closedAt,
    outcome: state.kind === 'open' ? null : state.outcome,
    closingReason: null,
    dueAt: deadline.dueAt,
    dueProvisional: deadline.provisional,
    supervised: false,
    waitingFor: null,
    followerCount: 0,
    bounceCount: 0,
    reopenCount: 0,
    reworkCount: 0,
    satisfied: null,
    demo: false,
    version: state.kind === 'open' ? 1 : 2,
    organisationIds: [],
  }
  return { record, clocks, start: process.start }
}
type Made = ReturnType<typeof recordOf>

/** The timeline of a former case: opened then, closed then. */
function eventsOf({ record, start }: Made, requestId: string) {
  const opened = {
    case_id: record.id,
    no: 1,
    at: record.openedAt,
    action: 'open',
    from_state: null as string | null,
    to_state: record.isOpen ? record.state : start,
    public_note: null as string | null,
    facts: {
      source: 'import',
      externalId: record.fields['externalId'],
      externalSource: record.fields['externalSource'],
    },
    request_id: requestId,
  }
  if (record.closedAt === null) return [opened]
  return [
    opened,
    {
      ...opened,
      no: 2,
      at: record.closedAt,
      action: 'close',
      from_state: start,
      to_state: record.state,
      public_note: record.publicNote,
      facts: { source: 'import' },
    },
  ]
}

async function addMonths(tx: Tx, config: CountyConfig, records: readonly CaseRecord[]): Promise<void> {
  const cells = new Map<
    string,
    { month: string; process: string; key: string; town: string | null; measure: string; n: number }
  >()
  const add = (record: CaseRecord, at: Date, measure: string): void => {
    const month = `${localDate(config.calendar, at).slice(0, 7)}-01`
    const place = record.villageId ?? record.townId ?? record.placeId
    const key = [month, record.process, place, measure].join(' ')
    const cell = cells.get(key) ?? { month, process: record.process, key: place, town: record.townId, measure, n: 0 }
    cell.n += 1
    cells.set(key, cell)
  }
  for (const record of records) {
    add(record, record.openedAt, 'opened')
    if (record.closedAt) add(record, record.closedAt, record.status === 'not-done' ? 'not-done' : 'closed')
  }
  await tx.run(sql`insert into case_month_counter as t (county, month, process, village_key, town_id, measure, n)
    select ${tx.county}::int, r.month, r.process, r.key, r.town, r.measure, r.n
    from jsonb_to_recordset(${sql.json([...cells.values()])}::jsonb)
      as r(month date, process text, key uuid, town uuid, measure text, n int)
    order by r.month, r.process, r.key, r.measure
    on conflict (county, month, process, village_key, measure) do update set n = t.n + excluded.n`)
}

/**
 * Brings in cases of another system with their own times: the record, a timeline of opened and closed, the counters. Cases that
 * are here already are left out, so the same list may come again. All of them must differ in their external ids.
 */
export async function addFormerCases(
  tx: Tx,
  source: string,
  cases: readonly FormerCase[],
  surroundings: { readonly config: CountyConfig; readonly processes: Processes; readonly now: Date },
): Promise<{ added: number; known: number }> {
  const ids = cases.map(({ externalId }) => formerCaseId(tx.county, source, externalId))
  const here = await listKnownFormerCases(tx, ids)
  const made = cases
    .filter((_, at) => !here.has(ids[at] ?? ''))
    .map((former) => recordOf(tx.county, source, former, surroundings))
  if (made.length === 0) return { added: 0, known: cases.length }
  const records = made.map(({ record }) => record)
  await tx.run(sql`insert into case_record (county, id, number, process, process_version, state, status, is_open, category, level,
      place_id, town_id, village_id, grid_id, place_name, lng, lat, position_source, summary, description, public_note, fields,
      source, owner_role, owner_id, confidentiality, is_public, opened_at, changed_at, closed_at, outcome, due_at,
      due_provisional, version)
    select ${tx.county}::int, r.id, r.number, r.process, r."processVersion", r.state, r.status, r."isOpen", r.category, r.level,
      r."placeId", r."townId", r."villageId", r."gridId", r."placeName", r.lng, r.lat,
      case when r.lng is null then null else 'import' end, r.summary, r.description, r."publicNote", r.fields, r.source,
      r."ownerRole", r."ownerId", r.confidentiality, r."isPublic", r."openedAt", r."changedAt", r."closedAt", r.outcome,
      r."dueAt", r."dueProvisional", r.version
    from jsonb_to_recordset(${sql.json(records)}::jsonb) as r(id uuid, number text, process text, "processVersion" int,
      state text, status text, "isOpen" boolean, category text, level text, "placeId" uuid, "townId" uuid, "villageId" uuid,
      "gridId" uuid, "placeName" text, lng float8, lat float8, summary text, description text, "publicNote" text,
      fields jsonb, source text, "ownerRole" text, "ownerId" uuid, confidentiality text, "isPublic" boolean,
      "openedAt" timestamptz, "changedAt" timestamptz, "closedAt" timestamptz, outcome text, "dueAt" timestamptz,
      "dueProvisional" boolean, version int)`)
  const requestId = uuidv7()
  await tx.run(sql`insert into case_event (county, case_id, no, at, action, from_state, to_state, by_kind, note, public_note,
      facts, request_id)
    select ${tx.county}::int, r.case_id, r.no, r.at, r.action, r.from_state, r.to_state, 'system', null, r.public_note,
      r.facts, r.request_id
    from jsonb_to_recordset(${sql.json(made.flatMap((one) => eventsOf(one, requestId)))}::jsonb) as r(case_id uuid, no int,
      at timestamptz, action text, from_state text, to_state text, public_note text, facts jsonb, request_id uuid)`)
  for (const { record, clocks } of made) for (const clock of clocks) tx.send(clockUpsert(tx, record.id, clock))
  for (const statement of counterDeltas(
    tx,
    records.map((record) => ({ record, by: 1 })),
  ))
    tx.send(statement)
  await addMonths(tx, surroundings.config, records)
  return { added: made.length, known: cases.length - made.length }
}
