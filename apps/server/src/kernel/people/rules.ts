import { staffRoles, type StaffRole } from '@xiangzhi/language'

/** System, security and audit administration must be held by different people (三员分立, GB/T 22239 level 3). */
const apart: readonly StaffRole[] = ['county-admin', 'security-admin', 'auditor']

export interface GrantFacts {
  readonly role: StaffRole
  /** The kind of the place that the role shall reach, if it is a place. */
  readonly placeKind: string | undefined
  readonly hasOrganisation: boolean
  /** The roles that the person holds already. */
  readonly heldRoles: readonly StaffRole[]
  readonly toOneself: boolean
}

export type GrantProblem = 'reach' | 'admins-apart' | 'second-person'

/** Whether a role may be granted: its reach has the kind the role asks for, and nobody grants a role to themselves. */
export function decideGrant(facts: GrantFacts): GrantProblem | undefined {
  if (facts.toOneself) return 'second-person'
  const reach = staffRoles[facts.role]
  const fits =
    reach === 'organisation'
      ? facts.hasOrganisation && facts.placeKind === undefined
      : !facts.hasOrganisation && facts.placeKind === reach
  if (!fits) return 'reach'
  if (apart.includes(facts.role) && facts.heldRoles.some((held) => apart.includes(held) && held !== facts.role))
    return 'admins-apart'
  return undefined
}
