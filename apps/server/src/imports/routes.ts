import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { Actor } from '@xiangzhi/language'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { Log } from '#platform/log'
import { Refusal, refuseUnless } from '#platform/refusal'
import { requireSameOrigin } from '#platform/sign-in'
import { type RosterKind, rosterKinds } from './columns.ts'
import {
  beginRoster,
  clearUnfinished,
  type ImportEnvironment,
  readingFolder,
  readRoster,
  requireMayImport,
} from './roster.ts'

/** A hundred thousand households fill about five megabytes. */
const MEGABYTES_MAX = 60

export interface ImportRoutes extends ImportEnvironment {
  readonly dataDir: string
  readonly log: Log
  readonly callerOf: (request: FastifyRequest) => Promise<{ readonly kind: string; readonly actor?: Actor }>
}

const isRosterKind = (kind: unknown): kind is RosterKind => rosterKinds.includes(kind as RosterKind)

/**
 * POST /api/imports?kind=… takes a roster (multipart field `file`) and answers the id of the import at once; reading goes on
 * behind it and `getImport` tells how far it is. The file is deleted when it was read: it holds in the clear what is sealed.
 */
export function mountImports(fastify: FastifyInstance, routes: ImportRoutes): void {
  const { dataDir, log, callerOf } = routes
  const underWay = new Set<Promise<void>>()
  fastify.addHook('onReady', () => clearUnfinished(routes, dataDir))
  fastify.addHook('onClose', async () => void (await Promise.allSettled(underWay)))

  void fastify.register(async (scope) => {
    if (!scope.hasContentTypeParser('multipart/form-data')) await scope.register(multipart)

    scope.post('/api/imports', async (request, reply) => {
      requireSameOrigin(request)
      const { actor } = await callerOf(request)
      refuseUnless(actor, 'sign-in-first')
      const { kind } = request.query as { kind?: unknown }
      refuseUnless(isRosterKind(kind) && request.isMultipart(), 'bad-input')
      requireMayImport(actor, kind)
      const part = await request.file({ limits: { fileSize: MEGABYTES_MAX * 1024 * 1024, files: 1, fields: 5 } })
      refuseUnless(part, 'bad-input')
      const id = uuidv7()
      const path = join(await readingFolder(dataDir), id)
      const file = { id, kind, path, name: part.filename }
      try {
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
        if (part.file.truncated) throw new Refusal('too-large', { limit: MEGABYTES_MAX })
        await beginRoster(routes, file, actor.personId)
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
      const reading = readRoster(routes, file)
        .catch((error: unknown) => log.warn('a roster could not be read', { importId: id, error }))
        .then(() => rm(path, { force: true }))
      underWay.add(reading)
      void reading.finally(() => underWay.delete(reading))
      return reply.code(202).send({ id })
    })
  })
}
