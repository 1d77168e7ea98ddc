/** Lets one event live: people act in their own time, clocks strike in between, until it is closed or time is up. */

import { type Actor, deadlineAfter, instantAtPercent, type ProcessDeclaration } from '@xiangzhi/language'
import {
  beginHistory,
  type By,
  type CaseBatch,
  type CaseHistory,
  type CaseRecord,
  type HistoryGround,
} from '#kernel/cases'
import type { PlaceStanding } from '#kernel/places'
import { type DemoActors, nextOfGridEvent, type Step, unitFor } from '#demo'
import { seededRandom, type SeededRandom } from '#packs'
import type { PlannedEvent } from './plan.ts'

/** Everything that the lives of events share. */
export interface Stage {
  readonly seed: number
  readonly ground: HistoryGround
  readonly actors: DemoActors
  readonly standings: ReadonlyMap<string, PlaceStanding>
  /** Departments with somebody who handles, to send a case where the story names a unit that is not there. */
  readonly handling: readonly string[]
  readonly until: Date
}

/** Nobody of the county may do what the story asks: the county's roles are not filled. */
export class NobodyMay extends Error {}

const minuteMs = 60_000
/** More than any event needs; a story that goes in a circle must not go on for ever. */
const STEPS_MAX = 60

interface Living {
  readonly event: PlannedEvent
  readonly history: CaseHistory
  readonly random: SeededRandom
  readonly done: Set<string>
  readonly stage: Stage
  handledBy: string | undefined
  askedBy: string | undefined
}

const staff = (actor: Actor): By => ({ kind: 'staff', actor })

/** Whoever holds the queue in which the case stands, or else whoever else may make the transition. */
function whoActs(living: Living, process: ProcessDeclaration, record: CaseRecord, transition: string): Actor {
  const { actors } = living.stage
  const but = transition === 'pass' ? living.handledBy : undefined
  const queue =
    record.ownerRole && record.ownerId
      ? actors.holders(record.ownerRole, record.ownerId).filter(({ personId }) => personId !== but)
      : []
  const actor =
    queue.length > 0 ? living.random.pick(queue) : actors.forTransition(process, record, transition, living.random, but)
  if (!actor) throw new NobodyMay(`nobody may ${transition} a case in ${record.state} at ${record.level}`)
  return actor
}

function commanding(living: Living, allowance: 'level' | 'extend', part: 'ask' | 'grant', but?: string): Actor {
  const { record, process } = living.history.now()
  const choice = but === undefined ? {} : { but }
  const actor = living.stage.actors.forCommand(process, record, allowance, part, living.random, choice)
  if (!actor) throw new NobodyMay(`nobody may ${part} ${allowance} in ${record.state} at ${record.level}`)
  return actor
}

function unitOf(living: Living, key: string | undefined): string | null {
  if (key === undefined) return null
  const { ground, handling, actors } = living.stage
  const id = ground.organisations.get(key)
  if (id !== undefined && actors.holders('department-handler', id).length > 0) return id
  return handling.length > 0 ? living.random.pick(handling) : null
}

const givenBy = (step: Extract<Step, { kind: 'act' | 'reporter' }>) => ({
  transition: step.transition,
  fields: step.fields ?? {},
  note: 'note' in step ? (step.note ?? null) : null,
  reason: 'reason' in step ? (step.reason ?? null) : null,
  publicNote: 'publicNote' in step ? (step.publicNote ?? null) : null,
})

function perform(living: Living, step: Step, at: Date): void {
  const { history, stage, random, event } = living
  const { record, process } = history.now()
  switch (step.kind) {
    case 'act': {
      const actor = whoActs(living, process, record, step.transition)
      let unit = unitOf(living, step.unit)
      // Where the routing table names a unit in which nobody handles, the dispatcher chooses another.
      if (step.transition === 'dispatch' && unit === null) {
        const suggested = stage.ground.organisations.get(record.suggestedOrganisationKey ?? '')
        if (suggested === undefined || stage.actors.holders('department-handler', suggested).length === 0)
          unit = unitOf(living, unitFor(event.category.code, event.grid.code.slice(0, 9), random))
      }
      if (step.transition === 'handle') living.handledBy = actor.personId
      return history.act(staff(actor), { ...givenBy(step), organisationId: unit }, at)
    }
    case 'reporter':
      return history.act({ kind: 'reporter' }, { ...givenBy(step), organisationId: null }, at)
    case 'level':
      return history.level(staff(commanding(living, 'level', 'ask')), step.level, step.reason, at)
    case 'ask-time': {
      const actor = commanding(living, 'extend', 'ask')
      const clock = history.now().clocks.find(({ status }) => status === 'running')?.clock
      living.askedBy = actor.personId
      if (clock === undefined) return
      const amount = random.whole(2, 4)
      return history.askForTime(staff(actor), { clock, amount, unit: 'workingDays', reason: step.reason }, at)
    }
    case 'decide-time':
      return history.decideTime(
        staff(commanding(living, 'extend', 'grant', living.askedBy)),
        { grant: step.grant, note: step.note },
        at,
      )
    case 'answer':
    case 'ask':
    case 'assign':
    case 'comment':
    case 'follow':
    case 'merge':
    case 'reveal':
    case 'seal':
    case 'supervise':
    case 'whistle':
      // None of these is wished for in the plan of a simulated event.
      throw new Error(`a simulated event knows no step ${step.kind}`)
  }
}

/** When somebody makes the next step: within the running promise, or after it where that is meant. */
function timeOf(living: Living, step: Step, now: Date): Date {
  const { history, event, random, done, stage } = living
  const { calendar } = stage.ground.config
  const { record, clocks } = history.now()
  const working = (from: Date, amount: number): Date =>
    deadlineAfter(calendar, from, { unit: 'workingMinutes', amount }).dueAt
  if (step.kind === 'reporter') return new Date(now.getTime() + random.whole(90, 4300) * minuteMs)
  const clock = clocks.find(({ status }) => status === 'running')
  if (!clock?.dueAt || clock.dueAt <= now) return working(now, random.whole(30, 400))
  if (event.wishes.lateIn === record.state && !done.has('late') && step.once === undefined) {
    done.add('late')
    return working(clock.dueAt, random.whole(30, 1500))
  }
  const share = event.wishes.pace * (0.25 + 0.75 * random.share())
  const at = instantAtPercent(calendar, clock.countingUnit, now, clock.dueAt, Math.max(1, Math.round(share)))
  return clock.countingUnit === 'minutes' ? at : working(at, random.whole(1, 12))
}

function nextStrike(history: CaseHistory): { clock: string; at: Date } | undefined {
  let first: { clock: string; at: Date } | undefined
  for (const { status, nextAt, clock } of history.now().clocks)
    if (status === 'running' && nextAt && (!first || nextAt < first.at)) first = { clock, at: nextAt }
  return first
}

/** What the story would do next, and when. */
function plan(living: Living, now: Date): { step: Step; at: Date } | undefined {
  const { event, history, random, done } = living
  const step = nextOfGridEvent({
    wishes: event.wishes,
    record: history.now().record,
    done,
    reporter: event.via === 'portal',
    random,
    townCode: event.grid.code.slice(0, 9),
  })
  if (!step) return undefined
  return { step, at: timeOf(living, step, now) }
}

function opener(stage: Stage, { via, grid }: PlannedEvent, random: SeededRandom): By {
  if (via === 'portal') return { kind: 'reporter' }
  const { actors } = stage
  const finders =
    via === 'patrol'
      ? [...actors.holders('grid-worker', grid.id), ...actors.holders('grid-helper', grid.id)]
      : actors.holders('intake-clerk', actors.countyId)
  if (finders.length === 0) throw new NobodyMay(`nobody opens cases in ${grid.code}`)
  return staff(random.pick(finders))
}

/** Lives through one event up to the end of the simulated time. */
export function live(batch: CaseBatch, stage: Stage, event: PlannedEvent, number: string): void {
  const random = seededRandom(stage.seed, `life ${event.serial}`)
  const standing = stage.standings.get(event.grid.id)
  if (!standing) throw new Error(`no standing of grid ${event.grid.code}`)
  const history = beginHistory(batch, stage.ground, {
    by: opener(stage, event, random),
    at: event.at,
    input: {
      process: 'grid-event',
      category: event.category.code,
      standing,
      ...event.position,
      description: event.description,
      fields: {},
      answers: event.answers,
      source: event.via,
      level: undefined,
      organisationId: null,
      parentId: null,
      reporter: undefined,
      files: [],
      number,
      demo: true,
    },
  })
  const living: Living = { event, history, random, done: new Set(), stage, handledBy: undefined, askedBy: undefined }
  let next = plan(living, event.at)
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const strike = nextStrike(history)
    if (strike && (!next || strike.at <= next.at)) {
      if (strike.at > stage.until) return
      const before = history.now().record
      history.strike(strike.clock, strike.at)
      const { state, level } = history.now().record
      // A warning does not change anybody's plans; a clock that moved or raised the case does.
      if (state !== before.state || level !== before.level) next = plan(living, strike.at)
      continue
    }
    if (!next || next.at > stage.until) return
    const { step, at } = next
    perform(living, step, at)
    if (step.once) living.done.add(step.once)
    next = plan(living, at)
  }
}
