import { askReporter, commentOnCase, getCase, nameConcerned, openReport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import type { Caller } from './handlers.ts'
import { act, opened } from './testing-cases.ts'
import { makeWorld, type World } from './testing-world.ts'

type Staff = Caller & { kind: 'staff' }

const versionOf = async (world: World, by: Staff, caseId: string) => (await world.run(getCase, by, { caseId })).version

async function standBack(world: World, by: Staff, caseId: string): Promise<void> {
  const version = await versionOf(world, by, caseId)
  await world.run(nameConcerned, by, { caseId, requestId: uuidv7(), version, part: 'self', note: '我表弟家的' })
}

it('whoever stands back reads of a line what was done, when and by which unit, and no word, paper or question', async () => {
  const world = await makeWorld()
  const { id } = await opened(world)
  const [worker, clerk] = [world.staff('grid-worker'), world.staff('village-clerk')]
  await act(world, id, 'grid-worker', 'accept', { note: '看来是孙家填的沟' })
  await world.run(askReporter, worker, {
    caseId: id,
    requestId: uuidv7(),
    version: await versionOf(world, worker, id),
    question: '是不是孙家堵的？',
  })
  await world.run(commentOnCase, worker, { caseId: id, requestId: uuidv7(), note: '孙家不认账', files: [] })
  await act(world, id, 'grid-worker', 'file')
  await act(world, id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
  await act(world, id, 'department-handler', 'handle', { fields: { measure: '请孙家挖开' }, publicNote: '正在处理' })
  expect(JSON.stringify(await world.run(getCase, clerk, { caseId: id })).split('孙家').length).toBeGreaterThan(4)
  await standBack(world, clerk, id)
  const seen = await world.run(getCase, clerk, { caseId: id })
  expect(JSON.stringify(seen)).not.toContain('孙家')
  expect(JSON.stringify(seen)).not.toContain('表弟')
  expect(seen).toMatchObject({ questions: [], requests: [], files: [], closingReason: null })
  expect(seen.events.length).toBeGreaterThan(6)
  for (const line of seen.events)
    expect(line).toMatchObject({ byName: null, note: null, publicNote: null, facts: {}, at: expect.any(String) })
  expect(seen.events.map(({ action }) => action)).toContain('handle')
  expect(seen.events.some(({ byUnit }) => byUnit !== null)).toBe(true)
})

it('what is between the parties is gone with all that was said in a mediation for whoever stands back from it', async () => {
  const world = await makeWorld()
  const { id } = await world.run(openReport, world.villager, {
    requestId: uuidv7(),
    process: 'mediation',
    category: 'mediation',
    description: '两家的果树枝伸过了界。',
    fields: { kind: 'neighbour', respondent: '褚家' },
    placeId: world.places.village,
  })
  const [mediator, lead] = [world.staff('mediator'), world.staff('mediation-lead')]
  await act(world, id, 'mediator', 'consent', {
    fields: { applicant: '尤家', respondent: '褚家', route: 'people', bothWilling: true },
  })
  await act(world, id, 'mediator', 'hold', { fields: { sessionOn: '2026-11-24', minutes: '尤家承认砍过一枝' } })
  const saidTo = async (by: Staff) => {
    const { events, fields } = await world.run(getCase, by, { caseId: id })
    return [Object.keys(fields), events.flatMap(({ facts }) => Object.keys(facts['fields'] ?? {}))]
  }
  for (const keys of await saidTo(mediator)) expect(keys).toEqual(expect.arrayContaining(['applicant', 'minutes']))
  await standBack(world, lead, id)
  expect(await saidTo(lead)).toEqual([['kind'], []])
  expect(JSON.stringify(await world.run(getCase, lead, { caseId: id }))).not.toMatch(/尤家|褚家/)
})
