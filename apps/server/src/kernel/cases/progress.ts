import {
  type DecisionFacts,
  deskFor,
  listNextActions,
  type NextAction,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import type { ProgressView } from '@xiangzhi/contract'
import { countyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { listReporterLooks, organisationNamesOf } from '#kernel/people'
import { placeStanding } from '#kernel/places'
import { deskFactsOfCase } from './desks.ts'
import { findFollowed, findNumberLeft } from './followers.ts'
import { type LinkStanding, seenByLink } from './reading.ts'
import type { Processes } from './registry.ts'
import { findLast } from './related.ts'
import { actionFacts, findCaseByToken } from './rows.ts'
import { decisionFacts } from './rules.ts'
import { readSubject } from './subjects.ts'
import { tokenHash } from './token.ts'
import type { CaseRecord } from './types.ts'
import { type EventRow, listEvents, listFiles, nextActionView } from './view.ts'

/** Actions that a reporter reads about; the rest is the office's own business. */
const internalActions = new Set([
  'comment',
  'assign',
  'classify',
  'link',
  'unlink',
  'part-refused',
  'forget-contact',
  'stand-back',
  'name-concerned',
  'withdraw-concerned',
  'ask-pause',
  'ask-extend',
  'grant-pause',
  'refuse-pause',
  'grant-extend',
  'refuse-extend',
  'ask-reveal',
  'refuse-reveal',
  'warn',
])

/** A case as a private link reaches it: the case it names, the one that it went into in the end, and how its holder stands to that. */
export interface Reached {
  readonly named: CaseRecord
  readonly last: CaseRecord
  readonly standing: LinkStanding
}

/** Where a private link leads. Undefined for one that was made up. */
export async function findByLink(tx: Tx, token: string): Promise<Reached | undefined> {
  const hash = tokenHash(token)
  const own = await findCaseByToken(tx, hash, false)
  const named = own ?? (await findFollowed(tx, hash))
  if (!named) return undefined
  const last = await findLast(tx, named)
  return { named, last, standing: !own ? 'follower' : named.id === last.id ? 'own' : 'merged' }
}

/** What a reporter may do by the private link: one whose report was merged may confirm and contest, but end no case of another. */
export function reporterActions(
  process: ProcessDeclaration,
  record: CaseRecord,
  standing: LinkStanding,
  facts: DecisionFacts,
): NextAction[] {
  if (standing === 'follower' || seenByLink(standing, record) === 'neutral') return []
  return listNextActions(process, { kind: 'reporter' }, record, facts).filter(
    ({ declaration }) => standing === 'own' || !record.isOpen || process.states[declaration.to]?.kind === 'open',
  )
}

/**
 * What stands on a private page once a case is none of its reader's business any more: that it goes on. It is the same whatever
 * happens to it, so that nothing can be read from a change.
 */
function neutralView({ named }: Reached, process: ProcessDeclaration, follower: boolean, words: string): ProgressView {
  return {
    id: named.id,
    number: named.number,
    process: named.process,
    processVersion: named.processVersion,
    state: process.start,
    status: 'in-hand',
    category: named.category,
    placeName: '',
    villageCode: null,
    description: follower ? words : named.description,
    openedAt: named.openedAt.toISOString(),
    closedAt: null,
    dueAt: null,
    dueProvisional: false,
    late: false,
    withWhom: null,
    publicNote: null,
    satisfied: null,
    followerCount: 0,
    fields: {},
    timeline: [],
    questions: [],
    looks: [],
    files: [],
    next: [],
    version: 1,
    follower,
    neutral: true,
    // Of their own report that was merged into it nothing else keeps the page short.
    sealed: !follower,
    merged: false,
    numberLeft: null,
    demo: named.demo,
  }
}

interface Question {
  readonly id: string
  readonly question: string
  readonly askedAt: Date
  readonly answer: string | null
}

/**
 * Whether question `q` was put to the reporter of a private link: to the case's own at any time, to one whose report was merged into
 * it only since then.
 */
export const putTo = (tx: Pick<Tx, 'county'>, { named, last }: Pick<Reached, 'named' | 'last'>): Statement =>
  named.id === last.id
    ? sql`true`
    : sql`q.asked_at >= all (with recursive chain as (
          select c.id, c.merged_into_id from case_record c where c.county = ${tx.county} and c.id = ${named.id}
          union select n.id, n.merged_into_id from chain h join case_record n on n.county = ${tx.county} and n.id = h.merged_into_id)
        select m.at from chain h join case_event m on m.county = ${tx.county} and m.case_id = h.id and m.action = 'merge'
        where h.merged_into_id is not null)`

/**
 * The questions on a private link: those that wait for an answer from its reporter, and those that this reporter answered. What
 * another reporter was asked and said is theirs; that a question was answered stands in the timeline.
 */
function listShownQuestions(tx: Tx, reached: Reached, now: Date): Promise<Question[]> {
  const { named, last } = reached
  return tx.rows<Question>(sql`select q.id, q.question, q.asked_at, q.answer from case_question q
    where q.county = ${tx.county} and q.case_id = ${last.id} and case when q.answer is null then q.expires_at > ${now} and ${putTo(tx, reached)}
      else exists (select 1 from case_event e where e.county = ${tx.county} and e.case_id = ${last.id} and e.action = 'answer'
        and e.facts ->> 'question' = q.id::text and coalesce(e.facts -> 'reporterOf' ->> 'id', ${last.id}::text) = ${named.id}::text) end
    order by q.asked_at`)
}

/**
 * What of a case's fields its own reporter wrote, or the office: of a field that another reporter filled since, through a report that
 * was merged into it, the last word that is not theirs.
 */
function withoutOthers(record: CaseRecord, events: readonly EventRow[]): CaseRecord['fields'] {
  const written = events.flatMap(({ facts }) =>
    Object.entries((facts['fields'] ?? {}) as CaseRecord['fields']).map(([key, value]) => ({
      key,
      value,
      other: isOfAnother(facts, record.id),
    })),
  )
  const shown = Object.entries(record.fields).flatMap(([key, value]) => {
    const of = written.filter((one) => one.key === key)
    if (of.at(-1)?.other !== true) return [[key, value] as const]
    const own = of.findLast(({ other }) => !other)
    return own ? [[key, own.value] as const] : []
  })
  return Object.fromEntries(shown)
}

/** Whether a line is of a reporter who reaches the case through another one that was merged into it. */
function isOfAnother(facts: EventRow['facts'], caseId: string): boolean {
  const { reporterOf } = facts as { readonly reporterOf?: { readonly id: string } }
  return reporterOf !== undefined && reporterOf.id !== caseId
}

/**
 * The progress of a report, by the private link of its reporter, of somebody whose report was merged into it, or of somebody who
 * follows it. Units are named, persons are not; `seenByLink` says how much of it each of them sees.
 */
export async function viewProgress(tx: Tx, processes: Processes, token: string, now: Date): Promise<ProgressView> {
  const reached = await findByLink(tx, token)
  if (!reached) throw new Refusal('not-found')
  const { named, last: record, standing } = reached
  const seen = seenByLink(standing, record)
  const follower = standing === 'follower'
  const config = await countyConfig(tx)
  const categoryName = config.categories.get(named.category)?.name.zh ?? ''
  if (seen === 'neutral') return neutralView(reached, processes.of(named), follower, categoryName)
  const whole = seen === 'whole'
  const process = processes.of(record)
  const [events, files, facts, about, desks, place, organisations, questions, looks, numberLeft] = await Promise.all([
    listEvents(tx, record.id),
    listFiles(tx, whole || follower ? record.id : named.id),
    actionFacts(tx, record.id),
    readSubject(tx, processes, process, record.id, now),
    deskFactsOfCase(tx, record.id, now),
    placeStanding(tx, record.placeId),
    record.assignedOrganisationId
      ? organisationNamesOf(tx, [record.assignedOrganisationId])
      : new Map<string, { name: string; nameEn: string }>(),
    follower ? [] : listShownQuestions(tx, reached, now),
    listReporterLooks(tx, named.id),
    follower ? findNumberLeft(tx, tokenHash(token)) : null,
  ])
  // What another reporter handed in is between them and the office.
  const ofOthers = new Set(whole ? events.flatMap(({ no, facts }) => (isOfAnother(facts, record.id) ? [no] : [])) : [])
  const village = place?.path.find(({ kind }) => kind === 'village')
  const desk = deskFor(process, record.state, { ...record, ...desks(record) })
  const unit = record.assignedOrganisationId ? organisations.get(record.assignedOrganisationId)?.name : undefined
  return {
    id: record.id,
    number: record.number,
    process: record.process,
    processVersion: record.processVersion,
    state: record.state,
    status: record.status,
    category: record.category,
    placeName: whole ? record.placeName : (village?.name ?? record.placeName),
    villageCode: village?.code ?? null,
    description: follower ? (config.categories.get(record.category)?.name.zh ?? '') : named.description,
    openedAt: record.openedAt.toISOString(),
    closedAt: record.closedAt?.toISOString() ?? null,
    dueAt: record.dueAt?.toISOString() ?? null,
    dueProvisional: record.dueProvisional,
    late: record.isOpen && record.dueAt !== null && record.dueAt < now,
    withWhom: record.isOpen ? (desk?.at === 'assigned' && unit ? unit : (desk?.role ?? null)) : null,
    publicNote: record.publicNote,
    satisfied: whole ? record.satisfied : null,
    followerCount: record.followerCount,
    fields: whole
      ? Object.fromEntries(
          Object.entries(withoutOthers(record, events)).filter(
            ([key]) => process.fields[key]?.audience !== 'staff' || process.opening.asks.includes(key),
          ),
        )
      : {},
    timeline: events
      .filter(({ action, publicNote }) => !internalActions.has(action) || (action === 'comment' && publicNote !== null))
      .map(({ at, action, toState, byKind, byUnit, publicNote }) => ({
        at: at.toISOString(),
        action,
        toState,
        byKind,
        unit: byUnit,
        // A question is between the office and whom it asks, and stands among their questions.
        publicNote: action === 'ask' ? null : publicNote,
      })),
    questions: questions.map((question) => ({ ...question, askedAt: question.askedAt.toISOString() })),
    looks: follower ? [] : looks.map(({ at, reason }) => ({ at: at.toISOString(), reason })),
    files: files
      .filter(({ audience, eventNo }) => {
        if (audience === 'public') return true
        return !follower && (audience === 'reporter' || eventNo === 1) && !ofOthers.has(eventNo)
      })
      .map((file) => ({ ...file })),
    // What is out of reach now, such as reopening after its time, is not offered to a villager at all.
    next: reporterActions(
      process,
      record,
      standing,
      decisionFacts(config, record, { ...facts, subject: about.told, now }),
    )
      .filter(({ blockedBy }) => blockedBy.length === 0)
      .map((action) => nextActionView(process, action)),
    version: record.version,
    follower,
    neutral: false,
    sealed: standing === 'own' && record.confidentiality === 'sealed',
    merged: standing === 'merged',
    numberLeft,
    demo: record.demo,
  }
}
