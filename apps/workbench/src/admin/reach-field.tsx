import { type StaffRole, staffRoles } from '@xiangzhi/language'
import { Form } from 'antd'
import { useText } from '../text.tsx'
import { OrganisationPicker, PlacePicker } from './pickers.tsx'

/** The place or unit over which the role chosen in the form's field `role` is held. */
export function ReachField() {
  const { t } = useText()
  const role = Form.useWatch<StaffRole | undefined>('role')
  const reach = role ? staffRoles[role] : undefined
  const required = [{ required: true, message: t('text.admin.required') }]
  if (reach === undefined) return null
  return reach === 'organisation' ? (
    <Form.Item name="organisationId" label={t('text.admin.reach')} rules={required}>
      <OrganisationPicker label={t('text.admin.reach')} />
    </Form.Item>
  ) : (
    <Form.Item
      name="placeId"
      label={`${t('text.admin.reach')} · ${t(`text.admin.placeKind.${reach}`)}`}
      rules={required}
    >
      <PlacePicker key={reach} kind={reach} label={t('text.admin.reach')} />
    </Form.Item>
  )
}
