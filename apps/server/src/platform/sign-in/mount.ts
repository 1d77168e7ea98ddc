import { refusals } from '@xiangzhi/contract'
import { isTextKey, say, type TextFacts } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toString as drawQr } from 'qrcode'
import { z } from 'zod'
import { sourceOf } from '#platform/buckets'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { endPending, endSessionOfToken, endTheseSessions, sessionIdsOf } from './accounts.ts'
import { ADDRESS_HEADER } from './better-auth.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { requireSameOrigin } from './same-origin.ts'
import { useCode } from './second-step.ts'
import type { StaffSession } from './sessions.ts'
import { partsOf, type SignIn } from './sign-in.ts'
import { beginTry, type Counted, endTry, isKnownSource, noteSource } from './waits.ts'

/**
 * Wrong passwords make whoever sends them wait (GB/T 22239 level 3: failed log-ins), and nobody else: an account waits at the
 * source they came from. What comes from many sources, or tries many accounts from one, waits where nobody of the account
 * was signed in before; an office from which people work every day notices nothing of it.
 */
const WAITS = {
  own: { free: 4, firstSeconds: 15, maxSeconds: 900, forgetSeconds: 86_400 },
  account: { free: 30, firstSeconds: 5, maxSeconds: 300, forgetSeconds: 3600 },
  source: { free: 60, firstSeconds: 5, maxSeconds: 300, forgetSeconds: 900 },
} as const

/** Something that belongs into the record: who signed in or failed to, from where, and what became of their means to do so. */
export interface SignInEvent {
  readonly operation:
    | 'signIn'
    | 'signInFailed'
    | 'secondStepFailed'
    | 'signInSlowed'
    | 'signOut'
    | 'changeOwnPassword'
    | 'switchOnSecondStep'
    | 'switchOffSecondStep'
    | 'renewBackupCodes'
    | 'endOwnSessions'
  /** Null for a name that nobody has. */
  readonly accountId: string | null
  readonly county: number | null
  readonly address: string
  readonly at: Date
}

/** What the sign-in asks of those who know the county: roles, and the record of commands. */
export interface SignInHooks {
  /** Whether what somebody may do asks for a second factor, so that nothing opens before there is one. */
  needsSecondStep(session: StaffSession): Promise<boolean>
  record(event: SignInEvent): Promise<void>
}

const STATUS_OF: Readonly<Record<string, number>> = {
  ...refusals,
  'sign-in-wrong': 401,
  'second-step-wrong': 401,
  'second-step-late': 401,
  'second-step-used': 401,
  'password-wrong': 422,
}

/** Problem details as everywhere in the API; codes of the sign-in have their sentences on the sign-in page. */
function sendProblem(request: FastifyRequest, reply: FastifyReply, code: string, facts?: TextFacts): FastifyReply {
  const status = STATUS_OF[code] ?? 400
  const key = `text.common.refusal.${code}`
  const language = request.headers['accept-language']?.startsWith('en') === true ? 'en' : 'zh-CN'
  return reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: isTextKey(key) ? say(language, key, facts) : code,
      status,
      code,
      requestId: request.id,
      ...(facts ? { facts } : {}),
    })
}

const text = z.string().min(1).max(200)
const code = z
  .string()
  .max(40)
  .transform((typed) => typed.normalize('NFKC').replaceAll(/\s/g, ''))
const bodies = {
  signIn: z.object({ username: text, password: text }),
  code: z.object({ code }),
  password: z.object({ password: text }),
  change: z.object({ currentPassword: text, newPassword: text }),
  end: z.object({ sessionId: text }),
}

const SECOND_STEP_LATE = new Set(['INVALID_TWO_FACTOR_COOKIE', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'])

/** The addresses under /api/auth. The library answers only what is listed here, with only the inputs listed here. */
export function mountSignIn(fastify: FastifyInstance, signIn: SignIn, hooks: SignInHooks): void {
  const { auth, database, sealing, clock, secret } = partsOf(signIn)

  /** Asks the library. It never sees an origin or an address that the outside made up. */
  const ask = async (request: FastifyRequest, reply: FastifyReply, path: string, body: object) => {
    const headers = new Headers({
      'content-type': 'application/json',
      origin: 'http://localhost',
      [ADDRESS_HEADER]: request.ip,
      'user-agent': request.headers['user-agent']?.slice(0, 200) ?? '',
    })
    if (request.headers.cookie !== undefined) headers.set('cookie', request.headers.cookie)
    const answer = await auth.handler(
      new Request(`http://localhost/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    )
    if (answer.status >= 500) throw new Error(`the sign-in library answered ${answer.status} to ${path}`)
    const content = (await answer.json().catch(() => ({}))) as Record<string, unknown>
    return {
      status: answer.status,
      ok: answer.ok,
      content,
      keepCookies: () => {
        for (const cookie of answer.headers.getSetCookie())
          reply.header('set-cookie', request.protocol === 'https' ? `${cookie}; Secure` : cookie)
      },
    }
  }

  const askAndKeep = async (request: FastifyRequest, reply: FastifyReply, path: string, body: object) => {
    const answer = await ask(request, reply, path, body)
    answer.keepCookies()
    return answer
  }

  const record = (
    request: FastifyRequest,
    operation: SignInEvent['operation'],
    of: { readonly accountId: string; readonly county: number } | undefined,
  ): Promise<void> =>
    hooks.record({
      operation,
      accountId: of?.accountId ?? null,
      county: of?.county ?? null,
      address: request.ip,
      at: clock.now(),
    })

  const keyOf = (...parts: readonly string[]): string => sealing.hash('address', parts.join(' ')).toString('base64url')

  /** What a try of a password counts for. `own` comes first: it is forgotten when the try succeeds. */
  const countedFor = async (request: FastifyRequest, account: string) => {
    const source = sourceOf(request.ip)
    const own = keyOf('sign-in', account, source)
    const known = await isKnownSource(database, own, clock.now())
    const counted: Counted[] = [{ key: own, wait: WAITS.own }]
    if (!known)
      counted.push(
        { key: keyOf('sign-in account', account), wait: WAITS.account },
        { key: keyOf('sign-in source', source), wait: WAITS.source },
      )
    return { own, counted }
  }

  const tooOften = (request: FastifyRequest, reply: FastifyReply, seconds: number) =>
    sendProblem(request, reply.header('retry-after', String(seconds)), 'wrong-too-often', { seconds })

  /** Something that the signed-in person proves by the password once more; wrong ones slow down like those of a sign-in. */
  const withPassword = async (
    request: FastifyRequest,
    reply: FastifyReply,
    session: StaffSession,
    asked: { readonly path: string; readonly body: object },
  ) => {
    const { counted } = await countedFor(request, `password of ${session.accountId}`)
    const { waitSeconds } = await beginTry(database, counted, clock.now())
    if (waitSeconds > 0) return { refused: tooOften(request, reply, waitSeconds) }
    const answer = await askAndKeep(request, reply, asked.path, asked.body)
    if (answer.status === 429) return { refused: tooMany(request, reply) }
    if (!answer.ok) return { refused: sendProblem(request, reply, 'password-wrong') }
    await database.local((tx) => endTry(tx, counted, clock.now()))
    return { content: answer.content }
  }

  const tooMany = (request: FastifyRequest, reply: FastifyReply) => sendProblem(request, reply, 'try-later')

  const requireSession = async (request: FastifyRequest): Promise<StaffSession> => {
    const session = await signIn.findSession(request.headers, clock.now())
    if (!session) throw new Refusal('sign-in-first')
    return session
  }

  const read = <T>(schema: z.ZodType<T>, request: FastifyRequest): T => {
    const parsed = schema.safeParse(request.body)
    if (!parsed.success) throw new Refusal('bad-input', { field: String(parsed.error.issues[0]?.path[0] ?? '') })
    return parsed.data
  }

  /** Whose password was right in the sign-in that waits for its second step. */
  const accountUnderWay = async (request: FastifyRequest) => {
    const cookie = /(?:^|;\s*)[^=;\s]*two_factor=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
    const identifier = cookie && decodeURIComponent(cookie).split('.')[0]
    if (!identifier) return undefined
    return database.read(0, (tx) =>
      tx.row<{ accountId: string; county: number }>(sql`select u.id as "accountId", u.county from auth_verification v
        join auth_user u on u.id = v.value where v.identifier = ${identifier} limit 1`),
    )
  }

  const secondStep = (path: string, isTotp: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { code } = read(bodies.code, request)
    const session = await signIn.findSession(request.headers, clock.now())
    const whose = session ?? (await accountUnderWay(request))
    const before = session ? await sessionIdsOf(database, session.accountId) : []
    const answer = await ask(request, reply, path, { code })
    if (answer.ok) {
      const user = answer.content['user'] as { readonly id: string; readonly county: number }
      const of = { accountId: user.id, county: user.county }
      if (isTotp && !(await useCode(database, { accountId: user.id, code, key: secret, now: clock.now() }))) {
        // The library has made a session by now; nobody was told of it and nobody shall be.
        if (!session) await endSessionOfToken(database, String(answer.content['token']))
        await record(request, 'signInFailed', of)
        return sendProblem(request, reply, 'second-step-used')
      }
      // Whoever is signed in elsewhere never showed the second factor.
      if (session && !session.twoFactor) {
        await endTheseSessions(database, session.accountId, before)
        await record(request, 'switchOnSecondStep', of)
      } else if (!session) await record(request, 'signIn', of)
      answer.keepCookies()
      return reply.send({ signedIn: true })
    }
    answer.keepCookies()
    if (whose) await record(request, 'secondStepFailed', whose)
    if (answer.status === 429) return tooMany(request, reply)
    return sendProblem(
      request,
      reply,
      SECOND_STEP_LATE.has(String(answer.content['code'])) ? 'second-step-late' : 'second-step-wrong',
    )
  }

  void fastify.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        requireSameOrigin(request)
      })
      scope.setErrorHandler((error, request, reply) => {
        if (error instanceof Refusal) return sendProblem(request, reply, error.code, error.facts)
        throw error
      })

      scope.post('/sign-in/username', async (request, reply) => {
        const { username: typed, password } = read(bodies.signIn, request)
        const username = typed.normalize('NFKC').trim().toLowerCase()
        const { own, counted } = await countedFor(request, username)
        const { waitSeconds, slowed } = await beginTry(database, counted, clock.now())
        if (waitSeconds > 0) return tooOften(request, reply, waitSeconds)
        const user = await database.read(0, (tx) =>
          tx.row<{ disabled: boolean; accountId: string; county: number }>(
            sql`select disabled_at is not null as disabled, id as "accountId", county
              from auth_user where username = ${username}`,
          ),
        )
        const fail = async () => {
          await record(request, slowed ? 'signInSlowed' : 'signInFailed', user)
          return sendProblem(request, reply, 'sign-in-wrong')
        }
        if (!user || user.disabled) {
          // As slow as a wrong password, or the time would tell which names exist.
          await hashPassword(password)
          return fail()
        }
        const answer = await askAndKeep(request, reply, '/sign-in/username', {
          username,
          password: password.normalize('NFKC'),
        })
        if (answer.status === 429) return tooMany(request, reply)
        if (!answer.ok) return fail()
        await database.local(async (tx) => {
          await endTry(tx, counted, clock.now())
          await noteSource(tx, own, clock.now())
        })
        if (answer.content['twoFactorRedirect'] === true) return reply.send({ twoFactorRedirect: true })
        await record(request, 'signIn', user)
        return reply.send({ signedIn: true })
      })
      scope.post('/two-factor/verify-totp', secondStep('/two-factor/verify-totp', true))
      scope.post('/two-factor/verify-backup-code', secondStep('/two-factor/verify-backup-code', false))

      scope.post('/sign-out', async (request, reply) => {
        const session = await signIn.findSession(request.headers, clock.now())
        await askAndKeep(request, reply, '/sign-out', {})
        if (session) await record(request, 'signOut', session)
        return reply.send({ signedIn: false })
      })

      scope.get('/session', async (request) => {
        const session = await requireSession(request)
        const { username, name, twoFactor, mustChangePassword, startedAt, expiresAt } = session
        const mustSetUpSecondStep = !twoFactor && (await hooks.needsSecondStep(session))
        return { username, name, twoFactor, mustChangePassword, mustSetUpSecondStep, startedAt, expiresAt }
      })
      scope.get('/sessions', async (request) => {
        const session = await requireSession(request)
        const sessions = await signIn.listSessions(session.accountId, clock.now())
        return { sessions: sessions.map((row) => ({ ...row, current: row.sessionId === session.sessionId })) }
      })
      scope.post('/sessions/end', async (request) => {
        const session = await requireSession(request)
        await signIn.endSession(session.accountId, read(bodies.end, request).sessionId)
        await record(request, 'endOwnSessions', session)
        return { ended: 1 }
      })
      scope.post('/sessions/end-others', async (request) => {
        const session = await requireSession(request)
        const ended = await signIn.endSessions(session.accountId, session.sessionId)
        await record(request, 'endOwnSessions', session)
        return { ended }
      })

      scope.post('/change-password', async (request, reply) => {
        const session = await requireSession(request)
        const { currentPassword, newPassword } = read(bodies.change, request)
        const problem = checkPassword(newPassword, session.username)
        if (problem || newPassword === currentPassword) return sendProblem(request, reply, 'password-weak')
        const body = {
          currentPassword: currentPassword.normalize('NFKC'),
          newPassword: newPassword.normalize('NFKC'),
          revokeOtherSessions: true,
        }
        const { refused } = await withPassword(request, reply, session, { path: '/change-password', body })
        if (refused) return refused
        await endPending(database, session.accountId)
        await database.local((tx) =>
          tx.last(sql`update auth_user set must_change_password = false where id = ${session.accountId}`),
        )
        await record(request, 'changeOwnPassword', session)
        return { changed: true }
      })

      scope.post('/two-factor/enable', async (request, reply) => {
        const session = await requireSession(request)
        if (session.twoFactor) return sendProblem(request, reply, 'not-allowed')
        const asked = { path: '/two-factor/enable', body: read(bodies.password, request) }
        const { refused, content } = await withPassword(request, reply, session, asked)
        if (refused) return refused
        // The library labels the entry with its made-up e-mail address; people know their user name.
        const uri = new URL(String(content['totpURI']))
        uri.pathname = `//totp/${encodeURIComponent(`乡治:${session.username}`)}`
        const qr = await drawQr(uri.href, { type: 'svg', margin: 1 })
        return { totpURI: uri.href, backupCodes: content['backupCodes'], qr }
      })
      scope.post('/two-factor/disable', async (request, reply) => {
        const session = await requireSession(request)
        if (await hooks.needsSecondStep(session)) return sendProblem(request, reply, 'second-step-needed')
        const asked = { path: '/two-factor/disable', body: read(bodies.password, request) }
        const { refused } = await withPassword(request, reply, session, asked)
        if (refused) return refused
        await record(request, 'switchOffSecondStep', session)
        return { twoFactor: false }
      })
      scope.post('/two-factor/generate-backup-codes', async (request, reply) => {
        const session = await requireSession(request)
        const asked = { path: '/two-factor/generate-backup-codes', body: read(bodies.password, request) }
        const { refused, content } = await withPassword(request, reply, session, asked)
        if (refused) return refused
        await record(request, 'renewBackupCodes', session)
        return { backupCodes: content['backupCodes'] }
      })
    },
    { prefix: '/api/auth' },
  )
}
