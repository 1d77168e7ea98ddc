import { api } from './api.ts'
import { apiOperations } from './api-operations.ts'
import { board } from './board.ts'
import { portal } from './portal.ts'
import { portalDisclosure } from './portal-disclosure.ts'
import { portalInfo } from './portal-info.ts'
import { verify } from './verify.ts'
import { start } from './start.ts'
import { staff } from './staff.ts'

/** Every sentence of this language. */
export const all = {
  ...staff,
  ...board,
  ...portal,
  ...portalInfo,
  ...portalDisclosure,
  ...verify,
  ...api,
  ...apiOperations,
  ...start,
} as const
