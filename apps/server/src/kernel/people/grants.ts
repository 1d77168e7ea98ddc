import { isGuardedRole, mayDo, type Actor, type StaffRole } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { findPlace } from '#kernel/places'
import { isBehindKey } from '#platform/api-keys'
import { type Approval, type ApprovalCarryOuts, askApproval, listWaiting, withdrawApprovals } from '#platform/approvals'
import { sql, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addGrants } from './bulk.ts'
import { dayOf } from './organisation-operations.ts'
import { findOrganisation } from './organisations.ts'
import { namesOf } from './reads.ts'
import { decideGrant } from './rules.ts'
import { tellOwner } from './tell-owner.ts'
import type { GrantListed, NewGrant } from './types.ts'

interface Command<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
}

/**
 * Why a guarded role is granted without a request of its own: the key that will use it waits for its second person itself, or
 * the installation is new and nobody is there yet who could agree.
 */
export type Vouched = 'key-waits-itself' | 'first-administrator'

/** Refuses a role that its person may not hold, whoever agrees. Gives the name of what it reaches. */
async function requireGrantable(tx: Tx, grantedBy: string, input: NewGrant, vouched?: Vouched): Promise<string> {
  // The person's row is held, or two grants at once could join two administrations in one hand.
  const person = await tx.row(
    sql`select 1 from person where county = ${tx.county} and id = ${input.personId} for update`,
  )
  refuseUnless(person, 'not-found')
  // What stands behind a key is nobody: it has the roles of its key, which wait as the key does, and no others.
  refuseUnless(vouched === 'key-waits-itself' || !(await isBehindKey(tx, input.personId)), 'bad-input', {
    field: 'personId',
  })
  const place = input.placeId ? await findPlace(tx, input.placeId) : undefined
  const organisation = input.organisationId ? await findOrganisation(tx, input.organisationId) : undefined
  const held = await tx.rows<{ role: StaffRole }>(sql`select distinct g.role from role_grant g
    where g.county = ${tx.county} and g.person_id = ${input.personId}
      and (g.held_until is null or g.held_until > ${input.heldFrom})`)
  const problem = decideGrant({
    role: input.role,
    placeKind: place?.validUntil === null ? place.kind : undefined,
    hasOrganisation: organisation?.validUntil === null,
    heldRoles: held.map((row) => row.role),
    toOneself: grantedBy === input.personId,
  })
  if (problem === 'second-person') throw new Refusal('second-person')
  if (problem === 'admins-apart') throw new Refusal('admins-apart')
  if (problem) throw new Refusal('bad-input', { field: 'placeId' }, problem)
  refuseUnless(!input.heldUntil || input.heldUntil > input.heldFrom, 'bad-input', { field: 'heldUntil' })
  return place?.name ?? organisation?.name ?? ''
}

const reachOf = ({ placeId, organisationId }: Pick<NewGrant, 'placeId' | 'organisationId'>): string =>
  placeId ?? organisationId ?? ''

/** What the second person is asked about. A request without it was never written here. */
const askedGrant = ({ content }: Pick<Approval, 'content'>): NewGrant => content as NewGrant

/** Guarded roles that somebody asked for and nobody decided about yet: of one person, or of everybody, the newest first. */
export async function listWaitingGrants(
  tx: Tx,
  {
    personId,
    role,
    now,
  }: { readonly personId?: string | undefined; readonly role?: StaffRole | undefined; readonly now: Date },
): Promise<(GrantListed & { readonly waitsUntil: Date; readonly askedByName: string })[]> {
  const waiting = await listWaiting(tx, {
    kind: 'role-grant',
    personIds: personId === undefined ? undefined : [personId],
    now,
  })
  const names = await namesOf(tx, [...new Set(waiting.flatMap((one) => [one.askedBy, askedGrant(one).personId]))])
  return waiting
    .map((one) => ({ one, grant: askedGrant(one) }))
    .filter(({ grant }) => role === undefined || grant.role === role)
    .map(({ one, grant }) => ({
      id: grant.id,
      personId: grant.personId,
      name: names.get(grant.personId) ?? '',
      role: grant.role,
      placeId: grant.placeId ?? null,
      organisationId: grant.organisationId ?? null,
      heldFrom: grant.heldFrom,
      heldUntil: grant.heldUntil ?? null,
      waitsUntil: one.waitsUntil,
      askedByName: names.get(one.askedBy) ?? '',
    }))
}

/**
 * Grants a role over a place or in an organisation. Needs `role.grant`; nobody grants themselves anything. A guarded role is
 * asked for instead, with a reason, and begins when a second person has agreed who is neither the asker nor whom it is for;
 * asking again for what waits changes nothing. Says whether it waits.
 */
export async function grantRole({
  tx,
  by,
  input,
  now,
  reason,
  vouched,
}: Command<NewGrant> & {
  readonly reason?: string | undefined
  readonly vouched?: Vouched
}): Promise<{ id: string; waits: boolean }> {
  refuseUnless(mayDo(by, 'role.grant'), 'not-allowed')
  const reachName = await requireGrantable(tx, by.personId, input, vouched)
  if (!isGuardedRole(input.role) || vouched) {
    await addGrants(tx, [input], by.personId, now)
    return { id: input.id, waits: false }
  }
  refuseUnless(reason, 'need-reason')
  const known = (await listWaitingGrants(tx, { personId: input.personId, role: input.role, now })).find(
    (one) => reachOf(one) === reachOf(input),
  )
  if (known) return { id: known.id, waits: true }
  const name = (await namesOf(tx, [input.personId])).get(input.personId) ?? ''
  const { id: key } = await askApproval(tx, {
    id: uuidv7(),
    kind: 'role-grant',
    subjectKind: 'persons',
    subjectId: input.personId,
    personId: input.personId,
    content: input,
    facts: { name, role: `text.common.role.${input.role}`, reach: reachName },
    reason,
    by,
    now,
  })
  await tellOwner({ tx, now }, input.personId, {
    change: 'role-grant',
    step: 'asked',
    key: `${key}:asked`,
    facts: said(input),
  })
  return { id: input.id, waits: true }
}

const said = ({ role }: { readonly role: StaffRole }): { readonly role: string } => ({
  role: say('zh-CN', `text.common.role.${role}`),
})

/** What an ending asks for: the grant, and the first day on which it is not held. */
interface AskedEnding {
  readonly id: string
  readonly heldUntil: string
}
const askedEnding = ({ content }: Pick<Approval, 'content'>): AskedEnding => content as AskedEnding

/** The role is granted, or ended, by the second person's word: by the same rules as when it was asked for, and never for days before. */
export const grantCarryOuts: Pick<ApprovalCarryOuts, 'role-grant' | 'role-ending'> = {
  'role-ending': {
    granted: async ({ tx, approval, now }) => {
      const asked = askedEnding(approval)
      const today = await dayOf(tx, now)
      const heldUntil = asked.heldUntil > today ? asked.heldUntil : today
      const ended = await setEnd(tx, { ...asked, heldUntil })
      if (!ended || !approval.personId) return
      await tellOwner({ tx, now }, approval.personId, {
        change: 'role-ending',
        step: 'done',
        key: `${approval.id}:done`,
        facts: said(ended),
      })
    },
  },
  'role-grant': {
    granted: async ({ tx, approval, now }) => {
      const asked = askedGrant(approval)
      const today = await dayOf(tx, now)
      const grant = { ...asked, heldFrom: asked.heldFrom > today ? asked.heldFrom : today }
      await requireGrantable(tx, approval.askedBy, grant)
      await addGrants(tx, [grant], approval.askedBy, now)
      await tellOwner({ tx, now }, asked.personId, {
        change: 'role-grant',
        step: 'done',
        key: `${approval.id}:done`,
        facts: said(asked),
      })
    },
  },
}

/** Takes back what was asked for and waits, by the ids of the grants. Gives the ids of those that are granted already. */
export async function withdrawAskedGrants(tx: Tx, ids: readonly string[], now: Date): Promise<string[]> {
  await withdrawApprovals(tx, { kind: 'role-grant', contentIds: ids, now })
  const granted = await tx.rows<{ id: string }>(
    sql`select id from role_grant where county = ${tx.county} and id = any(${ids}::uuid[])`,
  )
  return granted.map(({ id }) => id)
}

/** Ends a grant on a day, unless it ends earlier. The row stays: who was allowed what, and when, must be told years later. */
function setEnd(tx: Tx, { id, heldUntil }: AskedEnding): Promise<{ role: StaffRole } | undefined> {
  return tx.row(sql`update role_grant set held_until = ${heldUntil} where county = ${tx.county}
    and id = ${id} and (held_until is null or held_until > ${heldUntil}) returning role`)
}

/** Takes back endings that were asked for and wait, by the ids of the grants. Gives the ids of those that have ended. */
export async function withdrawAskedEndings(tx: Tx, ids: readonly string[], now: Date): Promise<string[]> {
  await withdrawApprovals(tx, { kind: 'role-ending', contentIds: ids, now })
  const ended = await tx.rows<{ id: string }>(sql`select id from role_grant
    where county = ${tx.county} and id = any(${[...ids]}::uuid[]) and held_until is not null`)
  return ended.map(({ id }) => id)
}

/**
 * Ends a role on a day. The end of a guarded one is asked for instead, with a reason, and comes when a second person has
 * agreed who is neither the asker nor whose role it is: one administrator alone sends nobody away who watches. Whoever must
 * be kept out today has their account shut. Asking again for what waits changes nothing. Says whether it waits.
 */
export async function endGrant({
  tx,
  by,
  input,
  now,
  reason,
}: Command<{ readonly id: string; readonly heldUntil: string }> & {
  readonly reason?: string | undefined
}): Promise<{ personId: string; waits: boolean }> {
  refuseUnless(mayDo(by, 'role.grant'), 'not-allowed')
  const held = await tx.row<{
    personId: string
    role: StaffRole
    placeId: string | null
    organisationId: string | null
  }>(sql`select person_id, role, place_id, organisation_id from role_grant
    where county = ${tx.county} and id = ${input.id} and (held_until is null or held_until > ${input.heldUntil})
    for update`)
  refuseUnless(held, 'not-found')
  const { personId, role } = held
  const ending: AskedEnding = { id: input.id, heldUntil: input.heldUntil }
  if (!isGuardedRole(role)) {
    await setEnd(tx, ending)
    return { personId, waits: false }
  }
  refuseUnless(reason, 'need-reason')
  const waiting = await listWaiting(tx, { kind: 'role-ending', personIds: [personId], now })
  if (waiting.some((one) => askedEnding(one).id === input.id)) return { personId, waits: true }
  const place = held.placeId ? await findPlace(tx, held.placeId) : undefined
  const organisation = held.organisationId ? await findOrganisation(tx, held.organisationId) : undefined
  const { id: key } = await askApproval(tx, {
    id: uuidv7(),
    kind: 'role-ending',
    subjectKind: 'persons',
    subjectId: personId,
    personId,
    content: ending,
    facts: {
      name: (await namesOf(tx, [personId])).get(personId) ?? '',
      role: `text.common.role.${role}`,
      reach: place?.name ?? organisation?.name ?? '',
      until: input.heldUntil,
    },
    reason,
    by,
    now,
  })
  await tellOwner({ tx, now }, personId, { change: 'role-ending', step: 'asked', key, facts: said({ role }) })
  return { personId, waits: true }
}
