import type { FastifyInstance } from 'fastify'
import { countDuties } from '#kernel/duties'
import { countQuestions, type QuestionCounts } from '#kernel/publications'
import { type Desk, type Scene, showKept } from './desk.ts'
import { dayBack, itemsOf } from './disclosure-routes.ts'
import { type OverviewRow, overviewPage, type ShownQuestions } from './overview-page.ts'
import { punctualityOf } from './oversight-page.ts'
import { dayOf } from './times.ts'

/** About a quarter of a year: what the comparison of villages looks back on. */
const OVERVIEW_DAYS = 92

/** Questions asked and answered of the county, its towns and its villages, by their ids: exactly, since each of them is public. */
function questionsOf(scene: Scene, asked: readonly QuestionCounts[]): (id: string) => ShownQuestions {
  const { towns } = scene.county
  const villages = new Map(asked.map((one) => [one.villageId, one]))
  const sumOf = (ids: readonly { readonly id: string }[]): ShownQuestions => ({
    asked: ids.reduce((total, { id }) => total + (villages.get(id)?.asked ?? 0), 0),
    answered: ids.reduce((total, { id }) => total + (villages.get(id)?.answered ?? 0), 0),
  })
  const found = new Map([
    ['county', sumOf([...scene.county.villages.values()])],
    ...towns.flatMap((town) => [
      [town.id, sumOf(town.villages)] as const,
      ...town.villages.map((village) => [village.id, sumOf([village])] as const),
    ]),
  ])
  return (id) => found.get(id) ?? { asked: 0, answered: 0 }
}

/** How punctual every town is, or every village of one, and how they answer. */
async function overviewRows(desk: Desk, scene: Scene, townCode: string | undefined) {
  const { towns, villages } = scene.county
  const until = dayOf(scene.now)
  const from = dayBack(until, OVERVIEW_DAYS)
  const town = towns.find((one) => one.code === townCode)
  const [counts, asked] = await desk.db.read(desk.county, (tx) =>
    Promise.all([
      countDuties(
        tx,
        { kind: 'disclosure', publicOnly: true, from, until, ...(town && { townId: town.id }) },
        town ? 'village' : 'town',
        until,
      ),
      countQuestions(tx, {
        villageIds: [...villages.values()].map(({ id }) => id),
        from: new Date(scene.now.getTime() - OVERVIEW_DAYS * 86_400_000),
        until: scene.now,
        now: scene.now,
      }),
    ]),
  )
  const countOf = new Map(counts.map((count) => [count.key, count]))
  const shown = questionsOf(scene, asked)
  const rowOf = (id: string, name: string, href: string): OverviewRow => {
    const count = countOf.get(id)
    return { name, href, ...punctualityOf(count), exempt: count?.exempt ?? 0, questions: shown(id) }
  }
  const { reader } = scene
  const rows = town
    ? town.villages.map((village) => rowOf(village.id, reader.name(village.name), `/v/${village.code}/open`))
    : towns.map((one) => rowOf(one.id, reader.name(one.name), `/open?town=${one.code}`))
  return { town, rows, range: { from, until, questions: shown(town?.id ?? 'county') } }
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
