import { v7 as uuidv7 } from 'uuid'
import { sql, type Database, type Statement } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { USERNAME } from './better-auth.ts'
import { checkPassword, hashPassword } from './passwords.ts'

export interface NewStaffAccount {
  readonly county: number
  readonly username: string
  /** Shown on the own account page. */
  readonly name: string
  readonly password: string
  /** Whoever was given a password by somebody else chooses an own one at the first sign-in. */
  readonly mustChangePassword?: boolean
  readonly demo?: boolean
}

export interface StaffAccount {
  readonly accountId: string
  readonly username: string
  readonly name: string
  readonly twoFactor: boolean
  readonly mustChangePassword: boolean
  readonly disabled: boolean
  readonly demo: boolean
  readonly lastSeenAt: Date | null
}

/** A session as its owner sees it in the list of devices. */
export interface SessionListed {
  readonly sessionId: string
  readonly address: string | null
  readonly userAgent: string | null
  readonly startedAt: Date
  readonly seenAt: Date
  readonly expiresAt: Date
}

const requirePassword = (password: string, username: string): void => {
  const problem = checkPassword(password, username)
  if (problem) throw new Refusal('password-weak', {}, problem)
}

const UNIQUE_VIOLATION = '23505'

/**
 * Makes an account for staff. Whom it stands for is said in the county by `linkAccount`. Refuses a weak password, a user
 * name of a wrong form, and one that is taken.
 */
export async function createStaffAccount(
  database: Database,
  account: NewStaffAccount,
  now: Date,
): Promise<{ accountId: string }> {
  const username = account.username.normalize('NFKC').toLowerCase()
  refuseUnless(USERNAME.test(username), 'bad-input', { field: 'username' })
  requirePassword(account.password, username)
  const accountId = uuidv7()
  const password = await hashPassword(account.password)
  try {
    await database.local(async (tx) => {
      tx.send(sql`insert into auth_user (id, county, username, name, email, must_change_password, demo, created_at,
          updated_at)
        values (${accountId}, ${account.county}, ${username}, ${account.name}, ${`${accountId}@staff.invalid`},
          ${account.mustChangePassword ?? false}, ${account.demo ?? false}, ${now}, ${now})`)
      await tx.last(sql`insert into auth_account (id, account_id, provider_id, user_id, password, created_at, updated_at)
        values (${uuidv7()}, ${accountId}, 'credential', ${accountId}, ${password}, ${now}, ${now})`)
    })
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION)
      throw new Refusal('bad-input', { field: 'username' }, 'taken')
    throw error
  }
  return { accountId }
}

/** Gives an account a new password, ends all its sessions, and has the owner choose an own one at the next sign-in. */
export async function resetPassword(
  database: Database,
  input: { readonly accountId: string; readonly password: string },
  now: Date,
): Promise<void> {
  const user = await database.read(0, (tx) =>
    tx.row<{ username: string }>(sql`select username from auth_user where id = ${input.accountId}`),
  )
  refuseUnless(user, 'not-found')
  requirePassword(input.password, user.username)
  const password = await hashPassword(input.password)
  await database.local(async (tx) => {
    tx.send(sql`update auth_user set must_change_password = true, updated_at = ${now} where id = ${input.accountId}`)
    tx.send(sql`update auth_account set password = ${password}, updated_at = ${now}
      where user_id = ${input.accountId} and provider_id = 'credential'`)
    tx.send(pendingEnd(input.accountId))
    await tx.last(sql`delete from auth_session where user_id = ${input.accountId}`)
  })
}

/** Second steps that were begun with a password end with it: whoever knew the old one must not walk in with a code. */
function pendingEnd(accountId: string): Statement {
  return sql`delete from auth_verification where value = ${accountId}`
}

/** Ends second steps of an account that are under way. */
export async function endPending(database: Database, accountId: string): Promise<void> {
  await database.local((tx) => tx.run(pendingEnd(accountId)))
}

/** The sessions of an account, by id. */
export async function sessionIdsOf(database: Database, accountId: string): Promise<string[]> {
  const rows = await database.read(0, (tx) =>
    tx.rows<{ id: string }>(sql`select id from auth_session where user_id = ${accountId}`),
  )
  return rows.map(({ id }) => id)
}

/** Ends these sessions of an account. */
export async function endTheseSessions(database: Database, accountId: string, ids: readonly string[]): Promise<void> {
  await database.local((tx) =>
    tx.run(sql`delete from auth_session where user_id = ${accountId} and id = any(${ids}::text[])`),
  )
}

/** Ends the session behind a token that nobody was told. */
export async function endSessionOfToken(database: Database, token: string): Promise<void> {
  await database.local((tx) => tx.run(sql`delete from auth_session where token = ${token}`))
}

/** Ends all sessions of an account, or all but one. Returns how many. */
export function endSessions(database: Database, accountId: string, exceptSessionId?: string): Promise<number> {
  return database.local((tx) =>
    tx.run(sql`delete from auth_session where user_id = ${accountId} and id <> ${exceptSessionId ?? ''}`),
  )
}

/** Ends one session of an account. Refuses one that is not theirs in the same way as one that is no more. */
export async function endSession(database: Database, accountId: string, sessionId: string): Promise<void> {
  const ended = await database.local((tx) =>
    tx.run(sql`delete from auth_session where user_id = ${accountId} and id = ${sessionId}`),
  )
  refuseUnless(ended === 1, 'not-found')
}

/** Closes an account, so that nobody signs in with it and nobody stays in; or opens it again. */
export async function setAccountDisabled(
  database: Database,
  input: { readonly accountId: string; readonly disabled: boolean },
  now: Date,
): Promise<void> {
  const changed = await database.local(async (tx) => {
    if (input.disabled) {
      tx.send(pendingEnd(input.accountId))
      tx.send(sql`delete from auth_session where user_id = ${input.accountId}`)
    }
    return tx.run(sql`update auth_user set disabled_at = ${input.disabled ? now : null}, updated_at = ${now}
      where id = ${input.accountId}`)
  })
  refuseUnless(changed === 1, 'not-found')
}

/** Takes the second step away from an account whose owner lost the telephone and the backup codes. Ends its sessions. */
export async function removeSecondStep(database: Database, accountId: string, now: Date): Promise<void> {
  await database.local(async (tx) => {
    tx.send(sql`delete from auth_two_factor where user_id = ${accountId}`)
    tx.send(pendingEnd(accountId))
    tx.send(sql`delete from auth_session where user_id = ${accountId}`)
    await tx.last(sql`update auth_user set two_factor_enabled = false, updated_at = ${now} where id = ${accountId}`)
  })
}

/** The accounts of a county, by user name. */
export function listStaffAccounts(database: Database, county: number, now: Date): Promise<StaffAccount[]> {
  return database.read(0, (tx) =>
    tx.rows<StaffAccount>(sql`select u.id as "accountId", u.username, u.name, u.two_factor_enabled as "twoFactor",
        u.must_change_password, u.disabled_at is not null as disabled, u.demo,
        (select max(s.updated_at) from auth_session s where s.user_id = u.id and s.expires_at > ${now}) as "lastSeenAt"
      from auth_user u where u.county = ${county} order by u.username limit 5000`),
  )
}

/** Where an account is signed in now, the newest first. */
export function listSessions(database: Database, accountId: string, now: Date): Promise<SessionListed[]> {
  return database.read(0, (tx) =>
    tx.rows<SessionListed>(sql`select id as "sessionId", ip_address as address, user_agent,
        created_at as "startedAt", updated_at as "seenAt", expires_at
      from auth_session where user_id = ${accountId} and expires_at > ${now} order by created_at desc limit 100`),
  )
}
