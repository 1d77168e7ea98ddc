import type { PublicLimit } from '@xiangzhi/contract'
import { Buckets, isLoopback, sourceOf } from '#platform/buckets'
import { Refusal } from '#platform/refusal'
import { normalisePhone } from '#platform/sealing'

type Input = Readonly<Record<string, unknown>>

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/**
 * By what a limit counts a write, or nothing where the write does not name it. A place is counted by its village, however the
 * write spelled the place: whoever calls says it as `villageId`.
 */
function countedBy(per: PublicLimit['per'], address: string, input: Input): string | undefined {
  const source = isLoopback(address) ? undefined : sourceOf(address)
  switch (per) {
    case 'source':
      return source
    case 'source and case':
      return source === undefined ? undefined : `${source} ${text(input['caseId'])}`
    case 'case':
      return text(input['caseId'])
    case 'link':
      return text(input['token'])
    case 'source and number': {
      const { phone } = (input['reporter'] ?? {}) as { readonly phone?: string }
      return source === undefined || phone === undefined ? undefined : `${source} ${normalisePhone(phone)}`
    }
    case 'publication':
      return text(input['publicationId'])
    case 'place':
    default:
      return source === undefined ? undefined : text(input['villageId'])
  }
}

/** What many write to, so that one of them could use it up for all. */
const shared: readonly PublicLimit['per'][] = ['place', 'publication', 'case']

/** A limit as it is counted: for what all share a part is kept for sources that have used none of it yet. */
class Counter {
  readonly #common: Buckets
  readonly #kept: Buckets | undefined
  readonly #users: Buckets

  constructor({ per, times, minutes }: PublicLimit) {
    const kept = shared.includes(per) ? Math.floor(times / 4) : 0
    this.#common = new Buckets(times - kept, minutes)
    this.#kept = kept === 0 ? undefined : new Buckets(kept, minutes)
    this.#users = new Buckets(1, minutes)
  }

  /** Where the next one of a source would be taken from. */
  #from(who: string, source: string, atMs: number): Buckets {
    if (!this.#kept || this.#common.waitOf(who, atMs) <= 0) return this.#common
    return this.#users.waitOf(`${who} ${source}`, atMs) > 0 ? this.#common : this.#kept
  }

  waitOf(who: string, source: string, atMs: number): number {
    return this.#from(who, source, atMs).waitOf(who, atMs)
  }

  /** Takes one; what it answers gives it back. */
  take(who: string, source: string, atMs: number): () => void {
    const from = this.#from(who, source, atMs)
    from.take(who, atMs)
    const first = this.#kept !== undefined && this.#users.take(`${who} ${source}`, atMs) === 0
    return () => {
      from.giveBack(who)
      if (first) this.#users.giveBack(`${who} ${source}`)
    }
  }
}

/**
 * Holds every public write to the limits that it declares, through whatever door it comes: forms, the interface for programs,
 * touch screens. Kept in memory: forgetting it does no harm, and several servers each allow their own.
 */
export class PublicLimits {
  readonly #counters = new Map<string, Counter>()

  /**
   * Takes one; throws `try-later` with the seconds to wait where some limit is used up. `atMs` is a monotonic time. What it
   * answers gives it back where the write had no effect: to everything but the source, so that nobody uses up the limit of a
   * place, a number or a publication by what is refused, and refused writes do not come in floods either.
   */
  take(
    name: string,
    declared: { readonly limits: readonly PublicLimit[] },
    by: { readonly address: string; readonly input: Input },
    atMs: number,
  ): () => void {
    const source = sourceOf(by.address)
    const counted = declared.limits.flatMap((limit) => {
      const { per } = limit
      const who = countedBy(per, by.address, by.input)
      if (who === undefined) return []
      const key = `${name} ${per}`
      let counter = this.#counters.get(key)
      if (counter === undefined) this.#counters.set(key, (counter = new Counter(limit)))
      return [{ counter, who, spent: per === 'source' || per === 'source and case' }]
    })
    // What is refused takes nothing: whoever has used up their own share cannot go on using up that of everybody.
    const waitMs = Math.max(0, ...counted.map(({ counter, who }) => counter.waitOf(who, source, atMs)))
    if (waitMs > 0) throw new Refusal('try-later', { seconds: Math.ceil(waitMs / 1000) })
    const taken = counted.map(({ counter, who, spent }) => ({ spent, giveBack: counter.take(who, source, atMs) }))
    return () => {
      for (const { spent, giveBack } of taken) if (!spent) giveBack()
    }
  }
}
