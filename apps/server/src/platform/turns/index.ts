import { Refusal } from '#platform/refusal'

/** Heavy work that takes turns: so many at once, some more wait, and whoever comes beyond is told to try later. */
export interface Turns {
  /** Waits for a turn and gives what ends it. Refuses `try-later`. */
  take(): Promise<() => void>
}

/** Turns for one kind of work. What `take` gives ends the turn; call it once. */
export function turnsOf({ atOnce, waitingMax }: { readonly atOnce: number; readonly waitingMax: number }): Turns {
  let working = 0
  const waiting: (() => void)[] = []
  const end = (): void => {
    const next = waiting.shift()
    if (next) next()
    else working -= 1
  }
  return {
    take: async () => {
      if (working < atOnce) working += 1
      else {
        if (waiting.length >= waitingMax) throw new Refusal('try-later')
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
      return end
    },
  }
}
