import type { FastifyInstance } from 'fastify'

/** A route as the router names it. */
export interface Route {
  readonly method: string
  readonly url: string
}

/** Every route there is, as the router itself lists them. */
export function listRoutes(fastify: FastifyInstance): Route[] {
  const found: Route[] = []
  const path: string[] = []
  for (const line of fastify.printRoutes().split('\n')) {
    const match = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line)
    if (!match) continue
    path.length = (match[1] ?? '').length / 4
    path.push(match[2] ?? '')
    for (const method of (match[3] ?? '').split(', ')) if (method !== '') found.push({ method, url: path.join('') })
  }
  return found
}

/** An address that fits the template of a route. */
export const addressOf = (url: string): string =>
  (url.startsWith('/') ? url : `/${url}`)
    .replace(/:(code|placeCode)\b/g, '610114001001')
    .replace(/:[A-Za-z]+/g, '01900000-0000-7000-8000-000000000000')
    .replace('*', 'x')
