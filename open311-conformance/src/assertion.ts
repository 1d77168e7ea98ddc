import type { ServerAsked } from './server-asked.ts'

/** One thing the standard demands, with the sentence that demands it and how it is tried. */
export interface Assertion {
  readonly id: string
  /** The heading in GeoReport v2 or in Service Discovery. */
  readonly section: string
  readonly sentence: string
  /** Whether it changes something on the server. */
  readonly writes: boolean
  readonly check: (server: ServerAsked) => Promise<void>
}

/** Assertions of one section, numbered in the order in which they stand. */
export function section(
  letter: string,
  heading: string,
  checks: readonly (readonly [sentence: string, check: Assertion['check']])[],
  writes = false,
): Assertion[] {
  return checks.map(([sentence, check], index) => ({
    id: `${letter}${String(index + 1).padStart(2, '0')}`,
    section: heading,
    sentence,
    writes,
    check,
  }))
}
