import { isStrongRole, localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { addApiKey, type ApiKey, confirmApiKey, listApiKeys, makeSecret, revokeApiKey } from '#platform/api-keys'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { Refusal, refuseUnless } from '#platform/refusal'
import { addPersons, endGrant, findOrganisation, grantRole, listGrants, namesOf } from '#kernel/people'
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

/** A key may do what the roles of its technical person allow. Whoever grants rights must be somebody, so no key may. */
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
  if (input.grants.some(({ role }) => role === 'security-admin'))
    throw new Refusal('bad-input', { field: 'grants' }, 'a program cannot be a security administrator')
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
      input: {
        id: uuidv7(),
        personId,
        role: grant.role,
        heldFrom: localDate(calendar, now),
        ...(await reachOf(tx, grant)),
      },
    })
  const onMachine = input.onMachine ?? false
  const needsSecond = !onMachine && input.grants.some(({ role }) => isStrongRole(role))
  const maker = onMachine ? null : by.personId
  await addApiKey(tx, { id, name: input.name, personId, secret, expiresAt, needsSecond, by: maker }, now)
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
  for (const key of keys) {
    const grants = await listGrants(tx, { personId: key.personId, today })
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
      mayConfirm: confirmationOf(key) === 'waiting' && key.revokedAt === null && key.createdBy !== by.personId,
      valid:
        key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now) && confirmationOf(key) !== 'waiting',
    })
  }
  return { rows }
}

/** The second person of a strong key. The technical person of a key confirms none: whoever vouches must be somebody. */
async function confirm({
  tx,
  by,
  caller,
  input,
  now,
}: Asked<'confirmApiKey'> & Pick<Call, 'caller'>): Answer<'confirmApiKey'> {
  const key = (await listApiKeys(tx)).find(({ id }) => id === input.keyId)
  refuseUnless(key && confirmationOf(key) === 'waiting' && key.revokedAt === null, 'not-found')
  const isProgram = caller.kind === 'staff' && caller.keyId !== undefined
  refuseUnless(!isProgram && (await confirmApiKey(tx, input.keyId, by.personId, now)), 'second-person')
  return { id: input.keyId }
}

/** The key ends at once; the grants of its technical person end with the day on which nothing can use them any more. */
async function revoke({ tx, by, input, now }: Asked<'revokeApiKey'>): Answer<'revokeApiKey'> {
  refuseUnless(mayDo(by, 'account.manage'), 'not-allowed')
  const key = (await listApiKeys(tx)).find(({ id }) => id === input.keyId)
  refuseUnless(key && (await revokeApiKey(tx, key.id, now)), 'not-found')
  const { calendar } = await countyConfig(tx)
  const today = localDate(calendar, now)
  for (const grant of await listGrants(tx, { personId: key.personId, today }))
    await endGrant({ tx, by, now, input: { id: grant.id, heldUntil: today } })
  return { id: input.keyId }
}

/** Operations on keys of connected systems. */
export const keyOperations = {
  createApiKey: (call: Asked<'createApiKey'>): Answer<'createApiKey'> =>
    makeKey(call, { ...call.input, expiresAt: call.input.expiresAt }),
  confirmApiKey: confirm,
  listApiKeys: list,
  revokeApiKey: revoke,
} as const
