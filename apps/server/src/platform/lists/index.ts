import { countedAtMost, type List, type ListColumn } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import { isTextKey, type Language, say } from '@xiangzhi/text'
import type { z } from 'zod'
import { sql, type Statement, type Tx } from '#platform/database'
import { type Cell, type ExcelFile, type SheetColumn, writeSheet } from '#platform/excel'
import { keyset, type KeyKind } from '#platform/keyset'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'

/** What a list is asked with, its page or its file. */
interface Asking<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
  readonly sealing: Sealing
}

/** What is asked of a list beside where its page begins: its filters. */
type Filters<Input> = Omit<Input, 'cursor' | 'limit'>

/** A row as an answer takes it, with instants still as the driver hands them over. */
type Loose<Row> = { readonly [K in keyof Row]: Row[K] | (string extends Row[K] ? Date : never) }

type RowOf<O> = O extends { rows: readonly (infer Row)[] } ? Row : never
type BesideOf<O> = Omit<O, 'rows' | 'nextCursor' | 'total' | 'totalIsBound'>

/** Where the rows of a list come from. */
interface Source<Stored, Input, Row, Beside> {
  /**
   * The table with its alias, and what is joined to it. Joined with `left join`, a table is not looked at for counting.
   */
  readonly from: string
  /** The expression of each member of a stored row. */
  readonly columns: NoInfer<{ readonly [Member in keyof Stored & string]: string }>
  /** Which rows there are for whoever asks, whatever the filter: county, reach, the day. */
  readonly within: (asking: Asking<Filters<Input>>) => Statement | Promise<Statement>
  /** What each filter asks for. One that is not given asks for nothing; one that `within` looks at itself says so. */
  readonly filters: {
    readonly [Name in keyof Filters<Input>]-?:
      | ((value: NonNullable<Filters<Input>[Name]>, asking: Asking<Filters<Input>>) => Statement)
      | 'within'
  }
  /** Members by which rows are ordered, the last one shared by no two rows; all of them fall, or all rise. */
  readonly order: NoInfer<{ readonly [Member in keyof Stored & string]?: KeyKind }>
  readonly falling?: boolean
  /** Rows with what stands in other tables, such as names of places; those come from memory. */
  readonly finish?: (tx: Tx, rows: readonly Stored[], asking: Asking<Filters<Input>>) => Promise<readonly Loose<Row>[]>
  /** What an answer has beside its rows; asked for together with them. */
  readonly beside?: (asking: Asking<Filters<Input>>) => Promise<Beside>
}

/** A file longer than this is cut by its filter, not by us: nobody notices the rows that are missing. */
const TAKEN_MAX = 20_000
/** So many rows of a file are read at once. */
const READ_AT_ONCE = 1000

const inFile = (column: ListColumn, language: Language): SheetColumn[] => {
  const kind = column.as === 'number' || column.as === 'date' || column.as === 'instant' ? column.as : 'text'
  const width = column.width === undefined ? 20 : Math.ceil(column.width / 9)
  if (column.until === undefined) return [{ title: say(language, column.title), kind, width }]
  const day = { kind: 'date', width: 12 } as const
  return [
    { ...day, title: say(language, 'text.admin.validFrom') },
    { ...day, title: say(language, 'text.admin.validUntil') },
  ]
}

const cellsOf = (column: ListColumn, row: Readonly<Record<string, unknown>>, language: Language): Cell[] => {
  const value = row[column.member] as Cell | undefined
  if (column.until !== undefined) return [value ?? null, (row[column.until] as Cell | undefined) ?? null]
  const key = column.words === undefined ? '' : `${column.words}.${String(value)}`
  return [isTextKey(key) ? say(language, key) : (value ?? null)]
}

const plain = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  )

/**
 * What a declared list does here: its page by keyset with how many rows there are, all asked for together, and its Excel file. A
 * longer list than `countedAtMost` is counted up to there, so that no count looks at a million rows.
 */
export function serveList<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends z.ZodType,
  Member extends string,
  Stored extends object = RowOf<z.input<O>> & object,
>(
  list: List<I, O, E, Member>,
  source: Source<Stored, z.output<I>, RowOf<z.input<O>>, BesideOf<z.input<O>>>,
): {
  readonly read: (asked: Asking<z.output<I>>) => Promise<z.input<O>>
  readonly export: (asked: Asking<z.output<E>>) => Promise<ExcelFile>
} {
  type Input = z.output<I>
  type Asked = Asking<Filters<Input>>
  const expressions = source.columns as Readonly<Record<string, string>>
  const selected = sql.raw(
    Object.entries(expressions)
      .map(([member, expression]) => `${expression} as "${member}"`)
      .join(', '),
  )
  const kinds = source.order as Readonly<Record<string, KeyKind>>
  const members = Object.keys(kinds)
  const positions = keyset(kinds)
  const keys = members.map((member) => expressions[member] ?? '')
  const from = sql.raw(`from ${source.from} where `)
  const ordered = sql.raw(` order by ${keys.map((key) => (source.falling ? `${key} desc` : key)).join(', ')} limit `)
  const behind = sql.raw(` and (${keys.join(', ')}) ${source.falling ? '<' : '>'} (`)
  const casts = { instant: 'timestamptz', date: 'date', uuid: 'uuid', whole: 'bigint', text: 'text' } as const

  const wanted = async (asking: Asked): Promise<Statement> => {
    const lines = [await source.within(asking)]
    for (const [name, condition] of Object.entries(source.filters)) {
      const value = (asking.input as Readonly<Record<string, unknown>>)[name]
      if (condition === 'within' || value === undefined || value === '') continue
      const ask = condition as (value: unknown, asking: Asked) => Statement
      lines.push(ask(value, asking))
    }
    return sql.join(lines, ' and ')
  }

  const find = (tx: Tx, where: Statement, after: Readonly<Record<string, unknown>> | undefined, limit: number) => {
    const values = members.map(
      (member) => sql`${after?.[member] ?? null}${sql.raw(`::${casts[kinds[member] ?? 'text']}`)}`,
    )
    const begins = after === undefined ? sql`` : sql`${behind}${sql.join(values)})`
    return tx.rows<Stored>(sql`select ${selected} ${from}${where}${begins}${ordered}${limit}`)
  }

  const finished = async (asking: Asked, rows: readonly Stored[]): Promise<readonly object[]> =>
    source.finish ? source.finish(asking.tx, rows, asking) : rows

  async function* all(asking: Asked, where: Statement): AsyncGenerator<readonly object[]> {
    let taken = 0
    let after: Readonly<Record<string, unknown>> | undefined
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- each part begins where the one before ended
      const rows = await find(asking.tx, where, after, READ_AT_ONCE)
      taken += rows.length
      if (taken > TAKEN_MAX) throw new Refusal('too-large', { limit: TAKEN_MAX })
      // oxlint-disable-next-line no-await-in-loop -- and is written before the next one is read
      yield await finished(asking, rows)
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1) as Readonly<Record<string, unknown>>
    }
  }

  async function* lines(asking: Asked, language: Language): AsyncGenerator<Cell[]> {
    for await (const rows of all(asking, await wanted(asking)))
      for (const row of rows)
        yield list.columns.flatMap((column) => cellsOf(column, row as Readonly<Record<string, unknown>>, language))
  }

  return {
    read: async (asked) => {
      const { cursor, limit } = asked.input as { readonly cursor?: string; readonly limit: number }
      const after = positions.read(cursor)
      const asking = asked as unknown as Asked
      const where = await wanted(asking)
      const [found, counted, beside] = await Promise.all([
        find(asked.tx, where, after, limit + 1),
        asked.tx.row<{ n: number }>(
          sql`select count(*)::int as n from (select 1 ${from}${where} limit ${countedAtMost + 1}) bounded`,
        ),
        source.beside?.(asking),
      ])
      const { rows, nextCursor } = positions.page(found, limit, (last) => last as never)
      const total = counted?.n ?? 0
      return {
        ...beside,
        rows: (await finished(asking, rows)).map(plain),
        nextCursor,
        total: Math.min(total, countedAtMost),
        totalIsBound: total > countedAtMost,
      } as z.input<O>
    },
    export: (asked) => {
      const taking = asked as unknown as Asked & {
        readonly input: { readonly purpose: string; readonly language: Language }
      }
      const { language } = taking.input
      return writeSheet(taking, {
        title: say(language, list.title),
        columns: list.columns.flatMap((column) => inFile(column, language)),
        rows: lines(taking, language),
      })
    },
  }
}
