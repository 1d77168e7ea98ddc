import { countedAtMost, type List, type ListColumn } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import { isTextKey, type Language, type Named, nameIn, say } from '@xiangzhi/text'
import type { z } from 'zod'
import { sql, type Statement, type Tx } from '#platform/database'
import { type Cell, type SheetColumn, type SheetFile, type Taking, writeSheet } from '#platform/excel'
import { keyset, type KeyKind } from '#platform/keyset'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'

export { savedViewOperations } from './saved-views.ts'

/** What a list is asked with, its page or its file. */
interface Asking<Input> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: Input
  readonly now: Date
  readonly sealing: Sealing
}

/** What is asked of a list beside where its page begins and how it is ordered: its filters. */
type Filters<Input> = Omit<Input, 'cursor' | 'limit' | 'sort'>

/** What is known of a question whatever the list: who asks, when, and what `known` found. */
export interface ListQuestion<Known = unknown> extends Omit<Asking<unknown>, 'input'> {
  readonly known: Known
  /** The file is asked for, in this language; undefined for a page. */
  readonly fileIn: Language | undefined
}

/** A question as the parts of a source see it. */
interface Question<Input, Known> extends ListQuestion<Known> {
  readonly input: Filters<Input>
}

/** A row as an answer takes it, with instants still as the driver hands them over. */
type Loose<Row> = { readonly [K in keyof Row]: Row[K] | (string extends Row[K] ? Date : never) }

type RowOf<O> = O extends { rows: readonly (infer Row)[] } ? Row : never
type BesideOf<O> = Omit<O, 'rows' | 'nextCursor' | 'total' | 'totalIsBound'>

/** A value that falls or rises along the list, and how it is written in a cursor. */
type Order<Stored> = { readonly [Member in keyof Stored & string]?: KeyKind }

/** Where the rows of a list come from. */
export interface ListSource<Stored, Input, Row, Beside, Known = undefined> {
  /** What everything below needs to know first, such as the day in the county's time. */
  readonly known?: (asking: Asking<Filters<Input>>) => Promise<Known>
  /**
   * The table with its alias, and what is joined to it. Joined with `left join`, a table is not looked at for counting.
   */
  readonly from: string
  /** The expression of each member of a stored row. */
  readonly columns: NoInfer<{
    readonly [Member in keyof Stored & string]: string | ((question: Question<Input, Known>) => Statement)
  }>
  /** Which rows there are for whoever asks, whatever the filter: county, reach, the day. */
  readonly within: (question: Question<Input, Known>) => Statement | Promise<Statement>
  /** What each filter asks for. One that is not given asks for nothing; one that `within` looks at itself says so. */
  readonly filters: {
    readonly [Name in keyof Filters<Input>]-?:
      | ((value: NonNullable<Filters<Input>[Name]>, question: Question<Input, Known>) => Statement)
      | 'within'
  }
  /** Members by which rows are ordered, the last one shared by no two rows; all of them fall, or all rise. None is ever null. */
  readonly order: NoInfer<Order<Stored>>
  readonly falling?: boolean
  /** The orders of columns that can be sorted by, for those by which the list is not ordered anyway. */
  readonly sorts?: NoInfer<{ readonly [Member in keyof Stored & string]?: Order<Stored> }>
  /** A cursor names the last row only, and where it stands is looked up: the values of the order are not for readers. */
  readonly silentCursor?: true
  /** Rows with what stands in other tables, such as names of places; those come from memory. */
  readonly finish?: (
    tx: Tx,
    rows: readonly Stored[],
    question: Question<Input, Known>,
  ) => Promise<readonly Loose<Row>[]> | readonly Loose<Row>[]
  /** What an answer has beside its rows; asked for together with them. */
  readonly beside?: (question: Question<Input, Known>) => Promise<Beside>
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

type NamedOne = { readonly name: string } | Named
type NamedCell = NamedOne | readonly NamedOne[] | null

const nameOf = (named: NamedCell, language: Language): string | undefined => {
  if (named === null) return undefined
  if (!('length' in named)) return 'name' in named ? named.name : nameIn(language, named)
  return named.map((one) => nameOf(one, language)).join(say(language, 'text.common.comma'))
}

const cellsOf = (column: ListColumn, row: Readonly<Record<string, unknown>>, language: Language): Cell[] => {
  const stored = row[column.member]
  const value = (column.as === 'named' ? nameOf(stored as NamedCell, language) : stored) as Cell | undefined
  if (column.until !== undefined) return [value ?? null, (row[column.until] as Cell | undefined) ?? null]
  const key = column.words === undefined ? '' : `${column.words}.${String(value)}`
  return [isTextKey(key) ? say(language, key) : (value ?? null)]
}

/** A row as JSON says it: the members that its list declares, and no other. */
const plain = (row: object, members: readonly string[]): object =>
  Object.fromEntries(
    members.flatMap((member) => {
      const value = (row as Readonly<Record<string, unknown>>)[member]
      return value === undefined ? [] : [[member, value instanceof Date ? value.toISOString() : value]]
    }),
  )

const casts = { instant: 'timestamptz', date: 'date', uuid: 'uuid', whole: 'bigint', text: 'text' } as const

/** One order of a list: its members from the first to the last, and the way it goes. */
function orderOf(order: Readonly<Record<string, KeyKind>>, falling: boolean, silent: boolean) {
  const members = Object.keys(order)
  const last = members.at(-1) ?? ''
  const kinds = silent ? { [last]: order[last] ?? 'uuid' } : order
  return { members, last, kinds, falling, positions: keyset(kinds) }
}

type OneOrder = ReturnType<typeof orderOf>
type Position = Readonly<Record<string, unknown>>

/**
 * What a declared list does here: its page by keyset with how many rows there are, all asked for together, and its file. A longer
 * list than `countedAtMost` is counted up to there, so that no count answers a million rows.
 */
export function serveList<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends z.ZodType,
  Member extends string,
  Stored extends object = RowOf<z.input<O>> & object,
  Known = undefined,
>(
  list: List<I, O, E, Member>,
  source: ListSource<Stored, z.output<I>, RowOf<z.input<O>>, BesideOf<z.input<O>>, Known>,
): {
  readonly read: (asked: Asking<z.output<I>>) => Promise<z.input<O>>
  readonly export: (asked: Asking<z.output<E>>) => Promise<SheetFile>
} {
  type Asked = Question<z.output<I>, Known>
  const expressions = source.columns as Readonly<Record<string, string | ((asked: Asked) => Statement)>>
  const expressionOf = (member: string, asked: Asked): Statement => {
    const expression = expressions[member] ?? ''
    return typeof expression === 'string' ? sql.raw(expression) : expression(asked)
  }
  const usual = source.order as Readonly<Record<string, KeyKind>>
  const silent = source.silentCursor ?? false
  const orders = new Map<string, OneOrder>([['', orderOf(usual, source.falling ?? false, silent)]])
  for (const { member, sort } of list.columns) {
    if (!sort) continue
    const own = (source.sorts as Readonly<Record<string, Readonly<Record<string, KeyKind>>>> | undefined)?.[member]
    const order = own ?? (Object.keys(usual)[0] === member ? usual : undefined)
    if (!order) throw new Error(`${list.name} is sorted by ${member}, and its source does not say how`)
    orders.set(member, orderOf(order, false, silent))
    orders.set(`-${member}`, orderOf(order, true, silent))
  }
  const from = sql.raw(`from ${source.from} where `)

  const begin = async (asking: Asking<z.output<I>>, fileIn?: Language) => {
    const known = (await source.known?.(asking)) as Known
    const asked: Asked = { ...asking, known, fileIn }
    const within = await source.within(asked)
    const lines = [within]
    for (const [name, condition] of Object.entries(source.filters)) {
      const value = (asking.input as Readonly<Record<string, unknown>>)[name]
      if (condition === 'within' || value === undefined || value === '') continue
      const ask = condition as (value: unknown, asked: Asked) => Statement
      lines.push(ask(value, asked))
    }
    const { sort = '' } = asking.input as { readonly sort?: string }
    const order = orders.get(sort)
    if (!order) throw new Refusal('bad-input', {}, 'sort')
    return { asked, within, where: sql.join(lines, ' and '), order }
  }
  type Begun = Awaited<ReturnType<typeof begin>>

  /** The condition that a row stands behind a position. */
  const behind = ({ asked, within, order }: Begun, after: Position): Statement => {
    const keys = sql.join(order.members.map((member) => expressionOf(member, asked)))
    const values = Object.entries(order.kinds).map(
      ([member, kind]) => sql`${after[member]}${sql.raw(`::${casts[kind]}`)}`,
    )
    const place = silent
      ? sql`select ${keys} ${from}${within} and ${expressionOf(order.last, asked)} = ${sql.join(values)}`
      : sql.join(values)
    return sql` and (${keys}) ${sql.raw(order.falling ? '<' : '>')} (${place})`
  }

  const find = (begun: Begun, after: Position | undefined, limit: number) => {
    const { asked, where, order } = begun
    const selected = Object.keys(expressions).map(
      (member) => sql`${expressionOf(member, asked)} as ${sql.raw(`"${member}"`)}`,
    )
    const ordered = order.members.map(
      (member) => sql`${expressionOf(member, asked)}${sql.raw(order.falling ? ' desc' : '')}`,
    )
    return asked.tx.rows<Stored>(
      sql`select ${sql.join(selected)} ${from}${where}${
        after === undefined ? sql`` : behind(begun, after)
      } order by ${sql.join(ordered)} limit ${limit}`,
    )
  }

  const finished = async ({ asked }: Begun, rows: readonly Stored[]): Promise<readonly object[]> =>
    source.finish ? source.finish(asked.tx, rows, asked) : rows

  async function* lines(begun: Begun, language: Language): AsyncGenerator<Cell[]> {
    let taken = 0
    let after: Position | undefined
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- each part begins where the one before ended
      const rows = await find(begun, after, READ_AT_ONCE)
      taken += rows.length
      if (taken > TAKEN_MAX) throw new Refusal('too-large', { limit: TAKEN_MAX })
      // oxlint-disable-next-line no-await-in-loop -- and is written before the next one is read
      for (const row of await finished(begun, rows))
        yield list.columns.flatMap((column) => cellsOf(column, row as Readonly<Record<string, unknown>>, language))
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1) as Position
    }
  }

  return {
    read: async (asking) => {
      const begun = await begin(asking)
      const { asked, where, order } = begun
      const { cursor, limit } = asking.input as { readonly cursor?: string; readonly limit: number }
      const after = order.positions.read(cursor)
      const [found, counted, beside] = await Promise.all([
        find(begun, after, limit + 1),
        asked.tx.row<{ n: number }>(
          sql`select count(*)::int as n from (select 1 ${from}${where} limit ${countedAtMost + 1}) bounded`,
        ),
        source.beside?.(asked),
      ])
      const { rows, nextCursor } = order.positions.page(found, limit, (last) => last as never)
      const total = counted?.n ?? 0
      return {
        ...beside,
        rows: (await finished(begun, rows)).map((row) => plain(row, list.members)),
        nextCursor,
        total: Math.min(total, countedAtMost),
        totalIsBound: total > countedAtMost,
      } as z.input<O>
    },
    export: async (asking) => {
      const taken = asking.input as Taking['input']
      const { language } = taken
      const begun = await begin(asking as unknown as Asking<z.output<I>>, language)
      return writeSheet(
        { ...asking, input: taken },
        {
          title: say(language, list.title),
          columns: list.columns.flatMap((column) => inFile(column, language)),
          rows: lines(begun, language),
        },
      )
    },
  }
}
