/** Lets the planned cases happen: every step at its own time, the clocks in between, until now. */

import { type Calendar, deadlineAfter, instantAtPercent, localDate, type Formality } from '@xiangzhi/language'
import { Refusal } from '#platform/refusal'
import { type Database, sql } from '#platform/database'
import { loadForChange, type Processes, runClocks } from '#kernel/cases'
import type { PlannedCase } from './cases.ts'
import { type DemoCase, NobodyMay, open, perform, type Stage } from './performance.ts'
import { nextOfFormality, nextOfMediation, nextOfWhistle } from './story-others.ts'
import { nextOfGridEvent, type Step, type StoryFacts } from './story.ts'

type Loaded = Awaited<ReturnType<typeof loadForChange>>

/** A case in the queue: what happens next to it, and when. */
interface Entry {
  readonly plan: PlannedCase | undefined
  one: DemoCase | undefined
  nextAt: Date | undefined
  subject: Loaded | undefined
  step: Step | undefined
  tries: number
}

/** How the simulation went; refusals are steps that the engine did not allow, by code. */
export interface SimulationResult {
  readonly opened: number
  readonly steps: number
  readonly clockSteps: number
  readonly refusals: Readonly<Record<string, number>>
  /** Steps that nobody was allowed to make, or that failed: mistakes of the story. */
  readonly problems: readonly string[]
}

export interface Simulation {
  readonly database: Database
  readonly county: number
  readonly processes: Processes
  readonly calendar: Calendar
  readonly formalities: readonly Formality[]
  readonly stage: Omit<Stage, 'caseOf'>
  readonly plans: readonly PlannedCase[]
  readonly from: Date
  readonly until: Date
  /** Called now and then with the share that is done. */
  readonly progress?: (share: number) => void
}

const minuteMs = 60_000
const LANES = 4
const TRIES_MAX = 12

async function inLanes<T>(list: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  let at = 0
  const lane = async (): Promise<void> => {
    while (at < list.length) {
      const entry = list[at] as T
      at += 1
      await work(entry)
    }
  }
  await Promise.all(Array.from({ length: Math.min(LANES, list.length) }, lane))
}

class Running {
  readonly #entries: Entry[]
  readonly #byKey = new Map<string, DemoCase>()
  readonly #stage: Stage
  readonly #simulation: Simulation
  readonly refusals: Record<string, number> = {}
  readonly problems: string[] = []
  opened = 0
  steps = 0
  clockSteps = 0

  constructor(simulation: Simulation) {
    this.#simulation = simulation
    this.#stage = { ...simulation.stage, caseOf: (key) => this.#byKey.get(key) }
    this.#entries = simulation.plans.map((plan) => ({
      plan,
      one: undefined,
      nextAt: plan.openAt,
      subject: undefined,
      step: undefined,
      tries: 0,
    }))
  }

  /** The next step of a story, whatever its process. */
  #stepOf(one: DemoCase, { record }: Loaded, at: Date): Step | undefined {
    const { wishes, townCode, process, category } = one.plan
    const facts: StoryFacts = {
      wishes,
      record,
      done: one.done,
      reporter: one.token !== undefined,
      random: one.random,
      townCode,
    }
    const step =
      process === 'grid-event'
        ? nextOfGridEvent(facts)
        : process === 'mediation'
          ? nextOfMediation(facts, localDate(this.#simulation.calendar, at))
          : process === 'formality'
            ? nextOfFormality(facts, this.#simulation.formalities.find(({ key }) => key === category)?.department)
            : nextOfWhistle(facts)
    return step && wishes.stopAt === record.state && step.once === undefined ? undefined : step
  }

  /** When the next step is made: within the running limit, or after it where that is wished. */
  #timeOf(one: DemoCase, { record, clocks }: Loaded, step: Step | undefined, now: Date): Date | undefined {
    const { calendar } = this.#simulation
    const { wishes } = one.plan
    const { random } = one
    const working = (from: Date, amount: number): Date =>
      deadlineAfter(calendar, from, { unit: 'workingMinutes', amount }).dueAt
    const later = (from: Date, least: number, most: number): Date =>
      new Date(from.getTime() + random.whole(least, most) * minuteMs)
    // A clock may move the case on by itself; somebody looks again then.
    if (!step) return record.isOpen && wishes.stopAt !== record.state ? working(now, 480) : undefined
    if (step.kind === 'reporter' || step.kind === 'answer' || step.kind === 'follow')
      return wishes.quick ? later(now, 6, 25) : later(now, 90, 2800)
    if (wishes.quick) return working(now, random.whole(4, 16))
    const clock = clocks.find(({ status }) => status === 'running')
    if (!clock?.dueAt) return working(now, random.whole(60, 500))
    if (wishes.lateIn === record.state && !one.done.has('late') && step.once === undefined) {
      one.done.add('late')
      return working(clock.dueAt, random.whole(30, 1100))
    }
    const share = (wishes.pace * (0.25 + 0.6 * random.share())) / (step.once === undefined ? 1 : 2)
    const at = instantAtPercent(calendar, clock.countingUnit, now, clock.dueAt, Math.max(1, Math.round(share)))
    // Limits that run round the clock are kept by whoever is on duty; all others in working time.
    return clock.countingUnit === 'minutes' ? at : working(at, random.whole(1, 12))
  }

  #load(one: DemoCase, at: Date): Promise<Loaded> {
    const { database, county, processes } = this.#simulation
    return database.write(county, (tx) => {
      // Looking changes nothing, so nobody need wait for the disk.
      tx.send(sql`set local synchronous_commit = off`)
      return loadForChange(tx, processes, one.id, { kind: 'system' }, at)
    })
  }

  async #look(entry: Entry, one: DemoCase, at: Date): Promise<void> {
    const subject = await this.#load(one, at)
    entry.subject = subject
    entry.step = this.#stepOf(one, subject, at)
    entry.nextAt = this.#timeOf(one, subject, entry.step, at)
  }

  #whistled(parent: DemoCase, id: string, serial: number, at: Date): void {
    const { wishes, key, category, townCode } = parent.plan
    const stop =
      wishes.whistle === 'called' || wishes.whistle === 'arrived'
        ? wishes.whistle
        : wishes.whistle === 'refused' && wishes.stopAt
          ? 'refused'
          : undefined
    const { pace, quick } = wishes
    const own = {
      pace,
      ...(quick ? { quick } : {}),
      ...(wishes.whistle ? { whistle: wishes.whistle } : {}),
      ...(stop ? { stopAt: stop } : {}),
    }
    const plan = { key: `${key}-whistle-${serial}`, process: 'whistle', category, wishes: own, townCode }
    const one: DemoCase = {
      plan,
      id,
      token: undefined,
      random: this.#stage.chance(plan.key),
      done: new Set(),
      asked: new Map(),
    }
    this.#entries.push({
      plan: undefined,
      one,
      nextAt: new Date(at.getTime() + minuteMs),
      subject: undefined,
      step: undefined,
      tries: 0,
    })
    this.opened += 1
  }

  async #advance(entry: Entry, at: Date): Promise<void> {
    const { plan } = entry
    if (!entry.one) {
      if (!plan) return
      entry.one = await open(this.#stage, plan)
      this.#byKey.set(plan.key, entry.one)
      this.opened += 1
      return this.#look(entry, entry.one, at)
    }
    const { one, subject, step } = entry
    if (!subject || !step) return this.#look(entry, one, at)
    const children = await perform(this.#stage, one, subject.process, subject.record, step, at)
    this.steps += 1
    entry.tries = 0
    if (step.once) one.done.add(step.once)
    children.forEach(({ id }, serial) => this.#whistled(one, id, serial, at))
    return this.#look(entry, one, at)
  }

  /** One step of one case; a refusal is met by looking again, as people do. */
  async #turn(entry: Entry, at: Date): Promise<void> {
    try {
      await this.#advance(entry, at)
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof NobodyMay)) throw error
      const name = `${entry.one?.plan.key ?? entry.plan?.key ?? ''} ${entry.step?.kind ?? 'open'} ${entry.step && 'transition' in entry.step ? entry.step.transition : ''}`
      const code = error instanceof Refusal ? error.code : 'nobody-may'
      this.refusals[code] = (this.refusals[code] ?? 0) + 1
      const expected = code === 'changed-meanwhile' || code === 'need-children-closed'
      if (!expected) this.problems.push(`${name}: ${code} ${error.message}`)
      entry.tries += 1
      if (!entry.one || entry.tries > TRIES_MAX || (!expected && entry.tries > 2)) {
        entry.nextAt = undefined
        return
      }
      if (step(entry) === 'merge') entry.one.done.add('not-merged')
      await this.#look(entry, entry.one, at)
      const wait = code === 'changed-meanwhile' ? 1 : 240
      entry.nextAt = deadlineAfter(this.#simulation.calendar, at, { unit: 'workingMinutes', amount: wait }).dueAt
    }
  }

  /** Everything that happens up to an instant. */
  async carryOn(end: Date): Promise<void> {
    const due = this.#entries
      .filter(({ nextAt }) => nextAt && nextAt <= end)
      .sort((one, other) => (one.nextAt?.getTime() ?? 0) - (other.nextAt?.getTime() ?? 0))
    await inLanes(due, async (entry) => {
      while (entry.nextAt && entry.nextAt <= end) {
        const at = entry.nextAt
        await this.#turn(entry, at)
        if (entry.nextAt && entry.nextAt <= at) entry.nextAt = new Date(at.getTime() + minuteMs)
      }
    })
  }

  /** The clocks as they stand at an instant. Nobody is asked when no clock can have a step before then. */
  async strike(now: Date): Promise<void> {
    const { database, county, processes } = this.#simulation
    const struck = this.#entries.filter(({ subject }) =>
      subject?.clocks.some(({ status, nextAt }) => status === 'running' && nextAt && nextAt <= now),
    )
    if (struck.length === 0) return
    for (;;) {
      const done = await runClocks(database, processes, county, now, (error, caseId) =>
        this.problems.push(`clock of ${caseId}: ${String(error)}`),
      )
      this.clockSteps += done
      if (done === 0) break
    }
    await inLanes(struck, async (entry) => {
      if (!entry.one || !entry.subject) return
      const { state } = entry.subject.record
      entry.subject = await this.#load(entry.one, now)
      // A clock that moved the case on makes everybody think again; a warning does not change their plans.
      if (entry.subject.record.state !== state) await this.#look(entry, entry.one, now)
    })
  }
}

function step({ step: current }: Entry): string | undefined {
  return current?.kind
}

/** Half an hour by day, two hours at night: clocks strike no later than that after their time. */
function tickAfter(calendar: Calendar, at: Date): number {
  const hour = ((at.getTime() / minuteMs + calendar.offsetMinutes) / 60) % 24
  return at.getTime() + (hour >= 7 && hour < 20 ? 30 : 120) * minuteMs
}

/** Runs the simulation to its end. */
export async function simulate(simulation: Simulation): Promise<SimulationResult> {
  const running = new Running(simulation)
  const { from, until, calendar, progress } = simulation
  for (let at = from; at < until;) {
    await running.strike(at)
    const end = new Date(Math.min(tickAfter(calendar, at), until.getTime()))
    await running.carryOn(end)
    at = end
    progress?.((at.getTime() - from.getTime()) / (until.getTime() - from.getTime()))
  }
  await running.strike(until)
  const { opened, steps, clockSteps, refusals, problems } = running
  return { opened, steps, clockSteps, refusals, problems }
}
