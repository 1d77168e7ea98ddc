import { Form, Input } from 'antd'
import { useText } from '../text.tsx'

/** Why rules of the county are changed; without it nothing is put in force. */
export function ReasonItem() {
  const { t } = useText()
  return (
    <Form.Item
      name="reason"
      label={t('text.admin.reason')}
      rules={[{ required: true, min: 2, message: t('text.admin.required') }]}
    >
      <Input.TextArea rows={2} maxLength={300} />
    </Form.Item>
  )
}
