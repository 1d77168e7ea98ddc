import { DatePicker } from 'antd'
import dayjs from 'dayjs'

/** A day as YYYY-MM-DD, for forms. */
export function DayInput({
  id,
  value,
  onChange,
  label,
}: {
  id?: string
  value?: string
  onChange?: (day: string | undefined) => void
  label: string
}) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      aria-label={label}
      style={{ width: '100%' }}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : undefined)}
    />
  )
}
