import { createApiKey } from '@xiangzhi/contract'
import { isGuardedRole, type StaffRole, staffRoleKeys, staffRoles, beijing, endOfDay } from '@xiangzhi/language'
import { Alert, Form, Select } from 'antd'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { DayInput } from './day-input.tsx'
import { ReachField } from './reach-field.tsx'
import { LineInput } from '../words-input.tsx'

interface KeyValues {
  name: string
  role?: StaffRole
  placeId?: string
  organisationId?: string
  lastDay?: string
}

/** What a program may be: anything but the one who grants rights. */
const roles = staffRoleKeys.filter((role) => role !== 'security-admin')

/** The reach of the role; one that reaches the whole county needs none to be told. */
function Reach() {
  const { t } = useText()
  const role = Form.useWatch<StaffRole | undefined>('role')
  const reach = role ? staffRoles[role] : undefined
  return (
    <>
      {reach === 'county' ? null : <ReachField />}
      {role && isGuardedRole(role) ? (
        <Alert type="warning" showIcon title={t('text.systems.key.strong')} style={{ marginBottom: 16 }} />
      ) : null}
    </>
  )
}

/** Makes a key for another system: a name, at most one role with its place, and an end. */
export function KeyForm({
  open,
  close,
  done,
}: {
  open: boolean
  close: () => void
  done: (made: { key: string; needsSecond: boolean }) => void
}) {
  const { t } = useText()
  return (
    <ActionForm<typeof createApiKey, KeyValues, { key: string; needsSecond: boolean }>
      operation={createApiKey}
      title={t('text.systems.key.add')}
      okText={t('text.systems.key.make')}
      open={open}
      close={close}
      done={done}
      input={({ name, role, placeId, organisationId, lastDay }) => ({
        name,
        grants: role ? [{ role, ...(placeId ? { placeId } : {}), ...(organisationId ? { organisationId } : {}) }] : [],
        ...(lastDay ? { expiresAt: new Date(endOfDay(beijing, lastDay).getTime() - 1000).toISOString() } : {}),
      })}
    >
      <Form.Item
        name="name"
        label={t('text.systems.key.name')}
        extra={t('text.systems.key.nameHint')}
        rules={[{ required: true, whitespace: true, message: t('text.admin.required') }]}
      >
        <LineInput most={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('text.systems.key.role')} extra={t('text.systems.key.roleHint')}>
        <Select
          allowClear
          placeholder={t('text.systems.key.noRole')}
          showSearch={{ optionFilterProp: 'label' }}
          options={roles.map((role) => ({ value: role, label: t(`text.common.role.${role}`) }))}
        />
      </Form.Item>
      <Reach />
      <Form.Item name="lastDay" label={t('text.systems.key.lastDay')} extra={t('text.systems.key.lastDayHint')}>
        <DayInput label={t('text.systems.key.lastDay')} />
      </Form.Item>
    </ActionForm>
  )
}
