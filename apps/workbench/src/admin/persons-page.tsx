import { personList } from '@xiangzhi/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { AddPersonForm, PersonDrawer } from './person-drawer.tsx'

/** Persons within reach: staff by name, villagers masked. */
export function PersonsPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const mayWrite = useMay('person.write')
  return (
    <Page title={t('text.admin.persons.title')} note={t('text.admin.persons.note')}>
      <ListTable
        list={personList}
        rowKey={(row) => row.id}
        usual={{ staff: 'true' }}
        choices={{
          staff: [
            { value: 'true', label: t('text.admin.persons.staff') },
            { value: 'false', label: t('text.admin.persons.all') },
          ],
        }}
        also={[
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
          {
            key: 'demo',
            title: t('text.common.demo'),
            width: 110,
            rare: true,
            render: (row) => (row.demo ? t('text.common.demo') : ''),
          },
        ]}
        open={(row) => change({ open: row.id })}
        openKey={state['open']}
        exportLabel={t('text.admin.persons.export')}
        toolbar={
          mayWrite ? (
            <Button size="small" type="primary" onClick={() => setAdding(true)}>
              {t('text.admin.person.add')}
            </Button>
          ) : null
        }
      />
      <AddPersonForm open={adding} close={() => setAdding(false)} />
      <PersonDrawer personId={state['open']} close={() => change({ open: undefined })} />
    </Page>
  )
}
