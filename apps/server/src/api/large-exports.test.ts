import { askForExport, decideApproval, exportPersons, listApprovals } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { addGrants, addPersons } from '#kernel/people'
import { makeWorld, type World } from './testing-world.ts'

/** More staff, so that their list has more rows. */
async function hire(world: World, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7())
  await world.db.write(world.county, async (tx) => {
    await addPersons(
      tx,
      world.sealing,
      ids.map((id) => ({ id, name: '街长' })),
      world.clock.now(),
    )
    await addGrants(
      tx,
      ids.map((personId) => ({
        id: uuidv7(),
        personId,
        role: 'grid-helper' as const,
        placeId: world.places.grid,
        heldFrom: '2026-01-01',
      })),
    )
  })
}

it('a file of more than 500 rows needs a second person, once, within a day, for exactly what was asked and what it is for', async () => {
  const world = await makeWorld()
  const admin = world.staff('county-admin')
  const take = (more: object = {}) => world.run(exportPersons, admin, { purpose: '年度核对花名册', ...more })
  await hire(world, 500 - 2 * 18)
  await take()
  await hire(world, 1)
  await expect(take()).rejects.toMatchObject({ code: 'approval-needed' })
  const ask = { operation: 'exportPersons', query: {}, reason: '年度核对花名册' }
  const { id } = await world.run(askForExport, admin, { ...ask, requestId: uuidv7() })
  await expect(world.run(askForExport, admin, { ...ask, requestId: uuidv7() })).rejects.toMatchObject({
    code: 'in-use',
  })
  await expect(take()).rejects.toMatchObject({ code: 'approval-needed' })
  const decide = { approvalId: id, grant: true } as const
  await expect(world.run(decideApproval, admin, { ...decide, requestId: uuidv7() })).rejects.toMatchObject({
    code: 'second-person',
  })
  const supervisor = world.staff('supervisor')
  const [waiting] = (await world.run(listApprovals, supervisor, { list: 'waiting' })).rows
  expect(waiting).toMatchObject({ id, kind: 'large-export', reason: '年度核对花名册' })
  await world.run(decideApproval, supervisor, { ...decide, requestId: uuidv7() })
  // It serves no other purpose; somebody else cannot use it; whoever asked can, once.
  await expect(take({ purpose: '发节日慰问短信' })).rejects.toMatchObject({ code: 'approval-needed' })
  await expect(
    world.run(exportPersons, world.other('county-admin'), { purpose: '年度核对花名册' }),
  ).rejects.toMatchObject({
    code: 'approval-needed',
  })
  await take()
  await expect(take()).rejects.toMatchObject({ code: 'approval-needed' })
})

it('whoever may not export a list cannot ask for it either', async () => {
  const world = await makeWorld()
  const ask = { requestId: uuidv7(), query: {}, reason: '看看' }
  await expect(
    world.run(askForExport, world.staff('auditor'), { ...ask, operation: 'exportCases' }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(
    world.run(askForExport, world.staff('supervisor'), { ...ask, requestId: uuidv7(), operation: 'openCase' }),
  ).rejects.toMatchObject({ code: 'bad-input' })
})
