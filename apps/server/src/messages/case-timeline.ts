import type { MessageAudience, MessageRow } from '@xiangzhi/language'
import { type Language, type Named, say } from '@xiangzhi/text'
import type { Tx } from '#platform/database'
import { forgetReporter, type NewMessage } from '#platform/messages'
import { type CaseEventFed, findCaseContacts, listCaseEvents, type Processes } from '#kernel/cases'
import { organisationNamesOf } from '#kernel/people'
import { findPlace } from '#kernel/places'
import { factsFor, isDiscreet, type ToldCase } from './facts.ts'
import {
  messageFor,
  NOBODY,
  type ReaderEnvironment,
  type Reading,
  type ReadMessages,
  type Recipient,
  type Timeline,
  timelineReader,
  wants,
} from './timeline.ts'

/** Whether a row speaks of an event. */
function concerns(row: MessageRow, event: CaseEventFed): boolean {
  if (row.process !== event.process) return false
  if (row.on === 'comment-public') return event.action === 'comment' && event.isPublic
  return row.on === event.action
}

/** Who a row's staff are; the person who did it knows already. */
async function staffOf(
  { lookups, countyPlaceId }: Reading,
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

function tell(
  reading: Reading,
  event: CaseEventFed,
  told: ToldCase,
  row: MessageRow,
  recipient: Recipient,
  mayRead: boolean,
): NewMessage {
  const { offsetMinutes } = reading.config.calendar
  const discreet = isDiscreet(told, row.audience, row.channel, mayRead)
  const facts = (language: Language) => factsFor(told, { language, discreet, offsetMinutes })
  const { caseId, no, at } = event
  const dedupeKey = `${caseId}:${no}:${row.channel}:${recipient.key}`
  const { number } = told
  const title = row.channel === 'e-mail' ? say(recipient.language, 'text.messages.mail.title', { number }) : number
  return messageFor(reading, { no, at, caseId, dedupeKey }, row, recipient, { title, facts })
}

async function messagesOf(
  reading: Reading,
  processes: Processes,
  event: CaseEventFed,
  rows: readonly MessageRow[],
): Promise<NewMessage[]> {
  const { tx, config, lookups } = reading
  const told: ToldCase = {
    number: event.number,
    category: config.categories.get(event.category)?.name,
    place: event.placeName,
    state: event.toState ?? event.state,
    process: processes.of(event),
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
        messages.push(...recipients.map((recipient) => tell(reading, event, told, row, recipient, true)))
      } else {
        for (const { caseId, number, category, placeName, language } of contacts.reporters) {
          const itself = caseId === event.caseId
          const recipient = { id: itself ? null : caseId, key: itself ? 'reporter' : `reporter ${caseId}`, language }
          // Whoever's report was merged is told of it under the number, the kind and the place that they gave.
          const theirs = { ...told, number, category: config.categories.get(category)?.name, place: placeName }
          messages.push(tell(reading, event, itself ? told : theirs, row, recipient, true))
        }
      }
    } else if (row.channel === 'robot') {
      // A group is nobody in particular, so it hears of what every reader in the county may know.
      if (event.confidentiality !== 'open') continue
      messages.push(tell(reading, event, told, row, { id: null, key: 'robot', language: own }, true))
    } else {
      const persons = await staffOf(reading, row.audience, event)
      await lookups.know(persons)
      for (const personId of persons) {
        const mayRead = await lookups.mayRead(lookups.actor(personId), event.caseId)
        // Whoever had a case before may have no right to it any more; then they hear that it is gone, and nothing of it.
        if (!mayRead && (row.audience !== 'previous-owner' || event.confidentiality === 'sealed')) continue
        if (!wants(lookups.choices(personId), row)) continue
        const recipient = { id: personId, key: personId, language: own }
        messages.push(tell(reading, event, told, row, recipient, mayRead))
      }
    }
  }
  return messages
}

/** The timelines of cases. A contact that was withdrawn or deleted takes the addresses of its messages along. */
function caseTimeline(processes: Processes, firstLookBackMs: number): Timeline<CaseEventFed> {
  return {
    name: 'cases',
    firstLookBackMs,
    page: (tx, after, most) =>
      listCaseEvents(tx, after instanceof Date ? { at: after, caseId: NOBODY, no: 0 } : after, most),
    keyOf: ({ caseId, no }) => `${caseId}:${no}`,
    concerns,
    handle: async (tx, { action, caseId }) => {
      if (action === 'withdraw-contact' || action === 'forget-contact') await forgetReporter(tx, caseId)
    },
    messagesOf: (reading, event, rows) => messagesOf(reading, processes, event, rows),
  }
}

/** Reads the timelines of cases and tells whom the matrix names. */
export const messageReader = (environment: ReaderEnvironment & { readonly firstLookBackMs: number }): ReadMessages =>
  timelineReader(environment, caseTimeline(environment.processes, environment.firstLookBackMs))
