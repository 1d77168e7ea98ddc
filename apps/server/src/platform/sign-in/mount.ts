import { refusals } from '@xiangzhi/contract'
import { isTextKey, say, type TextFacts } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { forgetAttempts, spendAttempt } from './attempts.ts'
import { ADDRESS_HEADER } from './better-auth.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { requireSameOrigin } from './same-origin.ts'
import type { StaffSession } from './sessions.ts'
import { partsOf, type SignIn } from './sign-in.ts'

/** Five wrong passwords close an account for a quarter of an hour (GB/T 22239 level 3: failed log-ins). */
const WRONG_PASSWORDS = { max: 5, seconds: 900 }

const STATUS_OF: Readonly<Record<string, number>> = {
  ...refusals,
  'sign-in-wrong': 401,
  'second-step-wrong': 401,
  'second-step-late': 401,
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
export function mountSignIn(fastify: FastifyInstance, signIn: SignIn): void {
  const { auth, database, sealing, clock } = partsOf(signIn)

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
    for (const cookie of answer.headers.getSetCookie())
      reply.header('set-cookie', request.protocol === 'https' ? `${cookie}; Secure` : cookie)
    if (answer.status >= 500) throw new Error(`the sign-in library answered ${answer.status} to ${path}`)
    const content = (await answer.json().catch(() => ({}))) as Record<string, unknown>
    return { status: answer.status, ok: answer.ok, content }
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

  const secondStep = (path: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await ask(request, reply, path, read(bodies.code, request))
    if (answer.ok) return reply.send({ signedIn: true })
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
        const key = `sign-in ${sealing.hash('address', username).toString('base64url')}`
        const { waitSeconds } = await spendAttempt(database, key, WRONG_PASSWORDS, clock.now())
        if (waitSeconds > 0) return sendProblem(request, reply, 'locked', { minutes: Math.ceil(waitSeconds / 60) })
        const user = await database.read(0, (tx) =>
          tx.row<{ disabled: boolean }>(
            sql`select disabled_at is not null as disabled from auth_user where username = ${username}`,
          ),
        )
        if (!user || user.disabled) {
          // As slow as a wrong password, or the time would tell which names exist.
          await hashPassword(password)
          return sendProblem(request, reply, 'sign-in-wrong')
        }
        const answer = await ask(request, reply, '/sign-in/username', {
          username,
          password: password.normalize('NFKC'),
        })
        if (answer.status === 429) return tooMany(request, reply)
        if (!answer.ok) return sendProblem(request, reply, 'sign-in-wrong')
        await database.local((tx) => forgetAttempts(tx, key))
        return reply.send(
          answer.content['twoFactorRedirect'] === true ? { twoFactorRedirect: true } : { signedIn: true },
        )
      })
      scope.post('/two-factor/verify-totp', secondStep('/two-factor/verify-totp'))
      scope.post('/two-factor/verify-backup-code', secondStep('/two-factor/verify-backup-code'))

      scope.post('/sign-out', async (request, reply) => {
        await ask(request, reply, '/sign-out', {})
        return reply.send({ signedIn: false })
      })

      scope.get('/session', async (request) => {
        const session = await requireSession(request)
        const { username, name, twoFactor, mustChangePassword, startedAt, expiresAt } = session
        return { username, name, twoFactor, mustChangePassword, startedAt, expiresAt }
      })
      scope.get('/sessions', async (request) => {
        const session = await requireSession(request)
        const sessions = await signIn.listSessions(session.accountId, clock.now())
        return { sessions: sessions.map((row) => ({ ...row, current: row.sessionId === session.sessionId })) }
      })
      scope.post('/sessions/end', async (request) => {
        const session = await requireSession(request)
        await signIn.endSession(session.accountId, read(bodies.end, request).sessionId)
        return { ended: 1 }
      })
      scope.post('/sessions/end-others', async (request) => {
        const session = await requireSession(request)
        return { ended: await signIn.endSessions(session.accountId, session.sessionId) }
      })

      scope.post('/change-password', async (request, reply) => {
        const session = await requireSession(request)
        const { currentPassword, newPassword } = read(bodies.change, request)
        const problem = checkPassword(newPassword, session.username)
        if (problem || newPassword === currentPassword) return sendProblem(request, reply, 'password-weak')
        const answer = await ask(request, reply, '/change-password', {
          currentPassword: currentPassword.normalize('NFKC'),
          newPassword: newPassword.normalize('NFKC'),
          revokeOtherSessions: true,
        })
        if (answer.status === 429) return tooMany(request, reply)
        if (!answer.ok) return sendProblem(request, reply, 'password-wrong')
        await database.local((tx) =>
          tx.last(sql`update auth_user set must_change_password = false where id = ${session.accountId}`),
        )
        return { changed: true }
      })

      scope.post('/two-factor/enable', async (request, reply) => {
        const session = await requireSession(request)
        const answer = await ask(request, reply, '/two-factor/enable', read(bodies.password, request))
        if (answer.status === 429) return tooMany(request, reply)
        if (!answer.ok) return sendProblem(request, reply, session.twoFactor ? 'not-allowed' : 'password-wrong')
        // The library labels the entry with its made-up e-mail address; people know their user name.
        const uri = new URL(String(answer.content['totpURI']))
        uri.pathname = `//totp/${encodeURIComponent(`乡治:${session.username}`)}`
        return { totpURI: uri.href, backupCodes: answer.content['backupCodes'] }
      })
      scope.post('/two-factor/disable', async (request, reply) => {
        await requireSession(request)
        const answer = await ask(request, reply, '/two-factor/disable', read(bodies.password, request))
        if (answer.status === 429) return tooMany(request, reply)
        return answer.ok ? { twoFactor: false } : sendProblem(request, reply, 'password-wrong')
      })
      scope.post('/two-factor/generate-backup-codes', async (request, reply) => {
        await requireSession(request)
        const answer = await ask(request, reply, '/two-factor/generate-backup-codes', read(bodies.password, request))
        if (answer.status === 429) return tooMany(request, reply)
        if (!answer.ok) return sendProblem(request, reply, 'password-wrong')
        return { backupCodes: answer.content['backupCodes'] }
      })
    },
    { prefix: '/api/auth' },
  )
}
