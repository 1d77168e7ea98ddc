import type * as contract from '@xiangzhi/contract'
import {
  type Actor,
  type DutyDeclaration,
  dutyDeadline,
  dutyStanding,
  dutyTitle,
  dayAfter,
  localDate,
  mayDo,
  percentOf,
  staffRoles,
} from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { keyset } from '#platform/keyset'
import { actorsOfPersons, listHolders, namesOf, reachCondition } from '#kernel/people'
import { listPlacesByIds, type Place, placeStanding } from '#kernel/places'
import { endCalendar, findCalendarOf, makeCalendar } from './calendars.ts'
import { answersFor, callDuties, exemptDuty, liftExemption, mayExempt, noteDutyKept } from './keep.ts'
import {
  countDuties,
  dueList,
  type DutyFilter,
  dutyReach,
  findDutyItem,
  heldBy,
  listDutyEvents,
  listExemptionReasons,
} from './reads.ts'
import { periodOfOccasion } from './items.ts'
import type { Duties } from './registry.ts'
import { type DutyItem, factsOf, isOpen } from './types.ts'

const order = keyset({ dueOn: 'date', id: 'uuid' })

/** How late a day may still be announced, and how far ahead, in natural days. */
const ANNOUNCED_LATE_DAYS = 31
const ANNOUNCED_AHEAD_DAYS = 400

const unknownTitle = (key: string) => ({ zh: key, en: key })

interface RowFacts {
  readonly by: Actor
  readonly today: string
  readonly reason: string | undefined
  readonly holders: readonly { id: string; name: string }[]
}

function rowOf(
  item: DutyItem,
  declaration: DutyDeclaration | undefined,
  place: Place | undefined,
  { by, today, reason, holders }: RowFacts,
): contract.DutyRowView {
  return {
    id: item.id,
    duty: item.duty,
    title: declaration ? dutyTitle(declaration) : unknownTitle(item.duty),
    kind: item.kind,
    placeId: item.placeId,
    placeName: place?.name ?? '',
    placeNameEn: place?.nameEn ?? null,
    townId: item.townId,
    villageId: item.villageId,
    occasion: item.occasion,
    firstOn: item.firstOn,
    lastOn: item.lastOn,
    dueOn: item.dueOn,
    provisional: item.provisional,
    standing: dutyStanding(factsOf(item), today),
    keptOn: item.keptOn,
    evidenceCount: item.evidenceCount,
    evidenceNeeded: declaration?.keptBy.times ?? 1,
    holderRole: item.holderRole,
    holders: [...holders],
    mine: answersFor(by, item),
    isPublic: item.isPublic,
    exemptReason: item.exemptAt === null ? null : (reason ?? null),
    form: formOf(item, declaration, place),
  }
}

/** The address at which a duty is done. */
function formOf(item: DutyItem, declaration: DutyDeclaration | undefined, place: Place | undefined): string | null {
  const code = item.duty.split(':').at(-1) ?? item.duty
  const values = { place: place?.code ?? item.placeId, period: item.occasion, item: item.id, code }
  return (
    declaration?.form?.replace(/\{(place|period|item|code)\}/g, (_whole, name: keyof typeof values) =>
      encodeURIComponent(values[name]),
    ) ?? null
  )
}

type Held = Pick<DutyItem, 'holderRole' | 'holderId'>
const heldKey = ({ holderRole, holderId }: Held): string => `${holderRole} ${holderId}`

/** Who holds the roles of these items today; each role at each place is asked for once. */
async function holdersOf(
  tx: Tx,
  items: readonly DutyItem[],
  today: string,
): Promise<Map<string, { id: string; name: string }[]>> {
  const distinct = [...new Map(items.map((item) => [heldKey(item), item])).values()]
  const found = await Promise.all(
    distinct.map(async (item) => {
      const { holderRole, holderId } = item
      const reach = staffRoles[holderRole] === 'organisation' ? { organisationId: holderId } : { placeId: holderId }
      const holders = await listHolders(tx, holderRole, reach, today)
      return [heldKey(item), holders.map(({ personId, name }) => ({ id: personId, name }))] as const
    }),
  )
  return new Map(found)
}

/** Everything an answer about items needs, in one wait. */
async function viewOf(
  tx: Tx,
  duties: Duties,
  config: CountyConfig,
  items: readonly DutyItem[],
  by: Actor,
  today: string,
): Promise<contract.DutyRowView[]> {
  const exempted = items.filter(({ exemptAt }) => exemptAt !== null).map(({ id }) => id)
  const [places, holders, reasons] = await Promise.all([
    listPlacesByIds(tx, [...new Set(items.map(({ placeId }) => placeId))]),
    holdersOf(tx, items, today),
    exempted.length > 0 ? listExemptionReasons(tx, exempted) : new Map<string, string>(),
  ])
  const byId = new Map(places.map((place) => [place.id, place]))
  return items.map((item) =>
    rowOf(item, duties.find(config, item.duty), byId.get(item.placeId), {
      by,
      today,
      reason: reasons.get(item.id),
      holders: holders.get(heldKey(item)) ?? [],
    }),
  )
}

/** The operations of duties. */
export function dutyOperations(duties: Duties) {
  async function begin(tx: Tx, now: Date): Promise<{ config: CountyConfig; today: string }> {
    const config = await countyConfig(tx)
    return { config, today: localDate(config.calendar, now) }
  }

  return {
    listDuties: async ({ tx, by, input, now }: Asked<'listDuties'>): Answer<'listDuties'> => {
      const { config, today } = await begin(tx, now)
      const reach = reachCondition(by, 'duty.read', dutyReach)
      const late = input.overdue ? sql` and ${isOpen} and d.due_on < ${today}::date` : sql.raw('')
      // What one answers for oneself is found by the holder's own index, which has only what is open.
      const others = input.person ? (await actorsOfPersons(tx, [input.person], today)).get(input.person) : undefined
      const onlyOpen = sql.raw(input.standing === undefined ? ' and d.kept_on is null and d.exempt_at is null' : '')
      const mine = input.mine ? sql` and ${heldBy(by)}${onlyOpen}` : sql.raw('')
      const theirs = input.person ? sql` and ${others ? heldBy(others) : sql.raw('false')}${onlyOpen}` : sql.raw('')
      const after = order.read(input.cursor)
      const filter: DutyFilter = {
        reach: sql`(${reach})${late}${mine}${theirs}`,
        limit: input.limit + 1,
        ...(input.kind ? { kind: input.kind } : {}),
        ...(input.duty ? { duties: [input.duty] } : {}),
        ...(input.standing ? { standing: input.standing } : {}),
        ...(input.town ? { townId: input.town } : {}),
        ...(input.village ? { villageId: input.village } : {}),
        ...(input.place ? { placeId: input.place } : {}),
        ...(input.from ? { from: input.from } : {}),
        ...(input.until ? { until: input.until } : {}),
        ...(after ? { after } : {}),
      }
      const found = await dueList(tx, filter, today)
      const { rows: page, nextCursor } = order.page(found, input.limit, (last) => last)
      return {
        today,
        rows: await viewOf(tx, duties, config, page, by, today),
        nextCursor,
      }
    },

    countDuties: async ({ tx, by, input, now }: Asked<'countDuties'>): Answer<'countDuties'> => {
      const { config, today } = await begin(tx, now)
      const counts = await countDuties(
        tx,
        {
          reach: reachCondition(by, 'duty.read', dutyReach),
          from: input.from,
          until: input.until,
          ...(input.kind ? { kind: input.kind } : {}),
          ...(input.town ? { townId: input.town } : {}),
          ...(input.village ? { villageId: input.village } : {}),
        },
        input.by,
        today,
      )
      const places = new Map(
        input.by === 'duty'
          ? []
          : (
              await listPlacesByIds(
                tx,
                counts.map(({ key }) => key),
              )
            ).map((place) => [place.id, place]),
      )
      const rows = counts.map((count) => {
        const place = places.get(count.key)
        const declaration = input.by === 'duty' ? duties.find(config, count.key) : undefined
        const name = place
          ? { zh: place.name, en: place.nameEn ?? place.name }
          : declaration
            ? dutyTitle(declaration)
            : unknownTitle(count.key)
        return { ...count, name, due: count.keptOnTime + count.keptLate + count.missed }
      })
      const worst = (row: (typeof rows)[number]): number => percentOf(row.keptOnTime, row.due) ?? 101
      return { today, rows: rows.toSorted((a, b) => worst(a) - worst(b) || (a.key < b.key ? -1 : 1)) }
    },

    getDuty: async ({ tx, by, input, now }: Asked<'getDuty'>): Answer<'getDuty'> => {
      const { config, today } = await begin(tx, now)
      const reach = reachCondition(by, 'duty.read', dutyReach)
      const item = await findDutyItem(tx, input.id, sql`(${reach} or ${heldBy(by)})`)
      if (!item) throw new Refusal('not-found')
      const declaration = duties.find(config, item.duty)
      const [[row], events] = await Promise.all([
        viewOf(tx, duties, config, [item], by, today),
        listDutyEvents(tx, item.id),
      ])
      if (!row) throw new Refusal('not-found')
      const names = await namesOf(
        tx,
        events.flatMap(({ byPersonId }) => byPersonId ?? []),
      )
      const [place] = await listPlacesByIds(tx, [item.placeId])
      const basis = (place?.settled ? declaration?.basisWhenSettled : undefined) ?? declaration?.basis ?? []
      const period = declaration && periodOfOccasion(declaration, item.occasion, item.firstOn)
      const counted = declaration && period ? dutyDeadline(config.calendar, declaration, period) : undefined
      const trace = counted?.dueOn === item.dueOn ? counted.trace : undefined
      const open = item.keptOn === null && item.exemptAt === null && item.droppedAt === null
      const entitled = declaration !== undefined && mayExempt(by, declaration, item)
      const day = (value: unknown): string | null => (typeof value === 'string' ? value : null)
      return {
        ...row,
        graveAfterOn: item.graveAfterOn,
        basis: basis.map(({ source, article }) => ({ source, article })),
        trace: trace
          ? {
              ...trace,
              count: { ...trace.count },
              holidays: [...trace.holidays],
              madeUp: [...trace.madeUp],
              unannouncedYears: [...trace.unannouncedYears],
            }
          : null,
        events: events.map((event) => ({
          no: event.no,
          action: event.action,
          at: event.at.toISOString(),
          byName: event.byPersonId === null ? null : (names.get(event.byPersonId) ?? null),
          note: event.note,
          evidenceKind: event.evidenceKind,
          evidenceId: event.evidenceId,
          from: day(event.facts['from']),
          due: day(event.facts['due']),
        })),
        mayKeep: open && (declaration?.keptBy.byHand ?? false) && answersFor(by, item),
        mayExempt: open && entitled,
        mayLift: item.exemptAt !== null && entitled,
      }
    },

    noteDutyKept: async ({ tx, by, input, now }: Asked<'noteDutyKept'>): Answer<'noteDutyKept'> => {
      const { itemId, keptOn, evidenceCount } = await noteDutyKept({ tx, by, input, now }, duties)
      return { id: itemId, keptOn, evidenceCount }
    },
    announceEvent: async ({ tx, by, input, now }: Asked<'announceEvent'>): Answer<'announceEvent'> => {
      const { config, today } = await begin(tx, now)
      const standing = await placeStanding(tx, input.placeId)
      if (!standing) throw new Refusal('place-unknown')
      refuseUnless(mayDo(by, 'duty.announce', standing), 'not-allowed')
      const { event, on, placeId } = input
      refuseUnless(
        on >= dayAfter(today, -ANNOUNCED_LATE_DAYS) && on <= dayAfter(today, ANNOUNCED_AHEAD_DAYS),
        'bad-input',
        {},
        on,
      )
      const items = await callDuties(tx, duties, { event, placeId, on, now })
      return {
        id: placeId,
        items: items.map((item) => {
          const declaration = duties.find(config, item.duty)
          return {
            id: item.id,
            title: declaration ? dutyTitle(declaration) : unknownTitle(item.duty),
            dueOn: item.dueOn,
          }
        }),
      }
    },
    exemptDuty: async ({ tx, by, input, now }: Asked<'exemptDuty'>): Answer<'exemptDuty'> => {
      await exemptDuty({ tx, by, input, now }, duties)
      return { id: input.id }
    },
    liftDutyExemption: async ({ tx, by, input, now }: Asked<'liftDutyExemption'>): Answer<'liftDutyExemption'> => {
      await liftExemption({ tx, by, input, now }, duties)
      return { id: input.id }
    },

    getDutyCalendar: async ({ tx, by }: Asked<'getDutyCalendar'>): Answer<'getDutyCalendar'> => ({
      madeAt: (await findCalendarOf(tx, by.personId))?.madeAt.toISOString() ?? null,
    }),
    makeDutyCalendar: async ({ tx, by, now, sealing }: Asked<'makeDutyCalendar'>): Answer<'makeDutyCalendar'> => ({
      path: `/calendar/${await makeCalendar(tx, sealing, by.personId, now)}.ics`,
    }),
    endDutyCalendar: async ({ tx, by, now }: Asked<'endDutyCalendar'>): Answer<'endDutyCalendar'> => ({
      ended: await endCalendar(tx, by.personId, now),
    }),
  } as const
}
