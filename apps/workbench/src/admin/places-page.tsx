import { placeList } from '@xiangzhi/contract'
import { Button, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { type UrlState, useUrlState } from '../url-state.ts'
import { CoverageList } from './coverage-list.tsx'
import { CoverageProofSection } from './coverage-proof.tsx'
import { JointAreas } from './joint-areas.tsx'
import { AddPlaceForm } from './place-forms.tsx'
import { PlaceDrawer } from './place-drawer.tsx'
import { PlaceTree } from './place-tree.tsx'
import { Period } from './period.tsx'

/** What the tree beside the list asks for, and the towns where nothing is asked. */
function askedByTree({ in: chosen, q, kind }: UrlState): { under?: string; parent?: string; kind?: 'town' } {
  const narrowed = Boolean(q ?? kind)
  if (chosen) return narrowed ? { under: chosen } : { parent: chosen }
  return narrowed ? {} : { kind: 'town' }
}

function PlaceList() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const mayWrite = useMay('place.write')
  return (
    <div className="xa-split">
      <aside className="xz-panel xa-tree">
        <PlaceTree
          chosen={state['in']}
          choose={(place) =>
            change({ in: place.kind === 'county' ? undefined : place.id, q: undefined, kind: undefined })
          }
        />
      </aside>
      <div className="xa-main">
        <ListTable
          list={placeList}
          rowKey={(place) => place.id}
          usual={askedByTree(state)}
          kept={['in']}
          cells={[
            {
              member: 'validFrom',
              render: (place) => (
                <>
                  <Period from={place.validFrom} until={place.validUntil} />
                  {place.validUntil ? <Tag style={{ marginLeft: 8 }}>{t('text.admin.ended')}</Tag> : null}
                </>
              ),
            },
          ]}
          open={(place) => change({ open: place.id })}
          openKey={state['open']}
          toolbar={
            mayWrite ? (
              <Button size="small" type="primary" onClick={() => setAdding(true)}>
                {t('text.admin.place.add')}
              </Button>
            ) : null
          }
        />
      </div>
      <AddPlaceForm open={adding} close={() => setAdding(false)} parentId={state['in']} />
      <PlaceDrawer placeId={state['open']} close={() => change({ open: undefined })} />
    </div>
  )
}

function Coverage() {
  return (
    <>
      <CoverageList />
      <CoverageProofSection />
    </>
  )
}

/** Places: the tree with its table, areas that cut across it, and the proof that nothing is left out. */
export function PlacesPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  return (
    <Page title={t('text.admin.places.title')} note={t('text.admin.places.note')}>
      <Tabs
        activeKey={state['tab'] ?? 'tree'}
        onChange={(tab) => change({ tab: tab === 'tree' ? undefined : tab }, { whole: true })}
        destroyOnHidden
        items={[
          { key: 'tree', label: t('text.admin.places.tree'), children: <PlaceList /> },
          { key: 'areas', label: t('text.admin.places.areas'), children: <JointAreas /> },
          { key: 'coverage', label: t('text.admin.places.coverage'), children: <Coverage /> },
        ]}
      />
    </Page>
  )
}
