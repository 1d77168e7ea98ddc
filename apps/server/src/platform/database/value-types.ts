import pg from 'pg'

type Parser = (text: string) => unknown

/** Amounts in fen and counts are int8; beyond the safe range a number would silently lose fen, so that is a bug. */
const readInt8 = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`an int8 of ${text} does not fit a number`)
  return value
}

const parseTextArray = pg.types.getTypeParser(1009 as number, 'text') as (text: string) => (string | null)[]

const arrayOf =
  (read: Parser): Parser =>
  (text) =>
    parseTextArray(text).map((item) => (item === null ? null : read(item)))

const asText: Parser = (text) => text

const parseInstant = pg.types.getTypeParser(1184, 'text') as (text: string) => Date

/** Sessions are in UTC, so nearly every instant reads `2026-11-23 08:15:00.123+00`; taking it apart is most of what a list costs. */
const readInstant: Parser = (text) => {
  if (text.length < 22 || text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 32 || !text.endsWith('+00'))
    return parseInstant(text)
  const two = (at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528
  const milliseconds = text.charCodeAt(19) === 46 ? Math.trunc(Number(`0${text.slice(19, -3)}`) * 1000 + 1e-6) : 0
  const year = two(0) * 100 + two(2)
  const at = new Date(Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), milliseconds))
  return year < 100 ? parseInstant(text) : at
}

/** The type numbers are PostgreSQL's own (pg_type.oid) and never change. */
const parsers = new Map<number, Parser>([
  [20, readInt8],
  [1016, arrayOf(readInt8)],
  // A date has no time zone: as an instant it would move by a day somewhere.
  [1082, asText],
  [1182, arrayOf(asText)],
  [1184, readInstant],
  [1185, arrayOf(readInstant)],
  [1700, asText],
  [1231, arrayOf(asText)],
  [2951, arrayOf(asText)],
])

/** How column values become JavaScript values: int8 number, date 'YYYY-MM-DD', timestamptz Date, numeric string. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format ?? 'text')) as typeof pg.types.getTypeParser,
}

/** The driver's own way of writing a value, which its types do not mention. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => string | Buffer | null } })
  .utils

/** A value as it travels. Instants of our era go as UTC, which needs no look into the time zone of this machine. */
export const toWire = (value: unknown): string | Buffer | null => {
  if (typeof value === 'string') return value
  if (value instanceof Date) {
    const text = value.getTime() >= -62_135_596_800_000 ? value.toISOString() : ''
    if (text.length === 24) return text
  }
  return prepareValue(value)
}
