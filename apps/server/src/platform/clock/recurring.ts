import type { Log } from '#platform/log'

/** Work that is done again and again while the server runs. It is safe to do twice, also by two servers at once. */
export interface Recurring {
  readonly name: string
  readonly everyMs: number
  readonly work: () => Promise<unknown>
}

/** Starts recurring work; one turn never overlaps the next. Returns how to stop it, which waits for the turn under way. */
export function startRecurring(tasks: readonly Recurring[], log: Log): () => Promise<void> {
  let stopped = false
  const lanes = tasks.map(({ name, everyMs, work }) => {
    let running: Promise<void> = Promise.resolve()
    const turn = async (): Promise<void> => {
      if (stopped) return
      try {
        await work()
      } catch (error) {
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
