import {
  countMyWork,
  actOnCase,
  assignCase,
  coverage,
  endGrant,
  getCase,
  giveResponsibility,
  listCases,
  listGrants,
  moveCaseLevel,
  myWork,
  openCase,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runClocks } from '#kernel/cases'
import { linkAccount, markAccountEnded } from '#kernel/people'
import { act, opened } from './testing-cases.ts'
import { decide } from './testing-concerned.ts'
import { makeOffice } from './testing-office.ts'
import { makeWorld, type World } from './testing-world.ts'

/** Ends every grant of a role from a day on; of a role that signs with a second person. */
async function leave(world: World, role: StaffRole, heldUntil = '2026-11-23'): Promise<void> {
  const security = world.staff('security-admin')
  for (const { id } of (await world.run(listGrants, security, { role })).rows) {
    const ended = await world.run(endGrant, security, { requestId: uuidv7(), grantId: id, heldUntil, reason: '调离' })
    if (ended.waits) await decide(world, world.staff('county-admin'))
  }
}

const inMyWork = async (world: World, role: StaffRole): Promise<string[]> =>
  (await world.run(myWork, world.staff(role), {})).rows.map(({ id }) => id)

/** What a place without anybody at the desk must agree on: page, list, its filter and the counts. */
async function seesItAsTheirs(world: World, role: StaffRole, id: string, theirs: boolean): Promise<void> {
  const { rows } = await world.run(myWork, world.staff(role), {})
  const { counts } = await world.run(countMyWork, world.staff(role), {})
  const mine = await world.run(listCases, world.staff(role), { mine: 'true' })
  const { next } = await world.run(getCase, world.staff(role), { caseId: id })
  expect(
    rows.map((row) => row.id),
    `${role} my work`,
  ).toEqual(theirs ? [id] : [])
  expect(
    mine.rows.map((row) => row.id),
    `${role} list`,
  ).toEqual(theirs ? [id] : [])
  expect(counts.waiting, `${role} count`).toBe(theirs ? 1 : 0)
  expect(next.length > 0, `${role} actions`).toBe(theirs)
}

describe('a case whose desk nobody mans', () => {
  it('of a vacant grid falls to the village, and of a village without a clerk to the town, in lists, counts and actions', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await seesItAsTheirs(world, 'grid-worker', id, true)
    await seesItAsTheirs(world, 'village-clerk', id, false)
    await leave(world, 'grid-worker')
    await seesItAsTheirs(world, 'village-clerk', id, true)
    await seesItAsTheirs(world, 'dispatcher-town', id, false)
    await leave(world, 'village-clerk')
    await seesItAsTheirs(world, 'dispatcher-town', id, true)
    await seesItAsTheirs(world, 'dispatcher-county', id, false)
    await leave(world, 'dispatcher-town')
    await seesItAsTheirs(world, 'dispatcher-county', id, true)
    expect(await act(world, id, 'dispatcher-county', 'accept')).toMatchObject({ state: 'accepted' })
  })

  it('is the worker’s again on the day on which there is one', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await leave(world, 'grid-worker', '2026-11-25')
    await seesItAsTheirs(world, 'village-clerk', id, false)
    world.clock.set(new Date('2026-11-25T02:00:00Z'))
    await seesItAsTheirs(world, 'village-clerk', id, true)
  })

  it('without a grid is verified by the village where the town keeps it, and goes on to its end', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { position: undefined, placeId: world.places.village, category: 'R0302' })
    await act(world, id, 'village-clerk', 'accept')
    const { version } = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    await world.run(moveCaseLevel, world.staff('village-clerk'), {
      caseId: id,
      requestId: uuidv7(),
      version,
      level: 'town',
      reason: '要镇上派遣',
    })
    await act(world, id, 'dispatcher-town', 'file')
    await act(world, id, 'dispatcher-town', 'dispatch')
    await act(world, id, 'department-handler', 'handle', { fields: { measure: '换了水泵' } })
    await seesItAsTheirs(world, 'village-clerk', id, true)
    expect(await act(world, id, 'village-clerk', 'pass')).toMatchObject({ state: 'verified' })
  })

  it('that somebody took who is gone is offered to the colleagues, and given only to somebody who can act', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    expect((await world.run(myWork, world.other('grid-worker'), {})).rows).toEqual([])
    const security = world.staff('security-admin')
    const gone = world.staff('grid-worker').actor.personId
    const [grant] = (await world.run(listGrants, security, { person: gone })).rows
    await world.run(endGrant, security, { requestId: uuidv7(), grantId: grant?.id ?? '', heldUntil: '2026-11-23' })
    expect((await world.run(myWork, world.other('grid-worker'), {})).rows.map((row) => row.id)).toEqual([id])
    const { version } = await world.run(getCase, world.other('grid-worker'), { caseId: id })
    const assign = { caseId: id, version, requestId: uuidv7() }
    await expect(
      world.run(assignCase, world.other('grid-worker'), { ...assign, personId: gone }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await world.run(assignCase, world.other('grid-worker'), {
      ...assign,
      personId: world.other('grid-worker').actor.personId,
    })
  })

  it('counts as unmanned when every account of its holders was closed', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const workers = [world.staff('grid-worker'), world.other('grid-worker')].map(({ actor }) => actor)
    await world.db.write(world.county, async (tx) => {
      for (const { accountId, personId } of workers) await linkAccount(tx, { accountId, personId, demo: false })
      await markAccountEnded(tx, workers[0]?.accountId ?? '', world.clock.now())
    })
    await seesItAsTheirs(world, 'village-clerk', id, false)
    await world.db.write(world.county, (tx) => markAccountEnded(tx, workers[1]?.accountId ?? '', world.clock.now()))
    await seesItAsTheirs(world, 'village-clerk', id, true)
  })

  it('is raised above whoever works it off, not to the same desk again', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await leave(world, 'grid-worker')
    world.clock.set(new Date('2026-11-24T02:01:00Z'))
    for (let done = 1; done > 0;)
      done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
        throw error
      })
    expect(await world.run(getCase, world.staff('dispatcher-town'), { caseId: id })).toMatchObject({
      level: 'town',
      ownerRole: 'dispatcher-town',
    })
    expect(await inMyWork(world, 'dispatcher-town')).toEqual([id])
  })

  it('of one grid is nobody else’s in the next village', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { position: { lng: 109.215, lat: 34.605, datum: 'wgs84' } })
    // Nobody works in the other village at all: its matters are the town's, and not the first village's.
    expect(await inMyWork(world, 'village-clerk')).toEqual([])
    await seesItAsTheirs(world, 'dispatcher-town', id, true)
    await expect(
      world.run(actOnCase, world.staff('village-clerk'), {
        caseId: id,
        requestId: uuidv7(),
        version: 1,
        transition: 'accept',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the coverage', () => {
  it('names a grid whose worker answers for it but lost the role', async () => {
    const office = await makeOffice()
    const { run, admin, places, staff } = office
    await run(giveResponsibility, admin, {
      requestId: uuidv7(),
      kind: 'grid-worker',
      placeId: places.grid,
      personId: staff('grid-worker').actor.personId,
      heldFrom: '2026-01-01',
    })
    const bare = async (): Promise<string[]> =>
      (await run(coverage, admin, {})).lists.gridsWithoutWorker.map(({ id }) => id)
    expect(await bare()).not.toContain(places.grid)
    await leave(office, 'grid-worker')
    expect(await bare()).toContain(places.grid)
  })
})

describe('what is found on patrol', () => {
  it('is reported by grid worker and helper in their own grid, also where they name no place', async () => {
    const world = await makeWorld()
    for (const role of ['grid-worker', 'grid-helper'] as const) {
      const found = { requestId: uuidv7(), category: 'R0301', description: '井盖翘了', source: 'patrol' } as const
      const { id } = await world.run(openCase, world.staff(role), found)
      expect(await world.run(getCase, world.staff(role), { caseId: id })).toMatchObject({ gridId: world.places.grid })
      await expect(
        world.run(openCase, world.staff(role), { ...found, requestId: uuidv7(), placeId: world.places.otherGrid }),
      ).rejects.toMatchObject({ code: 'not-allowed' })
    }
  })
})
