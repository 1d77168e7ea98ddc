import type { IncomingHttpHeaders } from 'node:http'
import pg from 'pg'
import { APP_ROLE, type Database } from '#platform/database'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Sealing } from '#platform/sealing'
import {
  createStaffAccount,
  endSession,
  endSessions,
  listSessions,
  listStaffAccounts,
  removeSecondStep,
  resetPassword,
  setAccountDisabled,
  type NewStaffAccount,
  type SessionListed,
  type StaffAccount,
} from './accounts.ts'
import { openBetterAuth, type BetterAuth } from './better-auth.ts'
import { findStaffSession, type StaffSession } from './sessions.ts'
import { openVillagerSignIn, type PhoneCodes, type VillagerSignIn } from './villagers.ts'

export interface SignInOptions {
  /** Connection string of the owner; the library's connections step down to the application's role. */
  readonly url: string
  readonly database: Database
  readonly sealing: Sealing
  readonly codes: PhoneCodes
  readonly clock: Clock
  readonly log: Log
}

/** Everything about who somebody is. What they may do is decided in the county, from `actorOf`. */
export interface SignIn extends VillagerSignIn {
  /** Who is signed in by the cookie of a request; one statement. */
  findSession(headers: Pick<IncomingHttpHeaders, 'cookie'>, now: Date): Promise<StaffSession | undefined>
  createStaffAccount(account: NewStaffAccount, now: Date): Promise<{ accountId: string }>
  resetPassword(input: { readonly accountId: string; readonly password: string }, now: Date): Promise<void>
  /** Ends all sessions of an account, or all but one. Returns how many. */
  endSessions(accountId: string, exceptSessionId?: string): Promise<number>
  endSession(accountId: string, sessionId: string): Promise<void>
  setAccountDisabled(input: { readonly accountId: string; readonly disabled: boolean }, now: Date): Promise<void>
  removeSecondStep(accountId: string, now: Date): Promise<void>
  listStaffAccounts(county: number, now: Date): Promise<StaffAccount[]>
  listSessions(accountId: string, now: Date): Promise<SessionListed[]>
  close(): Promise<void>
}

/** What `mountSignIn` needs besides; nobody else does. */
export interface SignInParts {
  readonly auth: BetterAuth
  readonly database: Database
  readonly sealing: Sealing
  readonly clock: Clock
  /** What secrets of the second step are encrypted with. */
  readonly secret: string
}

const partsOfSignIn = new WeakMap<SignIn, SignInParts>()

export function partsOf(signIn: SignIn): SignInParts {
  const parts = partsOfSignIn.get(signIn)
  if (!parts) throw new Error('not opened by openSignIn')
  return parts
}

/** Opens the sign-in of staff and villagers. */
export function openSignIn({ url, database, sealing, codes, clock, log }: SignInOptions): SignIn {
  const secret = sealing.secretFor('sign-in')
  const pool = new pg.Pool({
    connectionString: url,
    options: `-c role=${APP_ROLE}`,
    max: 3,
    application_name: 'xiangzhi sign-in',
    idleTimeoutMillis: 30_000,
  })
  pool.on('error', (error) => log.warn('sign-in lost a connection to the database', { error }))
  // Cut while it is in use: whoever uses it learns of it, and the process goes on.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const signIn: SignIn = {
    ...openVillagerSignIn({ database, sealing, codes }),
    findSession: (headers, now) => findStaffSession(database, secret, headers.cookie, now),
    createStaffAccount: (account, now) => createStaffAccount(database, account, now),
    resetPassword: (input, now) => resetPassword(database, input, now),
    endSessions: (accountId, except) => endSessions(database, accountId, except),
    endSession: (accountId, sessionId) => endSession(database, accountId, sessionId),
    setAccountDisabled: (input, now) => setAccountDisabled(database, input, now),
    removeSecondStep: (accountId, now) => removeSecondStep(database, accountId, now),
    listStaffAccounts: (county, now) => listStaffAccounts(database, county, now),
    listSessions: (accountId, now) => listSessions(database, accountId, now),
    close: () => pool.end(),
  }
  partsOfSignIn.set(signIn, { auth: openBetterAuth({ pool, secret, log }), database, sealing, clock, secret })
  return signIn
}
