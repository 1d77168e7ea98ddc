import { approvalKinds } from '@xiangzhi/contract'
import type { IconName } from '@xiangzhi/design'
import type { Permission, StaffRole } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import { adminRoutes } from './admin/index.tsx'
import type { Me } from './session.tsx'

export interface MenuEntry {
  readonly to: string
  readonly label: TextKey
  readonly icon: IconName
  readonly permission?: Permission
  /** Any one of these is enough. */
  readonly anyOf?: readonly Permission[]
  readonly roles?: readonly StaffRole[]
  readonly group?: TextKey
  /** Also in the bar at the bottom of narrow screens. */
  readonly thumb?: boolean
}

const entries: readonly MenuEntry[] = [
  { to: '/', label: 'text.workbench.menu.myWork', icon: 'check', thumb: true },
  { to: '/cases', label: 'text.workbench.menu.cases', icon: 'list', permission: 'case.read', thumb: true },
  { to: '/intake', label: 'text.workbench.menu.intake', icon: 'report', permission: 'case.open', thumb: true },
  {
    to: '/dispatch',
    label: 'text.workbench.menu.dispatch',
    icon: 'whistle',
    permission: 'case.read',
    roles: ['dispatcher-county', 'dispatcher-town', 'village-clerk', 'intake-clerk'],
  },
  { to: '/map', label: 'text.workbench.menu.map', icon: 'map', permission: 'case.read', thumb: true },
  { to: '/duties', label: 'text.duties.title', icon: 'calendar', permission: 'duty.read' },
  {
    to: '/disclosure',
    label: 'text.disclosureDesk.title',
    icon: 'disclosure',
    permission: 'disclosure.read',
    thumb: true,
  },
  { to: '/devices', label: 'text.devices.title', icon: 'publicity', permission: 'disclosure.read' },
  { to: '/indicators', label: 'text.indicators.title', icon: 'progress', permission: 'case.count' },
  {
    to: '/approvals',
    label: 'text.approvals.title',
    icon: 'people',
    anyOf: Object.values(approvalKinds).flatMap(({ asks, decides }) => [asks, decides].flat()),
  },
  { to: '/relations', label: 'text.relations.title', icon: 'care' },
  ...adminRoutes.map((route): MenuEntry => ({
    to: `/admin/${route.path}`,
    label: route.label,
    icon: route.icon ?? 'info',
    group: route.group ?? 'text.workbench.menu.admin',
    ...(route.permission ? { permission: route.permission } : {}),
  })),
]

/** What the menu offers to somebody: only what they may open. */
export function listMenu(me: Me): readonly MenuEntry[] {
  return entries.filter(
    (entry) =>
      (entry.permission === undefined || me.permissions.includes(entry.permission)) &&
      (entry.anyOf === undefined || entry.anyOf.some((one) => me.permissions.includes(one))) &&
      (entry.roles === undefined || me.grants.some((grant) => (entry.roles as readonly string[]).includes(grant.role))),
  )
}
