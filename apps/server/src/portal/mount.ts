import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import multipart from '@fastify/multipart'
import { favicon } from '@xiangzhi/design'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#platform/refusal'
import { requireSameOrigin } from '#platform/sign-in'
import { mountAsking } from './ask-routes.ts'
import { mountChannels } from './channel-routes.ts'
import { countyReader } from './county.ts'
import { type Desk, openDesk, type PortalOptions, showTrouble } from './desk.ts'
import { mountDevices } from './device-routes.ts'
import { mountDisclosure } from './disclosure-routes.ts'
import { scriptPath } from './layout.ts'
import { mountNumbers } from './number-routes.ts'
import { mountOverview } from './overview-routes.ts'
import { mountOwn } from './own-routes.ts'
import { mountVillageReaders } from './village-readers.ts'
import { mountProgress } from './progress-routes.ts'
import { FORM_BYTES_MAX, urlEncodedForm } from './read-form.ts'
import { languageCookie, skinCookie } from './reader.ts'
import { mountReport } from './report-routes.ts'
import { portalScript } from './script.ts'
import { mountSubscribing } from './subscribe-routes.ts'
import { mountTouch } from './touch-routes.ts'
import { mountTv } from './tv-routes.ts'
import { mountVillages } from './village-routes.ts'

/** What the rest of the server may ask of the portal. */
export interface Portal {
  /** Something public changed elsewhere: pages are drawn anew before they are sent again. */
  changed(): void
}

const scriptGzip = gzipSync(portalScript, { level: 9 })
const scriptTag = createHash('sha256').update(portalScript).digest('base64url').slice(0, 22)

/** Asked for anew each time: an upgrade must not leave a page with the script of yesterday. */
function sendScript(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const zipped = request.headers['accept-encoding']?.includes('gzip') === true
  reply.headers({
    etag: `"${scriptTag}${zipped ? 'gzip' : ''}"`,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
  })
  if (request.headers['if-none-match']?.includes(scriptTag) === true) return reply.code(304).send()
  reply.type('text/javascript; charset=utf-8')
  return zipped ? reply.header('content-encoding', 'gzip').send(scriptGzip) : reply.send(portalScript)
}

const YEAR_SECONDS = 365 * 24 * 3600

/** The choices of language and skin are set by a link and kept in a cookie that says nothing else. */
function choose(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (request.method !== 'GET' || !request.url.includes('?')) return undefined
  const [path = '/', query = ''] = request.url.split('?')
  const parameters = new URLSearchParams(query)
  const [language, skin] = [parameters.get('lang'), parameters.get('skin')]
  if (language === null && skin === null) return undefined
  const secure = request.protocol === 'https' ? '; Secure' : ''
  const keep = (name: string, value: string) =>
    reply.header('set-cookie', `${name}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax; HttpOnly${secure}`)
  if (language === 'en' || language === 'zh-CN') keep(languageCookie, language)
  if (skin === 'elder' || skin === 'phone') keep(skinCookie, skin)
  parameters.delete('lang')
  parameters.delete('skin')
  const rest = parameters.toString()
  // Two slashes at the beginning would lead to another site.
  const safe = path.replace(/^\/+/, '/')
  return reply.header('cache-control', 'no-store').redirect(rest === '' ? safe : `${safe}?${rest}`, 303)
}

/** The desk at which pages that are the same for everybody are drawn: it reads on a replica where there is one. */
function publicDesk(desk: Desk): Desk {
  const { publicReads, county, recordNumber } = desk
  if (!publicReads) return desk
  return { ...desk, ...publicReads, readCounty: countyReader(publicReads.db, county, recordNumber) }
}

/** Puts the villagers' pages into the server. They stand in a scope of their own: forms are read here and nowhere else. */
export async function mountPortal(fastify: FastifyInstance, options: PortalOptions): Promise<Portal> {
  const desk = openDesk(options, countyReader(options.db, options.county, options.recordNumber))
  // What staff publish, withdraw or answer shows at once; whatever other servers change shows within seconds.
  fastify.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'GET' && reply.statusCode < 400 && request.url.startsWith('/api/disclosure/'))
      desk.cache.changed()
  })
  await fastify.register(async (scope) => {
    if (!scope.hasContentTypeParser('multipart/form-data')) await scope.register(multipart)
    if (!scope.hasContentTypeParser('application/x-www-form-urlencoded')) {
      scope.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
        (_request, body, done) => {
          done(null, urlEncodedForm(String(body)))
        },
      )
    }
    scope.addHook('onRequest', async (request, reply) => {
      const chosen = choose(request, reply)
      if (chosen) return chosen
      if (request.method !== 'POST') return undefined
      requireSameOrigin(request)
      return undefined
    })
    scope.setErrorHandler((error, request, reply) => showTrouble(desk, error, request, reply))
    const readers = publicDesk(desk)
    mountVillages(scope, readers)
    mountDisclosure(scope, readers)
    mountTouch(scope, readers, desk)
    mountTv(scope, readers)
    mountDevices(scope, desk)
    mountOverview(scope, readers)
    mountChannels(scope, readers, desk)
    mountReport(scope, desk)
    mountAsking(scope, desk)
    mountProgress(scope, desk)
    mountNumbers(scope, desk)
    mountOwn(scope, desk)
    mountVillageReaders(scope, desk)
    mountSubscribing(scope, desk)
    scope.get(scriptPath, (request, reply) => sendScript(request, reply))
    // Whatever no surface knows is answered in words; programs at the interface are told in their own way.
    scope.get('/*', (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound()
      throw new Refusal('not-found')
    })
    scope.get('/favicon.ico', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(favicon),
    )
  })
  return {
    changed: () => desk.cache.changed(),
  }
}
