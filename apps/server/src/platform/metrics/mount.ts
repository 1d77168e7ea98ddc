import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '#platform/log'
import type { Metrics } from './metrics.ts'

/** Slower than this a request is worth a line in the log by itself. */
const SLOW_MS = 1000

const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via']

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Whether somebody may read the measured values: who knows the token of the installation, or who asks on this machine
 * itself. What a proxy hands on is not from this machine, so any sign of one closes the way.
 */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (given !== undefined) return token !== undefined && timingSafeEqual(hashOf(given), hashOf(token))
  return (
    LOOPBACK.has(request.socket.remoteAddress ?? '') && FORWARDED.every((name) => request.headers[name] === undefined)
  )
}

/**
 * Measures every request, gives every answer its request id, writes slow and failed ones to the log, and answers
 * `/metrics`. Addresses of requests are never measured or logged, only their templates: a private link is a secret.
 */
export function mountMetrics(
  fastify: FastifyInstance,
  { metrics, log, token }: { metrics: Metrics; log: Log; token?: string | undefined },
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  fastify.addHook('onSend', async (_request, reply, payload: unknown) => {
    if (!String(reply.getHeader('content-type')).startsWith('application/problem+json')) return payload
    const code = typeof payload === 'string' ? /"code":"([a-z-]+)"/.exec(payload)?.[1] : undefined
    if (code !== undefined) metrics.refusal(code)
    return payload
  })
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const facts = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    metrics.request(route, request.method, reply.statusCode, reply.elapsedTime / 1000)
    if (reply.statusCode >= 500) log.info('request failed', facts)
    else if (reply.elapsedTime > SLOW_MS) log.info('request was slow', facts)
    else log.debug('request', facts)
  })
  fastify.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, token)) {
      reply.callNotFound()
      return reply
    }
    return reply
      .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(await metrics.read())
  })
}
