import { grantList } from '@xiangzhi/contract'
import { type Actor, grantsFor, type Permission, permissions, type StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { countPlaces, listPlaces, placeRows, type Place } from '#kernel/places'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Tx } from '#platform/database'
import { serveList } from '#platform/lists'
import { refuseUnless } from '#platform/refusal'
import { actorsOfPersons } from './actors.ts'
import { coverageOf } from './coverage.ts'
import { listUnmanned } from './desks.ts'
import { endGrant, grantRole, listWaitingGrants } from './grants.ts'
import { dayOf } from './organisation-operations.ts'
import { reachCondition } from './reach.ts'
import { heldOn, listGrants, personReach } from './reads.ts'
import { grantRows } from './rows.ts'
import type { GrantListed } from './types.ts'

const grants = serveList(grantList, {
  known: ({ tx, now }) => dayOf(tx, now),
  from: 'role_grant g left join person p on p.county = g.county and p.id = g.person_id',
  columns: {
    id: 'g.id',
    personId: 'g.person_id',
    name: 'p.name',
    role: 'g.role',
    placeId: 'g.place_id',
    organisationId: 'g.organisation_id',
    heldFrom: 'g.held_from',
    heldUntil: 'g.held_until',
  },
  within: ({ tx, known: today }) => sql`g.county = ${tx.county} and ${heldOn('g', today)}`,
  filters: {
    person: (personId) => sql`g.person_id = ${personId}`,
    role: (role) => sql`g.role = ${role}`,
  },
  order: { id: 'uuid' },
  falling: true,
  finish: (tx: Tx, rows: readonly GrantListed[]) => grantRows(tx, rows),
  beside: async ({ tx, input, now }) => {
    const waiting = await listWaitingGrants(tx, { personId: input.person, role: input.role, now })
    return {
      waiting: (await grantRows(tx, waiting)).map((row) => ({ ...row, waitsUntil: row.waitsUntil.toISOString() })),
    }
  },
})

async function grant({ tx, by, input, now }: Asked<'grantRole'>): Answer<'grantRole'> {
  const { personId, role, placeId, organisationId, heldFrom, heldUntil, reason } = input
  return grantRole({
    tx,
    by,
    now,
    reason,
    input: {
      id: uuidv7(),
      personId,
      role,
      heldFrom,
      placeId: placeId ?? null,
      organisationId: organisationId ?? null,
      heldUntil: heldUntil ?? null,
    },
  })
}

async function end({ tx, by, input, now }: Asked<'endGrant'>): Answer<'endGrant'> {
  const { grantId: id, heldUntil, reason } = input
  return { id, ...(await endGrant({ tx, by, now, reason, input: { id, heldUntil } })) }
}

/** Places of a kind whose desk nobody mans in a role on the day. */
async function listWithoutHolder(tx: Tx, kind: 'village' | 'town', role: StaffRole, today: string): Promise<Place[]> {
  const places = await listPlaces(tx, { kind })
  const bare = new Set(
    await listUnmanned(
      tx,
      role,
      places.map(({ id }) => id),
      today,
    ),
  )
  return places.filter((place) => bare.has(place.id))
}

/** A list in an answer names at most so many; the counts tell the rest. */
const NAMED_MAX = 200

async function cover({ tx, now }: Asked<'coverage'>): Answer<'coverage'> {
  const today = await dayOf(tx, now)
  const covered = await coverageOf(tx, today)
  const villages = await listPlaces(tx, { kind: 'village' })
  const gridded = new Set((await listPlaces(tx, { kind: 'grid' })).map((grid) => grid.villageId))
  const rows = (places: readonly Place[]) => placeRows(tx, places.slice(0, NAMED_MAX))
  return {
    grids: covered.grids,
    villages: (await countPlaces(tx)).village,
    householdsWithoutGrid: covered.householdsWithoutGrid,
    lists: {
      householdsWithoutGrid: await rows(covered.firstHouseholdsWithoutGrid),
      gridsWithoutWorker: await rows(covered.gridsWithoutWorker),
      villagesWithoutGrid: await rows(villages.filter((village) => !gridded.has(village.id))),
      villagesWithoutClerk: await rows(await listWithoutHolder(tx, 'village', 'village-clerk', today)),
      townsWithoutDispatcher: await rows(await listWithoutHolder(tx, 'town', 'dispatcher-town', today)),
    },
  }
}

/** A preview of somebody's rights: what each permission reaches, never the data behind it. */
export async function previewRights({
  tx,
  input,
  now,
}: Asked<'seeAs'>): Promise<Omit<Awaited<Answer<'seeAs'>>, 'processes'> & { readonly held: readonly StaffRole[] }> {
  const today = await dayOf(tx, now)
  const actor = (await actorsOfPersons(tx, [input.personId], today)).get(input.personId)
  refuseUnless(actor, 'not-found')
  const grants = await grantRows(tx, await listGrants(tx, { personId: input.personId, today }))
  const nameOf = new Map(grants.map((one) => [one.placeId ?? one.organisationId, one.reachName]))
  const rights = (Object.keys(permissions) as Permission[]).flatMap((permission) => {
    const carrying = grantsFor(actor, permission)
    if (carrying.length === 0) return []
    const reaches = carrying.map(
      ({ reach }) => nameOf.get(reach.kind === 'organisation' ? reach.organisationId : reach.placeId) ?? '',
    )
    return [{ permission, roles: [...new Set(carrying.map(({ role }) => role))], reaches: [...new Set(reaches)] }]
  })
  const organisations = new Set(
    actor.grants.flatMap(({ reach }) => (reach.kind === 'organisation' ? [reach.organisationId] : [])),
  )
  const persons = await tx.row<{ n: number }>(sql`select count(*) as n from person p
    where p.county = ${tx.county} and ${reachCondition(actor, 'person.read', personReach)}`)
  return {
    name: actor.name,
    grants,
    rights,
    reach: { ...(await reachedPlaces(tx, actor)), organisations: organisations.size, persons: persons?.n ?? 0 },
    held: [...new Set(actor.grants.map(({ role }) => role))],
  }
}

/** How many places the person's roles reach. */
async function reachedPlaces(tx: Tx, actor: Actor): Promise<{ towns: number; villages: number; grids: number }> {
  const counts = { towns: 0, villages: 0, grids: 0 }
  const seen = new Set<string>()
  for (const { reach: where } of actor.grants) {
    if (where.kind === 'organisation') continue
    for (const [kind, field] of [
      ['town', 'towns'],
      ['village', 'villages'],
      ['grid', 'grids'],
    ] as const) {
      for (const place of await listPlaces(tx, { kind, under: where.placeId })) {
        if (seen.has(place.id)) continue
        seen.add(place.id)
        counts[field] += 1
      }
    }
  }
  return counts
}

/** What the contract's operations on roles and coverage do here; `seeAs` is completed with the processes by the API. */
export const rightsOperations = {
  listGrants: grants.read,
  exportGrants: grants.export,
  grantRole: grant,
  endGrant: end,
  coverage: cover,
} as const
