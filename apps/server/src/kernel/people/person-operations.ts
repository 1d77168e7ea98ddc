import { personList } from '@xiangzhi/contract'
import { mayDo } from '@xiangzhi/language'
import { type Language, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { findPlace } from '#kernel/places'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Tx } from '#platform/database'
import { type ListQuestion, serveList } from '#platform/lists'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addPerson, changePerson, endResponsibility, giveResponsibility, type PersonChange } from './commands.ts'
import { dayOf } from './organisation-operations.ts'
import { reachCondition } from './reach.ts'
import {
  findPerson,
  heldOn,
  holdsRole,
  isStaff,
  listGrants,
  listLooks,
  listResponsible,
  masked,
  personColumns,
  type PersonListRow,
  personReach,
} from './reads.ts'
import { revealPerson } from './reveal.ts'
import { grantRows, personRows, responsibilityRows } from './rows.ts'
import type { Office, PersonListed, Responsibility } from './types.ts'

/** What the file says of the roles of each person. */
async function rolesIn(language: Language, tx: Tx, today: string): Promise<Map<string, string>> {
  const grants = Map.groupBy(await grantRows(tx, await listGrants(tx, { today })), (grant) => grant.personId)
  return new Map(
    [...grants].map(([personId, held]) => [
      personId,
      held.map(({ role, reachName }) => `${say(language, `text.common.role.${role}`)} · ${reachName}`).join('; '),
    ]),
  )
}

const persons = serveList(personList, {
  known: ({ tx, now }) => dayOf(tx, now),
  from: 'person p',
  columns: { ...personColumns, staff: ({ known: today }) => isStaff(today) },
  within: ({ tx, by, known: today, fileIn }) => {
    const reach = sql`p.county = ${tx.county} and ${reachCondition(by, 'person.read', personReach)}`
    return fileIn === undefined ? reach : sql`${reach} and ${holdsRole(today)}`
  },
  filters: {
    q: (name) => sql`p.name like ${`${sql.pattern(name)}%`}`,
    village: (villageId) => sql`p.village_id = ${villageId}`,
    staff: (only, { known: today }) => (only ? holdsRole(today) : sql`true`),
  },
  order: { name: 'text', id: 'uuid' },
  // The order is that of names before they are masked.
  silentCursor: true,
  finish: async (tx: Tx, rows: readonly PersonListRow[], { sealing, fileIn, known: today }: ListQuestion<string>) => {
    const listed = await personRows(
      tx,
      rows.map((row) => masked(sealing, row)),
    )
    if (fileIn === undefined) return listed
    const roles = await rolesIn(fileIn, tx, today)
    return listed.map((person) => ({ ...person, roles: roles.get(person.id) ?? '' }))
  },
})

/** A person within the reader's reach; anybody else does not exist for them. */
async function requireReadable(
  { tx, by, sealing }: Pick<Asked<'getPerson'>, 'tx' | 'by' | 'sealing'>,
  id: string,
  today: string,
): Promise<PersonListed> {
  const person = await findPerson(tx, sealing, id, today)
  if (!person || !mayDo(by, 'person.read', person)) throw new Refusal('not-found')
  return person
}

/** The offices that a person holds on the day. */
function listOfficesOf(tx: Tx, personId: string, today: string): Promise<Office[]> {
  return tx.rows<Office>(sql`select o.id, p.id as "personId", p.name, o.title, n.id as "organisationId",
      n.name as "organisationName", o.held_from, o.held_until
    from office o join person p on p.county = o.county and p.id = o.person_id
    join organisation n on n.county = o.county and n.id = o.organisation_id
    where o.county = ${tx.county} and o.person_id = ${personId} and ${heldOn('o', today)} order by o.held_from, o.id limit 100`)
}

/** What a person answers for on the day. */
function listResponsibilitiesOf(tx: Tx, personId: string, today: string): Promise<Responsibility[]> {
  return tx.rows<Responsibility>(sql`select r.id, r.kind, r.place_id, r.person_id,
      r.organisation_id, p.name, r.held_from, r.held_until
    from responsibility r join person p on p.county = r.county and p.id = r.person_id
    where r.county = ${tx.county} and r.person_id = ${personId} and ${heldOn('r', today)} order by r.kind, r.held_from, r.id limit 500`)
}

async function get({ tx, by, input, now, sealing }: Asked<'getPerson'>): Answer<'getPerson'> {
  const today = await dayOf(tx, now)
  const person = await requireReadable({ tx, by, sealing }, input.personId, today)
  const [row] = await personRows(tx, [person])
  refuseUnless(row, 'not-found')
  return {
    ...row,
    householdId: mayDo(by, 'household.read', person) ? person.householdId : null,
    grants: await grantRows(tx, await listGrants(tx, { personId: person.id, today })),
    offices: [...(await listOfficesOf(tx, person.id, today))],
    responsibilities: await responsibilityRows(tx, await listResponsibilitiesOf(tx, person.id, today)),
    mayWrite: mayDo(by, 'person.write', person),
    mayReveal: mayDo(by, 'person.reveal', person),
  }
}

async function add({ tx, by, input, now, sealing }: Asked<'addPerson'>): Answer<'addPerson'> {
  const { name, villageId, householdId, phone, partyMember } = input
  return addPerson({
    tx,
    by,
    now,
    sealing,
    input: {
      id: uuidv7(),
      name,
      partyMember,
      ...(villageId ? { villageId } : {}),
      ...(householdId ? { householdId } : {}),
      ...(phone ? { phone } : {}),
    },
  })
}

async function change({ tx, by, input, now, sealing }: Asked<'changePerson'>): Answer<'changePerson'> {
  const { personId: id, version: seen, name, villageId, phone, partyMember } = input
  const given: PersonChange = {
    id,
    version: seen,
    ...(name === undefined ? {} : { name }),
    ...(villageId === undefined ? {} : { villageId }),
    ...(phone === undefined ? {} : { phone }),
    ...(partyMember === undefined ? {} : { partyMember }),
  }
  const { version } = await changePerson({ tx, by, now, sealing, input: given })
  return { id, version, fields: Object.keys(given).filter((field) => field !== 'id' && field !== 'version') }
}

async function reveal({ tx, by, input, now, sealing }: Asked<'revealPerson'>): Answer<'revealPerson'> {
  const seen = await revealPerson({
    tx,
    by,
    now,
    sealing,
    input: { personId: input.personId, fields: input.fields, reason: input.reason },
  })
  const household = seen.householdId ? await findPlace(tx, seen.householdId) : undefined
  return { id: seen.id, name: seen.name ?? null, phone: seen.phone ?? null, household: household?.name ?? null }
}

async function looks({ tx, by, input, now, sealing }: Asked<'listLooks'>): Answer<'listLooks'> {
  const today = await dayOf(tx, now)
  await requireReadable({ tx, by, sealing }, input.personId, today)
  const found = await listLooks(tx, input.personId, today)
  return {
    looks: found.map(({ id, subject, lookedBy, lookedByTitle, lookedAt, fields, reason }) => ({
      id,
      subject,
      lookedBy,
      lookedByTitle,
      lookedAt: lookedAt.toISOString(),
      fields: [...fields],
      reason,
    })),
  }
}

async function listAnswering({ tx, input, now }: Asked<'listResponsibilities'>): Answer<'listResponsibilities'> {
  refuseUnless(await findPlace(tx, input.place), 'not-found')
  return { rows: await responsibilityRows(tx, await listResponsible(tx, [input.place], await dayOf(tx, now))) }
}

async function give({ tx, by, input, now }: Asked<'giveResponsibility'>): Answer<'giveResponsibility'> {
  const { kind, placeId, personId, organisationId, heldFrom } = input
  return giveResponsibility({
    tx,
    by,
    now,
    input: {
      id: uuidv7(),
      kind,
      placeId,
      heldFrom,
      personId: personId ?? null,
      organisationId: organisationId ?? null,
    },
  })
}

async function end({ tx, by, input, now }: Asked<'endResponsibility'>): Answer<'endResponsibility'> {
  await endResponsibility({ tx, by, now, input: { id: input.responsibilityId, heldUntil: input.heldUntil } })
  return { id: input.responsibilityId }
}

/** What the contract's operations on persons and what they answer for do here. */
export const personOperations = {
  listPersons: persons.read,
  exportPersons: persons.export,
  getPerson: get,
  addPerson: add,
  changePerson: change,
  revealPerson: reveal,
  listLooks: looks,
  listResponsibilities: listAnswering,
  giveResponsibility: give,
  endResponsibility: end,
} as const
