import { checkFields, type FieldProblem, type FieldValues } from './fields.ts'
import { type ActingAs, actsAs, type CaseFacts, rolesAllowed, whyNot } from './next-actions.ts'
import { mayVouch } from './permissions.ts'
import type { Limit, Need, ProcessDeclaration, Transition } from './process.ts'
import type { SubjectFacts } from './subject.ts'
import { type Calendar, deadlineAfter, type Span } from './working-time.ts'

/** What is filled in when a transition is made. */
export interface TransitionInput {
  readonly transition: string
  readonly fields: FieldValues
  readonly note: string | null
  readonly reason: string | null
  readonly publicNote: string | null
  readonly organisationId: string | null
}

/** How a case stands, as far as the needs of transitions ask. */
export interface CaseStanding extends CaseFacts {
  readonly fields: FieldValues
  readonly closedAt: Date | null
  readonly suggestedOrganisationKey: string | null
}

/** What was done so far: who did which action last, and how often each was done. */
export type ActionsSoFar = ReadonlyMap<string, { readonly count: number; readonly lastBy: string | null }>

/** What decides beside the case itself. Two transitions decided with the same facts end alike. */
export interface DecisionFacts {
  readonly openChildren: number
  readonly actions: ActionsSoFar
  readonly now: Date
  readonly calendar: Calendar
  /** What the thing that the case is about says of itself; absent where no need of the process asks it. */
  readonly subject?: SubjectFacts | undefined
  /** A declared limit in figures, as the county set it for the category of this case. */
  spanOf(limit: Limit): Span
}

/** The codes of the contract's refusals that a decision about a transition may give. */
export type DecisionCode =
  | 'bad-input'
  | 'not-allowed'
  | 'avoidance'
  | 'not-from-this-state'
  | 'need-field'
  | 'need-reason'
  | 'need-unit'
  | BlockCode
type BlockCode =
  | 'need-children-closed'
  | 'need-level'
  | 'too-late'
  | 'not-yet-done'
  | 'second-person'
  | 'not-from-this-state'

/** A need that nothing which is filled in can meet now: which, what to say about it, and who can do something about it. */
export interface BlockedBy {
  readonly need: Need['need']
  readonly code: BlockCode
  readonly facts: Readonly<Record<string, string | number>>
  /** Keys of the process roles whose holders can: others of the same role, or whoever has to act before. */
  readonly who: readonly string[]
}

/** Something that may be done next, with what it will ask for, and what is in the way of it. */
export interface NextAction {
  readonly transition: string
  readonly declaration: Transition
  readonly blockedBy: readonly BlockedBy[]
}

/** Either what follows, or why not. */
export type Decision =
  | { readonly ok: true; readonly declaration: Transition }
  | {
      readonly ok: false
      readonly code: DecisionCode
      readonly facts?: Readonly<Record<string, string | number>>
      readonly fields?: readonly (FieldProblem | { readonly field: string; readonly problem: 'missing' })[]
    }

const no = (
  code: DecisionCode,
  facts?: Readonly<Record<string, string | number>>,
  fields?: readonly FieldProblem[],
): Decision => ({ ok: false, code, ...(facts ? { facts } : {}), ...(fields ? { fields } : {}) })

/** What the thing itself said of a word. Nothing is decided in favour of anybody because nobody asked it: that is a bug. */
function told<T>(words: Readonly<Record<string, T>> | undefined, word: string): T {
  const found = words?.[word]
  if (found === undefined) throw new Error(`nobody told what the subject says of “${word}”`)
  return found
}

/** Whether somebody did what a second person has to do. */
function didIt(
  need: Extract<Need, { need: 'other-person-than' }>,
  personId: string,
  { actions, subject }: DecisionFacts,
): boolean {
  if ('action' in need) return actions.get(need.action)?.lastBy === personId
  return told(subject?.persons, need.persons).includes(personId)
}

/** Whether what a case is, its level or how its subject stands, opens this way to it and not another one. */
function isOfThisCase(need: Need, { level }: CaseStanding, { subject }: DecisionFacts): boolean {
  if (need.need === 'level') return need.at.includes(level)
  if (need.need !== 'subject') return true
  return 'is' in need ? told(subject?.is, need.is) : !told(subject?.is, need.isNot)
}

/** What is in the way of a need, whatever is filled in. */
function blockOf(
  need: Need,
  process: ProcessDeclaration,
  declaration: Transition,
  as: ActingAs,
  standing: CaseStanding,
  facts: DecisionFacts,
): BlockedBy | undefined {
  const block = (code: BlockCode, who: readonly string[], known: BlockedBy['facts'] = {}): BlockedBy => ({
    need: need.need,
    code,
    facts: known,
    who: who.filter((role) => role !== 'system'),
  })
  switch (need.need) {
    case 'children-closed':
      return facts.openChildren > 0 ? block('need-children-closed', [], { count: facts.openChildren }) : undefined
    case 'level':
      return isOfThisCase(need, standing, facts) ? undefined : block('need-level', rolesAllowed(process, 'level'))
    case 'subject':
      return isOfThisCase(need, standing, facts) ? undefined : block('not-from-this-state', [])
    case 'within': {
      if (!standing.closedAt) return undefined
      const span = facts.spanOf(need.limit)
      const { dueAt } = deadlineAfter(facts.calendar, standing.closedAt, span)
      return facts.now > dueAt ? block('too-late', [], { days: span.amount }) : undefined
    }
    case 'event-count':
      return (facts.actions.get(need.action)?.count ?? 0) < need.atLeast
        ? block('not-yet-done', process.transitions[need.action]?.by ?? [])
        : undefined
    case 'other-person-than':
      return as.kind === 'staff' && (!mayVouch(as.actor) || didIt(need, as.actor.personId, facts))
        ? block('second-person', declaration.by)
        : undefined
    case 'filled':
    case 'reason':
    case 'public-note':
    case 'unit':
      break
  }
  return undefined
}

/** What a need still wants of what was filled in; clocks fill in nothing. */
function wantedBy(
  need: Need,
  process: ProcessDeclaration,
  declaration: Transition,
  as: ActingAs,
  standing: CaseStanding,
  input: TransitionInput,
): Decision | undefined {
  switch (need.need) {
    case 'filled': {
      // What is asked anew by this transition must be answered anew: last time's measure does not prove this one.
      const values = { ...standing.fields, ...input.fields }
      const given = Object.fromEntries(
        need.fields
          .map((key) => [key, declaration.asks.includes(key) ? input.fields[key] : values[key]])
          .filter((entry) => entry[1] !== undefined),
      ) as FieldValues
      const missing = checkFields(process.fields, given, need.fields).filter(({ problem }) => problem === 'missing')
      return missing.length > 0 ? no('need-field', { field: missing[0]?.field ?? '' }, missing) : undefined
    }
    case 'reason':
      return input.reason || as.kind === 'system' ? undefined : no('need-reason')
    case 'public-note':
      return input.publicNote || as.kind === 'system'
        ? undefined
        : no('need-reason', undefined, [{ field: 'publicNote', problem: 'missing' }])
    case 'unit':
      return input.organisationId || standing.assignedOrganisationId || standing.suggestedOrganisationKey
        ? undefined
        : no('need-unit')
    case 'children-closed':
    case 'event-count':
    case 'level':
    case 'other-person-than':
    case 'subject':
    case 'within':
      break
  }
  return undefined
}

/** Whether a transition may be made, with everything it needs. Pure: the same facts always give the same decision. */
export function decideTransition(
  process: ProcessDeclaration,
  as: ActingAs,
  standing: CaseStanding,
  input: TransitionInput,
  facts: DecisionFacts,
): Decision {
  const declaration = process.transitions[input.transition]
  if (!declaration) return no('bad-input')
  const refused = whyNot(process, declaration.by, as, standing)
  if (refused) return no(refused)
  if (!declaration.from.includes(standing.state)) return no('not-from-this-state')
  const asked = Object.fromEntries(
    declaration.asks.map((key) => [key, process.fields[key]] as const).filter((entry) => entry[1] !== undefined),
  ) as ProcessDeclaration['fields']
  const problems = checkFields(asked, input.fields, [])
  if (problems.length > 0) return no('bad-input', undefined, problems)
  for (const need of declaration.needs) {
    const block = blockOf(need, process, declaration, as, standing, facts)
    if (block) return no(block.code, block.facts)
    const wanted = wantedBy(need, process, declaration, as, standing, input)
    if (wanted) return wanted
  }
  return { ok: true, declaration }
}

/**
 * The transitions that somebody may make in this state, the primary one first, each with what is in the way of it. A transition for
 * another level, or another standing of its subject, is none of this case's. The server decides by the same needs, so that what is offered here without a block
 * is refused there only for what was filled in.
 */
export function listNextActions(
  process: ProcessDeclaration,
  as: ActingAs,
  standing: CaseStanding,
  facts: DecisionFacts,
): NextAction[] {
  return Object.entries(process.transitions)
    .filter(
      ([, { from, needs, by }]) =>
        from.includes(standing.state) &&
        needs.every((need) => isOfThisCase(need, standing, facts)) &&
        actsAs(process, by, as, standing),
    )
    .map(([transition, declaration]) => ({
      transition,
      declaration,
      blockedBy: declaration.needs.flatMap((need) => blockOf(need, process, declaration, as, standing, facts) ?? []),
    }))
    .toSorted((left, right) => Number(right.declaration.primary) - Number(left.declaration.primary))
}
