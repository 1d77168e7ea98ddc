import { performance } from 'node:perf_hooks'
import { refusals } from '@xiangzhi/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Processes } from '#kernel/cases'
import type { Clock } from '#platform/clock'
import { type Database, isUnavailable } from '#platform/database'
import { isDiskFull } from '#platform/disk'
import type { FileStore } from '#platform/files'
import type { Log } from '#platform/log'
import type { MessageOutlets } from '#platform/messages'
import { busyAnswer } from '#platform/pressure'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import type { InboxMessage, VillagerSignIn } from '#platform/sign-in'
import type { Caller, Run } from '#api'
import type { County } from './county.ts'
import { refusalPage, troublePage } from './error-page.ts'
import { layOut, type Page } from './layout.ts'
import { PageCache } from './page-cache.ts'
import { FORM_BYTES_MAX } from './read-form.ts'
import { type Reader, readerOf } from './reader.ts'
import { pack, sendPacked } from './respond.ts'

/** A way in that a demo offers on its start page. */
export interface DemoSignIn {
  readonly userName: string
  readonly password: string
  readonly name: string
  readonly nameEn: string
  readonly role: string
  readonly roleEn: string
}

/** What the portal is given by whoever wires the server. */
export interface PortalOptions {
  readonly county: number
  readonly run: Run
  readonly db: Database
  /** Where pages that are the same for everybody are read, when that is not the primary. */
  readonly publicReads?: { readonly run: Run; readonly db: Database }
  readonly store: FileStore
  readonly sealing: Sealing
  readonly clock: Clock
  readonly log: Log
  readonly processes: Processes
  readonly villagers: VillagerSignIn
  /** The ways out for letters to subscribers, and the address under which people open this installation. */
  readonly outlets?: MessageOutlets
  /** Where a demo keeps the codes that it does not send. */
  readonly inbox?: {
    list(): Promise<readonly InboxMessage[]>
    /** Text messages that were kept instead of sent. */
    listMessages(): Promise<readonly { readonly phoneMasked: string; readonly text: string; readonly sentAt: Date }[]>
  }
  /** Shown on the start page of a demo. */
  readonly demoSignIns?: () => Promise<readonly DemoSignIn[]>
  /** The filing number of the site, for the footer. */
  readonly recordNumber?: string
}

/** What all routes of the portal share. */
export interface Desk extends PortalOptions {
  readonly cache: PageCache
  readCounty(at: number, now: Date): Promise<County>
}

export function openDesk(options: PortalOptions, readCounty: Desk['readCounty']): Desk {
  return { ...options, cache: new PageCache(), readCounty }
}

/** The moment and the county in which a page is drawn, and who reads it. */
export interface Scene {
  readonly reader: Reader
  readonly county: County
  readonly now: Date
}

export async function sceneOf(desk: Desk, request: FastifyRequest): Promise<Scene> {
  const now = desk.clock.now()
  return { reader: readerOf(request), county: await desk.readCounty(performance.now(), now), now }
}

/** Checks the code that somebody typed for a telephone; throws the refusal that says what is wrong with it. */
export function checkTypedCode(desk: Desk, request: FastifyRequest, { now }: Scene, phone: string, code: string) {
  return desk.villagers.checkCode({
    phone,
    code,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    secure: request.protocol === 'https',
    now,
  })
}

/** `sceneOf` where even that may fail, because something has failed already: an error still wants a page. */
export async function findScene(desk: Desk, request: FastifyRequest): Promise<Scene | undefined> {
  try {
    return await sceneOf(desk, request)
  } catch {
    return undefined
  }
}

export function callerOf(reader: Reader): Caller {
  return { kind: 'public', address: reader.address, language: reader.language }
}

/** Sends a page that is for this reader alone, and is kept nowhere. */
export async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  scene: Scene,
  page: Page,
  status = 200,
): Promise<FastifyReply> {
  const text = layOut(scene.reader, scene.county.around, { ...page, unlisted: true })
  return sendPacked(request, reply, scene.reader, await pack(text, 'text/html; charset=utf-8', false), {
    kept: false,
    status,
  })
}

/** Sends a page that is the same for everybody. `key` names it, with whatever of the query it depends on. */
export async function showKept(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  draw: (scene: Scene) => Page | Promise<Page>,
): Promise<FastifyReply> {
  const reader = readerOf(request)
  const at = performance.now()
  const whole = `${reader.language} ${reader.skin} ${key}`
  const packed =
    desk.cache.fresh(whole, at) ??
    (await desk.cache.get(whole, at, {
      draw: async () => {
        const now = desk.clock.now()
        const scene = { reader: { ...reader, url: key }, county: await desk.readCounty(at, now), now }
        return layOut(scene.reader, scene.county.around, await draw(scene))
      },
      pack: (text) => pack(text, 'text/html; charset=utf-8', true),
    }))
  return sendPacked(request, reply, reader, packed, { kept: true })
}

/** After a change: on to the page that shows it, so that a reload sends nothing again. */
export function onTo(reply: FastifyReply, address: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(address, 303)
}

/** Answers everything that went wrong, in the page's look and the reader's words. */
export async function showTrouble(
  desk: Desk,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (isDiskFull(error)) {
    desk.log.error('nothing more fits on the disk', { requestId: request.id, error })
    const { status: full, headers, body } = busyAnswer(request.url, undefined, request.id, 'disk-full')
    return reply.code(full).headers(headers).send(body)
  }
  // Without the database there is no county to say it in the name of: the page of a busy server stands by itself.
  const scene = isUnavailable(error) ? undefined : await sceneOf(desk, request).catch(() => undefined)
  if (!scene) {
    desk.log.warn('the database does not answer', { requestId: request.id, error })
    const { headers, body } = busyAnswer(request.url, undefined, request.id, 'unavailable')
    return reply.code(503).headers(headers).send(body)
  }
  if (error instanceof Refusal) {
    const status = refusals[error.code]
    if (error.detail !== undefined)
      desk.log.info('portal refused', { code: error.code, detail: error.detail, requestId: request.id })
    return show(request, reply, scene, refusalPage(scene, error), status)
  }
  const status = (error as Partial<FastifyError>).statusCode
  if (status !== undefined && status >= 400 && status < 500) {
    return show(
      request,
      reply,
      scene,
      refusalPage(
        scene,
        new Refusal(status === 413 ? 'form-too-large' : 'bad-input', { limit: FORM_BYTES_MAX / 1024 }),
      ),
      status,
    )
  }
  desk.log.error('portal failed', {
    error,
    requestId: request.id,
    path: request.url.split('?')[0]?.replace(/\/t\/[^/]+/, '/t/…'),
  })
  return show(request, reply, scene, troublePage(scene, request.id), 500)
}
