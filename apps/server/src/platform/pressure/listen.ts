import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * An event loop takes one new connection from a listening socket per turn. Busy turns take 20 ms, so that a single socket lets in
 * 50 callers a second, and the others wait unseen in the kernel. Each further socket lets in as many more.
 */
const DOORS = 128
/** How many may wait before each door. */
const BACKLOG = 32

async function listenAt(server: Server, options: { port: number; host: string; reusePort?: boolean }): Promise<void> {
  server.listen({ ...options, backlog: BACKLOG })
  await once(server, 'listening')
}

const close = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()))

/**
 * Listens with several sockets where the system can share a port among them (Linux), and with one elsewhere. Throws when
 * somebody else listens there, as listening with one socket does.
 */
export async function listenWide(
  fastify: FastifyInstance,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<void> {
  if (process.platform !== 'linux' || port === 0) {
    await fastify.listen({ port, host })
    return
  }
  // A shared port would let a second server start beside the first without a word, so it must be free before.
  const probe = createServer()
  await listenAt(probe, { port, host })
  await close(probe)
  const enter = (socket: Socket): void => void fastify.server.emit('connection', socket)
  const doors = Array.from({ length: DOORS - 1 }, () => createServer({ allowHalfOpen: true, noDelay: true }, enter))
  fastify.addHook('preClose', async () => {
    // New ones are not taken any more; those that came in belong to the server itself.
    for (const door of doors) door.close()
  })
  await fastify.listen({ port, host, backlog: BACKLOG, ...({ reusePort: true } as object) })
  await Promise.all(doors.map((door) => listenAt(door, { port, host, reusePort: true })))
}
