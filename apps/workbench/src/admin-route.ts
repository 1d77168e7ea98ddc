import type { IconName } from '@xiangzhi/design'
import type { Permission } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import type { ComponentType, LazyExoticComponent } from 'react'

/** A page of administration: the shell mounts it at /staff/admin/{path} and lists it in the menu for those who may open it. */
export interface AdminRoute {
  readonly path: string
  readonly label: TextKey
  readonly group?: TextKey
  /** Absent: every signed-in person may open it. */
  readonly permission?: Permission
  readonly icon?: IconName
  readonly component: LazyExoticComponent<ComponentType>
}
