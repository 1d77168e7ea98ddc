export { type Recurring, startRecurring } from './recurring.ts'

/** The only source of the present; everything else takes `now` as a parameter. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is set: for tests and for simulated years. */
export const fixedClock = (start: Date): Clock & { set(now: Date): void } => {
  let current = start
  return {
    now: () => new Date(current),
    set: (now) => {
      current = now
    },
  }
}
