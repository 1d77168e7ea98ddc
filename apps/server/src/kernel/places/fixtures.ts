import { v7 as uuidv7 } from 'uuid'
import type { NewPlace, PlaceKind } from './types.ts'

export interface TreeSize {
  readonly towns: number
  readonly villages: number
  readonly grids: number
  readonly lanes?: number
  readonly households?: number
}

const padded = (n: number, digits: number): string => String(n).padStart(digits, '0')

/** A made-up county for tests: every town has the same number of villages, and so on down. */
export function buildTree(size: TreeSize, countyCode = '610114'): NewPlace[] {
  const places: NewPlace[] = []
  const add = (kind: PlaceKind, code: string, parentId: string | null, more: Partial<NewPlace> = {}): string => {
    const id = uuidv7()
    places.push({ id, kind, code, name: `${kind} ${code}`, parentId, validFrom: '2020-01-01', ...more })
    return id
  }
  const county = add('county', countyCode, null)
  for (let t = 1; t <= size.towns; t += 1) {
    const townCode = `${countyCode}${padded(t, 3)}`
    const town = add('town', townCode, county)
    for (let v = 1; v <= size.villages; v += 1) {
      const settled = v % 3 === 0
      const villageCode = `${townCode}${padded(settled ? v : 200 + v, 3)}`
      const village = add('village', villageCode, town, { settled })
      for (let g = 1; g <= size.grids; g += 1) {
        const gridCode = `${villageCode}${padded(g, 3)}`
        const grid = add('grid', gridCode, village)
        const lanes: string[] = []
        for (let l = 1; l <= (size.lanes ?? 0); l += 1) lanes.push(add('sub-grid', `${gridCode}-${padded(l, 2)}`, grid))
        for (let h = 1; h <= (size.households ?? 0); h += 1)
          add('household', `${gridCode}H${padded(h, 4)}`, lanes[h % Math.max(lanes.length, 1)] ?? grid)
      }
    }
  }
  return places
}
