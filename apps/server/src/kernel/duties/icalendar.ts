import { dayAfter, publicText, wellFormed } from '@xiangzhi/language'

/** Calendars in the format of RFC 5545, with the names that calendar programs expect from RFC 7986. */

export interface CalendarEntry {
  /** The same for ever, so that a program knows an entry again that has moved. */
  readonly uid: string
  /** Grows with every change. */
  readonly sequence: number
  readonly changedAt: Date
  /** The whole day, as `YYYY-MM-DD`. */
  readonly on: string
  readonly summary: string
  readonly description: string
  readonly category: string
  readonly tentative: boolean
  readonly url?: string
}

const encoder = new TextEncoder()

/** Words of a value, screened: calendars are handed on. */
const textOf = (words: string): string => valueOf(publicText(words))

/** Text as it stands in a value: no bare control characters, and `\`, `;`, `,` and line breaks escaped (RFC 5545, 3.3.11). */
function valueOf(value: string): string {
  return wellFormed(value.replace(/\r\n?/g, '\n'))
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\n/g, '\\n')
}

/** A line of at most 75 octets; what is longer goes on in lines that begin with a space, never within a character. */
export function foldLine(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = encoder.encode(character).length
    if (octets + size > 75) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}

const stampOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '')
const dateOf = (day: string): string => day.replaceAll('-', '')

function entryLines(entry: CalendarEntry): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${valueOf(entry.uid)}`,
    `DTSTAMP:${stampOf(entry.changedAt)}`,
    `LAST-MODIFIED:${stampOf(entry.changedAt)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTART;VALUE=DATE:${dateOf(entry.on)}`,
    `DTEND;VALUE=DATE:${dateOf(dayAfter(entry.on))}`,
    `SUMMARY:${textOf(entry.summary)}`,
    `DESCRIPTION:${textOf(entry.description)}`,
    `CATEGORIES:${textOf(entry.category)}`,
    `STATUS:${entry.tentative ? 'TENTATIVE' : 'CONFIRMED'}`,
    // A deadline does not make its day busy.
    'TRANSP:TRANSPARENT',
    ...(entry.url === undefined ? [] : [`URL:${entry.url}`]),
    'END:VEVENT',
  ]
}

/** A whole calendar. The same entries give the same bytes, so that a program that asks again need not load it again. */
export function writeCalendar(name: string, entries: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Xiangzhi//Duties//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${textOf(name)}`,
    `X-WR-CALNAME:${textOf(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    'X-PUBLISHED-TTL:PT6H',
    ...entries.flatMap(entryLines),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${foldLine(line)}\r\n`).join('')
}
