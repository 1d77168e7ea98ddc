/** Why somebody was turned away: too many wait already, waiting would take too long, or it did. */
export type Refused = 'queue-full' | 'expected-wait' | 'waited'

/** Somebody who wants a place. Exactly one of the two is called, once. */
export interface Turn {
  go(): void
  refuse(reason: Refused): void
}

export interface LaneLimits {
  /** How many are worked on at once. */
  readonly places: number
  /** How many may wait, whatever is expected: what they send costs memory. */
  readonly queueMax: number
  /** How long anybody may wait, in ms. */
  readonly patienceMs: number
}

/**
 * About so many of the last intervals make the expectation: at least sixteen, and several rounds of all places, since those who
 * came in together leave together, and one long interval among many of nothing says little.
 */
const INTERVALS_MIN = 16
const ROUNDS = 4

interface Waiting extends Turn {
  readonly since: number
}

/**
 * A bounded number of places with a queue before them. Whoever can expect to get in within the patience of the lane waits,
 * however long the queue stands already: a load that the machine can carry turns nobody away. The others hear at once that they
 * should come again. All times are monotonic milliseconds.
 */
export class Lane {
  readonly #limits: LaneLimits
  #working = 0
  readonly #waiting: Waiting[] = []
  /** The mean time between two that leave while all places are taken: so much each in the queue waits for each before it. */
  #interval = 0
  /** When a place last became free, or when the last one was taken. */
  #movedAt = 0

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  get working(): number {
    return this.#working
  }

  get queued(): number {
    return this.#waiting.length
  }

  /** How long somebody who comes now will probably wait, in ms. */
  expectedWait(now: number): number {
    if (this.#working < this.#limits.places) return 0
    // Where nothing has moved for longer than anybody waits, nothing that was measured before holds.
    if (now - this.#movedAt > this.#limits.patienceMs) return Number.POSITIVE_INFINITY
    return (this.#waiting.length + 1) * this.#interval
  }

  /** Whether somebody who comes now would be turned away: asked before reading what they send. */
  isFull(now: number): boolean {
    return this.#waiting.length >= this.#limits.queueMax || this.expectedWait(now) > this.#limits.patienceMs
  }

  #begin(turn: Turn, now: number): void {
    this.#working += 1
    if (this.#working === this.#limits.places) this.#movedAt = now
    turn.go()
  }

  /** Lets somebody in, queues them, or turns them away. Returns how they leave the queue when they hang up. */
  enter(turn: Turn, now: number): () => void {
    if (this.#working < this.#limits.places && this.#waiting.length === 0) {
      this.#begin(turn, now)
      return () => undefined
    }
    if (this.isFull(now)) {
      turn.refuse(this.#waiting.length >= this.#limits.queueMax ? 'queue-full' : 'expected-wait')
      return () => undefined
    }
    const one: Waiting = { since: now, go: () => turn.go(), refuse: (reason) => turn.refuse(reason) }
    this.#waiting.push(one)
    return () => {
      const at = this.#waiting.indexOf(one)
      if (at >= 0) this.#waiting.splice(at, 1)
    }
  }

  /** Somebody inside is done: the next one has their place. */
  leave(now: number): void {
    if (this.#working === this.#limits.places) {
      // A work that hung says no more about the next ones than that they would have waited too long.
      const interval = Math.min(now - this.#movedAt, this.#limits.patienceMs)
      this.#interval += (interval - this.#interval) / Math.max(INTERVALS_MIN, ROUNDS * this.#limits.places)
    }
    this.#working -= 1
    this.#movedAt = now
    this.advance(now)
  }

  /** Turns away who has waited too long and lets in whom there is a place for. To be called now and then while anybody waits. */
  advance(now: number): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const isLate = now - first.since > this.#limits.patienceMs
      if (!isLate && this.#working >= this.#limits.places) break
      this.#waiting.shift()
      if (isLate) first.refuse('waited')
      else this.#begin(first, now)
    }
  }
}
