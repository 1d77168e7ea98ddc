import { getCase, listCases, withdrawConcerned } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { act, opened } from './testing-cases.ts'
import { decide, name, type Staff } from './testing-concerned.ts'
import { makeWorld } from './testing-world.ts'

it('taking back that somebody is concerned takes the two persons that naming took, and whoever supervises alone where naming was theirs', async () => {
  const world = await makeWorld()
  const { id } = await opened(world)
  const [worker, colleague] = [world.staff('grid-worker'), world.other('grid-worker')]
  const [supervisor, town] = [world.staff('supervisor'), world.staff('dispatcher-town')]
  await act(world, id, 'grid-worker', 'accept')
  const listed = async (by: Staff) => (await world.run(listCases, by, {})).rows.length === 1
  const takeBack = async (by: Staff) => {
    const { standing, version } = await world.run(getCase, by, { caseId: id })
    const concernedId = standing.concerned[0]?.id ?? ''
    const given = { caseId: id, requestId: uuidv7(), version, concernedId, reason: '查无此事，撤回' }
    return (await world.run(withdrawConcerned, by, given)).waits
  }
  await name(world, worker, id, { personId: town.actor.personId, note: '听说收了石料钱' })
  expect(await takeBack(colleague)).toBe(true)
  expect(await listed(town)).toBe(false)
  await expect(takeBack(colleague)).rejects.toMatchObject({ code: 'bad-input' })
  await decide(world, supervisor)
  expect(await listed(town)).toBe(true)
  const lines = (await world.run(getCase, town, { caseId: id })).events.filter(({ action }) =>
    ['name-concerned', 'withdraw-concerned'].includes(action),
  )
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(line).toMatchObject({ note: null, byName: null, facts: {} })
  const others = JSON.stringify(await world.run(getCase, colleague, { caseId: id }))
  expect([others.includes('石料钱'), others.includes('查无此事')]).toEqual([true, true])
  await name(world, supervisor, id, { personId: town.actor.personId, note: '又有人说起' })
  expect(await takeBack(supervisor)).toBe(false)
  expect(await listed(town)).toBe(true)
})
