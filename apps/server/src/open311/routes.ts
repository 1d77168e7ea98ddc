import { publicText } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import { submitReport } from '@xiangzhi/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { callerBySecret, type Caller, languageOf, type Run } from '#api'
import { ownSubmissions } from '#platform/api-keys'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import type { Log } from '#platform/log'
import { Refusal } from '#platform/refusal'
import {
  findNumberByToken,
  findPublicRequests,
  findUnlistedRequests,
  listPublicRequests,
  listPublicUpdates,
  type Processes,
} from '#kernel/cases'
import { type Format, Open311Error, send, sendError, type Value } from './answer.ts'
import { boxOf, list, openOf, pageOf, parameter, REQUESTS_MAX, spanOf, withZone } from './parameters.ts'
import { requestViews } from './requests.ts'
import { definitionView, offeredServices, serviceView } from './services.ts'
import { placeCodeOf, readSubmission } from './submission.ts'

export interface Open311Environment {
  readonly run: Run
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly clock: { now(): Date }
  readonly log: Log
  readonly demo: boolean
}

/** When the shape of what is offered here changed last; clients compare it to what they keep. */
const CHANGESET = '2026-11-01T00:00:00+08:00'
const FORM_BYTES_MAX = 128 * 1024
const IDS_MAX = 100

interface Asked {
  readonly environment: Open311Environment
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly format: Format
  readonly language: Language
  /** What the query and a posted form say together. */
  readonly given: URLSearchParams
  readonly now: Date
}

const baseOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`

function requireJurisdiction({ environment, given, language }: Asked): void {
  const value = parameter(given, 'jurisdiction_id')
  const own = String(environment.county)
  if (value !== undefined && value !== own)
    throw new Open311Error(404, say(language, 'text.api.open311.jurisdiction', { value, own }))
}

/** The connected system by its `api_key`; it is refused as the standard says: 403. */
async function callerIn(asked: Asked): Promise<(Caller & { kind: 'staff' }) | undefined> {
  const secret = parameter(asked.given, 'api_key')
  if (secret === undefined) return undefined
  try {
    return await callerBySecret(asked.environment, asked.request, secret)
  } catch (error) {
    if (error instanceof Refusal) throw new Open311Error(403, say(asked.language, 'text.api.open311.badKey'))
    throw error
  }
}

async function discovery(asked: Asked): Promise<FastifyReply> {
  const { environment, request, language } = asked
  const { settings } = await environment.db.read(environment.county, (tx) => countyConfig(tx))
  const county = nameIn(language, settings.name)
  const { phone } = settings.hotline
  return send(asked.reply, asked.format, 'discovery', {
    changeset: CHANGESET,
    // A number that would come out starred helps nobody.
    contact: publicText(phone) === phone ? say(language, 'text.api.open311.contact', { county, phone }) : county,
    key_service: say(language, 'text.api.open311.keyService'),
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${baseOf(request)}/open311/v2`,
        changeset: CHANGESET,
        type: environment.demo ? 'test' : 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  })
}

async function services(asked: Asked): Promise<FastifyReply> {
  const { environment, language } = asked
  const config = await environment.db.read(environment.county, (tx) => countyConfig(tx))
  const rows = offeredServices(config).map((category) => serviceView(config, category, language))
  return send(asked.reply, asked.format, 'services', rows)
}

async function definition(asked: Asked, code: string): Promise<FastifyReply> {
  const { environment, language } = asked
  const config = await environment.db.read(environment.county, (tx) => countyConfig(tx))
  const category = offeredServices(config).find((one) => one.code === code)
  if (!category) throw new Open311Error(404, say(language, 'text.api.open311.noService', { value: code }))
  if (category.questions.length === 0)
    throw new Open311Error(404, say(language, 'text.api.open311.noDefinition', { value: code }))
  return send(asked.reply, asked.format, 'service_definition', definitionView(category, language))
}

const isExtended = ({ given }: Asked): boolean => parameter(given, 'extensions') === 'true'

/** Requests by their numbers: the public ones, and those that the same key handed in. */
async function byNumbers(asked: Asked, numbers: readonly string[]): Promise<Value[]> {
  const { environment, language } = asked
  const caller = await callerIn(asked)
  return environment.db.read(environment.county, async (tx) => {
    const config = await countyConfig(tx)
    let rows = await findPublicRequests(tx, numbers)
    const missing = numbers.filter((number) => !rows.some((row) => row.number === number))
    if (caller?.keyId !== undefined && missing.length > 0) {
      const others = await findUnlistedRequests(tx, missing)
      const own = await ownSubmissions(
        tx,
        caller.keyId,
        others.map(({ id }) => id),
      )
      rows = [...rows, ...others.filter(({ id }) => own.has(id))]
    }
    return requestViews(tx, config, rows, { language, extended: isExtended(asked) })
  })
}

async function requests(asked: Asked): Promise<FastifyReply> {
  const { environment, given, language, now } = asked
  const numbers = list(given, 'service_request_id')
  // Asked for by number, nothing else narrows the list.
  if (numbers)
    return send(asked.reply, asked.format, 'service_requests', await byNumbers(asked, numbers.slice(0, IDS_MAX)))
  const rows = await environment.db.read(environment.county, async (tx) => {
    const config = await countyConfig(tx)
    const filter = {
      ...spanOf(given, now, config.calendar.offsetMinutes, language),
      ...pageOf(given, language),
      categories: list(given, 'service_code'),
      open: openOf(given, language),
      box: boxOf(given, language),
    }
    const found = await listPublicRequests(tx, filter)
    return requestViews(tx, config, found, { language, extended: isExtended(asked) })
  })
  return send(asked.reply, asked.format, 'service_requests', rows)
}

async function oneRequest(asked: Asked, number: string): Promise<FastifyReply> {
  const rows = await byNumbers(asked, [number])
  if (rows.length === 0)
    throw new Open311Error(404, say(asked.language, 'text.api.open311.noRequest', { value: number }))
  return send(asked.reply, asked.format, 'service_requests', rows)
}

/** Numbers are given at once, so the only token is the private part of a progress link. */
async function token(asked: Asked, value: string): Promise<FastifyReply> {
  const { environment, language } = asked
  const number = await environment.db.read(environment.county, (tx) => findNumberByToken(tx, value))
  if (number === undefined) throw new Open311Error(404, say(language, 'text.api.open311.noToken'))
  return send(asked.reply, asked.format, 'service_requests', [{ service_request_id: number, token: value }])
}

async function updates(asked: Asked): Promise<FastifyReply> {
  const { environment, given, language, now } = asked
  const rows = await environment.db.read(environment.county, async (tx) => {
    const { calendar } = await countyConfig(tx)
    const found = await listPublicUpdates(tx, environment.processes, {
      ...spanOf(given, now, calendar.offsetMinutes, language),
      numbers: list(given, 'service_request_id')?.slice(0, IDS_MAX),
      limit: REQUESTS_MAX,
    })
    return found.map(({ number, no, at, open, publicNote }) => ({
      update_id: `${number}-${no}`,
      service_request_id: number,
      updated_datetime: withZone(at, calendar.offsetMinutes),
      status: open ? 'open' : 'closed',
      description: publicNote,
      media_url: null,
    }))
  })
  return send(asked.reply, asked.format, 'service_requests_updates', rows)
}

async function submit(asked: Asked): Promise<FastifyReply> {
  const { environment, given, language, request } = asked
  if (parameter(given, 'api_key') === undefined) throw new Open311Error(403, say(language, 'text.api.open311.needKey'))
  const caller = await callerIn(asked)
  if (!caller) throw new Open311Error(403, say(language, 'text.api.open311.needKey'))
  const { submission, placeCode } = await environment.db.read(environment.county, async (tx) => {
    const config: CountyConfig = await countyConfig(tx)
    const read = readSubmission(given, config, language)
    return { submission: read, placeCode: await placeCodeOf(tx, read, language) }
  })
  const { category, position, name, phone, contact } = submission
  try {
    const opened = await environment.run(submitReport, caller, {
      requestId: uuidv7(),
      source: 'open311',
      process: category.process,
      category: category.code,
      description: submission.description,
      answers: submission.answers,
      ...(placeCode === undefined ? {} : { placeCode }),
      ...(position === undefined ? {} : { position }),
      ...(name === undefined && phone === undefined
        ? {}
        : {
            reporter: { ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }), language },
          }),
      ...(Object.keys(contact).length === 0 ? {} : { contact }),
    })
    const link = `${baseOf(request)}/t/${opened.token}`
    return await send(asked.reply, asked.format, 'service_requests', [
      {
        service_request_id: opened.number,
        service_notice: say(language, 'text.api.open311.notice', { number: opened.number, link }),
        account_id: null,
      },
    ])
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'place-unknown') throw new Open311Error(400, say(language, 'text.api.open311.outside'))
    throw new Open311Error(
      400,
      say(language, 'text.api.open311.refused', { reason: say(language, error.key, error.facts) }),
    )
  }
}

/** Which answer an address below /open311/v2/ asks for. */
function answerFor(asked: Asked, path: string): Promise<FastifyReply> {
  const [first = '', second, ...rest] = path.split('/')
  const unknown = (): never => {
    throw new Open311Error(404, say(asked.language, 'text.api.open311.noAddress'))
  }
  if (rest.length > 0) return unknown()
  const one = second === undefined || second === '' ? undefined : second
  const posted = asked.request.method === 'POST'
  if (first === 'requests' && posted && one === undefined) return submit(asked)
  if (posted) return unknown()
  if (first === 'services') return one === undefined ? services(asked) : definition(asked, one)
  if (first === 'requests') return one === undefined ? requests(asked) : oneRequest(asked, one)
  if (first === 'tokens' && one !== undefined) return token(asked, one)
  if (first === 'servicerequestupdates' && one === undefined) return updates(asked)
  return unknown()
}

/** The path without its ending, and the format the ending names; without one it is XML, which every server must speak. */
function splitFormat(path: string): { path: string; format: Format } {
  const [, name = path, ending] = /^(.*)\.(xml|json)$/.exec(path) ?? []
  return { path: name, format: ending === 'json' ? 'json' : 'xml' }
}

/**
 * Open311 GeoReport v2 under /open311: discovery, services, requests, tokens, and the updates that other systems read.
 * Programs on other sites may read it: nothing here depends on cookies.
 */
export async function mountOpen311(fastify: FastifyInstance, environment: Open311Environment): Promise<void> {
  await fastify.register(async (scope) => {
    if (scope.hasContentTypeParser('application/x-www-form-urlencoded'))
      scope.removeContentTypeParser('application/x-www-form-urlencoded')
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_request, body, done) => done(null, String(body)),
    )
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' })
    })
    const formatOf = (request: FastifyRequest): Format => splitFormat(request.url.split('?')[0] ?? '').format
    scope.setErrorHandler((error, request, reply) => {
      const language = languageOf(request)
      const format = formatOf(request)
      if (error instanceof Open311Error) return sendError(reply, format, error)
      if (error instanceof Refusal && error.code === 'try-later') {
        const seconds = Number(error.facts.seconds ?? 60)
        return sendError(reply, format, new Open311Error(429, say(language, 'text.api.open311.tryLater', { seconds })))
      }
      const status = (error as { statusCode?: number }).statusCode ?? 500
      if (status >= 400 && status < 500)
        return sendError(reply, format, new Open311Error(400, say(language, 'text.api.open311.formOnly')))
      environment.log.error('an Open311 request failed', {
        requestId: request.id,
        route: request.routeOptions.url,
        error,
      })
      return sendError(
        reply,
        format,
        new Open311Error(500, say(language, 'text.api.open311.bug', { requestId: request.id })),
      )
    })
    const handle = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const [address = '', query = ''] = request.url.split('?')
      const { path, format } = splitFormat(decodeURIComponent(address.replace(/^\/open311\//, '')))
      const given = new URLSearchParams(query)
      if (typeof request.body === 'string')
        for (const [name, value] of new URLSearchParams(request.body)) given.append(name, value)
      const asked: Asked = {
        environment,
        request,
        reply,
        format,
        given,
        language: languageOf(request),
        now: environment.clock.now(),
      }
      if (path === 'discovery') return discovery(asked)
      requireJurisdiction(asked)
      return answerFor(asked, path.replace(/^v2\/?/, ''))
    }
    scope.get('/open311/*', (request, reply) => handle(request, reply))
    scope.post('/open311/*', (request, reply) => handle(request, reply))
    scope.options('/open311/*', (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'Content-Type',
          'access-control-max-age': '86400',
        })
        .send(),
    )
  })
}
