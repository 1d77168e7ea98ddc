import {
  type ActingAs,
  checkFields,
  type CaseFacts,
  deskFor,
  deadlineAfter,
  type FieldValues,
  type Grant,
  grantAs,
  firstCharacters,
  type Level,
  levels,
  ownerOf,
  type ProcessDeclaration,
  type StaffRole,
  type Transition,
  whyNot,
} from '@xiangzhi/language'
import type { RefusalCode } from '@xiangzhi/contract'
import type { CountyConfig } from '#platform/county-config'
import { limitSpan } from './clocks.ts'
import { sealedReader } from './reading.ts'
import type { By, CaseRecord } from './types.ts'

/** A decision: either what follows, or the refusal and its facts. */
export type Verdict<T> =
  | ({ readonly ok: true } & T)
  | {
      readonly ok: false
      readonly code: RefusalCode
      readonly facts?: Readonly<Record<string, string | number>>
      readonly fields?: readonly { field: string; problem: string }[]
    }

const no = (
  code: RefusalCode,
  facts?: Readonly<Record<string, string | number>>,
): { readonly ok: false; readonly code: RefusalCode; readonly facts?: Readonly<Record<string, string | number>> } =>
  facts ? { ok: false, code, facts } : { ok: false, code }

/** What a transition needs to know beyond the case itself. */
export interface TransitionInput {
  readonly transition: string
  readonly fields: FieldValues
  readonly note: string | null
  readonly reason: string | null
  readonly publicNote: string | null
  readonly organisationId: string | null
}
export interface TransitionFacts {
  readonly openChildren: number
  /** Who did which action last, and how often each was done. */
  readonly actions: ReadonlyMap<string, { readonly count: number; readonly lastBy: string | null }>
  readonly now: Date
}

/** Who acts for the language's decisions. */
export function actingAs(by: By): ActingAs {
  return by.kind === 'staff' ? { kind: 'staff', actor: by.actor } : { kind: by.kind }
}

/** Whether a transition may be made, with everything it needs. Pure: the same facts always give the same verdict. */
export function decideTransition(
  process: ProcessDeclaration,
  record: CaseRecord,
  by: By,
  input: TransitionInput,
  facts: TransitionFacts,
  config: Pick<CountyConfig, 'calendar' | 'limits' | 'categories'>,
): Verdict<{ declaration: Transition }> {
  const declaration = process.transitions[input.transition]
  if (!declaration) return no('bad-input')
  const as = actingAs(by)
  const refused = whyNot(process, declaration.by, as, record)
  if (refused) return no(refused)
  if (!declaration.from.includes(record.state)) return no('not-from-this-state')
  const asked = Object.fromEntries(
    declaration.asks.map((key) => [key, process.fields[key]] as const).filter((entry) => entry[1] !== undefined),
  ) as ProcessDeclaration['fields']
  const problems = checkFields(asked, input.fields, [])
  if (problems.length > 0) return { ok: false, code: 'bad-input', fields: problems }
  const values = { ...record.fields, ...input.fields }
  for (const need of declaration.needs) {
    switch (need.need) {
      case 'filled': {
        // What is asked anew by this transition must be answered anew: last time's measure does not prove this one.
        const given = Object.fromEntries(
          need.fields
            .map((key) => [key, declaration.asks.includes(key) ? input.fields[key] : values[key]])
            .filter((entry) => entry[1] !== undefined),
        ) as FieldValues
        const missing = checkFields(process.fields, given, need.fields).filter(({ problem }) => problem === 'missing')
        if (missing.length > 0)
          return { ok: false, code: 'need-field', facts: { field: missing[0]?.field ?? '' }, fields: missing }
        break
      }
      case 'reason':
        if (!input.reason && by.kind !== 'system') return no('need-reason')
        break
      case 'public-note':
        if (!input.publicNote && by.kind !== 'system')
          return { ok: false, code: 'need-reason', fields: [{ field: 'publicNote', problem: 'missing' }] }
        break
      case 'children-closed':
        if (facts.openChildren > 0) return no('need-children-closed', { count: facts.openChildren })
        break
      case 'level':
        if (!need.at.includes(record.level)) return no('need-level')
        break
      case 'unit':
        if (!input.organisationId && !record.assignedOrganisationId && !record.suggestedOrganisationKey)
          return no('need-unit')
        break
      case 'within':
        if (record.closedAt) {
          const span = limitSpan(need.limit, config, config.categories.get(record.category))
          if (facts.now > deadlineAfter(config.calendar, record.closedAt, span).dueAt)
            return no('too-late', { days: span.amount })
        }
        break
      case 'event-count':
        if ((facts.actions.get(need.action)?.count ?? 0) < need.atLeast) return no('not-yet-done')
        break
      case 'other-person-than':
        if (by.kind === 'staff' && facts.actions.get(need.action)?.lastBy === by.actor.personId)
          return no('second-person')
        break
    }
  }
  return { ok: true, declaration }
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

/** A list shows the first line of what was said, or the beginning of it. */
export function summaryOf(description: string): string {
  const line = (description.trim().split('\n')[0] ?? '').replaceAll(/\s+/g, ' ').trim()
  return firstCharacters(line, 60)
}
