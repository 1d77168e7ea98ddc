import { performance } from 'node:perf_hooks'
import type { Operation } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import { forgetRemembered, forgetTogether } from '#platform/memory'
import type { Caller } from './handlers.ts'

export type StaffCaller = Extract<Caller, { kind: 'staff' }>

/** A right that was taken away on another server ends after this time at the latest; on this one it ends at once. */
export const REMEMBERED_MS = 1000
const CALLERS_MAX = 5000

/** Work on cases changes nobody's rights, no name and no rule; any other change may. */
export function mayChangeRemembered({ subject }: Pick<Operation, 'subject'>): boolean {
  return subject?.kind !== 'cases'
}

/**
 * Who stands behind a key or a session, for a second: a screen asks several things at once and a connected system hundreds, and
 * looking up rights each time would cost more than most answers.
 */
export class CallerMemory {
  readonly #callers = new Map<string, { readonly caller: StaffCaller; readonly until: number }>()

  constructor() {
    forgetTogether(this.#callers)
  }

  find(credential: string): StaffCaller | undefined {
    const known = this.#callers.get(credential)
    return known && performance.now() < known.until ? known.caller : undefined
  }

  /** `askedAt` is when the look-up began: what changed since must not be missed for longer than a second. */
  keep(credential: string, caller: StaffCaller, askedAt: number): void {
    if (this.#callers.size >= CALLERS_MAX) this.#callers.clear()
    this.#callers.set(credential, { caller, until: askedAt + REMEMBERED_MS })
  }

  forget(): void {
    forgetRemembered()
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that a route carries out. */
    readonly operation?: Operation
  }
}

/**
 * Forgets whatever may have changed before the one who changed it learns that it was done. Pages and Open311 change something only
 * through operations, whose gate forgets by itself; signing in and imports have routes of their own.
 */
export function forgetAfterChanges(fastify: FastifyInstance, memory: CallerMemory): void {
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    const { operation } = request.routeOptions.config
    const changes = operation ? mayChangeRemembered(operation) : request.url.startsWith('/api/')
    if (request.method !== 'GET' && request.method !== 'HEAD' && changes) memory.forget()
    done(null, payload)
  })
}
