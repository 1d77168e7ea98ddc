import { Link } from '@tanstack/react-router'
import { Button, Drawer, Grid, Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import { useText } from '../text.tsx'

const CaseContent = lazy(() => import('./case-content.tsx').then((module) => ({ default: module.CaseContent })))

/** A case beside the list it was opened from, so that the list stays. */
export function CaseDrawer({
  caseId,
  begin = false,
  close,
}: {
  caseId: string | undefined
  begin?: boolean
  close: () => void
}) {
  const { t } = useText()
  const screens = Grid.useBreakpoint()
  return (
    <Drawer
      open={caseId !== undefined}
      onClose={close}
      mask={false}
      size={screens.xl ? 640 : screens.md ? 540 : '100%'}
      title={t('text.workbench.case.title')}
      extra={
        caseId ? (
          <Link to="/cases/$caseId" params={{ caseId }}>
            <Button size="small">{t('text.workbench.case.whole')}</Button>
          </Link>
        ) : null
      }
      destroyOnHidden
      styles={{ body: { padding: 16, background: 'var(--xz-ground)' } }}
    >
      {caseId ? (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}>
          <CaseContent key={caseId} caseId={caseId} inDrawer begin={begin} />
        </Suspense>
      ) : null}
    </Drawer>
  )
}
