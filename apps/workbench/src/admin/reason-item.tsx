import { Form } from 'antd'
import { useText } from '../text.tsx'
import { WordsInput } from '../words-input.tsx'

/** Why rules of the county are changed; without it nothing is put in force. */
export function ReasonItem() {
  const { t } = useText()
  return (
    <Form.Item
      name="reason"
      label={t('text.admin.reason')}
      rules={[{ required: true, min: 2, message: t('text.admin.required') }]}
    >
      <WordsInput rows={2} most={300} />
    </Form.Item>
  )
}
