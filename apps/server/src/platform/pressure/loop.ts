import { performance } from 'node:perf_hooks'

/** A loop that rests for less than this share of its time has nothing to spare. */
const BUSY_SHARE = 0.9
/** It must have had nothing to spare for so long: a single long piece of work is no crowd. */
const SATURATED_AFTER_MS = 500
/** What a turn of the loop may hold before the rest of it is turned away. */
export interface TurnLimits {
  /** How much of a turn may be spent before the requests that came with it are turned away. */
  readonly maxMs: number
  /** So many of each turn are let in whatever else goes on. */
  readonly least: number
}

/**
 * A request takes about five turns: reading it, two or three waits for the database, writing the answer. Turns of a fifth of a
 * second keep it within the second that anybody waits; what a turn can do in that time the machine can carry.
 */
const TURN: TurnLimits = { maxMs: 200, least: 64 }

/**
 * Knows when the event loop itself is the bottleneck. Then requests wait unread in their sockets, where nobody can count them:
 * one turn of the loop reads all that have come in the meantime. Turning away whoever is read late in a turn keeps turns short,
 * and with them everything that waits for several of them.
 */
export class LoopWatch {
  #utilization = performance.eventLoopUtilization()
  #busySince: number | undefined
  #turnBegan = 0
  #idleBefore = 0
  #seen = 0
  #marked = false
  readonly #turn: TurnLimits

  constructor(turn: TurnLimits = TURN) {
    this.#turn = turn
  }

  /** To be called a few times a second. */
  sample(): void {
    const now = performance.now()
    const utilization = performance.eventLoopUtilization()
    const { utilization: share } = performance.eventLoopUtilization(utilization, this.#utilization)
    this.#utilization = utilization
    if (share < BUSY_SHARE) this.#busySince = undefined
    else this.#busySince ??= now
  }

  /** Whether the loop has had nothing to spare for a while. */
  #isSaturated(now: number): boolean {
    return this.#busySince !== undefined && now - this.#busySince >= SATURATED_AFTER_MS
  }

  /** Whether a request that is read now comes too late in its turn. Every request asks exactly once. */
  isLate(now: number): boolean {
    if (!this.#isSaturated(now)) return false
    if (!this.#marked) {
      this.#marked = true
      // What stands behind the reading of sockets in each turn: the next one begins here.
      setImmediate(() => {
        this.#marked = false
        this.#seen = 0
        this.#turnBegan = performance.now()
        this.#idleBefore = performance.nodeTiming.idleTime
      })
    }
    this.#seen += 1
    if (this.#seen <= this.#turn.least) return false
    return now - this.#turnBegan - (performance.nodeTiming.idleTime - this.#idleBefore) > this.#turn.maxMs
  }
}
