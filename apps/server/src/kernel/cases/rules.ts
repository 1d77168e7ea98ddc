import {
  type ActingAs,
  type CaseFacts,
  type DecisionFacts,
  deskFor,
  type Grant,
  grantAs,
  firstCharacters,
  type Level,
  levels,
  ownerOf,
  type ProcessDeclaration,
  type PublicText,
  publicText,
  type StaffRole,
  type TransitionInput,
} from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import { limitSpan } from './clocks.ts'
import { sealedReader } from './reading.ts'
import type { By, CaseRecord } from './types.ts'

/** What a transition needs to know beyond the case itself and the county's rules. */
export type TransitionFacts = Pick<DecisionFacts, 'openChildren' | 'actions' | 'now' | 'subject'>

/** The facts of a decision about a case, with the limits of its county. */
export function decisionFacts(
  config: Pick<CountyConfig, 'calendar' | 'limits' | 'categories'>,
  record: Pick<CaseRecord, 'category'>,
  known: TransitionFacts,
): DecisionFacts {
  const category = config.categories.get(record.category)
  return { ...known, calendar: config.calendar, spanOf: (limit) => limitSpan(limit, config, category) }
}

/** A transition in which nobody fills in anything: of a clock, or of what follows by itself. */
export const filledByNobody = (transition: string): TransitionInput => ({
  transition,
  fields: {},
  note: null,
  reason: null,
  publicNote: null,
  organisationId: null,
})

/** Who acts for the language's decisions. */
export function actingAs(by: By): ActingAs {
  return by.kind === 'staff' ? { kind: 'staff', actor: by.actor } : { kind: by.kind }
}

/** The level above, or the same when it is the highest. */
export function levelAbove(level: Level): Level {
  return levels[Math.min(levels.indexOf(level) + 1, levels.length - 1)] ?? 'county'
}

/** The level to which a case is raised: above where it is worked off today, since nobody sits at an empty desk to be helped. */
export function levelRaised(process: ProcessDeclaration, record: CaseFacts): Level {
  const state = process.states[record.state]
  const role = state?.kind === 'open' ? process.roles[state.owner] : undefined
  const desk = role?.of === 'level' ? deskFor(process, record.state, record) : undefined
  const at = desk && desk.at !== 'assigned' ? higherLevel(record.level, desk.at) : record.level
  return levelAbove(at)
}

/** The lowest level that a place allows: a matter known only by its village cannot lie in a grid. */
export function lowestLevel(standing: {
  gridId: string | null
  villageId: string | null
  townId: string | null
}): Level {
  if (standing.gridId) return 'grid'
  if (standing.villageId) return 'village'
  return standing.townId ? 'town' : 'county'
}

/** The higher of two levels. */
export function higherLevel(left: Level, right: Level): Level {
  return levels.indexOf(left) >= levels.indexOf(right) ? left : right
}

export interface Owner {
  readonly ownerRole: StaffRole | null
  readonly ownerId: string | null
}

/** Whose queue a case stands in: the role and the place or organisation that holds it. */
export function ownerFor(
  process: ProcessDeclaration,
  state: string,
  countyPlaceId: string,
  at: {
    level: Level
    townId: string | null
    villageId: string | null
    gridId: string | null
    assignedOrganisationId: string | null
    confidentiality: string
    ownerRole: StaffRole | null
  },
): Owner {
  if (at.confidentiality === 'sealed' && process.states[state]?.kind === 'open')
    // One that had ended was nobody's; when it comes back it is the liaison's again.
    return { ownerRole: at.ownerRole ?? sealedReader, ownerId: countyPlaceId }
  const owner = ownerOf(process, state, at)
  if (!owner) return { ownerRole: null, ownerId: null }
  if (owner.at === 'assigned') return { ownerRole: owner.role, ownerId: at.assignedOrganisationId }
  if (owner.at === 'county') return { ownerRole: owner.role, ownerId: countyPlaceId }
  const placeId = owner.at === 'grid' ? at.gridId : owner.at === 'village' ? at.villageId : at.townId
  return { ownerRole: owner.role, ownerId: placeId }
}

/** The grant through which somebody acts: it names the role and the unit in the timeline. */
export function grantUsed(
  process: ProcessDeclaration,
  roles: readonly string[],
  by: By,
  facts: CaseFacts,
): Grant | undefined {
  if (by.kind !== 'staff') return undefined
  for (const role of roles) {
    const grant = grantAs(process, role, by.actor, facts)
    if (grant) return grant
  }
  return by.actor.grants[0]
}

/**
 * A list shows the first line of what was said, or the beginning of it, without numbers of persons: titles go where the words of the
 * reporter do not, to lists, papers and messages. The line is screened before it is cut, so that no half of a number stays.
 */
export function summaryOf(description: string): PublicText {
  const line = (description.trim().split('\n')[0] ?? '').replaceAll(/\s+/g, ' ').trim()
  return publicText(firstCharacters(publicText(line), 60))
}
