/** Why somebody was turned away: the queue is full, or waiting would have taken too long. */
export type Refused = 'queue-full' | 'waited'

/** Somebody who wants a place. Exactly one of the two is called, once. */
export interface Turn {
  go(): void
  refuse(reason: Refused): void
}

export interface LaneLimits {
  /** How many are worked on at once. */
  readonly places: number
  /** How many may wait. */
  readonly queueMax: number
  /** Whether there is a crowd already for another reason than this queue. */
  readonly isCrowdedElsewhere?: (now: number) => boolean
}

/** A short crowd may wait so long: several screens opened in the same second. A queue that stands for longer is none. */
const PATIENCE_CALM_MS = 1000
/**
 * While more comes than can be done, waiting only makes everybody late. Longer than this, whoever is let in is late as
 * well; shorter, a few dozen callers who each wait for their answer before they ask again would be turned away for nothing.
 */
const PATIENCE_CROWDED_MS = 40
/** In a crowd so many may wait for each place; more would lose their patience anyway. */
const CROWD_A_PLACE = 10
/** A crowd comes in waves: it is not over before nobody had to be turned away for so long. */
const CROWD_REMEMBERED_MS = 2000

interface Waiting extends Turn {
  readonly since: number
  gone: boolean
}

/**
 * A bounded number of places with a queue before them. A short crowd is let through after a moment; when the queue does not
 * become empty any more, nobody waits long: whoever gets in is answered soon, the others hear at once that they should come
 * again. All times are monotonic milliseconds.
 */
export class Lane {
  readonly #limits: LaneLimits
  #working = 0
  #waiting: Waiting[] = []
  /** Since when there has been a queue; who is turned away shortens it, but only who gets in ends it. */
  #queuedSince = Number.POSITIVE_INFINITY
  #crowdedUntil = Number.NEGATIVE_INFINITY

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  get working(): number {
    return this.#working
  }

  get queued(): number {
    return this.#waiting.length
  }

  #crowded(now: number): boolean {
    if (now < this.#crowdedUntil) return true
    return now - this.#queuedSince > PATIENCE_CALM_MS || this.#limits.isCrowdedElsewhere?.(now) === true
  }

  #refuse(turn: Turn, reason: Refused, now: number): void {
    // A wave that was too high for the queue makes no crowd by itself: those who wait have nearly got in.
    if (this.#crowded(now)) this.#crowdedUntil = now + CROWD_REMEMBERED_MS
    turn.refuse(reason)
  }

  /** Whether somebody who comes now would surely be turned away: asked before reading what they send. */
  isFull(now: number): boolean {
    if (this.#working < this.#limits.places) return false
    return (
      this.#waiting.length >=
      (this.#crowded(now)
        ? Math.min(this.#limits.queueMax, this.#limits.places * CROWD_A_PLACE)
        : this.#limits.queueMax)
    )
  }

  /** Lets somebody in, queues them, or turns them away. Returns how they leave the queue when they hang up. */
  enter(turn: Turn, now: number): () => void {
    if (this.#working < this.#limits.places && this.#waiting.length === 0) {
      this.#working += 1
      this.#queuedSince = Number.POSITIVE_INFINITY
      turn.go()
      return () => undefined
    }
    if (this.isFull(now)) {
      this.#refuse(turn, 'queue-full', now)
      return () => undefined
    }
    const one: Waiting = {
      since: now,
      gone: false,
      go: () => turn.go(),
      refuse: (reason) => turn.refuse(reason),
    }
    this.#queuedSince = Math.min(this.#queuedSince, now)
    this.#waiting.push(one)
    return () => {
      one.gone = true
    }
  }

  /** Somebody inside is done: the next one has their place. */
  leave(now: number): void {
    this.#working -= 1
    this.advance(now)
  }

  /** Turns away who has waited too long and lets in whom there is a place for. To be called now and then while anybody waits. */
  advance(now: number): void {
    const patience = this.#crowded(now) ? PATIENCE_CROWDED_MS : PATIENCE_CALM_MS
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const late = now - first.since > patience
      if (!first.gone && !late && this.#working >= this.#limits.places) break
      this.#waiting.shift()
      if (first.gone) continue
      if (late) {
        this.#refuse(first, 'waited', now)
        continue
      }
      this.#working += 1
      if (this.#waiting.length === 0) this.#queuedSince = Number.POSITIVE_INFINITY
      first.go()
    }
  }
}
