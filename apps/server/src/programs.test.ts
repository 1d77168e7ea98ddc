import {
  actOnCase,
  askForTime,
  decideTime,
  exportEditionTable,
  getCase,
  getEdition,
  withdrawEdition,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { act, opened } from './api/testing-cases.ts'
import { asProgram, makeWorld } from './api/testing-world.ts'
import { drafted, makeDisclosureWorld, move } from './disclosure/testing-disclosure.ts'

it('a connected system handles what was dispatched to its department, and neither verifies it nor decides about time', async () => {
  const world = await makeWorld()
  const { id } = await opened(world)
  await act(world, id, 'grid-worker', 'accept')
  await act(world, id, 'grid-worker', 'file')
  await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  const [handler, supervisor] = [asProgram(world.staff('department-handler')), asProgram(world.staff('supervisor'))]
  const version = async () => (await world.run(getCase, handler, { caseId: id })).version
  await world.run(askForTime, handler, {
    caseId: id,
    requestId: uuidv7(),
    version: await version(),
    kind: 'pause',
    clock: 'handle',
    reason: '水泵在途',
  })
  const seen = await world.run(getCase, supervisor, { caseId: id })
  expect(seen.may.filter((one) => one.endsWith('.grant'))).toEqual([])
  const decision = { caseId: id, decisionOn: seen.requests[0]?.id ?? '', grant: false, note: '等到下周' }
  await expect(
    world.run(decideTime, supervisor, { ...decision, requestId: uuidv7(), version: await version() }),
  ).rejects.toMatchObject({ code: 'second-person' })
  await world.run(decideTime, world.staff('supervisor'), {
    ...decision,
    requestId: uuidv7(),
    version: await version(),
  })
  await world.run(actOnCase, handler, {
    caseId: id,
    requestId: uuidv7(),
    version: await version(),
    transition: 'handle',
    fields: { measure: '换了水泵' },
  })
  const worker = world.staff('grid-worker')
  const verify = async (by: typeof worker) =>
    world.run(actOnCase, by, { caseId: id, requestId: uuidv7(), version: await version(), transition: 'pass' })
  await expect(verify(asProgram(worker))).rejects.toMatchObject({ code: 'second-person' })
  const { next } = await world.run(getCase, asProgram(worker), { caseId: id })
  expect(next.find(({ transition }) => transition === 'pass')?.blockedBy).toMatchObject([{ code: 'second-person' }])
  await verify(worker)
})

it('a connected system neither checks, sends back, signs nor withdraws a text, whatever roles its key has', async () => {
  const world = await makeDisclosureWorld()
  const { id } = await drafted(world, { period: '2026-08' })
  await move(world, id, 'submit', world.staff('village-clerk'))
  const refuses = async (step: 'check' | 'sign' | 'return', by: ReturnType<typeof asProgram>) => {
    await expect(move(world, id, step, by)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await world.run(getEdition, by, { editionId: id })).may).not.toContain(step)
  }
  await refuses('check', asProgram(world.staff('oversight-member')))
  await refuses('return', asProgram(world.staff('oversight-member')))
  await move(world, id, 'check', world.staff('oversight-member'))
  await refuses('sign', asProgram(world.staff('village-leader')))
  await refuses('return', asProgram(world.staff('village-leader')))
  await move(world, id, 'sign', world.staff('village-leader'))
  await expect(
    world.run(withdrawEdition, asProgram(world.staff('village-leader')), {
      editionId: id,
      requestId: uuidv7(),
      reason: '数字有误',
    }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
})

it('tables of several editions are one list: together they have no more rows than one person takes out', async () => {
  const world = await makeDisclosureWorld()
  const rows = Array.from({ length: 270 }, (_, at) => ({ name: `路段${at}`, amount: 100 + at }))
  const columns = [
    { key: 'name', label: '路段', align: 'text' },
    { key: 'amount', label: '金额', align: 'money' },
  ]
  const content = { blocks: [{ kind: 'table', heading: '养护', columns, rows }] } as never
  const clerk = world.staff('village-clerk')
  const take = async (period: string) => {
    const { id } = await drafted(world, { period, content })
    return world.run(exportEditionTable, clerk, { editionId: id, purpose: '核对金额', block: 0 })
  }
  await take('2026-08')
  await expect(take('2026-07')).rejects.toMatchObject({
    code: 'export-approval-needed',
    facts: { taken: 270, rows: 270 },
  })
})
