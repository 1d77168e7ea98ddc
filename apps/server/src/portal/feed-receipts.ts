import type { PublicEdition } from '#kernel/publications'
import { noteShown } from '#platform/devices'
import type { Desk } from './desk.ts'

/** So many editions are remembered as noted; noting one twice does no harm. */
const REMEMBERED_MAX = 20_000

/** Notes which editions feeds gave out, each the first time. */
export class FeedReceipts {
  readonly #desk: Pick<Desk, 'db' | 'county' | 'clock' | 'log'>
  readonly #noted = new Set<string>()
  readonly #underWay = new Set<Promise<void>>()

  /** `desk` writes: a replica cannot keep receipts. */
  constructor(desk: Pick<Desk, 'db' | 'county' | 'clock' | 'log'>) {
    this.#desk = desk
  }

  /** Begins to note them; whoever fetches a feed neither waits for that nor goes without the feed because of it. */
  note(editions: readonly PublicEdition[]): void {
    const fresh = editions
      .filter(({ state, editionId }) => state === 'live' && !this.#noted.has(editionId))
      .map(({ editionId }) => editionId)
    if (fresh.length === 0) return
    const noting = this.#write(fresh).finally(() => this.#underWay.delete(noting))
    this.#underWay.add(noting)
  }

  /** Resolves when what was begun is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  async #write(editionIds: readonly string[]): Promise<void> {
    const { db, county, clock, log } = this.#desk
    try {
      await db.write(county, (tx) => noteShown(tx, editionIds, 'feed', clock.now()))
      if (this.#noted.size > REMEMBERED_MAX) this.#noted.clear()
      for (const id of editionIds) this.#noted.add(id)
    } catch (error) {
      log.warn('what a feed gave out was not noted', { error })
    }
  }
}
