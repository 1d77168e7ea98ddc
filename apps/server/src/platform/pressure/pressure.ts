import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Language, languages, say } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** How much one process takes on at once before it turns the rest away. */
export interface PressureLimits {
  /** Requests in flight. */
  readonly requestsMax: number
  /** Median delay of the event loop over one sample, in milliseconds. */
  readonly delayMaxMs: number
  /** Length of a sample, in milliseconds. */
  readonly sampleMs: number
}

const REQUESTS_MAX = 256
const RESOLUTION_MS = 20
/** Long enough for a wave to pass, short enough that nobody gives up. */
const RETRY_AFTER_SECONDS = 5

/** Who watches the process must always be answered, and a watcher of the big screen waits by design (and is bounded there). */
const EXEMPT = new Set(['/healthz', '/readyz', '/metrics', '/api/live'])

/** The limits of this process; REQUESTS_MAX changes how many requests it takes on at once. */
export function pressureLimits(environment: Readonly<Record<string, string | undefined>>): PressureLimits {
  const requestsMax = Number(environment.REQUESTS_MAX ?? REQUESTS_MAX)
  if (!Number.isInteger(requestsMax) || requestsMax < 1)
    throw new Error('REQUESTS_MAX must be a whole number of requests in flight')
  return { requestsMax, delayMaxMs: 500, sampleMs: 1000 }
}

/** Both languages, readable without anything else being loaded: a busy server sends no style sheets along. */
function busyPage(): string {
  const lines = languages.map(
    (language) => `<p lang="${language}">${say(language, 'text.common.busy', { seconds: RETRY_AFTER_SECONDS })}</p>`,
  )
  const title = languages.map((language) => say(language, 'text.common.product')).join(' ')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body>${lines.join('')}</body></html>`
}

const speaks = (request: FastifyRequest): Language =>
  /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh-CN'

function turnAway(request: FastifyRequest, reply: FastifyReply, page: string): FastifyReply {
  // The connection ends with the answer, so that an unread body is not waited for.
  reply
    .code(503)
    .header('retry-after', String(RETRY_AFTER_SECONDS))
    .header('cache-control', 'no-store')
    .header('connection', 'close')
  if (!/^\/(api|open311)\//.test(request.url))
    return reply.header('content-type', 'text/html; charset=utf-8').send(page)
  return reply.header('content-type', 'application/problem+json; charset=utf-8').send(
    JSON.stringify({
      type: 'about:blank',
      title: say(speaks(request), 'text.common.busy', { seconds: RETRY_AFTER_SECONDS }),
      status: 503,
      code: 'busy',
      requestId: request.id,
    }),
  )
}

/** Where what was turned away is counted. */
interface Counting {
  counter(name: string, help: string): { add(labels?: Readonly<Record<string, string>>): void }
  gauge(name: string, help: string): { set(value: number): void }
}

/**
 * Turns requests away with 503 and Retry-After while the process has too many in flight or its event loop lags: a short no keeps
 * memory bounded and lets those inside be answered. Health, metrics and the live stream are never turned away.
 */
export function mountPressure(
  fastify: FastifyInstance,
  { requestsMax, delayMaxMs, sampleMs }: PressureLimits,
  counting: Counting,
): void {
  const shed = counting.counter('xiangzhi_requests_shed_total', 'Requests turned away under pressure, by reason')
  const inFlight = counting.gauge('xiangzhi_requests_in_flight', 'Requests being answered, sampled every second')
  const page = busyPage()
  let requests = 0
  let lags = false
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const sampling = setInterval(() => {
    // The histogram holds the whole time between two ticks, of which the resolution itself is no delay.
    lags = delay.count > 0 && delay.percentile(50) / 1e6 - RESOLUTION_MS > delayMaxMs
    delay.reset()
    inFlight.set(requests)
  }, sampleMs)
  sampling.unref()
  fastify.addHook('onClose', async () => {
    clearInterval(sampling)
    delay.disable()
  })
  fastify.addHook('onRequest', async (request, reply) => {
    if (EXEMPT.has(request.routeOptions.url ?? '')) return undefined
    const reason = requests >= requestsMax ? 'in-flight' : lags ? 'event-loop' : undefined
    if (reason) {
      shed.add({ reason })
      return turnAway(request, reply, page)
    }
    requests += 1
    let left = false
    // Whichever comes first: the answer went out, or the caller hung up.
    const leave = (): void => {
      if (left) return
      left = true
      requests -= 1
    }
    reply.raw.once('finish', leave).once('close', leave)
    return undefined
  })
}
