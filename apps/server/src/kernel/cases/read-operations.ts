import { listAllowances, localDate, mayDo, mustStandBack } from '@xiangzhi/language'
import { say, type Language } from '@xiangzhi/text'
import type { Answer, Asked, Looking } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql } from '#platform/database'
import { writeSheet } from '#platform/excel'
import { listHoldersOfOrganisations, listOrganisations } from '#kernel/people'
import type { CasesEnvironment } from './asked.ts'
import { deskFactsOfCase, findQueues } from './desks.ts'
import { countCases } from './counters.ts'
import {
  filterCondition,
  listCases,
  listForExport,
  listNear,
  listPoints,
  listWaiting,
  countWaiting,
  endOfToday,
  waitingFor,
  totalBound,
} from './lists.ts'
import { waitingView, namesFor, rowView } from './row-views.ts'
import { readableCases } from './reading.ts'
import { findCaseRecord } from './rows.ts'
import { getReadable, viewCase } from './view.ts'

const exportRowsMax = 50_000
const pointsMax = 5000

/** Operations that read cases for staff. */
export function readOperations({ processes }: CasesEnvironment) {
  return {
    listCases: async ({ tx, by, input, now }: Asked<'listCases'>): Answer<'listCases'> => {
      const config = await countyConfig(tx)
      const { records, nextCursor, total } = await listCases(
        tx,
        by,
        processes,
        config,
        { ...input, cursor: input.cursor },
        now,
      )
      const names = await namesFor(tx, records)
      return {
        rows: records.map((record) => rowView(record, names, now)),
        nextCursor,
        total: Math.min(total, totalBound),
        totalIsBound: total > totalBound,
      }
    },

    getCase: async ({ tx, by, input, now, looked }: Asked<'getCase'> & Looking): Answer<'getCase'> => {
      const view = await viewCase(tx, processes, by, input.caseId, now)
      if (view.confidentiality === 'sealed') looked({ kind: 'cases', id: view.id })
      return view
    },

    myWork: async ({ tx, by, input, now }: Asked<'myWork'>): Answer<'myWork'> => {
      const waiting = waitingFor(tx, by, processes, await findQueues(tx, by, processes, now))
      const { records, nextCursor } = await listWaiting(tx, waiting, { ...input, cursor: input.cursor })
      const names = await namesFor(tx, records)
      return { rows: records.map((record) => waitingView(record, names, now)), nextCursor }
    },

    countMyWork: async ({ tx, by, now }: Asked<'countMyWork'>): Answer<'countMyWork'> => {
      const { calendar } = await countyConfig(tx)
      const waiting = waitingFor(tx, by, processes, await findQueues(tx, by, processes, now))
      const [counts, requests] = await Promise.all([
        countWaiting(tx, waiting, now, endOfToday(calendar, now)),
        tx.rows<{
          requestId: string
          caseId: string
          kind: 'pause' | 'extend' | 'reveal-reporter'
          reason: string
          askedBy: string
          askedAt: Date
        }>(sql`
          select q.id as "requestId", q.case_id, q.kind, q.reason, q.asked_by, q.asked_at
          from case_request q join case_record c on c.county = q.county and c.id = q.case_id
          where q.county = ${tx.county} and q.status = 'asked' and q.asked_by <> ${by.personId} and c.is_open
            and (q.kind = 'reveal-reporter' or exists (select 1 from case_clock k where k.county = q.county and k.case_id = q.case_id and k.clock = q.clock and k.status = 'running')) and ${readableCases(tx, by, processes)} order by q.asked_at limit 200`),
      ])
      const subjects = await Promise.all(
        requests.map(async ({ caseId }) => {
          const [record, desks] = await Promise.all([findCaseRecord(tx, caseId), deskFactsOfCase(tx, caseId, now)])
          return record && { ...record, ...desks(record) }
        }),
      )
      const toGrant = requests.flatMap((request, index) => {
        const record = subjects[index]
        if (!record) return []
        const process = processes.of(record)
        const may =
          request.kind === 'reveal-reporter'
            ? mayDo(by, 'case.grant-reveal') && !mustStandBack(by, record)
            : listAllowances(process, { kind: 'staff', actor: by }, record).some(
                ({ allowance, part }) => allowance === request.kind && part === 'grant',
              )
        return may ? [{ request, record }] : []
      })
      const { persons } = await namesFor(
        tx,
        toGrant.map(({ request }) => ({ assignedOrganisationId: null, ownerPersonId: request.askedBy })),
      )
      return {
        counts: { ...counts, toGrant: toGrant.length },
        toGrant: toGrant.map(({ request, record }) => ({
          requestId: request.requestId,
          caseId: request.caseId,
          number: record.number,
          summary: record.summary,
          kind: request.kind,
          reason: request.reason,
          askedBy: persons.get(request.askedBy) ?? '',
          askedAt: request.askedAt.toISOString(),
        })),
      }
    },

    countCases: async ({ tx, by, input, now }: Asked<'countCases'>): Answer<'countCases'> => ({
      cells: await countCases(tx, by, processes, { by: input.by, process: input.process, under: input.under }),
      asOf: now.toISOString(),
    }),

    mapCases: async ({ tx, by, input, now }: Asked<'mapCases'>): Answer<'mapCases'> => {
      const config = await countyConfig(tx)
      const points = await listPoints(
        tx,
        sql`${readableCases(tx, by, processes)} and ${await filterCondition(tx, input, by, processes, now, config)}`,
        pointsMax,
      )
      return {
        points: points.flatMap(({ lng, lat, dueAt, isOpen, ...point }) =>
          lng === null || lat === null ? [] : [{ ...point, lng, lat, late: isOpen && dueAt !== null && dueAt < now }],
        ),
        bounded: points.length === pointsMax,
      }
    },

    exportCases: async ({ tx, by, input, now }: Asked<'exportCases'>): Promise<unknown> => {
      const config = await countyConfig(tx)
      const reach = readableCases(
        tx,
        { ...by, grants: by.grants.filter((grant) => mayDo({ ...by, grants: [grant] }, 'case.export')) },
        processes,
      )
      const records = await listForExport(
        tx,
        sql`${reach} and ${await filterCondition(tx, input, by, processes, now, config)}`,
        exportRowsMax,
      )
      const names = await namesFor(tx, records)
      const language: Language = input.language
      const t = (key: Parameters<typeof say>[1], facts?: Parameters<typeof say>[2]): string => say(language, key, facts)
      return writeSheet(
        { by, input, now },
        {
          title: t('text.common.export.title'),
          columns: [
            { title: t('text.common.export.number'), width: 14 },
            { title: t('text.common.export.category'), width: 18 },
            { title: t('text.common.export.summary'), width: 40 },
            { title: t('text.common.export.place'), width: 28 },
            { title: t('text.common.export.state'), width: 14 },
            { title: t('text.common.export.level'), width: 10 },
            { title: t('text.common.export.unit'), width: 20 },
            { title: t('text.common.export.source'), width: 12 },
            { title: t('text.common.export.openedAt'), width: 18, kind: 'instant' },
            { title: t('text.common.export.dueAt'), width: 18, kind: 'instant' },
            { title: t('text.common.export.closedAt'), width: 18, kind: 'instant' },
            { title: t('text.common.export.reopened'), width: 8, kind: 'number' },
          ],
          rows: records.map((record) => {
            const category = config.categories.get(record.category)
            const state = processes.of(record).states[record.state]
            return [
              record.number,
              category ? (language === 'en' ? category.name.en : category.name.zh) : record.category,
              record.summary,
              record.placeName,
              state ? t(state.label) : record.state,
              t(`text.common.level.${record.level}`),
              record.assignedOrganisationId ? (names.organisations.get(record.assignedOrganisationId)?.name ?? '') : '',
              t(`text.common.source.${record.source}`),
              record.openedAt,
              record.dueAt,
              record.closedAt,
              record.reopenCount,
            ]
          }),
          about: t('text.common.export.count', { count: records.length }),
          fileName: `${config.county}-${localDate(config.calendar, now)}`,
        },
      )
    },

    nearCases: async ({ tx, by, input, now }: Asked<'nearCases'>): Answer<'nearCases'> => {
      const records = await listNear(tx, readableCases(tx, by, processes), input)
      const names = await namesFor(tx, records)
      return { rows: records.map((record) => rowView(record, names, now)) }
    },

    listUnits: async ({ tx, by, input, now }: Asked<'listUnits'>): Answer<'listUnits'> => {
      const { record } = await getReadable(tx, processes, by, input.caseId)
      const config = await countyConfig(tx)
      const organisations = (await listOrganisations(tx, input.q ? { search: input.q } : {})).filter(({ kind }) =>
        ['centre', 'department', 'public-body', 'utility', 'office'].includes(kind),
      )
      const [load, holders] = await Promise.all([
        tx.rows<{
          id: string
          open: number
          late: number
          before: number
        }>(sql`select c.assigned_organisation_id as id, (count(*) filter (where c.is_open))::int as open,
            (count(*) filter (where c.is_open and c.due_at < ${now}))::int as late, (count(*) filter (where c.category = ${record.category} and not c.is_open))::int as before
          from case_record c where c.county = ${tx.county} and c.assigned_organisation_id = any(${organisations.map(({ id }) => id)}::uuid[]) and (c.is_open or c.category = ${record.category}) group by 1`),
        listHoldersOfOrganisations(
          tx,
          'department-handler',
          organisations.map(({ id }) => id),
          localDate(config.calendar, now),
        ),
      ])
      const units = organisations
        .map((organisation) => {
          const found = load.find(({ id }) => id === organisation.id)
          return {
            id: organisation.id,
            key: organisation.key,
            name: organisation.name,
            nameEn: organisation.nameEn,
            kind: organisation.kind,
            line: organisation.line,
            openCases: found?.open ?? 0,
            lateCases: found?.late ?? 0,
            handledBefore: found?.before ?? 0,
            suggested: organisation.key === record.suggestedOrganisationKey,
            handlers: (holders.get(organisation.id) ?? []).map(({ personId, name }) => ({ personId, name })),
          }
        })
        .filter(({ handlers }) => handlers.length > 0)
        .toSorted(
          (left, right) =>
            Number(right.suggested) - Number(left.suggested) ||
            right.handledBefore - left.handledBefore ||
            left.openCases - right.openCases,
        )
        .slice(0, 60)
      return {
        units,
        rule: record.routing?.rule ?? null,
        ruleNote: config.routing.notes.get(record.routing?.rule ?? '') ?? null,
      }
    },
  } as const
}
