import { performance } from 'node:perf_hooks'
import type { PublicBurden, PublicWrite } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import { PublicLimits } from './limits.ts'

const form = (burdens: PublicWrite['burdens'], times: number, minutes: number): PublicWrite => ({
  burdens,
  limits: [{ per: 'source', times, minutes }],
})
const only = (burden: PublicBurden): PublicWrite['burdens'] => [burden]

/** A page of a form, kept as a draft until it is sent; a report has about ten of them. */
const step = form(only('space'), 600, 60)
/** Sends a code to a telephone; the telephone itself gets one a minute and ten a day (`platform/sign-in`). */
const code = form(only('message'), 60, 60)
/** Calls an operation of the contract, which holds its own limits; this one keeps the pages around it from being a load. */
const sends = form(['work', 'figure'], 120, 60)
/** Concerns whoever sends it and nobody else. */
const own = form(only('space'), 300, 60)

/**
 * Every form that anybody may send without signing in, with whom it may burden and how often one source may send it. A form
 * that is not here is not mounted: whoever adds one has to say here what a stranger can do with it at ten a second.
 */
export const publicForms: Readonly<Record<string, PublicWrite>> = {
  '/v/:code/report': step,
  '/v/:code/mediation': step,
  '/v/:code/services/:sheet/apply': step,
  '/v/:code/report/:key/:step': step,
  '/v/:code/ask/:id': step,
  '/touch/:code/ask/:id': sends,
  '/v/:code/cases/:id/follow': sends,
  '/t/:token/act': sends,
  '/t/:token/answer': sends,
  '/t/:token/number': code,
  '/t/:token/number/code': code,
  '/t/:token/number/forget': own,
  '/progress': code,
  '/progress/code': code,
  '/my-data': code,
  '/my-data/code': code,
  '/my-data/:caseId/withdraw': own,
  '/my-data/sessions/:sessionId/end': own,
  '/sign-out': own,
  '/v/:code/subscribe': form(only('message'), 20, 60),
  '/subscriptions/:token': own,
  '/subscriptions/:token/end': own,
  '/device/beat': form(only('space'), 600, 60),
}

/** Refuses to mount a form that does not declare what it may burden, and holds the others to their limits. */
export function limitForms(scope: FastifyInstance, declared = publicForms): void {
  const limits = new PublicLimits()
  scope.addHook('onRoute', ({ method, url }) => {
    const writes = [method].flat().some((one) => !['GET', 'HEAD', 'OPTIONS'].includes(one))
    if (writes && !Object.hasOwn(declared, url))
      throw new Error(
        `${url} is a public write that declares neither its burden nor its limit: see public-writes/forms.ts`,
      )
  })
  scope.addHook('onRequest', async (request) => {
    const { url = '' } = request.routeOptions
    const one = request.method === 'GET' || request.method === 'HEAD' ? undefined : declared[url]
    if (one) limits.take(url, one, { address: request.ip, input: {} }, performance.now())
  })
}
