import type { List, ListColumn, ListFilter } from '@xiangzhi/contract'
import { isTextKey, type Named } from '@xiangzhi/text'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { ExportButton } from './export-button.tsx'
import { Moment } from './moment.tsx'
import type { QueryFilter } from './query-filters.tsx'
import { type QueryColumn, QueryTable } from './query-table.tsx'
import { SavedViews } from './saved-views.tsx'
import { useCounty, useMay } from './session.tsx'
import { type Speech, useText } from './text.tsx'
import { type UrlState, useUrlState } from './url-state.ts'
import { usePages } from './use-pages.ts'

type RowOf<O> = O extends { rows: readonly (infer Row)[] } ? Row : never

/** A choice that only the screen knows, such as the kinds of the rows themselves. */
type Choices = Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>>

interface ListTableProps<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends z.ZodType,
  Member extends string,
  Row extends object,
> {
  readonly list: List<I, O, E, Member>
  readonly rowKey: (row: Row) => string
  /** Columns that only this screen has, behind the declared ones: marks, buttons. */
  readonly also?: readonly QueryColumn<Row>[]
  /** What the list is asked by beside its address, where a filter is not set there. */
  readonly usual?: Partial<z.input<I>>
  /** What beside filters and order tells in the address which rows there are: a saved view keeps it as well. */
  readonly kept?: readonly string[]
  readonly choices?: Choices
  /** What a cell shows where it is more than its words: a link, a mark. */
  readonly cells?: readonly { readonly member: Member; readonly render: (row: Row) => ReactNode }[]
  /** Rows that stand above those of the list, from its first answer. */
  readonly above?: (first: z.output<O>) => readonly Row[]
  readonly open?: (row: Row) => void
  readonly openKey?: string | undefined
  /** What stands above the table, from the first answer. */
  readonly head?: (first: z.output<O>) => ReactNode
  /** What the button that takes the file is called, where the file is another thing than the table. */
  readonly exportLabel?: string
  /** Buttons beside the one that takes the file. */
  readonly toolbar?: ReactNode
  readonly empty?: ReactNode
  /** Read again every so many ms while the page is in front. */
  readonly refreshEvery?: number
}

/** The part of an address by which a list is asked; screen, file and kept views read the same. */
export function listFilter(list: Pick<List, 'filters' | 'columns'>, state: UrlState): Record<string, string> {
  const sorted = list.columns.some(({ member, sort }) => sort && [member, `-${member}`].includes(state['sort'] ?? ''))
  return Object.fromEntries(
    [...Object.keys(list.filters), ...(sorted ? ['sort'] : [])].flatMap((name) =>
      state[name] ? [[name, state[name]] as const] : [],
    ),
  )
}

/** A press on a heading: rising, falling, and as the list stands by itself. */
function sortOf(member: string, [state, change]: ReturnType<typeof useUrlState>): QueryColumn<never>['sort'] {
  const { sort } = state
  if (sort === member) return { now: 'ascending', press: () => change({ sort: `-${member}` }) }
  if (sort === `-${member}`) return { now: 'descending', press: () => change({ sort: undefined }) }
  return { now: 'none', press: () => change({ sort: member }) }
}

/** What a field above the table takes its choices from. */
interface Surrounding {
  readonly towns: ReturnType<typeof useCounty>['towns']
  readonly choices: Choices | undefined
  readonly list: Pick<List, 'filters'>
  readonly state: UrlState
}

const namesOfKind = ({ filters }: Pick<List, 'filters'>, kind: ListFilter['kind']): string[] =>
  Object.entries(filters).flatMap(([name, filter]) => (filter.kind === kind ? [name] : []))

function fieldOf(
  name: string,
  filter: ListFilter,
  { t }: Speech,
  { towns, choices, list, state }: Surrounding,
): QueryFilter | undefined {
  if (filter.label === undefined) return undefined
  const field = { name, label: t(filter.label), ...(filter.rare ? { rare: true } : {}) }
  const options = choices?.[name]
  if (options) return { ...field, kind: 'choice', options }
  switch (filter.kind) {
    case 'choice':
      return {
        ...field,
        kind: 'choice',
        options: filter.of.map((value) => ({ value, label: wordOf(t, filter.words, value) })),
      }
    case 'town':
      return {
        ...field,
        kind: 'choice',
        clears: namesOfKind(list, 'village'),
        options: towns.map(({ id, name: label }) => ({ value: id, label })),
      }
    case 'village': {
      const chosen = namesOfKind(list, 'town').flatMap((town) => state[town] ?? [])
      return {
        ...field,
        kind: 'choice',
        options: towns
          .filter(({ id }) => chosen.length === 0 || chosen.includes(id))
          .flatMap((town) =>
            town.villages.map((village) => ({ value: village.id, label: `${town.name} / ${village.name}` })),
          ),
      }
    }
    case 'from':
      return { ...field, kind: 'dates', until: filter.until }
    case 'date':
    case 'flag':
      return { ...field, kind: filter.kind }
    case 'text':
      return { ...field, kind: 'text', ...(filter.hint ? { placeholder: t(filter.hint) } : {}) }
    case 'word':
    case 'id':
    default:
      return { ...field, kind: 'text' }
  }
}

function wordOf(t: Speech['t'], words: string, value: string): string {
  const key = `${words}.${value}`
  return isTextKey(key) ? t(key) : value
}

type NamedOne = { readonly name: string } | Named
type NamedCell = NamedOne | readonly NamedOne[]

function nameOf(value: NamedCell, speech: Speech): string {
  if (!('length' in value)) return 'name' in value ? value.name : speech.named(value)
  return value.map((one) => nameOf(one, speech)).join(speech.t('text.common.comma'))
}

function cellOf(column: ListColumn, row: Readonly<Record<string, unknown>>, speech: Speech): ReactNode {
  const { t, language } = speech
  const english = language === 'en' && column.inEnglish ? row[column.inEnglish] : undefined
  const value = (english ?? row[column.member]) as string | number | boolean | null | undefined
  if (value === null || value === undefined || value === '') return '—'
  if (column.until !== undefined) {
    const until = row[column.until] as string | null
    const from = String(value)
    return (
      <span className="xz-figures">
        {until === null ? t('text.admin.since', { from }) : t('text.admin.between', { from, until })}
      </span>
    )
  }
  if (column.words !== undefined) return wordOf(t, column.words, String(value))
  if (column.as === 'instant') return <Moment at={String(value)} />
  if (column.as === 'named') return nameOf(value as unknown as NamedCell, speech) || '—'
  if (column.as === 'flag') return value ? '✓' : ''
  if (column.as === undefined || column.as === 'text') return column.fixed ? <strong>{value}</strong> : value
  return <span className="xz-figures">{value}</span>
}

/** A row as a block for narrow screens: what names it, then each cell behind its title, then what can be done. */
function Card<Row>({ row, columns }: { row: Row; columns: readonly QueryColumn<Row>[] }) {
  return (
    <dl className="xz-row-card">
      {columns.map((column) => (
        <div key={column.key} className={column.fixedColumn ? 'xz-row-card-fixed' : undefined}>
          <dt>{column.title}</dt>
          <dd>{column.render(row, 0)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What is rare stays out of a block, as it does out of a table. */
function cardOf<Row>(columns: readonly QueryColumn<Row>[]): (row: Row) => ReactNode {
  const shown = columns.filter(({ rare }) => !rare)
  return (row) => <Card row={row} columns={shown} />
}

/**
 * The table of a declared list: its filters in the address, its rows page by page with their true number, its columns, its form on
 * a telephone and its Excel file, all from the declaration. A screen adds what only it knows.
 */
export function ListTable<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends z.ZodType,
  Member extends string,
  Row extends object = RowOf<z.output<O>> & object,
>({ list, also = [], choices, cells = [], above, kept = [], ...props }: ListTableProps<I, O, E, Member, Row>) {
  const speech = useText()
  const { t } = speech
  const { towns } = useCounty()
  const address = useUrlState()
  const [state] = address
  const mayTake = useMay(list.export.permission)
  const filter = { ...(props.usual as object), ...listFilter(list, state) }
  const found = usePages(list.read, { ...filter, limit: 100 } as never, props.refreshEvery ?? false)
  const first = found.first as (z.output<O> & { total: number; totalIsBound: boolean }) | undefined
  const rows = found.rows as readonly Row[] | undefined
  const columns: QueryColumn<Row>[] = [
    ...list.columns
      .filter((column) => !column.fileOnly)
      .map(({ member, title, width, rare = false, fixed = false, as, sort }) => ({
        key: member,
        title: t(title),
        rare,
        fixedColumn: fixed,
        ...(width === undefined ? {} : { width }),
        ...(sort ? { sort: sortOf(member, address) as NonNullable<QueryColumn<Row>['sort']> } : {}),
        ...(as === 'number' ? { align: 'right' as const } : {}),
        render: (row: Row) =>
          cells.find((cell) => cell.member === member)?.render(row) ??
          cellOf(
            list.columns.find((one) => one.member === member) as ListColumn,
            row as Readonly<Record<string, unknown>>,
            speech,
          ),
      })),
    ...also,
  ]
  const fields = Object.entries(list.filters).flatMap(
    ([name, one]) => fieldOf(name, one, speech, { towns, choices, list, state }) ?? [],
  )
  return (
    <>
      {first ? props.head?.(first) : null}
      <QueryTable<Row>
        name={list.name}
        label={t(list.title)}
        {...(fields.length > 0 ? { filters: fields } : {})}
        columns={columns}
        rows={rows && first && above ? [...above(first), ...rows] : rows}
        rowKey={props.rowKey}
        loading={found.loading}
        problem={found.problem}
        retry={found.retry}
        more={found.more}
        total={
          first ? t(first.totalIsBound ? 'text.admin.totalBound' : 'text.admin.total', { n: first.total }) : undefined
        }
        {...(props.open ? { open: props.open } : {})}
        openKey={props.openKey}
        card={cardOf(columns)}
        {...(props.empty === undefined ? {} : { empty: props.empty })}
        toolbar={
          <>
            <SavedViews list={list.name} names={[...Object.keys(list.filters), 'sort', ...kept]} size="small" />
            {mayTake ? (
              <ExportButton
                size="small"
                operation={list.export}
                filter={filter}
                fileName={t(list.title)}
                {...(props.exportLabel === undefined ? {} : { label: props.exportLabel })}
              />
            ) : null}
            {props.toolbar}
          </>
        }
      />
    </>
  )
}
