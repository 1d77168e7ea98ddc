import { type CountedNode, publishCountTree } from '@xiangzhi/language'
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

/**
 * Questions asked and answered of the county, its towns and its villages, by their ids, as they may be shown: all together, because
 * the page of a town must not tell what the page of the county hides.
 */
function shownQuestions(scene: Scene, asked: readonly QuestionCounts[]): (id: string) => ShownQuestions {
  const { towns } = scene.county
  const ofVillage = new Map(asked.map((one) => [one.villageId, one]))
  const ids: string[] = []
  const nodes: CountedNode[] = []
  const add = (id: string, villages: readonly { readonly id: string }[], above?: number): number => {
    const sum = (which: 'asked' | 'answered'): number =>
      villages.reduce((total, village) => total + (ofVillage.get(village.id)?.[which] ?? 0), 0)
    ids.push(id)
    // Those without an answer stand nowhere and would be the rest of the other two.
    return nodes.push({ above, counts: [sum('asked'), sum('answered'), sum('asked') - sum('answered')] }) - 1
  }
  const whole = add('county', [...scene.county.villages.values()])
  for (const town of towns) {
    const at = add(town.id, town.villages, whole)
    for (const village of town.villages) add(village.id, [village], at)
  }
  const shown = new Map(publishCountTree(nodes, { parts: true }).map((line, at) => [ids[at], line]))
  return (id) => ({ asked: shown.get(id)?.[0] ?? null, answered: shown.get(id)?.[1] ?? null })
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
  const questionsOf = shownQuestions(scene, asked)
  const rowOf = (id: string, name: string, href: string): OverviewRow => {
    const count = countOf.get(id)
    return { name, href, ...punctualityOf(count), exempt: count?.exempt ?? 0, questions: questionsOf(id) }
  }
  const { reader } = scene
  const rows = town
    ? town.villages.map((village) => rowOf(village.id, reader.name(village.name), `/v/${village.code}/open`))
    : towns.map((one) => rowOf(one.id, reader.name(one.name), `/open?town=${one.code}`))
  return { town, rows, range: { from, until, questions: questionsOf(town?.id ?? 'county') } }
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
