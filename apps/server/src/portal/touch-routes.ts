import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import {
  askAboutPublication,
  getPlaceMoney,
  getPublicEdition,
  getPublicItem,
  getVillageDisclosure,
  listVillageQuestions,
  type PublicEditionView,
  refusals,
} from '@xiangzhi/contract'
import { countCharacters } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { readEdition } from '#disclosure'
import { everybody, findPublished } from '#kernel/publications'
import { Refusal, refuseUnless } from '#platform/refusal'
import { contactsToCall, type Village } from './county.ts'
import { callerOf, type Desk, findScene, type Scene, sceneOf } from './desk.ts'
import { html } from './html.ts'
import { DEVICE_COOKIE, screenReadership } from './screen-readers.ts'
import { readForm, readWords } from './read-form.ts'
import { cookieOf, readerOf } from './reader.ts'
import { pack, sendPacked } from './respond.ts'
import { villageIn } from './report-routes.ts'
import { layTouch, type TouchPage, touchPolicy } from './touch-layout.ts'
import {
  touchAsk,
  touchAsked,
  touchEdition,
  touchHelp,
  touchHome,
  touchItem,
  touchList,
  touchMissing,
  touchMoney,
  touchQuestions,
  touchReport,
} from './touch-pages.ts'
import { touchScript, touchWorker } from './touch-script.ts'
import { wordLimits } from './word-limits.ts'

type Query = Readonly<Record<string, string | undefined>>
export interface ScreenAt {
  readonly Params: { readonly code: string; readonly id?: string }
  readonly Querystring: Query
}

export const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const HTML_TYPE = 'text/html; charset=utf-8'

/** Draws a page of a screen once for all that ask for it, as the pages of the phones are. Codes on it hold the host's name. */
export async function sendKept(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  screen: { readonly key: string; readonly policy: string },
  draw: (scene: Scene) => Promise<string>,
): Promise<FastifyReply> {
  const reader = { ...readerOf(request), skin: 'phone' as const }
  const at = performance.now()
  const key = `${reader.language} ${reader.origin} ${screen.key}`
  const packed =
    desk.cache.fresh(key, at) ??
    (await desk.cache.get(key, at, {
      draw: async () => {
        const now = desk.clock.now()
        return draw({ reader, county: await desk.readCounty(at, now), now })
      },
      pack: (text) => pack(text, HTML_TYPE, true),
    }))
  return sendPacked(request, reply, reader, packed, { kept: true, policy: screen.policy })
}

/** A script is the same for a day; its words are ours, so it is packed once. */
export function sendSource(reply: FastifyReply, source: string): FastifyReply {
  const tag = `"${createHash('sha256').update(source).digest('base64url').slice(0, 22)}"`
  if (reply.request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply
    .headers({ etag: tag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
    .type('text/javascript; charset=utf-8')
    .send(source)
}

/** What of the query a page depends on, as it stands in its address. */
export function queryOf(request: { readonly query: Query }, names: readonly string[]): { query: Query; text: string } {
  const parameters = new URLSearchParams()
  for (const name of names) {
    const value = request.query[name]
    if (typeof value === 'string' && value !== '' && value.length <= 120) parameters.set(name, value)
  }
  const text = parameters.toString()
  return { query: Object.fromEntries(parameters), text: text === '' ? '' : `?${text}` }
}

/** The status that says what went wrong. */
export function statusOf(error: unknown): number {
  if (error instanceof Refusal) return (refusals as Readonly<Record<string, number>>)[error.code] ?? 400
  const status = (error as { statusCode?: unknown }).statusCode
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

/**
 * What is for the people of a village, where a screen registered for it asks: such a page is drawn for it alone and kept nowhere, not
 * even on the screen. Undefined for everything that everybody may read, and for everybody else.
 */
export async function villageText(
  desk: Desk,
  request: FastifyRequest,
  code: string,
  id: string,
): Promise<{ scene: Scene; village: Village; view: PublicEditionView } | undefined> {
  if (!idShape.test(id) || cookieOf(request.headers.cookie, DEVICE_COOKIE) === undefined) return undefined
  const scene = await sceneOf(desk, request)
  const village = villageIn(scene, code)
  const as = await screenReadership(desk, request, village)
  if (as.of === 'everybody') return undefined
  const view = await desk.db.read(desk.county, (tx) => readEdition(tx, as, id))
  const isOwn = view?.audience === 'village' && view.withheld === null && view.place.code === village.code
  return isOwn ? { scene: { ...scene, reader: { ...scene.reader, skin: 'phone' } }, village, view } : undefined
}

async function sendPrivate(
  request: FastifyRequest,
  reply: FastifyReply,
  scene: Scene,
  village: Village,
  page: TouchPage,
  status = 200,
): Promise<FastifyReply> {
  const packed = await pack(await layTouch(scene, village, page), HTML_TYPE, false)
  return sendPacked(request, reply, scene.reader, packed, { kept: false, status, policy: touchPolicy })
}

/** How many documents a screen keeps for a day without network. */
const KEPT_EDITIONS = 40

/** The pages of the touch screens in village halls: public, in pages of their own, with their own bar. */
export function mountTouch(parent: FastifyInstance, readers: Desk, desk: Desk): void {
  void parent.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      const code = /^\/touch\/(\d{12})/.exec(request.url)?.[1] ?? ''
      const scene = await findScene(desk, request)
      const village = scene?.county.villages.get(code)
      if (!scene || !village) throw error
      if (statusOf(error) === 500) desk.log.error('a page of a touch screen failed', { error, requestId: request.id })
      const title = scene.reader.say('text.devices.touch.trouble')
      const body = html`<p class="card">${scene.reader.say('text.devices.touch.troubleNote')}</p>`
      const back = `/touch/${code}`
      return sendPrivate(request, reply, scene, village, { title, body, back, phone: `/v/${code}` }, statusOf(error))
    })

    const page = (
      path: string,
      names: readonly string[],
      draw: (scene: Scene, village: Village, at: ScreenAt['Params'], query: Query) => Promise<TouchPage> | TouchPage,
    ): void => {
      scope.get<ScreenAt>(`/touch/:code${path}`, (request, reply) => {
        const { query, text } = queryOf(request, names)
        const key = `${request.url.split('?')[0] ?? ''}${text}`
        return sendKept(readers, request, reply, { key, policy: touchPolicy }, async (scene) => {
          const village = villageIn(scene, request.params.code)
          refuseUnless(scene.county.config.disclosure, 'not-found')
          return layTouch(scene, village, await draw(scene, village, request.params, query))
        })
      })
    }
    const { run } = readers
    const disclosureOf = (scene: Scene, village: Village, more: object = {}) =>
      run(getVillageDisclosure, callerOf(scene.reader), { code: village.code, limit: 30, ...more })
    const moneyOf = (scene: Scene, village: Village) =>
      run(getPlaceMoney, callerOf(scene.reader), { code: village.code })

    page('', [], async (scene, village) => {
      const [disclosure, { edition }] = await Promise.all([disclosureOf(scene, village), moneyOf(scene, village)])
      return touchHome(scene, village, disclosure, edition)
    })
    page('/open', ['class', 'cursor'], async (scene, village, _at, query) => {
      const group = /^[a-z0-9-]{1,40}$/.test(query['class'] ?? '') ? query['class'] : undefined
      const more = {
        ...(group !== undefined && { class: group }),
        ...(query['cursor'] !== undefined && { cursor: query['cursor'] }),
      }
      return touchList(scene, village, await disclosureOf(scene, village, more), group)
    })
    page('/open/:id', [], async (scene, village, { id = '' }) =>
      touchItem(scene, village, await run(getPublicItem, callerOf(scene.reader), { code: village.code, item: id })),
    )
    scope.get<ScreenAt>('/touch/:code/e/:id', async (request, reply) => {
      const { code, id = '' } = request.params
      const own = await villageText(desk, request, code, id)
      if (own)
        return sendPrivate(request, reply, own.scene, own.village, touchEdition(own.scene, own.village, own.view))
      return sendKept(
        readers,
        request,
        reply,
        { key: `/touch/${code}/e/${id}`, policy: touchPolicy },
        async (scene) => {
          const village = villageIn(scene, code)
          refuseUnless(scene.county.config.disclosure && idShape.test(id), 'not-found')
          const view = await run(getPublicEdition, callerOf(scene.reader), { editionId: id })
          refuseUnless(view.place.code === village.code, 'not-found')
          return layTouch(scene, village, touchEdition(scene, village, view))
        },
      )
    })
    page('/money', [], async (scene, village) => touchMoney(scene, village, await moneyOf(scene, village)))
    page('/missing', [], async (scene, village) => {
      const { missing, due } = await disclosureOf(scene, village, { limit: 1 })
      return touchMissing(scene, village, missing, due)
    })
    page('/questions', [], async (scene, village) => {
      const { rows } = await run(listVillageQuestions, callerOf(scene.reader), { code: village.code, limit: 30 })
      return touchQuestions(scene, village, rows)
    })
    page('/report', [], touchReport)
    page('/help', [], (scene, village) => touchHelp(scene, village, contactsToCall(scene.county)))

    scope.get<ScreenAt>('/touch/:code/pages.json', async (request, reply) => {
      const scene = await sceneOf(readers, request)
      const village = villageIn(scene, request.params.code)
      const { published } = await disclosureOf(scene, village, { limit: KEPT_EDITIONS })
      const home = `/touch/${village.code}`
      const pages = ['', '/open', '/money', '/missing', '/questions', '/report', '/help'].map(
        (path) => `${home}${path}`,
      )
      return reply
        .header('cache-control', 'no-store')
        .send({ pages: ['/touch.js', ...pages, ...published.map(({ editionId }) => `${home}/e/${editionId}`)] })
    })

    /** Something of this village that was published. */
    const publicationOf = async (village: Village, id: string | undefined) => {
      refuseUnless(id !== undefined && idShape.test(id), 'not-found')
      const publication = await desk.db.read(desk.county, (tx) => findPublished(tx, everybody, id))
      refuseUnless(publication?.placeId === village.id, 'not-found')
      return publication
    }
    scope.get<ScreenAt>('/touch/:code/ask/:id', async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const village = villageIn(scene, request.params.code)
      const publication = await publicationOf(village, request.params.id)
      return sendPrivate(request, reply, scene, village, touchAsk(scene, village, publication, uuidv7(), '', undefined))
    })
    scope.post<ScreenAt>('/touch/:code/ask/:id', async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const village = villageIn(scene, request.params.code)
      const publication = await publicationOf(village, request.params.id)
      const form = await readForm(request)
      const { words, problems } = readWords(form, { text: wordLimits.question })
      const { text } = words
      const [kind, given] = [form.text('kind'), form.text('request')]
      const requestId = idShape.test(given) ? given : uuidv7()
      const { reader } = scene
      const problem =
        countCharacters(text) < 2
          ? reader.say('text.devices.touch.askProblem')
          : problems.map(({ key, facts }) => reader.say(key, facts))[0]
      if (problem !== undefined) {
        const page = touchAsk(scene, village, publication, requestId, text, problem)
        return sendPrivate(request, reply, scene, village, page, 422)
      }
      const asked = await desk.run(askAboutPublication, callerOf(scene.reader), {
        publicationId: publication.id,
        requestId,
        kind: kind === 'objection' || kind === 'error' ? kind : 'question',
        text,
      })
      return sendPrivate(request, reply, scene, village, await touchAsked(scene, village, asked))
    })
  })
  parent.get('/touch.js', (_request, reply) => sendSource(reply, touchScript))
  const worker = touchWorker
    .replace('OFFLINE_ZH', say('zh-CN', 'text.devices.touch.offline'))
    .replace('OFFLINE_EN', say('en', 'text.devices.touch.offline'))
  parent.get('/touch/worker.js', (_request, reply) => sendSource(reply, worker))
}
