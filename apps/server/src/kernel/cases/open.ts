import {
  COUNTY_ANSWER_MAX,
  checkFields,
  decideRouting,
  fieldsAtOpening,
  type FieldValues,
  grantAs,
  type Level,
  localDate,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Statement } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import { normalisePhone } from '#platform/sealing'
import { Refusal } from '#platform/refusal'
import { nameOfPath, type PlaceStanding } from '#kernel/places'
import { clocksAfterMove, deadlineOf } from './clocks.ts'
import type { Processes } from './registry.ts'
import { countedOf, monthDeltas } from './months.ts'
import { newCaseInsert } from './new-case.ts'
import { grantUsed, higherLevel, lowestLevel, ownerFor, summaryOf } from './rules.ts'
import { tokenHash, tokenOf } from './token.ts'
import type { By, CaseRecord, CaseSource, CaseSubject } from './types.ts'
import { actedFor } from './units.ts'
import {
  askBeforeCommit,
  type CaseFileWrite,
  type CaseSink,
  clockUpsert,
  counterDeltas,
  eventInsert,
  fileInsert,
  together,
} from './write.ts'

export interface NewCase {
  readonly requestId: string
  readonly process: string
  readonly category: string
  readonly standing: PlaceStanding
  readonly lng: number | null
  readonly lat: number | null
  readonly description: string
  readonly fields: FieldValues
  readonly answers: FieldValues
  readonly source: CaseSource
  readonly level: Level | undefined
  readonly organisationId: string | null
  readonly parentId: string | null
  /** A part of a sealed case is sealed from its first line. */
  readonly sealed?: boolean
  readonly reporter:
    | {
        readonly name?: string | undefined
        readonly phone?: string | undefined
        readonly wantsAnswer: boolean
        readonly language: 'zh-CN' | 'en'
        readonly personId: string | null
      }
    | undefined
  readonly files: readonly CaseFileWrite[]
  readonly number: string
  readonly demo: boolean
  /** The thing of another module that it is about, where its process demands one. */
  readonly subject?: CaseSubject
}

export interface Opened {
  readonly record: CaseRecord
  readonly token: string
}

function checkOpening(process: ProcessDeclaration, config: CountyConfig, input: NewCase, by: By): void {
  if (by.kind === 'reporter' && !process.opening.fromPortal) throw new Refusal('not-allowed')
  if (process.subject !== input.subject?.kind)
    throw new Refusal('bad-input', {}, `${process.key} is about ${process.subject ?? 'nothing'}`)
  const category = config.categories.get(input.category)
  if (!category || (input.source !== 'case' && category.process !== process.key))
    throw new Refusal('bad-input', {}, `category ${input.category} does not open ${process.key}`)
  if (by.kind === 'reporter' && category.offeredTo === 'staff')
    throw new Refusal('bad-input', {}, 'a category for staff only')
  const asked = Object.fromEntries(
    fieldsAtOpening(process, by.kind === 'reporter' ? 'reporter' : 'staff').flatMap((key) =>
      process.fields[key] ? [[key, process.fields[key]] as const] : [],
    ),
  )
  const problems = checkFields(asked, input.fields, process.opening.requires)
  const missing = problems.find(({ problem }) => problem === 'missing')
  if (missing) throw new Refusal('need-field', { field: missing.field })
  if (problems.length > 0) throw new Refusal('bad-input', {}, JSON.stringify(problems))
  for (const question of category.questions) {
    const answer = input.answers[question.key]
    if (answer === undefined || answer === '') {
      if (question.required && by.kind === 'reporter') throw new Refusal('need-field', { field: question.label.zh })
      continue
    }
    const fits =
      question.kind === 'yes-no'
        ? typeof answer === 'boolean'
        : question.kind === 'number'
          ? typeof answer === 'number'
          : typeof answer === 'string' && answer.length <= COUNTY_ANSWER_MAX
    if (!fits || (question.kind === 'choice' && !Object.hasOwn(question.options ?? {}, String(answer))))
      throw new Refusal('bad-input', {}, `answer ${question.key}`)
  }
  for (const key of Object.keys(input.answers))
    if (!category.questions.some((question) => question.key === key))
      throw new Refusal('bad-input', {}, `answer ${key}`)
}

/** Where a new case goes by the county's table, and at which level it lies until then: never below where it happened. */
export function routeAtOpening(
  config: CountyConfig,
  process: string,
  { category: code, level: wished, standing, answers }: Pick<NewCase, 'category' | 'level' | 'standing' | 'answers'>,
) {
  const category = config.categories.get(code)
  const level = higherLevel(wished ?? category?.level ?? 'village', lowestLevel(standing))
  const facts = { process, category: code, level, placeCodes: standing.codes, answers }
  return { category, level, routing: decideRouting(config.routing.rules, config.routing.version, facts) }
}

/** At which level a case lies once the county's table has sent it there, where nobody wished for one. */
export const levelRouted = (
  wished: Level | undefined,
  { level, routing }: Pick<ReturnType<typeof routeAtOpening>, 'level' | 'routing'>,
): Level => ('level' in routing.to.unit && wished === undefined ? higherLevel(routing.to.unit.level, level) : level)

/** The units that a case is meant for by the county's table and by its category. */
export const unitsMeant = ({
  category,
  routing,
}: Pick<ReturnType<typeof routeAtOpening>, 'category' | 'routing'>): (string | null)[] => [
  'organisation' in routing.to.unit ? routing.to.unit.organisation : null,
  category?.department ?? null,
]

/**
 * Opens a case: routes it, starts its clocks, writes its first line and moves the counters. All reads were made before;
 * everything here is sent without waiting, so that a report costs two round trips in all.
 */
export function openCase(
  tx: CaseSink,
  {
    by,
    input,
    now,
    config,
    processes,
    sealing,
    unitNames,
  }: {
    by: By
    input: NewCase
    now: Date
    config: CountyConfig
    processes: Processes
    sealing: Sealing
    unitNames: ReadonlyMap<string, string>
  },
): Opened {
  const process = processes.find(input.process)
  if (!process) throw new Refusal('bad-input', { field: 'process' })
  checkOpening(process, config, input, by)
  const { standing } = input
  const countyPlaceId = standing.path[0]?.id ?? standing.place.id
  const { category, level, routing } = routeAtOpening(config, process.key, input)
  const sealed = (input.sealed ?? false) || (category?.sealed ?? false) || routing.to.sealed === true
  const confidentiality = sealed ? 'sealed' : process.confidentiality
  const suggested = 'organisation' in routing.to.unit ? routing.to.unit.organisation : (category?.department ?? null)
  const finalLevel = sealed ? 'county' : levelRouted(input.level, { level, routing })

  const start = process.states[process.start]
  if (start?.kind !== 'open') throw new Error(`${process.key} starts in a closed state`)
  const id = uuidv7()
  const owner = ownerFor(process, process.start, countyPlaceId, {
    level: finalLevel,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    assignedOrganisationId: input.organisationId,
    confidentiality,
    ownerRole: sealed ? (routing.to.role ?? 'discipline-liaison') : null,
  })
  const facts = {
    state: process.start,
    level: finalLevel,
    confidentiality,
    ownerRole: owner.ownerRole,
    assignedOrganisationId: input.organisationId,
    ownerPersonId: null,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    organisationIds: input.organisationId ? [input.organisationId] : [],
  } as const
  // Whoever opens on behalf of somebody acts through a role that the process lets open; a reporter needs none.
  if (
    by.kind === 'staff' &&
    !process.opening.by.some(
      (role) =>
        grantAs(process, role, by.actor, { ...facts, confidentiality: 'open', level }) ??
        grantAs(process, role, by.actor, { ...facts, confidentiality: 'open' }),
    )
  ) {
    throw new Refusal('not-allowed')
  }
  if (owner.ownerRole !== null && owner.ownerId === null) throw new Refusal('need-unit')
  const clocks = clocksAfterMove(config, process, category, [], null, process.start, now)
  const deadline = deadlineOf(clocks)
  const token = tokenOf(sealing, id)
  const answersAndFields = { ...input.fields, ...(Object.keys(input.answers).length > 0 ? input.answers : {}) }
  const record: CaseRecord = {
    id,
    number: input.number,
    process: process.key,
    processVersion: process.version,
    state: process.start,
    status: start.public,
    isOpen: true,
    category: input.category,
    level: finalLevel,
    placeId: standing.place.id,
    townId: standing.townId,
    villageId: standing.villageId,
    gridId: standing.gridId,
    placeName: nameOfPath(standing.path) || standing.place.name,
    lng: input.lng,
    lat: input.lat,
    summary: summaryOf(input.description),
    description: input.description,
    publicNote: null,
    fields: answersAndFields,
    source: input.source,
    ownerRole: owner.ownerRole,
    ownerId: owner.ownerId,
    ownerPersonId: null,
    assignedOrganisationId: input.organisationId,
    suggestedOrganisationKey: suggested,
    routing,
    confidentiality,
    isPublic: !sealed && process.confidentiality === 'open' && (category?.isPublic ?? false) && input.parentId === null,
    parentId: input.parentId,
    mergedIntoId: null,
    openedAt: now,
    changedAt: now,
    closedAt: null,
    outcome: null,
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
    demo: input.demo,
    version: 1,
    organisationIds: facts.organisationIds,
  }
  const grant = grantUsed(process, process.opening.by, by, facts)
  const event = {
    action: 'open',
    fromState: null,
    toState: process.start,
    ...actedFor(grant, unitNames),
    note: null,
    publicNote: null,
    facts: { source: input.source, level: finalLevel, routing: routing.rule },
  }
  const papers: Statement[] = []
  for (const file of input.files) papers.push(fileInsert(tx, id, 1, file, now))
  if (input.subject)
    papers.push(
      sql`insert into case_subject (county, case_id, kind, subject_id) values (${tx.county}, ${id}, ${input.subject.kind}, ${input.subject.id})`,
    )
  if (input.reporter) {
    const phone = input.reporter.phone ? normalisePhone(input.reporter.phone) : undefined
    papers.push(sql`insert into case_reporter (county, case_id, name_sealed, phone_sealed, phone_hash, person_id, wants_answer, language)
      values (${tx.county}, ${id}, ${input.reporter.name ? sealing.seal(input.reporter.name) : null}, ${phone ? sealing.seal(phone) : null},
        ${phone ? sealing.hash('phone', phone) : null}, ${input.reporter.personId}, ${input.reporter.wantsAnswer}, ${input.reporter.language})`)
  }
  const hash = tokenHash(token)
  const { requestId, parentId } = input
  // Whoever is given a part learns of the whole.
  if (parentId !== null && !sealed) askBeforeCommit(tx, processes, { caseId: parentId, requestId, now })
  if (tx.keep) {
    tx.keep({
      before: undefined,
      tokenHash: hash,
      after: record,
      event,
      by,
      requestId,
      now,
      clocks,
      measures: ['opened'],
    })
    for (const paper of papers) tx.send(paper)
    return { record, token }
  }
  const counted = countedOf(config, record, ['opened'], now)
  const statements: Statement[] = [
    newCaseInsert(tx.county, { record, tokenHash: hash, position: 'map' }),
    eventInsert(tx, id, 1, event, by, requestId, now, counted),
  ]
  for (const clock of clocks) statements.push(clockUpsert(tx, id, clock))
  statements.push(...counterDeltas(tx, [{ record, by: 1 }]))
  const month = counted && monthDeltas(tx.county, [counted])
  if (month) statements.push(month)
  statements.push(...papers)
  tx.send(together(statements))
  return { record, token }
}

/** The date of a case number: the county's day. */
export function numberDate(config: CountyConfig, now: Date): string {
  return localDate(config.calendar, now)
}
