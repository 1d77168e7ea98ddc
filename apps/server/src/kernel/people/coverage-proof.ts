import {
  countHouseholdsWithoutGrid,
  listGridOverlaps,
  listHouseholdsElsewhere,
  listHouseholdsWithoutGrid,
  listPlaces,
  listPlacesByIds,
  type Overlap,
  type Place,
  type PlaceKind,
} from '#kernel/places'
import { sql, type Tx } from '#platform/database'
import { listUnanswered } from './desks.ts'

/** How many are missing, and the first of them. */
export interface Gaps {
  readonly n: number
  readonly first: readonly Place[]
}

/** The proof of “横到边、纵到底、不留白、无盲区”: the county is covered when every part of it is empty. */
export interface CoverageProof {
  readonly totals: { readonly grids: number; readonly lanes: number; readonly households: number }
  readonly householdsInNoGrid: Gaps
  readonly householdsInTwoGrids: Gaps
  readonly householdsElsewhere: Gaps
  readonly gridsWithoutWorker: Gaps
  readonly lanesWithoutChief: Gaps
  readonly householdsWithoutContact: Gaps
  readonly overlaps: readonly (Overlap & { readonly grid: Place; readonly other: Place })[]
}

const PAGE = 5000

/** All places of a kind, a page at a time: a county may have a hundred thousand households. */
async function* eachPage(tx: Tx, kind: PlaceKind): AsyncGenerator<readonly Place[]> {
  let afterCode: string | undefined
  for (;;) {
    const page: Place[] = await listPlaces(tx, { kind, limit: PAGE, ...(afterCode === undefined ? {} : { afterCode }) })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    afterCode = page.at(-1)?.code
  }
}

async function gapsOf(
  tx: Tx,
  kind: PlaceKind,
  firstMax: number,
  bare: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<{ whole: number; gaps: Gaps }> {
  let whole = 0
  let n = 0
  const first: Place[] = []
  for await (const page of eachPage(tx, kind)) {
    whole += page.length
    const found = new Set(await bare(page.map(({ id }) => id)))
    n += found.size
    for (const place of page) if (first.length < firstMax && found.has(place.id)) first.push(place)
  }
  return { whole, gaps: { n, first } }
}

/** Households in which nobody gave a telephone number and for which no party member answers on the day. */
async function listWithoutContact(tx: Tx, ids: readonly string[], today: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select u.id from unnest(${ids}::uuid[]) as u(id)
    where not exists (select 1 from person p where p.county = ${tx.county} and p.household_id = u.id
        and p.phone_sealed is not null)
      and not exists (select 1 from responsibility r where r.county = ${tx.county} and r.place_id = u.id
        and r.kind = 'contact-member' and r.held_from <= ${today} and (r.held_until is null or r.held_until > ${today}))`)
  return rows.map(({ id }) => id)
}

/** Counts everything that is missing on the day and names the first of each; `firstMax` of each at most. */
export async function proveCoverage(tx: Tx, today: string, firstMax: number): Promise<CoverageProof> {
  const without = (kind: string) => (ids: readonly string[]) => listUnanswered(tx, kind, ids, today)
  const grids = await gapsOf(tx, 'grid', firstMax, without('grid-worker'))
  const lanes = await gapsOf(tx, 'sub-grid', firstMax, without('lane-chief'))
  const households = await gapsOf(tx, 'household', firstMax, (ids) => listWithoutContact(tx, ids, today))
  const { overlaps, householdsInTwo } = await listGridOverlaps(tx)
  const elsewhere = await listHouseholdsElsewhere(tx, firstMax)
  const named = new Map(
    (await listPlacesByIds(tx, [...new Set(overlaps.flatMap(({ placeId, otherId }) => [placeId, otherId]))])).map(
      (place) => [place.id, place],
    ),
  )
  return {
    totals: { grids: grids.whole, lanes: lanes.whole, households: households.whole },
    householdsInNoGrid: {
      n: await countHouseholdsWithoutGrid(tx),
      first: await listHouseholdsWithoutGrid(tx, firstMax),
    },
    householdsInTwoGrids: { n: householdsInTwo.length, first: householdsInTwo.slice(0, firstMax) },
    householdsElsewhere: { n: elsewhere[0]?.whole ?? 0, first: elsewhere },
    gridsWithoutWorker: grids.gaps,
    lanesWithoutChief: lanes.gaps,
    householdsWithoutContact: households.gaps,
    overlaps: overlaps.flatMap((overlap) => {
      const [grid, other] = [named.get(overlap.placeId), named.get(overlap.otherId)]
      return grid && other ? [{ ...overlap, grid, other }] : []
    }),
  }
}
