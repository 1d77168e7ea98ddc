import { createHash } from 'node:crypto'
import { exportCases, getCase, listCases, mapCases, myWork, openReport } from '@xiangzhi/contract'
import { checkAudit, readAuditLine } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { exportAudit, linkAudit, listCommands, verifyAudit } from '#platform/audit'
import { makeWorld } from './testing-world.ts'

it('a look at a sealed case and a file taken away are in the record of commands, and the chain over it finds one that was taken out', async () => {
  const world = await makeWorld()
  const { run, db, county, places } = world
  const open = async (category: string): Promise<string> =>
    (
      await run(openReport, world.villager, {
        requestId: uuidv7(),
        category,
        placeId: places.grid,
        description: '有人把灌溉用电的钱记在自己家',
      })
    ).id
  const [sealed, plain] = [await open('R0303'), await open('R0302')]
  const [liaison, supervisor] = [world.staff('discipline-liaison'), world.staff('supervisor')]
  for (const caseId of [sealed, sealed]) await run(getCase, liaison, { caseId })
  await run(getCase, supervisor, { caseId: plain })
  await run(exportCases, supervisor, { purpose: '向县里报送九月的进度' })
  const lines = await db.read(county, (tx) => listCommands(tx, { limit: 50 }))
  const reads = lines.filter(({ operation }) => operation !== 'openReport')
  expect(reads).toHaveLength(2)
  expect(reads.find(({ operation }) => operation === 'getCase')).toMatchObject({
    byPerson: liaison.actor.personId,
    subjectKind: 'cases',
    subjectId: sealed,
  })
  expect(reads.find(({ operation }) => operation === 'exportCases')).toMatchObject({
    byPerson: supervisor.actor.personId,
    purpose: '向县里报送九月的进度',
  })
  // An hour later it is another look.
  await run(getCase, liaison, { caseId: sealed }, new Date(world.clock.now().getTime() + 3_600_000))
  expect(await db.read(county, (tx) => listCommands(tx, { operation: 'getCase', limit: 9 }))).toHaveLength(2)
  await linkAudit(db, county, new Date(world.clock.now().getTime() + 3 * 3_600_000))
  expect((await verifyAudit(db, county)).faults).toEqual([])
  const kept: string[] = []
  for await (const line of exportAudit(db, county)) kept.push(JSON.stringify(line))
  expect(kept.filter((line) => line.includes('exportCases'))).toHaveLength(1)
  const checker = checkAudit((text) => createHash('sha256').update(text).digest('hex'))
  for (const text of kept.filter((line) => !line.includes('"exportCases"'))) {
    const line = readAuditLine(text)
    if (line) checker.add(line)
  }
  expect(checker.end().faults.map(({ kind }) => kind)).toContain('row-content')
})

it('lists, the map and the worklist that show sealed cases are looks: one for each person, list and day, and no write for a poll', async () => {
  const world = await makeWorld()
  const { run, db, county, places } = world
  const liaison = world.staff('discipline-liaison')
  const supervisor = world.staff('supervisor')
  const open = (category: string) =>
    run(openReport, world.villager, {
      requestId: uuidv7(),
      category,
      placeId: places.grid,
      position: { lng: 109.205, lat: 34.605, datum: 'wgs84' },
      description: '夜里有人往渠里倒油',
    })
  await open('R0302')
  const looksOf = async () =>
    (await db.read(county, (tx) => listCommands(tx, { limit: 90 })))
      .filter(({ subjectKind }) => subjectKind === 'lists')
      .map(({ operation, byPerson }) => [operation, byPerson === liaison.actor.personId])
  await run(listCases, liaison, { limit: 20 })
  expect(await looksOf()).toEqual([])
  await open('R0303')
  for (let poll = 0; poll < 3; poll += 1) {
    await run(listCases, liaison, { limit: 20 })
    await run(mapCases, liaison, {})
    await run(myWork, liaison, {})
    await run(listCases, supervisor, { limit: 20 })
  }
  expect((await looksOf()).toSorted()).toEqual([
    ['listCases', true],
    ['mapCases', true],
    ['myWork', true],
  ])
  // The next day is another look.
  const tomorrow = new Date(world.clock.now().getTime() + 86_400_000)
  await run(listCases, liaison, { limit: 20 }, tomorrow)
  expect((await looksOf()).filter(([operation]) => operation === 'listCases')).toHaveLength(2)
})
