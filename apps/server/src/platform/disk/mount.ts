import type { FastifyInstance } from 'fastify'
import type { Metrics } from '#platform/metrics'
import { busyAnswer } from '#platform/pressure'
import type { Disk } from './disk.ts'

/** Reading goes on; so does signing in, or nobody could see what is wrong. */
const isWriting = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/api/auth/')

/**
 * While the disk is full whatever would write is refused with 507 and a sentence, before anything of it is read. An answer
 * of 507 from further inside says the same, so that the next request need not find out again.
 */
export function mountDisk(fastify: FastifyInstance, { disk, metrics }: { disk: Disk; metrics: Metrics }): void {
  metrics.onRead((registry) => {
    const free = registry.gauge('xiangzhi_disk_free_bytes', 'Free space, by folder')
    for (const space of disk.spaces()) if (Number.isFinite(space.free)) free.set(space.free, { folder: space.folder })
    registry
      .gauge('xiangzhi_disk_full', 'Whether writes are refused because the disk is full')
      .set(disk.isFull() ? 1 : 0)
  })
  fastify.addHook('onRequest', async (request, reply) => {
    if (!disk.isFull() || !isWriting(request)) return undefined
    const { status, headers, body } = busyAnswer(
      request.url,
      request.headers['accept-language'],
      request.id,
      'disk-full',
    )
    // What is being sent is not waited for: the connection ends with the answer.
    return reply.code(status).headers(headers).header('connection', 'close').send(body)
  })
  fastify.addHook('onResponse', async (_request, reply) => {
    if (reply.statusCode === 507 && !disk.isFull()) disk.noteFull()
  })
}
