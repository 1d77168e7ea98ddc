/** Which terms are known to be equal: `$1` is a parameter, `=7` a number, anything else a column of something read. */
export class Sameness {
  readonly #groups: Map<string, Set<string>>

  constructor(groups: Iterable<readonly [string, Set<string>]> = []) {
    this.#groups = new Map(groups)
  }

  /** The same knowledge, to which one may add without adding to this. */
  copy(): Sameness {
    const groups = new Set(this.#groups.values())
    return new Sameness(
      [...groups].flatMap((group) => {
        const own = new Set(group)
        return [...own].map((term) => [term, own] as const)
      }),
    )
  }

  /** Notes that two terms are equal, and with them all that are equal to either. */
  join(left: string, right: string): void {
    const group = this.#groups.get(left) ?? new Set([left])
    const other = this.#groups.get(right) ?? new Set([right])
    for (const term of other) group.add(term)
    for (const term of group) this.#groups.set(term, group)
  }

  /** Everything another one knows as well. */
  take(other: Sameness): void {
    for (const [term, group] of other.#groups) for (const equal of group) this.join(term, equal)
  }

  /** The other terms that are equal to this one. */
  others(term: string): string[] {
    return [...(this.#groups.get(term) ?? [])].filter((other) => other !== term)
  }

  /** The parameters and numbers that are equal to this term, itself included. */
  told(term: string): string[] {
    return [...(this.#groups.get(term) ?? [term])].filter((equal) => /^[$=]/.test(equal))
  }
}
