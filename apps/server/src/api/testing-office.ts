import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Caller } from './handlers.ts'
import { makeWorld, type World } from './testing-world.ts'

/** The test county with its administration. */
export interface Office extends World {
  readonly admin: Caller & { kind: 'staff' }
  readonly security: Caller & { kind: 'staff' }
  /** The division code of the county, with which those of its places begin. */
  readonly code: string
}

/** The world with those who administer it. */
export async function makeOffice(): Promise<Office> {
  const world = await makeWorld()
  const staff = (role: StaffRole): Caller & { kind: 'staff' } => world.staff(role)
  return { ...world, admin: staff('county-admin'), security: staff('security-admin'), code: String(world.county) }
}

export const requestId = (): string => uuidv7()
