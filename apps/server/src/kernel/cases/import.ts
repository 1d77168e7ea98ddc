import { type FieldValues, meansOfficial, publicTextOrNull } from '@xiangzhi/language'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import { nameOfPath, type PlaceStanding } from '#kernel/places'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { holdBeginnings } from './beginnings.ts'
import { clocksAfterMove, deadlineOf } from './clocks.ts'
import { countedOf, monthDeltas } from './months.ts'
import { newCaseInserts, rowsInto } from './new-case.ts'
import { levelRouted, routeAtOpening, unitsMeant } from './open.ts'
import { sealedReader } from './reading.ts'
import type { Processes } from './registry.ts'
import { officialsAt, type Whereabouts, wordsIn } from './reported-persons.ts'
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

/** Any number will do, as long as nothing else in a county takes its lock. */
const IMPORT_LOCK = 311

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

interface Surroundings {
  readonly config: CountyConfig
  readonly processes: Processes
  readonly now: Date
}

const routedOf = (config: CountyConfig, { process, category, standing }: FormerCase) =>
  routeAtOpening(config, process, { category, level: undefined, standing, answers: {} })

/**
 * Which of these former cases are sealed, by the same rules as a case that is opened: by their category, by where the county's table
 * sends them, and because their words mean somebody who is an official there today. Whoever works in one place is looked up once.
 */
export async function listSealedFormer(
  tx: Tx,
  cases: readonly FormerCase[],
  { config, processes, now }: Surroundings,
): Promise<ReadonlySet<FormerCase>> {
  const officials = new Map<string, ReturnType<typeof officialsAt>>()
  const officialsOf = (at: Whereabouts): ReturnType<typeof officialsAt> => {
    const key = JSON.stringify(at)
    const known = officials.get(key) ?? officialsAt(tx, config, at, now)
    officials.set(key, known)
    return known
  }
  const sealed = new Set<FormerCase>()
  for (const former of cases) {
    const routed = routedOf(config, former)
    const { standing } = former
    const words = wordsIn([former.description, former.publicNote, ...Object.values(former.fields)])
    const at: Whereabouts = {
      townId: standing.townId,
      villageId: standing.villageId,
      gridId: standing.gridId,
      level: levelRouted(undefined, routed),
      countyPlaceId: standing.path[0]?.id ?? standing.place.id,
      organisationIds: [],
      organisationKeys: unitsMeant(routed),
    }
    const bySelf = (routed.category?.sealed ?? false) || routed.routing.to.sealed === true
    const asks = processes.get(former.process).allows.seal.length > 0
    if (bySelf || (asks && meansOfficial(words, await officialsOf(at)))) sealed.add(former)
  }
  return sealed
}

function recordOf(
  county: number,
  source: string,
  { former, sealed }: { former: FormerCase; sealed: boolean },
  { config, processes, now }: Surroundings,
) {
  const process = processes.get(former.process)
  const category = config.categories.get(former.category)
  const state = process.states[former.state]
  if (!state || (state.kind === 'open') !== (former.closedAt === null))
    throw new Error(`${former.externalId}: state ${former.state} does not fit`)
  const { standing } = former
  const level = higherLevel(category?.level ?? 'village', lowestLevel(standing))
  const confidentiality = sealed ? 'sealed' : process.confidentiality
  const owner = ownerFor(process, former.state, standing.path[0]?.id ?? standing.place.id, {
    level,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    assignedOrganisationId: null,
    confidentiality,
    ownerRole: sealed ? (routedOf(config, former).routing.to.role ?? sealedReader) : null,
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
    placeName: nameOfPath(standing.path) || standing.place.name,
    lng: former.lng,
    lat: former.lat,
    summary: summaryOf(former.description),
    description: former.description,
    publicNote: publicTextOrNull(former.publicNote),
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
function eventsOf({ record, start }: Made, requestId: string, config: CountyConfig) {
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
    by_kind: 'system',
    counted: countedOf(config, record, ['opened'], record.openedAt) ?? null,
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
      counted:
        countedOf(config, record, [record.status === 'not-done' ? 'not-done' : 'closed'], record.closedAt) ?? null,
    },
  ]
}

/**
 * Brings in cases of another system with their own times: the record, a timeline of opened and closed, the counters. Cases that
 * are here already are left out, so the same list may come again. Those that are sealed (`listSealedFormer`) say so from the beginning. All of them must differ in their external ids.
 */
export async function addFormerCases(
  tx: Tx,
  source: string,
  cases: readonly FormerCase[],
  surroundings: Surroundings,
): Promise<{ added: number; known: number; sealed: number }> {
  // Of two imports at once one waits: also for the last part of one that was killed and that the database still carries out.
  await tx.run(sql`select pg_advisory_xact_lock(${tx.county}::int, ${IMPORT_LOCK}::int)`)
  const ids = cases.map(({ externalId }) => formerCaseId(tx.county, source, externalId))
  const here = await listKnownFormerCases(tx, ids)
  const fresh = cases.filter((_, at) => !here.has(ids[at] ?? ''))
  if (fresh.length === 0) return { added: 0, known: cases.length, sealed: 0 }
  holdBeginnings(tx)
  const sealed = await listSealedFormer(tx, fresh, surroundings)
  const made = fresh.map((former) => recordOf(tx.county, source, { former, sealed: sealed.has(former) }, surroundings))
  const records = made.map(({ record }) => record)
  await tx.run(
    newCaseInserts(
      tx.county,
      records.map((record) => ({ record, tokenHash: undefined, position: 'import' })),
    ),
  )
  const requestId = uuidv7()
  const events = made.flatMap((one) => eventsOf(one, requestId, surroundings.config))
  await tx.run(rowsInto('case_event', Object.keys(events[0] ?? {}).join(', '), tx.county, events))
  for (const { record, clocks } of made) for (const clock of clocks) tx.send(clockUpsert(tx, record.id, clock))
  for (const statement of counterDeltas(
    tx,
    records.map((record) => ({ record, by: 1 })),
  ))
    tx.send(statement)
  const months = monthDeltas(
    tx.county,
    events.flatMap(({ counted }) => counted ?? []),
  )
  if (months) tx.send(months)
  return { added: made.length, known: cases.length - made.length, sealed: sealed.size }
}
