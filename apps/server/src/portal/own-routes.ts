import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { listReportsOfPhone, loadForChange, tokenOf, withdrawContact } from '#kernel/cases'
import { listLooks, listPersonIdsByPhone } from '#kernel/people'
import { Refusal, refuseUnless } from '#platform/refusal'
import { normalisePhone } from '#platform/sealing'
import type { VillagerSession } from '#platform/sign-in'
import { checkTypedCode, type Desk, onTo, type Scene, sceneOf, show } from './desk.ts'
import { type After, codePage, inboxPage, myDataPage, ownReportsPage, phonePage } from './own-page.ts'
import { readForm } from './read-form.ts'
import { dayOf } from './times.ts'

/** A number as it stands on the receipt, 261122-0042, typed where a telephone is asked for. It opens nothing: everybody may know it. */
const isCaseNumber = (typed: string): boolean => /^\D*\d{6}[\s-]?\d{4,6}$/.test(typed.normalize('NFKC').trim())

interface WithDone {
  readonly Querystring: Readonly<Record<string, string | undefined>>
}

export function mountOwn(scope: FastifyInstance, desk: Desk): void {
  const villagerOf = (request: FastifyRequest, scene: Scene) =>
    desk.villagers.findVillager(request.headers.cookie, scene.now)

  const reportsOf = (villager: VillagerSession) =>
    desk.db.read(desk.county, (tx) => listReportsOfPhone(tx, desk.processes, villager.phoneHash))

  /** Whoever's session is over signs in again and comes back. */
  const requireVillager = async (request: FastifyRequest, scene: Scene): Promise<VillagerSession> => {
    const villager = await villagerOf(request, scene)
    refuseUnless(villager, 'sign-in-first')
    return villager
  }

  async function home(
    request: FastifyRequest,
    reply: FastifyReply,
    after: After,
    done: string | undefined,
  ): Promise<FastifyReply> {
    const scene = await sceneOf(desk, request)
    const villager = await villagerOf(request, scene)
    if (!villager) return show(request, reply, scene, phonePage(scene, after, '', []))
    const reports = await reportsOf(villager)
    if (after === 'progress') return show(request, reply, scene, ownReportsPage(scene, villager, reports))
    const looks = await desk.db.read(desk.county, async (tx) => {
      const persons = await listPersonIdsByPhone(tx, villager.phoneHash)
      return (await Promise.all(persons.map((person) => listLooks(tx, person, dayOf(scene.now))))).flat()
    })
    const sessions = await desk.villagers.listVillagerSessions(villager.phoneHash, scene.now)
    return show(request, reply, scene, myDataPage(scene, villager, { reports, looks, sessions }, done))
  }

  for (const after of ['progress', 'my-data'] as const) {
    scope.get<WithDone>(`/${after}`, (request, reply) => home(request, reply, after, request.query['done']))

    scope.post(`/${after}`, async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const typed = (await readForm(request)).text('phone')
      const phone = normalisePhone(typed)
      if (phone === undefined)
        return show(
          request,
          reply,
          scene,
          phonePage(scene, after, typed, [
            {
              field: 'phone',
              key: isCaseNumber(typed) ? 'text.portal.problem.caseNumber' : 'text.portal.problem.phone',
            },
          ]),
          422,
        )
      try {
        await desk.villagers.requestCode({
          phone,
          address: request.ip,
          language: scene.reader.language,
          now: scene.now,
        })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return show(
          request,
          reply,
          scene,
          phonePage(scene, after, typed, [{ field: 'phone', key: error.key, facts: error.facts }]),
          429,
        )
      }
      return show(request, reply, scene, codePage(scene, after, phone, []))
    })

    scope.get(`/${after}/code`, (_request, reply) => onTo(reply, `/${after}`))

    scope.post(`/${after}/code`, async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const form = await readForm(request)
      const phone = form.text('phone')
      if (normalisePhone(phone) === undefined) return onTo(reply, `/${after}`)
      try {
        const { setCookie } = await checkTypedCode(desk, request, scene, phone, form.text('code'))
        reply.header('set-cookie', setCookie)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return show(
          request,
          reply,
          scene,
          codePage(scene, after, phone, [{ field: 'code', key: error.key, facts: error.facts }]),
          422,
        )
      }
      return onTo(reply, `/${after}`)
    })
  }

  scope.get<{ Params: { caseId: string } }>('/progress/:caseId', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const villager = await villagerOf(request, scene)
    if (!villager) return onTo(reply, '/progress')
    const own = (await reportsOf(villager)).find((report) => report.caseId === request.params.caseId)
    refuseUnless(own, 'not-found')
    return onTo(reply, `/t/${tokenOf(desk.sealing, own.caseId)}`)
  })

  scope.post<{ Params: { caseId: string } }>('/my-data/:caseId/withdraw', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const villager = await requireVillager(request, scene)
    const own = (await reportsOf(villager)).find((report) => report.caseId === request.params.caseId)
    refuseUnless(own, 'not-found')
    await desk.db.write(desk.county, async (tx) => {
      const subject = await loadForChange(tx, desk.processes, own.caseId, { kind: 'reporter' }, scene.now)
      await withdrawContact(tx, subject, { phoneHash: villager.phoneHash, requestId: uuidv7(), now: scene.now })
    })
    return onTo(reply, '/my-data?done=withdrawn')
  })

  scope.post<{ Params: { sessionId: string } }>('/my-data/sessions/:sessionId/end', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const villager = await requireVillager(request, scene)
    await desk.villagers.endVillagerSession(villager.phoneHash, request.params.sessionId)
    return onTo(reply, '/my-data')
  })

  scope.post('/sign-out', async (request, reply) => {
    reply.header(
      'set-cookie',
      await desk.villagers.signOutVillager(request.headers.cookie, request.protocol === 'https'),
    )
    return onTo(reply, '/')
  })

  scope.get('/dev/inbox', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    refuseUnless(scene.county.config.demo && desk.inbox, 'not-found')
    return show(request, reply, scene, inboxPage(scene, await desk.inbox.list(), await desk.inbox.listMessages()))
  })
}
