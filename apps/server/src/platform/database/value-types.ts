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

/** The type numbers are PostgreSQL's own (pg_type.oid) and never change. */
const parsers = new Map<number, Parser>([
  [20, readInt8],
  [1016, arrayOf(readInt8)],
  // A date has no time zone: as an instant it would move by a day somewhere.
  [1082, asText],
  [1182, arrayOf(asText)],
  [1700, asText],
  [1231, arrayOf(asText)],
  [2951, arrayOf(asText)],
])

/** How column values become JavaScript values: int8 number, date 'YYYY-MM-DD', timestamptz Date, numeric string. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format ?? 'text')) as typeof pg.types.getTypeParser,
}
