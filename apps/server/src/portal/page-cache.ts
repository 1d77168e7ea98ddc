import type { Packed } from './respond.ts'

/** How long a public page is sent without looking again: short enough for a villager, long enough for a busy morning. */
const FRESH_MILLISECONDS = 5000
const ENTRIES_MAX = 2000

interface Entry {
  packed: Packed
  text: string
  /** Counter of changes when it was drawn. */
  change: number
  drawnAt: number
}

/** What draws a page and packs it; packing is left out when the words have stayed the same. */
export interface Drawing {
  draw(): Promise<string>
  pack(text: string): Promise<Packed>
}

/**
 * Rendered public pages. A page is drawn at most once at a time and again after five seconds or any change made through
 * this server; when its words have stayed the same, its tag and compressed forms are kept.
 */
export class PageCache {
  readonly #entries = new Map<string, Entry>()
  readonly #underWay = new Map<string, Promise<Entry>>()
  #change = 0

  /** Something public has changed: every page is looked at again before it is sent. */
  changed(): void {
    this.#change += 1
  }

  /** The packed page when it is fresh. `at` is a monotonic time in milliseconds. */
  fresh(key: string, at: number): Packed | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.change === this.#change && at - entry.drawnAt < FRESH_MILLISECONDS ? entry.packed : undefined
  }

  async get(key: string, at: number, drawing: Drawing): Promise<Packed> {
    const fresh = this.fresh(key, at)
    if (fresh) return fresh
    let underWay = this.#underWay.get(key)
    if (!underWay) {
      underWay = this.#redraw(key, at, drawing).finally(() => this.#underWay.delete(key))
      this.#underWay.set(key, underWay)
    }
    return (await underWay).packed
  }

  async #redraw(key: string, at: number, drawing: Drawing): Promise<Entry> {
    const change = this.#change
    const text = await drawing.draw()
    const before = this.#entries.get(key)
    const packed = before?.text === text ? before.packed : await drawing.pack(text)
    const entry: Entry = { packed, text, change, drawnAt: at }
    // Put in anew, so that the first key of the map is the one that was drawn longest ago.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    if (this.#entries.size > ENTRIES_MAX) {
      const oldest = this.#entries.keys().next().value
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    return entry
  }
}
