/** roles.yaml: which of the fixed roles this county uses, and what they are called here. Permissions are not a county's to set. */

import { z } from 'zod'
import { type StaffRole, staffRoleKeys } from '../roles.ts'
import { bilingual, said } from './words.ts'

const roleKeys = staffRoleKeys as [StaffRole, ...StaffRole[]]

/** Key of a role, as written in a pack. */
export const roleKeySchema = said(z.enum(roleKeys), `角色：${roleKeys.join('、')}`, `a role: ${roleKeys.join(', ')}`)

/** One role with its title in this county. */
export const roleSchema = said(
  z.strictObject({
    key: roleKeySchema,
    reach: said(
      z.enum(['county', 'town', 'village', 'grid', 'organisation']),
      '管到哪一级：county、town、village、grid、organisation',
      'how far it reaches: county, town, village, grid or organisation',
    ),
    title: bilingual('在本地的称呼', 'what the role is called here'),
    does: bilingual('一句话说明做什么', 'what the role does, in one sentence'),
  }),
  '一个角色',
  'a role',
)

/** The whole of roles.yaml. */
export const rolesSchema = said(
  z.strictObject({ roles: said(z.array(roleSchema).min(1), '角色列表', 'the roles') }),
  '角色',
  'the roles of the county',
)

export type PackRole = z.infer<typeof roleSchema>
