import { about } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { Descriptions, Skeleton, Table } from 'antd'
import { useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'

const kinds = ['county', 'town', 'village', 'grid', 'sub-grid', 'household'] as const

/** Which versions are at work here: software, database, processes, configuration. */
export function AboutPage() {
  const { t } = useText()
  const found = useRead(about, {})
  const data = found.data
  return (
    <Page title={t('text.admin.about.title')} note={t('text.admin.about.note')}>
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
      {data ? (
        <>
          <Descriptions
            className="xz-panel"
            size="small"
            bordered
            column={2}
            items={[
              { key: 'product', label: t('text.common.product'), children: data.product },
              { key: 'node', label: 'Node.js', children: data.node },
              { key: 'database', label: 'PostgreSQL', children: data.database },
              {
                key: 'demo',
                label: t('text.common.demo'),
                children: t(data.demo ? 'text.admin.yes' : 'text.admin.no'),
              },
              ...kinds.map((kind) => ({
                key: kind,
                label: t(`text.admin.placeKind.${kind}`),
                children: <span className="xz-figures">{data.places[kind] ?? 0}</span>,
              })),
            ]}
          />
          <div className="xz-panel">
            <h2>{t('text.admin.processes.title')}</h2>
            <Table
              size="small"
              pagination={false}
              rowKey="key"
              dataSource={data.processes}
              columns={[
                {
                  title: t('text.admin.process'),
                  render: (_, row) => (isTextKey(row.title) ? t(row.title) : row.title),
                },
                { title: t('text.admin.key'), render: (_, row) => <code>{row.key}</code> },
                { title: t('text.admin.version'), dataIndex: 'version' },
              ]}
            />
          </div>
          <div className="xz-panel">
            <h2>{t('text.admin.about.parts')}</h2>
            <Table
              size="small"
              pagination={false}
              rowKey="part"
              dataSource={data.parts}
              columns={[
                {
                  title: t('text.admin.about.part'),
                  dataIndex: 'part',
                  render: (part: string) => {
                    const key = `text.admin.partName.${part.replace(/-\d+$/, '')}`
                    const year = /\d+$/.exec(part)?.[0] ?? ''
                    return isTextKey(key) ? t(key, { year }) : part
                  },
                },
                { title: t('text.admin.version'), dataIndex: 'version' },
                { title: t('text.admin.when'), render: (_, row) => <Moment at={row.changedAt} /> },
              ]}
            />
          </div>
        </>
      ) : (
        <Skeleton active />
      )}
    </Page>
  )
}
