import { type Language, say } from '@xiangzhi/text'
import { Open311Error } from './answer.ts'

/** The longest span of time that one list covers, and the most requests in it (GeoReport v2, GET Service Requests). */
const SPAN_DAYS = 90
const DAY_MS = 24 * 3600 * 1000
export const REQUESTS_MAX = 1000
/** The longest description, going in or out, in characters as people count them (GeoReport v2). */
export const DESCRIPTION_MAX = 4000
const PAGE_MAX = 100_000

/** A parameter of a query; given twice or empty it counts as absent. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim()
  return value === undefined || value === '' ? undefined : value
}

/** Values separated by commas. */
export function list(query: URLSearchParams, name: string): string[] | undefined {
  const items = parameter(query, name)
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return items === undefined || items.length === 0 ? undefined : items
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/

/** A moment as W3C writes it. Without a zone it is the county's time; a plus that became a space on its way is a plus. */
export function moment(text: string, offsetMinutes: number): Date | undefined {
  const match = MOMENT.exec(text.replace(/ (?=\d{2}:?\d{2}$)/, '+'))
  if (!match) return undefined
  const [, date, time = '00:00', zone] = match
  const at = Date.parse(`${date}T${time}${zone === undefined ? 'Z' : zone}`)
  // Date.parse takes 30 February for 2 March.
  const day = Date.parse(`${date}T00:00Z`)
  if (Number.isNaN(at) || Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined
  return new Date(zone === undefined ? at - offsetMinutes * 60_000 : at)
}

export interface Span {
  readonly from: Date
  readonly until: Date
}

/** The span a list covers: ninety days, ending now unless the query says otherwise; a longer one is refused. */
export function spanOf(query: URLSearchParams, now: Date, offsetMinutes: number, language: Language): Span {
  const read = (name: string): Date | undefined => {
    const text = parameter(query, name)
    if (text === undefined) return undefined
    const at = moment(text, offsetMinutes)
    if (at === undefined)
      throw new Open311Error(400, say(language, 'text.api.open311.badMoment', { name, value: text }))
    // An end that names only a day means the whole of it.
    return name === 'end_date' && !text.includes('T') ? new Date(at.getTime() + DAY_MS - 1) : at
  }
  const start = read('start_date')
  const end = read('end_date')
  const long = SPAN_DAYS * DAY_MS
  const until =
    end ?? new Date(start ? Math.min(start.getTime() + long, Math.max(now.getTime(), start.getTime())) : now)
  const from = start ?? new Date(until.getTime() - long)
  if (until < from) throw new Open311Error(400, say(language, 'text.api.open311.endBeforeStart'))
  if (until.getTime() - from.getTime() > long)
    throw new Open311Error(400, say(language, 'text.api.open311.spanTooLong'))
  return { from, until }
}

/** Which part of a long list is wanted. */
export function pageOf(query: URLSearchParams, language: Language): { limit: number; offset: number } {
  const read = (name: string, otherwise: number, most: number): number => {
    const text = parameter(query, name)
    if (text === undefined) return otherwise
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Open311Error(400, say(language, 'text.api.open311.badNumber', { name, most }))
    return value
  }
  const limit = read('page_size', REQUESTS_MAX, REQUESTS_MAX)
  return { limit, offset: (read('page', 1, PAGE_MAX) - 1) * limit }
}

/** `open`, `closed` or both; undefined is both. */
export function openOf(query: URLSearchParams, language: Language): boolean | undefined {
  const wanted = new Set(list(query, 'status') ?? ['open', 'closed'])
  for (const status of wanted)
    if (status !== 'open' && status !== 'closed')
      throw new Open311Error(400, say(language, 'text.api.open311.badStatus', { value: status }))
  return wanted.size === 2 ? undefined : wanted.has('open')
}

/** `bbox=west,south,east,north`, as several servers read it. */
export function boxOf(query: URLSearchParams, language: Language): [number, number, number, number] | undefined {
  const given = list(query, 'bbox')
  if (!given) return undefined
  const [west = NaN, south = NaN, east = NaN, north = NaN] = given.map(Number)
  if (given.length !== 4 || [west, south, east, north].some((side) => !Number.isFinite(side)))
    throw new Open311Error(400, say(language, 'text.api.open311.badBox'))
  return [west, south, east, north]
}

/** A moment with the county's zone. */
export function withZone(at: Date, offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+'
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19)
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
