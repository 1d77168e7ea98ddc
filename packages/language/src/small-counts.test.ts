import { describe, expect, it } from 'vitest'
import { hideSmall, publishCounts, smallestShown } from './index.ts'

describe('small counts', () => {
  it('are not shown, and no sum gives one away', () => {
    expect([...hideSmall([40, 3, 9, 12]).cells].toSorted()).toEqual([1, 2])
    expect(hideSmall([40, 3, 9, 12]).sum).toBe(false)
    expect(hideSmall([0, 3, 0])).toEqual({ cells: new Set([1]), sum: true })
    expect(hideSmall([1, 1, 0])).toMatchObject({ sum: true })
    expect(hideSmall([0, 5, 70])).toEqual({ cells: new Set(), sum: false })
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
