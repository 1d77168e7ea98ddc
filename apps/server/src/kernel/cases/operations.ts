import type * as contract from '@xiangzhi/contract'
import { type Actor, deadlineAfter, listAllowances, localDate, mayDo } from '@xiangzhi/language'
import { say, type Language } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { excelMediaType, writeSheet } from '#platform/excel'
import { claimUploads } from '#platform/files'
import { Refusal, refuseUnless } from '#platform/refusal'
import { normalisePhone, type Sealing } from '#platform/sealing'
import { findOrganisation, findOrganisationByKey, listHoldersOfOrganisations, listOrganisations } from '#kernel/people'
import { findPlaceByCode, placeAt, placeStanding, type PlaceStanding } from '#kernel/places'
import { moveCase } from './act.ts'
import { countCases } from './counters.ts'
import { askTheReporter, assignTo, classify, commentOn, follow, linkTo, mergeInto, moveLevel, recordWhistle, requireAllowance, seal, supervise } from './general.ts'
import { filterCondition, listCases, listForExport, listNear, listPoints, listWaiting, countWaiting, namesFor, rowView, totalBound } from './lists.ts'
import { type LoadedCase, loadByToken, loadForChange } from './load.ts'
import type { CaseNumbers } from './numbers.ts'
import { type NewCase, numberDate, openCase, type Opened } from './open.ts'
import { viewProgress } from './progress.ts'
import { mayRead, readableCases } from './reading.ts'
import type { Processes } from './registry.ts'
import { answer, isQuestionOpen, revealReporter } from './reporter.ts'
import { findCaseRecord, listClocks, lockCase } from './rows.ts'
import { deleteView, listSavedViews, saveView } from './saved-views.ts'
import { askForTime, askToReveal, decideReveal, decideTime, findRequest, resume } from './time.ts'
import { tokenHash, tokenOf } from './token.ts'
import { type By, type CaseChanged, changedOf, type CaseSource } from './types.ts'
import { unitNames } from './units.ts'
import { getReadable, viewCase } from './view.ts'
import type { CaseFileWrite } from './write.ts'

/** What the operations of cases need besides the call: the declarations, and where numbers come from. */
export interface CasesEnvironment {
  readonly processes: Processes
  readonly numbers: CaseNumbers
}

type Name = keyof typeof contract
interface Asked<N extends Name> {
  readonly tx: Tx
  readonly input: (typeof contract)[N] extends { input: infer I extends z.ZodType } ? z.output<I> : never
  readonly now: Date
  readonly by: Actor
  readonly sealing: Sealing
}
type Answer<N extends Name> = Promise<(typeof contract)[N] extends { output: infer O extends z.ZodType } ? z.input<O> : never>

const exportRowsMax = 50_000
const pointsMax = 5000
const questionDays = 14

/** Uploads named in the answers become files of the case; what the villager hands in, the villager may see again. */
async function filesIn(tx: Tx, fields: Readonly<Record<string, unknown>>, audience: 'staff' | 'reporter', now: Date): Promise<CaseFileWrite[]> {
  const wanted = Object.entries(fields).flatMap(([field, value]) => (Array.isArray(value) ? value.map((id) => ({ field, id: String(id) })) : []))
  if (wanted.length === 0) return []
  const claimed = await claimUploads(tx, wanted.map(({ id }) => id), now)
  return wanted.map(({ field, id }) => {
    const upload = claimed.find((one) => one.id === id)
    if (!upload) throw new Refusal('bad-input', {}, `upload ${id}`)
    return { id, field, name: upload.name, mediaType: upload.mediaType, bytes: upload.bytes, sha256: upload.sha256, storeKey: upload.storeKey, audience }
  })
}

async function standingFor(tx: Tx, input: { placeId?: string | undefined; placeCode?: string | undefined; position?: { lng: number; lat: number } | undefined }): Promise<PlaceStanding> {
  let found: PlaceStanding | undefined
  if (input.placeId) found = await placeStanding(tx, input.placeId)
  else if (input.placeCode) {
    const place = await findPlaceByCode(tx, input.placeCode)
    found = place && (await placeStanding(tx, place.id))
  } else if (input.position) found = await placeAt(tx, input.position.lng, input.position.lat)
  if (!found || found.place.validUntil !== null) throw new Refusal('place-unknown')
  return found
}

/** The operations of cases, bound to reads and commands. */
export function casesOperations({ processes, numbers }: CasesEnvironment) {
  const staff = (actor: Actor): By => ({ kind: 'staff', actor })

  async function begin(tx: Tx, sealing: Sealing, by: By, now: Date, input: Asked<'openCase'>['input'], more: { source: CaseSource; organisationId: string | null; parentId: string | null }): Promise<{ opened: Opened; config: CountyConfig }> {
    const [config, standing, names, files] = await Promise.all([
      countyConfig(tx), standingFor(tx, input), unitNames(tx, by), filesIn(tx, input.fields, by.kind === 'reporter' ? 'reporter' : 'staff', now),
    ])
    const number = await numbers.next(tx.county, numberDate(config, now))
    const newCase: NewCase = {
      requestId: input.requestId, process: input.process, category: input.category, standing, lng: input.position?.lng ?? null, lat: input.position?.lat ?? null,
      description: input.description, fields: input.fields, answers: input.answers, source: more.source, level: input.level, organisationId: more.organisationId,
      parentId: more.parentId, reporter: input.reporter ? { ...input.reporter, personId: null } : undefined, files, number, demo: config.demo,
    }
    return { opened: openCase(tx, { by, input: newCase, now, config, processes, sealing, unitNames: names }), config }
  }
  const openedView = ({ opened: { record, token } }: { opened: Opened }) => ({ id: record.id, number: record.number, token, dueAt: record.dueAt?.toISOString() ?? null, state: record.state, version: record.version })

  /** Loads a case that the person may read and compares versions: the beginning of every change by staff. */
  async function change(call: Asked<'commentOnCase'>, caseId = call.input.caseId, version: number | null = call.input.version): Promise<LoadedCase> {
    const subject = await loadForChange(call.tx, processes, caseId, staff(call.by))
    if (!mayRead(call.by, subject.process, subject.record)) throw new Refusal('not-found')
    if (version !== null && subject.record.version !== version) throw new Refusal('changed-meanwhile')
    return subject
  }
  const base = (call: { by: Actor; input: { requestId: string }; now: Date }) => ({ by: staff(call.by), requestId: call.input.requestId, now: call.now })
  const asChange = (call: unknown): Asked<'commentOnCase'> => call as Asked<'commentOnCase'>
  /** Most general commands only need the loaded case. */
  const simple = <N extends Name>(command: (call: Asked<N>, subject: LoadedCase) => Promise<CaseChanged> | CaseChanged) => async (call: Asked<N>): Promise<CaseChanged> => command(call, await change(asChange(call)))

  return {
    openReport: async (call: Asked<'openReport'>): Answer<'openReport'> =>
      openedView(await begin(call.tx, call.sealing, { kind: 'reporter' }, call.now, { ...call.input, source: 'portal' }, { source: 'portal', organisationId: null, parentId: null })),

    openCase: async (call: Asked<'openCase'>): Answer<'openCase'> => {
      refuseUnless(!call.input.parentId, 'bad-input')
      return openedView(await begin(call.tx, call.sealing, staff(call.by), call.now, call.input, { source: call.input.source, organisationId: call.input.organisationId ?? null, parentId: null }))
    },

    listCases: async ({ tx, by, input, now }: Asked<'listCases'>): Answer<'listCases'> => {
      const { calendar } = await countyConfig(tx)
      const { records, nextCursor, total } = await listCases(tx, by, processes, calendar, { ...input, cursor: input.cursor }, now)
      const names = await namesFor(tx, records)
      return { rows: records.map((record) => rowView(record, names, now)), nextCursor, total: Math.min(total, totalBound), totalIsBound: total > totalBound }
    },

    getCase: ({ tx, by, input, now }: Asked<'getCase'>): Answer<'getCase'> => viewCase(tx, processes, by, input.caseId, now),

    myWork: async ({ tx, by, now }: Asked<'myWork'>): Answer<'myWork'> => {
      const { calendar } = await countyConfig(tx)
      const endOfToday = deadlineAfter(calendar, now, { unit: 'days', amount: 0 }).dueAt
      const [records, counts, requests] = await Promise.all([
        listWaiting(tx, by, 200), countWaiting(tx, by, now, endOfToday),
        tx.rows<{ requestId: string; caseId: string; kind: 'pause' | 'extend' | 'reveal-reporter'; reason: string; askedBy: string; askedAt: Date }>(sql`
          select q.id as "requestId", q.case_id as "caseId", q.kind, q.reason, q.asked_by as "askedBy", q.asked_at as "askedAt"
          from case_request q join case_record c on c.county = q.county and c.id = q.case_id
          where q.county = ${tx.county} and q.status = 'asked' and q.asked_by <> ${by.personId} and c.is_open and ${readableCases(by, processes)} order by q.asked_at limit 200`),
      ])
      const subjects = await Promise.all(requests.map(({ caseId }) => findCaseRecord(tx, caseId)))
      const toGrant = requests.flatMap((request, index) => {
        const record = subjects[index]
        if (!record) return []
        const process = processes.of(record)
        const may = request.kind === 'reveal-reporter' ? mayDo(by, 'case.grant-reveal') : listAllowances(process, { kind: 'staff', actor: by }, record).some(({ allowance, part }) => allowance === request.kind && part === 'grant')
        return may ? [{ request, record }] : []
      })
      const [names, persons] = await Promise.all([namesFor(tx, records), namesFor(tx, toGrant.map(({ request }) => ({ assignedOrganisationId: null, ownerPersonId: request.askedBy })))])
      return {
        rows: records.map((record) => rowView(record, names, now)), counts: { ...counts, toGrant: toGrant.length },
        toGrant: toGrant.map(({ request, record }) => ({ requestId: request.requestId, caseId: request.caseId, number: record.number, summary: record.summary, kind: request.kind, reason: request.reason, askedBy: persons.persons.get(request.askedBy) ?? '', askedAt: request.askedAt.toISOString() })),
      }
    },

    countCases: async ({ tx, by, input, now }: Asked<'countCases'>): Answer<'countCases'> => ({
      cells: await countCases(tx, by, { by: input.by, process: input.process, under: input.under }), asOf: now.toISOString(),
    }),

    mapCases: async ({ tx, by, input, now }: Asked<'mapCases'>): Answer<'mapCases'> => {
      const { calendar } = await countyConfig(tx)
      const points = await listPoints(tx, sql`${readableCases(by, processes)} and ${filterCondition(input, by, now, calendar)}`, pointsMax)
      return {
        points: points.flatMap(({ lng, lat, dueAt, isOpen, ...point }) => (lng === null || lat === null ? [] : [{ ...point, lng, lat, late: isOpen && dueAt !== null && dueAt < now }])),
        bounded: points.length === pointsMax,
      }
    },

    exportCases: async ({ tx, by, input, now }: Asked<'exportCases'>): Promise<unknown> => {
      const config = await countyConfig(tx)
      const reach = readableCases({ ...by, grants: by.grants.filter((grant) => mayDo({ ...by, grants: [grant] }, 'case.export')) }, processes)
      const records = await listForExport(tx, sql`${reach} and ${filterCondition(input, by, now, config.calendar)}`, exportRowsMax)
      const names = await namesFor(tx, records)
      const language: Language = input.language
      const t = (key: Parameters<typeof say>[1], facts?: Parameters<typeof say>[2]): string => say(language, key, facts)
      const file = await writeSheet({
        title: t('text.common.export.title'),
        columns: [
          { title: t('text.common.export.number'), width: 14 }, { title: t('text.common.export.category'), width: 18 }, { title: t('text.common.export.summary'), width: 40 },
          { title: t('text.common.export.place'), width: 28 }, { title: t('text.common.export.state'), width: 14 }, { title: t('text.common.export.level'), width: 10 },
          { title: t('text.common.export.unit'), width: 20 }, { title: t('text.common.export.source'), width: 12 }, { title: t('text.common.export.openedAt'), width: 18, kind: 'instant' },
          { title: t('text.common.export.dueAt'), width: 18, kind: 'instant' }, { title: t('text.common.export.closedAt'), width: 18, kind: 'instant' }, { title: t('text.common.export.reopened'), width: 8, kind: 'number' },
        ],
        rows: records.map((record) => {
          const category = config.categories.get(record.category)
          const state = processes.of(record).states[record.state]
          return [
            record.number, category ? (language === 'en' ? category.name.en : category.name.zh) : record.category, record.summary, record.placeName, state ? t(state.label) : record.state, t(`text.common.level.${record.level}`),
            record.assignedOrganisationId ? (names.organisations.get(record.assignedOrganisationId)?.name ?? '') : '', t(`text.common.source.${record.source}`), record.openedAt, record.dueAt, record.closedAt, record.reopenCount,
          ]
        }),
        watermark: t('text.common.export.watermark', { name: by.name, at: `${localDate(config.calendar, now)}`, purpose: input.purpose, count: records.length }),
      })
      return { file, name: `${config.county}-${localDate(config.calendar, now)}.xlsx`, mediaType: excelMediaType }
    },

    nearCases: async ({ tx, by, input, now }: Asked<'nearCases'>): Answer<'nearCases'> => {
      const records = await listNear(tx, readableCases(by, processes), input)
      const names = await namesFor(tx, records)
      return { rows: records.map((record) => rowView(record, names, now)) }
    },

    listUnits: async ({ tx, by, input, now }: Asked<'listUnits'>): Answer<'listUnits'> => {
      const { record } = await getReadable(tx, processes, by, input.caseId)
      const config = await countyConfig(tx)
      const organisations = (await listOrganisations(tx, input.q ? { search: input.q } : {})).filter(({ kind }) => ['centre', 'department', 'public-body', 'utility', 'office'].includes(kind))
      const [load, holders] = await Promise.all([
        tx.rows<{ id: string; open: number; late: number; before: number }>(sql`select c.assigned_organisation_id as id, (count(*) filter (where c.is_open))::int as open,
            (count(*) filter (where c.is_open and c.due_at < ${now}))::int as late, (count(*) filter (where c.category = ${record.category} and not c.is_open))::int as before
          from case_record c where c.county = ${tx.county} and c.assigned_organisation_id = any(${organisations.map(({ id }) => id)}::uuid[]) and (c.is_open or c.category = ${record.category}) group by 1`),
        listHoldersOfOrganisations(tx, 'department-handler', organisations.map(({ id }) => id), localDate(config.calendar, now)),
      ])
      const units = organisations
        .map((organisation) => {
          const found = load.find(({ id }) => id === organisation.id)
          return {
            id: organisation.id, key: organisation.key, name: organisation.name, nameEn: organisation.nameEn, kind: organisation.kind, line: organisation.line, openCases: found?.open ?? 0, lateCases: found?.late ?? 0,
            handledBefore: found?.before ?? 0, suggested: organisation.key === record.suggestedOrganisationKey, handlers: (holders.get(organisation.id) ?? []).map(({ personId, name }) => ({ personId, name })),
          }
        })
        .filter(({ handlers }) => handlers.length > 0)
        .toSorted((left, right) => Number(right.suggested) - Number(left.suggested) || right.handledBefore - left.handledBefore || left.openCases - right.openCases)
        .slice(0, 60)
      return { units, rule: record.routing?.rule ?? null }
    },

    actOnCase: async (call: Asked<'actOnCase'>): Answer<'actOnCase'> => {
      const { tx, input, now } = call
      const subject = await change(asChange(call))
      let organisationId = input.organisationId ?? null
      const declaration = subject.process.transitions[input.transition]
      if (declaration?.needs.some(({ need }) => need === 'unit')) {
        if (organisationId) refuseUnless(await findOrganisation(tx, organisationId), 'need-unit')
        else if (subject.record.suggestedOrganisationKey) organisationId = (await findOrganisationByKey(tx, subject.record.suggestedOrganisationKey))?.id ?? null
        refuseUnless(organisationId ?? subject.record.assignedOrganisationId, 'need-unit')
      }
      const files = await filesIn(tx, input.fields, 'staff', now)
      return changedOf(moveCase(tx, subject, {
        by: staff(call.by), requestId: input.requestId, now, unitNames: subject.unitNames, files, facts: { ...subject.facts, now },
        input: { transition: input.transition, fields: input.fields, note: input.note ?? null, reason: input.reason ?? null, publicNote: input.publicNote ?? null, organisationId },
      }))
    },

    commentOnCase: async (call: Asked<'commentOnCase'>): Answer<'commentOnCase'> => {
      const subject = await change(call)
      const files = await filesIn(call.tx, { comment: call.input.files }, 'staff', call.now)
      return changedOf(commentOn(call.tx, subject, base(call), { note: call.input.note ?? null, publicNote: call.input.publicNote ?? null, files }))
    },

    assignCase: simple<'assignCase'>(async (call, subject) => changedOf(await assignTo(call.tx, subject, base(call), { personId: call.input.personId, note: call.input.note ?? null, today: localDate(subject.config.calendar, call.now) }))),
    moveCaseLevel: simple<'moveCaseLevel'>((call, subject) => changedOf(moveLevel(call.tx, subject, base(call), call.input))),

    classifyCase: async (call: Asked<'classifyCase'>): Answer<'classifyCase'> => {
      const subject = await change(asChange(call))
      const standing = call.input.placeId ? await standingFor(call.tx, { placeId: call.input.placeId }) : undefined
      const codes = (standing ?? (await placeStanding(call.tx, subject.record.placeId)))?.codes ?? []
      return changedOf(classify(call.tx, subject, base(call), { category: call.input.category, standing, codes, summary: call.input.summary, reason: call.input.reason }))
    },

    whistleCase: async (call: Asked<'whistleCase'>): Answer<'whistleCase'> => {
      const { tx, input, now } = call
      const subject = await change(asChange(call))
      requireAllowance(subject, staff(call.by), 'whistle')
      const { whistle } = subject.process.allows
      if (whistle === 'none' || !subject.record.isOpen) throw new Refusal('not-from-this-state')
      const children: { id: string; number: string; organisationId: string }[] = []
      for (const organisationId of input.organisationIds) {
        refuseUnless(await findOrganisation(tx, organisationId), 'need-unit')
        const { opened } = await begin(tx, call.sealing, staff(call.by), now, {
          requestId: uuidv7(), process: whistle.process, category: subject.record.category, placeId: subject.record.placeId, description: input.wanted, fields: { wanted: input.wanted }, answers: {},
          source: 'case', level: subject.record.level,
        }, { source: 'case', organisationId, parentId: subject.record.id })
        children.push({ id: opened.record.id, number: opened.record.number, organisationId })
      }
      const after = recordWhistle(tx, subject, base(call), { wanted: input.wanted, children })
      return { ...changedOf(after), children: children.map(({ id, number }) => ({ id, number })) }
    },

    mergeCase: async (call: Asked<'mergeCase'>): Answer<'mergeCase'> => {
      const { tx, input } = call
      refuseUnless(input.caseId !== input.intoCaseId, 'merge-itself')
      // Both rows are locked in the order of their ids, so that two merges of the same pair cannot wait for each other.
      for (const id of [input.caseId, input.intoCaseId].toSorted()) await lockCase(tx, id)
      const subject = await change(asChange(call))
      const target = await change(asChange(call), input.intoCaseId, null)
      return changedOf(mergeInto(tx, subject, target, base(call), { reason: input.reason ?? null }))
    },

    linkCase: async (call: Asked<'linkCase'>): Answer<'linkCase'> => {
      const subject = await change(asChange(call))
      const parent = call.input.parentId ? (await getReadable(call.tx, processes, call.by, call.input.parentId)).record : undefined
      return changedOf(linkTo(call.tx, subject, parent, base(call)))
    },

    askForTime: simple<'askForTime'>((call, subject) => changedOf(askForTime(call.tx, subject, base(call), { kind: call.input.kind, clock: call.input.clock, amount: call.input.amount ?? null, unit: call.input.unit ?? null, reason: call.input.reason }))),
    decideTime: simple<'decideTime'>(async (call, subject) => changedOf(decideTime(call.tx, subject, await findRequest(call.tx, call.input.caseId, call.input.decisionOn), base(call), { grant: call.input.grant, note: call.input.note ?? null }))),
    resumeClock: simple<'resumeClock'>((call, subject) => changedOf(resume(call.tx, subject, base(call), { clock: call.input.clock, note: call.input.note ?? null }))),
    superviseCase: simple<'superviseCase'>((call, subject) => changedOf(supervise(call.tx, subject, base(call), call.input))),
    askReporter: simple<'askReporter'>((call, subject) => changedOf(askTheReporter(call.tx, subject, base(call), { question: call.input.question, days: questionDays }))),
    sealCase: simple<'sealCase'>((call, subject) => changedOf(seal(call.tx, subject, base(call), { reason: call.input.reason }))),
    askToReveal: simple<'askToReveal'>((call, subject) => changedOf(askToReveal(call.tx, subject, base(call), { reason: call.input.reason }))),
    decideReveal: simple<'decideReveal'>(async (call, subject) => changedOf(decideReveal(call.tx, subject, await findRequest(call.tx, call.input.caseId, call.input.decisionOn), base(call), { grant: call.input.grant, note: call.input.note ?? null }))),

    revealReporter: async ({ tx, by, input, now, sealing }: Asked<'revealReporter'>): Answer<'revealReporter'> => {
      await getReadable(tx, processes, by, input.caseId)
      return revealReporter(tx, sealing, { caseId: input.caseId, request: await findRequest(tx, input.caseId, input.grantedRequest), personId: by.personId, now })
    },

    listSavedViews: async ({ tx, by }: Asked<'listSavedViews'>): Answer<'listSavedViews'> => ({ views: await listSavedViews(tx, by.personId) }),
    saveView: async ({ tx, by, input, now }: Asked<'saveView'>): Answer<'saveView'> => {
      const id = uuidv7()
      saveView(tx, { id, name: input.name, query: input.query, personId: by.personId, now })
      return { id }
    },
    deleteView: async ({ tx, by, input }: Asked<'deleteView'>): Answer<'deleteView'> => {
      await deleteView(tx, by.personId, input.viewId)
      return { id: input.viewId }
    },

    getProgress: ({ tx, input, now }: Asked<'getProgress'>): Answer<'getProgress'> => viewProgress(tx, processes, input.token, now),

    actAsReporter: async ({ tx, input, now }: Asked<'actAsReporter'>): Answer<'actAsReporter'> => {
      const subject = await loadByToken(tx, processes, input.token)
      const files = await filesIn(tx, input.fields, 'reporter', now)
      return changedOf(moveCase(tx, subject, {
        by: { kind: 'reporter' }, requestId: input.requestId, now, unitNames: new Map(), files, facts: { ...subject.facts, now },
        input: { transition: input.transition, fields: input.fields, note: input.note ?? null, reason: input.note ?? null, publicNote: null, organisationId: null },
      }))
    },

    answerQuestion: async ({ tx, input, now }: Asked<'answerQuestion'>): Answer<'answerQuestion'> => {
      const subject = await loadByToken(tx, processes, input.token)
      const open = await isQuestionOpen(tx, subject.record.id, input.questionId, now)
      return changedOf(answer(tx, subject, { ...input, open, now }))
    },

    followCase: async ({ tx, input, now, sealing }: Asked<'followCase'>): Answer<'followCase'> => {
      const [record, clocks, config] = await Promise.all([lockCase(tx, input.caseId), listClocks(tx, input.caseId), countyConfig(tx)])
      if (!record?.isPublic || record.confidentiality !== 'open' || !record.isOpen) throw new Refusal('not-found')
      const id = uuidv7()
      const token = tokenOf(sealing, id)
      const phone = input.phone ? normalisePhone(input.phone) : undefined
      follow(tx, config, record, clocks, { by: { kind: 'reporter' }, requestId: input.requestId, now }, { id, tokenHash: tokenHash(token), phoneSealed: phone ? sealing.seal(phone) : null })
      return { token, number: record.number }
    },

    listPublicCases: async ({ tx, input }: Asked<'listPublicCases'>): Answer<'listPublicCases'> => {
      const place = input.village ?? input.town
      const standing = place ? await findPlaceByCode(tx, place) : undefined
      if (place && !standing) throw new Refusal('not-found')
      const where = standing?.kind === 'village' ? sql`p.village_id = ${standing.id}` : standing?.kind === 'town' ? sql`p.town_id = ${standing.id}` : sql`true`
      const [at, id] = input.cursor ? Buffer.from(input.cursor, 'base64url').toString().split('|') : []
      const instant = at ? new Date(at) : undefined
      refuseUnless(!input.cursor || (instant && !Number.isNaN(instant.getTime()) && id && /^[0-9a-f-]{36}$/.test(id)), 'bad-input')
      const rows = await tx.rows<{ id: string; number: string; process: string; status: 'received' | 'in-hand' | 'done' | 'not-done'; category: string; villageId: string | null; lng: number | null; lat: number | null; publicNote: string | null; openedAt: Date; closedAt: Date | null; outcome: string | null; followerCount: number; reopenCount: number }>(sql`
        select p.id, p.number, p.process, p.status, p.category, p.village_id as "villageId", p.lng, p.lat, p.public_note as "publicNote", p.opened_at as "openedAt", p.closed_at as "closedAt", p.outcome,
          p.follower_count as "followerCount", p.reopen_count as "reopenCount"
        from public_case p where p.county = ${tx.county} and ${where} ${input.category ? sql`and p.category like ${`${input.category.replaceAll(/[\\%_]/g, '')}%`}` : sql``} ${input.status ? sql`and p.status = ${input.status}` : sql``}
          ${instant && id ? sql`and (p.opened_at, p.id) < (${instant}, ${id}::uuid)` : sql``} order by p.opened_at desc, p.id desc limit ${input.limit + 1}`)
      const page = rows.slice(0, input.limit)
      const last = page.at(-1)
      return {
        rows: page.map((row) => ({ ...row, openedAt: row.openedAt.toISOString(), closedAt: row.closedAt?.toISOString() ?? null })),
        nextCursor: rows.length > input.limit && last ? Buffer.from(`${last.openedAt.toISOString()}|${last.id}`).toString('base64url') : null,
      }
    },
  } as const

}
