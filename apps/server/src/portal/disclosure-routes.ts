import {
  getPlaceMoney,
  getPublicEdition,
  getPublicItem,
  getVillageDisclosure,
  listPublicCases,
  listVillageQuestions,
  type PublicEditionView,
  type PublishedLine,
  searchDisclosures,
} from '@xiangzhi/contract'
import { type Block, type EffectiveItem, newestPeriodFirst } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { countExpected, itemsOf as itemsIn } from '#disclosure'
import { everybody, findPaper, listPublicTexts, readPaper } from '#kernel/publications'
import { sendUpload } from '#platform/files'
import { listWitnessStates } from '#platform/public-log'
import { refuseUnless } from '#platform/refusal'
import type { Village } from './county.ts'
import { callerOf, type Desk, type Scene, sceneOf, showKept } from './desk.ts'
import { openCsv } from './disclosure-csv.ts'
import {
  countByPublication,
  type QuestionsOf,
  type VillageDisclosure,
  type VillageQuestion,
} from './disclosure-parts.ts'
import { editionPage } from './edition-page.ts'
import { itemPage } from './item-page.ts'
import type { Page } from './layout.ts'
import { moneyPage, type MoneyPeriod } from './money-page.ts'
import { openAddress, type OpenFilter, openPage } from './open-page.ts'
import { boardPage, oversightPage, punctualityOf, questionsPage, rulesPage, searchPage } from './oversight-page.ts'
import { securityHeaders } from './respond.ts'
import { readSearch } from './read-form.ts'
import { villageIn } from './report-routes.ts'
import { dayOf } from './times.ts'
import { type HomeDisclosure, villagePage } from './village-page.ts'
import { gridDutiesOf } from './village-routes.ts'

type Query = Readonly<Record<string, string | undefined>>
interface VillageAt {
  readonly Params: { readonly code: string }
  readonly Querystring: Query
}

const LIST_A_PAGE = 30
const NEWEST = 5
const CASES_SHOWN = 2
const QUESTIONS_SHOWN = 100
const CSV_MAX = 200
const MONEY_PERIODS = 12
const YEAR_DAYS = 366
const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const monthShape = /^\d{4}-(?:0[1-9]|1[0-2])$/

export const dayBack = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

/** The items of the county's catalogues, by their codes. */
export function itemsOf(scene: Scene): ReadonlyMap<string, EffectiveItem> {
  const { config } = scene.county
  refuseUnless(config.disclosure, 'not-found')
  return itemsIn(config)
}

const disclosureOf = (
  desk: Desk,
  scene: Scene,
  village: Village,
  more: { month?: string; class?: string; cursor?: string; limit: number },
): Promise<VillageDisclosure> => desk.run(getVillageDisclosure, callerOf(scene.reader), { code: village.code, ...more })

const questionRows = async (desk: Desk, scene: Scene, village: Village): Promise<VillageQuestion[]> =>
  (await desk.run(listVillageQuestions, callerOf(scene.reader), { code: village.code, limit: QUESTIONS_SHOWN })).rows

const questionsOf = async (desk: Desk, scene: Scene, village: Village): Promise<QuestionsOf> =>
  countByPublication(await questionRows(desk, scene, village))

function moneyBlock(blocks: readonly Block[]): { block: Extract<Block, { kind: 'money' }>; at: number } | undefined {
  for (const [at, block] of blocks.entries()) if (block.kind === 'money') return { block, at }
  return undefined
}

/** The last published periods of the village's money, the newest first. */
async function moneyOf(desk: Desk, village: Village, limit: number): Promise<MoneyPeriod[]> {
  const editions = await desk.db.read(desk.county, (tx) =>
    listPublicTexts(tx, everybody, { placeId: village.id, money: true, limit }),
  )
  return editions
    .flatMap(({ editionId, itemCode, periodKey, state, body }): MoneyPeriod[] => {
      const found = state === 'live' && body ? moneyBlock(body.content.blocks) : undefined
      return found ? [{ editionId, itemCode, period: periodKey, ...found }] : []
    })
    .toSorted((left, right) => newestPeriodFirst(left.period, right.period))
}

async function homeOf(desk: Desk, scene: Scene, village: Village): Promise<HomeDisclosure | undefined> {
  if (!scene.county.config.disclosure) return undefined
  const [disclosure, [money], questions, witnesses] = await Promise.all([
    disclosureOf(desk, scene, village, { limit: NEWEST }),
    moneyOf(desk, village, 3),
    questionsOf(desk, scene, village),
    desk.db.read(desk.county, listWitnessStates),
  ])
  const refusedBy = witnesses.filter(({ state }) => state === 'refused').map(({ name }) => name)
  return { disclosure, money, questions, refusedBy, byEmail: desk.outlets?.channels['e-mail'] !== undefined }
}

function filterOf(query: Query): OpenFilter {
  const { month, class: group, cursor } = query
  return {
    month: month !== undefined && monthShape.test(month) ? month : undefined,
    class: group !== undefined && /^[a-z0-9-]{1,40}$/.test(group) ? group : undefined,
    cursor: cursor !== undefined && cursor.length <= 120 ? cursor : undefined,
  }
}

const partsOf = ({ month, class: group, cursor }: OpenFilter) => ({
  ...(month !== undefined && { month }),
  ...(group !== undefined && { class: group }),
  ...(cursor !== undefined && { cursor }),
})

/** What was last published of each item of some. */
async function newestOf(
  desk: Desk,
  village: Village,
  items: readonly EffectiveItem[],
): Promise<Map<string, PublishedLine>> {
  const found = new Map<string, PublishedLine>()
  await Promise.all(
    items.map(async ({ item }) => {
      const { published } = await desk.run(
        getPublicItem,
        { kind: 'public', address: '', language: 'zh-CN' },
        { code: village.code, item: item.code },
      )
      const newest = published.find(({ state }) => state === 'live') ?? published[0]
      if (newest) found.set(item.code, newest)
    }),
  )
  return found
}

/** Everything that is read about disclosures: kept pages, the same for everybody. */
export function mountDisclosure(scope: FastifyInstance, desk: Desk): void {
  /** A kept page of one village; `names` are the parameters of the query it depends on. */
  const ofVillage = (
    path: string,
    names: readonly string[],
    draw: (scene: Scene, village: Village, query: Query) => Promise<Page>,
  ) => {
    scope.get<VillageAt>(`/v/:code${path}`, (request, reply) => {
      const parameters = new URLSearchParams()
      for (const name of names) {
        const value = request.query[name]
        if (typeof value === 'string' && value !== '' && value.length <= 120) parameters.set(name, value)
      }
      const query = Object.fromEntries(parameters)
      const text = parameters.toString()
      const key = `/v/${request.params.code}${path}${text === '' ? '' : `?${text}`}`
      return showKept(desk, request, reply, key, (scene) => draw(scene, villageIn(scene, request.params.code), query))
    })
  }

  ofVillage('', [], async (scene, village) => {
    const open = await homeOf(desk, scene, village)
    const [{ rows }, grids] = await Promise.all([
      desk.run(listPublicCases, callerOf(scene.reader), { village: village.code, limit: open ? CASES_SHOWN : NEWEST }),
      gridDutiesOf(desk, scene, village),
    ])
    return villagePage(scene, village, rows, grids, open)
  })

  ofVillage('/open', ['month', 'class', 'cursor'], async (scene, village, query) => {
    itemsOf(scene)
    const filter = filterOf(query)
    const [disclosure, questions] = await Promise.all([
      disclosureOf(desk, scene, village, { ...partsOf(filter), limit: LIST_A_PAGE }),
      questionsOf(desk, scene, village),
    ])
    return openPage(scene, village, filter, disclosure, questions)
  })

  ofVillage('/money', ['month'], async (scene, village, query) => {
    itemsOf(scene)
    const wanted = query['month'] !== undefined && query['month'].length <= 12 ? query['month'] : undefined
    const [periods, { missing }] = await Promise.all([
      moneyOf(desk, village, MONEY_PERIODS),
      desk.run(getPlaceMoney, callerOf(scene.reader), { code: village.code }),
    ])
    const chosen = wanted === undefined ? periods[0] : periods.find(({ period }) => period === wanted)
    return moneyPage(scene, village, chosen, periods, missing)
  })

  ofVillage('/questions', [], async (scene, village) => {
    itemsOf(scene)
    const [{ questions }, rows] = await Promise.all([
      disclosureOf(desk, scene, village, { limit: 1 }),
      questionRows(desk, scene, village),
    ])
    return questionsPage(scene, village, questions, rows, await editionsOf(desk, scene, village, rows))
  })

  ofVillage('/search', ['q'], async (scene, village, query) => {
    itemsOf(scene)
    const search = readSearch(query['q'], 60, 6)
    const q = search.asked
    const rows =
      q === ''
        ? []
        : (await desk.run(searchDisclosures, callerOf(scene.reader), { code: village.code, q, limit: 50 })).rows
    return searchPage(scene, village, search, rows, await questionsOf(desk, scene, village))
  })

  ofVillage('/oversight', [], async (scene, village) => {
    itemsOf(scene)
    const today = dayOf(scene.now)
    const range = { publicOnly: true, from: dayBack(today, YEAR_DAYS), until: today }
    const [disclosure, counts] = await Promise.all([
      disclosureOf(desk, scene, village, { limit: 1 }),
      desk.db.read(desk.county, (tx) =>
        countExpected(tx, scene.county.config, { ...range, placeId: village.id }, 'village', today),
      ),
    ])
    return oversightPage(scene, village, disclosure, punctualityOf(counts[0]))
  })

  ofVillage('/rules', [], async (scene, village) => {
    const items = [...itemsOf(scene).values()].filter(
      ({ item }) => item.scope === 'village' && (item.template.some(({ kind }) => kind === 'steps') || item.rules),
    )
    return rulesPage(
      scene,
      village,
      items,
      await newestOf(desk, village, items),
      await questionsOf(desk, scene, village),
    )
  })

  scope.get<{ Params: { code: string; key: string } }>('/v/:code/boards/:key', (request, reply) => {
    const { code, key } = request.params
    return showKept(desk, request, reply, `/v/${code}/boards/${key}`, async (scene) => {
      const village = villageIn(scene, code)
      const known = itemsOf(scene)
      const board = scene.county.config.disclosure?.boards.find((one) => one.key === key)
      refuseUnless(board, 'not-found')
      const items = board.items.flatMap((item) => known.get(item) ?? [])
      return boardPage(
        scene,
        village,
        board,
        items,
        await newestOf(desk, village, items),
        await questionsOf(desk, scene, village),
      )
    })
  })

  scope.get<{ Params: { code: string; item: string } }>('/v/:code/open/:item', (request, reply) => {
    const { code, item } = request.params
    return showKept(desk, request, reply, `/v/${code}/open/${item}`, async (scene) => {
      const village = villageIn(scene, code)
      refuseUnless(itemsOf(scene).has(item), 'not-found')
      const [found, questions] = await Promise.all([
        desk.run(getPublicItem, callerOf(scene.reader), { code, item }),
        questionsOf(desk, scene, village),
      ])
      return itemPage(scene, village, found, questions)
    })
  })

  const editionIn = (scene: Scene, id: string): Promise<PublicEditionView> => {
    refuseUnless(idShape.test(id), 'not-found')
    return desk.run(getPublicEdition, callerOf(scene.reader), { editionId: id })
  }

  interface EditionAt {
    readonly Params: { readonly id: string }
  }
  scope.get<EditionAt>('/e/:id', (request, reply) =>
    showKept(desk, request, reply, `/e/${request.params.id}`, async (scene) => {
      const view = await editionIn(scene, request.params.id)
      return editionPage(scene, scene.county.villages.get(view.place.code), view)
    }),
  )

  scope.get<EditionAt>('/e/:id.json', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const view = await editionIn(scene, request.params.id)
    // Of what was hidden there is no text any more, only what was hidden, when, why and by which two offices.
    const given = view.hiding ?? (view.body && view.salt !== null && { salt: view.salt, body: view.body })
    refuseUnless(given, 'not-found')
    return reply
      .headers({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' })
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(given))
  })

  scope.get<{ Params: { id: string; file: string }; Querystring: Query }>(
    '/e/:id/files/:file',
    async (request, reply) => {
      const { id, file } = request.params
      const scene = await sceneOf(desk, request)
      const view = await editionIn(scene, id)
      refuseUnless(idShape.test(file) && view.body, 'not-found')
      const { body } = view
      const paper = await desk.db.read(desk.county, (tx) => findPaper(tx, body, file))
      refuseUnless(paper, 'not-found')
      const size = request.query['size'] === 'thumb' ? 'thumbnail' : 'full'
      const bytes = await readPaper(desk.store, paper, size)
      // Kept by nobody without asking: a paper can be taken back.
      return sendUpload(reply, desk.store, paper.upload, { name: paper.name, bytes, cache: 'no-cache' })
    },
  )

  scope.get<VillageAt>('/v/:code/open.csv', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const village = villageIn(scene, request.params.code)
    itemsOf(scene)
    const { month, class: group } = filterOf(request.query)
    const filter = { month, class: group, cursor: undefined }
    const disclosure = await disclosureOf(desk, scene, village, { ...partsOf(filter), limit: CSV_MAX })
    const name = openAddress(`open-${village.code}`, {})
    return reply
      .headers({
        ...securityHeaders(scene.reader),
        'cache-control': 'private, no-cache',
        'content-disposition': `attachment; filename="${name}.csv"`,
      })
      .type('text/csv; charset=utf-8')
      .send(openCsv(scene, disclosure))
  })
}

/** The live edition of each publication that questions are about. */
async function editionsOf(
  desk: Desk,
  scene: Scene,
  village: Village,
  rows: readonly VillageQuestion[],
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  const { published } = await disclosureOf(desk, scene, village, { limit: 200 })
  return new Map(published.map(({ publicationId, editionId }) => [publicationId, editionId]))
}
