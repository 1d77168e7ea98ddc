import { type Actor, type Grant, type Level, type StaffRole, staffRoleKeys } from './roles.ts'

/**
 * Everything a person can be allowed to do besides the transitions of a case, which each process declares for itself.
 * `case.read` is narrowed further by the process (its `readers`) and by how confidential the case is.
 */
export const permissions = {
  'case.read': [
    'intake-clerk',
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'grid-helper',
    'department-handler',
    'supervisor',
    'leader',
    'mediator',
    'mediation-lead',
    'helper-agent',
    'oversight-member',
    'village-leader',
    'discipline-liaison',
  ],
  /** To read and act on sealed cases, which nobody else sees. */
  'case.read-sealed': ['discipline-liaison'],
  'case.open': [
    'intake-clerk',
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'grid-helper',
    'mediator',
    'mediation-lead',
    'helper-agent',
  ],
  'case.export': ['dispatcher-county', 'dispatcher-town', 'village-clerk', 'supervisor'],
  'case.count': [
    'intake-clerk',
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'grid-helper',
    'department-handler',
    'supervisor',
    'leader',
    'mediator',
    'mediation-lead',
    'helper-agent',
  ],
  'case.reveal-reporter': ['intake-clerk'],
  /**
   * To say by one's own word that a matter concerns members of staff, so that it is kept from them: those who seal or supervise.
   * They themselves are kept away by two persons only.
   */
  'case.concern': ['intake-clerk', 'dispatcher-county', 'supervisor', 'discipline-liaison'],
  /** To be the second person where somebody is to be kept away from a matter. */
  'case.confirm-concerned': ['supervisor', 'discipline-liaison'],
  'case.grant-reveal': ['supervisor', 'security-admin'],
  'disclosure.read': [
    'village-clerk',
    'oversight-member',
    'village-leader',
    'dispatcher-town',
    'dispatcher-county',
    'supervisor',
    'leader',
  ],
  'disclosure.write': ['village-clerk', 'dispatcher-town', 'dispatcher-county'],
  'disclosure.check': ['oversight-member', 'supervisor'],
  'disclosure.sign': ['village-leader', 'dispatcher-town', 'leader'],
  /** To assess, for the whole county, what publishing an item with personal data does to those who stand in it. */
  'disclosure.assess': ['dispatcher-town', 'dispatcher-county', 'leader'],
  'duty.read': [
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'grid-helper',
    'department-handler',
    'supervisor',
    'leader',
    'mediator',
    'mediation-lead',
    'helper-agent',
    'discipline-liaison',
    'village-leader',
    'oversight-member',
  ],
  /** Narrowed further by the duty, which names who may exempt a place from it. */
  'duty.exempt': ['dispatcher-county', 'dispatcher-town', 'village-clerk', 'supervisor'],
  /** To announce the day of an election or an assembly: never the clerk who writes what is due because of it. */
  'duty.announce': ['dispatcher-county', 'dispatcher-town', 'supervisor', 'village-leader'],
  'place.read': staffRoleKeys,
  'place.write': ['county-admin'],
  'household.read': ['village-clerk', 'grid-worker', 'helper-agent'],
  'person.read': [
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'supervisor',
    'county-admin',
    'security-admin',
  ],
  'person.write': ['county-admin'],
  /** Keeps the declared relations of others; everybody declares their own. */
  'relation.keep': ['dispatcher-town', 'dispatcher-county', 'supervisor', 'county-admin'],
  'person.reveal': ['village-clerk', 'grid-worker'],
  'organisation.read': staffRoleKeys,
  'organisation.write': ['county-admin'],
  'role.grant': ['security-admin'],
  'config.read': staffRoleKeys,
  'config.write': ['county-admin'],
  'account.manage': ['security-admin'],
  /** To be the second person for a role that sees behind the seals or makes the rules, and for the account of its holder. */
  'account.confirm': ['county-admin', 'security-admin', 'auditor'],
  /** To see the keys of connected systems, and to be the second person that a strong one needs. */
  'key.confirm': ['county-admin', 'security-admin'],
  /** To ask a second person for a file of many rows; what may be in it, the permission of each export says. */
  'export.ask': [
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'supervisor',
    'leader',
    'county-admin',
    'security-admin',
    'auditor',
  ],
  'export.grant': ['supervisor', 'county-admin', 'security-admin'],
  /** Nobody else: whoever gives rights and passwords must not be the one who looks at what was done with them. */
  'audit.read': ['auditor'],
} as const satisfies Record<string, readonly StaffRole[]>
export type Permission = keyof typeof permissions

/** What sees behind the seals, changes the rules, watches over those who do, or is the second person of administrators. */
const strong = [
  'case.read-sealed',
  'case.reveal-reporter',
  'case.grant-reveal',
  'place.write',
  'person.write',
  'organisation.write',
  'role.grant',
  'config.write',
  'account.manage',
  'account.confirm',
  'key.confirm',
  'export.grant',
  'audit.read',
] as const satisfies readonly Permission[]

/** Whether a role sees behind the seals, makes the rules or watches over those who do, so that nobody comes to hold it by one person's word. */
export function isStrongRole(role: StaffRole): boolean {
  return strong.some((one) => (permissions[one] as readonly StaffRole[]).includes(role))
}

/**
 * Whether a role, its end, a key that has it and the account of its holder take two persons: a strong one, and one that signs what
 * is made public or hidden, for a village as for the county. Nothing of a village waits meanwhile: the town signs for it.
 */
export function isGuardedRole(role: StaffRole): boolean {
  return isStrongRole(role) || (permissions['disclosure.sign'] as readonly StaffRole[]).includes(role)
}

/**
 * What only a person does, whatever roles a key of a connected system has: to vouch for what others did, to learn who somebody is,
 * to say whom a matter concerns, to let off a duty, and to take out a large file. Somebody must answer for it by name.
 */
export const personsOnly = [
  'case.reveal-reporter',
  'case.concern',
  'case.confirm-concerned',
  'case.grant-reveal',
  'disclosure.check',
  'disclosure.sign',
  'disclosure.assess',
  'duty.exempt',
  'duty.announce',
  'relation.keep',
  'person.reveal',
  'export.ask',
  'export.grant',
] as const satisfies readonly Permission[]

/** Roles whose whole point is the person who holds them: no key has them, whoever agrees. */
const heldByPersons: readonly StaffRole[] = ['security-admin', 'oversight-member', 'village-leader']

/** Whether a key of a connected system can have a role. */
export function isForKeys(role: StaffRole): boolean {
  return !heldByPersons.includes(role)
}

/** Whether somebody can be a second person for anything: a program is nobody's. */
export function mayVouch(actor: Pick<Actor, 'isProgram'>): boolean {
  return !actor.isProgram
}

/** Whether a role reads sealed cases. */
export function readsSealed(role: StaffRole): boolean {
  return (permissions['case.read-sealed'] as readonly StaffRole[]).includes(role)
}

/**
 * Whether somebody sees behind the seals, changes the rules or watches over those who do. Such a person signs in with a
 * second factor, and their account is opened, or given a new password, by two persons.
 */
export function holdsStrongRole(held: { readonly grants: readonly { readonly role: StaffRole }[] }): boolean {
  return held.grants.some(({ role }) => isStrongRole(role))
}

/** Where a thing lies, as far as it has such a place: its stored ancestors, and the organisations it was handed to. */
export interface Standing {
  readonly townId?: string | null
  readonly villageId?: string | null
  readonly gridId?: string | null
  readonly organisationIds?: readonly string[]
}

/** The stored ancestor of a thing at a level; the county itself holds everything, so it needs no id. */
export function standingAt(standing: Standing, level: Level): string | null | undefined {
  if (level === 'grid') return standing.gridId
  if (level === 'village') return standing.villageId
  if (level === 'town') return standing.townId
  return undefined
}

/** Whether a grant reaches a thing. */
export function reaches(grant: Grant, standing: Standing): boolean {
  if (grant.reach.kind === 'organisation')
    return standing.organisationIds?.includes(grant.reach.organisationId) ?? false
  if (grant.reach.level === 'county') return true
  return standingAt(standing, grant.reach.level) === grant.reach.placeId
}

/** The grants of an actor that carry a permission. */
export function grantsFor(actor: Actor, permission: Permission): Grant[] {
  if (actor.isProgram && (personsOnly as readonly Permission[]).includes(permission)) return []
  const roles: readonly StaffRole[] = permissions[permission]
  return actor.grants.filter((grant) => roles.includes(grant.role))
}

/**
 * The one decision on who may do what: the actor holds a role that carries the permission, with a reach over the thing.
 * Without a standing it asks whether the actor may do it anywhere at all (to show a menu, to open a list).
 */
export function mayDo(actor: Actor | undefined, permission: Permission, standing?: Standing): boolean {
  if (!actor) return false
  const grants = grantsFor(actor, permission)
  return standing ? grants.some((grant) => reaches(grant, standing)) : grants.length > 0
}
