/** Fewer persons or cases than this are not published as a number: whoever knows the village would know who they are. */
export const smallestShown = 5

/** What stands for a count that is too small, where its writer says so instead of leaving the cell empty. */
export const fewerMark = `<${smallestShown}`

/** Whether a count speaks of so few that it is not published. Nought is shown: it speaks of nobody. */
export const isSmallCount = (count: number): boolean => count > 0 && count < smallestShown

/** A count by itself as it may be published; null where it is too small. */
export const publishCount = (count: number): number | null => (isSmallCount(count) ? null : count)

/** A published count in words; the sign says nothing of whether it was small or would have told a small one. */
export const sayCount = (count: number | null): string => (count === null ? '＊' : String(count))

/** One line of counts in a tree: a county above its towns, a town above its villages, the sums above the rows of a table. */
export interface CountedNode {
  /** The place in the list of the node whose counts are the sums of this one's and its neighbours'; absent at a root. */
  readonly above?: number | undefined
  readonly counts: readonly number[]
  /** What is hidden already, whatever its number: the writer left it out. */
  readonly leftOut?: ReadonlySet<number> | undefined
  /** What stands nowhere at all here, such as a sum that a table does not have. */
  readonly absent?: ReadonlySet<number> | undefined
}

/**
 * The one way in which counts of persons or cases are published: null stands for what is hidden. Hidden are those from 1 to 4, and
 * as many others, the smallest first, as it takes that nobody finds them by taking the rest from a sum, on whatever page the sum
 * stands. A sum above stays hidden only if something below it does, and the other way round.
 *
 * @param parts whether the counts of one line may be parts of one another, as received, done and open are: then a line never hides
 *   one alone
 */
export function publishCountTree(
  nodes: readonly CountedNode[],
  { parts }: { parts: boolean },
): readonly (readonly (number | null)[])[] {
  const hidden = nodes.map(({ counts, leftOut, absent }) => {
    const small = counts.flatMap((count, column) => (isSmallCount(count) ? [column] : []))
    return new Set([...small, ...(leftOut ?? []), ...(absent ?? [])])
  })
  const below = Map.groupBy(nodes.keys(), (at) => nodes[at]?.above ?? -1)
  const countAt = (at: number, column: number): number => nodes[at]?.counts[column] ?? 0
  const isHidden = (at: number, column: number): boolean => hidden[at]?.has(column) === true
  const smallestOf = (all: readonly number[], count: (one: number) => number): number | undefined =>
    all.filter((one) => count(one) > 0).toSorted((one, other) => count(one) - count(other))[0]
  let changed = true
  const hide = (at: number, column: number): void => {
    hidden[at]?.add(column)
    changed = true
  }
  /** How many a hidden count leaves in the dark: of a sum, those below it that are not shown. */
  const inTheDark = (at: number, column: number): number => {
    const children = below.get(at)
    if (!children) return countAt(at, column)
    return children.reduce((sum, one) => sum + (isHidden(one, column) ? inTheDark(one, column) : 0), 0)
  }
  const guardSum = (above: number, children: readonly number[], column: number): void => {
    const dark = children.filter((one) => isHidden(one, column))
    const open = children.filter((one) => !isHidden(one, column))
    if (isHidden(above, column)) {
      const next = dark.length === 0 ? smallestOf(open, (one) => countAt(one, column)) : undefined
      if (next !== undefined) hide(next, column)
      return
    }
    const sum = dark.reduce((total, one) => total + inTheDark(one, column), 0)
    if (dark.length === 0 || (dark.length > 1 && sum >= smallestShown)) return
    hide(smallestOf(open, (one) => countAt(one, column)) ?? above, column)
  }
  const guardLine = (at: number, { counts, absent }: CountedNode): void => {
    const dark = [...counts.keys()].filter((column) => isHidden(at, column) && !absent?.has(column))
    const sum = dark.reduce((total, column) => total + countAt(at, column), 0)
    if (dark.length === 0 || (dark.length > 1 && sum >= smallestShown)) return
    const open = [...counts.keys()].filter((column) => !isHidden(at, column))
    const next = smallestOf(open, (column) => countAt(at, column))
    if (next !== undefined) hide(at, next)
  }
  while (changed) {
    changed = false
    for (const [at, node] of nodes.entries()) {
      const children = below.get(at)
      if (children) for (const column of node.counts.keys()) guardSum(at, children, column)
      if (parts) guardLine(at, node)
    }
  }
  return nodes.map(({ counts }, at) => counts.map((count, column) => (isHidden(at, column) ? null : count)))
}

/** A table of counts as it may be published, with the sums of its columns. */
export interface ShownCounts {
  readonly cells: readonly (readonly (number | null)[])[]
  readonly sums: readonly (number | null)[]
  /** Whether anything is hidden, so that it is said under the table. */
  readonly hides: boolean
}

/**
 * A table of counts that may be parts of one another, with the sums of its columns. A cell that is null was left out by its writer:
 * it stays hidden, and its column has no sum.
 *
 * @param summed the columns whose sums are shown; without it, all
 */
export function publishCounts(
  table: readonly (readonly (number | null)[])[],
  summed?: ReadonlySet<number>,
): ShownCounts {
  const columns = [...(table[0]?.keys() ?? [])]
  const rows = table.map((row) => ({
    above: 0,
    counts: row.map((count) => count ?? 1),
    leftOut: new Set(row.flatMap((count, column) => (count === null ? [column] : []))),
  }))
  const sums = columns.map((column) => rows.reduce((total, { counts }) => total + (counts[column] ?? 0), 0))
  const without = columns.filter(
    (column) => summed?.has(column) === false || rows.some(({ leftOut }) => leftOut.has(column)),
  )
  const root: CountedNode = { counts: sums, absent: new Set(without) }
  const [shownSums = [], ...cells] = publishCountTree([root, ...rows], { parts: true })
  return { cells, sums: shownSums, hides: cells.some((row) => row.includes(null)) }
}
