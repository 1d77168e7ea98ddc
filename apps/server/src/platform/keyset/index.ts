import { Refusal } from '#platform/refusal'

/** What a part of a position is: an instant, a day, an id, a whole number, or text that the list itself wrote. */
interface Parts {
  readonly instant: Date
  readonly date: string
  readonly uuid: string
  readonly whole: number
  readonly text: string
}

export type KeyKind = keyof Parts

type Shape = Readonly<Record<string, KeyKind>>

/** A place in an ordered list, as values that the next page is compared with. */
export type Position<S extends Shape> = { readonly [K in keyof S]: Parts[S[K]] }

const shapes = {
  instant: /^-?\d{1,16}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  whole: /^\d{1,9}$/,
  text: /^[^\0\uD800-\uDFFF]{1,200}$/u,
} as const satisfies Record<keyof Parts, RegExp>

/** The calendar of the database ends long before that of JavaScript does. */
const LATEST_MS = Date.UTC(10_000, 0, 1)

function valueOf(kind: keyof Parts, written: unknown): Parts[keyof Parts] | undefined {
  if (typeof written !== 'string' || !shapes[kind].test(written)) return undefined
  if (kind === 'date') return Number.isNaN(Date.parse(written)) ? undefined : written
  if (kind === 'instant') return Math.abs(Number(written)) < LATEST_MS ? new Date(Number(written)) : undefined
  return kind === 'whole' ? Number(written) : written
}

/** The parts of a cursor; none where it is no list at all. */
function partsIn(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/**
 * Pages of an ordered list by keyset: the thousandth page costs what the first does, and a row that comes meanwhile moves none.
 * `shape` names the columns of the order, from the first to the one that no two rows share. Clients see a cursor as a word without
 * meaning.
 */
export function keyset<const S extends Shape>(shape: S) {
  const names = Object.keys(shape)

  /** The cursor behind a row. */
  const write = (row: Position<S>): string =>
    Buffer.from(
      JSON.stringify(
        names.map((name) => {
          const value: unknown = row[name]
          return value instanceof Date ? String(value.getTime()) : String(value)
        }),
      ),
    ).toString('base64url')

  return {
    write,

    /** The position that a cursor names; undefined for the first page. Refuses with `bad-input` what no page of such a list gave out. */
    read(cursor: string | undefined): Position<S> | undefined {
      if (cursor === undefined) return undefined
      const written = partsIn(cursor)
      const values = names.map((name, at) => valueOf(shape[name] ?? 'text', written[at]))
      if (written.length !== names.length || values.includes(undefined)) throw new Refusal('bad-input', {}, 'cursor')
      return Object.fromEntries(names.map((name, at) => [name, values[at]])) as unknown as Position<S>
    },

    /** A page of what was found when one row more than `limit` was asked for, and where the next one begins. */
    page<Row>(
      found: readonly Row[],
      limit: number,
      positionOf: (last: Row) => Position<S>,
    ): { readonly rows: Row[]; readonly nextCursor: string | null } {
      const rows = found.slice(0, limit)
      const last = found.length > limit ? rows.at(-1) : undefined
      return { rows, nextCursor: last === undefined ? null : write(positionOf(last)) }
    },
  } as const
}
