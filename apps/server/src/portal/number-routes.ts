import type { FastifyInstance } from 'fastify'
import { leaveNumber, takeBackNumber } from '#kernel/cases'
import { Refusal, refuseUnless } from '#platform/refusal'
import { normalisePhone } from '#platform/sealing'
import { checkTypedCode, type Desk, onTo, sceneOf, show } from './desk.ts'
import { numberPage } from './progress-page.ts'
import { viewOf } from './progress-routes.ts'
import { readForm } from './read-form.ts'

interface TokenAt {
  readonly Params: { readonly token: string }
}

/**
 * A follower leaves a number on the private page, proves it by a code, and may take it back. A number that was not proved is
 * written nowhere, so nobody can have messages sent to somebody else.
 */
export function mountNumbers(scope: FastifyInstance, desk: Desk): void {
  for (const path of ['/t/:token/number', '/t/:token/number/code', '/t/:token/number/forget'])
    scope.get<TokenAt>(path, (request, reply) => onTo(reply, `/t/${request.params.token}`))

  scope.post<TokenAt>('/t/:token/number', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { token } = request.params
    const view = await viewOf(desk, scene, token)
    refuseUnless(view.numberLeft !== null, 'not-found')
    const typed = (await readForm(request)).text('phone')
    const phone = normalisePhone(typed)
    const wrong = (key: Refusal['key'], facts: Refusal['facts'], status: number) => {
      const problems = [{ field: 'phone', key, facts }]
      return show(request, reply, scene, numberPage(scene, view, token, { typed, phone: undefined, problems }), status)
    }
    if (phone === undefined) return wrong('text.portal.problem.phone', {}, 422)
    try {
      const { language } = scene.reader
      await desk.villagers.requestCode({ phone, address: request.ip, language, now: scene.now })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return wrong(error.key, error.facts, 429)
    }
    return show(request, reply, scene, numberPage(scene, view, token, { typed, phone, problems: [] }))
  })

  scope.post<TokenAt>('/t/:token/number/code', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { token } = request.params
    const view = await viewOf(desk, scene, token)
    refuseUnless(view.numberLeft !== null, 'not-found')
    const form = await readForm(request)
    const phone = form.text('phone')
    if (normalisePhone(phone) === undefined) return onTo(reply, `/t/${token}`)
    try {
      const { session } = await checkTypedCode(desk, request, scene, phone, form.text('code'))
      // The code proves a number for this page alone; nobody is signed in by it.
      await desk.villagers.endVillagerSession(session.phoneHash, session.sessionId)
      const { phoneHash } = session
      await desk.db.write(desk.county, (tx) =>
        leaveNumber(tx, desk.sealing, { token, phone: session.phone, phoneHash, now: scene.now }),
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const problems = [{ field: 'code', key: error.key, facts: error.facts }]
      return show(request, reply, scene, numberPage(scene, view, token, { typed: phone, phone, problems }), 422)
    }
    return onTo(reply, `/t/${token}`)
  })

  scope.post<TokenAt>('/t/:token/number/forget', async (request, reply) => {
    const { token } = request.params
    const now = desk.clock.now()
    await desk.db.write(desk.county, (tx) => takeBackNumber(tx, token, now))
    return onTo(reply, `/t/${token}`)
  })
}
