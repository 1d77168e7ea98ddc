import { caseFilterNames, type CaseRowView, exportCases, listCases, type WaitingRowView } from '@xiangzhi/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Grid, Segmented } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { call, readKey } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { Nothing } from '../nothing.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { BatchButtons } from './batch-buttons.tsx'
import { caseCard, useCaseColumns } from './case-columns.tsx'
import { CaseDrawer } from './case-drawer.tsx'
import { useCaseFilters } from './case-filter.ts'
import { filterOf } from './filter-of.ts'
import { ExportButton } from '../export-button.tsx'
import { SavedViews } from '../saved-views.tsx'

/** Cases within one's reach: filters in the address, details beside the list, batch actions, export. */
export function ListPage() {
  const { t } = useText()
  const navigate = useNavigate()
  const [state, change] = useUrlState()
  const [selected, select] = useState<string[]>([])
  const narrow = Grid.useBreakpoint().md === false
  const mayOpen = useMay('case.open')
  const mayExport = useMay('case.export')
  const filter = filterOf(state)
  const sort = state['sort'] === 'due' ? 'due' : 'newest'
  const list = useInfiniteQuery({
    queryKey: readKey(listCases, { ...filter, sort }),
    queryFn: ({ pageParam, signal }) =>
      call(listCases, { ...filter, sort, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 10_000,
    placeholderData: (former) => former,
  })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows), [list.data])
  const first = list.data?.pages[0]
  const open = useCallback(
    (row: WaitingRowView) =>
      narrow
        ? void navigate({ to: '/cases/$caseId', params: { caseId: row.id } })
        : change({ case: row.id, act: undefined }),
    [change, narrow, navigate],
  )
  const act = useCallback(
    (row: WaitingRowView) =>
      narrow
        ? void navigate({ to: '/cases/$caseId', params: { caseId: row.id } })
        : change({ case: row.id, act: 'next' }),
    [change, narrow, navigate],
  )
  const columns = useCaseColumns(open)
  return (
    <Page
      title={t('text.workbench.list.title')}
      actions={
        <>
          <SavedViews list={listCases.name} names={[...caseFilterNames, 'sort']} />
          {mayExport ? (
            <ExportButton operation={exportCases} filter={filter} fileName={t('text.workbench.list.title')} />
          ) : null}
          {mayOpen ? (
            <Button
              type="primary"
              icon={<Icon name="report" size={16} />}
              onClick={() => void navigate({ to: '/intake' })}
            >
              {t('text.workbench.menu.intake')}
            </Button>
          ) : null}
        </>
      }
    >
      <QueryTable<CaseRowView>
        name="cases"
        label={t('text.workbench.list.title')}
        filters={useCaseFilters(state)}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.number}
        loading={list.isFetching && !list.isFetchingNextPage}
        problem={list.error}
        retry={() => void list.refetch()}
        total={
          first
            ? t(first.totalIsBound ? 'text.workbench.list.totalBound' : 'text.workbench.list.total', {
                n: first.total.toLocaleString('en'),
              })
            : null
        }
        more={
          list.hasNextPage ? { load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : undefined
        }
        open={open}
        act={act}
        openKey={state['case']}
        selected={selected}
        select={select}
        batch={<BatchButtons rows={(rows ?? []).filter((row) => selected.includes(row.id))} done={() => select([])} />}
        card={caseCard}
        toolbar={
          <Segmented
            size="small"
            aria-label={t('text.workbench.list.sort')}
            value={sort}
            onChange={(value) => change({ sort: value === 'due' ? 'due' : undefined })}
            options={[
              { value: 'newest', label: t('text.workbench.list.newest') },
              { value: 'due', label: t('text.workbench.list.due') },
            ]}
          />
        }
        empty={
          <Nothing says={t('text.workbench.list.empty')}>
            {mayOpen ? (
              <Button onClick={() => void navigate({ to: '/intake' })}>{t('text.workbench.menu.intake')}</Button>
            ) : null}
          </Nothing>
        }
      />
      <p className="xz-note xz-small xz-keys-note">{t('text.workbench.list.keys')}</p>
      <CaseDrawer
        caseId={state['case']}
        begin={state['act'] === 'next'}
        close={() => change({ case: undefined, act: undefined })}
      />
    </Page>
  )
}
