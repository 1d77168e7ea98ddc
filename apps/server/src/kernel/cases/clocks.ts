import {
  type Calendar,
  type Clock,
  deadlineAfter,
  type FieldValues,
  instantAtPercent,
  type Limit,
  minutesLeft,
  minuteUnit,
  type ProcessDeclaration,
  type Span,
  spanOf,
  startOfDay,
} from '@xiangzhi/language'
import type { Category, CountyConfig } from '#platform/county-config'
import type { CaseClock } from './types.ts'

/** The clock of a state by its key; keys are unique in a process. */
export function findClockDeclaration(process: ProcessDeclaration, state: string, key: string): Clock | undefined {
  const declared = process.states[state]
  return declared?.kind === 'open' ? declared.due.find((clock) => clock.key === key) : undefined
}

/** A limit in figures: the county's parameter, the category's own time, or what was declared. */
export function limitSpan(limit: Limit, config: Pick<CountyConfig, 'limits'>, category: Category | undefined): Span {
  if (!('limitOf' in limit)) return spanOf(limit)
  if (limit.limitOf === 'category') return spanOf(category?.limit ?? limit.otherwise)
  const urgent = category !== undefined && category.urgency !== 'ordinary' && limit.whenUrgent !== undefined
  return spanOf(
    (urgent ? config.limits.get(limit.whenUrgent) : undefined) ?? config.limits.get(limit.parameter) ?? limit.otherwise,
  )
}

/** When the next step of the ladder comes: the warning first, then each escalation counted from the deadline. */
function nextStepAt(
  calendar: Calendar,
  clock: Clock,
  state: Pick<CaseClock, 'countingSince' | 'countingUnit' | 'dueAt' | 'step'>,
): Date | null {
  if (!state.dueAt) return null
  if (state.step === 0)
    return instantAtPercent(calendar, state.countingUnit, state.countingSince, state.dueAt, clock.warnAtPercent)
  const escalation = clock.then[state.step - 1]
  if (!escalation) return null
  const after = spanOf(escalation.after)
  return after.amount === 0 ? state.dueAt : deadlineAfter(calendar, state.dueAt, after).dueAt
}

function count(calendar: Calendar, clock: Clock, base: CaseClock, since: Date, span: Span): CaseClock {
  const { dueAt, provisional } = deadlineAfter(calendar, since, span)
  const counting = {
    ...base,
    countingSince: since,
    countingUnit: span.unit,
    countingAmount: span.amount,
    dueAt,
    provisional,
    status: 'running' as const,
    remainingMinutes: null,
    stoppedAt: null,
    late: null,
  }
  return { ...counting, nextAt: nextStepAt(calendar, clock, counting) }
}

/** The beginning of a day in the county's time. */
function dayBegins(calendar: Calendar, on: unknown): Date | undefined {
  const at = typeof on === 'string' ? startOfDay(calendar, on) : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at
}

/** Starts a clock, or lets it go on with what it had left when its state is entered again. */
export function startClock(
  config: Pick<CountyConfig, 'calendar' | 'limits'>,
  clock: Clock,
  category: Category | undefined,
  before: CaseClock | undefined,
  now: Date,
  since: Date = now,
): CaseClock {
  const { calendar } = config
  if (before && clock.again === 'continue' && before.remainingMinutes !== null) {
    return count(calendar, clock, before, now, { unit: minuteUnit(before.limitUnit), amount: before.remainingMinutes })
  }
  const limit = limitSpan(clock.within, config, category)
  const fresh: CaseClock = {
    clock: clock.key,
    status: 'running',
    limitUnit: limit.unit,
    limitAmount: limit.amount,
    startedAt: now,
    countingSince: since,
    countingUnit: limit.unit,
    countingAmount: limit.amount,
    remainingMinutes: null,
    extendedTimes: 0,
    dueAt: null,
    provisional: false,
    step: 0,
    nextAt: null,
    stoppedAt: null,
    late: null,
  }
  return count(calendar, clock, fresh, since, limit)
}

/** Stops a clock when its state is left; what was left of it is kept for `again: continue`. */
export function stopClock(calendar: Calendar, clock: CaseClock, now: Date): CaseClock {
  const remaining =
    clock.status === 'paused'
      ? clock.remainingMinutes
      : clock.dueAt
        ? minutesLeft(calendar, clock.limitUnit, now, clock.dueAt)
        : 0
  const late = clock.status === 'paused' ? false : clock.dueAt !== null && now > clock.dueAt
  return { ...clock, status: 'stopped', remainingMinutes: remaining, nextAt: null, stoppedAt: now, late }
}

/**
 * Pauses a running clock for a span at most: no time passes until it is resumed, by hand, by an answer or at its end (`nextAt`).
 * Its deadline is the one that it will have then, so that a paused case keeps a date.
 */
export function pauseClock(calendar: Calendar, clock: CaseClock, span: Span, now: Date): CaseClock {
  const remaining = clock.dueAt ? minutesLeft(calendar, clock.limitUnit, now, clock.dueAt) : 0
  const end = deadlineAfter(calendar, now, span).dueAt
  const after = deadlineAfter(calendar, end, { unit: minuteUnit(clock.limitUnit), amount: remaining })
  return { ...clock, status: 'paused', remainingMinutes: remaining, nextAt: end, ...after }
}

/** Lets every paused clock of a state go on. */
export function resumeAll(
  calendar: Calendar,
  process: ProcessDeclaration,
  state: string,
  clocks: readonly CaseClock[],
  now: Date,
): readonly CaseClock[] {
  if (!clocks.some(({ status }) => status === 'paused')) return clocks
  return clocks.map((clock) => {
    const declared = clock.status === 'paused' ? findClockDeclaration(process, state, clock.clock) : undefined
    return declared ? resumeClock(calendar, declared, clock, now) : clock
  })
}

/** Lets a paused clock go on with what it had left. */
export function resumeClock(calendar: Calendar, declared: Clock, clock: CaseClock, now: Date): CaseClock {
  return count(calendar, declared, clock, now, {
    unit: minuteUnit(clock.limitUnit),
    amount: clock.remainingMinutes ?? 0,
  })
}

/** Extends a running clock: the added span counts on from the deadline, or from now when that is past. */
export function extendClock(calendar: Calendar, declared: Clock, clock: CaseClock, by: Span, now: Date): CaseClock {
  const from = clock.dueAt && clock.dueAt > now ? clock.dueAt : now
  const longer = count(calendar, declared, { ...clock, step: 0, extendedTimes: clock.extendedTimes + 1 }, from, by)
  return longer
}

/** Moves a clock to the next step of its ladder after the present one was carried out. */
export function stepClock(calendar: Calendar, declared: Clock, clock: CaseClock): CaseClock {
  const step = clock.step + 1
  return { ...clock, step, nextAt: nextStepAt(calendar, declared, { ...clock, step }) }
}

/** Counts a provisional deadline again, now that more of the calendar is known. */
export function recountClock(calendar: Calendar, declared: Clock, clock: CaseClock): CaseClock {
  const again = count(calendar, declared, clock, clock.countingSince, {
    unit: clock.countingUnit,
    amount: clock.countingAmount,
  })
  return { ...again, startedAt: clock.startedAt }
}

/** The deadline that a case shows: the earliest of its clocks, for paused ones the one that they will have. */
export function deadlineOf(clocks: readonly CaseClock[]): { dueAt: Date | null; provisional: boolean } {
  let first: CaseClock | undefined
  for (const clock of clocks) {
    if (clock.status === 'stopped' || !clock.dueAt) continue
    if (!first?.dueAt || clock.dueAt < first.dueAt) first = clock
  }
  return { dueAt: first?.dueAt ?? null, provisional: first?.provisional ?? false }
}

/** All clocks of a case after it moved from one state to another (or stayed: then nothing changes). */
export function clocksAfterMove(
  config: Pick<CountyConfig, 'calendar' | 'limits'>,
  process: ProcessDeclaration,
  category: Category | undefined,
  clocks: readonly CaseClock[],
  from: string | null,
  to: string,
  now: Date,
  fields: FieldValues = {},
): CaseClock[] {
  if (from === to) return [...clocks]
  const target = process.states[to]
  const declared = target?.kind === 'open' ? target.due : []
  const stopped = clocks.map((clock) => (clock.status === 'stopped' ? clock : stopClock(config.calendar, clock, now)))
  const started = declared.map((clock) =>
    startClock(
      config,
      clock,
      category,
      stopped.find((one) => one.clock === clock.key),
      now,
      clock.countsFrom === undefined ? now : (dayBegins(config.calendar, fields[clock.countsFrom]) ?? now),
    ),
  )
  return [...stopped.filter((clock) => !started.some((one) => one.clock === clock.clock)), ...started]
}
