import { isTextKey } from '@xiangzhi/text'
import { givenByForm, type ProcessDeclaration } from './process.ts'
import { levels, staffRoles } from './roles.ts'
import { subjectWordsOf } from './subject.ts'

/** What is unsound in a declaration, in words for the person who wrote it. */
export interface ProcessProblem {
  readonly process: string
  readonly at: string
  readonly problem: string
}

function reachableStates(process: ProcessDeclaration): Set<string> {
  const reached = new Set([process.start])
  for (let grew = true; grew;) {
    grew = false
    for (const transition of Object.values(process.transitions)) {
      if (!transition.from.some((state) => reached.has(state)) || reached.has(transition.to)) continue
      reached.add(transition.to)
      grew = true
    }
  }
  return reached
}

function statesThatCanEnd(process: ProcessDeclaration): Set<string> {
  const ending = new Set(Object.keys(process.states).filter((key) => process.states[key]?.kind === 'closed'))
  for (let grew = true; grew;) {
    grew = false
    for (const transition of Object.values(process.transitions)) {
      if (!ending.has(transition.to)) continue
      for (const from of transition.from) {
        if (ending.has(from)) continue
        ending.add(from)
        grew = true
      }
    }
  }
  return ending
}

/** Whether a transition only records that somebody is not satisfied, which staff may take down for a caller. */
function isContest({ effects }: ProcessDeclaration['transitions'][string]): boolean {
  return effects.every((effect) => effect.do !== 'satisfied' || effect.answer === false)
}

function collectTextKeys(value: unknown, at: string, found: { at: string; key: string }[]): void {
  if (typeof value === 'string') {
    if (value.startsWith('text.')) found.push({ at, key: value })
  } else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) collectTextKeys(inner, at ? `${at}.${key}` : key, found)
  }
}

/** The county's parameters that limits of a declaration name, wherever they stand in it. */
function namedParameters(value: unknown, at: string): { at: string; parameter: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const limit = value as { limitOf?: unknown; parameter?: unknown; whenUrgent?: unknown }
  if (limit.limitOf === 'county')
    return [limit.parameter, limit.whenUrgent].flatMap((parameter) =>
      typeof parameter === 'string' ? [{ at, parameter }] : [],
    )
  return Object.entries(value).flatMap(([key, inner]) => namedParameters(inner, at ? `${at}.${key}` : key))
}

/**
 * Everything that makes a process unsound: states that cannot be reached or left, waiting states without owner or clock,
 * clocks without a legal escalation, roles that nobody can hold, names that do not exist. An empty list means it may run.
 */
export function checkProcess(
  process: ProcessDeclaration,
  others: readonly ProcessDeclaration[] = [],
): ProcessProblem[] {
  const problems: ProcessProblem[] = []
  const say = (at: string, problem: string): void => void problems.push({ process: process.key, at, problem })
  const stateKeys = Object.keys(process.states)
  const known = {
    role: new Set([...Object.keys(process.roles), 'system']),
    field: new Set(Object.keys(process.fields)),
    state: new Set(stateKeys),
  }
  const name = (kind: keyof typeof known, key: string, at: string): void => {
    if (!known[kind].has(key)) say(at, `there is no ${kind} “${key}”`)
  }

  if (!Number.isInteger(process.version) || process.version < 1) say('version', 'the version is a whole number from 1')
  name('state', process.start, 'start')
  if (process.dispatchFrom !== undefined) {
    name('state', process.dispatchFrom, 'dispatchFrom')
    const given = Object.values(process.transitions).some(
      ({ from, effects }) =>
        from.includes(process.dispatchFrom ?? '') && effects.some((effect) => effect.do === 'assign-unit'),
    )
    if (!given) say('dispatchFrom', 'nothing gives its cases to a unit')
  }

  for (const [key, role] of Object.entries(process.roles)) {
    if (role.of === 'reporter') continue
    const lists =
      role.of === 'level' ? levels.map((level) => [level, role.held[level]] as const) : [[role.of, role.held] as const]
    for (const [level, held] of lists) {
      if (held.length === 0) say(`roles.${key}`, `no staff role holds it at ${level}`)
      for (const staffRole of held) {
        const reach = staffRoles[staffRole]
        if (reach === undefined) say(`roles.${key}`, `there is no staff role “${staffRole}”`)
        else if ((level === 'assigned') !== (reach === 'organisation'))
          say(`roles.${key}`, `${staffRole} reaches a ${reach}, which does not fit ${level}`)
        else if (level !== 'assigned' && reach !== level && reach !== 'county')
          say(`roles.${key}`, `${staffRole} reaches a ${reach}, not a ${level}`)
      }
    }
    if (role.of === 'level' || role.of === 'assigned') continue
    for (const standIn of role.standIns ?? []) {
      name('role', standIn, `roles.${key}`)
      const other = process.roles[standIn]
      if (!other) continue
      if (other.of === 'reporter' || other.of === 'assigned' || other.of === 'level')
        say(`roles.${key}`, `${standIn} sits at no fixed level, so it cannot stand in`)
      else if (levels.indexOf(other.of) < levels.indexOf(role.of)) say(`roles.${key}`, `${standIn} sits below it`)
      else if (!other.held.some((held) => process.readers.includes(held)))
        say(`roles.${key}`, `${standIn} stands in for it but reads no case of it`)
    }
  }

  const reached = reachableStates(process)
  const ending = statesThatCanEnd(process)
  for (const [key, state] of Object.entries(process.states)) {
    const at = `states.${key}`
    if (!reached.has(key)) say(at, 'it can never be reached')
    if (!ending.has(key)) say(at, 'no way leads from it to an end')
    if (state.kind === 'closed') {
      if (state.public !== 'done' && state.public !== 'not-done')
        say(at, 'a closed state shows villagers either done or not done')
      continue
    }
    if (state.public === 'done' || state.public === 'not-done') say(at, 'an open state cannot show villagers an end')
    if (state.subjectStands !== undefined && process.subject === undefined)
      say(at, 'no thing stands so: it is about none')
    name('role', state.owner, at)
    const owning = process.roles[state.owner]
    if ((owning?.of === 'grid' || owning?.of === 'village') && !owning.standIns?.length)
      say(at, `nobody stands in for ${state.owner} in a ${owning.of} where nobody holds it`)
    const clockKeys = new Set<string>()
    for (const clock of state.due) {
      const clockAt = `${at}.due.${clock.key}`
      if (clockKeys.has(clock.key)) say(clockAt, 'two clocks of a state share a key')
      clockKeys.add(clock.key)
      if (clock.warnAtPercent < 1 || clock.warnAtPercent > 99) say(clockAt, 'warnAtPercent lies between 1 and 99')
      const from = clock.countsFrom === undefined ? undefined : process.fields[clock.countsFrom]
      if (clock.countsFrom !== undefined && from?.kind !== 'date')
        say(clockAt, `“${clock.countsFrom}” is no date field`)
      if (clock.then.length === 0) say(clockAt, 'a clock without an escalation is a promise nobody keeps')
      for (const step of clock.then) {
        if (step.do.kind !== 'transition') continue
        const transition = process.transitions[step.do.transition]
        if (!transition) say(clockAt, `there is no transition “${step.do.transition}”`)
        else {
          if (!transition.from.includes(key)) say(clockAt, `“${step.do.transition}” does not start from ${key}`)
          if (!transition.by.includes('system')) say(clockAt, `“${step.do.transition}” may not be made by the system`)
          if (transition.asks.length > 0 || transition.needs.some(({ need }) => need === 'filled'))
            say(clockAt, 'a clock cannot fill in a form')
        }
      }
    }
    const ways = Object.values(process.transitions).filter((transition) => transition.from.includes(key))
    if (!ways.some((way) => way.by.includes(state.owner)) && !ways.some((way) => way.by.includes('system')))
      say(at, `its owner ${state.owner} can do nothing here`)
  }

  for (const [key, transition] of Object.entries(process.transitions)) {
    const at = `transitions.${key}`
    if (transition.by.length === 0) say(at, 'nobody may do it')
    if (transition.from.length === 0) say(at, 'it starts nowhere')
    for (const from of transition.from) name('state', from, at)
    name('state', transition.to, at)
    for (const role of transition.by) name('role', role, at)
    for (const field of transition.asks) name('field', field, at)
    for (const need of transition.needs) {
      if (need.need === 'filled') {
        for (const field of need.fields) {
          name('field', field, at)
          if (!transition.asks.includes(field) && !process.opening.asks.includes(field))
            say(at, `needs “${field}” but never asks for it`)
        }
      }
      if (need.need === 'event-count' || (need.need === 'other-person-than' && 'action' in need)) {
        // Opening is what the first person did.
        if (need.action !== 'open' && !process.transitions[need.action])
          say(at, `there is no transition “${need.action}”`)
      }
    }
    const target = process.states[transition.to]
    // Neither silence nor a closing is an answer: whether somebody is satisfied, they say themselves.
    if (
      transition.effects.some(({ do: what }) => what === 'satisfied') &&
      !transition.by.every((role) => process.roles[role]?.of === 'reporter' || isContest(transition))
    )
      say(at, 'only the reporter says whether they are satisfied')
    const ends = target?.kind === 'closed' && transition.from.some((from) => process.states[from]?.kind === 'open')
    if (
      ends &&
      process.allows.whistle !== 'none' &&
      transition.by.some((role) => role !== 'system') &&
      !transition.needs.some(({ need }) => need === 'children-closed')
    )
      say(at, 'it ends a case whose whistles may still be open')
    const ownerRole = target?.kind === 'open' ? process.roles[target.owner] : undefined
    const comesAssigned = transition.from.every((from) => {
      const state = process.states[from]
      return state?.kind === 'closed' || (state?.kind === 'open' && process.roles[state.owner]?.of === 'assigned')
    })
    const assigns = transition.effects.some((effect) => effect.do === 'assign-unit')
    if (ownerRole?.of === 'assigned' && !assigns && !comesAssigned && !cameFromAssigned(process, transition.from))
      say(at, 'it hands the case to a unit but assigns none')
  }

  for (const [allowance, allowed] of Object.entries(process.allows)) {
    const lists =
      allowed === 'none'
        ? []
        : Array.isArray(allowed)
          ? [allowed]
          : Object.values(allowed as object).filter((part) => Array.isArray(part))
    for (const role of (lists as string[][]).flat()) name('role', role, `allows.${allowance}`)
  }
  if (
    process.allows.whistle !== 'none' &&
    others.length > 0 &&
    !others.some((other) => other.key === (process.allows.whistle as { process: string }).process)
  ) {
    say('allows.whistle', 'it whistles with a process that does not exist')
  }
  for (const field of [...process.opening.asks, ...process.opening.requires]) name('field', field, 'opening')
  for (const role of process.opening.by) name('role', role, 'opening')
  for (const field of process.opening.requires)
    if (!process.opening.asks.includes(field)) say('opening', `requires “${field}” but never asks for it`)

  if (process.opening.fromPortal !== (process.portal !== undefined))
    say('portal', 'villagers open it through a form, and only then there is one')
  const form = process.portal
  const given = form ? givenByForm(form) : []
  for (const field of given) {
    name('field', field, 'portal')
    // What opens a case about a thing reads its own fields.
    if (!process.opening.asks.includes(field)) say('portal', `asks for “${field}”, which opening does not take`)
  }
  for (const field of form && process.subject === undefined ? process.opening.requires : [])
    if (!given.includes(field)) say('portal', `never asks for “${field}”, without which nothing is opened`)

  const words = subjectWordsOf(process)
  for (const word of process.subject === undefined ? [...words.persons, ...words.is] : [])
    say('subject', `a need asks its subject for “${word}”, but it is about nothing`)
  for (const key of [...words.persons, ...words.is.flatMap((word) => [word, `not.${word}`])])
    if (!isTextKey(`text.admin.subject.${key}`)) say('subject', `there is no sentence “text.admin.subject.${key}”`)

  const declared = [process, ...others]
  for (const { at, parameter } of namedParameters({ states: process.states, transitions: process.transitions }, '')) {
    const [key, name = ''] = parameter.split('.')
    // Limits of disclosure stand in a part of the pack of their own.
    if (key === 'disclosure') continue
    if (declared.find((one) => one.key === key)?.parameters?.[name]?.kind !== 'limit')
      say(at, `no process declares the limit “${parameter}”`)
  }

  const texts: { at: string; key: string }[] = []
  collectTextKeys(process, '', texts)
  for (const { at, key } of texts) if (!isTextKey(key)) say(at, `there is no sentence “${key}”`)
  return problems
}

/** Whether every way into these states passes a state or effect that assigned a unit, so that one is known here. */
function cameFromAssigned(process: ProcessDeclaration, states: readonly string[]): boolean {
  const start = process.states[process.start]
  // A process that begins in a unit's hands is opened with that unit, as a whistle is.
  if (start?.kind === 'open' && process.roles[start.owner]?.of === 'assigned') return true
  const before = new Set(states)
  for (let grew = true; grew;) {
    grew = false
    for (const transition of Object.values(process.transitions)) {
      if (!before.has(transition.to)) continue
      if (transition.effects.some((effect) => effect.do === 'assign-unit')) continue
      for (const from of transition.from) {
        if (before.has(from)) continue
        before.add(from)
        grew = true
      }
    }
  }
  return !before.has(process.start)
}
