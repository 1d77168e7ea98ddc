import { createHash, randomBytes } from 'node:crypto'
import { sql, type Statement, type Tx } from '#platform/database'

/** What a key begins with, so that a leaked one is recognised by those who search for leaks. */
const MARK = 'xz_'
const SECRET_BYTES = 32
const SHOWN = 8

/** A key as lists show it: never the key itself. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly personId: string
  /** The first characters, by which people tell keys apart. */
  readonly prefix: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
  /** Who made it; null when it was made on the machine itself. */
  readonly createdBy: string | null
  /** Whether it needs a second person, and when that one confirmed it. */
  readonly needsSecond: boolean
  readonly confirmedAt: Date | null
  readonly confirmedBy: string | null
}

const columns = sql.raw(`k.id, k.name, k.person_id, k.prefix, k.created_at,
  k.expires_at, k.last_used_at, k.revoked_at,
  k.created_by, k.needs_second, k.confirmed_at, k.confirmed_by`)

/** Neither ended nor past its end, and confirmed where that is needed. */
const validAt = (now: Date) =>
  sql`k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now}) and (not k.needs_second or k.confirmed_at is not null)`

/** A new key: 256 random bits, so that a plain hash of it is as good as a slow one. */
export function makeSecret(): string {
  return `${MARK}${randomBytes(SECRET_BYTES).toString('base64url')}`
}

export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest()
}

/** Whether a string has the shape of a key; anything else is not worth a look at the database. */
export function isSecret(text: string): boolean {
  return /^xz_[\w-]{43}$/.test(text)
}

/** The key that a request carries as `Authorization: Bearer xz_…`; undefined when it carries none of ours. */
export function secretIn(authorization: string | undefined): string | undefined {
  const [, secret] = /^Bearer\s+(xz_\S*)\s*$/i.exec(authorization ?? '') ?? []
  return secret
}

/** Keeps a new key; its secret is known only to whoever asked for it. */
export async function addApiKey(
  tx: Tx,
  key: {
    readonly id: string
    readonly name: string
    readonly personId: string
    readonly secret: string
    readonly expiresAt: Date | null
    readonly needsSecond: boolean
    readonly by: string | null
  },
  now: Date,
): Promise<void> {
  await tx.run(sql`insert into api_key (county, id, name, person_id, prefix, hash, created_at, created_by, expires_at, needs_second)
    values (${tx.county}, ${key.id}, ${key.name}, ${key.personId}, ${key.secret.slice(0, MARK.length + SHOWN)},
      ${hashOfSecret(key.secret)}, ${now}, ${key.by}, ${key.expiresAt}, ${key.needsSecond})`)
}

/** The key behind a secret, if it is valid now. */
export function findValidKey(tx: Tx, secret: string, now: Date): Promise<ApiKey | undefined> {
  return tx.row<ApiKey>(sql`select ${columns} from api_key k where k.county = ${tx.county}
    and k.hash = ${hashOfSecret(secret)} and ${validAt(now)}`)
}

/** Keys with their ids, whether they are valid or not. */
export function listApiKeys(tx: Tx): Promise<ApiKey[]> {
  return tx.rows<ApiKey>(
    sql`select ${columns} from api_key k where k.county = ${tx.county} order by k.created_at desc, k.id`,
  )
}

/** A key that is valid now. */
export function findKey(tx: Tx, id: string, now: Date): Promise<ApiKey | undefined> {
  return tx.row<ApiKey>(
    sql`select ${columns} from api_key k where k.county = ${tx.county} and k.id = ${id} and ${validAt(now)}`,
  )
}

/** Confirms a key that waits for its second person; answers whether it waited. */
export async function confirmApiKey(tx: Tx, id: string, by: string, now: Date): Promise<boolean> {
  const changed =
    await tx.run(sql`update api_key set confirmed_at = ${now}, confirmed_by = ${by} where county = ${tx.county}
    and id = ${id} and needs_second and confirmed_at is null and revoked_at is null and created_by is distinct from ${by}`)
  return changed === 1
}

/** Ends a key at once; returns whether it was valid before. */
export async function revokeApiKey(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx.run(
    sql`update api_key set revoked_at = ${now} where county = ${tx.county} and id = ${id} and revoked_at is null`,
  )
  return changed === 1
}

/** Notes that a key was used. Callers do so now and then, not with every request. */
export async function noteUse(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.run(sql`update api_key set last_used_at = ${now} where county = ${tx.county} and id = ${id}
    and (last_used_at is null or last_used_at < ${now})`)
}

/** The same as a condition: whether a person is the technical one behind a key, so nobody who signs in, holds a post or decides. */
export const behindKey = (county: Statement, personId: Statement): Statement =>
  sql`exists (select 1 from api_key k where k.county = ${county} and k.person_id = ${personId})`

/** Whether a person is the technical one behind a key. */
export async function isBehindKey(tx: Tx, personId: string): Promise<boolean> {
  const row = await tx.row<{ found: boolean }>(
    sql`select ${behindKey(sql`${tx.county}::int`, sql`${personId}::uuid`)} as found`,
  )
  return row?.found ?? false
}

/** A person with whoever made or confirmed the key that they stand behind, as a selection: what one may not read, the other may not. */
export const withMakers = (county: Statement, personId: Statement): Statement => sql`select ${personId} as id
  union all select unnest(array[k.created_by, k.confirmed_by]) from api_key k where k.county = ${county} and k.person_id = ${personId}`

/** The same from the other side: a person with what stands behind the keys that they made or confirmed. */
export const withKeys = (county: Statement, personId: Statement): Statement => sql`select ${personId} as id
  union all select y.person_id from api_key y where y.county = ${county} and ${personId} in (y.created_by, y.confirmed_by)`

/**
 * Everybody in whose hand a person is: they themselves, whoever made or confirmed their key where they stand behind one, and what stands
 * behind the keys that any of these made or confirmed. What one of them takes out, all of them have.
 */
export async function sameHand(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`with hand as (
      select ${personId}::uuid as id
      union
      select unnest(array[k.created_by, k.confirmed_by]) from api_key k
      where k.county = ${tx.county} and k.person_id = ${personId}
    )
    select h.id from hand h where h.id is not null
    union
    select k.person_id from api_key k join hand h on h.id in (k.created_by, k.confirmed_by) where k.county = ${tx.county}`)
  return rows.map(({ id }) => id)
}
