import { dutyStanding, dutyTitle, localDate, type MessageRow, staffRoles, standingAt } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { type Duties, type DutyEventFed, factsOf, isOrganisationRole, listDutyFeed } from '#kernel/duties'
import { listHolders } from '#kernel/people'
import { findCounty, findPlace } from '#kernel/places'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import type { Log } from '#platform/log'
import {
  addMessages,
  afterQuiet,
  type Channels,
  findChoices,
  type MessageChoices,
  movePosition,
  type NewMessage,
  readPosition,
} from '#platform/messages'
import { fillRow, type MessageFacts, sayDay, sayOccasion } from './facts.ts'
import { handleLines } from './lines.ts'

/** What reading the timelines of duties needs. */
interface DutyReaderEnvironment {
  readonly db: Database
  readonly county: number
  readonly duties: Duties
  /** The ways out there are: what nothing could deliver is not written. */
  readonly channels: Channels
  readonly log: Log
}

/** The name under which rows of the matrix speak of duties. */
const PROCESS = 'duty'
/** A transaction that began before the last reading may have committed after it, so each reading looks back this far. */
const LOOK_BACK_MS = 60_000
const PAGE = 200
const NOBODY = '00000000-0000-0000-0000-000000000000'

interface Context {
  readonly tx: Tx
  readonly environment: DutyReaderEnvironment
  readonly config: CountyConfig
  readonly countyPlaceId: string
  readonly today: string
  readonly now: Date
}

/** Who holds a role over the place of an item or the place around it that the role reaches. */
async function holdersAt(context: Context, role: keyof typeof staffRoles, event: DutyEventFed): Promise<string[]> {
  const { tx, countyPlaceId, today } = context
  const level = staffRoles[role]
  if (level === 'organisation') return []
  const placeId = level === 'county' ? countyPlaceId : standingAt(event, level)
  if (!placeId) return []
  return (await listHolders(tx, role, { placeId }, today)).map(({ personId }) => personId)
}

/** Who a row tells: those who must keep it, or those before whom it is brought when it is missed. */
async function recipientsOf(context: Context, row: MessageRow, event: DutyEventFed): Promise<string[]> {
  const { tx, environment, config, today } = context
  if (row.audience === 'owner') {
    const reach = isOrganisationRole(event.holderRole)
      ? { organisationId: event.holderId }
      : { placeId: event.holderId }
    return (await listHolders(tx, event.holderRole, reach, today)).map(({ personId }) => personId)
  }
  if (row.audience !== 'supervisor') return []
  const escalations = environment.duties.find(config, event.duty)?.escalate ?? []
  const to = escalations.filter(({ when }) => when === event.action)
  return (await Promise.all(to.map((one) => holdersAt(context, one.to, event)))).flat()
}

async function factsFor(context: Context, event: DutyEventFed): Promise<(language: Language) => MessageFacts> {
  const { tx, environment, config, today } = context
  const declaration = environment.duties.find(config, event.duty)
  const place = await findPlace(tx, event.placeId)
  return (language) => ({
    number: sayOccasion(language, event, today),
    category: declaration ? nameIn(language, dutyTitle(declaration)) : event.duty,
    place: (language === 'en' ? place?.nameEn : undefined) ?? place?.name ?? '',
    state: say(language, `text.duties.standing.${dutyStanding(factsOf(event), today)}`),
    deadline: sayDay(language, event.dueOn, today),
    unit: say(language, `text.common.role.${event.holderRole}`),
  })
}

function wants(choices: MessageChoices | undefined, row: MessageRow): boolean {
  if (row.channel === 'e-mail' && !choices?.emailSealed) return false
  const chosen = choices?.channels.get(row.audience)
  return (row.urgent ?? false) || chosen === undefined || chosen.includes(row.channel)
}

async function messagesOf(context: Context, event: DutyEventFed, rows: readonly MessageRow[]): Promise<NewMessage[]> {
  const { tx, config, now } = context
  const facts = await factsFor(context, event)
  const own = config.settings.languages[0] ?? 'zh-CN'
  // Whoever opens the link sees the item; the path stands in the facts, since there is no case to link to.
  const path = `/staff/duties?item=${event.id}`
  const messages: NewMessage[] = []
  for (const row of rows) {
    const persons = [...new Set(await recipientsOf(context, row, event))].filter((id) => id !== event.byPersonId)
    const inApp = row.channel === 'in-app'
    const words = (language: Language): string => fillRow(row, language, facts(language))
    const write = (recipientId: string | null): void =>
      void messages.push({
        id: uuidv7(),
        dedupeKey: `duty:${event.id}:${event.no}:${row.channel}:${row.audience}:${recipientId ?? 'robot'}`,
        caseId: null,
        eventNo: event.no,
        rowKey: row.key,
        audience: row.audience,
        channel: row.channel,
        recipientId,
        language: own,
        urgent: row.urgent ?? false,
        title: nameIn(own, { zh: facts('zh-CN').category, en: facts('en').category }),
        body: words(own),
        facts: inApp ? { zh: words('zh-CN'), en: words('en'), path } : { ...facts(own), path },
        nextAt: inApp || row.urgent ? now : afterQuiet(config.messages.quietHours, config.calendar.offsetMinutes, now),
        createdAt: inApp ? event.at : now,
      })
    if (row.channel === 'robot') {
      if (row.audience === 'supervisor' && persons.length > 0) write(null)
      continue
    }
    const choices = await findChoices(tx, persons)
    for (const personId of persons) if (wants(choices.get(personId), row)) write(personId)
  }
  return messages
}

/**
 * Reads the timelines of duties behind the jobs that write them, and tells whom the matrix names: rows of the process `duty`, on
 * remind, late, grave, exempt and recount; `owner` is who must keep it, `supervisor` before whom it is brought. Reading a line
 * again writes nothing twice.
 */
export function dutyMessageReader(environment: DutyReaderEnvironment): (now: Date) => Promise<number> {
  const { db, county, channels, log } = environment
  const handled = new Map<string, number>()
  const keyOf = ({ id, no }: DutyEventFed): string => `${id}:${no}`

  async function handle(events: readonly DutyEventFed[], now: Date): Promise<number> {
    const written = await db.write(county, async (tx) => {
      const [config, place] = await Promise.all([countyConfig(tx), findCounty(tx)])
      if (!place) return 0
      const today = localDate(config.calendar, now)
      const context = { tx, environment, config, countyPlaceId: place.id, today, now }
      const rows = config.messages.rows.filter(
        ({ process, channel }) => process === PROCESS && (channel === 'in-app' || channels[channel] !== undefined),
      )
      let count = 0
      for (const event of events) {
        const concerned = rows.filter(({ on }) => on === event.action)
        if (concerned.length > 0) count += await addMessages(tx, await messagesOf(context, event, concerned))
      }
      const last = events.at(-1)
      if (last) await movePosition(tx, 'duties', last.at)
      return count
    })
    for (const event of events) handled.set(keyOf(event), event.at.getTime())
    return written
  }

  const passOver = (event: DutyEventFed, error: unknown): void => {
    log.error('a line of a duty was passed over', { itemId: event.id, no: event.no, error })
    handled.set(keyOf(event), event.at.getTime())
  }

  return async (now) => {
    const from = await db.write(county, (tx) => readPosition(tx, 'duties', new Date(now.getTime())))
    const since = from.getTime() - LOOK_BACK_MS
    for (const [key, at] of handled) if (at <= since) handled.delete(key)
    let after = { at: new Date(since), itemId: NOBODY, no: 0 }
    let written = 0
    for (;;) {
      const page = await db.read(county, (tx) => listDutyFeed(tx, after, PAGE))
      const fresh = page.filter((event) => !handled.has(keyOf(event)))
      if (fresh.length > 0) written += await handleLines(fresh, (lines) => handle(lines, now), passOver)
      const last = page.at(-1)
      if (page.length < PAGE || !last) return written
      after = { at: last.at, itemId: last.id, no: last.no }
    }
  }
}
