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
    case 'number': {
      const { phone } = (input['reporter'] ?? {}) as { readonly phone?: string }
      return source === undefined || phone === undefined ? undefined : normalisePhone(phone)
    }
    case 'publication':
      return text(input['publicationId'])
    case 'place':
    default:
      return source === undefined ? undefined : text(input['villageId'])
  }
}

/**
 * Holds every public write to the limits that it declares, through whatever door it comes: forms, the interface for programs,
 * touch screens. Kept in memory: forgetting it does no harm, and several servers each allow their own.
 */
export class PublicLimits {
  readonly #buckets = new Map<string, Buckets>()

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
    const counted = declared.limits.flatMap(({ per, times, minutes }) => {
      const who = countedBy(per, by.address, by.input)
      if (who === undefined) return []
      const key = `${name} ${per}`
      let buckets = this.#buckets.get(key)
      if (buckets === undefined) this.#buckets.set(key, (buckets = new Buckets(times, minutes)))
      return [{ buckets, who, kept: per === 'source' || per === 'source and case' }]
    })
    // What is refused takes nothing: whoever has used up their own share cannot go on using up that of everybody.
    const waitMs = Math.max(0, ...counted.map(({ buckets, who }) => buckets.waitOf(who, atMs)))
    if (waitMs > 0) throw new Refusal('try-later', { seconds: Math.ceil(waitMs / 1000) })
    for (const { buckets, who } of counted) buckets.take(who, atMs)
    return () => {
      for (const { buckets, who, kept } of counted) if (!kept) buckets.giveBack(who)
    }
  }
}
