import { grantRole } from '@xiangzhi/contract'
import { isGuardedRole, type StaffRole, staffRoleKeys, staffRoles } from '@xiangzhi/language'
import { Alert, App, Form, Select } from 'antd'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { BeginsItem, DayInput } from './day-input.tsx'
import { PersonPicker } from './pickers.tsx'
import { ReachField } from './reach-field.tsx'
import { WordsInput } from '../words-input.tsx'

interface GrantValues {
  personId: string
  role: StaffRole
  placeId?: string
  organisationId?: string
  heldFrom: string
  heldUntil?: string
  reason?: string
}

/** Why a strong role is granted or ended, which the second person reads. */
export function StrongReason() {
  const { t } = useText()
  return (
    <Form.Item
      name="reason"
      label={t('text.admin.grant.reason')}
      rules={[{ required: true, min: 2, whitespace: true, message: t('text.common.refusal.need-reason') }]}
    >
      <WordsInput rows={2} most={300} />
    </Form.Item>
  )
}

/** What a strong role needs besides: a warning and a reason. */
function StrongPart() {
  const { t } = useText()
  const role = Form.useWatch<StaffRole | undefined>('role')
  if (!role || !isGuardedRole(role)) return null
  return (
    <>
      <Alert type="warning" showIcon title={t('text.admin.grant.strong')} style={{ marginBottom: 16 }} />
      <StrongReason />
    </>
  )
}

/** Grants a role, or asks a second person for one that nobody grants alone. */
export function GrantForm({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useText()
  const { message } = App.useApp()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof grantRole, GrantValues, { waits: boolean }>
      operation={grantRole}
      title={t('text.admin.grant')}
      open={open}
      close={close}
      done={({ waits }) => void message.success(t(waits ? 'text.admin.grant.asked' : 'text.admin.done'))}
      input={({ personId, role, placeId, organisationId, heldFrom, heldUntil, reason }) => ({
        personId,
        role,
        heldFrom,
        ...(staffRoles[role] === 'organisation'
          ? organisationId
            ? { organisationId }
            : {}
          : placeId
            ? { placeId }
            : {}),
        ...(heldUntil ? { heldUntil } : {}),
        ...(reason && isGuardedRole(role) ? { reason } : {}),
      })}
    >
      <Form.Item name="personId" label={t('text.admin.person')} rules={required}>
        <PersonPicker label={t('text.admin.person')} />
      </Form.Item>
      <Form.Item name="role" label={t('text.admin.role')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={staffRoleKeys.map((key) => ({ value: key, label: t(`text.common.role.${key}`) }))}
        />
      </Form.Item>
      <ReachField />
      <StrongPart />
      <BeginsItem name="heldFrom" />
      <Form.Item name="heldUntil" label={t('text.admin.validUntilOptional')}>
        <DayInput label={t('text.admin.validUntil')} />
      </Form.Item>
    </ActionForm>
  )
}
