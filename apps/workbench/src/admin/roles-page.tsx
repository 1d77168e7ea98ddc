import { endGrant, type GrantRowView, grantRole, listGrants } from '@xiangzhi/contract'
import { type StaffRole, staffRoleKeys, staffRoles } from '@xiangzhi/language'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ActionForm } from './action-form.tsx'
import { DayInput } from './day-input.tsx'
import { Period } from './period.tsx'
import { PersonPicker } from './pickers.tsx'
import { ReachField } from './reach-field.tsx'
import { SeeAsDrawer } from './see-as.tsx'

interface GrantValues {
  personId: string
  role: StaffRole
  placeId?: string
  organisationId?: string
  heldFrom: string
  heldUntil?: string
}

/** Who holds which role, and how far it reaches. */
export function RolesPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const [granting, setGranting] = useState(false)
  const [ending, setEnding] = useState<GrantRowView>()
  const role = state['role'] as StaffRole | undefined
  const found = useRead(
    listGrants,
    { ...(role ? { role } : {}), ...(state['person'] ? { person: state['person'] } : {}), limit: 1000 },
    { keep: true },
  )
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <Page title={t('text.admin.roles.title')} note={t('text.admin.roles.note')}>
      <QueryTable<GrantRowView>
        name="admin-roles"
        label={t('text.admin.roles.title')}
        filters={[
          {
            kind: 'choice',
            name: 'role',
            label: t('text.admin.role'),
            options: staffRoleKeys.map((key) => ({ value: key, label: t(`text.common.role.${key}`) })),
          },
        ]}
        columns={[
          {
            key: 'name',
            title: t('text.admin.person'),
            fixedColumn: true,
            render: (row) => <strong>{row.name}</strong>,
          },
          { key: 'role', title: t('text.admin.role'), render: (row) => t(`text.common.role.${row.role}`) },
          { key: 'reach', title: t('text.admin.reach'), render: (row) => row.reachName },
          {
            key: 'period',
            title: t('text.admin.period'),
            width: 210,
            render: (row) => <Period from={row.heldFrom} until={row.heldUntil} />,
          },
          {
            key: 'do',
            title: t('text.admin.do'),
            width: 190,
            fixedColumn: true,
            render: (row) => (
              <>
                <Button type="link" size="small" onClick={() => change({ see: row.personId })}>
                  {t('text.admin.seeAs')}
                </Button>
                <Button type="link" size="small" onClick={() => setEnding(row)}>
                  {t('text.admin.end')}
                </Button>
              </>
            ),
          },
        ]}
        rows={found.data?.rows}
        rowKey={(row) => row.id}
        loading={found.isFetching}
        problem={found.error}
        retry={() => void found.refetch()}
        total={found.data ? t('text.admin.total', { n: found.data.rows.length }) : undefined}
        open={(row) => change({ see: row.personId })}
        toolbar={
          <Button size="small" type="primary" onClick={() => setGranting(true)}>
            {t('text.admin.grant')}
          </Button>
        }
      />
      <ActionForm<typeof grantRole, GrantValues>
        operation={grantRole}
        title={t('text.admin.grant')}
        open={granting}
        close={() => setGranting(false)}
        input={({ personId, role: granted, placeId, organisationId, heldFrom, heldUntil }) => ({
          personId,
          role: granted,
          heldFrom,
          ...(staffRoles[granted] === 'organisation'
            ? organisationId
              ? { organisationId }
              : {}
            : placeId
              ? { placeId }
              : {}),
          ...(heldUntil ? { heldUntil } : {}),
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
        <Form.Item name="heldFrom" label={t('text.admin.validFrom')} rules={required}>
          <DayInput label={t('text.admin.validFrom')} />
        </Form.Item>
        <Form.Item name="heldUntil" label={t('text.admin.validUntilOptional')}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
      <ActionForm<typeof endGrant, { heldUntil: string }>
        operation={endGrant}
        title={ending ? `${t(`text.common.role.${ending.role}`)} · ${ending.name}` : ''}
        okText={t('text.admin.end')}
        danger
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        input={({ heldUntil }) => ({ grantId: ending?.id ?? '', heldUntil })}
      >
        <Form.Item name="heldUntil" label={t('text.admin.validUntil')} rules={required}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
      <SeeAsDrawer personId={state['see']} close={() => change({ see: undefined })} />
    </Page>
  )
}
