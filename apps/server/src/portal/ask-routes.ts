import { ownCategory } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { everybody, findPublished } from '#kernel/publications'
import { refuseUnless } from '#platform/refusal'
import { askKinds, askPage } from './ask-steps.ts'
import type { Village } from './county.ts'
import { type Desk, sceneOf, show, showKept } from './desk.ts'
import { readForm } from './read-form.ts'
import { begin, villageIn } from './report-routes.ts'

const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface AskAt {
  readonly Params: { readonly code: string; readonly id: string }
  readonly Querystring: Readonly<Record<string, string | undefined>>
}

/** The way in to a question about a publication; the steps after it are those of every report. */
export function mountAsking(scope: FastifyInstance, desk: Desk): void {
  const category = ownCategory(desk.processes.about('publication'))

  /** Something of this village that was published; a draft is nobody's to ask about. */
  const publicationOf = async (village: Village, id: string) => {
    refuseUnless(idShape.test(id), 'not-found')
    const publication = await desk.db.read(desk.county, (tx) => findPublished(tx, everybody, id))
    refuseUnless(publication?.placeId === village.id, 'not-found')
    return publication
  }

  scope.get<AskAt>('/v/:code/ask/:id', (request, reply) => {
    const { code, id } = request.params
    const kind = askKinds.find((one) => one === request.query['kind'])
    const key = `/v/${code}/ask/${id}${kind === undefined ? '' : `?kind=${kind}`}`
    return showKept(desk, request, reply, key, async (scene) => {
      const village = villageIn(scene, code)
      return askPage(scene, village, await publicationOf(village, id), kind, [])
    })
  })

  scope.post<AskAt>('/v/:code/ask/:id', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const village = villageIn(scene, request.params.code)
    const publication = await publicationOf(village, request.params.id)
    const chosen = (await readForm(request)).text('kind')
    const kind = askKinds.find((one) => one === chosen)
    if (!kind) {
      const problems = [{ field: 'kind', key: 'text.open.flow.problemKind' as const }]
      return show(request, reply, scene, askPage(scene, village, publication, undefined, problems), 422)
    }
    const fields = { publicationId: publication.id, title: publication.title, kind }
    return begin(desk, scene, reply, village, { category, from: `/ask/${publication.id}`, fields })
  })
}
