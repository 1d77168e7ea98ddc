import { isTextKey, type Named, sentences, type TextKey } from '@xiangzhi/text'
import { dayAfter, type DutyPeriod, type DutyRhythm, dutyRhythms } from './duty-period.ts'
import { basisProblem } from './law.ts'
import type { Basis } from './process.ts'
import { type Level, levels, type StaffRole, staffRoles } from './roles.ts'
import { type Calendar, isWorkdayOn } from './working-time.ts'

/** What a duty is about; lists and figures are divided by it. */
export const dutyKinds = ['disclosure', 'visit', 'meeting', 'patrol', 'inspection', 'report', 'training'] as const
export type DutyKind = (typeof dutyKinds)[number]

/** What shows that a duty was kept: a row that exists for its own sake somewhere else, or a note made on purpose. */
export const dutyEvidences = ['publication', 'visit', 'meeting', 'patrol', 'case', 'report', 'file', 'note'] as const
export type DutyEvidence = (typeof dutyEvidences)[number]

/** A number of days, worked or natural. */
export type DutyDays = { readonly workingDays: number } | { readonly days: number }

/**
 * From which day a deadline is counted, in which direction, and what becomes of one that falls on a day off. `after` the period's
 * beginning is within the period, `before` it ahead of the period; `{ day }` is a day of the period's year, such as `01-31`.
 */
export interface DutyDue {
  readonly from: 'period-begin' | 'period-end' | 'event' | { readonly day: string }
  readonly direction: 'after' | 'before'
  readonly count: DutyDays
  /**
   * A period in days that ends on a day off ends on the next workday (民法典 art. 203); working days never end on one. What must be
   * there before a day is never moved, since it would come too late.
   */
  readonly onDayOff: 'next-workday' | 'stays'
}

/**
 * Who must keep it: whoever holds a role over the place or over the place around it that the role reaches; or a department,
 * by the key of its organisation.
 */
export type DutyHolder = { readonly role: StaffRole } | { readonly role: StaffRole; readonly organisation: string }

/** Whom a missed duty is brought before: a role over the place or the place around it, at the first or the second level. */
export interface DutyEscalation {
  readonly when: 'late' | 'grave'
  readonly to: StaffRole
}

/**
 * What must happen by a date, again and again or upon an event. Plain data: the engine makes the expected items before
 * anybody acts, so that what is missing can be seen.
 */
export interface DutyDeclaration {
  /** Lower-case letters, digits and `-`, parts divided by `:`, such as `disclosure:yanliang:c03-02`. Stable for ever. */
  readonly key: string
  readonly version: number
  readonly kind: DutyKind
  readonly title: TextKey | Named
  /** Which places have it. `settled` chooses between communities (居委会) and villages (村委会); `under` by the beginning of the code. */
  readonly places: { readonly level: Level; readonly settled?: boolean; readonly under?: readonly string[] }
  readonly who: DutyHolder
  /**
   * Again in every period; or once for each event of these kinds, whichever idea records it: another duty that was kept (`calls`),
   * a day that an office announced, or whoever tells the engine with `expectDuty`.
   */
  readonly rhythm: { readonly every: DutyRhythm; readonly workdaysOnly?: true } | { readonly upon: readonly string[] }
  readonly due: DutyDue
  /** What must be there at all times: as long as a place has never kept it, it is due on its first day and not by `due`. */
  readonly fromFirstDay?: true
  /** The event that each piece of its evidence is: duties upon it begin on that day. */
  readonly calls?: string
  /** The evidence that keeps it, and how many different pieces. `byHand` lets the holder write a note where nothing else shows it. */
  readonly keptBy: { readonly evidence: DutyEvidence; readonly times: number; readonly byHand: boolean }
  /** Natural days before the deadline on which the holder is reminded. */
  readonly remindDaysBefore: readonly number[]
  /** After the deadline comes the first level; after this much more, the second. */
  readonly graveAfter: DutyDays
  readonly escalate: readonly DutyEscalation[]
  /** Who may exempt a place, with a published reason. Never the holder. */
  readonly exemptedBy: readonly StaffRole[]
  /** Whether villagers see it: what is due, what is missing, and the calendar of the village. */
  readonly isPublic: boolean
  /** Where in the workbench it is done: an address with `{place}` (its code), `{period}`, `{item}` (its id), `{code}` (the last part of the key); absent when done outside. */
  readonly form?: string
  /** The first and the last day of validity; without them, always. */
  readonly since?: string
  readonly until?: string
  readonly basis: readonly Basis[]
  /** The basis in urban communities, which have a law of their own; without it, the same everywhere. */
  readonly basisWhenSettled?: readonly Basis[]
}

/** Declares a duty: plain data, checked when the server starts. */
export function defineDuty(declaration: DutyDeclaration): DutyDeclaration {
  return declaration
}

/** What a duty is called, in both languages. */
export function dutyTitle({ title }: Pick<DutyDeclaration, 'title'>): Named {
  return typeof title === 'string' ? { zh: sentences['zh-CN'][title], en: sentences.en[title] } : title
}

/** The last day on which a duty is in time, the last day of the first level, and how both came about. */
export interface DutyDeadline {
  readonly dueOn: string
  readonly graveAfterOn: string
  /** It crosses a year whose holidays are not announced yet; it is counted again once they are. */
  readonly provisional: boolean
  readonly trace: DutyTrace
}

/** How a deadline was counted, so that anybody can count it again. */
export interface DutyTrace {
  readonly startOn: string
  readonly direction: 'after' | 'before'
  readonly count: DutyDays
  /** Days off by announcement that were not counted, weekend days that were not, and weekend days that were worked. */
  readonly holidays: readonly string[]
  readonly weekendDays: number
  readonly madeUp: readonly string[]
  /** The day on which a count in natural days would have ended, when that was a day off. */
  readonly movedFrom: string | null
  readonly unannouncedYears: readonly number[]
}

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())

/** Steps over the calendar, writing down what it met. */
class Walk {
  readonly holidays: string[] = []
  readonly madeUp: string[] = []
  readonly years = new Set<number>()
  weekendDays = 0
  readonly #calendar: Calendar

  constructor(calendar: Calendar) {
    this.#calendar = calendar
  }

  /** Whether a day is worked; days off are remembered. */
  isWorked(date: string): boolean {
    const year = Number(date.slice(0, 4))
    if (!this.#calendar.announced.has(year)) this.years.add(year)
    const worked = isWorkdayOn(this.#calendar, date)
    if (worked && isWeekend(date)) this.madeUp.push(date)
    else if (!worked && isWeekend(date)) this.weekendDays += 1
    else if (!worked) this.holidays.push(date)
    return worked
  }

  move(from: string, count: DutyDays, step: 1 | -1): string {
    if ('days' in count) return dayAfter(from, count.days * step)
    let day = from
    // The bound proves that a calendar without workdays cannot hold the server.
    for (let left = count.workingDays, tries = 0; left > 0 && tries < 20_000; tries += 1) {
      day = dayAfter(day, step)
      if (this.isWorked(day)) left -= 1
    }
    return day
  }

  /** The next workday when this is none. */
  toWorkday(from: string): string {
    let day = from
    for (let tries = 0; tries < 400 && !this.isWorked(day); tries += 1) day = dayAfter(day)
    return day
  }
}

/** When a duty of a period is due. For an event, the period is its day. */
export function dutyDeadline(
  calendar: Calendar,
  declaration: Pick<DutyDeclaration, 'due' | 'graveAfter'>,
  period: Pick<DutyPeriod, 'first' | 'last'>,
): DutyDeadline {
  const { due, graveAfter } = declaration
  const startOn =
    typeof due.from === 'object'
      ? `${period.first.slice(0, 4)}-${due.from.day}`
      : due.from === 'period-end'
        ? period.last
        : period.first
  const walk = new Walk(calendar)
  const counted = walk.move(startOn, due.count, due.direction === 'after' ? 1 : -1)
  const dueOn = due.onDayOff === 'next-workday' && 'days' in due.count ? walk.toWorkday(counted) : counted
  // A day that is no more than looked at decides nothing: only the days counted up to the deadline stand in its trace.
  const trace: DutyTrace = {
    startOn,
    direction: due.direction,
    count: due.count,
    holidays: walk.holidays.toSorted(),
    weekendDays: walk.weekendDays,
    madeUp: walk.madeUp.toSorted(),
    movedFrom: dueOn === counted ? null : counted,
    unannouncedYears: [...walk.years].sort((a, b) => a - b),
  }
  const later = new Walk(calendar)
  const graveAfterOn = later.move(dueOn, graveAfter, 1)
  return { dueOn, graveAfterOn, provisional: walk.years.size + later.years.size > 0, trace }
}

/** How a duty stands on a day. It is late only from the day after the deadline on, and it is never stored that it is. */
export const dutyStandings = ['not-yet', 'open', 'late', 'grave', 'kept', 'kept-late', 'exempt', 'dropped'] as const
export type DutyStanding = (typeof dutyStandings)[number]

/** The facts of an item from which its standing follows. Dates are in county time. */
export interface DutyFacts {
  readonly firstOn: string
  readonly dueOn: string
  readonly graveAfterOn: string
  readonly keptOn: string | null
  readonly exempt: boolean
  readonly dropped: boolean
}

/** How an item stands on a day (in county time). What was kept stays kept, whatever came later. */
export function dutyStanding(item: DutyFacts, today: string): DutyStanding {
  if (item.keptOn !== null) return item.keptOn > item.dueOn ? 'kept-late' : 'kept'
  if (item.exempt) return 'exempt'
  if (item.dropped) return 'dropped'
  if (today > item.graveAfterOn) return 'grave'
  if (today > item.dueOn) return 'late'
  // What is due before its period or its event is open as soon as it is known.
  return today < item.firstOn && item.firstOn <= item.dueOn ? 'not-yet' : 'open'
}

/** What the engine does about an item that nobody has kept yet, each at most once. */
export const dutySteps = ['remind', 'late', 'grave'] as const
export type DutyStep = (typeof dutySteps)[number]

/** The steps of an item by their days, the earliest first; those up to `after` are left out. */
export function dutyStepsAfter(
  declaration: Pick<DutyDeclaration, 'remindDaysBefore'>,
  item: Pick<DutyFacts, 'dueOn' | 'graveAfterOn'>,
  after: string,
): { readonly step: DutyStep; readonly on: string }[] {
  const steps = [
    ...declaration.remindDaysBefore.map((days) => ({ step: 'remind' as const, on: dayAfter(item.dueOn, -days) })),
    { step: 'late' as const, on: dayAfter(item.dueOn) },
    { step: 'grave' as const, on: dayAfter(item.graveAfterOn) },
  ]
  return steps.filter(({ on }) => on > after).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/**
 * The steps of an item that becomes known today. Nobody is reminded of what is past, but an item that is late when it becomes known is
 * escalated all the same: its levels come on the day it is known.
 */
export function dutyStepsWhenKnown(
  declaration: Pick<DutyDeclaration, 'remindDaysBefore'>,
  item: Pick<DutyFacts, 'dueOn' | 'graveAfterOn'>,
  today: string,
): { readonly step: DutyStep; readonly on: string }[] {
  return dutyStepsAfter(declaration, item, '').filter(({ step, on }) => step !== 'remind' || on >= today)
}

const keyPattern = /^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)*$/
const placeholders = new Set(['place', 'period', 'item', 'code'])

/** A month and a day that every year has. */
const isDayOfYear = (day: string): boolean => /^\d{2}-\d{2}$/.test(day) && dayAfter(`2025-${day}`, 0) === `2025-${day}`

const daysOf = (days: DutyDays): number => ('days' in days ? days.days : days.workingDays)
const isCount = (days: DutyDays, most: number): boolean =>
  Number.isSafeInteger(daysOf(days)) && daysOf(days) >= 0 && daysOf(days) <= most

/** Whether a role reaches a place of a level from above or at it; an organisation's role has no level. */
function holds(role: StaffRole, level: Level): boolean {
  const reach = staffRoles[role]
  return reach !== 'organisation' && levels.indexOf(reach) >= levels.indexOf(level)
}

function problemsOf(duty: DutyDeclaration): string[] {
  const { due, who, rhythm, places, keptBy, remindDaysBefore, escalate, exemptedBy, form } = duty
  const problems: string[] = []
  if (!keyPattern.test(duty.key) || duty.key.length > 100) problems.push('has a key of the wrong form')
  if (!Number.isSafeInteger(duty.version) || duty.version < 1) problems.push('has a version below 1')
  if (typeof duty.title === 'string' && !isTextKey(duty.title)) problems.push(`has no sentence “${String(duty.title)}”`)
  if ('organisation' in who) {
    if (staffRoles[who.role] !== 'organisation')
      problems.push(`is kept by a department, but ${who.role} is no role of one`)
  } else if (!holds(who.role, places.level))
    problems.push(`is due at ${places.level}, which ${who.role} does not reach`)
  if ('every' in rhythm) {
    if (!dutyRhythms.includes(rhythm.every)) problems.push(`has no rhythm “${rhythm.every}”`)
    if (rhythm.workdaysOnly && rhythm.every !== 'day') problems.push('only a daily duty can be one of workdays')
    if (due.from === 'event') problems.push('comes again and again, so its deadline is counted from the period')
  } else if (due.from !== 'event') problems.push('comes upon an event, so its deadline is counted from it')
  if (!isCount(due.count, 400)) problems.push('has a deadline that is no whole number of days up to 400')
  if ('workingDays' in due.count && due.onDayOff !== 'stays') problems.push('working days never end on a day off')
  if (due.direction === 'before' && due.onDayOff !== 'stays')
    problems.push('is due before a day, so its deadline cannot move to the next workday')
  if (typeof due.from === 'object') {
    if (!('every' in rhythm) || rhythm.every !== 'year')
      problems.push('names a day of the year, so it comes every year')
    if (!isDayOfYear(due.from.day)) problems.push(`has no day “${due.from.day}” in every year`)
  }
  if (duty.fromFirstDay && !('every' in rhythm))
    problems.push('must be there at all times, so it comes again and again')
  if ('upon' in rhythm && (rhythm.upon.length === 0 || new Set(rhythm.upon).size < rhythm.upon.length))
    problems.push('comes upon events, each named once')
  for (const one of [...duty.basis, ...(duty.basisWhenSettled ?? [])])
    if (basisProblem(one) === 'other-date') problems.push(`${one.source} has another date than ${one.since}`)
  if (!isCount(duty.graveAfter, 400) || daysOf(duty.graveAfter) === 0)
    problems.push('needs a day between its two levels')
  if (!Number.isSafeInteger(keptBy.times) || keptBy.times < 1 || keptBy.times > 1000)
    problems.push('is kept by a number of pieces from 1 to 1000')
  if (remindDaysBefore.some((days) => !Number.isSafeInteger(days) || days < 0 || days > 366))
    problems.push('reminds a whole number of days before')
  if (new Set(remindDaysBefore).size < remindDaysBefore.length) problems.push('reminds twice on one day')
  if (escalate.length === 0) problems.push('must be brought before somebody when it is missed')
  for (const { to } of escalate) {
    if (!holds(to, places.level)) problems.push(`cannot be brought before ${to}, which does not reach ${places.level}`)
    if (to === who.role) problems.push(`must be brought before somebody else than ${to}, who missed it`)
  }
  if (exemptedBy.includes(who.role)) problems.push('its holder may not exempt itself')
  for (const role of exemptedBy) if (!holds(role, places.level)) problems.push(`${role} does not reach ${places.level}`)
  if (form !== undefined) {
    if (!form.startsWith('/') || form.startsWith('//')) problems.push('its form is an address of the workbench')
    for (const [, name = ''] of form.matchAll(/\{(\w+)\}/g))
      if (!placeholders.has(name)) problems.push(`its form has the unknown placeholder {${name}}`)
  }
  if (duty.since !== undefined && duty.until !== undefined && duty.since > duty.until)
    problems.push('ends before it begins')
  return problems
}

/** What is unsound in a set of duties, in words for the person who wrote it. An empty list means they may be used. */
export function checkDuties(duties: readonly DutyDeclaration[]): string[] {
  const seen = new Set<string>()
  return duties.flatMap((duty) => {
    const problems = problemsOf(duty)
    if (seen.has(duty.key)) problems.push('is declared twice')
    seen.add(duty.key)
    return problems.map((problem) => `${duty.key}: ${problem}`)
  })
}
