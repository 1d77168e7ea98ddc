import type { Allowance, ProcessDeclaration, ProcessRole } from './process.ts'
import { type Actor, type Grant, type Level, levels, staffRoles, type StaffRole, staffRoleKeys } from './roles.ts'
import { mayVouch, type Standing, standingAt } from './permissions.ts'

/** The facts of a case on which the next actions depend; the server and every screen know exactly these. */
export interface CaseFacts extends Standing {
  readonly state: string
  readonly level: Level
  readonly confidentiality: 'open' | 'parties' | 'sealed'
  /** The staff role a sealed case was given to, which then alone acts on it. */
  readonly ownerRole: string | null
  readonly assignedOrganisationId: string | null
  readonly ownerPersonId: string | null
  /** The roles that nobody holds over the case's own places today, leaving out whoever must stand back from it. */
  readonly vacant?: readonly StaffRole[]
  /** Persons who must stand back 回避: named in the matter, family of or under contract with whoever is. */
  readonly standBack?: readonly string[]
}

/** Who wants to act: a member of staff, the reporter by the private link, or a clock. */
export type ActingAs =
  | { readonly kind: 'staff'; readonly actor: Actor }
  | { readonly kind: 'reporter' }
  | { readonly kind: 'system' }

/** A desk at which a process role sits for a case: its level, and the staff roles that man it, first the one whose queue it is. */
export interface Seat {
  readonly at: Level
  readonly held: readonly [StaffRole, ...StaffRole[]]
}

const seatAt = (at: Level, held: readonly StaffRole[]): Seat[] => {
  const [first, ...others] = held
  return first === undefined ? [] : [{ at, held: [first, ...others] }]
}

/** Whether the case has a place at a level: one known only by its village has no grid. */
const hasPlace = (facts: Standing, at: Level): boolean => at === 'county' || Boolean(standingAt(facts, at))

/** What says which desks there are for a case, and which of them nobody mans. */
export type DeskFacts = Standing & Pick<CaseFacts, 'level' | 'vacant'>

/** Every seat of a role for a case, the proper one first, then those that stand in for it, upward. */
function seatsOf(process: ProcessDeclaration, role: ProcessRole, facts: DeskFacts): Seat[] {
  if (role.of === 'reporter' || role.of === 'assigned') return []
  const all =
    role.of === 'level'
      ? levels.slice(levels.indexOf(facts.level)).flatMap((at) => seatAt(at, role.held[at]))
      : [
          ...seatAt(role.of, role.held),
          ...(role.standIns ?? []).flatMap((key) => {
            const other = process.roles[key]
            return other && other.of !== 'reporter' && other.of !== 'assigned' && other.of !== 'level'
              ? seatAt(other.of, other.held)
              : []
          }),
        ]
  const there = all.filter(({ at }) => hasPlace(facts, at))
  return there.length > 0 ? there : all.slice(-1)
}

/** The seats at which a role is worked off now: the proper one and, as long as nobody sits there, the next above. */
function manned(process: ProcessDeclaration, role: ProcessRole, facts: DeskFacts): Seat[] {
  const seats = seatsOf(process, role, facts)
  const first = seats.findIndex(({ held }) => held.some((one) => !facts.vacant?.includes(one)))
  return first === -1 ? seats : seats.slice(0, first + 1)
}

/** Whether a grant sits at a seat. A role at the county reaches every case of the county; below that, it names the case's own place. */
function sitsAt(grant: Grant, { at, held }: Seat, facts: CaseFacts): boolean {
  if (grant.reach.kind === 'organisation' || !held.includes(grant.role)) return false
  if (grant.reach.level === 'county') return true
  return grant.reach.level === at && standingAt(facts, at) === grant.reach.placeId
}

function grantFits(process: ProcessDeclaration, grant: Grant, role: ProcessRole, facts: CaseFacts): boolean {
  if (role.of === 'reporter') return false
  if (role.of === 'assigned')
    return (
      role.held.includes(grant.role) &&
      grant.reach.kind === 'organisation' &&
      grant.reach.organisationId === facts.assignedOrganisationId
    )
  return manned(process, role, facts).some((seat) => sitsAt(grant, seat, facts))
}

/** The grant through which somebody holds a process role for this case, if any. */
export function grantAs(
  process: ProcessDeclaration,
  roleKey: string,
  actor: Actor,
  facts: CaseFacts,
): Grant | undefined {
  const role = process.roles[roleKey]
  if (!role || role.of === 'reporter' || mustStandBack(actor, facts)) return undefined
  if (role.vouches && !mayVouch(actor)) return undefined
  if (facts.confidentiality === 'sealed') {
    // A sealed case is out of everybody's hands but the role that it was given to.
    return actor.grants.find(
      (grant) => grant.role === facts.ownerRole && grant.reach.kind === 'place' && grant.reach.level === 'county',
    )
  }
  return actor.grants.find((grant) => grantFits(process, grant, role, facts))
}

/** Whether somebody must stand back from a case 回避, whatever roles they hold. */
export function mustStandBack(actor: Pick<Actor, 'personId'>, facts: CaseFacts): boolean {
  return facts.standBack?.includes(actor.personId) ?? false
}

/** Whether somebody holds one of these process roles for this case. */
export function actsAs(process: ProcessDeclaration, roles: readonly string[], as: ActingAs, facts: CaseFacts): boolean {
  return whyNot(process, roles, as, facts) === undefined
}

/** Why somebody may not act in any of these process roles: they must stand back from a case that would be theirs, or hold none. */
export function whyNot(
  process: ProcessDeclaration,
  roles: readonly string[],
  as: ActingAs,
  facts: CaseFacts,
): 'avoidance' | 'not-allowed' | undefined {
  const may = (known: CaseFacts): boolean => {
    if (as.kind === 'system') return roles.includes('system')
    if (as.kind === 'reporter') return roles.some((role) => process.roles[role]?.of === 'reporter')
    return roles.some((role) => grantAs(process, role, as.actor, known) !== undefined)
  }
  if (may(facts)) return undefined
  return facts.standBack && may({ ...facts, standBack: [], vacant: [] }) ? 'avoidance' : 'not-allowed'
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

/** Why somebody may not use a general command on a case; what another one asked for, only a person grants. */
export function whyNotAllowed(
  process: ProcessDeclaration,
  { allowance, part }: { readonly allowance: Allowance; readonly part: 'ask' | 'grant' },
  as: ActingAs,
  facts: CaseFacts,
): 'avoidance' | 'not-allowed' | 'second-person' | undefined {
  const refused = whyNot(process, rolesAllowed(process, allowance, part), as, facts)
  return refused ?? (part === 'grant' && as.kind === 'staff' && !mayVouch(as.actor) ? 'second-person' : undefined)
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
      if (!whyNotAllowed(process, { allowance, part }, as, facts)) found.push({ allowance, part })
    }
  }
  return found
}

/** Whose queue a case stands in: a staff role, and at which of the case's places it is held. */
export interface Desk {
  readonly role: StaffRole
  /** The level of the place that the role is granted over, or `assigned` for the unit the case was given to. */
  readonly at: Level | 'assigned'
}

const deskOf = ({ at, held: [role] }: Seat): Desk => ({ role, at: staffRoles[role] === 'county' ? 'county' : at })

/**
 * The desk that owns a state: the proper seat of the owning role, whether or not somebody sits there today. Undefined while the
 * reporter is awaited, and when the case is closed.
 */
export function ownerOf(process: ProcessDeclaration, stateKey: string, facts: DeskFacts): Desk | undefined {
  const state = process.states[stateKey]
  if (!state || state.kind === 'closed') return undefined
  const role = process.roles[state.owner]
  if (!role || role.of === 'reporter') return undefined
  if (role.of === 'assigned') {
    const [held] = role.held
    if (!held) throw new Error(`nobody holds ${state.owner} of ${process.key}`)
    return { role: held, at: 'assigned' }
  }
  const [proper] = seatsOf(process, role, facts)
  if (!proper) throw new Error(`nobody holds ${state.owner} of ${process.key} at ${facts.level}`)
  return deskOf(proper)
}

/**
 * The desk that works off a case in a state today: its owner's, or the one that stands in while nobody sits there; of a sealed case
 * the one to which it was given, whatever the process says.
 */
export function deskFor(process: ProcessDeclaration, stateKey: string, facts: CaseFacts): Desk | undefined {
  const owner = ownerOf(process, stateKey, facts)
  const state = process.states[stateKey]
  const role = state?.kind === 'open' ? process.roles[state.owner] : undefined
  if (owner && facts.confidentiality === 'sealed') {
    const given = staffRoleKeys.find((key) => key === facts.ownerRole)
    return given ? { role: given, at: 'county' } : owner
  }
  if (!owner || !role || owner.at === 'assigned') return owner
  const seat = manned(process, role, facts).at(-1)
  const isManned = seat?.held.some((one) => !facts.vacant?.includes(one)) ?? false
  return seat && isManned ? deskOf(seat) : owner
}

/** The seats of one process role by staff role, whatever the case: whose queue, and who works it off in turn while nobody is there. */
export interface Succession {
  readonly process: string
  readonly seats: readonly Seat[]
}

/** The successions of a process: for each role at a place, its seats from the lowest level at which it sits to the county. */
export function successionsOf(process: ProcessDeclaration): Succession[] {
  const nowhere = { gridId: 'grid', villageId: 'village', townId: 'town', level: 'grid' } as const
  const owners = new Set(Object.values(process.states).flatMap((state) => (state.kind === 'open' ? [state.owner] : [])))
  return [...owners].flatMap((key) => {
    const role = process.roles[key]
    const seats = role ? seatsOf(process, role, nowhere) : []
    return seats.length > 1 ? [{ process: process.key, seats }] : []
  })
}
