import { performance } from 'node:perf_hooks'
import type { PublicBurden, PublicWrite } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '#platform/refusal'
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

/** Every form of the villagers' pages. */
const pages: Readonly<Record<string, PublicWrite>> = {
  '/v/:code/report': step,
  '/v/:code/:form': step,
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

/** Tries of passwords and codes are slowed by account and source as well, whoever sends them (`platform/sign-in`). */
const account = form(only('account'), 600, 10)

/** What staff and programs send by addresses that are no operations of the contract; anybody can try. */
const others: Readonly<Record<string, PublicWrite>> = {
  // A key is asked for before anything is written; a platform that hands in for a county sends one a second for hours.
  '/open311/*': form(['work', 'message'], 600, 10),
  '/api/auth/sign-in/username': account,
  '/api/auth/two-factor/verify-totp': account,
  '/api/auth/two-factor/verify-backup-code': account,
  '/api/auth/sign-out': account,
  '/api/auth/sessions/end': account,
  '/api/auth/sessions/end-others': account,
  '/api/auth/change-password': account,
  '/api/auth/two-factor/enable': account,
  '/api/auth/two-factor/disable': account,
  '/api/auth/two-factor/generate-backup-codes': account,
  // A whole town of grid workers may stand behind one address of a telephone network.
  '/api/files': form(only('space'), 1200, 10),
  '/api/imports': form(only('space'), 60, 10),
}

/**
 * Every address that anybody can write to besides the operations of the contract, with what a stranger may burden by it and how
 * often one source may send it. What is neither here nor in the contract is not mounted: whoever adds one has to say here what a
 * stranger can do with it at ten a second.
 */
export const publicWrites: Readonly<Record<string, PublicWrite>> = { ...pages, ...others }

/** What one source may send of all forms together; a whole village may stand behind one address. */
const allPages: PublicWrite = form(['work', 'message'], 60, 1)

/**
 * Refuses to mount an address of writing that nobody declared, and holds the declared ones to their limits. `contract` holds the
 * addresses of its operations, which declare who may call them; those that need no sign-in declare their limits there. To be
 * called before anything else is mounted.
 */
export function holdWrites(
  server: FastifyInstance,
  {
    contract,
    declared = publicWrites,
  }: { readonly contract: ReadonlySet<string>; readonly declared?: typeof publicWrites },
): void {
  const limits = new PublicLimits()
  server.addHook('onRoute', ({ method, url }) => {
    const writes = [method].flat().some((one) => !['GET', 'HEAD', 'OPTIONS'].includes(one))
    if (writes && !contract.has(url) && !Object.hasOwn(declared, url))
      throw new Error(
        `${url} is a public write that declares neither its burden nor its limit: see public-writes/declared.ts`,
      )
  })
  server.addHook('onRequest', async (request, reply) => {
    const { url = '' } = request.routeOptions
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
    const one = Object.hasOwn(declared, url) ? declared[url] : undefined
    const by = { address: request.ip, input: {} }
    try {
      if (one) limits.take(url, one, by, performance.now())
      if (Object.hasOwn(pages, url)) limits.take('all pages', allPages, by, performance.now())
    } catch (error) {
      // Programs read it, whatever the words of the surface are.
      if (error instanceof Refusal) reply.header('retry-after', String(error.facts.seconds))
      throw error
    }
  })
}
