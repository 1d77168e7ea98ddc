import { Form } from 'antd'
import { useText } from '../text.tsx'
import { WordsInput } from '../words-input.tsx'

/** Why rules of the county are changed, or why something is asked for; without it nothing happens. */
export function ReasonItem({ label }: { label?: string }) {
  const { t } = useText()
  return (
    <Form.Item
      name="reason"
      label={label ?? t('text.admin.reason')}
      rules={[{ required: true, min: 2, message: t('text.admin.required') }]}
    >
      <WordsInput rows={2} most={300} />
    </Form.Item>
  )
}
