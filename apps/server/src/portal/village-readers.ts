import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readEdition } from '#disclosure'
import { listHomesByPhone } from '#kernel/people'
import { listPlacesByIds } from '#kernel/places'
import { findPaper, listPublic, type Readership, readPaper, villagersOf } from '#kernel/publications'
import type { Tx } from '#platform/database'
import { sendUpload } from '#platform/files'
import { refuseUnless } from '#platform/refusal'
import type { VillagerSession } from '#platform/sign-in'
import { type Desk, onTo, type Scene, sceneOf, show } from './desk.ts'
import { publishedItem } from './disclosure-parts.ts'
import { editionPage } from './edition-page.ts'
import { crumb, notice } from './form-parts.ts'
import { html } from './html.ts'
import type { Page } from './layout.ts'
import { dayOf } from './times.ts'
import { idShape } from './touch-routes.ts'

const LISTED = 60
const HOME = '/my-data/village'

/**
 * The villages in which somebody with this telephone lives on a day: where their household stands, or the village they are listed in
 * where no household is known. Whoever's household ended or moved reads where it is now, or nowhere.
 */
async function villagesOfPhone(tx: Tx, phoneHash: Uint8Array, today: string): Promise<string[]> {
  const homes = await listHomesByPhone(tx, phoneHash)
  const households = await listPlacesByIds(
    tx,
    homes.flatMap(({ householdId }) => householdId ?? []),
  )
  const standing = new Map(
    households.map(({ id, villageId, validFrom, validUntil }) => [
      id,
      validFrom <= today && (validUntil === null || validUntil > today) ? villageId : null,
    ]),
  )
  const found = homes.map((home) =>
    home.householdId === null ? home.villageId : (standing.get(home.householdId) ?? null),
  )
  return [...new Set(found.filter((one) => one !== null))]
}

/** What is for the people of a village, behind the sign-in of whoever lives there: the lists, their papers, and the text to check. */
export function mountVillageReaders(scope: FastifyInstance, desk: Desk): void {
  interface At {
    readonly Params: { readonly id: string; readonly file?: string }
    readonly Querystring: { readonly size?: string }
  }
  const villagerOf = (request: FastifyRequest, scene: Scene): Promise<VillagerSession | undefined> =>
    desk.villagers.findVillager(request.headers.cookie, scene.now)
  const villagesOf = (villager: VillagerSession, scene: Scene): Promise<string[]> =>
    desk.db.read(desk.county, (tx) => villagesOfPhone(tx, villager.phoneHash, dayOf(scene.now)))

  /** The text as this villager reads it, withheld or not. */
  const viewFor = async (villager: VillagerSession, scene: Scene, id: string) => {
    refuseUnless(idShape.test(id), 'not-found')
    const as: Readership = villagersOf(await villagesOf(villager, scene), 'sign-in')
    const view = await desk.db.read(desk.county, (tx) => readEdition(tx, as, id))
    refuseUnless(view?.audience === 'village', 'not-found')
    return view
  }

  /** What only somebody of the village gets at all. */
  const ownText = async (request: FastifyRequest<At>) => {
    const scene = await sceneOf(desk, request)
    const villager = await villagerOf(request, scene)
    refuseUnless(villager, 'sign-in-first')
    const view = await viewFor(villager, scene, request.params.id)
    const { body, salt } = view
    refuseUnless(body && salt !== null && view.withheld === null, 'not-found')
    return { body, salt }
  }

  scope.get(HOME, async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const villager = await villagerOf(request, scene)
    if (!villager) return onTo(reply, '/my-data')
    const villages = await villagesOf(villager, scene)
    const lists = await desk.db.read(desk.county, (tx) =>
      Promise.all(
        villages.map((placeId) =>
          listPublic(tx, villagersOf([placeId], 'sign-in'), { placeId, village: true, limit: LISTED }),
        ),
      ),
    )
    const { say } = scene.reader
    const lines = lists.flat().map((line) => ({
      ...line,
      period: line.periodKey,
      publishedAt: line.publishedAt.toISOString(),
      withdrawnAt: line.withdrawnAt?.toISOString() ?? null,
    }))
    const page: Page = {
      title: say('text.portal.data.village'),
      narrow: true,
      body: html`${crumb('/my-data', say('text.portal.data.title'))}<h1>${say('text.portal.data.village')}</h1><p>${say('text.portal.data.villageNote')}</p>${
        villages.length === 0
          ? notice('info', html`<p>${say('text.portal.data.villageNone')}</p>`)
          : lines.length === 0
            ? html`<p class="card">${say('text.open.none')}</p>`
            : html`<ul class="list">${lines.map((line) => publishedItem(scene, line, new Map(), HOME))}</ul>`
      }`,
    }
    return show(request, reply, scene, page)
  })

  scope.get<At>(`${HOME}/:id`, async (request, reply: FastifyReply) => {
    const scene = await sceneOf(desk, request)
    const villager = await villagerOf(request, scene)
    if (!villager) return onTo(reply, '/my-data')
    const view = await viewFor(villager, scene, request.params.id)
    const village = scene.county.villages.get(view.place.code)
    const page = editionPage(scene, village, view, HOME)
    return show(request, reply, scene, page, view.withheld === null ? 200 : 403)
  })

  scope.get<At>(`${HOME}/:id.json`, async (request, reply) => {
    const { body, salt } = await ownText(request)
    return reply
      .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ salt, body }))
  })

  scope.get<At>(`${HOME}/:id/files/:file`, async (request, reply) => {
    const { file = '' } = request.params
    const { body } = await ownText(request)
    refuseUnless(idShape.test(file), 'not-found')
    const paper = await desk.db.read(desk.county, (tx) => findPaper(tx, body, file))
    refuseUnless(paper, 'not-found')
    const bytes = await readPaper(desk.store, paper, request.query.size === 'thumb' ? 'thumbnail' : 'full')
    return sendUpload(reply, desk.store, paper.upload, { name: paper.name, bytes, cache: 'no-store' })
  })
}
