/** Savings that a page began when it was left, by what they save: whoever opens the same thing again waits for them. */
export class LastSaves {
  readonly #running = new Map<string, Promise<unknown>>()

  add(id: string, save: Promise<unknown>): void {
    const before = this.#running.get(id)
    const done = Promise.allSettled([before, save]).finally(() => {
      if (this.#running.get(id) === done) this.#running.delete(id)
    })
    this.#running.set(id, done)
  }

  /** Resolves when nothing is on its way to the server any more, whether it arrived or not. */
  async settled(id: string): Promise<void> {
    await this.#running.get(id)
  }
}

/** Those of this window. */
export const lastSaves = new LastSaves()
