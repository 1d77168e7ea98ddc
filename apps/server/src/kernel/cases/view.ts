import {
  type ActionsSoFar,
  type Actor,
  type Allowance,
  deskFor,
  listAllowances,
  listNextActions,
  localDate,
  mayDo,
  mustStandBack,
  type NextAction,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import type { CaseView, NextActionView } from '@xiangzhi/contract'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { namesOf, organisationByKeyShown } from '#kernel/people'
import { pathOf } from '#kernel/places'
import { deskFactsOfCase } from './desks.ts'
import { listConcerned, listNamingsOf } from './list-concerned.ts'
import { namesFor, rowView } from './row-views.ts'
import { mayRead } from './reading.ts'
import { listFamily, readRelated } from './related.ts'
import type { Processes } from './registry.ts'
import { actionFacts, findCaseRecord, listClocks } from './rows.ts'
import { actingAs, decisionFacts } from './rules.ts'
import { shownFields, shownFiles, shownLine } from './shown-parts.ts'
import { readSubject } from './subjects.ts'
import { type CaseRequest, requestColumns } from './time.ts'
import type { CaseClock, CaseRecord, FoundCase } from './types.ts'

/** A next action as screens need it. */
export function nextActionView(
  process: ProcessDeclaration,
  { transition, declaration, blockedBy }: NextAction,
): NextActionView {
  return {
    transition,
    label: declaration.label,
    primary: declaration.primary,
    to: declaration.to,
    asks: [...declaration.asks],
    requires: declaration.needs.flatMap((need) => (need.need === 'filled' ? need.fields : [])),
    needsReason: declaration.needs.some(({ need }) => need === 'reason'),
    needsPublicNote: declaration.needs.some(({ need }) => need === 'public-note'),
    needsUnit: declaration.needs.some(({ need }) => need === 'unit'),
    blockedBy: blockedBy.map(({ need, code, facts, who }) => ({
      need,
      code,
      facts: { ...facts },
      who: who.flatMap((role) => process.roles[role]?.label ?? []),
    })),
  }
}

function generalCommands(
  allowances: ReturnType<typeof listAllowances>,
  actor: Actor,
  record: CaseRecord,
  paused: boolean,
): string[] {
  const may: string[] = allowances
    .filter(({ allowance }) => record.isOpen || allowance === 'comment')
    .map(({ allowance, part }: { allowance: Allowance; part: string }) =>
      allowance === 'pause' || allowance === 'extend' ? `${allowance}.${part}` : allowance,
    )
  if (paused && may.includes('pause.ask')) may.push('resume')
  if (record.isOpen && may.includes('comment')) may.push('concern')
  if (mustStandBack(actor, record)) return may
  if (record.isOpen) may.push('stand-back')
  if (mayDo(actor, 'case.reveal-reporter')) may.push('reveal.ask')
  if (mayDo(actor, 'case.grant-reveal')) may.push('reveal.grant')
  return may
}

/** Whether a request of this command waits for every clock that runs: a second one would be refused. */
function waitsForAll(command: string, clocks: readonly CaseClock[], requests: readonly CaseRequest[]): boolean {
  const running = clocks.filter(({ status }) => status === 'running')
  const waits = (clock: string): boolean =>
    requests.some((one) => one.status === 'asked' && `${one.kind}.ask` === command && one.clock === clock)
  return running.length > 0 && running.every(({ clock }) => waits(clock))
}

/** A line of a timeline, as it is read. */
export interface EventRow {
  readonly no: number
  readonly at: Date
  readonly action: string
  readonly fromState: string | null
  readonly toState: string | null
  readonly byKind: 'staff' | 'reporter' | 'system'
  readonly byPersonId: string | null
  readonly byRole: string | null
  readonly byUnit: string | null
  readonly note: string | null
  readonly publicNote: string | null
  readonly facts: Record<string, unknown>
}

/** The most lines of a timeline that are shown. */
const EVENTS_MOST = 500

/** How often each action stands in a whole timeline, and by whom it was done last. */
function actionsIn(lines: readonly EventRow[]): ActionsSoFar {
  const actions = new Map<string, { count: number; lastBy: string | null }>()
  for (const { action, byPersonId } of lines)
    actions.set(action, { count: (actions.get(action)?.count ?? 0) + 1, lastBy: byPersonId })
  return actions
}

/** The timeline of a case from its beginning. */
export function listEvents(tx: Tx, caseId: string): Promise<EventRow[]> {
  return tx.rows<EventRow>(sql`select e.no, e.at, e.action, e.from_state, e.to_state, e.by_kind, e.by_person_id,
      e.by_role, e.by_unit, e.note, e.public_note, e.facts
    from case_event e where e.county = ${tx.county} and e.case_id = ${caseId} order by e.no limit ${EVENTS_MOST}`)
}

interface FileRow {
  readonly id: string
  readonly field: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly eventNo: number
  readonly audience: 'staff' | 'reporter' | 'public'
}

/** The papers and photos of a case. */
export function listFiles(tx: Tx, caseId: string): Promise<FileRow[]> {
  return tx.rows<FileRow>(sql`select f.id, f.field, f.name, f.media_type, f.bytes, f.event_no, f.audience
    from case_file f where f.county = ${tx.county} and f.case_id = ${caseId} order by f.event_no, f.id`)
}

/** Refuses unless the person may read the case; says 404, not 403, since the case may not even be known. */
export async function getReadable(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  caseId: string,
): Promise<{ record: FoundCase; process: ProcessDeclaration }> {
  const record = await findCaseRecord(tx, caseId)
  if (!record) throw new Refusal('not-found')
  const process = processes.of(record)
  if (!mayRead(actor, process, record)) throw new Refusal('not-found')
  return { record, process }
}

/** Who among the staff may read a case. */
export async function caseReaders(tx: Tx, processes: Processes, caseId: string): Promise<(actor: Actor) => boolean> {
  const record = await findCaseRecord(tx, caseId)
  return (actor) => record !== undefined && mayRead(actor, processes.of(record), record)
}

interface Question {
  readonly id: string
  readonly question: string
  readonly askedAt: Date
  readonly answer: string | null
  readonly answeredAt: Date | null
  readonly expiresAt: Date
}

function listQuestions(tx: Tx, caseId: string): Promise<Question[]> {
  return tx.rows<Question>(sql`select id, question, asked_at, answer, answered_at,
      expires_at
    from case_question where county = ${tx.county} and case_id = ${caseId} order by asked_at`)
}

function listRequests(tx: Tx, caseId: string): Promise<CaseRequest[]> {
  return tx.rows<CaseRequest>(sql`select ${requestColumns} from case_request q
    where q.county = ${tx.county} and q.case_id = ${caseId} order by q.asked_at`)
}

/** What most cases have none of. One statement asks whether it is there at all, since each that asks for it costs as much. */
interface Beside {
  readonly files: boolean
  /** Children, or cases that were merged into it. */
  readonly others: boolean
  readonly requests: boolean
  readonly questions: boolean
  readonly concerned: boolean
  readonly wantsAnswer: boolean | null
}

function findBeside(tx: Tx, caseId: string): Promise<Beside | undefined> {
  return tx.row<Beside>(sql`select
    exists (select 1 from case_file f where f.county = ${tx.county} and f.case_id = ${caseId}) as files,
    (exists (select 1 from case_record c where c.county = ${tx.county} and c.parent_id = ${caseId})
      or exists (select 1 from case_record m where m.county = ${tx.county} and m.merged_into_id = ${caseId})) as others,
    exists (select 1 from case_request q where q.county = ${tx.county} and q.case_id = ${caseId}) as requests,
    exists (select 1 from case_question q where q.county = ${tx.county} and q.case_id = ${caseId}) as questions,
    exists (select 1 from case_concerned k where k.county = ${tx.county} and k.case_id = ${caseId} and k.withdrawn_at is null) as concerned,
    (select r.wants_answer from case_reporter r where r.county = ${tx.county} and r.case_id = ${caseId}
      and (r.name_sealed is not null or r.phone_sealed is not null)) as "wantsAnswer"`)
}

/** Whom sealing a case would concern besides itself, in numbers only; `record.isPublic` and its followers say the rest. */
async function countBySealing(tx: Tx, caseId: string, others: boolean): Promise<CaseView['sealing']> {
  if (!others) return { children: 0, merged: 0 }
  const { children, merged } = await listFamily(tx, caseId)
  return { children: children.length, merged: merged.length }
}

/** The case page: everything that a reader may see of a case, in two round trips. */
export async function viewCase(
  tx: Tx,
  processes: Processes,
  actor: Actor,
  caseId: string,
  now: Date,
): Promise<CaseView> {
  const [found, clocks, lines, beside, config, desks] = await Promise.all([
    findCaseRecord(tx, caseId),
    listClocks(tx, caseId),
    listEvents(tx, caseId),
    findBeside(tx, caseId),
    countyConfig(tx),
    deskFactsOfCase(tx, caseId, now),
  ])
  if (!found) throw new Refusal('not-found')
  const record: FoundCase = {
    ...found,
    ...desks(found),
    organisationIds: found.assignedOrganisationId ? [found.assignedOrganisationId] : [],
  }
  const process = processes.of(record)
  if (!mayRead(actor, process, record)) throw new Refusal('not-found')
  const back = mustStandBack(actor, record)
  const acting = actingAs({ kind: 'staff', actor })
  const allowances = listAllowances(process, acting, record)
  const maySeal = allowances.some(({ allowance }) => allowance === 'seal') && record.isOpen
  const [files, known, about, related, family, requests, questions, path, suggested, concerned] = await Promise.all([
    beside?.files && !back ? listFiles(tx, caseId) : [],
    beside?.others || lines.length >= EVENTS_MOST
      ? actionFacts(tx, caseId)
      : { actions: actionsIn(lines), openChildren: 0 },
    readSubject(tx, processes, process, caseId, now),
    readRelated(tx, processes, actor, record, lines, beside?.others ?? false),
    maySeal ? countBySealing(tx, caseId, beside?.others ?? false) : null,
    beside?.requests && !back ? listRequests(tx, caseId) : [],
    beside?.questions && !back ? listQuestions(tx, caseId) : [],
    pathOf(tx, record.placeId),
    record.suggestedOrganisationKey ? organisationByKeyShown(tx, record.suggestedOrganisationKey) : undefined,
    beside?.concerned && !back ? listConcerned(tx, caseId) : [],
  ])
  const next = listNextActions(
    process,
    acting,
    record,
    decisionFacts(config, record, { ...known, subject: about.told, now }),
  )
  const { parent, children, mergedInto, mergedFrom, events } = related
  const personIds = new Set([
    ...events.flatMap(({ byPersonId }) => byPersonId ?? []),
    ...requests.map(({ askedBy }) => askedBy),
  ])
  const desk = record.isOpen ? (deskFor(process, record.state, record) ?? null) : null
  const [names, persons, namings] = await Promise.all([
    namesFor(tx, [record, ...children]),
    namesOf(tx, [...personIds]),
    events.some(({ facts }) => facts['concerned'] !== undefined)
      ? listNamingsOf(tx, caseId, actor, localDate(config.calendar, now))
      : new Set<string>(),
  ])
  const parties = process.confidentiality !== 'parties' || next.length > 0 || allowances.length > 0
  const seeing = { back, parties, namings }
  return {
    ...rowView(record, names, now),
    description: record.description,
    fields: shownFields(process, seeing, record.fields),
    publicNote: back && !record.isPublic ? null : record.publicNote,
    closingReason: back ? null : record.closingReason,
    outcome: record.outcome,
    path: path.map(({ id, kind, name, code }) => ({ id, kind, name, code })),
    assignedOrganisationId: record.assignedOrganisationId,
    suggestedOrganisationId: suggested?.id ?? null,
    suggestedUnitName: suggested?.name ?? null,
    routingRule: record.routing?.rule ?? null,
    routingNote: config.routing.notes.get(record.routing?.rule ?? '') ?? null,
    reporter: back
      ? { known: false, wantsAnswer: false }
      : { known: (beside?.wantsAnswer ?? null) !== null, wantsAnswer: beside?.wantsAnswer ?? false },
    clocks: clocks.map((clock) => ({
      clock: clock.clock,
      status: clock.status,
      limitUnit: clock.limitUnit,
      limitAmount: clock.limitAmount,
      startedAt: clock.startedAt.toISOString(),
      dueAt: clock.dueAt?.toISOString() ?? null,
      provisional: clock.provisional,
      remainingMinutes: clock.remainingMinutes,
      extendedTimes: clock.extendedTimes,
      stoppedAt: clock.stoppedAt?.toISOString() ?? null,
      late: clock.late ?? (clock.status === 'running' && clock.dueAt !== null && clock.dueAt < now),
    })),
    events: events.map(({ byPersonId, at, ...event }) => {
      const byName = byPersonId ? (persons.get(byPersonId) ?? null) : null
      return shownLine(process, seeing, { ...event, facts: { ...event.facts }, at: at.toISOString(), byName })
    }),
    files: shownFiles(process, seeing, files),
    parent: parent
      ? { id: parent.id, number: parent.number, summary: parent.summary, state: parent.state, process: parent.process }
      : null,
    children: children.map((child) => rowView(child, names, now)),
    mergedInto: mergedInto ? { id: mergedInto.id, number: mergedInto.number } : null,
    mergedFrom: mergedFrom.map(({ id, number, summary }) => ({ id, number, summary })),
    sealing: family,
    requests: requests.map((request) => ({
      id: request.id,
      kind: request.kind,
      status: request.status,
      clock: request.clock,
      amount: request.amount,
      unit: request.unit,
      reason: request.reason,
      askedBy: persons.get(request.askedBy) ?? '',
      askedByMe: request.askedBy === actor.personId,
      askedAt: request.askedAt.toISOString(),
      decisionNote: request.decisionNote,
    })),
    questions: questions.map((question) => ({
      ...question,
      askedAt: question.askedAt.toISOString(),
      answeredAt: question.answeredAt?.toISOString() ?? null,
      expiresAt: question.expiresAt.toISOString(),
    })),
    standing: {
      mustStandBack: back,
      concerned,
      desk: desk && {
        role: desk.role,
        unit:
          (desk.at === 'assigned'
            ? names.organisations.get(record.assignedOrganisationId ?? '')?.name
            : path.find(({ kind }) => kind === desk.at)?.name) ?? null,
        standsIn: desk.role !== record.ownerRole,
      },
    },
    next: next.map((action) => nextActionView(process, action)),
    may: generalCommands(
      allowances,
      actor,
      record,
      clocks.some(({ status }) => status === 'paused'),
    ).filter((command) => !waitsForAll(command, clocks, requests)),
  }
}
