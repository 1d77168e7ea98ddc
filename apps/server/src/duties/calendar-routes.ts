import { createHash } from 'node:crypto'
import { dayAfter, dutyStanding, dutyTitle, localDate } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type CalendarEntry,
  type Duties,
  type DutyItem,
  factsOf,
  findCalendarOwner,
  listDutiesOfPerson,
  listDutiesOfVillage,
  writeCalendar,
} from '#kernel/duties'
import { actorsOfPersons } from '#kernel/people'
import { findPlaceByCode, listPlacesByIds, type Place } from '#kernel/places'
import type { Clock } from '#platform/clock'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'

interface CalendarEnvironment {
  readonly db: Database
  readonly county: number
  readonly clock: Clock
  readonly duties: Duties
  /** The address under which people open this installation. */
  readonly address: string
}

/** How far a calendar looks back, for what was done or missed lately. */
const LOOK_BACK_DAYS = 92
const ENTRIES_MAX = 500

interface Writing {
  readonly environment: CalendarEnvironment
  readonly config: CountyConfig
  readonly language: Language
  readonly today: string
}

/** What one item is in a calendar. Nothing in it depends on the day it is asked for, so that its bytes stay the same. */
function entryOf(
  { environment, config, language }: Writing,
  item: DutyItem,
  place: Place | undefined,
  url: string | undefined,
): CalendarEntry {
  const declaration = environment.duties.find(config, item.duty)
  const title = declaration ? nameIn(language, dutyTitle(declaration)) : item.duty
  const where = (language === 'en' ? place?.nameEn : undefined) ?? place?.name ?? ''
  const about = [
    say(language, 'text.duties.ics.about', { period: item.occasion, due: item.dueOn }),
    ...(item.provisional ? [say(language, 'text.duties.ics.provisional')] : []),
    ...(item.keptOn === null ? [] : [say(language, 'text.duties.ics.kept', { on: item.keptOn })]),
    ...(item.exemptAt === null ? [] : [say(language, 'text.duties.ics.exempt')]),
    ...(config.demo ? [say(language, 'text.duties.ics.demo')] : []),
  ]
  const done = ['kept', 'kept-late', 'exempt'].includes(dutyStanding(factsOf(item), item.dueOn))
  const line = say(language, 'text.duties.ics.line', { title, place: where })
  return {
    uid: `${item.id}@duties.xiangzhi`,
    sequence: item.eventNo,
    changedAt: item.changedAt,
    on: item.dueOn,
    summary: done ? `✓ ${line}` : line,
    description: about.join('\n'),
    category: say(language, `text.duties.kind.${item.kind}`),
    tentative: item.provisional,
    ...(url === undefined ? {} : { url }),
  }
}

async function placesOf(tx: Tx, items: readonly DutyItem[]): Promise<Map<string, Place>> {
  const places = await listPlacesByIds(tx, [...new Set(items.map(({ placeId }) => placeId))])
  return new Map(places.map((place) => [place.id, place]))
}

async function begin(tx: Tx, environment: CalendarEnvironment, { lang }: { readonly lang?: string }): Promise<Writing> {
  const config = await countyConfig(tx)
  const language = lang === 'en' ? 'en' : lang === 'zh-CN' ? 'zh-CN' : (config.settings.languages[0] ?? 'zh-CN')
  return { environment, config, language, today: localDate(config.calendar, environment.clock.now()) }
}

/** What a person answers for by the roles held today. */
async function personCalendar(tx: Tx, environment: CalendarEnvironment, token: string, query: Query): Promise<string> {
  const personId = await findCalendarOwner(tx, token)
  refuseUnless(personId, 'not-found')
  const writing = await begin(tx, environment, query)
  const actor = (await actorsOfPersons(tx, [personId], writing.today)).get(personId)
  refuseUnless(actor, 'not-found')
  const items = await listDutiesOfPerson(tx, actor, { limit: ENTRIES_MAX }, writing.today)
  const places = await placesOf(tx, items)
  const entries = items.map((item) =>
    entryOf(writing, item, places.get(item.placeId), `${environment.address}/staff/duties?item=${item.id}`),
  )
  return writeCalendar(say(writing.language, 'text.duties.ics.person'), entries)
}

/** What a village must do, as far as villagers may see it. */
async function villageCalendar(tx: Tx, environment: CalendarEnvironment, code: string, query: Query): Promise<string> {
  const village = /^\d{12}$/.test(code) ? await findPlaceByCode(tx, code) : undefined
  refuseUnless(village?.kind === 'village', 'not-found')
  const writing = await begin(tx, environment, query)
  const from = dayAfter(writing.today, -LOOK_BACK_DAYS)
  const filter = { from, publicOnly: true, limit: ENTRIES_MAX }
  const items = await listDutiesOfVillage(tx, village.id, filter, writing.today)
  const places = await placesOf(tx, items)
  const name = (writing.language === 'en' ? village.nameEn : undefined) ?? village.name
  const entries = items.map((item) =>
    entryOf(writing, item, places.get(item.placeId), `${environment.address}/v/${code}`),
  )
  return writeCalendar(say(writing.language, 'text.duties.ics.village', { place: name }), entries)
}

interface Query {
  readonly lang?: string
}

function send(request: FastifyRequest, reply: FastifyReply, body: string, cache: string): FastifyReply {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.header('etag', etag).header('cache-control', cache)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.header('content-type', 'text/calendar; charset=utf-8').send(body)
}

/**
 * GET /calendar/{token}.ics: what one person answers for, by a private address. GET /v/{code}/duties.ics: what a village must
 * do. `?lang=en` gives English.
 */
export function mountDutyCalendars(fastify: FastifyInstance, environment: CalendarEnvironment): void {
  const { db, county } = environment
  fastify.get<{ Params: { token: string }; Querystring: Query }>('/calendar/:token.ics', async (request, reply) => {
    const { token } = request.params
    refuseUnless(/^[\w-]{24}$/.test(token), 'not-found')
    const body = await db.read(county, (tx) => personCalendar(tx, environment, token, request.query))
    return send(request, reply, body, 'private, no-cache')
  })
  fastify.get<{ Params: { code: string }; Querystring: Query }>('/v/:code/duties.ics', async (request, reply) => {
    const body = await db.read(county, (tx) => villageCalendar(tx, environment, request.params.code, request.query))
    return send(request, reply, body, 'public, max-age=600')
  })
}
