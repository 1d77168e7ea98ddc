import { seeAs } from '@xiangzhi/contract'
import { permissions, type Permission } from '@xiangzhi/language'
import { isTextKey } from '@xiangzhi/text'
import { Alert, Descriptions, Drawer, Skeleton, Table } from 'antd'
import { useRead } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'

const isPermission = (permission: string): permission is Permission => Object.hasOwn(permissions, permission)

/** What another person may do and how far it reaches: their rights, never their data. */
export function SeeAsDrawer({ personId, close }: { personId: string | undefined; close: () => void }) {
  const { t } = useText()
  const county = useCounty()
  const found = useRead(seeAs, { personId: personId ?? '' }, { enabled: personId !== undefined })
  const preview = found.data
  const said = (key: string): string => (isTextKey(key) ? t(key) : key)
  return (
    <Drawer
      open={personId !== undefined}
      onClose={close}
      size={640}
      title={preview ? t('text.admin.seeAsOf', { name: preview.name }) : t('text.admin.seeAs')}
    >
      <ProblemNotice problem={found.error} />
      {!preview ? (
        <Skeleton active />
      ) : (
        <>
          <Alert type="info" showIcon title={t('text.admin.seeAsNote')} style={{ marginBottom: 12 }} />
          <Descriptions
            size="small"
            bordered
            column={2}
            items={(['towns', 'villages', 'grids', 'organisations', 'persons'] as const).map((what) => ({
              key: what,
              label: t(`text.admin.reach.${what}`),
              children: <span className="xz-figures">{preview.reach[what]}</span>,
            }))}
          />
          <div className="xa-section-head">
            <h3>{t('text.admin.rights')}</h3>
          </div>
          <Table
            size="small"
            pagination={false}
            rowKey="permission"
            dataSource={preview.rights}
            locale={{ emptyText: t('text.admin.rightsNone') }}
            columns={[
              {
                title: t('text.admin.right'),
                render: (_, row) =>
                  isPermission(row.permission) ? t(`text.admin.permission.${row.permission}`) : row.permission,
              },
              { title: t('text.admin.reach'), render: (_, row) => row.reaches.join(t('text.common.comma')) },
              {
                title: t('text.admin.byRole'),
                render: (_, row) => row.roles.map((role) => t(`text.common.role.${role}`)).join(t('text.common.comma')),
              },
            ]}
          />
          <div className="xa-section-head">
            <h3>{t('text.admin.inProcesses')}</h3>
          </div>
          <Table
            size="small"
            pagination={false}
            rowKey="process"
            dataSource={preview.processes}
            columns={[
              {
                title: t('text.admin.process'),
                width: 110,
                render: (_, row) => said(county.process(row.process)?.title ?? row.process),
              },
              {
                title: t('text.admin.reads'),
                width: 90,
                render: (_, row) => t(row.reads ? 'text.admin.yes' : 'text.admin.no'),
              },
              {
                title: t('text.admin.does'),
                render: (_, row) => row.does.map(said).join(t('text.common.comma')) || '—',
              },
            ]}
          />
        </>
      )}
    </Drawer>
  )
}
