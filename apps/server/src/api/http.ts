import { performance } from 'node:perf_hooks'
import * as contract from '@xiangzhi/contract'
import type { Operation } from '@xiangzhi/contract'
import { localDate, publicValue } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findValidKey, isSecret, noteUse, secretIn } from '#platform/api-keys'
import { findCountyConfig } from '#platform/county-config'
import { type Database, isUnavailable } from '#platform/database'
import { isDiskFull } from '#platform/disk'
import type { Log } from '#platform/log'
import { busyAnswer } from '#platform/pressure'
import { Refusal } from '#platform/refusal'
import { requireSameOrigin, type SignIn } from '#platform/sign-in'
import { lacksSecondStep } from './sign-in-hooks.ts'
import { actorOf, actorsOfPersons } from '#kernel/people'
import type { CallerMemory } from './caller-memory.ts'
import type { Caller } from './handlers.ts'
import { bugProblem, problemOf } from './problem.ts'
import type { Run } from './run.ts'
import { isFile, sendFile } from './send-file.ts'

export interface ApiEnvironment {
  readonly run: Run
  readonly db: Database
  readonly county: number
  readonly signIn: SignIn
  readonly clock: { now(): Date }
  readonly log: Log
  readonly callers: CallerMemory
}

/** The reader's language: the screen's choice first, then the browser's. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  const chosen = /(?:^|;\s*)lang=(zh-CN|en)/.exec(request.headers.cookie ?? '')?.[1]
  if (chosen === 'en' || chosen === 'zh-CN') return chosen
  const accepted = request.headers['accept-language'] ?? ''
  return /^en\b/i.test(accepted) ? 'en' : 'zh-CN'
}

/** Uses of a key are noted once a minute, so that reading stays reading. */
const NOTED_EVERY_MS = 60_000

/**
 * Who calls with a key of a connected system: the technical person behind it, with its roles. A key that is not valid is
 * refused and never taken for the public, so that a program learns at once that its key has ended.
 */
export async function callerBySecret(
  { db, county, clock }: Pick<ApiEnvironment, 'db' | 'county' | 'clock'>,
  request: FastifyRequest,
  secret: string,
): Promise<Caller & { readonly kind: 'staff' }> {
  const now = clock.now()
  if (!isSecret(secret)) throw new Refusal('sign-in-first')
  const found = await db.read(county, async (tx) => {
    const [key, config] = await Promise.all([findValidKey(tx, secret, now), findCountyConfig(tx)])
    if (!key || !config) return undefined
    const actors = await actorsOfPersons(tx, [key.personId], localDate(config.calendar, now))
    const actor = actors.get(key.personId)
    return actor && { key, actor }
  })
  if (!found) throw new Refusal('sign-in-first')
  const { key, actor } = found
  if ((key.lastUsedAt?.getTime() ?? 0) < now.getTime() - NOTED_EVERY_MS)
    await db.write(county, (tx) => noteUse(tx, key.id, now))
  const accountId = `key:${key.id}`
  return {
    kind: 'staff',
    actor: { ...actor, accountId },
    accountId,
    address: request.ip,
    language: languageOf(request),
    keyId: key.id,
  }
}

type CallerEnvironment = Pick<ApiEnvironment, 'signIn' | 'db' | 'county' | 'clock' | 'callers'>

/** Who calls: a connected system by its key, a member of staff by the session cookie, otherwise the public. */
export async function callerOf(environment: CallerEnvironment, request: FastifyRequest): Promise<Caller> {
  const { callers } = environment
  const credential = request.headers.authorization ?? request.headers.cookie
  const known = credential === undefined ? undefined : callers.find(credential)
  if (known) return { ...known, address: request.ip, language: languageOf(request) }
  const askedAt = performance.now()
  const caller = await lookUpCaller(environment, request)
  if (credential !== undefined && caller.kind === 'staff') callers.keep(credential, caller, askedAt)
  return caller
}

async function lookUpCaller(
  { signIn, db, county, clock }: CallerEnvironment,
  request: FastifyRequest,
): Promise<Caller> {
  const language = languageOf(request)
  if (request.headers.authorization !== undefined) {
    const secret = secretIn(request.headers.authorization)
    if (secret === undefined) throw new Refusal('sign-in-first')
    return callerBySecret({ db, county, clock }, request, secret)
  }
  const anybody = { kind: 'public', address: request.ip, language } as const
  if (!request.headers.cookie) return anybody
  const now = clock.now()
  const session = await signIn.findSession(request.headers, now)
  if (!session || session.county !== county) return anybody
  if (session.mustChangePassword) return anybody
  const actor = await db.read(county, async (tx) => {
    const config = await findCountyConfig(tx)
    return config && actorOf(tx, session.accountId, localDate(config.calendar, now))
  })
  if (!actor) return anybody
  // Set up the second factor first: until then such a session opens nothing but the way to do so.
  if (lacksSecondStep(session, actor)) return anybody
  const account = { userName: session.username, twoFactor: session.twoFactor }
  return { kind: 'staff', actor, accountId: session.accountId, account, address: request.ip, language }
}

/** All operations of the contract, by name. */
export function listOperations(): Operation[] {
  const exported: readonly unknown[] = Object.values(contract)
  return exported.filter(
    (value): value is Operation =>
      typeof value === 'object' && value !== null && 'path' in value && 'audience' in value,
  )
}

/** Answers a refusal or a bug; bugs are logged once with their cause and shown as a request id. */
export function answerError(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request)
  if (error instanceof Refusal) {
    const problem = problemOf(error, language, request.id)
    return reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem))
  }
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) {
    // What Fastify itself refuses: broken JSON, a body too large, an unknown media type.
    const problem = {
      ...problemOf(
        new Refusal(status === 413 ? 'too-large' : 'bad-input', status === 413 ? { limit: 1 } : {}),
        language,
        request.id,
      ),
      status,
    }
    return reply
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem))
  }
  if (isDiskFull(error)) {
    log.error('nothing more fits on the disk', { requestId: request.id, error })
    const {
      status: full,
      headers,
      body,
    } = busyAnswer(request.url, request.headers['accept-language'], request.id, 'disk-full')
    return reply.code(full).headers(headers).send(body)
  }
  if (isUnavailable(error)) {
    log.warn('the database does not answer', { requestId: request.id, error })
    const { headers, body } = busyAnswer(request.url, request.headers['accept-language'], request.id, 'unavailable')
    return reply.code(503).headers(headers).send(body)
  }
  log.error('a request failed', {
    requestId: request.id,
    method: request.method,
    // Never the address itself: private links and keys stand in some.
    route: request.routeOptions.url,
    error,
  })
  return reply
    .code(500)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(bugProblem(language, request.id)))
}

/** Mounts every operation of the contract under its path. */
export function mountApi(fastify: FastifyInstance, environment: ApiEnvironment): void {
  for (const operation of listOperations()) {
    fastify.route({
      method: operation.method,
      url: operation.path,
      config: { operation },
      ...({ compress: { threshold: 2048 } } as object),
      handler: async (request, reply) => {
        try {
          // A page of another site can send a browser's cookies, but never a key: programs need no such check.
          if (operation.method !== 'GET' && request.headers.authorization === undefined) requireSameOrigin(request)
          const caller = await callerOf(environment, request)
          const given = {
            ...(request.query as object),
            ...(operation.method === 'GET' ? {} : ((request.body as object | null) ?? {})),
            ...(request.params as object),
          }
          const answer: unknown = await environment.run(operation, caller, given)
          if (isFile(answer)) return await sendFile(environment.log, answer, request, reply)
          reply.header(
            'cache-control',
            operation.audience === 'public' && operation.kind === 'read' ? 'no-cache' : 'no-store',
          )
          // Turned into bytes once: a text would be gone through again to count them, and again to send them.
          return await reply
            .code(operation.creates ? 201 : 200)
            .header('content-type', 'application/json; charset=utf-8')
            .send(Buffer.from(JSON.stringify(operation.audience === 'public' ? publicValue(answer) : answer)))
        } catch (error) {
          return answerError(environment.log, error, request, reply)
        }
      },
    })
  }
}
