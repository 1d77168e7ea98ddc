import type { Log } from '#platform/log'

/** Work that is done again and again while the server runs. It is safe to do twice, also by two servers at once. */
export interface Recurring {
  readonly name: string
  readonly everyMs: number
  readonly work: () => Promise<unknown>
}

/** Starts recurring work; one turn never overlaps the next. Returns how to stop it, which waits for the turn under way. */
export function startRecurring(
  tasks: readonly Recurring[],
  log: Log,
  /** Hears of every turn: the name of the work, whether it succeeded, and how many seconds it took. */
  onTurn: (name: string, succeeded: boolean, seconds: number) => void = () => undefined,
): () => Promise<void> {
  let stopped = false
  const lanes = tasks.map(({ name, everyMs, work }) => {
    let running: Promise<void> = Promise.resolve()
    const turn = async (): Promise<void> => {
      if (stopped) return
      const begin = performance.now()
      try {
        await work()
        onTurn(name, true, (performance.now() - begin) / 1000)
      } catch (error) {
        onTurn(name, false, (performance.now() - begin) / 1000)
        log.warn('recurring work failed and is tried again', { name, error })
      }
    }
    const timer = setInterval(() => {
      running = running.then(turn)
    }, everyMs)
    return async (): Promise<void> => {
      clearInterval(timer)
      await running
    }
  })
  return async () => {
    stopped = true
    await Promise.all(lanes.map((stop) => stop()))
  }
}
