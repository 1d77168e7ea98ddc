import { listPublicCases } from '@xiangzhi/contract'
import type { PublicCase } from './case-parts.ts'
import type { CasesFilter } from './cases-page.ts'
import { callerOf, type Desk, type Scene } from './desk.ts'

const PAGE_MAX = 100

/** All public cases of a filter up to a bound, page by page: for a file, a map, a look-up. */
export async function allPublicCases(
  desk: Desk,
  scene: Scene,
  filter: { village?: string } & Partial<CasesFilter>,
  most: number,
): Promise<PublicCase[]> {
  const found: PublicCase[] = []
  let cursor: string | undefined
  while (found.length < most) {
    const page = await desk.run(listPublicCases, callerOf(scene.reader), {
      ...(filter.village !== undefined && { village: filter.village }),
      ...(filter.town !== undefined && { town: filter.town }),
      ...(filter.category !== undefined && { category: filter.category }),
      ...(filter.status !== undefined && { status: filter.status }),
      ...(cursor !== undefined && { cursor }),
      limit: PAGE_MAX,
    })
    found.push(...page.rows)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  return found.slice(0, most)
}

/** One public case among the newest of its village. */
export async function findPublicCase(
  desk: Desk,
  scene: Scene,
  village: string,
  id: string,
): Promise<PublicCase | undefined> {
  return (await allPublicCases(desk, scene, { village }, 500)).find((one) => one.id === id)
}
