import { getCase, linkCase, mergeCase, openReport, sealCase, whistleCase } from '@xiangzhi/contract'
import type { Actor, Grant } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Caller } from '#api'
import type { World } from './api/testing-world.ts'

/** A case as somebody opened it, with words that stand nowhere else. */
export interface Opened {
  readonly id: string
  readonly number: string
  readonly token: string
  readonly words: string
}

export function holder(world: World, grants: readonly Grant[]): Caller & { kind: 'staff' } {
  const role = grants[0]?.role ?? 'grid-worker'
  const actor: Actor = { personId: world.staff(role).actor.personId, accountId: 'sweep', name: '扫描', grants }
  return { kind: 'staff', actor, accountId: 'sweep', address: '127.0.0.1', language: 'zh-CN' }
}

/** Works in both grids, so that cases of the two can be joined. */
export const roamer = (world: World): Caller & { kind: 'staff' } =>
  holder(
    world,
    [world.places.grid, world.places.otherGrid].map((placeId) => ({
      role: 'grid-worker',
      reach: { kind: 'place', level: 'grid', placeId },
    })),
  )

let words = 0
export async function report(world: World, grid: 'grid' | 'otherGrid', phone?: string): Promise<Opened> {
  words += 1
  const said = `暗语${words}号甲乙丙`
  const opened = await world.run(openReport, world.villager, {
    requestId: uuidv7(),
    category: 'R0301',
    placeId: world.places[grid],
    description: said,
    ...(phone === undefined ? {} : { reporter: { phone, wantsAnswer: true } }),
  })
  return { ...opened, words: said }
}

export const versionOf = async (world: World, caller: Caller, caseId: string): Promise<number> =>
  (await world.run(getCase, caller, { caseId })).version

export async function merge(world: World, from: string, into: string): Promise<void> {
  const caller = roamer(world)
  const version = await versionOf(world, caller, from)
  await world.run(mergeCase, caller, { caseId: from, requestId: uuidv7(), version, intoCaseId: into })
}

export async function link(world: World, caseId: string, parentId: string | null): Promise<void> {
  const caller = roamer(world)
  const version = await versionOf(world, caller, caseId)
  await world.run(linkCase, caller, { caseId, requestId: uuidv7(), version, parentId })
}

export async function seal(world: World, caseId: string, children: 'seal' | 'detach' = 'seal'): Promise<void> {
  const sealer = world.staff('intake-clerk')
  const version = await versionOf(world, sealer, caseId)
  await world.run(sealCase, sealer, { caseId, requestId: uuidv7(), version, reason: '涉及村干部', children })
}

export async function whistle(world: World, caseId: string): Promise<Opened> {
  words += 1
  const wanted = `暗语${words}号哨子`
  const version = await versionOf(world, roamer(world), caseId)
  const { children } = await world.run(whistleCase, roamer(world), {
    caseId,
    requestId: uuidv7(),
    version,
    organisationIds: [world.units.water],
    wanted,
  })
  const [child] = children
  if (!child) throw new Error('no child')
  return { ...child, token: '', words: wanted }
}
