import {
  type Duration,
  type Escalation,
  type Limit,
  levels,
  type Need,
  type ProcessDeclaration,
  roleLabel,
  type StaffRole,
} from '@xiangzhi/language'
import type { Speech } from '../text.tsx'

type T = Speech['t']

/** A length of time in words, such as “3 个工作日”. */
export function sayDuration(t: T, duration: Duration): string {
  const [unit, n] = Object.entries(duration)[0] ?? ['days', 0]
  return t(`text.common.unit.${unit as 'days'}`, { n })
}

/** The county's own value of a parameter such as `grid-event.acceptWithin`, as far as it is known here. */
export type Parameters = (parameter: string) => Duration | undefined

/** How long something may take: a fixed time, the category's limit, or the county's parameter with its present value. */
export function sayWithin(t: T, within: Limit, parameters: Parameters): string {
  if (!('limitOf' in within)) return sayDuration(t, within)
  const otherwise = sayDuration(t, within.otherwise)
  if (within.limitOf === 'category') return t('text.admin.diagram.limitOf', { otherwise })
  const usual = sayDuration(t, parameters(within.parameter) ?? within.otherwise)
  const urgent = within.whenUrgent === undefined ? undefined : parameters(within.whenUrgent)
  return urgent ? t('text.admin.diagram.limitUrgent', { usual, urgent: sayDuration(t, urgent) }) : usual
}

/** Who is meant by a role of a process, with the staff roles that hold it. */
export function sayRole(t: T, process: ProcessDeclaration, role: string): string {
  if (role === 'system') return t('text.admin.diagram.clock')
  const declared = process.roles[role]
  return declared ? t(declared.label) : role
}

/** The staff roles that stand behind a role of a process. */
export function sayHolders(t: T, process: ProcessDeclaration, role: string): string {
  const declared = process.roles[role]
  if (!declared || declared.of === 'reporter') return declared ? t('text.common.reporter') : ''
  const say = (held: readonly StaffRole[]): string => held.map((one) => t(roleLabel(one))).join(t('text.common.comma'))
  if (declared.of !== 'level') return say(declared.held)
  const { held } = declared
  return levels
    .map((level) => t(`text.common.level.${level}`) + t('text.common.colon') + say(held[level]))
    .join(t('text.common.semicolon'))
}

/** One step of the ladder after a missed deadline. */
export function sayEscalation(t: T, process: ProcessDeclaration, { after, do: step }: Escalation): string {
  const late = sayDuration(t, after)
  if (step.kind === 'warn') return t('text.admin.diagram.thenWarn', { after: late })
  if (step.kind === 'raise') return t('text.admin.diagram.thenRaise', { after: late })
  if (step.kind === 'supervise') return t('text.admin.diagram.thenSupervise', { after: late })
  const transition = process.transitions[step.transition]
  return t('text.admin.diagram.thenDo', { after: late, action: transition ? t(transition.label) : step.transition })
}

/** What must be true before a transition. */
export function sayNeed(t: T, process: ProcessDeclaration, need: Need, parameters: Parameters): string {
  const label = (fields: readonly string[]): string =>
    fields
      .map((field) => {
        const declared = process.fields[field]
        return declared ? t(declared.label) : field
      })
      .join(t('text.common.comma'))
  const action = (key: string): string => {
    const transition = process.transitions[key]
    return transition ? t(transition.label) : key
  }
  if (need.need === 'filled') return t('text.admin.need.filled', { fields: label(need.fields) })
  if (need.need === 'level') {
    return t('text.admin.need.level', {
      levels: need.at.map((level) => t(`text.common.level.${level}`)).join(t('text.common.comma')),
    })
  }
  if (need.need === 'within') return t('text.admin.need.within', { time: sayWithin(t, need.limit, parameters) })
  if (need.need === 'event-count')
    return t('text.admin.need.event-count', { n: need.atLeast, action: action(need.action) })
  if (need.need === 'other-person-than' && 'of' in need)
    return t('text.admin.need.not-of-subject', { persons: t(`text.admin.subject.${need.persons as 'writers'}`) })
  if (need.need === 'subject')
    return t('is' in need ? `text.admin.subject.${need.is as 'due'}` : `text.admin.subject.not.${need.isNot as 'due'}`)
  if (need.need === 'other-person-than') return t('text.admin.need.other-person-than', { action: action(need.action) })
  return t(`text.admin.need.${need.need}`)
}
