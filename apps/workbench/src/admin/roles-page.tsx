import { endGrant, grantList, type GrantRowView, type listGrants } from '@xiangzhi/contract'
import { isGuardedRole } from '@xiangzhi/language'
import { Alert, App, Button, Form } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { ListTable } from '../list-table.tsx'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ActionForm } from './action-form.tsx'
import { DayInput } from './day-input.tsx'
import { GrantForm, StrongReason } from './grant-form.tsx'
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
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <Page title={t('text.admin.roles.title')} note={t('text.admin.roles.note')}>
      <ListTable
        list={grantList}
        rowKey={(row: Row) => row.id}
        above={({ waiting }) => waiting}
        also={[
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
        {ending && isGuardedRole(ending.role) ? (
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
