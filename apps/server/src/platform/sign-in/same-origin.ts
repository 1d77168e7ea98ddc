import type { FastifyRequest } from 'fastify'
import { Refusal } from '#platform/refusal'

type Asked = Pick<FastifyRequest, 'method' | 'headers' | 'host'>

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined)

/**
 * Whether a request that changes something comes from our own pages. Browsers say so in Sec-Fetch-Site or Origin, old
 * WebViews at least in Referer. A request without any of them is no page of another site if it carries no cookie: then
 * it is a program, which has to sign in by itself.
 */
export function isSameOrigin(request: Asked): boolean {
  if (SAFE.has(request.method)) return true
  const { origin, referer } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin !== undefined) return hostOf(origin) === request.host
  if (referer !== undefined) return hostOf(referer) === request.host
  return request.headers.cookie === undefined
}

/** Refuses a change asked for by a page of another site (cross-site request forgery). */
export function requireSameOrigin(request: Asked): void {
  if (!isSameOrigin(request))
    throw new Refusal('not-allowed', {}, `a page of another site asked: ${request.headers.origin}`)
}
