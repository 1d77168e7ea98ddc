import { performance } from 'node:perf_hooks'
import { cpuSeconds } from './processes.ts'

/** What one way of doing something cost. */
export interface Figures {
  readonly requests: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** CPU-seconds of 1,000 requests. */
  readonly cpuApp: number
  readonly cpuDatabase: number
}

/** Something that is done again and again; `no` never repeats within a run. */
export interface Task {
  readonly name: string
  once(no: number): Promise<unknown>
}

/** Whose CPU counts: process ids of the application and of the database. */
export interface Cost {
  app(): readonly number[]
  database(): readonly number[]
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

export const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((left, right) => left - right),
    0.5,
  )

/** Does a task for so long, never more often than `most`, with so many at once. */
export async function load(
  task: Task,
  { ms, atOnce, most = 200_000 }: { ms: number; atOnce: number; most?: number },
  cost: Cost,
): Promise<Figures> {
  const times: number[] = []
  const [app, database] = [cpuSeconds(cost.app()), cpuSeconds(cost.database())]
  const began = performance.now()
  const until = began + ms
  let no = 0
  const worker = async (): Promise<void> => {
    while (no < most && performance.now() < until) {
      const mine = no
      no += 1
      const start = performance.now()
      await task.once(mine)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const seconds = (performance.now() - began) / 1000
  const sorted = times.toSorted((left, right) => left - right)
  const perThousand = (spent: number): number => (spent / times.length) * 1000
  return {
    requests: times.length,
    perSecond: times.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    cpuApp: perThousand(cpuSeconds(cost.app()) - app),
    cpuDatabase: perThousand(cpuSeconds(cost.database()) - database),
  }
}

/** So many calls follow each other on one side before the other has its turn. */
const turn = 5

/**
 * Does the same on several sides in short turns, so that whatever else the machine does meets all of them alike. One after
 * another; a side costs what its own processes used during its turns.
 */
export async function alternate(tasks: readonly Task[], costs: readonly Cost[], ms: number): Promise<Figures[]> {
  const sides = tasks.map((task, at) => ({
    task,
    cost: costs[at] as Cost,
    times: [] as number[],
    seconds: 0,
    app: 0,
    database: 0,
  }))
  const until = performance.now() + ms * tasks.length
  for (let no = 0; performance.now() < until; no += turn) {
    for (const side of sides) {
      const [app, database] = [cpuSeconds(side.cost.app()), cpuSeconds(side.cost.database())]
      const began = performance.now()
      for (let one = 0; one < turn; one += 1) {
        const start = performance.now()
        await side.task.once(no + one)
        side.times.push(performance.now() - start)
      }
      side.seconds += (performance.now() - began) / 1000
      side.app += cpuSeconds(side.cost.app()) - app
      side.database += cpuSeconds(side.cost.database()) - database
    }
  }
  return sides.map(({ times, seconds, app, database }) => {
    const sorted = times.toSorted((left, right) => left - right)
    const thousands = times.length / 1000
    return {
      requests: times.length,
      perSecond: times.length / seconds,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      cpuApp: app / thousands,
      cpuDatabase: database / thousands,
    }
  })
}

/** The medians of several rounds, each figure by itself. */
export function middle(rounds: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => median(rounds.map(pick))
  return {
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpuApp: of(({ cpuApp }) => cpuApp),
    cpuDatabase: of(({ cpuDatabase }) => cpuDatabase),
  }
}
