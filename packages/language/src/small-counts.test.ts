import { describe, expect, it } from 'vitest'
import { type CountedNode, publishCount, publishCounts, publishCountTree, sayCount, smallestShown } from './index.ts'

describe('small counts', () => {
  it('are not shown by themselves, and nought is', () => {
    expect([0, 1, 4, 5, 300].map((count) => publishCount(count))).toEqual([0, null, null, 5, 300])
    expect([sayCount(null), sayCount(0), sayCount(17)]).toEqual(['＊', '0', '17'])
  })

  it('left out by whoever wrote the table stay out, with their sum and one more of their line', () => {
    const { cells, sums } = publishCounts([
      [22, 20, null],
      [9, 9, 0],
    ])
    expect(cells[0]?.slice(1)).toEqual([null, null])
    expect(cells[1]?.[2]).toBe(0)
    expect(sums[2]).toBeNull()
  })

  it('do not show in the difference of two sums', () => {
    const { sums } = publishCounts([
      [10, 10, 0],
      [9, 6, 3],
    ])
    expect(sums.filter((sum) => sum === null)).not.toHaveLength(1)
  })

  it('of a column without a sum hide nobody else', () => {
    expect(publishCounts([[3], [28], [40]], new Set()).cells).toEqual([[null], [28], [40]])
    expect(publishCounts([[3], [28], [40]]).cells).toEqual([[null], [null], [40]])
  })

  it('of one row or column are never hidden alone', () => {
    const { cells, sums, hides } = publishCounts([
      [12, 10, 2],
      [30, 24, 6],
      [8, 8, 0],
    ])
    expect(hides).toBe(true)
    for (const row of cells) expect(row.filter((cell) => cell === null).length).not.toBe(1)
    for (let column = 0; column < 3; column += 1) {
      const open = cells.filter((row) => row[column] === null).length
      expect(sums[column] === null || open !== 1).toBe(true)
    }
    expect(cells.flat()).not.toContain(2)
  })

  it('cannot be found by anybody who subtracts, whatever the table', () => {
    let state = 7
    const roll = (n: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * n)
    }
    for (let run = 0; run < 500; run += 1) {
      const table = Array.from({ length: 1 + roll(6) }, () => [roll(12), roll(40), roll(6)])
      const { cells, sums } = publishCounts(table)
      for (let column = 0; column < 3; column += 1) {
        const shown = cells.map((row) => row[column] ?? null)
        for (const count of shown) expect(count === null || count === 0 || count >= smallestShown).toBe(true)
        const sum = sums[column]
        if (sum === null || sum === undefined || !shown.includes(null)) continue
        const rest = sum - shown.reduce<number>((total, count) => total + (count ?? 0), 0)
        expect(shown.filter((count) => count === null).length).toBeGreaterThan(1)
        expect(rest).toBeGreaterThanOrEqual(smallestShown)
      }
    }
  })

  it('of a county cannot be found by subtracting on the page of any town', () => {
    let state = 11
    const roll = (n: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * n)
    }
    for (let run = 0; run < 400; run += 1) {
      const towns = Array.from({ length: 1 + roll(5) }, () => Array.from({ length: 1 + roll(5) }, () => roll(9)))
      const nodes: CountedNode[] = [{ counts: [towns.flat().reduce((sum, n) => sum + n, 0)] }]
      for (const villages of towns) {
        const town = nodes.push({ above: 0, counts: [villages.reduce((sum, n) => sum + n, 0)] }) - 1
        for (const count of villages) nodes.push({ above: town, counts: [count] })
      }
      const shown = publishCountTree(nodes, { parts: false }).map(([count]) => count ?? null)
      for (const [at, count] of shown.entries()) {
        expect(count === null || count === 0 || count >= smallestShown).toBe(true)
        const children = [...nodes.keys()].filter((one) => nodes[one]?.above === at)
        if (children.length === 0) continue
        const dark = children.filter((one) => shown[one] === null)
        // A sum that is hidden cannot be added up; one that is shown leaves more than one open.
        if (count === null) expect(dark.length).toBeGreaterThan(0)
        else expect(dark.length).not.toBe(1)
      }
      // What is left of any sum when everything shown is taken from it speaks of nobody, or of five at least.
      const rest = (at: number): number => {
        const children = [...nodes.keys()].filter((one) => nodes[one]?.above === at)
        if (children.length === 0) return shown[at] === null ? (nodes[at]?.counts[0] ?? 0) : 0
        return children.reduce((sum, one) => sum + (shown[one] === null ? rest(one) : 0), 0)
      }
      for (const [at, count] of shown.entries())
        if (count !== null)
          expect(
            rest(at) === 0 || rest(at) >= smallestShown || (at > 0 && !nodes.some(({ above }) => above === at)),
          ).toBe(true)
    }
  })

  it('change nothing in a table without them', () => {
    expect(
      publishCounts([
        [5, 0],
        [9, 20],
      ]),
    ).toEqual({
      cells: [
        [5, 0],
        [9, 20],
      ],
      sums: [14, 20],
      hides: false,
    })
  })
})
