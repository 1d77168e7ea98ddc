import { actOnCase, getCase, openReport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import type { World } from './testing-world.ts'

/** What a villager says. */
export const report = {
  category: 'R0301',
  position: { lng: 109.205, lat: 34.605, datum: 'wgs84' as const },
  description: '村东头的排水沟堵了，下雨就淹路。',
  reporter: { name: '王大伯', phone: '13912345678', wantsAnswer: true, language: 'zh-CN' as const },
}

/** A report as a villager makes it. */
export async function opened(
  world: World,
  more: object = {},
): Promise<{ id: string; number: string; token: string; version: number }> {
  return world.run(openReport, world.villager, { requestId: uuidv7(), ...report, ...more })
}

/** Acts as a holder of a role on the newest version of a case. */
export async function act(
  world: World,
  caseId: string,
  role: Parameters<World['staff']>[0],
  transition: string,
  more: object = {},
  who: 'staff' | 'other' = 'staff',
): Promise<{ state: string; version: number }> {
  const caller = world[who](role)
  const { version } = await world.run(getCase, caller, { caseId })
  return world.run(actOnCase, caller, { caseId, requestId: uuidv7(), version, transition, ...more })
}

/** Every step of the long way, each by who owns it. */
export async function untilClosed(world: World, caseId: string): Promise<void> {
  await act(world, caseId, 'grid-worker', 'accept')
  await act(world, caseId, 'grid-worker', 'file')
  await act(world, caseId, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await act(world, caseId, 'department-handler', 'handle', { fields: { measure: '已清淤' } })
  await act(world, caseId, 'grid-worker', 'pass')
  await act(world, caseId, 'grid-worker', 'close', { publicNote: '排水沟已疏通' })
}
