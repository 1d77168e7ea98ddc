import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Language } from '@xiangzhi/text'
import type { Clock } from '#platform/clock'
import { sql, type Database } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { maskPhone, normalisePhone, type Sealing } from '#platform/sealing'
import { forgetAttempts, spendAttempt, type Limit } from './attempts.ts'
import { cookieLine, readCookie } from './cookies.ts'

/** Sends one-time codes. A county connects its text-message gateway here. */
export interface PhoneCodes {
  /** Throws when the message could not be handed over; the villager is then asked to try again. */
  send(phone: string, code: string, language: Language): Promise<void>
}

export const VILLAGER_COOKIE = 'xiangzhi.villager'
const SESSION_SECONDS = 30 * 24 * 3600
const CODE_SECONDS = 600
const TRIES_MAX = 5

/** A telephone gets few messages, so that nobody can be pestered with them; an address may serve a whole carrier network. */
const limits = {
  phoneSoon: { max: 1, seconds: 60 },
  phoneDay: { max: 10, seconds: 24 * 3600 },
  address: { max: 60, seconds: 3600 },
  checks: { max: 30, seconds: 3600 },
} as const satisfies Record<string, Limit>

/** A villager who proved a telephone number. There is no account behind it: the number is all there is. */
export interface VillagerSession {
  readonly sessionId: string
  readonly phone: string
  /** What stored reports are compared with. */
  readonly phoneHash: Buffer
  readonly startedAt: Date
  readonly expiresAt: Date
}

export interface VillagerSignInOptions {
  readonly database: Database
  readonly sealing: Sealing
  readonly codes: PhoneCodes
}

export interface VillagerSignIn {
  /** Sends a code. Refuses a number that is none (`bad-input`) and too many codes (`try-later`). */
  requestCode(input: { phone: string; address: string; language: Language; now: Date }): Promise<void>
  /** Checks a code and opens a session; the answer is the Set-Cookie line. Refuses with `code-wrong` or `try-later`. */
  checkCode(input: {
    phone: string
    code: string
    address: string
    userAgent: string
    secure: boolean
    now: Date
  }): Promise<{ setCookie: string; session: VillagerSession }>
  findVillager(cookieHeader: string | undefined, now: Date): Promise<VillagerSession | undefined>
  /** Where the same number is signed in, the newest first. */
  listVillagerSessions(
    phoneHash: Uint8Array,
    now: Date,
  ): Promise<{ sessionId: string; userAgent: string; startedAt: Date; expiresAt: Date }[]>
  endVillagerSession(phoneHash: Uint8Array, sessionId: string): Promise<void>
  /** Ends the session of the request; the answer is the Set-Cookie line that takes the cookie back. */
  signOutVillager(cookieHeader: string | undefined, secure: boolean): Promise<string>
}

export function openVillagerSignIn({ database, sealing, codes }: VillagerSignInOptions): VillagerSignIn {
  const keyOf = (what: string, value: string): string =>
    `${what} ${sealing.hash('address', value).toString('base64url')}`
  const codeHash = (phone: string, code: string): Buffer => sealing.hash('code', `${phone} ${code}`)
  const tokenHash = (token: string): Buffer => sealing.hash('token', token)

  const requirePhone = (typed: string): string => {
    const phone = normalisePhone(typed)
    refuseUnless(phone !== undefined, 'bad-input', { field: 'phone' })
    return phone
  }
  const requireAttempt = async (key: string, limit: Limit, now: Date): Promise<void> => {
    const { waitSeconds } = await spendAttempt(database, key, limit, now)
    if (waitSeconds > 0) throw new Refusal('try-later', { seconds: waitSeconds })
  }

  return {
    requestCode: async ({ phone: typed, address, language, now }) => {
      const phone = requirePhone(typed)
      await requireAttempt(keyOf('code for address', address), limits.address, now)
      await requireAttempt(keyOf('code soon', phone), limits.phoneSoon, now)
      await requireAttempt(keyOf('code per day', phone), limits.phoneDay, now)
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const dayAgo = new Date(now.getTime() - 24 * 3600 * 1000)
      await database.local(async (tx) => {
        // Yesterday's codes and counters are of no more use; the work is shared by those who ask for new ones.
        tx.send(sql`delete from auth_phone_code where made_at < ${dayAgo}`)
        tx.send(sql`delete from auth_attempt where since < ${dayAgo}`)
        tx.send(sql`delete from auth_villager_session where expires_at < ${now}`)
        await tx.last(sql`insert into auth_phone_code (id, phone_hash, code_hash, made_at, expires_at)
          values (${uuidv7()}, ${sealing.hash('phone', phone)}, ${codeHash(phone, code)}, ${now},
            ${new Date(now.getTime() + CODE_SECONDS * 1000)})`)
      })
      await codes.send(phone, code, language)
    },

    checkCode: async ({ phone: typed, code: typedCode, address, userAgent, secure, now }) => {
      const phone = requirePhone(typed)
      const code = typedCode.normalize('NFKC').replaceAll(/\s/g, '')
      await requireAttempt(keyOf('check for address', address), limits.checks, now)
      const phoneHash = sealing.hash('phone', phone)
      // The try is counted and committed before the comparison, so that guesses sent at once cannot share one try.
      const made = await database.local((tx) =>
        tx.last<{ id: string; codeHash: Buffer }>(sql`update auth_phone_code set tries = tries + 1
          where id = (select id from auth_phone_code where phone_hash = ${phoneHash} order by made_at desc, id desc limit 1)
            and expires_at > ${now} and used_at is null and tries < ${TRIES_MAX}
          returning id, code_hash`),
      )
      const [sent] = made
      if (!sent || !timingSafeEqual(sent.codeHash, codeHash(phone, code))) throw new Refusal('code-wrong')
      const token = randomBytes(32).toString('base64url')
      const session: VillagerSession = {
        sessionId: uuidv7(),
        phone,
        phoneHash,
        startedAt: now,
        expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
      }
      await database.local(async (tx) => {
        const used = await tx.run(
          sql`update auth_phone_code set used_at = ${now} where id = ${sent.id} and used_at is null`,
        )
        refuseUnless(used === 1, 'code-wrong')
        await forgetAttempts(tx, keyOf('code soon', phone))
        await tx.last(sql`insert into auth_villager_session (id, token_hash, phone_hash, phone_sealed, user_agent,
            started_at, expires_at)
          values (${session.sessionId}, ${tokenHash(token)}, ${phoneHash}, ${sealing.seal(phone)},
            ${userAgent.slice(0, 200)}, ${now}, ${session.expiresAt})`)
      })
      const setCookie = cookieLine({ name: VILLAGER_COOKIE, value: token, maxAgeSeconds: SESSION_SECONDS, secure })
      return { setCookie, session }
    },

    findVillager: async (cookieHeader, now) => {
      const token = readCookie(cookieHeader, VILLAGER_COOKIE)
      if (token === undefined || token.length > 100) return undefined
      const row = await database.read(0, (tx) =>
        tx.row<Omit<VillagerSession, 'phone'> & { phoneSealed: Buffer }>(sql`select id as "sessionId",
            phone_hash, phone_sealed, started_at,
            expires_at
          from auth_villager_session where token_hash = ${tokenHash(token)} and expires_at > ${now}`),
      )
      if (!row) return undefined
      const { phoneSealed, ...session } = row
      return { ...session, phone: sealing.open(phoneSealed) }
    },

    listVillagerSessions: (phoneHash, now) =>
      database.read(0, (tx) =>
        tx.rows(sql`select id as "sessionId", user_agent, started_at,
            expires_at
          from auth_villager_session where phone_hash = ${phoneHash} and expires_at > ${now}
          order by started_at desc limit 50`),
      ),

    endVillagerSession: async (phoneHash, sessionId) => {
      const ended = await database.local((tx) =>
        tx.run(sql`delete from auth_villager_session where phone_hash = ${phoneHash} and id = ${sessionId}`),
      )
      refuseUnless(ended === 1, 'not-found')
    },

    signOutVillager: async (cookieHeader, secure) => {
      const token = readCookie(cookieHeader, VILLAGER_COOKIE)
      if (token !== undefined)
        await database.local((tx) =>
          tx.last(sql`delete from auth_villager_session where token_hash = ${tokenHash(token)}`),
        )
      return cookieLine({ name: VILLAGER_COOKIE, value: '', maxAgeSeconds: 0, secure })
    },
  }
}

/** A code in the development inbox. */
export interface InboxMessage {
  readonly phoneMasked: string
  readonly code: string
  readonly language: Language
  readonly sentAt: Date
}

const INBOX_SECONDS = 3600

/**
 * Keeps codes in a table instead of sending them: for a demo installation, which shows them at `/dev/inbox`. Anybody who
 * can open that page can sign in with any number, so nothing but a demo may use it.
 */
export function developmentInbox(database: Database, clock: Clock): PhoneCodes & { list(): Promise<InboxMessage[]> } {
  return {
    send: (phone, code, language) =>
      database.local(async (tx) => {
        const at = clock.now()
        tx.send(sql`delete from auth_inbox where sent_at < ${new Date(at.getTime() - INBOX_SECONDS * 1000)}`)
        await tx.last(sql`insert into auth_inbox (id, phone_masked, code, language, sent_at)
          values (${uuidv7()}, ${maskPhone(phone)}, ${code}, ${language}, ${at})`)
      }),
    list: () =>
      database.read(0, (tx) =>
        tx.rows<InboxMessage>(sql`select phone_masked, code, language, sent_at
          from auth_inbox order by sent_at desc, id desc limit 50`),
      ),
  }
}
