import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { requireSameOrigin } from '#platform/sign-in'
import type { FileStore } from './file-store.ts'
import { sendUpload } from './send.ts'
import { develop, fileOf, keepUpload, UPLOAD_MEGABYTES_MAX } from './uploads.ts'

/** Who asks, as far as files care: only signed-in staff have a person. */
interface Asking {
  readonly kind: 'public' | 'staff'
  readonly actor?: { readonly personId: string }
}

/** What the routes are given by whoever wires the server. */
export interface FileRoutes<C extends Asking> {
  readonly db: Database
  readonly county: number
  readonly store: FileStore
  readonly clock: { now(): Date }
  readonly callerOf: (request: FastifyRequest) => Promise<C>
  /**
   * Whoever may read a case or a text on its way to the public may read its files: the ids of its files, for the caller. Refuses as
   * reading the thing itself does.
   */
  readonly holders: Readonly<Record<Holder, (caller: C, id: string) => Promise<readonly string[]>>>
}

/** What files belong to. */
const holderKinds = ['case', 'edition'] as const
type Holder = (typeof holderKinds)[number]

const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * POST /api/files takes one file of staff (multipart field `file`) and answers its id. GET /api/files/:id?case=… gives a file
 * of a case, `?edition=…` one of a text on its way to the public, to those who may read it, and without either an own upload that
 * belongs to nothing yet; `size=thumb` gives the thumbnail.
 */
export function mountFiles<C extends Asking>(
  fastify: FastifyInstance,
  { db, county, store, clock, callerOf, holders }: FileRoutes<C>,
): void {
  void fastify.register(async (scope) => {
    if (!scope.hasContentTypeParser('multipart/form-data')) await scope.register(multipart)

    scope.post('/api/files', async (request, reply) => {
      requireSameOrigin(request)
      const caller = await callerOf(request)
      const person = caller.actor?.personId
      refuseUnless(person, 'sign-in-first')
      refuseUnless(request.isMultipart(), 'not-a-photo')
      const part = await request.file({
        limits: { fileSize: UPLOAD_MEGABYTES_MAX * 1024 * 1024, files: 1, fields: 10 },
      })
      refuseUnless(part, 'not-a-photo')
      const content = await part.toBuffer().catch((error: unknown) => {
        if ((error as { statusCode?: number }).statusCode === 413)
          throw new Refusal('too-large', { limit: UPLOAD_MEGABYTES_MAX })
        throw error
      })
      const developed = await develop(store, { name: part.filename, content, fromStaff: true })
      const id = await db.write(county, (tx) => keepUpload(tx, developed, { now: clock.now(), by: person }))
      const { mediaType, bytes, name, position } = developed
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ id, mediaType, bytes, name, position: position ?? null })
    })

    scope.get<{ Params: { id: string }; Querystring: Partial<Record<Holder | 'size', string>> }>(
      '/api/files/:id',
      async (request, reply) => {
        const { id } = request.params
        const { size } = request.query
        const holder = holderKinds.find((kind) => request.query[kind] !== undefined)
        refuseUnless(idShape.test(id), 'not-found')
        const caller = await callerOf(request)
        refuseUnless(caller.actor, 'sign-in-first')
        if (holder !== undefined) {
          const heldBy = request.query[holder] ?? ''
          refuseUnless(idShape.test(heldBy), 'not-found')
          refuseUnless((await holders[holder](caller, heldBy)).includes(id), 'not-found')
        }
        const upload = await db.read(county, (tx) => fileOf(tx, id))
        refuseUnless(upload && (holder !== undefined || upload.uploadedBy === caller.actor.personId), 'not-found')
        return sendUpload(reply, store, upload, {
          size: size === 'thumb' ? 'thumbnail' : 'full',
          cache: 'private, no-cache',
          inViewer: holder === 'edition',
        })
      },
    )
  })
}
