import { dutyStanding, dutyTitle, type MessageRow, staffRoles, standingAt } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { NewMessage } from '#platform/messages'
import { type Duties, type DutyEventFed, factsOf, isOrganisationRole, listDutyFeed } from '#kernel/duties'
import { findPlace } from '#kernel/places'
import { type MessageFacts, sayDay, sayOccasion } from './facts.ts'
import {
  messageFor,
  NOBODY,
  type ReaderEnvironment,
  type Reading,
  type ReadMessages,
  type Timeline,
  timelineReader,
  wants,
} from './timeline.ts'

/** The name under which rows of the matrix speak of duties. */
const PROCESS = 'duty'

/** Who holds a role over the place of an item or the place around it that the role reaches. */
async function holdersAt(
  { lookups, countyPlaceId }: Reading,
  role: keyof typeof staffRoles,
  event: DutyEventFed,
): Promise<string[]> {
  const level = staffRoles[role]
  if (level === 'organisation') return []
  const placeId = level === 'county' ? countyPlaceId : standingAt(event, level)
  if (!placeId) return []
  return lookups.holders(role, { placeId })
}

/** Who a row tells: those who must keep it, or those before whom it is brought when it is missed. */
async function recipientsOf(reading: Reading, duties: Duties, row: MessageRow, event: DutyEventFed): Promise<string[]> {
  const { lookups, config } = reading
  if (row.audience === 'owner') {
    const reach = isOrganisationRole(event.holderRole)
      ? { organisationId: event.holderId }
      : { placeId: event.holderId }
    return lookups.holders(event.holderRole, reach)
  }
  if (row.audience !== 'supervisor') return []
  const escalations = duties.find(config, event.duty)?.escalate ?? []
  const to = escalations.filter(({ when }) => when === event.action)
  return (await Promise.all(to.map((one) => holdersAt(reading, one.to, event)))).flat()
}

async function factsFor(
  { tx, config, today }: Reading,
  duties: Duties,
  event: DutyEventFed,
): Promise<(language: Language) => MessageFacts> {
  const declaration = duties.find(config, event.duty)
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

async function messagesOf(
  reading: Reading,
  duties: Duties,
  event: DutyEventFed,
  rows: readonly MessageRow[],
): Promise<NewMessage[]> {
  const { config, lookups } = reading
  const facts = await factsFor(reading, duties, event)
  const language = config.settings.languages[0] ?? 'zh-CN'
  // Whoever opens the link sees the item; the path stands in the facts, since there is no case to link to.
  const path = `/staff/duties?item=${event.id}`
  const title = nameIn(language, { zh: facts('zh-CN').category, en: facts('en').category })
  const { no, at } = event
  const messages: NewMessage[] = []
  for (const row of rows) {
    const persons = [...new Set(await recipientsOf(reading, duties, row, event))].filter(
      (id) => id !== event.byPersonId,
    )
    const write = (id: string | null): void => {
      const key = id ?? 'robot'
      const dedupeKey = `duty:${event.id}:${no}:${row.channel}:${row.audience}:${key}`
      messages.push(
        messageFor(reading, { no, at, caseId: null, dedupeKey }, row, { id, key, language }, { title, facts, path }),
      )
    }
    if (row.channel === 'robot') {
      if (row.audience === 'supervisor' && persons.length > 0) write(null)
      continue
    }
    await lookups.know(persons)
    for (const personId of persons) if (wants(lookups.choices(personId), row)) write(personId)
  }
  return messages
}

/**
 * The timelines of duties: rows of the process `duty`, on remind, late, grave, exempt and recount; `owner` is who must keep it,
 * `supervisor` before whom it is brought.
 */
function dutyTimeline(duties: Duties): Timeline<DutyEventFed> {
  return {
    name: 'duties',
    firstLookBackMs: 60_000,
    page: (tx, after, most) =>
      listDutyFeed(
        tx,
        after instanceof Date ? { at: after, itemId: NOBODY, no: 0 } : { at: after.at, itemId: after.id, no: after.no },
        most,
      ),
    keyOf: ({ id, no }) => `${id}:${no}`,
    concerns: ({ process, on }, { action }) => process === PROCESS && on === action,
    messagesOf: (reading, event, rows) => messagesOf(reading, duties, event, rows),
  }
}

/** Reads the timelines of duties and tells whom the matrix names. */
export const dutyMessageReader = (environment: ReaderEnvironment & { readonly duties: Duties }): ReadMessages =>
  timelineReader(environment, dutyTimeline(environment.duties))
