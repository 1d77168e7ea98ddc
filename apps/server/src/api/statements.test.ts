import { actOnCase, countCases, getCase, getProgress, listCases, mapCases, openReport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { listReportsOfPhone } from '#kernel/cases'
import { findCounty } from '#kernel/places'
import { listSeenStatements } from '#platform/database/testing'
import { makeWorld } from './testing-world.ts'

it('every statement of a report and of the desks that look at it goes to one county', async () => {
  const world = await makeWorld()
  const opened = await world.run(openReport, world.villager, {
    requestId: uuidv7(),
    category: 'R0301',
    description: '沟渠堵了',
    placeId: world.places.grid,
    reporter: { phone: '13912345678', wantsAnswer: true },
  })
  await world.run(getProgress, world.villager, { token: opened.token })
  const worker = world.staff('grid-worker')
  await world.run(actOnCase, worker, { caseId: opened.id, requestId: uuidv7(), version: 1, transition: 'accept' })
  await world.run(getCase, worker, { caseId: opened.id })
  await world.run(listCases, worker, { limit: 20, q: '沟渠' })
  await world.run(mapCases, worker, {})
  await world.run(countCases, world.staff('dispatcher-county'), {})
  const seen = listSeenStatements()
  expect(seen.filter(({ to }) => to === 'county').length).toBeGreaterThan(20)
  expect(seen.flatMap(({ problems, issuedBy }) => problems.map((problem) => `${issuedBy}: ${problem}`))).toEqual([])
  for (const { to, parameters, issuedBy } of seen)
    if (to === 'county') expect(parameters.length, issuedBy).toBeGreaterThan(0)
})

it('a statement that names another county than its transaction is not sent', async () => {
  const [here, there] = [await makeWorld(), await makeWorld()]
  await expect(
    here.db.read(here.county, (tx) =>
      findCounty(
        new Proxy(tx, {
          get(of, key) {
            if (key === 'county') return there.county
            const value: unknown = Reflect.get(of, key, of)
            return typeof value === 'function' ? (value.bind(of) as unknown) : value
          },
        }),
      ),
    ),
  ).rejects.toThrow(`names another county than ${here.county}`)
  await expect(
    here.db.read(here.county, (tx) => listReportsOfPhone(tx, here.processes, Buffer.from('x'))),
  ).resolves.toEqual([])
})
