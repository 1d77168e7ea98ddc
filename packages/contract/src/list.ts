import type { Permission } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import { z } from 'zod'
import {
  exportInput,
  exportRefusals,
  id,
  isoDate,
  nextCursor,
  type Operation,
  paging,
  queryFlag,
  type RefusalCode,
} from './operation.ts'

/** A member of a row, shown in the same words on a screen and in a file that is taken out. */
export interface ListColumn<Member extends string = string> {
  readonly member: Member
  readonly title: TextKey
  /** Of a choice: what stands before its value in the key of its sentence, such as `text.common.role`. */
  readonly words?: string
  /**
   * How it is written; text where nothing is said. A flag is a tick; what is named, such as a place or several persons, is written by
   * its name, in the reader's language where it has one in each.
   */
  readonly as?: 'text' | 'named' | 'figures' | 'number' | 'date' | 'instant' | 'flag'
  /** Of a period: the member with its last day. A file has a column for each, titled as validity is. */
  readonly until?: Member
  /** The member with the same in English, which screens in English show. */
  readonly inEnglish?: Member
  /** It is always shown, and names the row on a telephone and aloud. */
  readonly fixed?: true
  /** Hidden on screens until somebody asks for it. */
  readonly rare?: true
  /** It stands in files only: a screen shows the same in another way. */
  readonly fileOnly?: true
  /** Width on a screen in pixels; without it the column takes what the others leave. */
  readonly width?: number
  /** The list can be put in the order of this column, both ways: an index of the server serves it. */
  readonly sort?: true
}

interface FilterBase {
  /** What the field above the table is called; one without a label is set by links only. */
  readonly label?: TextKey
  /** Shown only when more filters are asked for, or while it holds a value. */
  readonly rare?: true
  readonly about?: string
}

/** What a list can be asked by. Each is one parameter of the query and one field above the table. */
export type ListFilter = FilterBase &
  (
    | { readonly kind: 'text'; readonly most: number; readonly hint?: TextKey }
    | { readonly kind: 'choice'; readonly of: readonly string[]; readonly words: string }
    /** A word whose choices the screen knows, such as those of the rows themselves. */
    | { readonly kind: 'word'; readonly most: number }
    /** The villages to choose from are those of the town that is chosen, where a list has both. */
    | { readonly kind: 'id' | 'town' | 'village' | 'date' | 'flag' }
    /** The first day of a period; `until` names the filter with its last one, which has no label. */
    | { readonly kind: 'from'; readonly until: string }
  )

type FilterSchema<F extends ListFilter> = F extends { kind: 'choice'; of: readonly (infer Word extends string)[] }
  ? z.ZodOptional<z.ZodEnum<{ [W in Word]: W }>>
  : F extends { kind: 'flag' }
    ? z.ZodOptional<typeof queryFlag>
    : z.ZodOptional<z.ZodString>

export type ListFilters = Readonly<Record<string, ListFilter>>
type FilterShape<F extends ListFilters> = { [Name in keyof F]: FilterSchema<F[Name]> }

function schemaOf(filter: ListFilter): z.ZodType {
  switch (filter.kind) {
    case 'text':
    case 'word':
      return z.string().trim().max(filter.most)
    case 'choice':
      return z.enum(filter.of as [string, ...string[]])
    case 'flag':
      return queryFlag
    case 'date':
    case 'from':
      return isoDate
    case 'town':
    case 'village':
    case 'id':
    default:
      return id
  }
}

interface ListDeclared<Row extends z.ZodObject, F extends ListFilters, Beside extends z.ZodRawShape> {
  readonly name: string
  readonly path: `/api/${string}`
  readonly permission?: Permission
  readonly summary: string
  /** What the list is called: the label of its table, and the name of its file. */
  readonly title: TextKey
  readonly row: Row
  /** One that stands in files only may be of a member that no page has. */
  readonly columns: readonly (ListColumn<keyof z.output<Row> & string> | (ListColumn & { readonly fileOnly: true }))[]
  readonly filters: F
  /** What an answer has beside its rows, on every page. */
  readonly beside?: Beside
  readonly refusals?: readonly RefusalCode[]
  /** The most rows of one page, and how many it has when nobody says. */
  readonly page?: { readonly most: number; readonly usual: number }
  readonly export: { readonly name: string; readonly permission?: Permission; readonly summary: string }
}

/** Longer lists than this are not counted to their end: a total beyond it is a bound, and says so. */
export const countedAtMost = 10_000

/**
 * Declares a list: the one place from which come its page and its file, Excel or CSV (`read`, `export`), what the server answers by
 * (`serveList`), and the table of the screen with its filters, columns and phone form (`ListTable`).
 */
export function defineList<
  Row extends z.ZodObject,
  const F extends ListFilters,
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- most lists have nothing beside their rows
  Beside extends z.ZodRawShape = Record<never, never>,
>(declared: ListDeclared<Row, F, Beside>) {
  const { name, path, permission, summary, title, row, columns, filters } = declared
  const shape = Object.fromEntries(
    Object.entries(filters).map(([filter, one]) => {
      const schema = schemaOf(one).optional()
      return [filter, one.about === undefined ? schema : schema.describe(one.about)]
    }),
  ) as FilterShape<F>
  const orders = columns.flatMap(({ member, sort }) => (sort ? [member, `-${member}`] : []))
  const asked = {
    ...shape,
    ...(orders.length === 0
      ? {}
      : { sort: z.enum(orders).optional().describe('by this column; behind a minus sign, the greatest first') }),
  } as FilterShape<F> & { readonly sort: z.ZodOptional<z.ZodEnum> }
  const common = { kind: 'read', method: 'GET', audience: 'staff', offline: false } as const
  const input = z.object({ ...asked, ...paging(declared.page?.most, declared.page?.usual) })
  const output = z.object({
    ...((declared.beside ?? {}) as Beside),
    rows: z.array(row),
    nextCursor,
    total: z.number().int().describe('how many there are under this filter, on all pages'),
    totalIsBound: z.boolean().describe(`there are more than were counted, which are ${countedAtMost}`),
  })
  const read: Operation<typeof input, typeof output> = {
    ...common,
    ...(permission ? { permission } : {}),
    name,
    path,
    summary,
    input,
    output,
    refusals: declared.refusals ?? ['not-allowed', 'bad-input'],
  }
  const taken = z.object({ ...asked, ...exportInput.shape })
  const may = declared.export.permission ?? permission
  const exported: Operation<typeof taken, z.ZodAny> = {
    ...common,
    ...(may ? { permission: may } : {}),
    name: declared.export.name,
    path: `${path}/export.xlsx`,
    summary: declared.export.summary,
    input: taken,
    output: z.any(),
    refusals: [...new Set<RefusalCode>([...read.refusals, 'bad-input', ...exportRefusals])],
  }
  return { name, title, members: Object.keys(row.shape), columns, filters, read, export: exported }
}

/** What one list is, whichever: as its screen and its server need it. */
export interface List<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  E extends z.ZodType = z.ZodType,
  Member extends string = string,
> {
  readonly name: string
  readonly title: TextKey
  /** What a row of a page has; files may have more. */
  readonly members: readonly string[]
  readonly columns: readonly ListColumn<Member>[]
  readonly filters: ListFilters
  readonly read: Operation<I, O>
  readonly export: Operation<E>
}
