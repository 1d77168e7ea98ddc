import type * as contract from '@xiangzhi/contract'
import { dutyList } from '@xiangzhi/contract'
import {
  type Actor,
  type DutyDeclaration,
  type DutyStanding,
  dutyDeadline,
  dutyStanding,
  dutyTitle,
  dayAfter,
  localDate,
  mayDo,
  percentOf,
  sayOccasion,
  staffRoles,
} from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { type ListQuestion, serveList } from '#platform/lists'
import { Refusal, refuseUnless } from '#platform/refusal'
import { actorsOfPersons, listHolders, namesOf, reachCondition } from '#kernel/people'
import { listPlacesByIds, type Place, placeStanding } from '#kernel/places'
import { endCalendar, findCalendarOf, makeCalendar } from './calendars.ts'
import { answersFor, callDuties, exemptDuty, liftExemption, mayExempt, noteDutyKept } from './keep.ts'
import {
  countDuties,
  dutyReach,
  findDutyItem,
  heldBy,
  listDutyEvents,
  listExemptionReasons,
  standingCondition,
} from './reads.ts'
import { periodOfOccasion } from './items.ts'
import type { Duties } from './registry.ts'
import { type DutyItem, factsOf, isOpen, itemExpressions } from './types.ts'

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

/** What a list of duties finds out first: the rules, the day, and whose duties are asked for. */
interface Known {
  readonly config: CountyConfig
  readonly today: string
  readonly person: Actor | undefined
}

/** What somebody answers for. It is found by the index of its holders, which has only what is open, unless a standing is asked for. */
const answeredBy = (actor: Actor, standing: DutyStanding | undefined): Statement =>
  standing === undefined ? sql`${heldBy(actor)} and d.kept_on is null and d.exempt_at is null` : heldBy(actor)

/** The operations of duties. */
export function dutyOperations(duties: Duties) {
  async function begin(tx: Tx, now: Date): Promise<{ config: CountyConfig; today: string }> {
    const config = await countyConfig(tx)
    return { config, today: localDate(config.calendar, now) }
  }

  const list = serveList(dutyList, {
    from: 'duty_item d',
    columns: itemExpressions,
    known: async ({ tx, input, now }) => {
      const known = await begin(tx, now)
      const { person } = input
      return { ...known, person: person ? (await actorsOfPersons(tx, [person], known.today)).get(person) : undefined }
    },
    within: ({ tx, by, input, known }) => {
      const standing = input.standing ? standingCondition(input.standing, known.today) : sql`d.dropped_at is null`
      return sql`d.county = ${tx.county} and (${reachCondition(by, 'duty.read', dutyReach)}) and ${standing}`
    },
    filters: {
      mine: (mine, { by, input }) => (mine ? answeredBy(by, input.standing) : sql`true`),
      person: (_id, { known, input }) => (known.person ? answeredBy(known.person, input.standing) : sql`false`),
      kind: (kind) => sql`d.kind = ${kind}`,
      duty: (duty) => sql`d.duty = ${duty}`,
      standing: 'within',
      overdue: (overdue, { known }) => (overdue ? sql`${isOpen} and d.due_on < ${known.today}::date` : sql`true`),
      town: (town) => sql`d.town_id = ${town}`,
      village: (village) => sql`d.village_id = ${village}`,
      place: (place) => sql`d.place_id = ${place}`,
      from: (from) => sql`d.due_on >= ${from}::date`,
      until: (until) => sql`d.due_on <= ${until}::date`,
    },
    order: { dueOn: 'date', id: 'uuid' },
    beside: ({ known }) => Promise.resolve({ today: known.today }),
    finish: async (tx: Tx, items: readonly DutyItem[], { by, known, fileIn }: ListQuestion<Known>) => {
      const rows = await viewOf(tx, duties, known.config, items, by, known.today)
      return fileIn ? rows.map((row) => ({ ...row, occasion: sayOccasion(fileIn, row.occasion) })) : rows
    },
  })

  return {
    listDuties: list.read,
    exportDuties: list.export,

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
