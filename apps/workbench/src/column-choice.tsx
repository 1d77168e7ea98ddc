import { Button, Checkbox, Popover } from 'antd'
import { ColumnButton } from './column-button.tsx'
import { useText } from './text.tsx'

interface Choosable {
  readonly key: string
  readonly title: string
  readonly fixedColumn?: boolean
}

/** Which columns of a table are shown; kept on this device by the table. */
export function ColumnChoice({
  columns,
  shown,
  show,
  usual,
}: {
  columns: readonly Choosable[]
  shown: readonly string[]
  show: (keys: string[]) => void
  usual: readonly string[]
}) {
  const { t } = useText()
  return (
    <Popover
      trigger="click"
      defaultOpen
      placement="bottomRight"
      title={t('text.workbench.columns')}
      content={
        <>
          <Checkbox.Group
            className="xz-columns"
            value={[...shown]}
            onChange={(keys) => show(columns.map((column) => column.key).filter((key) => keys.includes(key)))}
            options={columns
              .filter((column) => !column.fixedColumn)
              .map((column) => ({ value: column.key, label: column.title }))}
          />
          <Button type="link" size="small" onClick={() => show([...usual])}>
            {t('text.workbench.columnsUsual')}
          </Button>
        </>
      }
    >
      <ColumnButton />
    </Popover>
  )
}
