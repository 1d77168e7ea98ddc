import {
  type ErrorComponentProps,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { Button } from 'antd'
import { adminRoutes } from './admin/index.tsx'
import { ApiProblem, problemSentence } from './api-client.ts'
import { Page } from './page.tsx'
import { Shell } from './shell/shell.tsx'
import { useText } from './text.tsx'
import { parseSearch, writeSearch } from './url-state.ts'

function NotFound() {
  const { t } = useText()
  return (
    <Page title={t('text.workbench.notFound.title')} note={t('text.workbench.notFound.note')}>
      <Link to="/">
        <Button type="primary">{t('text.workbench.notFound.home')}</Button>
      </Link>
    </Page>
  )
}

function Broken({ error, reset }: ErrorComponentProps) {
  const { language, t } = useText()
  return (
    <Page title={problemSentence(language, error)} note={t('text.workbench.problem.kept')}>
      <Button type="primary" onClick={() => (error instanceof ApiProblem ? reset() : window.location.reload())}>
        {t('text.workbench.again')}
      </Button>
    </Page>
  )
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken })

const pages = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./cases/my-work-page.tsx'), 'MyWorkPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cases',
    component: lazyRouteComponent(() => import('./cases/list-page.tsx'), 'ListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cases/$caseId',
    component: lazyRouteComponent(() => import('./cases/case-page.tsx'), 'CasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cases/$caseId/print',
    component: lazyRouteComponent(() => import('./cases/print-page.tsx'), 'PrintPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dispatch',
    component: lazyRouteComponent(() => import('./dispatch/dispatch-page.tsx'), 'DispatchPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/map',
    component: lazyRouteComponent(() => import('./map/map-page.tsx'), 'MapPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/indicators',
    component: lazyRouteComponent(() => import('./indicators/indicators-page.tsx'), 'IndicatorsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/duties',
    component: lazyRouteComponent(() => import('./duties/duties-page.tsx'), 'DutiesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/disclosure',
    component: lazyRouteComponent(() => import('./disclosure/desk-page.tsx'), 'DeskPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/disclosure/editions/$editionId',
    component: lazyRouteComponent(() => import('./disclosure/editor-page.tsx'), 'EditorPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/disclosure/$place/$item/$period',
    component: lazyRouteComponent(() => import('./disclosure/begin-page.tsx'), 'BeginPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices',
    component: lazyRouteComponent(() => import('./devices/devices-page.tsx'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/intake',
    component: lazyRouteComponent(() => import('./intake/intake-page.tsx'), 'IntakePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/approvals',
    component: lazyRouteComponent(() => import('./approvals/approvals-page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/relations',
    component: lazyRouteComponent(() => import('./relations/relations-page.tsx'), 'RelationsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/messages',
    component: lazyRouteComponent(() => import('./messages/messages-page.tsx'), 'MessagesPage'),
  }),
  ...adminRoutes.map((page) =>
    createRoute({ getParentRoute: () => root, path: `/admin/${page.path}`, component: page.component }),
  ),
]

export const router = createRouter({
  routeTree: root.addChildren(pages),
  basepath: '/staff',
  parseSearch,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})
