import type { FastifyInstance } from 'fastify'

/**
 * Vite puts a hash of the content into the name of what may be kept for ever: another content has another name. A word of
 * eight small letters is no hash; the rare hash that looks like one is only asked for once more.
 */
const HASHED = /^assets\/(?:.*\/)?[^/]+-(?=[a-z-]*[A-Z\d_])[\w-]{8}\.[a-z0-9]+$/

/** How a browser may keep a file of the built workbench, by its path below the folder: pages and workers are always asked for anew. */
export const cacheOf = (path: string): string =>
  HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'

/**
 * Whatever says nothing else is asked for anew each time. Without a word browsers guess how long they may keep an answer,
 * and an upgrade reaches them when their guess ends.
 */
export function keepNothingUnasked(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-cache')
  })
}
