import { countCases, getCase, listCases, listPublicCases, mapCases, myWork, nearCases } from '@xiangzhi/contract'
import type { Task } from './measure.ts'
import { asOwner, type World } from './world.ts'

/** The reads whose cost must not grow with the number of cases, through the same gate as every surface. */
export async function readTasks(world: World): Promise<Task[]> {
  const { run, county, grid, village } = world
  const ids = (
    await asOwner<{ id: string }>(
      world.url,
      `select id from case_record where county = ${county} and grid_id = '${grid.id}' order by md5(id::text) limit 400`,
    )
  ).map(({ id }) => id)
  const near = { category: world.categories[5] ?? '', lng: grid.lng ?? 0, lat: grid.lat ?? 0, metres: 250 }
  const townId = String(grid.townId)
  const numbers = (
    await asOwner<{ number: string }>(
      world.url,
      `select number from case_record where county = ${county} order by id limit 1 offset 5000`,
    )
  ).map(({ number }) => number)
  const at = <T>(list: readonly T[], no: number): T => list[no % list.length] as T
  return [
    { name: 'case page', once: (no) => run(getCase, world.staff('grid-worker'), { caseId: at(ids, no) }) },
    { name: 'list of 50, county, newest', once: () => run(listCases, world.staff('dispatcher-county'), { limit: 50 }) },
    {
      name: 'list of 50, town, one status',
      once: () => run(listCases, world.staff('dispatcher-town'), { limit: 50, status: 'not-done' }),
    },
    {
      name: 'list of 50, county by town and status',
      once: () => run(listCases, world.staff('dispatcher-county'), { limit: 50, town: townId, status: 'done' }),
    },
    { name: 'list of 50, village', once: () => run(listCases, world.staff('village-clerk'), { limit: 50 }) },
    { name: 'list of 50, unit', once: () => run(listCases, world.staff('department-handler'), { limit: 50 }) },
    {
      name: 'list of 50, most urgent',
      once: () => run(listCases, world.staff('dispatcher-county'), { limit: 50, sort: 'due' }),
    },
    {
      name: 'list of 50, one category',
      once: () => run(listCases, world.staff('dispatcher-county'), { limit: 50, category: at(world.categories, 5) }),
    },
    {
      name: 'found by number',
      once: () => run(listCases, world.staff('dispatcher-county'), { limit: 50, q: at(numbers, 0) }),
    },
    { name: 'my work, grid worker', once: () => run(myWork, world.staff('grid-worker'), {}) },
    {
      name: 'counts of all villages by status',
      once: () => run(countCases, world.staff('supervisor'), { by: 'village' }),
    },
    { name: 'counts of all grids by status', once: () => run(countCases, world.staff('supervisor'), { by: 'grid' }) },
    {
      name: 'counts of all categories by status',
      once: () => run(countCases, world.staff('supervisor'), { by: 'category' }),
    },
    { name: 'map points of a grid', once: () => run(mapCases, world.staff('grid-worker'), { open: 'true' }) },
    { name: 'similar cases nearby', once: () => run(nearCases, world.staff('village-clerk'), near) },
    {
      name: 'public list of a village',
      once: () => run(listPublicCases, world.villager, { village: village.code, limit: 20 }),
    },
    { name: 'public list of the county', once: () => run(listPublicCases, world.villager, { limit: 20 }) },
  ]
}
