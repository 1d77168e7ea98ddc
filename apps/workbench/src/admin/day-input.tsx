import { DatePicker, Form } from 'antd'
import dayjs from 'dayjs'
import { dateOf, useNow } from '../moment.tsx'
import { useText } from '../text.tsx'

/** A day as YYYY-MM-DD, for forms. */
export function DayInput({
  id,
  value,
  onChange,
  label,
  latest,
}: {
  id?: string
  value?: string
  onChange?: (day: string | undefined) => void
  label: string
  /** The last day that can be taken. */
  latest?: string
}) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      aria-label={label}
      style={{ width: '100%' }}
      value={value ? dayjs(value) : null}
      {...(latest ? { maxDate: dayjs(latest) } : {})}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : undefined)}
    />
  )
}

/** The day on which something begins, in a form: today, as it nearly always is, until somebody says another. */
export function BeginsItem({ name }: { name: 'heldFrom' | 'validFrom' }) {
  const { t } = useText()
  const label = t('text.admin.validFrom')
  return (
    <Form.Item
      name={name}
      label={label}
      initialValue={dateOf(useNow())}
      rules={[{ required: true, message: t('text.admin.required') }]}
    >
      <DayInput label={label} />
    </Form.Item>
  )
}
