import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql, type Database } from '#platform/database'
import { SESSION_COOKIE } from './better-auth.ts'
import { readCookie } from './cookies.ts'

/** Whoever did nothing for so long is signed out (GB/T 22239 level 3: end of idle sessions). */
const IDLE_SECONDS = 2 * 3600
/** How exactly the last use is known; writing it down at every request would cost a write for each read. */
const SEEN_EVERY_SECONDS = 300

/** A signed-in account. Who acts in the county is found with `actorOf(tx, accountId, today)`. */
export interface StaffSession {
  readonly sessionId: string
  readonly accountId: string
  readonly county: number
  readonly username: string
  readonly name: string
  readonly twoFactor: boolean
  /** Nothing but choosing a password may be done while this is true. */
  readonly mustChangePassword: boolean
  readonly demo: boolean
  readonly startedAt: Date
  readonly expiresAt: Date
}

interface SessionRow extends StaffSession {
  readonly seenAt: Date
}

/** The token in the cookie, if its signature is ours. */
function signedToken(cookieHeader: string | undefined, secret: string): string | undefined {
  const value = readCookie(cookieHeader, SESSION_COOKIE)
  const at = value?.lastIndexOf('.') ?? -1
  if (value === undefined || at < 1) return undefined
  const token = value.slice(0, at)
  const expected = createHmac('sha256', secret).update(token).digest()
  const given = Buffer.from(value.slice(at + 1), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

/** The session of a request, in one statement and without the library. Undefined: nobody is signed in. */
export async function findStaffSession(
  database: Database,
  secret: string,
  cookieHeader: string | undefined,
  now: Date,
): Promise<StaffSession | undefined> {
  const token = signedToken(cookieHeader, secret)
  if (token === undefined) return undefined
  const idleSince = new Date(now.getTime() - IDLE_SECONDS * 1000)
  const row = await database.read(0, (tx) =>
    tx.row<SessionRow>(sql`select s.id as "sessionId", u.id as "accountId", u.county, u.username, u.name,
        u.two_factor_enabled as "twoFactor", u.must_change_password, u.demo,
        s.created_at as "startedAt", s.expires_at, s.updated_at as "seenAt"
      from auth_session s join auth_user u on u.id = s.user_id
      where s.token = ${token} and s.expires_at > ${now} and s.updated_at > ${idleSince} and u.disabled_at is null`),
  )
  if (!row) return undefined
  const { seenAt, ...session } = row
  if (now.getTime() - seenAt.getTime() > SEEN_EVERY_SECONDS * 1000)
    await database.local((tx) =>
      tx.last(sql`update auth_session set updated_at = ${now} where id = ${session.sessionId} and updated_at < ${now}`),
    )
  return session
}
