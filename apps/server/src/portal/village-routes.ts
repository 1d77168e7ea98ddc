import { listPublicCases } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import { countPublicCases } from '#kernel/cases'
import { listChildren, mapShapes } from '#kernel/places'
import { listResponsible } from '#kernel/people'
import { refuseUnless } from '#platform/refusal'
import { aboutPage, accessibilityPage, applyPage, introductionPage, privacyPage } from './about-page.ts'
import { statuses } from './case-parts.ts'
import { casesAddress, casesCsv, type CasesFilter, casesPage } from './cases-page.ts'
import { helpsWithSheets, introductions, type Village } from './county.ts'
import { callerOf, type Desk, type Scene, sceneOf, showKept } from './desk.ts'
import type { Page } from './layout.ts'
import { countyMapPage, type PublicCounts, villageMapPage } from './map-page.ts'
import { allPublicCases } from './public-cases.ts'
import { qrPage } from './qr-page.ts'
import { securityHeaders } from './respond.ts'
import { readSearch } from './read-form.ts'
import { villageIn } from './report-routes.ts'
import { servicesPage, sheetPage } from './services-page.ts'
import { startPage } from './start-page.ts'
import { dayOf, exactWords } from './times.ts'
import type { GridDuty } from './village-page.ts'

type Query = Readonly<Record<string, string | undefined>>
interface VillageAt {
  readonly Params: { readonly code: string }
  readonly Querystring: Query
}

const CASES_A_PAGE = 20
/** A file for a spreadsheet, not an archive of the county. */
const CSV_MAX = 2000
const MAP_CASES_MAX = 200
const FOUND_MAX = 30

function filterOf(scene: Scene, query: Query): CasesFilter {
  const status = statuses.find((one) => one === query['status'])
  const category = scene.county.config.classes.find((one) => one.code === query['category'])?.code
  const town = scene.county.towns.find((one) => one.code === query['town'])?.code
  const cursor = query['cursor']
  return { status, category, town, cursor: cursor !== undefined && cursor.length <= 200 ? cursor : undefined }
}

/** The part of an address that a kept page depends on; whatever else stands in it does not make a new page. */
function keyOf(path: string, query: Query, names: readonly string[]): string {
  const parameters = new URLSearchParams()
  for (const name of names) {
    const value = query[name]
    if (typeof value === 'string' && value.length <= 200) parameters.set(name, value)
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

const caseParameters = ['status', 'category', 'town', 'cursor'] as const

/** The grids of a village with the grid workers on duty. */
export async function gridDutiesOf(desk: Desk, scene: Scene, village: Village): Promise<GridDuty[]> {
  const english = scene.reader.language === 'en'
  return desk.db.read(desk.county, async (tx) => {
    const grids = (await listChildren(tx, village.id)).filter((place) => place.kind === 'grid')
    const responsible = await listResponsible(
      tx,
      grids.map((grid) => grid.id),
      dayOf(scene.now),
    )
    return grids.map((grid) => ({
      id: grid.id,
      name: english ? (grid.nameEn ?? grid.name) : grid.name,
      lanes: [],
      workers: [
        ...new Set(
          responsible.filter((one) => one.placeId === grid.id && one.kind === 'grid-worker').map((one) => one.name),
        ),
      ],
    }))
  })
}

async function countsOf(desk: Desk): Promise<PublicCounts> {
  const rows = await desk.db.read(desk.county, (tx) => countPublicCases(tx))
  const counts = new Map<string, Record<(typeof statuses)[number], number>>()
  for (const row of rows) {
    const status = statuses.find((one) => one === row.status)
    if (row.villageId === null || status === undefined) continue
    const own = counts.get(row.villageId) ?? { received: 0, 'in-hand': 0, done: 0, 'not-done': 0 }
    own[status] += row.n
    counts.set(row.villageId, own)
  }
  return counts
}

function search(scene: Scene, query: string): Village[] {
  const wanted = query.toLowerCase()
  return [...scene.county.villages.values()]
    .filter(
      (village) =>
        village.code.startsWith(wanted) ||
        village.name.zh.includes(query) ||
        village.officialName.includes(query) ||
        village.name.en.toLowerCase().includes(wanted),
    )
    .slice(0, FOUND_MAX)
}

export function mountVillages(scope: FastifyInstance, desk: Desk): void {
  scope.get<{ Querystring: Query }>('/', (request, reply) => {
    const wanted = readSearch(request.query['q'], 40)
    const typed = wanted.asked
    return showKept(
      desk,
      request,
      reply,
      keyOf('/', { q: typed === '' ? undefined : `${typed}${wanted.cut ? '…' : ''}` }, ['q']),
      async (scene) =>
        startPage(
          scene,
          wanted,
          typed === '' ? [] : search(scene, typed),
          scene.county.config.demo && desk.demoSignIns ? await desk.demoSignIns() : [],
        ),
    )
  })

  /** A kept page of one village. */
  const ofVillage = (path: string, draw: (scene: Scene, village: Village) => Page | Promise<Page>) => {
    scope.get<VillageAt>(`/v/:code${path}`, (request, reply) =>
      showKept(desk, request, reply, `/v/${request.params.code}${path}`, (scene) =>
        draw(scene, villageIn(scene, request.params.code)),
      ),
    )
  }

  ofVillage('/map', async (scene, village) => {
    const shapes = await desk.db.read(desk.county, (tx) => mapShapes(tx, { kind: 'grid', under: village.id }))
    return villageMapPage(
      scene,
      village,
      shapes,
      await allPublicCases(desk, scene, { village: village.code }, MAP_CASES_MAX),
    )
  })

  ofVillage('/services', (scene, village) => {
    refuseUnless(helpsWithSheets(scene.county.config), 'not-found')
    return servicesPage(scene, village, scene.county.config.formalities)
  })

  for (const one of introductions)
    ofVillage(`/${one.key}`, (scene, village) => {
      refuseUnless(scene.county.config.categories.has(one.category), 'not-found')
      return introductionPage(scene, village, one)
    })

  const sheetIn = (scene: Scene, key: string) => {
    const sheet = scene.county.config.formalities.find((one) => one.key === key)
    refuseUnless(sheet, 'not-found')
    return sheet
  }
  interface SheetAt {
    readonly Params: { readonly code: string; readonly sheet: string }
  }
  scope.get<SheetAt>('/v/:code/services/:sheet', (request, reply) => {
    const { code, sheet } = request.params
    return showKept(desk, request, reply, `/v/${code}/services/${sheet}`, (scene) =>
      sheetPage(scene, villageIn(scene, code), sheetIn(scene, sheet)),
    )
  })
  scope.get<SheetAt>('/v/:code/services/:sheet/apply', (request, reply) => {
    const { code, sheet } = request.params
    return showKept(desk, request, reply, `/v/${code}/services/${sheet}/apply`, (scene) =>
      applyPage(scene, villageIn(scene, code), sheetIn(scene, sheet)),
    )
  })

  // The address in the code is the one by which the reader came, so the page is kept for each of them.
  scope.get<VillageAt>('/v/:code/qr', (request, reply) =>
    showKept(desk, request, reply, `/v/${request.params.code}/qr?at=${request.host}`, (scene) =>
      qrPage(
        { ...scene, reader: { ...scene.reader, url: `/v/${request.params.code}/qr` } },
        villageIn(scene, request.params.code),
      ),
    ),
  )

  const casesOf = async (scene: Scene, query: Query, village: Village | undefined): Promise<Page> => {
    const filter = filterOf(scene, query)
    const { rows, nextCursor } = await desk.run(listPublicCases, callerOf(scene.reader), {
      ...(village && { village: village.code }),
      ...(filter.town !== undefined && { town: filter.town }),
      ...(filter.category !== undefined && { category: filter.category }),
      ...(filter.status !== undefined && { status: filter.status }),
      ...(filter.cursor !== undefined && { cursor: filter.cursor }),
      limit: CASES_A_PAGE,
    })
    return casesPage(scene, village, filter, rows, nextCursor)
  }
  scope.get<VillageAt>('/v/:code/cases', (request, reply) =>
    showKept(desk, request, reply, keyOf(`/v/${request.params.code}/cases`, request.query, caseParameters), (scene) =>
      casesOf(scene, request.query, villageIn(scene, request.params.code)),
    ),
  )
  scope.get<{ Querystring: Query }>('/cases', (request, reply) =>
    showKept(desk, request, reply, keyOf('/cases', request.query, caseParameters), (scene) =>
      casesOf(scene, request.query, undefined),
    ),
  )

  scope.get<{ Params: { code?: string }; Querystring: Query }>('/v/:code/cases.csv', (request, reply) =>
    csv(request, reply, request.params.code),
  )
  scope.get<{ Params: { code?: string }; Querystring: Query }>('/cases.csv', (request, reply) =>
    csv(request, reply, undefined),
  )

  const csv = async (
    request: Parameters<typeof sceneOf>[1] & { query: Query },
    reply: Parameters<typeof showKept>[2],
    code: string | undefined,
  ) => {
    const scene = await sceneOf(desk, request)
    const village = code === undefined ? undefined : villageIn(scene, code)
    const filter = filterOf(scene, request.query)
    const rows = await allPublicCases(desk, scene, { ...filter, ...(village && { village: village.code }) }, CSV_MAX)
    const name = casesAddress(village ? village.code : scene.county.config.settings.code, {})
    return reply
      .headers({
        ...securityHeaders(scene.reader),
        'cache-control': 'private, no-cache',
        'content-disposition': `attachment; filename="cases-${name}.csv"`,
      })
      .type('text/csv; charset=utf-8')
      .send(casesCsv(scene, rows, exactWords))
  }

  scope.get<{ Querystring: Query }>('/map', (request, reply) =>
    showKept(desk, request, reply, keyOf('/map', request.query, ['town']), async (scene) => {
      const town = scene.county.towns.find((one) => one.code === request.query['town'])
      const shapes = await desk.db.read(desk.county, (tx) =>
        mapShapes(tx, town ? { kind: 'village', under: town.id } : { kind: 'town' }),
      )
      return countyMapPage(scene, town, shapes, await countsOf(desk))
    }),
  )
  scope.get('/privacy', (request, reply) => showKept(desk, request, reply, '/privacy', privacyPage))
  scope.get('/accessibility', (request, reply) => showKept(desk, request, reply, '/accessibility', accessibilityPage))
  scope.get('/about', (request, reply) => showKept(desk, request, reply, '/about', aboutPage))
}
