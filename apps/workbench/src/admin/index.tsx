import './admin.css'
import { lazy } from 'react'
import type { AdminRoute } from '../admin-route.ts'

/** The pages of administration, in the order of the menu. */
export const adminRoutes: readonly AdminRoute[] = [
  { path: 'places', label: 'text.admin.places.title', group: 'text.admin.group.people', permission: 'place.read', icon: 'grid', component: lazy(() => import('./places-page.tsx').then((page) => ({ default: page.PlacesPage }))) },
  { path: 'organisations', label: 'text.admin.organisations.title', group: 'text.admin.group.people', permission: 'organisation.read', icon: 'home', component: lazy(() => import('./organisations-page.tsx').then((page) => ({ default: page.OrganisationsPage }))) },
  { path: 'persons', label: 'text.admin.persons.title', group: 'text.admin.group.people', permission: 'person.read', icon: 'people', component: lazy(() => import('./persons-page.tsx').then((page) => ({ default: page.PersonsPage }))) },
  { path: 'processes', label: 'text.admin.processes.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'info', component: lazy(() => import('./processes-page.tsx').then((page) => ({ default: page.ProcessesPage }))) },
  { path: 'categories', label: 'text.admin.categories.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'list', component: lazy(() => import('./categories-page.tsx').then((page) => ({ default: page.CategoriesPage }))) },
  { path: 'routing', label: 'text.admin.routing.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'arrow', component: lazy(() => import('./routing-page.tsx').then((page) => ({ default: page.RoutingPage }))) },
  { path: 'calendars', label: 'text.admin.calendars.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'calendar', component: lazy(() => import('./calendars-page.tsx').then((page) => ({ default: page.CalendarsPage }))) },
  { path: 'replies', label: 'text.admin.replies.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'question', component: lazy(() => import('./replies-page.tsx').then((page) => ({ default: page.RepliesPage }))) },
  { path: 'formalities', label: 'text.admin.sheets.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'formalities', component: lazy(() => import('./formalities-page.tsx').then((page) => ({ default: page.FormalitiesPage }))) },
  { path: 'parameters', label: 'text.admin.parameters.title', group: 'text.admin.group.rules', permission: 'config.read', icon: 'policy', component: lazy(() => import('./parameters-page.tsx').then((page) => ({ default: page.ParametersPage }))) },
  { path: 'roles', label: 'text.admin.roles.title', group: 'text.admin.group.security', permission: 'role.grant', icon: 'people', component: lazy(() => import('./roles-page.tsx').then((page) => ({ default: page.RolesPage }))) },
  { path: 'accounts', label: 'text.admin.accounts.title', group: 'text.admin.group.security', permission: 'account.manage', icon: 'elder', component: lazy(() => import('./accounts-page.tsx').then((page) => ({ default: page.AccountsPage }))) },
  { path: 'audit', label: 'text.admin.audit.title', group: 'text.admin.group.security', permission: 'audit.read', icon: 'disclosure', component: lazy(() => import('./audit-page.tsx').then((page) => ({ default: page.AuditPage }))) },
  { path: 'about', label: 'text.admin.about.title', group: 'text.admin.group.security', permission: 'config.read', icon: 'info', component: lazy(() => import('./about-page.tsx').then((page) => ({ default: page.AboutPage }))) },
]
