import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { caseNumbers, casesOperations } from '#kernel/cases'
import { grantCarryOuts, peopleOperations } from '#kernel/people'
import { placesOperations } from '#kernel/places'
import { openDatabase } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { developmentInbox, openSignIn } from '#platform/sign-in'
import { approvalOperations } from './approval-operations.ts'
import { administrationOperations } from './administration/index.ts'
import type { Caller } from './handlers.ts'
import { keyCarryOuts } from './key-operations.ts'
import { type Run, runner } from './run.ts'
import { makeWorld, type World } from './testing-world.ts'

/** The test county with its administration. */
export interface Office extends Omit<World, 'staff'> {
  readonly staff: (role: StaffRole) => Caller & { kind: 'staff' }
  readonly admin: Caller & { kind: 'staff' }
  readonly security: Caller & { kind: 'staff' }
  /** The division code of the county, with which those of its places begin. */
  readonly code: string
}

const nothingPublished = { granted: () => Promise.reject(new Error('this office publishes nothing')) }

/** What needs a second person in an office that administers people and keys and publishes nothing. */
export const officeApprovals = approvalOperations({
  ...keyCarryOuts,
  ...grantCarryOuts,
  'hide-edition': nothingPublished,
  'name-concerned': nothingPublished,
  'withdraw-concerned': nothingPublished,
  'declare-relation': nothingPublished,
  'end-relation': nothingPublished,
  'public-contact': nothingPublished,
})

/** The world with the operations of administration too, on the real sign-in service. */
export async function makeOffice(more: object = {}): Promise<Office> {
  const world = await makeWorld()
  const { db, county, sealing, clock, processes } = world
  const { url } = await testDatabase()
  const signIn = openSignIn({ url, database: db, sealing, codes: developmentInbox(db, clock), clock, log: silentLog })
  const numbers = openDatabase({ url, writersMax: 1, readersMax: 1 })
  const handlers = {
    ...placesOperations,
    ...peopleOperations,
    ...administrationOperations(signIn),
    ...casesOperations({ processes, numbers: caseNumbers(numbers, () => clock.now().getTime()) }),
    ...more,
  }
  const run: Run = runner({ db, county, sealing, clock, processes, handlers })
  const staff = (role: StaffRole): Caller & { kind: 'staff' } => world.staff(role)
  return { ...world, run, staff, admin: staff('county-admin'), security: staff('security-admin'), code: String(county) }
}

export const requestId = (): string => uuidv7()
