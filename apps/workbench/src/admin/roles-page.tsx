import { endGrant, type GrantRowView, listGrants } from '@xiangzhi/contract'
import { isStrongRole, type StaffRole, staffRoleKeys } from '@xiangzhi/language'
import { Alert, App, Button, Form } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'
import { ActionForm } from './action-form.tsx'
import { DayInput } from './day-input.tsx'
import { GrantForm, StrongReason } from './grant-form.tsx'
import { Period } from './period.tsx'
import { SeeAsDrawer } from './see-as.tsx'

/** A role that is held, or one that begins when a second person has agreed. */
type Row = GrantRowView & Partial<Pick<WaitingGrant, 'waitsUntil' | 'askedByName'>>
type WaitingGrant = z.output<typeof listGrants.output>['waiting'][number]

/** Who holds which role, and how far it reaches. */
export function RolesPage() {
  const { t } = useText()
  const { message } = App.useApp()
  const [state, change] = useUrlState()
  const [granting, setGranting] = useState(false)
  const [ending, setEnding] = useState<GrantRowView>()
  const role = state['role'] as StaffRole | undefined
  const found = usePages(listGrants, {
    ...(role ? { role } : {}),
    ...(state['person'] ? { person: state['person'] } : {}),
    limit: 100,
  })
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <Page title={t('text.admin.roles.title')} note={t('text.admin.roles.note')}>
      <QueryTable<Row>
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
            key: 'state',
            title: t('text.admin.state'),
            width: 230,
            render: (row) =>
              row.waitsUntil ? (
                <>
                  <StatusTag kind="warn">{t('text.admin.grant.waits')}</StatusTag>
                  <div className="xz-soft">
                    {t('text.admin.grant.waitsFor', { name: row.askedByName ?? '' })} <Moment at={row.waitsUntil} />
                  </div>
                </>
              ) : (
                <StatusTag kind="good">{t('text.admin.grant.held')}</StatusTag>
              ),
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
                {row.waitsUntil ? null : (
                  <Button type="link" size="small" onClick={() => setEnding(row)}>
                    {t('text.admin.end')}
                  </Button>
                )}
              </>
            ),
          },
        ]}
        rows={found.rows ? [...(found.first?.waiting ?? []), ...found.rows] : undefined}
        rowKey={(row) => row.id}
        loading={found.loading}
        problem={found.problem}
        retry={found.retry}
        more={found.more}
        total={found.first ? t('text.admin.total', { n: found.first.total }) : undefined}
        open={(row) => change({ see: row.personId })}
        toolbar={
          <Button size="small" type="primary" onClick={() => setGranting(true)}>
            {t('text.admin.grant')}
          </Button>
        }
      />
      <GrantForm open={granting} close={() => setGranting(false)} />
      <ActionForm<typeof endGrant, { heldUntil: string; reason?: string }, { waits: boolean }>
        operation={endGrant}
        title={ending ? `${t(`text.common.role.${ending.role}`)} · ${ending.name}` : ''}
        okText={t('text.admin.end')}
        danger
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        done={({ waits }) => void (waits && message.info(t('text.admin.grant.endAsked')))}
        input={({ heldUntil, reason }) => ({ grantId: ending?.id ?? '', heldUntil, ...(reason ? { reason } : {}) })}
      >
        <Form.Item name="heldUntil" label={t('text.admin.validUntil')} rules={required}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
        {ending && isStrongRole(ending.role) ? (
          <>
            <Alert type="warning" showIcon title={t('text.admin.grant.strongEnd')} style={{ marginBottom: 16 }} />
            <StrongReason />
          </>
        ) : null}
      </ActionForm>
      <SeeAsDrawer personId={state['see']} close={() => change({ see: undefined })} />
    </Page>
  )
}
