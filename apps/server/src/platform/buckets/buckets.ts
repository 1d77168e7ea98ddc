interface Bucket {
  tokens: number
  at: number
}

const MINUTE_MS = 60_000
const BUCKETS_MAX = 20_000

/**
 * Buckets that fill evenly and hold what one span of time allows, a minute unless another is given: a burst is fine, a stream above
 * the limit is not. Kept in memory; several servers each allow their own.
 */
export class Buckets {
  readonly #times: number
  readonly #spanMs: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(times: number, minutes = 1) {
    this.#times = times
    this.#spanMs = minutes * MINUTE_MS
  }

  /** After how many milliseconds there is one, 0 when there is one now. Takes nothing. */
  waitOf(who: string, nowMs: number): number {
    const known = this.#buckets.get(who)
    return known ? this.#missing(this.#filled(known, nowMs)) : 0
  }

  #filled({ tokens, at }: Bucket, nowMs: number): number {
    return Math.min(this.#times, tokens + ((nowMs - at) * this.#times) / this.#spanMs)
  }

  #missing(tokens: number): number {
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * this.#spanMs) / this.#times)
  }

  /** Takes one; answers 0, or after how many milliseconds there is one again. */
  take(who: string, nowMs: number): number {
    const known = this.#buckets.get(who)
    const tokens = known ? this.#filled(known, nowMs) : this.#times
    // Moved to the end: the oldest stand first and are forgotten first.
    if (known) this.#buckets.delete(who)
    else if (this.#buckets.size >= BUCKETS_MAX) this.#buckets.delete(this.#buckets.keys().next().value ?? '')
    this.#buckets.set(who, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: nowMs })
    return this.#missing(tokens)
  }

  /** Gives back one that was taken and not used. */
  giveBack(who: string): void {
    const known = this.#buckets.get(who)
    if (known) known.tokens = Math.min(this.#times, known.tokens + 1)
  }
}
