import { isForKeys, isGuardedRole, localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { addApiKey, type ApiKey, confirmApiKey, listApiKeys, makeSecret, revokeApiKey } from '#platform/api-keys'
import { type ApprovalCarryOuts, askApproval, findWaiting, listAmong, unconcerned } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addPersons, apartFrom, findOrganisation, grantRole, listGrants, namesOf, setHeldUntil } from '#kernel/people'
import { findCounty, findPlace } from '#kernel/places'
import type { Call } from './handlers.ts'

/** The county is the reach of a county role, so that nobody has to look up its id. */
async function reachOf(
  tx: Call['tx'],
  grant: Asked<'createApiKey'>['input']['grants'][number],
): Promise<{ placeId: string | null; organisationId: string | null }> {
  if (grant.organisationId) return { placeId: null, organisationId: grant.organisationId }
  return { placeId: grant.placeId ?? (await findCounty(tx))?.id ?? null, organisationId: null }
}

/** A key may do what the roles of its technical person allow, apart from what only a person does. */
export async function makeKey(
  { tx, by, now, sealing }: Pick<Call, 'tx' | 'by' | 'now' | 'sealing'>,
  input: {
    readonly name: string
    readonly grants: Asked<'createApiKey'>['input']['grants']
    readonly expiresAt: string | undefined
    /** Whoever makes a key on the machine itself has all rights there; nobody else can be asked. */
    readonly onMachine?: boolean
  },
): Answer<'createApiKey'> {
  refuseUnless(mayDo(by, 'account.manage'), 'not-allowed')
  if (!input.grants.every(({ role }) => isForKeys(role)))
    throw new Refusal('bad-input', { field: 'grants' }, 'only a person holds this role')
  const { calendar } = await countyConfig(tx)
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
  refuseUnless(expiresAt === null || expiresAt > now, 'bad-input', { field: 'expiresAt' })
  const [id, personId, secret] = [uuidv7(), uuidv7(), makeSecret()]
  await addPersons(tx, sealing, [{ id: personId, name: input.name }], now)
  for (const grant of input.grants)
    await grantRole({
      tx,
      by,
      now,
      vouched: 'key-waits-itself',
      input: {
        id: uuidv7(),
        personId,
        role: grant.role,
        heldFrom: localDate(calendar, now),
        ...(await reachOf(tx, grant)),
      },
    })
  const onMachine = input.onMachine ?? false
  const needsSecond = !onMachine && input.grants.some(({ role }) => isGuardedRole(role))
  const maker = onMachine ? null : by.personId
  await addApiKey(tx, { id, name: input.name, personId, secret, expiresAt, needsSecond, by: maker }, now)
  if (needsSecond)
    await askApproval(tx, {
      id: uuidv7(),
      kind: 'strong-key',
      subjectKind: 'keys',
      subjectId: id,
      facts: { name: input.name, roles: input.grants.map(({ role }) => `text.common.role.${role}`).join(' ') },
      reason: '',
      by,
      now,
    })
  return { id, key: secret, prefix: secret.slice(0, 11), needsSecond }
}

function confirmationOf({
  needsSecond,
  confirmedAt,
}: ApiKey): Awaited<Answer<'listApiKeys'>>['rows'][number]['confirmation'] {
  if (!needsSecond) return 'not-needed'
  return confirmedAt ? 'confirmed' : 'waiting'
}

async function list({ tx, by, now }: Asked<'listApiKeys'>): Answer<'listApiKeys'> {
  const { calendar } = await countyConfig(tx)
  const today = localDate(calendar, now)
  const rows: Awaited<Answer<'listApiKeys'>>['rows'] = []
  const keys = await listApiKeys(tx)
  const persons = keys.flatMap(({ createdBy, confirmedBy }) => [createdBy, confirmedBy]).filter((id) => id !== null)
  const names = await namesOf(tx, [...new Set(persons)])
  const free = await unconcerned(tx, { apartFrom }, by, now)
  for (const key of keys) {
    const grants = await listGrants(tx, { personId: key.personId, today })
    const waiting =
      confirmationOf(key) === 'waiting' && key.revokedAt === null
        ? await findWaiting(tx, { kind: 'strong-key', subjectId: key.id, now })
        : undefined
    const named = await Promise.all(
      grants.map(async ({ role, placeId, organisationId }) => ({
        role,
        reachName: placeId
          ? ((await findPlace(tx, placeId))?.name ?? '')
          : organisationId
            ? ((await findOrganisation(tx, organisationId))?.name ?? '')
            : '',
      })),
    )
    rows.push({
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      grants: named,
      createdAt: key.createdAt.toISOString(),
      expiresAt: key.expiresAt?.toISOString() ?? null,
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      revokedAt: key.revokedAt?.toISOString() ?? null,
      createdByName: key.createdBy === null ? null : (names.get(key.createdBy) ?? null),
      confirmation: confirmationOf(key),
      confirmedByName: key.confirmedBy === null ? null : (names.get(key.confirmedBy) ?? null),
      approvalId: waiting?.id ?? null,
      mayConfirm: waiting !== undefined && (await listAmong(tx, [waiting.id], free)).has(waiting.id),
      valid:
        key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now) && confirmationOf(key) !== 'waiting',
    })
  }
  return { rows }
}

/** The key ends at once; the grants of its technical person end with the day on which nothing can use them any more. */
async function endKey({ tx, now }: Pick<Call, 'tx' | 'now'>, keyId: string): Promise<void> {
  const key = (await listApiKeys(tx)).find(({ id }) => id === keyId)
  refuseUnless(key && (await revokeApiKey(tx, key.id, now)), 'not-found')
  const { calendar } = await countyConfig(tx)
  const today = localDate(calendar, now)
  const grants = await listGrants(tx, { personId: key.personId, today })
  await setHeldUntil(
    tx,
    'role_grant',
    grants.map(({ id, heldUntil }) => ({ id, heldUntil: today, was: heldUntil })),
    now,
  )
}

async function revoke(call: Asked<'revokeApiKey'>): Answer<'revokeApiKey'> {
  refuseUnless(mayDo(call.by, 'account.manage'), 'not-allowed')
  await endKey(call, call.input.keyId)
  return { id: call.input.keyId }
}

/** What the second person of a strong key does to it: with the grant it is of use, refused it ends. */
export const keyCarryOuts: Pick<ApprovalCarryOuts, 'strong-key'> = {
  'strong-key': {
    granted: async ({ tx, approval, by, now }) => {
      refuseUnless(await confirmApiKey(tx, approval.subjectId, by.personId, now), 'not-found')
    },
    refused: async ({ tx, approval, now }) => {
      await endKey({ tx, now }, approval.subjectId)
    },
  },
}

/** Operations on keys of connected systems. */
export const keyOperations = {
  createApiKey: (call: Asked<'createApiKey'>): Answer<'createApiKey'> =>
    makeKey(call, { ...call.input, expiresAt: call.input.expiresAt }),
  listApiKeys: list,
  revokeApiKey: revoke,
} as const
