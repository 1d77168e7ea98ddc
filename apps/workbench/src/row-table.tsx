import { type CSSProperties, type MouseEvent, type ReactNode, useEffect, useRef } from 'react'

/** A column of a table of rows. */
export interface RowColumn<Row> {
  readonly key: string
  readonly title: string
  readonly width?: number
  readonly align?: 'right'
  readonly className?: string
  /** The list can be put in this order: how it goes now, and what a press does. */
  readonly sort?: { readonly now: 'ascending' | 'descending' | 'none'; readonly press: () => void }
  readonly render: (row: Row, index: number) => ReactNode
}

interface Selection<Row> {
  readonly keys: readonly string[]
  readonly change: (keys: string[]) => void
  /** What a row's box is called aloud. */
  readonly label: (row: Row) => string
  readonly labelAll: string
}

interface RowTableProps<Row> {
  readonly label: string
  readonly columns: readonly RowColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly rowClass?: (row: Row, index: number) => string
  /** A press anywhere in a row that is not on something to press of its own. */
  readonly press?: (row: Row, index: number) => void
  readonly selection?: Selection<Row> | undefined
  /** Shown in place of rows. */
  readonly empty: ReactNode
  /** New rows are on their way; the old ones stay until then. */
  readonly loading?: boolean
}

const arrows = { ascending: ' ↑', descending: ' ↓', none: ' ↕' } as const

const pressable = 'a, button, input, label, select, [role=button]'

function styleOf({ width, align }: { width?: number; align?: 'right' }): CSSProperties | undefined {
  if (width === undefined && align === undefined) return undefined
  return { ...(width === undefined ? {} : { width, minWidth: width }), ...(align ? { textAlign: align } : {}) }
}

/** Marks a frame whose table is not wider than it. */
function useFits() {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = frame.current
    const table = box?.firstElementChild
    if (!box || !table) return undefined
    const measure = new ResizeObserver(() => {
      const fits = table.clientWidth <= box.clientWidth
      box.classList.toggle('xz-fits', fits)
      // A frame that scrolls must be reachable with the keyboard, even with nothing to press in it.
      if (fits) box.removeAttribute('tabindex')
      else box.tabIndex = 0
    })
    measure.observe(box)
    measure.observe(table)
    return () => measure.disconnect()
  }, [])
  return frame
}

/** Rows as an ordinary HTML table whose head stays in sight; wider than its frame, it can be moved with the keyboard. */
export function RowTable<Row>({ selection, ...props }: RowTableProps<Row>) {
  const { columns, rows, rowKey } = props
  const frame = useFits()
  const chosen = new Set(selection?.keys)
  const all = rows.length > 0 && rows.every((row) => chosen.has(rowKey(row)))
  const some = !all && rows.some((row) => chosen.has(rowKey(row)))
  return (
    <div ref={frame} className="xz-rows-frame" aria-busy={props.loading ?? false}>
      <table className="xz-rows" aria-label={props.label}>
        <thead>
          <tr>
            {selection ? (
              <th scope="col" className="xz-tick">
                <input
                  type="checkbox"
                  aria-label={selection.labelAll}
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = some
                  }}
                  onChange={() => selection.change(all ? [] : rows.map(rowKey))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <th key={column.key} scope="col" style={styleOf(column)} aria-sort={column.sort?.now}>
                {column.sort ? (
                  <button type="button" className="xz-sort" onClick={column.sort.press}>
                    {column.title}
                    <span aria-hidden="true">{arrows[column.sort.now]}</span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 ? (
            <tr>
              <td className="xz-rows-empty" colSpan={columns.length + (selection ? 1 : 0)}>
                {props.empty}
              </td>
            </tr>
          ) : null}
          {rows.map((row, index) => {
            const key = rowKey(row)
            return (
              <tr
                key={key}
                data-row-index={index}
                className={[props.rowClass?.(row, index) ?? '', chosen.has(key) ? 'xz-chosen' : ''].join(' ')}
                onClick={(event: MouseEvent) => {
                  if (!(event.target as HTMLElement).closest(pressable)) props.press?.(row, index)
                }}
              >
                {selection ? (
                  <td className="xz-tick">
                    <input
                      type="checkbox"
                      aria-label={selection.label(row)}
                      checked={chosen.has(key)}
                      onChange={() =>
                        selection.change(
                          chosen.has(key) ? selection.keys.filter((other) => other !== key) : [...selection.keys, key],
                        )
                      }
                    />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td key={column.key} className={column.className} style={styleOf(column)}>
                    {column.render(row, index)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
