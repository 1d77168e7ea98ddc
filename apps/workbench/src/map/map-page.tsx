import { mapCases } from '@xiangzhi/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Segmented, Skeleton, Table } from 'antd'
import { useMemo } from 'react'
import { useRead } from '../api-client.ts'
import { CaseDrawer } from '../cases/case-drawer.tsx'
import { useCaseFilters } from '../cases/case-filter.ts'
import { filterOf } from '../cases/filter-of.ts'
import { useCaseWords } from '../cases/case-words.tsx'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { QueryFilters } from '../query-filters.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { BlockMap, MapLegend } from './block-map.tsx'
import { pointTone } from './case-points.ts'
import { useShapes } from './shapes.ts'

interface GridRow {
  readonly id: string
  readonly name: string
  readonly village: string
  readonly open: number
  readonly late: number
}

/** The cases of the list's own filter on the map: grids hatched by how many are open or late, and every case as a point. */
export function MapPage() {
  const { t, named, language } = useText()
  const words = useCaseWords()
  const county = useCounty()
  const navigate = useNavigate()
  const [state, change] = useUrlState()
  const filter = filterOf(state)
  const measure = state['measure'] === 'late' ? 'late' : 'open'
  const cases = useRead(mapCases, { ...filter, open: 'true' }, { keep: true, refreshEvery: 60_000 })
  const under = state['village'] ?? state['town']
  const grids = useShapes('grid', under)
  const outlines = useShapes(
    under ? 'village' : 'town',
    state['village'] ? undefined : state['town'],
    !state['village'],
  )
  const filters = useCaseFilters(state)
  // The county's list has Chinese names alone.
  const villages = useShapes('village', under, language === 'en')
  const villageNames = useMemo(
    () =>
      new Map(
        (language === 'en' ? (villages.data?.shapes ?? []) : county.towns.flatMap((town) => town.villages)).map(
          ({ id, name }) => [id, name],
        ),
      ),
    [county, language, villages.data],
  )
  const points = useMemo(() => cases.data?.points ?? [], [cases.data])
  const rows = useMemo<GridRow[]>(
    () =>
      (grids.data?.shapes ?? []).map((shape) => {
        const here = points.filter((point) => point.gridId === shape.id)
        return {
          id: shape.id,
          name: shape.name,
          village: villageNames.get(shape.parentId ?? '') ?? '',
          open: here.length,
          late: here.filter((point) => point.late).length,
        }
      }),
    [grids.data, points, villageNames],
  )
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows])
  const chosen = state['grid'] ? byId.get(state['grid']) : undefined
  const most = Math.max(0, ...rows.map((row) => row[measure]))
  const here = points.filter((point) => !chosen || point.gridId === chosen.id)
  return (
    <Page
      title={t('text.workbench.map.title')}
      note={
        cases.data ? (
          <>
            {t('text.workbench.map.note', { n: points.length, late: points.filter((point) => point.late).length })} ·{' '}
            {t('text.workbench.asOfWord')}{' '}
            <Moment at={new Date(cases.dataUpdatedAt + county.clockAheadMs).toISOString()} />
          </>
        ) : undefined
      }
      actions={
        <Button onClick={() => void navigate({ to: '/cases', search: { ...filter, open: 'true' } })}>
          {t('text.workbench.map.asList')}
        </Button>
      }
    >
      <div className="xz-query" style={{ marginBottom: 12 }}>
        <QueryFilters
          filters={filters.filter((each) => !['status', 'open'].includes(each.name))}
          state={state}
          change={change}
        />
      </div>
      <ProblemNotice problem={cases.error ?? grids.error} retry={() => void cases.refetch()} />
      {cases.data?.bounded ? (
        <Alert type="info" showIcon title={t('text.workbench.map.bounded')} style={{ marginBottom: 12 }} />
      ) : null}
      <div className="xz-map-page">
        <section className="xz-panel" aria-label={t('text.workbench.map.title')}>
          <Segmented
            aria-label={t('text.workbench.map.measure')}
            value={measure}
            onChange={(value) => change({ measure: value === 'late' ? 'late' : undefined })}
            options={[
              { value: 'open', label: t('text.workbench.map.open') },
              { value: 'late', label: t('text.workbench.map.late') },
            ]}
            style={{ marginBottom: 10 }}
          />
          {grids.isPending ? (
            <Skeleton.Node active style={{ width: '100%', height: 480 }} />
          ) : (
            <BlockMap
              label={t('text.workbench.map.label')}
              blocks={(grids.data?.shapes ?? []).map((shape) => ({
                id: shape.id,
                name: shape.name,
                rings: shape.rings,
                value: byId.get(shape.id)?.[measure] ?? 0,
              }))}
              edges={
                state['village']
                  ? []
                  : (outlines.data?.shapes ?? []).map((shape) => ({
                      id: shape.id,
                      name: shape.name,
                      rings: shape.rings,
                    }))
              }
              names={state['village'] ? 'all' : 'edges'}
              chosen={state['grid']}
              choose={(id) => change({ grid: state['grid'] === id ? undefined : id })}
              points={points.map((point) => ({
                ...point,
                tone: pointTone(point),
                label: `${point.number} ${words.category(point.category)}`,
              }))}
              choosePoint={(id) => change({ case: id })}
              chosenPoint={state['case']}
              valueLabel={(value) => t('text.workbench.map.value', { n: value })}
            />
          )}
          <MapLegend
            most={most}
            valueWord={t('text.workbench.map.unit')}
            points={[
              { tone: 'danger', label: t('text.workbench.map.pointLate') },
              { tone: 'warn', label: t('text.common.status.received') },
              { tone: 'info', label: t('text.common.status.in-hand') },
            ]}
          />
          {grids.data?.schematic ? <p className="xz-map-note">{named(grids.data.note)}</p> : null}
        </section>
        <div>
          {chosen ? (
            <section className="xz-panel" aria-label={chosen.name}>
              <h2>{chosen.name}</h2>
              <p className="xz-soft">{chosen.village}</p>
              <p className="xz-figures">{t('text.workbench.map.card', { open: chosen.open, late: chosen.late })}</p>
              <ul className="xz-plain-list">
                {here.slice(0, 12).map((point) => (
                  <li key={point.id}>
                    <button type="button" className="xz-link" onClick={() => change({ case: point.id })}>
                      {point.number}
                    </button>
                    <span>{words.category(point.category)}</span>
                  </li>
                ))}
              </ul>
              <div className="xz-page-actions">
                <Link to="/cases" search={{ grid: chosen.id, open: 'true' }}>
                  <Button type="primary" size="small">
                    {t('text.workbench.map.gridList')}
                  </Button>
                </Link>
                <Button size="small" onClick={() => change({ grid: undefined })}>
                  {t('text.workbench.map.unchoose')}
                </Button>
              </div>
            </section>
          ) : null}
          <section className="xz-panel" aria-label={t('text.workbench.map.table')}>
            <h2>{t('text.workbench.map.table')}</h2>
            <Table<GridRow>
              size="small"
              rowKey="id"
              dataSource={rows
                .filter((row) => row.open > 0)
                .toSorted((left, right) => right[measure] - left[measure] || right.open - left.open)}
              pagination={{ pageSize: 12, size: 'small', showSizeChanger: false, hideOnSinglePage: true }}
              locale={{ emptyText: t('text.workbench.map.none') }}
              rowClassName={(row) => (row.id === chosen?.id ? 'xz-open' : '')}
              columns={[
                {
                  key: 'name',
                  title: t('text.workbench.map.grid'),
                  render: (_value, row) => (
                    <button type="button" className="xz-link" onClick={() => change({ grid: row.id })}>
                      {row.name.includes(row.village) ? row.name : `${row.village} · ${row.name}`}
                    </button>
                  ),
                },
                { key: 'open', title: t('text.workbench.map.open'), dataIndex: 'open', className: 'xz-num', width: 64 },
                { key: 'late', title: t('text.workbench.map.late'), dataIndex: 'late', className: 'xz-num', width: 64 },
              ]}
            />
          </section>
        </div>
      </div>
      <CaseDrawer caseId={state['case']} close={() => change({ case: undefined })} />
    </Page>
  )
}
