import { Button } from 'antd'
import type { ComponentProps } from 'react'
import { Icon } from './icon.tsx'
import { useText } from './text.tsx'

/** The button that opens the choice of columns. */
export function ColumnButton(props: ComponentProps<typeof Button>) {
  const { t } = useText()
  return (
    <Button size="small" icon={<Icon name="list" size={15} />} aria-haspopup="dialog" {...props}>
      {t('text.workbench.columns')}
    </Button>
  )
}
