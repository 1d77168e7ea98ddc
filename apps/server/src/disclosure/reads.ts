import {
  listDoubts,
  listNotCovered,
  localDate,
  type Permission,
  mayDo,
  wordsOf,
  startOfDay,
  endOfDay,
} from '@xiangzhi/language'
import { isAskedBy, listWaiting } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { keyset } from '#platform/keyset'
import { listUnprintable } from '#platform/paper-fonts'
import { findCaseAbout, listSubjectsThatStand, type Processes } from '#kernel/cases'
import { dueList, type DutyFilter, dutyReach, findDutyOf } from '#kernel/duties'
import { namesOf, reachCondition } from '#kernel/people'
import { findPlace, findPlaceByCode, listPlacesByIds, type Place } from '#kernel/places'
import {
  countQuestions,
  findEdition,
  findPublication,
  lacksImpact,
  listConfirmations,
  listEditions,
  listOnTheirWay,
  listProblems,
  listSearched,
  listWaitingContacts,
  publicBodyOf,
} from '#kernel/publications'
import { itemOf, itemsOf, itemView } from './catalogue.ts'
import { doubtViews } from './confirmations.ts'
import { dutyKeyOf } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { countExpected, expectedViews } from './expected.ts'
import { listReviews, listStatuses, publicStepsOf, statusOf, stepsOf } from './standing.ts'
import { editionView, placeRef, plain } from './views.ts'

/** So many characters that cannot be printed are named; a text in another script has more than anybody reads. */
const UNPRINTABLE_MAX = 40

/** A village, town or county by its code, if the person may use the permission there. */
export async function placeWithin(
  tx: Tx,
  by: Asked<'listExpected'>['by'],
  code: string,
  permission: Permission,
): Promise<Place> {
  const place = await findPlaceByCode(tx, code)
  refuseUnless(place && ['village', 'town', 'county'].includes(place.kind), 'place-unknown')
  refuseUnless(mayDo(by, permission, place), 'not-allowed')
  return place
}

function belowPlace(place: Place | undefined): Pick<DutyFilter, 'townId' | 'villageId'> {
  if (place?.kind === 'town') return { townId: place.id }
  return place?.kind === 'village' ? { villageId: place.id } : {}
}

const order = keyset({ dueOn: 'date', id: 'uuid' })

/** So many texts on their way are listed, and so many that wait for one step are looked through. */
const WAITING_MAX = 500
const STANDING_MAX = 20_000

type Waiting = NonNullable<Asked<'listWaitingEditions'>['input']['status']>

/** The condition on edition `e` that it stands so: a draft by itself, one that is held by its review. */
async function standingSo(tx: Tx, processes: Processes, status: Waiting | undefined): Promise<Statement> {
  if (status === undefined) return sql`true`
  if (status === 'draft') return sql`e.status = 'draft'`
  const ids = await listSubjectsThatStand(tx, processes, { kind: 'edition', stands: status, limit: STANDING_MAX })
  return sql`e.status = 'held' and e.id = any(${ids}::uuid[])`
}

/** What staff read about disclosures. */
export function readOperations({ processes }: Pick<DisclosureEnvironment, 'processes'>) {
  return {
    listDisclosureItems: async ({ tx }: Asked<'listDisclosureItems'>): Answer<'listDisclosureItems'> => ({
      items: [...itemsOf(await countyConfig(tx)).values()].map((found) => itemView(found)),
    }),

    listExpected: async ({ tx, by, input, now }: Asked<'listExpected'>): Answer<'listExpected'> => {
      const config = await countyConfig(tx)
      const place = input.place ? await placeWithin(tx, by, input.place, 'disclosure.read') : undefined
      const found = input.item === undefined ? undefined : itemsOf(config).get(input.item)
      refuseUnless(input.item === undefined || found, 'bad-input')
      const today = localDate(config.calendar, now)
      const after = order.read(input.cursor)
      const expected = await dueList(
        tx,
        {
          kind: 'disclosure',
          reach: reachCondition(by, 'disclosure.read', { town: dutyReach.town, village: dutyReach.village }),
          ...belowPlace(place),
          ...(found ? { duties: [dutyKeyOf(found)] } : {}),
          ...(input.period === undefined || input.period === 'standing' ? {} : { occasion: input.period }),
          ...(after ? { after } : {}),
          from: input.from,
          until: input.until,
          limit: input.limit + 1,
        },
        today,
      )
      const { rows: duties, nextCursor } = order.page(expected, input.limit, (last) => last)
      const rows = await expectedViews(tx, config, duties, today, processes)
      return {
        rows: rows.filter(({ status }) => input.status === undefined || status === input.status),
        nextCursor,
      }
    },

    listWaitingEditions: async ({
      tx,
      by,
      input,
      now,
    }: Asked<'listWaitingEditions'>): Answer<'listWaitingEditions'> => {
      const place = input.place ? await placeWithin(tx, by, input.place, 'disclosure.read') : undefined
      const reach = reachCondition(by, 'disclosure.read', { town: 'p.town_id', village: 'p.village_id' })
      const within =
        place?.kind === 'village'
          ? sql`p.village_id = ${place.id}`
          : place?.kind === 'town'
            ? sql`p.town_id = ${place.id}`
            : sql`true`
      const standing = await standingSo(tx, processes, input.status)
      const rows = await listOnTheirWay(tx, { where: sql`${reach} and ${within} and ${standing}`, limit: WAITING_MAX })
      const editions = rows.map(({ edition }) => edition)
      const [reviews, statuses] = await Promise.all([
        listReviews(tx, processes, by, editions, now),
        listStatuses(tx, processes, editions),
      ])
      const places = new Map(
        (await listPlacesByIds(tx, [...new Set(rows.map(({ publication }) => publication.placeId))])).map((one) => [
          one.id,
          one,
        ]),
      )
      return {
        rows: rows.flatMap(({ publication, edition }) => {
          const at = places.get(publication.placeId)
          const status = statuses.get(edition.id)
          if (!at || !status) return []
          return [
            {
              id: edition.id,
              publicationId: publication.id,
              place: placeRef(at),
              itemCode: publication.itemCode,
              period: publication.periodKey,
              title: edition.title,
              no: edition.no,
              status,
              savedAt: edition.savedAt.toISOString(),
              publishAt: edition.publishAt?.toISOString() ?? null,
              returnedReason: edition.returnedReason,
              ...stepsOf(by, publication, edition, reviews.get(edition.id)),
              version: edition.version,
            },
          ]
        }),
      }
    },

    getEdition: async ({ tx, by, input, now }: Asked<'getEdition'>): Answer<'getEdition'> => {
      const edition = await findEdition(tx, input.editionId)
      const publication = edition && (await findPublication(tx, edition.publicationId))
      if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
      const [{ config, found }, place, editions, caseId, statuses, reviews] = await Promise.all([
        itemOf(tx, publication.itemCode),
        findPlace(tx, publication.placeId),
        listEditions(tx, publication.id),
        findCaseAbout(tx, { kind: 'edition', id: edition.id }),
        listStatuses(tx, processes, [edition]),
        listReviews(tx, processes, by, [edition], now),
      ])
      const { may, blocked } = stepsOf(by, publication, edition, reviews.get(edition.id))
      if (!place) throw new Refusal('place-unknown')
      const today = localDate(config.calendar, now)
      const requests = (
        await Promise.all([
          listWaiting(tx, { kind: 'hide-edition', subjectIds: [edition.id], now }),
          listWaitingContacts(tx, publication, now),
        ])
      ).flat()
      const confirmations = await listConfirmations(tx, edition)
      const people = [
        ...confirmations.map(({ personId }) => personId),
        edition.checkedBy,
        edition.signedBy,
        ...edition.writers,
        ...requests.map(({ askedBy }) => askedBy || null),
      ].filter((one) => one !== null)
      const [names, duty] = await Promise.all([
        namesOf(tx, [...new Set(people)]),
        findDutyOf(tx, dutyKeyOf(found), place.id, publication.periodKey),
      ])
      const { body, findings } = await publicBodyOf(tx, publication, edition, found, place, { now, today })
      const live = editions.find(({ status }) => status === 'live')
      const papers = listSearched(tx, edition)
      return {
        id: edition.id,
        edition: editionView(edition, {
          names,
          me: by.personId,
          status: statuses.get(edition.id) ?? statusOf(edition, undefined),
          caseId: caseId ?? null,
        }),
        place: placeRef(place),
        item: itemView(found, place),
        period: publication.periodKey,
        dueOn: duty?.dueOn ?? null,
        publicBody: body,
        findings: [...findings],
        doubts: doubtViews(listDoubts(findings), confirmations, { names, me: by.personId }),
        notCovered: listNotCovered(edition.content, found.item.template).map(({ limit, about }) => ({
          limit,
          about: [...about],
        })),
        unprintable: listUnprintable(`${edition.title} ${wordsOf(edition.content)}`).slice(0, UNPRINTABLE_MAX),
        papers: await papers,
        problems: await listProblems(tx, publication, edition, found, today, papers),
        needsImpact: await lacksImpact(tx, found.item),
        live: live ? { id: live.id, no: live.no, content: plain(live.content) } : null,
        waiting: requests.map((request) => ({
          approvalId: request.id,
          kind: request.kind,
          number: request.kind === 'public-contact' ? String(request.facts['number'] ?? '') : null,
          reason: request.reason,
          askedByName: names.get(request.askedBy) ?? '',
          askedByMe: isAskedBy(request, by),
          waitsUntil: request.waitsUntil.toISOString(),
        })),
        may: [...may, ...publicStepsOf(by, publication, edition)],
        blocked,
      }
    },

    countDisclosures: async ({ tx, by, input, now }: Asked<'countDisclosures'>): Answer<'countDisclosures'> => {
      refuseUnless(input.from <= input.until, 'bad-input')
      const config = await countyConfig(tx)
      const town = input.town ? await placeWithin(tx, by, input.town, 'disclosure.read') : undefined
      const counts = await countExpected(
        tx,
        config,
        {
          reach: reachCondition(by, 'disclosure.read', { town: dutyReach.town, village: dutyReach.village }),
          ...belowPlace(town),
          from: input.from,
          until: input.until,
        },
        'village',
        localDate(config.calendar, now),
      )
      const ids = counts.map(({ key }) => key)
      const [places, questions] = await Promise.all([
        listPlacesByIds(tx, ids),
        countQuestions(tx, {
          villageIds: ids,
          from: startOfDay(config.calendar, input.from),
          until: endOfDay(config.calendar, input.until),
          now,
        }),
      ])
      const asked = new Map(questions.map((one) => [one.villageId, one]))
      const countOf = new Map(counts.map((one) => [one.key, one]))
      return {
        asOf: now.toISOString(),
        rows: places.flatMap((place) => {
          const count = countOf.get(place.id)
          if (!count) return []
          const question = asked.get(place.id)
          return [
            {
              place: placeRef(place),
              expected: count.keptOnTime + count.keptLate + count.missed,
              onTime: count.keptOnTime,
              late: count.keptLate,
              missing: count.missed,
              exempt: count.exempt,
              pending: count.pending,
              questions: question?.asked ?? 0,
              answered: question?.answered ?? 0,
              answeredLate: question?.late ?? 0,
              unmoderated: question?.unmoderated ?? 0,
            },
          ]
        }),
      }
    },
  } as const
}
