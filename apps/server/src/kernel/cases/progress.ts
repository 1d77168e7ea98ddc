import { listNextActions } from '@xiangzhi/language'
import type { ProgressView } from '@xiangzhi/contract'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { organisationNamesOf } from '#kernel/people'
import { placeStanding } from '#kernel/places'
import type { Processes } from './registry.ts'
import { findCaseByToken, findCaseRecord } from './rows.ts'
import { tokenHash } from './token.ts'
import type { CaseRecord } from './types.ts'
import { listEvents, listFiles, nextActionView } from './view.ts'

/** Actions that a reporter reads about; the rest is the office's own business. */
const internalActions = new Set([
  'comment',
  'assign',
  'classify',
  'link',
  'unlink',
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

async function findFollowed(tx: Tx, hash: Buffer): Promise<CaseRecord | undefined> {
  const follower = await tx.row<{ caseId: string }>(
    sql`select case_id as "caseId" from case_follower where county = ${tx.county} and token_hash = ${hash}`,
  )
  return follower && findCaseRecord(tx, follower.caseId)
}

/**
 * The progress of a report, by the private link of its reporter or of somebody who follows it. Units are named, persons are not;
 * a follower sees the public side only.
 */
export async function viewProgress(tx: Tx, processes: Processes, token: string, now: Date): Promise<ProgressView> {
  const hash = tokenHash(token)
  const own = await findCaseByToken(tx, hash, false)
  const first = own ?? (await findFollowed(tx, hash))
  if (!first) throw new Refusal('not-found')
  // A merged report goes on inside the other one: its reporter follows that.
  const merged = first.mergedIntoId ? await findCaseRecord(tx, first.mergedIntoId) : undefined
  const record = merged ?? first
  const follower = !own || merged !== undefined
  const process = processes.of(record)
  const [events, files, config, standing, organisations, questions, looks] = await Promise.all([
    listEvents(tx, record.id),
    listFiles(tx, record.id),
    countyConfig(tx),
    placeStanding(tx, record.placeId),
    record.assignedOrganisationId
      ? organisationNamesOf(tx, [record.assignedOrganisationId])
      : new Map<string, { name: string; nameEn: string }>(),
    tx.rows<{
      id: string
      question: string
      askedAt: Date
      answer: string | null
    }>(sql`select id, question, asked_at as "askedAt", answer from case_question
      where county = ${tx.county} and case_id = ${record.id} and (answer is not null or expires_at > ${now}) order by asked_at`),
    tx.rows<{ at: Date; reason: string }>(
      sql`select decided_at as at, reason from case_request where county = ${tx.county} and case_id = ${record.id} and kind = 'reveal-reporter' and status = 'used'`,
    ),
  ])
  const village = standing?.path.find(({ kind }) => kind === 'village')
  const unit = record.assignedOrganisationId ? organisations.get(record.assignedOrganisationId)?.name : undefined
  return {
    id: record.id,
    number: record.number,
    process: record.process,
    processVersion: record.processVersion,
    state: record.state,
    status: record.status,
    category: record.category,
    placeName: follower ? (village?.name ?? record.placeName) : record.placeName,
    villageCode: village?.code ?? null,
    description: follower ? (config.categories.get(record.category)?.name.zh ?? '') : record.description,
    openedAt: record.openedAt.toISOString(),
    closedAt: record.closedAt?.toISOString() ?? null,
    dueAt: record.dueAt?.toISOString() ?? null,
    dueProvisional: record.dueProvisional,
    late: record.isOpen && record.dueAt !== null && record.dueAt < now,
    withWhom: record.isOpen
      ? unit && record.ownerId === record.assignedOrganisationId
        ? unit
        : record.ownerRole
      : null,
    publicNote: record.publicNote,
    satisfied: record.satisfied,
    followerCount: record.followerCount,
    fields: follower
      ? {}
      : Object.fromEntries(
          Object.entries(record.fields).filter(
            ([key]) => process.fields[key]?.audience !== 'staff' || process.opening.asks.includes(key),
          ),
        ),
    timeline: events
      .filter(({ action, publicNote }) => !internalActions.has(action) || (action === 'comment' && publicNote !== null))
      .map(({ at, action, toState, byKind, byUnit, publicNote }) => ({
        at: at.toISOString(),
        action,
        toState,
        byKind,
        unit: byUnit,
        publicNote,
      })),
    questions: follower ? [] : questions.map((question) => ({ ...question, askedAt: question.askedAt.toISOString() })),
    looks: follower ? [] : looks.map(({ at, reason }) => ({ at: at.toISOString(), reason })),
    files: files
      .filter(
        ({ audience, eventNo }) => audience === 'public' || (!follower && (audience === 'reporter' || eventNo === 1)),
      )
      .map((file) => ({ ...file })),
    next: follower ? [] : listNextActions(process, { kind: 'reporter' }, record).map(nextActionView),
    version: record.version,
    follower,
    demo: record.demo,
  }
}
