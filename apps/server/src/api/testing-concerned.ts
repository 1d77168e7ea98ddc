import { decideApproval, getCase, listApprovals, nameConcerned } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import type { Caller } from './handlers.ts'
import type { World } from './testing-world.ts'

export type Staff = Caller & { kind: 'staff' }

/** Names somebody, and has it granted where that waits for a second person. */
export async function name(world: World, by: Staff, caseId: string, concerned: object): Promise<void> {
  if (await ask(world, by, caseId, concerned)) await decide(world, world.staff('supervisor'))
}

/** Names somebody, and says whether that waits for a second person. */
export async function ask(world: World, by: Staff, caseId: string, concerned: object): Promise<boolean> {
  const { version } = await world.run(getCase, by, { caseId })
  const named = { caseId, requestId: uuidv7(), version, part: 'reported' as const, ...concerned }
  return (await world.run(nameConcerned, by, named)).waits
}

/** Grants the newest request that waits. */
export async function decide(world: World, by: Staff): Promise<void> {
  const approval = (await world.run(listApprovals, by, {})).rows[0]
  await world.run(decideApproval, by, { requestId: uuidv7(), approvalId: approval?.id ?? uuidv7(), grant: true })
}
