interface Tree {
  readonly paths: readonly string[]
  /** The text of a file; empty where there is none. */
  readonly read: (path: string) => string
}
/** Reads a tree: its graph of imports and its texts. */
export function readTree(root: string, paths: readonly string[]): Tree
/** All source files of this tree. */
export function listTree(): string[]
/** The tests that can tell what changed; all of them where how tests run changed. */
export function testsOf(tree: Tree, changed: readonly string[], before: (path: string) => string): string[] | 'all'
/** Tests to run now, and those left for later because they take long and nothing in their folder changed. */
export function leaveOutLong(
  tests: readonly string[],
  changed: readonly string[],
  took: Readonly<Record<string, number>>,
): { now: string[]; left: string[] }
