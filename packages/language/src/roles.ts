import type { TextKey } from '@xiangzhi/text'

/** Where a role reaches: a place of a certain kind with everything below it, or one organisation. */
export type RoleReach = 'grid' | 'village' | 'town' | 'county' | 'organisation'

/** The levels at which a case can lie, lowest first. */
export const levels = ['grid', 'village', 'town', 'county'] as const
export type Level = (typeof levels)[number]

/**
 * The staff roles that a county can grant. The list is closed: rights hang on it, and a county chooses who holds a role,
 * not what it may do. System, security and audit administration are three roles (三员分立, GB/T 22239).
 */
export const staffRoles = {
  'intake-clerk': 'county',
  'dispatcher-county': 'county',
  'dispatcher-town': 'town',
  'village-clerk': 'village',
  'grid-worker': 'grid',
  'grid-helper': 'grid',
  'department-handler': 'organisation',
  supervisor: 'county',
  leader: 'county',
  mediator: 'village',
  'mediation-lead': 'town',
  'helper-agent': 'village',
  'oversight-member': 'village',
  'village-leader': 'village',
  'county-admin': 'county',
  'security-admin': 'county',
  auditor: 'county',
  'discipline-liaison': 'county',
} as const satisfies Record<string, RoleReach>
export type StaffRole = keyof typeof staffRoles

export const staffRoleKeys = Object.keys(staffRoles) as StaffRole[]

/** The sentence that names a role. */
export function roleLabel(role: StaffRole): TextKey {
  return `text.common.role.${role}`
}

/** What a grant gives: a role over a place (with its level) or over an organisation. */
export interface Grant {
  readonly role: StaffRole
  readonly reach:
    | { readonly kind: 'place'; readonly level: Level; readonly placeId: string }
    | { readonly kind: 'organisation'; readonly organisationId: string }
}

/** Who acts: a signed-in person with the grants valid now. */
export interface Actor {
  readonly personId: string
  readonly accountId: string
  readonly name: string
  readonly grants: readonly Grant[]
  /** A connected system that acts by its key: nobody's second person, and nowhere the person that a permission asks for. */
  readonly isProgram?: boolean
}
