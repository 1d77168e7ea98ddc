import { performance } from 'node:perf_hooks'
import type { Tx } from '#platform/database'

/** Names hardly ever change, and one that is a minute old misleads nobody; on the server where it was changed it is new at once. */
const NAMES_KEPT_MS = 60_000
const KEPT_MAX = 20_000

const all: { clear(): void }[] = []

/** Has something else that is remembered emptied together with every `Memory`. */
export function forgetTogether(one: { clear(): void }): void {
  all.push(one)
}

/**
 * What hardly ever changes, in memory by county and key: a minute for what is only shown, and no longer than `Tx.remembersMs` for
 * what is decided by. Nothing is kept where that is 0, as in tests and tools.
 */
export class Memory<V> {
  readonly #kept = new Map<string, { readonly value: V; readonly until: number }>()
  readonly #forDecisions: boolean

  constructor(use: 'shown' | 'decided by') {
    this.#forDecisions = use === 'decided by'
    forgetTogether(this.#kept)
  }

  /** The values of these ids; those that are not in memory are asked for together. Ids that name nothing are left out. */
  async of(
    tx: Tx,
    ids: readonly string[],
    ask: (missing: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  ): Promise<ReadonlyMap<string, V>> {
    if (tx.remembersMs === 0) return ids.length === 0 ? new Map() : ask(ids)
    const now = performance.now()
    const found = new Map<string, V>()
    const missing: string[] = []
    for (const id of ids) {
      const known = this.#kept.get(`${tx.county} ${id}`)
      if (known && known.until > now) found.set(id, known.value)
      else missing.push(id)
    }
    if (missing.length === 0) return found
    for (const [id, value] of await ask(missing)) {
      found.set(id, value)
      if (this.#kept.size >= KEPT_MAX) this.#kept.clear()
      this.#kept.set(`${tx.county} ${id}`, {
        value,
        until: now + (this.#forDecisions ? tx.remembersMs : NAMES_KEPT_MS),
      })
    }
    return found
  }
}

/** Empties every memory: called where somebody may have changed what is remembered. */
export function forgetRemembered(): void {
  for (const memory of all) memory.clear()
}
