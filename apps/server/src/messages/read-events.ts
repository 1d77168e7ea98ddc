import { localDate, type MessageAudience, type MessageRow } from '@xiangzhi/language'
import { type Language, type Named, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import type { Log } from '#platform/log'
import {
  addMessages,
  afterQuiet,
  type Channels,
  forgetReporter,
  type MessageChoices,
  movePosition,
  type NewMessage,
  readPosition,
} from '#platform/messages'
import { type CaseEventFed, findCaseContacts, listCaseEvents, type Processes } from '#kernel/cases'
import { organisationNamesOf } from '#kernel/people'
import { findCounty, findPlace } from '#kernel/places'
import { factsFor, fillRow, isDiscreet, type ToldCase } from './facts.ts'
import { handleLines } from './lines.ts'
import { Lookups } from './lookups.ts'

/** What reading needs. */
export interface ReaderEnvironment {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  /** The ways out there are: what nothing could deliver is not written. */
  readonly channels: Channels
  /** How far back the very first reading begins, in ms. */
  readonly firstLookBackMs: number
  readonly log: Log
}

/** A command that began before the last reading may have committed after it, so each reading looks back this far. */
const LOOK_BACK_MS = 60_000
const PAGE = 200
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Whether a row speaks of an event. */
function concerns(row: MessageRow, event: CaseEventFed): boolean {
  if (row.process !== event.process) return false
  if (row.on === 'comment-public') return event.action === 'comment' && event.isPublic
  return row.on === event.action
}

/** Who a row's staff are; the person who did it knows already. */
async function staffOf(
  { lookups, countyPlaceId }: Context,
  audience: MessageAudience,
  event: CaseEventFed,
): Promise<string[]> {
  const others = (ids: readonly (string | null)[]): string[] =>
    [...new Set(ids)].filter((id): id is string => id !== null && id !== event.byPersonId)
  if (audience === 'previous-owner') return others([event.formerPersonId])
  if (audience === 'supervisor') return others(await lookups.holders('supervisor', { placeId: countyPlaceId }))
  // Work that went on since is somebody else's now: a message about it would only disturb.
  if (event.toState !== null && event.toState !== event.state) return []
  if (event.ownerRole === null || event.ownerId === null) return others([event.ownerPersonId])
  const holders = event.isConcerned ? [] : await lookups.manning(event.ownerRole, event.ownerId)
  // Where nobody is at the desk, or somebody must stand back, whoever it falls to is told.
  const told = holders.length > 0 ? holders : await lookups.acting(event.caseId)
  if (event.ownerPersonId === null) return others(told)
  return told.includes(event.ownerPersonId)
    ? others([event.ownerPersonId])
    : others(event.isConcerned ? told : [event.ownerPersonId, ...told])
}

async function unitOf(tx: Tx, event: CaseEventFed): Promise<Named | undefined> {
  if (event.ownerId !== null && event.ownerId === event.assignedOrganisationId) {
    const named = (await organisationNamesOf(tx, [event.ownerId])).get(event.ownerId)
    if (named) return { zh: named.name, en: named.nameEn }
  }
  if (event.isOpen && event.ownerId !== null) {
    const place = await findPlace(tx, event.ownerId)
    if (place) return { zh: place.name, en: place.nameEn || place.name }
  }
  return event.byUnit === null ? undefined : { zh: event.byUnit, en: event.byUnit }
}

interface Context {
  readonly tx: Tx
  readonly config: CountyConfig
  readonly environment: ReaderEnvironment
  readonly lookups: Lookups
  readonly countyPlaceId: string
  readonly now: Date
}

type Recipient = { readonly id: string | null; readonly key: string; readonly language: Language }

function messageFor(
  { config, now }: Context,
  event: CaseEventFed,
  told: ToldCase,
  row: MessageRow,
  recipient: Recipient,
  mayRead: boolean,
): NewMessage {
  const { offsetMinutes } = config.calendar
  const discreet = isDiscreet(told, row.audience, row.channel, mayRead)
  const facts = (language: Language) => factsFor(told, { language, discreet, offsetMinutes })
  const words = (language: Language): string => fillRow(row, language, facts(language))
  const inApp = row.channel === 'in-app'
  const urgent = row.urgent ?? false
  return {
    id: uuidv7(),
    dedupeKey: `${event.caseId}:${event.no}:${row.channel}:${recipient.key}`,
    caseId: event.caseId,
    eventNo: event.no,
    rowKey: row.key,
    audience: row.audience,
    channel: row.channel,
    recipientId: recipient.id,
    language: recipient.language,
    urgent,
    title:
      row.channel === 'e-mail'
        ? say(recipient.language, 'text.messages.mail.title', { number: told.number })
        : told.number,
    body: words(recipient.language),
    // Staff read their inbox in either language; gateways want what stands at the placeholders.
    facts: inApp ? { zh: words('zh-CN'), en: words('en') } : { ...facts(recipient.language) },
    nextAt: inApp || urgent ? now : afterQuiet(config.messages.quietHours, offsetMinutes, now),
    createdAt: inApp ? event.at : now,
  }
}

/** Whether somebody wants to hear this way. Nobody can switch off what is urgent. */
function wants(choices: MessageChoices | undefined, row: MessageRow): boolean {
  if (row.channel === 'e-mail' && !choices?.emailSealed) return false
  if (row.channel === 'push' && !choices?.push) return false
  const chosen = choices?.channels.get(row.audience)
  return (row.urgent ?? false) || chosen === undefined || chosen.includes(row.channel)
}

async function messagesOf(context: Context, event: CaseEventFed, rows: readonly MessageRow[]): Promise<NewMessage[]> {
  const { tx, config, environment, lookups } = context
  const told: ToldCase = {
    number: event.number,
    category: config.categories.get(event.category)?.name,
    place: event.placeName,
    state: event.toState ?? event.state,
    process: environment.processes.of(event),
    dueAt: event.dueAt,
    unit: await unitOf(tx, event),
    confidentiality: event.confidentiality,
  }
  const own = config.settings.languages[0] ?? 'zh-CN'
  const messages: NewMessage[] = []
  for (const row of rows) {
    if (row.audience === 'reporter' || row.audience === 'followers') {
      const contacts = await findCaseContacts(tx, event.caseId)
      if (row.audience === 'followers') {
        const recipients = contacts.followers.map(({ id }) => ({ id, key: id, language: own }))
        messages.push(...recipients.map((recipient) => messageFor(context, event, told, row, recipient, true)))
      } else {
        for (const { caseId, number, category, placeName, language } of contacts.reporters) {
          const itself = caseId === event.caseId
          const recipient = { id: itself ? null : caseId, key: itself ? 'reporter' : `reporter ${caseId}`, language }
          // Whoever's report was merged is told of it under the number, the kind and the place that they gave.
          const theirs = { ...told, number, category: config.categories.get(category)?.name, place: placeName }
          messages.push(messageFor(context, event, itself ? told : theirs, row, recipient, true))
        }
      }
    } else if (row.channel === 'robot') {
      // A group is nobody in particular, so it hears of what every reader in the county may know.
      if (event.confidentiality !== 'open') continue
      messages.push(messageFor(context, event, told, row, { id: null, key: 'robot', language: own }, true))
    } else {
      const persons = await staffOf(context, row.audience, event)
      await lookups.know(persons)
      for (const personId of persons) {
        const mayRead = await lookups.mayRead(lookups.actor(personId), event.caseId)
        // Whoever had a case before may have no right to it any more; then they hear that it is gone, and nothing of it.
        if (!mayRead && (row.audience !== 'previous-owner' || event.confidentiality === 'sealed')) continue
        if (!wants(lookups.choices(personId), row)) continue
        const recipient = { id: personId, key: personId, language: own }
        messages.push(messageFor(context, event, told, row, recipient, mayRead))
      }
    }
  }
  return messages
}

/** Reads on: answers how many messages were written. */
export type ReadMessages = (now: Date) => Promise<number>

/**
 * Reads timelines behind the commands, never inside them, and writes a message for everybody whom the matrix names. Reading
 * the same line again, also by two servers at once, writes nothing twice.
 */
export function messageReader(environment: ReaderEnvironment): ReadMessages {
  const { db, county, channels, firstLookBackMs, log } = environment
  const handled = new Map<string, number>()
  const keyOf = ({ caseId, no }: CaseEventFed): string => `${caseId}:${no}`

  async function handle(events: readonly CaseEventFed[], now: Date): Promise<number> {
    const written = await db.write(county, async (tx) => {
      const [config, place] = await Promise.all([countyConfig(tx), findCounty(tx)])
      if (!place) return 0
      const lookups = new Lookups(tx, environment.processes, localDate(config.calendar, now), now)
      const context = { tx, config, environment, lookups, countyPlaceId: place.id, now }
      const rows = config.messages.rows.filter(({ channel }) => channel === 'in-app' || channels[channel] !== undefined)
      let count = 0
      for (const event of events) {
        if (event.action === 'withdraw-contact' || event.action === 'forget-contact')
          await forgetReporter(tx, event.caseId)
        const concerned = rows.filter((row) => concerns(row, event))
        if (concerned.length > 0) count += await addMessages(tx, await messagesOf(context, event, concerned))
      }
      const last = events.at(-1)
      if (last) await movePosition(tx, 'cases', last.at)
      return count
    })
    for (const event of events) handled.set(keyOf(event), event.at.getTime())
    return written
  }

  const passOver = (event: CaseEventFed, error: unknown): void => {
    log.error('a line of a timeline was passed over', { caseId: event.caseId, no: event.no, error })
    handled.set(keyOf(event), event.at.getTime())
  }

  return async (now) => {
    const from = await db.write(county, (tx) =>
      readPosition(tx, 'cases', new Date(now.getTime() - firstLookBackMs + LOOK_BACK_MS)),
    )
    const since = from.getTime() - LOOK_BACK_MS
    for (const [key, at] of handled) if (at <= since) handled.delete(key)
    let after = { at: new Date(since), caseId: NOBODY, no: 0 }
    let written = 0
    for (;;) {
      const page = await db.read(county, (tx) => listCaseEvents(tx, after, PAGE))
      const fresh = page.filter((event) => !handled.has(keyOf(event)))
      if (fresh.length > 0) written += await handleLines(fresh, (lines) => handle(lines, now), passOver)
      const last = page.at(-1)
      if (page.length < PAGE || !last) return written
      after = last
    }
  }
}
