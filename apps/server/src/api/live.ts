import { type CockpitFigures, getCockpit } from '@xiangzhi/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '#platform/log'
import type { Caller } from './handlers.ts'
import { answerError } from './http.ts'
import type { Run } from './run.ts'

export interface LiveEnvironment {
  readonly run: Run
  readonly log: Log
  readonly clock: { now(): Date }
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>
  /** How often figures are sent. */
  readonly everyMs?: number
}

/** Whoever watches is asked for the sign-in again so often: a session that ended stops the screen. */
const CHECK_AGAIN_MS = 60_000
/** More watchers than a county has walls; each holds a connection. */
const WATCHERS_MAX = 50

/**
 * The figures of the big screen as server-sent events. They are the same for everybody, so they are counted once for all who
 * watch; without watchers nothing is counted.
 */
export function mountLive(
  fastify: FastifyInstance,
  { run, log, clock, callerOf, everyMs = 3000 }: LiveEnvironment,
): void {
  let counted: { readonly at: number; readonly figures: Promise<CockpitFigures> } | undefined
  const watchers = new Set<() => void>()

  function figuresFor(caller: Caller): Promise<CockpitFigures> {
    const now = clock.now().getTime()
    if (!counted || Math.abs(now - counted.at) >= everyMs * 0.8) {
      const figures = run(getCockpit, caller, {})
      counted = { at: now, figures }
      figures.catch(() => (counted = undefined))
    }
    return counted.figures
  }

  fastify.addHook('preClose', () => {
    for (const leave of watchers) leave()
  })

  fastify.get('/api/live', async (request, reply) => {
    let caller: Caller
    let first: CockpitFigures
    try {
      caller = await callerOf(request)
      // Asked through the gate for this very person, so that nobody watches on somebody else's permission.
      first = await run(getCockpit, caller, {})
    } catch (error) {
      return answerError(log, error, request, reply)
    }
    if (watchers.size >= WATCHERS_MAX) return reply.code(503).header('retry-after', '30').send()
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
    })
    const tell = (figures: CockpitFigures): void => void raw.write(`data: ${JSON.stringify(figures)}\n\n`)
    let checkedAt = clock.now().getTime()
    const turn = async (): Promise<void> => {
      const now = clock.now().getTime()
      if (now - checkedAt >= CHECK_AGAIN_MS) {
        await run(getCockpit, await callerOf(request), {})
        checkedAt = now
      }
      tell(await figuresFor(caller))
    }
    const timer = setInterval(() => {
      turn().catch((error: unknown) => {
        log.warn('the big screen got no figures', { error })
        leave()
      })
    }, everyMs)
    const leave = (): void => {
      clearInterval(timer)
      watchers.delete(leave)
      raw.end()
    }
    watchers.add(leave)
    raw.on('close', leave)
    tell(first)
    return reply
  })
}
