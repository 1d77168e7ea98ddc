import type { Sendable, Wire } from './wire.ts'

/** The county setting is read by the row-level security policies; only a whole number may ever be put there. */
export const countySetting = (county: number): string => {
  if (!Number.isSafeInteger(county) || county < 0 || county > 999_999) throw new RangeError(`no county ${county}`)
  return String(county)
}

const settingOf = (county: number): Sendable => ({
  name: `county${countySetting(county)}`,
  text: `set app.county = '${countySetting(county)}'`,
  values: [],
})

/** In which county a connection stands: row-level security shows it only the rows of that one. */
export class Session {
  #county: number | undefined
  #moving: Promise<unknown> | undefined

  /**
   * Moves a session of reads. What is sent behind it is answered after it; whoever uses the answers must wait for what this
   * returns, undefined when the session has arrived. It travels by itself, so that a read that fails cannot undo it.
   */
  move(county: number, wire: Wire): Promise<unknown> | undefined {
    if (this.#county === county) return this.#moving
    this.#county = county
    const moving = wire.alone(settingOf(county))
    this.#moving = moving
    const arrived = (at: number | undefined): void => {
      if (this.#moving !== moving) return
      this.#moving = undefined
      this.#county = at
    }
    moving.then(
      () => arrived(county),
      () => arrived(undefined),
    )
    return moving
  }

  /**
   * What must be sent before a transaction so that it works in the county; undefined when the session is there. It shares the
   * fate of the transaction, so nobody knows where the session stands before that has `arrived`.
   */
  leave(county: number): Sendable | undefined {
    const setting = this.#county === county ? undefined : settingOf(county)
    this.#county = undefined
    return setting
  }

  arrived(county: number): void {
    this.#county = county
  }
}
