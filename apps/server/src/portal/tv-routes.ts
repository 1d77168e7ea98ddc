import {
  getPlaceMoney,
  getPublicEdition,
  getPublicItem,
  getVillageDisclosure,
  listVillageQuestions,
} from '@xiangzhi/contract'
import { affairs } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { everybody, findPublished } from '#kernel/publications'
import { refuseUnless } from '#platform/refusal'
import { contactsToCall, type Village } from './county.ts'
import { callerOf, type Desk, findScene, type Scene } from './desk.ts'
import { html } from './html.ts'
import { pack, sendPacked } from './respond.ts'
import { villageIn } from './report-routes.ts'
import { idShape, queryOf, type ScreenAt, sendKept, sendSource, statusOf, villageText } from './touch-routes.ts'
import { layTv, type TvPage, tvPolicy, tvWays } from './tv-layout.ts'
import {
  tvAsk,
  tvContacts,
  tvEdition,
  tvHome,
  tvList,
  tvMissingRow,
  tvNoMoney,
  tvQuestionRow,
  tvRow,
} from './tv-pages.ts'
import { tvScript } from './tv-script.ts'

const LISTED = 120

/** The pages of the televisions: nothing is typed there, nothing private is ever shown. */
export function mountTv(parent: FastifyInstance, desk: Desk): void {
  void parent.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      const code = /^\/tv\/(\d{12})/.exec(request.url)?.[1] ?? ''
      const scene = await findScene(desk, request)
      const village = scene?.county.villages.get(code)
      if (!scene || !village) throw error
      if (statusOf(error) === 500) desk.log.error('a page of a television failed', { error, requestId: request.id })
      const title = scene.reader.say('text.devices.touch.trouble')
      const text = layTv(scene, village, { title, back: `/tv/${code}`, body: html`${tvWays(scene, village, [])}` })
      const packed = await pack(text, 'text/html; charset=utf-8', false)
      return sendPacked(request, reply, scene.reader, packed, {
        kept: false,
        status: statusOf(error),
        policy: tvPolicy,
      })
    })

    type Query = ScreenAt['Querystring']
    const page = (
      path: string,
      names: readonly string[],
      draw: (scene: Scene, village: Village, at: ScreenAt['Params'], query: Query) => Promise<TvPage>,
    ): void => {
      scope.get<ScreenAt>(`/tv/:code${path}`, (request, reply) => {
        const { query, text } = queryOf(request, names)
        const key = `${request.url.split('?')[0] ?? ''}${text}`
        return sendKept(desk, request, reply, { key, policy: tvPolicy }, async (scene) => {
          const village = villageIn(scene, request.params.code)
          refuseUnless(scene.county.config.disclosure, 'not-found')
          return layTv(scene, village, await draw(scene, village, request.params, query))
        })
      })
    }
    const { run } = desk
    const disclosureOf = (scene: Scene, village: Village, limit: number) =>
      run(getVillageDisclosure, callerOf(scene.reader), { code: village.code, limit })
    const moneyOf = (scene: Scene, village: Village) =>
      run(getPlaceMoney, callerOf(scene.reader), { code: village.code })
    const pageOf = (query: Query): number => (/^\d{1,3}$/.test(query['page'] ?? '') ? Number(query['page']) : 1)

    page('', [], async (scene, village) => {
      const [disclosure, { edition }] = await Promise.all([disclosureOf(scene, village, 5), moneyOf(scene, village)])
      return tvHome(scene, village, disclosure, edition)
    })
    page('/list', ['kind', 'page'], async (scene, village, _at, query) => {
      const kind = affairs.find((one) => one === query['kind'])
      const { published, classes } = await disclosureOf(scene, village, LISTED)
      const kinds = new Map(classes.flatMap(({ items }) => items.map((item) => [item.code, item.affairs] as const)))
      const rows = published
        .filter(({ itemCode }) => kind === undefined || kinds.get(itemCode) === kind)
        .map((one) => tvRow(scene, village, one))
      const title = scene.reader.say(kind === undefined ? 'text.devices.tv.newest' : `text.devices.tv.${kind}`)
      const base = `/tv/${village.code}/list${kind === undefined ? '' : `?kind=${kind}`}`
      return tvList(scene, village, title, base, rows, pageOf(query))
    })
    page('/item/:id', ['page'], async (scene, village, { id = '' }, query) => {
      // A question names its publication; everything else names the item.
      const publication = idShape.test(id)
        ? await desk.db.read(desk.county, (tx) => findPublished(tx, everybody, id))
        : undefined
      const item = idShape.test(id) ? (publication?.itemCode ?? '') : id
      const found = await run(getPublicItem, callerOf(scene.reader), { code: village.code, item })
      const rows = [
        ...found.missing
          .filter(({ status }) => status === 'missing')
          .map((one) => ({ ...tvMissingRow(scene, village, one), href: `/tv/${village.code}/contacts` })),
        ...found.published.map((one) => tvRow(scene, village, one)),
      ]
      return tvList(
        scene,
        village,
        scene.reader.name(found.item.name),
        `/tv/${village.code}/item/${id}`,
        rows,
        pageOf(query),
      )
    })
    scope.get<ScreenAt>('/tv/:code/e/:id', async (request, reply) => {
      const { code, id = '' } = request.params
      const { query, text } = queryOf(request, ['page'])
      const own = await villageText(desk, request, code, id)
      if (own) {
        const { scene, village, view } = own
        const drawn = layTv(scene, village, await tvEdition(scene, village, view, pageOf(query)))
        const packed = await pack(drawn, 'text/html; charset=utf-8', false)
        return sendPacked(request, reply, scene.reader, packed, { kept: false, policy: tvPolicy })
      }
      return sendKept(desk, request, reply, { key: `/tv/${code}/e/${id}${text}`, policy: tvPolicy }, async (scene) => {
        const village = villageIn(scene, code)
        refuseUnless(scene.county.config.disclosure && idShape.test(id), 'not-found')
        const view = await run(getPublicEdition, callerOf(scene.reader), { editionId: id })
        refuseUnless(view.place.code === village.code, 'not-found')
        return layTv(scene, village, await tvEdition(scene, village, view, pageOf(query)))
      })
    })
    page('/money', ['page'], async (scene, village, _at, query) => {
      const { edition } = await moneyOf(scene, village)
      return edition
        ? tvEdition(scene, village, edition, pageOf(query), `/tv/${village.code}/money`)
        : tvNoMoney(scene, village)
    })
    page('/missing', ['page'], async (scene, village, _at, query) => {
      const { missing, due } = await disclosureOf(scene, village, 1)
      const rows = [...missing, ...due].map((one) => tvMissingRow(scene, village, one))
      return tvList(
        scene,
        village,
        scene.reader.say('text.devices.touch.missing'),
        `/tv/${village.code}/missing`,
        rows,
        pageOf(query),
      )
    })
    page('/questions', ['page'], async (scene, village, _at, query) => {
      const { rows } = await run(listVillageQuestions, callerOf(scene.reader), { code: village.code, limit: 60 })
      const shown = rows.map((one) => tvQuestionRow(scene, village, one))
      return tvList(
        scene,
        village,
        scene.reader.say('text.devices.touch.questions'),
        `/tv/${village.code}/questions`,
        shown,
        pageOf(query),
      )
    })
    page('/ask/:id', [], async (scene, village, { id = '' }) => {
      refuseUnless(idShape.test(id), 'not-found')
      const publication = await desk.db.read(desk.county, (tx) => findPublished(tx, everybody, id))
      refuseUnless(publication?.placeId === village.id, 'not-found')
      return tvAsk(scene, village, publication)
    })
    page('/contacts', [], (scene, village) => tvContacts(scene, village, contactsToCall(scene.county)))
  })
  parent.get('/tv.js', (_request, reply) => sendSource(reply, tvScript))
}
