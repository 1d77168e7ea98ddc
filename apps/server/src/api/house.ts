import { randomUUID } from 'node:crypto'
import zlib from 'node:zlib'
import fastifyCompress from '@fastify/compress'
import Fastify, { type FastifyInstance } from 'fastify'
import { keepNothingUnasked } from '#platform/built-files'
import { type Database, sql } from '#platform/database'
import { type Disk, mountDisk } from '#platform/disk'
import type { Log } from '#platform/log'
import { type Metrics, mountMetrics } from '#platform/metrics'
import { openPressure, pressureLimits } from '#platform/pressure'
import { holdWrites } from '#platform/public-writes'
import { type CallerMemory, forgetAfterChanges } from './caller-memory.ts'
import { answerError, listOperations } from './http.ts'
import { mountRateLimit, rateLimits } from './rate-limit.ts'

export interface HouseParts {
  readonly db: Database
  readonly disk: Disk
  readonly log: Log
  readonly metrics: Metrics
  readonly callers: CallerMemory
}

/** A server with no address yet, and the rules that hold for every request to it: pressure, headers, limits, errors. */
export async function openHouse({ disk, log, metrics, callers }: HouseParts): Promise<FastifyInstance> {
  const pressure = openPressure(pressureLimits(process.env), metrics.registry)
  const fastify = Fastify({
    serverFactory: (handler) => pressure.serverFactory(handler),
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    trustProxy: process.env.TRUST_PROXY === '1' ? 'loopback' : false,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
  })
  forgetAfterChanges(fastify, callers)
  keepNothingUnasked(fastify)
  fastify.addHook('onRequest', async (_request, reply) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      .header('referrer-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), microphone=(), geolocation=(self)')
  })
  mountMetrics(fastify, { metrics, log, token: process.env.METRICS_TOKEN })
  pressure.mount(fastify)
  mountDisk(fastify, { disk, metrics })
  fastify.setErrorHandler((error, request, reply) => answerError(log, error, request, reply))
  // Only the API is compressed here: portal pages and built assets are kept compressed.
  await fastify.register(fastifyCompress, {
    global: false,
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  holdWrites(fastify, { contract: new Set(listOperations().map(({ path }) => path)) })
  const limits = rateLimits(process.env)
  if (limits) mountRateLimit(fastify, limits)
  return fastify
}

/** What a proxy asks: whether the server lives, and whether it can answer. */
export function mountReadiness(
  fastify: FastifyInstance,
  { db, disk, county }: Pick<HouseParts, 'db' | 'disk'> & { readonly county: number },
): void {
  fastify.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }))
  fastify.get('/readyz', async (_request, reply) => {
    if (disk.isFull()) return reply.code(503).header('retry-after', '60').send({ status: 'disk full' })
    try {
      await db.read(county, (tx) => tx.row(sql`select 1 as ok`))
      return await reply.send({ status: 'ready' })
    } catch {
      return reply.code(503).header('retry-after', '5').send({ status: 'database unreachable' })
    }
  })
}
