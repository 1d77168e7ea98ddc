import type { FieldValue, FieldValues } from './fields.ts'
import type { Level, StaffRole } from './roles.ts'

/** Who gets a case: the keeper at a level, or an organisation by its key; `role` where it is not the usual one. */
export interface RoutingResult {
  readonly unit: { readonly level: Level } | { readonly organisation: string }
  readonly role?: StaffRole
  /** Kept from everybody but this unit: reports about those who would otherwise handle them. */
  readonly sealed?: boolean
}

/** One row of the county's decision table: the first row whose every condition holds decides. */
export interface RoutingRule {
  readonly key: string
  readonly when: {
    /** Category codes, or prefixes of them. */
    readonly category?: readonly string[]
    readonly level?: readonly Level[]
    /** Codes of places; a place holds everything below it. */
    readonly place?: readonly string[]
    readonly answers?: Readonly<Record<string, FieldValue>>
    readonly process?: readonly string[]
  }
  readonly to: RoutingResult
}

/** The facts on which routing decides. */
export interface RoutingFacts {
  readonly process: string
  readonly category: string
  readonly level: Level
  /** Codes of the place and of all its ancestors. */
  readonly placeCodes: readonly string[]
  readonly answers: FieldValues
}

/** What was decided and why; it is stored with the case. */
export interface RoutingTrace {
  readonly rule: string
  readonly tableVersion: number
  readonly to: RoutingResult
  readonly facts: RoutingFacts
}

function holds(rule: RoutingRule, facts: RoutingFacts): boolean {
  const { when } = rule
  if (when.process && !when.process.includes(facts.process)) return false
  if (when.category && !when.category.some((prefix) => facts.category === prefix || facts.category.startsWith(prefix)))
    return false
  if (when.level && !when.level.includes(facts.level)) return false
  if (when.place && !when.place.some((code) => facts.placeCodes.includes(code))) return false
  if (when.answers)
    for (const [key, value] of Object.entries(when.answers)) if (facts.answers[key] !== value) return false
  return true
}

/** Decides by the first row that holds. The default row is obligatory, so there is always an answer; its absence is a bug. */
export function decideRouting(rules: readonly RoutingRule[], tableVersion: number, facts: RoutingFacts): RoutingTrace {
  const rule = rules.find((candidate) => holds(candidate, facts))
  if (!rule) throw new Error('the routing table has no default row')
  return { rule: rule.key, tableVersion, to: rule.to, facts }
}
