import { inflateRawSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { listRoutes } from './testing-routes.ts'
import { listOperations } from '#api'

/** What the files of an archive say. */
export function unzipped(archive: Buffer): string {
  const said: string[] = []
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50;) {
    const [method, size] = [archive.readUInt16LE(at + 8), archive.readUInt32LE(at + 18)]
    const from = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28)
    const data = archive.subarray(from, from + size)
    said.push((method === 8 ? inflateRawSync(data) : data).toString())
    at = from + size
  }
  return said.join('\n')
}

/** The addresses of a server that are read, with their parameters. */
export const routesOf = (fastify: FastifyInstance): string[] =>
  listRoutes(fastify).flatMap(({ method, url }) => (method === 'GET' ? [url] : []))

/** Every read of the contract that is open to everybody, asked for the village. */
export function publicReads(code: string, edition: string): string[] {
  return listOperations()
    .filter(({ audience, kind }) => audience === 'public' && kind === 'read')
    .map(({ path }) => {
      const url = path.replace(':code', code).replace(':editionId', edition).replace(':item', 'm1-1')
      return path.endsWith('/search') ? `${url}?q=${encodeURIComponent('通知')}` : url
    })
}

/** What a route of the list looks like in an address. */
export const shapeOf = (route: string): RegExp =>
  new RegExp(`^${route.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/?]+')}(?:\\?|$)`)

/** Routes of the contract that only staff, or the holder of a private link, may ask. */
const ofFew = new Set(listOperations().flatMap(({ audience, path }) => (audience === 'public' ? [] : [path as string])))

/** Other routes for one reader, for staff or for machines. Shrinks only. */
const notSwept =
  /^\/(?:api\/(?:auth|files|live|disclosure)(?:\/|$)|staff|cockpit|field|dev\/|t\/|log\/|metrics|calendar|subscriptions|device$|favicon|healthz|readyz|open311\/v2\/tokens|my-data\/village\/:id|progress\/:caseId)|\.js$|\/report\/:key|\*/

/** Whether a route is for everybody, so that the sweep has to look at it. */
export const isPublic = (route: string): boolean => !notSwept.test(route) && !ofFew.has(route)
