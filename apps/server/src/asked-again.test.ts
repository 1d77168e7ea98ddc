import {
  assignCase,
  classifyCase,
  getCase,
  moveCaseLevel,
  nameConcerned,
  openCase,
  whistleCase,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { addGrants, addPersons } from '#kernel/people'
import { link, merge, roamer } from './testing-related.ts'
import { act, opened } from './api/testing-cases.ts'
import { makeWorld, type World } from './api/testing-world.ts'

/** A report from a place, with what it says. */
const said = (world: World, description: string, place: 'grid' | 'otherGrid' = 'grid') =>
  opened(world, { description, placeId: world.places[place], position: undefined, reporter: undefined })

/** Somebody more who holds a role over a place or a unit. */
async function appointed(
  world: World,
  name: string,
  role: StaffRole,
  at: { placeId?: string; organisationId?: string },
) {
  const personId = uuidv7()
  const { placeId = null, organisationId = null } = at
  await world.db.write(world.county, async (tx) => {
    await addPersons(tx, world.sealing, [{ id: personId, name }], world.clock.now())
    await addGrants(tx, [{ id: uuidv7(), personId, role, placeId, organisationId, heldFrom: '2020-01-01' }])
  })
  return personId
}

const classOf = (world: World, id: string): Promise<string> =>
  world.db.read(world.county, async (tx) => {
    const row = await tx.row<{ confidentiality: string }>(
      sql`select confidentiality from case_record where county = ${tx.county} and id = ${id}`,
    )
    return row?.confidentiality ?? ''
  })

const versionOf = async (world: World, role: StaffRole, caseId: string): Promise<number> =>
  (await world.run(getCase, world.staff(role), { caseId })).version

async function corrected(world: World, caseId: string, to: object): Promise<void> {
  const version = await versionOf(world, 'intake-clerk', caseId)
  const asked = { caseId, requestId: uuidv7(), version, reason: '位置填错了', ...to }
  await world.run(classifyCase, world.staff('intake-clerk'), asked)
}

async function levelled(world: World, caseId: string, level: 'town' | 'county'): Promise<void> {
  const version = await versionOf(world, 'grid-worker', caseId)
  await world.run(moveCaseLevel, world.staff('grid-worker'), {
    caseId,
    requestId: uuidv7(),
    version,
    level,
    reason: '请上级办',
  })
}

async function sealedWith(
  world: World,
  caseId: string,
  action: string,
  by: 'staff' | 'reporter' = 'staff',
): Promise<void> {
  for (const role of ['village-clerk', 'grid-worker', 'department-handler', 'supervisor'] as const)
    await expect(world.run(getCase, world.staff(role), { caseId })).rejects.toMatchObject({ code: 'not-found' })
  const { events, ownerRole } = await world.run(getCase, world.staff('discipline-liaison'), { caseId })
  expect(ownerRole).toBe('discipline-liaison')
  expect(events.slice(-2).map((line) => [line.action, line.byKind])).toEqual([
    [action, by],
    ['seal', 'system'],
  ])
}

describe('who is reported is asked again', () => {
  it('when the place is corrected to where the person works', async () => {
    const world = await makeWorld()
    const about = await said(world, '员village-clerk收了我家的烟', 'otherGrid')
    const other = await said(world, '渠边的树倒了', 'otherGrid')
    expect(await classOf(world, about.id)).toBe('open')
    for (const { id } of [about, other]) await corrected(world, id, { placeId: world.places.grid })
    await sealedWith(world, about.id, 'classify')
    expect(await classOf(world, other.id)).toBe('open')
  })

  it('when it is dispatched to the unit of the person, by a family name with a title, and not for what staff write themselves', async () => {
    const world = await makeWorld()
    await appointed(world, '尚立秋', 'department-handler', { organisationId: world.units.roads })
    await appointed(world, '缪水生', 'department-handler', { organisationId: world.units.water })
    const about = await said(world, '尚科长让人把路挖断了还收了钱')
    const plain = await said(world, '路挖断了')
    for (const { id } of [about, plain])
      for (const step of ['accept', 'file']) await act(world, id, 'grid-worker', step)
    await act(world, plain.id, 'grid-worker', 'dispatch', { organisationId: world.units.water })
    await act(world, plain.id, 'department-handler', 'handle', { fields: { measure: '缪水生和尚立秋已填平' } })
    await act(world, plain.id, 'grid-worker', 'fail', { reason: '还有坑，尚立秋来过' })
    await act(world, plain.id, 'grid-worker', 'recall', { reason: '改派尚立秋' })
    await act(world, plain.id, 'grid-worker', 'dispatch', { organisationId: world.units.roads })
    expect(await classOf(world, plain.id)).toBe('open')
    await act(world, about.id, 'grid-worker', 'dispatch', { organisationId: world.units.roads })
    await sealedWith(world, about.id, 'dispatch')
  })

  it('when it is raised to the county, but not for whoever would have what is sealed', async () => {
    const world = await makeWorld()
    const about = await said(world, '员leader的车堵了渠口')
    const liaison = await said(world, '员discipline-liaison的车堵了渠口')
    for (const { id } of [about, liaison]) await levelled(world, id, 'county')
    await sealedWith(world, about.id, 'raise')
    expect(await classOf(world, liaison.id)).toBe('open')
  })

  it('when a unit is whistled for: the whole and its parts are kept from it', async () => {
    const world = await makeWorld()
    await appointed(world, '宗小禾', 'department-handler', { organisationId: world.units.roads })
    const { id } = await said(world, '宗小禾不让我们修路')
    await act(world, id, 'grid-worker', 'accept')
    const version = await versionOf(world, 'grid-worker', id)
    const { children } = await world.run(whistleCase, roamer(world), {
      caseId: id,
      requestId: uuidv7(),
      version,
      organisationIds: [world.units.roads],
      wanted: '请来现场看看',
    })
    expect(children).toHaveLength(1)
    await sealedWith(world, id, 'whistle')
    expect(await classOf(world, children[0]?.id ?? '')).toBe('sealed')
  })

  it('when it is merged into one that lies where the person works, and both are kept', async () => {
    const world = await makeWorld()
    const [about, target] = [await said(world, '员grid-worker在二村收礼', 'otherGrid'), await said(world, '渠堵了')]
    await merge(world, about.id, target.id)
    await sealedWith(world, target.id, 'absorb')
    expect(await classOf(world, about.id)).toBe('sealed')
  })

  it('when a part of another unit is linked to it', async () => {
    const world = await makeWorld()
    await appointed(world, '隋大川', 'department-handler', { organisationId: world.units.roads })
    const [about, part] = [await said(world, '隋大川把沟填了'), await said(world, '路面塌了')]
    for (const step of ['accept', 'file']) await act(world, part.id, 'grid-worker', step)
    await act(world, part.id, 'grid-worker', 'dispatch', { organisationId: world.units.roads })
    expect(await classOf(world, about.id)).toBe('open')
    await link(world, part.id, about.id)
    expect([await classOf(world, about.id), await classOf(world, part.id)]).toEqual(['sealed', 'sealed'])
  })

  it('when somebody from elsewhere takes it, who stands in for an empty desk', async () => {
    const world = await makeWorld()
    await world.db.write(world.county, (tx) =>
      tx.run(
        sql`update role_grant set held_until = '2026-01-01' where county = ${tx.county} and role = 'dispatcher-town'`,
      ),
    )
    const { id } = await said(world, '员dispatcher-county压着我们的事不办')
    await levelled(world, id, 'town')
    expect(await classOf(world, id)).toBe('open')
    await act(world, id, 'dispatcher-county', 'accept')
    await sealedWith(world, id, 'accept')
  })

  it('and what was sealed or kept from somebody stays so wherever it goes afterwards', async () => {
    const world = await makeWorld()
    const { id } = await said(world, '员village-clerk占了渠', 'otherGrid')
    const supervisor = world.staff('supervisor')
    await world.run(nameConcerned, supervisor, {
      caseId: id,
      requestId: uuidv7(),
      version: await versionOf(world, 'supervisor', id),
      part: 'reported',
      personId: world.staff('mediator').actor.personId,
    })
    await corrected(world, id, { placeId: world.places.grid })
    const liaison = world.staff('discipline-liaison')
    const { version } = await world.run(getCase, liaison, { caseId: id })
    const back = { caseId: id, requestId: uuidv7(), version, reason: '还是二村的', placeId: world.places.otherGrid }
    await world.run(classifyCase, liaison, back)
    expect(await classOf(world, id)).toBe('sealed')
    const named = await world.db.read(world.county, (tx) =>
      tx.rows(
        sql`select 1 from case_concerned where county = ${tx.county} and case_id = ${id} and withdrawn_at is null`,
      ),
    )
    expect(named).toHaveLength(1)
  })

  it('but not of what staff found themselves, nor when it only changes hands within the desk', async () => {
    const world = await makeWorld()
    const worker = world.staff('grid-worker')
    const own = await world.run(openCase, worker, {
      requestId: uuidv7(),
      category: 'R0301',
      placeId: world.places.grid,
      description: '员village-clerk一起看过',
      source: 'patrol',
    } as never)
    await act(world, own.id, 'grid-worker', 'accept')
    const version = await versionOf(world, 'grid-worker', own.id)
    await world.run(assignCase, worker, { caseId: own.id, requestId: uuidv7(), version, personId: null })
    expect(await classOf(world, own.id)).toBe('open')
  })
})
