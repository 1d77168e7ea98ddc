import { localDate, type MessageRow } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { type Database, isUnavailable, type Tx } from '#platform/database'
import type { Log } from '#platform/log'
import {
  addMessages,
  afterQuiet,
  type Channels,
  type MessageChoices,
  movePosition,
  type NewMessage,
  readPosition,
} from '#platform/messages'
import type { Processes } from '#kernel/cases'
import { findCounty } from '#kernel/places'
import { fillRow, type MessageFacts } from './facts.ts'
import { Lookups } from './lookups.ts'

/** What reading needs. */
export interface ReaderEnvironment {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  /** The ways out there are: what nothing could deliver is not written. */
  readonly channels: Channels
  readonly log: Log
}

/** What the lines of one transaction are read with. */
export interface Reading {
  readonly tx: Tx
  readonly config: CountyConfig
  readonly countyPlaceId: string
  /** The local date of `now`. */
  readonly today: string
  readonly now: Date
  readonly lookups: Lookups
}

/** What is common to the lines of every timeline. */
interface Line {
  readonly no: number
  readonly at: Date
  readonly action: string
}

/** A timeline as the messages read it: the lines of an idea, whom a row of the matrix means by them, and what they are told. */
export interface Timeline<L extends Line> {
  /** The name under which it is kept how far it was read. */
  readonly name: string
  /** How far back the very first reading begins, in ms: a county that begins to send is not flooded with its past. */
  readonly firstLookBackMs: number
  /** The lines after one that was read, or since a moment, oldest first. */
  page(tx: Tx, after: L | Date, most: number): Promise<L[]>
  /** What names a line for good. */
  keyOf(line: L): string
  /** Whether a row speaks of a line. */
  concerns(row: MessageRow, line: L): boolean
  /** What must be done in the same transaction, whether or not a row speaks of it. */
  handle?(tx: Tx, line: L): Promise<void>
  messagesOf(reading: Reading, line: L, rows: readonly MessageRow[]): Promise<readonly NewMessage[]>
}

/** Who gets a message: a person of staff, somebody outside by the case they are known from, or a group. */
export interface Recipient {
  readonly id: string | null
  /** What tells one recipient of a line by one channel from another. */
  readonly key: string
  readonly language: Language
}

/** A message for one recipient by one row. Urgent ones and those in the inbox keep no quiet hours. */
export function messageFor(
  { config, now }: Pick<Reading, 'config' | 'now'>,
  line: Pick<Line, 'no' | 'at'> & { readonly caseId: string | null; readonly dedupeKey: string },
  row: MessageRow,
  recipient: Recipient,
  {
    title,
    facts,
    path,
  }: {
    readonly title: string
    readonly facts: (language: Language) => MessageFacts
    /** Where the link leads when there is no case to link to. */
    readonly path?: string
  },
): NewMessage {
  const words = (language: Language): string => fillRow(row, language, facts(language))
  const inApp = row.channel === 'in-app'
  const urgent = row.urgent ?? false
  return {
    id: uuidv7(),
    dedupeKey: line.dedupeKey,
    caseId: line.caseId,
    eventNo: line.no,
    rowKey: row.key,
    audience: row.audience,
    channel: row.channel,
    recipientId: recipient.id,
    language: recipient.language,
    urgent,
    title,
    body: words(recipient.language),
    // Staff read their inbox in either language; gateways want what stands at the placeholders.
    facts: {
      ...(inApp ? { zh: words('zh-CN'), en: words('en') } : facts(recipient.language)),
      ...(path === undefined ? {} : { path }),
    },
    nextAt: inApp || urgent ? now : afterQuiet(config.messages.quietHours, config.calendar.offsetMinutes, now),
    createdAt: inApp ? line.at : now,
  }
}

/** Whether somebody wants to hear this way. Nobody can switch off what is urgent, and nobody hears where they gave no address. */
export function wants(choices: MessageChoices | undefined, row: MessageRow): boolean {
  if (row.channel === 'e-mail' && !choices?.emailSealed) return false
  if (row.channel === 'push' && !choices?.push) return false
  const chosen = choices?.channels.get(row.audience)
  return (row.urgent ?? false) || chosen === undefined || chosen.includes(row.channel)
}

/** A command that began before the last reading may have committed after it, so each reading looks back this far. */
const LOOK_BACK_MS = 60_000
const PAGE = 200

/** Reads on: answers how many messages were written. */
export type ReadMessages = (now: Date) => Promise<number>

/**
 * Reads a timeline behind the commands, never inside them, and writes a message for everybody whom the matrix names. Reading
 * the same line again, also by two servers at once, writes nothing twice. A line that cannot be made into messages is passed over,
 * so that it does not keep all others waiting for ever; when it is the database that is away, it throws and nothing is.
 */
export function timelineReader<L extends Line>(
  { db, county, processes, channels, log }: ReaderEnvironment,
  timeline: Timeline<L>,
): ReadMessages {
  const handled = new Map<string, number>()

  async function handle(lines: readonly L[], now: Date): Promise<number> {
    const written = await db.write(county, async (tx) => {
      const [config, place] = await Promise.all([countyConfig(tx), findCounty(tx)])
      if (!place) return 0
      const today = localDate(config.calendar, now)
      const lookups = new Lookups(tx, processes, today, now)
      const reading = { tx, config, countyPlaceId: place.id, today, now, lookups }
      const rows = config.messages.rows.filter(({ channel }) => channel === 'in-app' || channels[channel] !== undefined)
      let count = 0
      for (const line of lines) {
        await timeline.handle?.(tx, line)
        const concerned = rows.filter((row) => timeline.concerns(row, line))
        if (concerned.length > 0) count += await addMessages(tx, await timeline.messagesOf(reading, line, concerned))
      }
      const last = lines.at(-1)
      if (last) await movePosition(tx, timeline.name, last.at)
      return count
    })
    for (const line of lines) handled.set(timeline.keyOf(line), line.at.getTime())
    return written
  }

  async function handleEach(lines: readonly L[], now: Date): Promise<number> {
    try {
      return await handle(lines, now)
    } catch (error) {
      if (isUnavailable(error)) throw error
    }
    let written = 0
    for (const line of lines) {
      try {
        written += await handle([line], now)
      } catch (error) {
        if (isUnavailable(error)) throw error
        const key = timeline.keyOf(line)
        log.error('a line of a timeline was passed over', { timeline: timeline.name, line: key, error })
        handled.set(key, line.at.getTime())
      }
    }
    return written
  }

  return async (now) => {
    const first = new Date(now.getTime() - timeline.firstLookBackMs + LOOK_BACK_MS)
    const from = await db.write(county, (tx) => readPosition(tx, timeline.name, first))
    const since = new Date(from.getTime() - LOOK_BACK_MS)
    for (const [key, at] of handled) if (at <= since.getTime()) handled.delete(key)
    let after: L | Date = since
    let written = 0
    for (;;) {
      const last: L | Date = after
      const page: readonly L[] = await db.read(county, (tx) => timeline.page(tx, last, PAGE))
      const fresh = page.filter((line) => !handled.has(timeline.keyOf(line)))
      if (fresh.length > 0) written += await handleEach(fresh, now)
      const end = page.at(-1)
      if (page.length < PAGE || !end) return written
      after = end
    }
  }
}

/** Before every line of a moment, as readers of timelines ask: no line has this id. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'
