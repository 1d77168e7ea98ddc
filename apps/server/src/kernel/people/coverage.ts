import { countHouseholdsWithoutGrid, listHouseholdsWithoutGrid, listPlaces, type Place } from '#kernel/places'
import type { Tx } from '#platform/database'
import { listUnanswered } from './desks.ts'

/** What is missing from “横到边、纵到底、不留白、无盲区”: the proof is that both lists are empty. */
export interface Coverage {
  readonly grids: number
  readonly householdsWithoutGrid: number
  /** The first hundred of them. */
  readonly firstHouseholdsWithoutGrid: readonly Place[]
  readonly gridsWithoutWorker: readonly Place[]
}

/** Checks that every household lies in a grid and every grid has a full-time worker who answers for it on the day. */
export async function coverageOf(tx: Tx, today: string): Promise<Coverage> {
  const [grids, count, first] = await Promise.all([
    listPlaces(tx, { kind: 'grid' }),
    countHouseholdsWithoutGrid(tx),
    listHouseholdsWithoutGrid(tx),
  ])
  const bare = new Set(
    await listUnanswered(
      tx,
      'grid-worker',
      grids.map((grid) => grid.id),
      today,
    ),
  )
  return {
    grids: grids.length,
    householdsWithoutGrid: count,
    firstHouseholdsWithoutGrid: first,
    gridsWithoutWorker: grids.filter((grid) => bare.has(grid.id)),
  }
}
