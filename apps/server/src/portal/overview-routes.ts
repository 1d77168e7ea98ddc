import type { FastifyInstance } from 'fastify'
import { countExpected } from '#disclosure'
import { countQuestions } from '#kernel/publications'
import { type Desk, type Scene, showKept } from './desk.ts'
import { dayBack, itemsOf } from './disclosure-routes.ts'
import { type OverviewRow, overviewPage } from './overview-page.ts'
import { punctualityOf } from './oversight-page.ts'
import { dayOf } from './times.ts'

/** About a quarter of a year: what the comparison of villages looks back on. */
const OVERVIEW_DAYS = 92

/** How punctual every town is, or every village of one, and how they answer. */
async function overviewRows(desk: Desk, scene: Scene, townCode: string | undefined) {
  const { towns, villages } = scene.county
  const until = dayOf(scene.now)
  const from = dayBack(until, OVERVIEW_DAYS)
  const town = towns.find((one) => one.code === townCode)
  const shown = town ? town.villages : [...villages.values()]
  const [counts, asked] = await desk.db.read(desk.county, (tx) =>
    Promise.all([
      countExpected(
        tx,
        scene.county.config,
        { publicOnly: true, from, until, ...(town && { townId: town.id }) },
        town ? 'village' : 'town',
        until,
      ),
      countQuestions(tx, {
        villageIds: shown.map(({ id }) => id),
        from: new Date(scene.now.getTime() - OVERVIEW_DAYS * 86_400_000),
        until: scene.now,
        now: scene.now,
      }),
    ]),
  )
  const countOf = new Map(counts.map((count) => [count.key, count]))
  const questionsIn = (ids: ReadonlySet<string>) => ({
    asked: asked.reduce((sum, one) => sum + (ids.has(one.villageId) ? one.asked : 0), 0),
    answered: asked.reduce((sum, one) => sum + (ids.has(one.villageId) ? one.answered : 0), 0),
  })
  const rowOf = (id: string, name: string, href: string, ids: ReadonlySet<string>): OverviewRow => {
    const count = countOf.get(id)
    return { name, href, ...punctualityOf(count), exempt: count?.exempt ?? 0, questions: questionsIn(ids) }
  }
  const { reader } = scene
  const rows = town
    ? town.villages.map((village) =>
        rowOf(village.id, reader.name(village.name), `/v/${village.code}/open`, new Set([village.id])),
      )
    : towns.map((one) =>
        rowOf(one.id, reader.name(one.name), `/open?town=${one.code}`, new Set(one.villages.map(({ id }) => id))),
      )
  return { town, rows, range: { from, until } }
}

/** The comparison of towns and villages. */
export function mountOverview(scope: FastifyInstance, desk: Desk): void {
  scope.get<{ Querystring: Readonly<Record<string, string | undefined>> }>('/open', (request, reply) => {
    const town = request.query['town']
    const key = town !== undefined && /^\d{9}$/.test(town) ? `/open?town=${town}` : '/open'
    return showKept(desk, request, reply, key, async (scene) => {
      itemsOf(scene)
      const overview = await overviewRows(desk, scene, key === '/open' ? undefined : town)
      return overviewPage(scene, overview.town, overview.rows, overview.range)
    })
  })
}
