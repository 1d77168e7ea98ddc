import { exportPersons, listPersons, type PersonRowView } from '@xiangzhi/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { ExportButton } from '../export-button.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { useCounty, useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'
import { AddPersonForm, PersonDrawer } from './person-drawer.tsx'

/** Persons within reach: staff by name, villagers masked. */
export function PersonsPage() {
  const { t } = useText()
  const { towns } = useCounty()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const mayWrite = useMay('person.write')
  const filter = {
    ...(state['q'] ? { q: state['q'] } : {}),
    ...(state['village'] ? { village: state['village'] } : {}),
    ...(state['who'] === 'all' ? {} : { staff: 'true' as const }),
    limit: 100,
  }
  const found = usePages(listPersons, filter)
  const { rows } = found
  return (
    <Page title={t('text.admin.persons.title')} note={t('text.admin.persons.note')}>
      <QueryTable<PersonRowView>
        name="admin-persons"
        label={t('text.admin.persons.title')}
        filters={[
          { kind: 'text', name: 'q', label: t('text.admin.person.name'), placeholder: t('text.admin.person.nameHint') },
          {
            kind: 'choice',
            name: 'village',
            label: t('text.admin.person.village'),
            options: towns.flatMap((town) =>
              town.villages.map((village) => ({ value: village.id, label: `${town.name} / ${village.name}` })),
            ),
          },
          {
            kind: 'choice',
            name: 'who',
            label: t('text.admin.person.who'),
            options: [
              { value: 'staff', label: t('text.admin.persons.staff') },
              { value: 'all', label: t('text.admin.persons.all') },
            ],
          },
        ]}
        columns={[
          {
            key: 'name',
            title: t('text.admin.person.name'),
            fixedColumn: true,
            render: (row) => <strong>{row.name}</strong>,
          },
          {
            key: 'staff',
            title: t('text.admin.person.who'),
            width: 140,
            render: (row) => (
              <StatusTag plain kind={row.staff ? 'info' : 'neutral'}>
                {t(row.staff ? 'text.admin.persons.staff' : 'text.admin.persons.villager')}
              </StatusTag>
            ),
          },
          { key: 'place', title: t('text.admin.person.village'), render: (row) => row.placeName ?? '—' },
          {
            key: 'phone',
            title: t('text.admin.person.phone'),
            width: 160,
            render: (row) => <span className="xz-figures">{row.phoneMasked ?? '—'}</span>,
          },
          {
            key: 'demo',
            title: t('text.common.demo'),
            width: 110,
            rare: true,
            render: (row) => (row.demo ? t('text.common.demo') : ''),
          },
        ]}
        rows={rows}
        rowKey={(row) => row.id}
        loading={found.loading}
        problem={found.problem}
        retry={found.retry}
        total={rows ? t(found.more ? 'text.admin.totalFirst' : 'text.admin.total', { n: rows.length }) : undefined}
        more={found.more}
        open={(row) => change({ open: row.id })}
        openKey={state['open']}
        toolbar={
          mayWrite ? (
            <>
              <ExportButton
                size="small"
                operation={exportPersons}
                filter={{}}
                fileName={t('text.admin.persons.staff')}
                label={t('text.admin.persons.export')}
              />
              <Button size="small" type="primary" onClick={() => setAdding(true)}>
                {t('text.admin.person.add')}
              </Button>
            </>
          ) : null
        }
      />
      <AddPersonForm open={adding} close={() => setAdding(false)} />
      <PersonDrawer personId={state['open']} close={() => change({ open: undefined })} />
    </Page>
  )
}
