interface Cost {
  readonly files: number
  readonly lines: number
}
/** How many lines of `after` are not in the longest sequence of lines common with `before`. */
export function linesAdded(before: string, after: string): number
/** Files and lines of parts; those of tests are also told apart. */
export function costOf(parts: readonly { readonly path: string; readonly lines: number }[]): Cost & {
  readonly tests: Cost
}
/** Whether a goal is met, in words. */
export function verdict(cost: Cost, goal: Cost): string
/** How many lines a call takes that begins at `at`. */
export function linesOfCall(text: string, at: number): number
/** How many lines sentences take whose keys are meant. */
export function linesOfSentences(text: string, isMeant: (key: string) => boolean): number
