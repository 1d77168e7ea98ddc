import { exportPlaces, listPlaces, type PlaceRowView } from '@xiangzhi/contract'
import { Button, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { ExportButton } from '../export-button.tsx'
import { Page } from '../page.tsx'
import { placeName } from '../place-name.ts'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { CoverageList } from './coverage-list.tsx'
import { CoverageProofSection } from './coverage-proof.tsx'
import { JointAreas } from './joint-areas.tsx'
import { AddPlaceForm } from './place-forms.tsx'
import { PlaceDrawer } from './place-drawer.tsx'
import { PlaceTree } from './place-tree.tsx'
import { Period } from './period.tsx'

function usePlaceColumns(): QueryColumn<PlaceRowView>[] {
  const { t, language } = useText()
  return [
    {
      key: 'name',
      title: t('text.admin.place.name'),
      fixedColumn: true,
      render: (place) => <strong>{placeName(language, place)}</strong>,
    },
    {
      key: 'kind',
      title: t('text.admin.place.kind'),
      width: 120,
      render: (place) => t(`text.admin.placeKind.${place.kind}`),
    },
    {
      key: 'code',
      title: t('text.admin.place.code'),
      width: 170,
      render: (place) => <span className="xz-figures">{place.code}</span>,
    },
    { key: 'official', title: t('text.admin.place.officialName'), render: (place) => place.officialName },
    { key: 'en', title: t('text.admin.place.nameEn'), rare: true, render: (place) => place.nameEn },
    {
      key: 'period',
      title: t('text.admin.period'),
      width: 220,
      render: (place) => (
        <>
          <Period from={place.validFrom} until={place.validUntil} />
          {place.validUntil ? <Tag style={{ marginLeft: 8 }}>{t('text.admin.ended')}</Tag> : null}
        </>
      ),
    },
  ]
}

function PlaceList() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const mayWrite = useMay('place.write')
  const columns = usePlaceColumns()
  const filter = {
    ...(state['q'] ? { q: state['q'] } : {}),
    ...(state['kind'] ? { kind: state['kind'] as 'town' } : {}),
    ...(state['on'] ? { on: state['on'] } : {}),
    ...(state['in']
      ? state['q'] || state['kind']
        ? { under: state['in'] }
        : { parent: state['in'] }
      : state['q'] || state['kind']
        ? {}
        : { kind: 'town' as const }),
  }
  const found = useRead(listPlaces, { ...filter, limit: 500 }, { keep: true })
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
        <QueryTable<PlaceRowView>
          name="admin-places"
          label={t('text.admin.places.title')}
          filters={[
            {
              kind: 'text',
              name: 'q',
              label: t('text.admin.place.search'),
              placeholder: t('text.admin.place.searchHint'),
            },
            {
              kind: 'choice',
              name: 'kind',
              label: t('text.admin.place.kind'),
              options: (['town', 'village', 'grid', 'sub-grid', 'household'] as const).map((kind) => ({
                value: kind,
                label: t(`text.admin.placeKind.${kind}`),
              })),
            },
            { kind: 'date', name: 'on', label: t('text.admin.validOn') },
          ]}
          columns={columns}
          rows={found.data?.rows}
          rowKey={(place) => place.id}
          loading={found.isFetching}
          problem={found.error}
          retry={() => void found.refetch()}
          total={
            found.data
              ? t(found.data.nextCursor ? 'text.admin.totalFirst' : 'text.admin.total', { n: found.data.rows.length })
              : undefined
          }
          open={(place) => change({ open: place.id })}
          openKey={state['open']}
          toolbar={
            mayWrite ? (
              <>
                <ExportButton
                  size="small"
                  operation={exportPlaces}
                  filter={filter}
                  fileName={t('text.admin.places.title')}
                  label={t('text.admin.excel')}
                />
                <Button size="small" type="primary" onClick={() => setAdding(true)}>
                  {t('text.admin.place.add')}
                </Button>
              </>
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
