/** Fewer persons or cases than this are not published as a number: whoever knows the village would know who they are. */
export const smallestShown = 5

/** What of a line of counts may not be shown beside its sum. */
export interface HiddenCounts {
  readonly cells: ReadonlySet<number>
  /** Whether the sum must not be shown either. */
  readonly sum: boolean
}

/**
 * Which counts of a line are not shown: those from 1 to 4, and as many others, the smallest first, as it takes that nobody finds
 * them by taking the rest from the sum. Where nothing is left to hide, the sum is hidden. Nought is shown: it speaks of nobody.
 */
export function hideSmall(counts: readonly number[]): HiddenCounts {
  const cells = new Set(counts.flatMap((count, at) => (count > 0 && count < smallestShown ? [at] : [])))
  if (cells.size === 0) return { cells, sum: false }
  const others = counts
    .map((count, at) => ({ count, at }))
    .filter(({ count }) => count >= smallestShown)
    .toSorted((one, other) => one.count - other.count)
  const isSafe = (): boolean =>
    cells.size > 1 && [...cells].reduce((sum, at) => sum + (counts[at] ?? 0), 0) >= smallestShown
  for (const { at } of others) {
    if (isSafe()) break
    cells.add(at)
  }
  return { cells, sum: !isSafe() }
}

/** A table of counts as it may be published, with the sums of its columns. */
export interface ShownCounts {
  readonly cells: readonly (readonly (number | null)[])[]
  readonly sums: readonly (number | null)[]
  /** Whether anything is hidden, so that it is said under the table. */
  readonly hides: boolean
}

/**
 * The one way in which counts of persons or cases are published. Columns are safe against their sums; a row whose counts may be
 * parts of one another, as received, done and open are, never hides one alone.
 */
export function publishCounts(table: readonly (readonly number[])[]): ShownCounts {
  const width = table[0]?.length ?? 0
  const columnOf = (column: number): number[] => table.map((row) => row[column] ?? 0)
  const hidden = table.map(() => new Set<number>())
  const sumsHidden = new Set<number>()
  /** Hides more of a line until it is safe; says whether anything was added. */
  const hideMore = (
    line: readonly number[],
    isHidden: (at: number) => boolean,
    hide: (at: number) => void,
  ): boolean => {
    const mine = line.flatMap((_, at) => (isHidden(at) ? [at] : []))
    const next = line
      .map((count, at) => ({ count, at }))
      .filter(({ count, at }) => count > 0 && !isHidden(at))
      .toSorted((one, other) => one.count - other.count)[0]
    const sum = mine.reduce((total, at) => total + (line[at] ?? 0), 0)
    if (mine.length === 0 || !next || (mine.length > 1 && sum >= smallestShown)) return false
    hide(next.at)
    return true
  }
  table.forEach((row, at) => {
    row.forEach((count, column) => {
      if (count > 0 && count < smallestShown) hidden[at]?.add(column)
    })
  })
  for (let changed = true; changed;) {
    changed = false
    table.forEach((row, at) => {
      const mine = hidden[at]
      if (
        mine &&
        hideMore(
          row,
          (column) => mine.has(column),
          (column) => void mine.add(column),
        )
      )
        changed = true
    })
    for (let column = 0; column < width; column += 1) {
      const hide = (at: number): void => void hidden[at]?.add(column)
      if (hideMore(columnOf(column), (at) => hidden[at]?.has(column) === true, hide)) changed = true
    }
  }
  for (let column = 0; column < width; column += 1) {
    const counts = columnOf(column)
    const mine = counts.filter((_, at) => hidden[at]?.has(column))
    const sum = counts.reduce((total, count) => total + count, 0)
    const told =
      mine.length === 1 || (mine.length > 0 && mine.reduce((total, count) => total + count, 0) < smallestShown)
    if (told || (sum > 0 && sum < smallestShown)) sumsHidden.add(column)
  }
  return {
    cells: table.map((row, at) => row.map((count, column) => (hidden[at]?.has(column) ? null : count))),
    sums: Array.from({ length: width }, (_, column) =>
      sumsHidden.has(column) ? null : columnOf(column).reduce((total, count) => total + count, 0),
    ),
    hides: hidden.some((mine) => mine.size > 0),
  }
}
