import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSecret, secretIn } from '#platform/api-keys'
import { Buckets, isLoopback, pathOf, sourceOf } from '#platform/buckets'
import { Refusal } from '#platform/refusal'

/** How many requests a minute, from one address and with one key. */
export interface RateLimits {
  readonly perAddress: number
  readonly perKey: number
  /** How many private links one address may open a minute; a family opens one, a whole village stands behind one address. */
  readonly perLink: number
}

const PER_ADDRESS = 3000
const PER_KEY = 6000
const PER_LINK = 300
/** Somebody mistypes a link, or its case is gone. Whoever misses more often in a minute is guessing. */
const MISSES = 30

/** The limits of this installation; undefined when RATE_LIMIT=off. RATE_LIMIT_ADDRESS, RATE_LIMIT_KEY and RATE_LIMIT_LINKS change them. */
export function rateLimits(environment: Readonly<Record<string, string | undefined>>): RateLimits | undefined {
  if (environment.RATE_LIMIT === 'off') return undefined
  const read = (name: string, otherwise: number): number => {
    const value = Number(environment[name] ?? otherwise)
    if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number of requests a minute`)
    return value
  }
  return {
    perAddress: read('RATE_LIMIT_ADDRESS', PER_ADDRESS),
    perKey: read('RATE_LIMIT_KEY', PER_KEY),
    perLink: read('RATE_LIMIT_LINKS', PER_LINK),
  }
}

function keyIn(request: FastifyRequest): string | undefined {
  const secret = secretIn(request.headers.authorization) ?? /[?&]api_key=(xz_[\w-]+)/.exec(request.url)?.[1]
  return secret !== undefined && isSecret(secret) ? secret : undefined
}

/** Whether an address of ours is a secret that opens something by itself: whatever its route calls a token. */
const isPrivateLink = ({ routeOptions }: FastifyRequest): boolean => /\/:token\b/.test(routeOptions.url ?? '')

/**
 * Refuses what comes too fast at private links: each costs reads of the database, and whoever hits upon one reads a case. Links
 * that lead nowhere are counted apart, so that guessing ends long before opening does.
 */
function limitLinks(fastify: FastifyInstance, perLink: number, refuseFor: (wait: number, reply: FastifyReply) => void) {
  const opened = new Buckets(perLink)
  const missed = new Buckets(Math.min(perLink, MISSES))
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isPrivateLink(request) || isLoopback(request.ip)) return
    const [who, now] = [sourceOf(request.ip), performance.now()]
    refuseFor(Math.max(missed.waitOf(who, now), opened.take(who, now)), reply)
  })
  fastify.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 404 && isPrivateLink(request)) missed.take(sourceOf(request.ip), performance.now())
  })
}

/**
 * Refuses what comes too fast at the interfaces for programs and at private links. A request with a key counts for its key and, unless it comes from
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
  limitLinks(fastify, limits.perLink, refuseFor)
  const takeKey = (secret: string): number =>
    keys.take(createHash('sha256').update(secret).digest('base64url'), performance.now())
  fastify.addHook('onRequest', async (request, reply) => {
    if (!/^\/(api|open311)(\/|$)/.test(pathOf(request.url))) return
    const secret = keyIn(request)
    const byKey = secret === undefined ? 0 : takeKey(secret)
    // A busy system behind one address may use all that its keys allow, beside what its people do.
    const who = secret === undefined ? sourceOf(request.ip) : `${sourceOf(request.ip)} key`
    refuseFor(Math.max(byKey, isLoopback(request.ip) ? 0 : addresses.take(who, performance.now())), reply)
  })
  // A posted form carries its key inside, where it is seen only once it was read.
  fastify.addHook('preHandler', async (request, reply) => {
    if (typeof request.body !== 'string' || keyIn(request) !== undefined) return
    const secret = new URLSearchParams(request.body).get('api_key') ?? ''
    if (isSecret(secret)) refuseFor(takeKey(secret), reply)
  })
}
