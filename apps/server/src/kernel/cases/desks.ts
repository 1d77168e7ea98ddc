import {
  type Actor,
  type CaseFacts,
  deskFor,
  localDate,
  type ProcessDeclaration,
  type Standing,
  standingAt,
  type StaffRole,
  staffRoleKeys,
  staffRoles,
  type Succession,
} from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { listFallen, listHolders, listManned, listStandingBack, type Manned } from '#kernel/people'
import { countyPlaceId } from '#kernel/places'
import { readableCases } from './reading.ts'
import type { Processes } from './registry.ts'
import { caseColumns, findCaseRecord } from './rows.ts'
import type { CaseRecord } from './types.ts'

/** What of a case's facts changes by itself from day to day: desks that are empty, and persons who must stand back. */
export type DeskFacts = Required<Pick<CaseFacts, 'vacant' | 'standBack'>>

const localRoles = staffRoleKeys.filter((role) => staffRoles[role] !== 'county' && staffRoles[role] !== 'organisation')

/** The roles that nobody holds over a case's own places, leaving out those who must stand back. */
function vacantFor(record: Standing, manned: Manned, standBack: readonly string[]): StaffRole[] {
  return localRoles.filter((role) => {
    const level = staffRoles[role]
    const placeId = level === 'organisation' ? undefined : standingAt(record, level)
    const persons = placeId ? manned.get(placeId)?.get(role) : undefined
    return !persons?.some((personId) => !standBack.includes(personId))
  })
}

/** The places of cases whose desks may be empty, as one array. */
const placesOf = (tx: Pick<Tx, 'county'>, which: Statement): Statement =>
  sql`array(select u.id from case_record c cross join lateral unnest(array[c.grid_id, c.village_id, c.town_id]) as u(id)
    where c.county = ${tx.county} and ${which} and u.id is not null)`

/** Who is concerned in cases, as `listStandingBack` asks for it. */
export const concernedIn = (tx: Pick<Tx, 'county'>, which: Statement): Statement =>
  sql`select k.case_id as subject, k.person_id, k.organisation_id from case_concerned k
    join case_record c on c.county = k.county and c.id = k.case_id
    where k.county = ${tx.county} and k.withdrawn_at is null and ${which}`

/** The desk facts of the cases that a condition on `case_record c` selects. */
export async function deskFactsOf(
  tx: Tx,
  which: Statement,
  now: Date,
): Promise<(record: Standing & { readonly id: string }) => DeskFacts> {
  const today = localDate((await countyConfig(tx)).calendar, now)
  const [manned, related] = await Promise.all([
    listManned(tx, placesOf(tx, which), today),
    listStandingBack(tx, concernedIn(tx, which), today),
  ])
  return (record) => {
    const standBack = related.get(record.id) ?? []
    return { standBack, vacant: vacantFor(record, manned, standBack) }
  }
}

/** The desk facts of one case, asked for together with the case itself. */
export const deskFactsOfCase = (tx: Tx, caseId: string, now: Date) => deskFactsOf(tx, sql`c.id = ${caseId}`, now)

/** What waits for somebody beyond the queues of their own desks. */
export interface Queues {
  /** Queues of desks that nobody mans and that fall to this person's. */
  readonly fallen: readonly {
    readonly process: string
    readonly role: StaffRole
    readonly placeIds: readonly string[]
  }[]
  /** Cases from whose desk somebody stands back, so that they are this person's. */
  readonly instead: readonly string[]
  /** Cases from which this person stands back. */
  readonly not: readonly string[]
  /** Who mans the person's own desks: what one of them took is theirs, what somebody took who is gone is everybody's again. */
  readonly colleagues: Manned
}

/** Cases in which somebody is concerned are decided one by one; so many of them at once are more than a county has. */
const CONCERNED_MAX = 500

async function standingBack(
  tx: Tx,
  actor: Actor,
  processes: Processes,
  now: Date,
): Promise<Pick<Queues, 'instead' | 'not'>> {
  const which = sql`c.is_open and exists (select 1 from case_concerned k where k.county = c.county and k.case_id = c.id
    and k.withdrawn_at is null)`
  const cases = await tx.rows<CaseRecord>(sql`select ${caseColumns} from case_record c
    where c.county = ${tx.county} and ${which} and ${readableCases(tx, actor, processes)} limit ${CONCERNED_MAX}`)
  if (cases.length === 0) return { instead: [], not: [] }
  const factsOf = await deskFactsOf(tx, which, now)
  const instead: string[] = []
  const not: string[] = []
  for (const record of cases) {
    const facts = factsOf(record)
    if (facts.standBack.includes(actor.personId)) not.push(record.id)
    else if (record.ownerPersonId === null || facts.standBack.includes(record.ownerPersonId)) {
      const desk = deskFor(processes.of(record), record.state, { ...record, ...facts })
      const sits =
        desk &&
        actor.grants.some(
          ({ role, reach }) =>
            processes.queuesOf(role).includes(desk.role) &&
            (reach.kind === 'organisation'
              ? desk.at === 'assigned' && reach.organisationId === record.assignedOrganisationId
              : desk.at !== 'assigned' &&
                (desk.at === 'county' ? reach.level === 'county' : standingAt(record, desk.at) === reach.placeId)),
        )
      if (sits) instead.push(record.id)
    }
  }
  return { instead, not }
}

async function fallenTo(
  tx: Tx,
  actor: Actor,
  successions: readonly Succession[],
  today: string,
): Promise<Queues['fallen']> {
  const found = await Promise.all(
    successions.flatMap(({ process, seats }) =>
      actor.grants.map(async ({ role, reach }) => {
        const own = seats.findIndex(({ held }) => held.includes(role))
        if (own < 1 || reach.kind === 'organisation') return []
        const desks = await listFallen(tx, seats.slice(0, own), reach.placeId, today)
        return desks.map((desk) => ({ process, ...desk }))
      }),
    ),
  )
  return found.flat()
}

/** Finds what waits for somebody beyond their own queues: by the same decision as `deskFor`, for lists and counts. */
export async function findQueues(tx: Tx, actor: Actor, processes: Processes, now: Date): Promise<Queues> {
  const today = localDate((await countyConfig(tx)).calendar, now)
  const own = actor.grants.map(({ reach }) => (reach.kind === 'organisation' ? reach.organisationId : reach.placeId))
  const [fallen, back, colleagues] = await Promise.all([
    fallenTo(tx, actor, processes.successions, today),
    standingBack(tx, actor, processes, now),
    listManned(tx, sql`${own}::uuid[]`, today),
  ])
  return { fallen, ...back, colleagues }
}

/** Who can act on a case at its desk today, whoever that falls to: persons to tell, and to give it to. */
export async function listActing(
  tx: Tx,
  process: ProcessDeclaration,
  record: CaseRecord,
  now: Date,
): Promise<{ personId: string; name: string }[]> {
  const desk = deskFor(process, record.state, record)
  if (!desk || !record.ownerId) return []
  const today = localDate((await countyConfig(tx)).calendar, now)
  const placeId =
    desk.at === 'assigned' ? null : desk.at === 'county' ? await countyPlaceId(tx) : standingAt(record, desk.at)
  const reach = placeId ? { placeId } : { organisationId: record.ownerId }
  const holders = await listHolders(tx, desk.role, reach, today)
  return holders.filter(({ personId }) => !record.standBack?.includes(personId))
}

/** The same for a case by its id, for messages: who is told of it. */
export async function listActingOn(tx: Tx, processes: Processes, caseId: string, now: Date): Promise<string[]> {
  const [record, desks] = await Promise.all([findCaseRecord(tx, caseId), deskFactsOfCase(tx, caseId, now)])
  if (!record) return []
  const acting = await listActing(tx, processes.of(record), { ...record, ...desks(record) }, now)
  return acting.map(({ personId }) => personId)
}
