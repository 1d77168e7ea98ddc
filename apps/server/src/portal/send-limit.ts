interface Bucket {
  left: number
  at: number
}

/** A whole village may stand behind one address, so the bucket is large and fills quickly. */
const SENDS_MAX = 60
const SENDS_A_SECOND = 1
const ADDRESSES_MAX = 20_000

/** How often one address may send forms. It lives in memory: forgetting it does no harm. */
export class SendLimit {
  readonly #buckets = new Map<string, Bucket>()

  /** Takes one from the bucket; false when it is empty. `at` is a monotonic time in milliseconds. */
  take(address: string, at: number): boolean {
    const bucket = this.#buckets.get(address) ?? { left: SENDS_MAX, at }
    const left = Math.min(SENDS_MAX, bucket.left + ((at - bucket.at) / 1000) * SENDS_A_SECOND)
    this.#buckets.delete(address)
    this.#buckets.set(address, { left: left >= 1 ? left - 1 : left, at })
    if (this.#buckets.size > ADDRESSES_MAX) {
      const oldest = this.#buckets.keys().next().value
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    return left >= 1
  }
}
