import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSecret, secretIn } from '#platform/api-keys'
import { Refusal } from '#platform/refusal'

/** How many requests a minute, from one address and with one key. */
export interface RateLimits {
  readonly perAddress: number
  readonly perKey: number
}

const PER_ADDRESS = 3000
const PER_KEY = 6000

/** The limits of this installation; undefined when RATE_LIMIT=off. RATE_LIMIT_ADDRESS and RATE_LIMIT_KEY change them. */
export function rateLimits(environment: Readonly<Record<string, string | undefined>>): RateLimits | undefined {
  if (environment.RATE_LIMIT === 'off') return undefined
  const read = (name: string, otherwise: number): number => {
    const value = Number(environment[name] ?? otherwise)
    if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number of requests a minute`)
    return value
  }
  return { perAddress: read('RATE_LIMIT_ADDRESS', PER_ADDRESS), perKey: read('RATE_LIMIT_KEY', PER_KEY) }
}

interface Bucket {
  tokens: number
  at: number
}

const MINUTE_MS = 60_000
const BUCKETS_MAX = 20_000

/**
 * Buckets that fill evenly and hold one minute's worth: a burst is fine, a stream above the limit is not. Kept in memory; several
 * servers each allow their own.
 */
export class Buckets {
  readonly #perMinute: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Takes one; answers 0, or after how many milliseconds there is one again. */
  take(who: string, nowMs: number): number {
    const known = this.#buckets.get(who)
    const tokens = known
      ? Math.min(this.#perMinute, known.tokens + ((nowMs - known.at) * this.#perMinute) / MINUTE_MS)
      : this.#perMinute
    // Moved to the end: the oldest stand first and are forgotten first.
    if (known) this.#buckets.delete(who)
    else if (this.#buckets.size >= BUCKETS_MAX) this.#buckets.delete(this.#buckets.keys().next().value ?? '')
    this.#buckets.set(who, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: nowMs })
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / this.#perMinute)
  }
}

/** The machine itself: a proxy on it that does not name its callers, or the operator's own programs. */
const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address)

function keyIn(request: FastifyRequest): string | undefined {
  const secret = secretIn(request.headers.authorization) ?? /[?&]api_key=(xz_[\w-]+)/.exec(request.url)?.[1]
  return secret !== undefined && isSecret(secret) ? secret : undefined
}

/**
 * Refuses what comes too fast at the interfaces for programs. A request with a key counts for its key and, unless it comes from
 * this machine, for its address as well, so that nobody gets around a limit by inventing keys.
 */
export function mountRateLimit(fastify: FastifyInstance, limits: RateLimits): void {
  const addresses = new Buckets(limits.perAddress)
  const keys = new Buckets(limits.perKey)
  const refuseFor = (wait: number, reply: FastifyReply): void => {
    if (wait === 0) return
    const seconds = Math.max(1, Math.ceil(wait / 1000))
    reply.header('retry-after', String(seconds))
    throw new Refusal('try-later', { seconds })
  }
  const takeKey = (secret: string): number =>
    keys.take(createHash('sha256').update(secret).digest('base64url'), performance.now())
  fastify.addHook('onRequest', async (request, reply) => {
    if (!/^\/(api|open311)(\/|$|\?)/.test(request.url)) return
    const secret = keyIn(request)
    const byKey = secret === undefined ? 0 : takeKey(secret)
    // A busy system behind one address may use all that its keys allow, beside what its people do.
    const who = secret === undefined ? request.ip : `${request.ip} key`
    refuseFor(Math.max(byKey, isLoopback(request.ip) ? 0 : addresses.take(who, performance.now())), reply)
  })
  // A posted form carries its key inside, where it is seen only once it was read.
  fastify.addHook('preHandler', async (request, reply) => {
    if (typeof request.body !== 'string' || keyIn(request) !== undefined) return
    const secret = new URLSearchParams(request.body).get('api_key') ?? ''
    if (isSecret(secret)) refuseFor(takeKey(secret), reply)
  })
}
