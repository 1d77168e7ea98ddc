import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { twoFactor, username } from 'better-auth/plugins'
import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { Log } from '#platform/log'
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from './passwords.ts'

/** A working day: whoever forgets to sign out is out the next morning. */
export const SESSION_SECONDS = 12 * 3600
export const COOKIE_PREFIX = 'xiangzhi'
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`
/** The header in which the server, and nobody else, tells the library where a request came from. */
export const ADDRESS_HEADER = 'x-xiangzhi-address'

/** User names may be Chinese: letters and digits of any script, dot, hyphen and underscore. */
export const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,29}$/u

/** The library's tables and columns as the schema file names them. */
const tables = {
  user: {
    modelName: 'auth_user',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    additionalFields: {
      county: { type: 'number', required: true, input: false },
      mustChangePassword: { type: 'boolean', required: false, input: false, fieldName: 'must_change_password' },
      disabledAt: { type: 'date', required: false, input: false, fieldName: 'disabled_at' },
      demo: { type: 'boolean', required: false, input: false },
    },
  },
  account: {
    modelName: 'auth_account',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  session: {
    modelName: 'auth_session',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'auth_verification',
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
} as const satisfies Pick<BetterAuthOptions, 'user' | 'account' | 'session' | 'verification'>

const plugins = [
  username({
    displayUsername: false,
    minUsernameLength: 2,
    maxUsernameLength: 30,
    usernameValidator: (name) => USERNAME.test(name),
    immutableUsername: true,
    schema: { user: { fields: { username: 'username' } } },
  }),
  twoFactor({
    issuer: '乡治',
    twoFactorTable: 'auth_two_factor',
    accountLockout: { enabled: true, maxFailedAttempts: 5, durationSeconds: 900 },
    schema: {
      user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
      twoFactor: {
        fields: {
          userId: 'user_id',
          backupCodes: 'backup_codes',
          failedVerificationCount: 'failed_verification_count',
          lockedUntil: 'locked_until',
        },
      },
    },
  }),
] as const

/** The library behind the sign-in of staff. It only ever hears of requests that `mountSignIn` lets through. */
export function openBetterAuth(options: { readonly pool: pg.Pool; readonly secret: string; readonly log: Log }) {
  return betterAuth({
    appName: '乡治',
    basePath: '/api/auth',
    secret: options.secret,
    database: options.pool,
    ...tables,
    session: {
      ...tables.session,
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      // Only what was looked up this moment counts: an ended session must be over at once.
      cookieCache: { enabled: false },
      // “Fresh” as long as it lasts; a change of password or second step asks for the password anyway.
      freshAge: SESSION_SECONDS,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    plugins: [...plugins],
    // The address in the bar may be any: a name, a number in the office, a tunnel. Origins are checked by `mountSignIn`.
    trustedOrigins: (request) => (request ? [new URL(request.url).origin] : []),
    // Counts requests of one address, behind which a whole office may sit; `mountSignIn` counts failures instead.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => options.log.warn(`sign-in: ${message}`, { level }),
    },
  })
}

export type BetterAuth = ReturnType<typeof openBetterAuth>
