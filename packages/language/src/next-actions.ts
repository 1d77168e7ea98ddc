import type { Allowance, Need, ProcessDeclaration, ProcessRole, Transition } from './process.ts'
import { type Actor, type Grant, type Level, type StaffRole } from './roles.ts'
import { type Standing, standingAt } from './permissions.ts'

/** The facts of a case on which the next actions depend; the server and every screen know exactly these. */
export interface CaseFacts extends Standing {
  readonly state: string
  readonly level: Level
  readonly confidentiality: 'open' | 'parties' | 'sealed'
  /** The staff role a sealed case was given to, which then alone acts on it. */
  readonly ownerRole: string | null
  readonly assignedOrganisationId: string | null
  readonly ownerPersonId: string | null
}

/** Who wants to act: a member of staff, the reporter by the private link, or a clock. */
export type ActingAs =
  | { readonly kind: 'staff'; readonly actor: Actor }
  | { readonly kind: 'reporter' }
  | { readonly kind: 'system' }

function staffRolesOf(role: ProcessRole, level: Level): readonly StaffRole[] {
  if (role.of === 'reporter') return []
  return role.of === 'level' ? role.held[level] : role.held
}

function grantFits(grant: Grant, role: ProcessRole, facts: CaseFacts): boolean {
  if (role.of === 'reporter' || !staffRolesOf(role, facts.level).includes(grant.role)) return false
  if (role.of === 'assigned') {
    return grant.reach.kind === 'organisation' && grant.reach.organisationId === facts.assignedOrganisationId
  }
  if (grant.reach.kind === 'organisation') return false
  const level = role.of === 'level' ? facts.level : role.of
  // A role at the county reaches every case of the county; below that, the grant must name the case's own place.
  if (grant.reach.level === 'county') return true
  return standingAt(facts, grant.reach.level) === grant.reach.placeId && grant.reach.level === level
}

/** The grant through which somebody holds a process role for this case, if any. */
export function grantAs(
  process: ProcessDeclaration,
  roleKey: string,
  actor: Actor,
  facts: CaseFacts,
): Grant | undefined {
  const role = process.roles[roleKey]
  if (!role || role.of === 'reporter') return undefined
  if (facts.confidentiality === 'sealed') {
    // A sealed case is out of everybody's hands but the role that it was given to.
    return actor.grants.find(
      (grant) => grant.role === facts.ownerRole && grant.reach.kind === 'place' && grant.reach.level === 'county',
    )
  }
  return actor.grants.find((grant) => grantFits(grant, role, facts))
}

/** Whether somebody holds one of these process roles for this case. */
export function actsAs(process: ProcessDeclaration, roles: readonly string[], as: ActingAs, facts: CaseFacts): boolean {
  if (as.kind === 'system') return roles.includes('system')
  if (as.kind === 'reporter') return roles.some((role) => process.roles[role]?.of === 'reporter')
  return roles.some((role) => grantAs(process, role, as.actor, facts) !== undefined)
}

/** Something that may be done next, with what it will ask for. */
export interface NextAction {
  readonly transition: string
  readonly declaration: Transition
}

function levelFits(needs: readonly Need[], level: Level): boolean {
  return needs.every((need) => need.need !== 'level' || need.at.includes(level))
}

/** The transitions that this person may make now, the primary one first. One function for the server and all screens. */
export function listNextActions(process: ProcessDeclaration, as: ActingAs, facts: CaseFacts): NextAction[] {
  return Object.entries(process.transitions)
    .filter(
      ([, transition]) =>
        transition.from.includes(facts.state) &&
        levelFits(transition.needs, facts.level) &&
        actsAs(process, transition.by, as, facts),
    )
    .map(([transition, declaration]) => ({ transition, declaration }))
    .toSorted((left, right) => Number(right.declaration.primary) - Number(left.declaration.primary))
}

/** The process roles that an allowance names. */
export function rolesAllowed(
  process: ProcessDeclaration,
  allowance: Allowance,
  part: 'ask' | 'grant' = 'ask',
): readonly string[] {
  const allowed = process.allows[allowance]
  if (allowed === 'none') return []
  if (Array.isArray(allowed)) return allowed as readonly string[]
  if ('by' in allowed) return (allowed as { by: readonly string[] }).by
  return (allowed as { ask: readonly string[]; grant: readonly string[] })[part]
}

/** The general commands that this person may use on this case now. */
export function listAllowances(
  process: ProcessDeclaration,
  as: ActingAs,
  facts: CaseFacts,
): { allowance: Allowance; part: 'ask' | 'grant' }[] {
  const found: { allowance: Allowance; part: 'ask' | 'grant' }[] = []
  for (const allowance of Object.keys(process.allows) as Allowance[]) {
    const parts: ('ask' | 'grant')[] = allowance === 'pause' || allowance === 'extend' ? ['ask', 'grant'] : ['ask']
    for (const part of parts) {
      if (actsAs(process, rolesAllowed(process, allowance, part), as, facts)) found.push({ allowance, part })
    }
  }
  return found
}

/** The staff role that owns a state at a level, and at which place kind its holder sits; undefined while the reporter is awaited. */
export function ownerOf(
  process: ProcessDeclaration,
  stateKey: string,
  level: Level,
): { readonly role: StaffRole; readonly at: Level | 'assigned' } | undefined {
  const state = process.states[stateKey]
  if (!state || state.kind === 'closed') return undefined
  const role = process.roles[state.owner]
  if (!role || role.of === 'reporter') return undefined
  const held = staffRolesOf(role, level)[0]
  if (!held) throw new Error(`nobody holds ${state.owner} of ${process.key} at ${level}`)
  return { role: held, at: role.of === 'level' ? level : role.of }
}
