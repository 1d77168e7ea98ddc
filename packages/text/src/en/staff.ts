import { admin } from './admin.ts'
import { adminOperations } from './admin-operations.ts'
import { approvals } from './approvals.ts'
import { relations } from './relations.ts'
import { common } from './common.ts'
import { devices } from './devices.ts'
import { disclosure } from './disclosure.ts'
import { disclosureDesk } from './disclosure-desk.ts'
import { doctor } from './doctor.ts'
import { duties } from './duties.ts'
import { imports } from './imports.ts'
import { indicators } from './indicators.ts'
import { messages } from './messages.ts'
import { practices } from './practices.ts'
import { systems } from './systems.ts'
import { workbench } from './workbench.ts'

/** What the screens of the staff say: the only sentences that their browsers get. */
export const staff = {
  ...common,
  ...practices,
  ...workbench,
  ...admin,
  ...adminOperations,
  ...messages,
  ...imports,
  ...doctor,
  ...systems,
  ...indicators,
  ...duties,
  ...disclosure,
  ...disclosureDesk,
  ...devices,
  ...approvals,
  ...relations,
} as const
