import { Button, Grid, type InputRef, Skeleton } from 'antd'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { ColumnButton } from './column-button.tsx'
import { Nothing } from './nothing.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import type { QueryFilter } from './query-filters.tsx'
import { useRowKeys } from './row-keys.ts'
import { type RowColumn, RowTable } from './row-table.tsx'
import { useText } from './text.tsx'
import { useUrlState } from './url-state.ts'

/** A column; `rare` ones are hidden until somebody asks for them. */
export interface QueryColumn<Row> extends RowColumn<Row> {
  readonly rare?: boolean
  readonly fixedColumn?: boolean
}

interface QueryTableProps<Row extends object> {
  /** Names the table for column settings kept on this device. */
  readonly name: string
  /** What the table shows, for screen readers. */
  readonly label: string
  readonly filters?: readonly QueryFilter[]
  readonly columns: readonly QueryColumn<Row>[]
  readonly rows: readonly Row[] | undefined
  readonly rowKey: (row: Row) => string
  /** What a row is called aloud when it is selected; needed with `select`. */
  readonly rowLabel?: (row: Row) => string
  readonly loading?: boolean
  readonly problem?: unknown
  readonly retry?: () => void
  /** “128 件”, or absent while unknown. */
  readonly total?: ReactNode
  readonly more?: { readonly load: () => void; readonly loading: boolean } | undefined
  readonly open?: (row: Row) => void
  readonly act?: (row: Row) => void
  /** The row whose details stand beside the table. */
  readonly openKey?: string | undefined
  readonly selected?: readonly string[]
  readonly select?: (keys: string[]) => void
  /** What can be done with the selected rows; shown only while some are. */
  readonly batch?: ReactNode
  readonly toolbar?: ReactNode
  /** A row as a block, for narrow screens. */
  readonly card?: (row: Row) => ReactNode
  /** What to say when there is nothing, and what to do next. */
  readonly empty?: ReactNode
}

// The form above a table and the choice of columns weigh more than the rows; a list without them never fetches them.
const QueryFilters = lazy(() => import('./query-filters.tsx').then((module) => ({ default: module.QueryFilters })))
const ColumnChoice = lazy(() => import('./column-choice.tsx').then((module) => ({ default: module.ColumnChoice })))

function readShown(name: string): string[] | undefined {
  try {
    const kept = window.localStorage.getItem(`xiangzhi.columns.${name}`)
    return kept === null ? undefined : kept.split(',')
  } catch {
    return undefined
  }
}

function useShownColumns<Row>(name: string, columns: readonly QueryColumn<Row>[]) {
  const usual = columns.filter((column) => !column.rare).map((column) => column.key)
  const [shown, setShown] = useState(() => readShown(name) ?? usual)
  const show = (keys: string[]): void => {
    setShown(keys)
    try {
      window.localStorage.setItem(`xiangzhi.columns.${name}`, keys.join(','))
    } catch {
      // A browser that keeps nothing shows the usual columns next time.
    }
  }
  return { shown, show, usual }
}

/** A form over a dense table: filters in the address, column settings, selection, keys, and blocks on narrow screens. */
export function QueryTable<Row extends object>(props: QueryTableProps<Row>) {
  const { t } = useText()
  const [state, change] = useUrlState()
  const narrow = Grid.useBreakpoint().md === false
  const searchRef = useRef<InputRef>(null)
  const [choosing, setChoosing] = useState(false)
  const { shown, show, usual } = useShownColumns(props.name, props.columns)
  const rows = props.rows ?? []
  const selected = props.selected ?? []
  const keyAt = (index: number): string | undefined => (rows[index] ? props.rowKey(rows[index]) : undefined)
  const toggle = (index: number): void => {
    const key = keyAt(index)
    if (!props.select || key === undefined) return
    props.select(selected.includes(key) ? selected.filter((other) => other !== key) : [...selected, key])
  }
  const at = (todo: ((row: Row) => void) | undefined) =>
    todo ? (index: number) => rows[index] && todo(rows[index]) : undefined
  const [active, setActive] = useRowKeys({
    count: rows.length,
    open: at(props.open),
    act: at(props.act),
    toggle: props.select ? toggle : undefined,
    search: props.filters?.some((filter) => filter.kind === 'text') ? () => searchRef.current?.focus() : undefined,
  })
  const empty =
    props.empty === undefined || typeof props.empty === 'string' ? (
      <Nothing says={props.empty ?? t('text.workbench.empty.list')} />
    ) : (
      props.empty
    )
  const first = props.loading && props.rows === undefined
  return (
    <section className="xz-query" aria-label={props.label}>
      {props.filters ? (
        <Suspense fallback={<div className="xz-filters xz-filters-coming" />}>
          <QueryFilters
            filters={props.filters}
            state={state}
            searchRef={searchRef}
            change={(patch) => {
              props.select?.([])
              change(patch)
            }}
          />
        </Suspense>
      ) : null}
      <ProblemNotice problem={props.problem} {...(props.retry ? { retry: props.retry } : {})} />
      <div className="xz-table-bar">
        <div className="xz-table-bar-left" aria-live="polite">
          {selected.length > 0 ? (
            <>
              <strong className="xz-figures">{t('text.workbench.selected', { n: selected.length })}</strong>
              {props.batch}
              <Button type="link" size="small" onClick={() => props.select?.([])}>
                {t('text.workbench.unselect')}
              </Button>
            </>
          ) : (
            <span className="xz-soft xz-figures">{props.total}</span>
          )}
        </div>
        <div className="xz-table-bar-right">
          {props.toolbar}
          {narrow ? null : (
            <Suspense fallback={<ColumnButton loading />}>
              {choosing ? (
                <ColumnChoice columns={props.columns} shown={shown} show={show} usual={usual} />
              ) : (
                <ColumnButton onClick={() => setChoosing(true)} />
              )}
            </Suspense>
          )}
        </div>
      </div>
      {first ? (
        <Skeleton active title={false} paragraph={{ rows: 12, width: '100%' }} />
      ) : narrow && props.card ? (
        <ul className="xz-cards">
          {rows.length === 0 && !props.problem ? <li className="xz-empty">{empty}</li> : null}
          {rows.map((row, index) => (
            <li key={props.rowKey(row)} data-row-index={index} className={index === active ? 'xz-active' : undefined}>
              {props.card?.(row)}
            </li>
          ))}
        </ul>
      ) : (
        <RowTable<Row>
          label={props.label}
          rows={rows}
          columns={props.columns.filter((column) => column.fixedColumn || shown.includes(column.key))}
          rowKey={props.rowKey}
          loading={props.loading ?? false}
          empty={props.problem ? null : empty}
          rowClass={(row, index) =>
            [
              index === active ? 'xz-active' : '',
              props.openKey === props.rowKey(row) ? 'xz-open' : '',
              props.open ? 'xz-clickable' : '',
            ].join(' ')
          }
          press={(row, index) => {
            setActive(index)
            props.open?.(row)
          }}
          selection={
            props.select
              ? {
                  keys: selected,
                  change: props.select,
                  label: (row) => `${t('text.workbench.select')} ${props.rowLabel?.(row) ?? ''}`,
                  labelAll: `${t('text.workbench.select')} ${t('text.workbench.filter.any')}`,
                }
              : undefined
          }
        />
      )}
      {props.more ? (
        <div className="xz-more">
          <Button onClick={props.more.load} loading={props.more.loading}>
            {t('text.workbench.more')}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
