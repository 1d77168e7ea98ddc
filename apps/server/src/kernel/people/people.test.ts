import { randomBytes } from 'node:crypto'
import type { Actor } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { addPlaces, listPlaces, type Place } from '#kernel/places'
import { sql, type Tx } from '#platform/database'
import { inTransaction } from '#platform/database/testing'
import { sealingFromKeys } from '#platform/sealing'
import {
  actorOf,
  actorsOfPersons,
  addGrants,
  addOffices,
  addOrganisation,
  addOrganisations,
  addPerson,
  addPersons,
  addResponsibilities,
  changeOrganisation,
  changePerson,
  coverageOf,
  endGrant,
  endOffice,
  findOrganisationByKey,
  findPerson,
  giveOffice,
  grantRole,
  linkAccount,
  listGrants,
  listHolders,
  listLooks,
  listOffices,
  listPersonIdsByPhone,
  listResponsible,
  personReach,
  reachCondition,
  revealPerson,
} from './index.ts'

const now = new Date('2026-03-02T01:00:00Z')
const today = '2026-03-02'
const sealing = sealingFromKeys([randomBytes(32)])

interface World {
  readonly tx: Tx
  readonly county: Place
  readonly village: Place
  readonly otherVillage: Place
  readonly grid: Place
  readonly household: Place
}

const withWorld = (work: (world: World) => Promise<void>): Promise<void> =>
  inTransaction(async (tx) => {
    const place = (kind: Place['kind'], code: string, parentId: string | null) => ({
      id: uuidv7(),
      kind,
      code,
      name: `地点 ${code}`,
      parentId,
      validFrom: '2020-01-01',
    })
    const county = place('county', '610114', null)
    const town = place('town', '610114001', county.id)
    const village = place('village', '610114001201', town.id)
    const other = place('village', '610114001202', town.id)
    const grid = place('grid', '610114001201001', village.id)
    const household = place('household', '610114001201001H01', grid.id)
    await addPlaces(tx, [county, town, village, other, grid, household])
    const stored = new Map((await listPlaces(tx)).map((row) => [row.id, row]))
    const get = (id: string): Place => stored.get(id) as Place
    await work({
      tx,
      county: get(county.id),
      village: get(village.id),
      otherVillage: get(other.id),
      grid: get(grid.id),
      household: get(household.id),
    })
  })

const staff = async (
  { tx }: World,
  name: string,
  role: 'county-admin' | 'security-admin' | 'grid-worker' | 'village-clerk' | 'leader',
  place: Place,
): Promise<Actor> => {
  const id = uuidv7()
  await addPersons(tx, sealing, [{ id, name, phone: '13900000001' }], now)
  await addGrants(tx, [{ id: uuidv7(), personId: id, role, placeId: place.id, heldFrom: '2025-01-01' }])
  await linkAccount(tx, { accountId: `account of ${id}`, personId: id, demo: true })
  return (await actorOf(tx, `account of ${id}`, today)) as Actor
}

const villager = async (world: World, name = '赵大山'): Promise<string> => {
  const by = await staff(world, '钱管理', 'county-admin', world.county)
  const id = uuidv7()
  await addPerson({
    tx: world.tx,
    by,
    now,
    sealing,
    input: { id, name, householdId: world.household.id, phone: '139 1234 5678', identityNumber: '61010419600101001x' },
  })
  return id
}

test('an actor has the grants of the day and no others, and a stranger is nobody', () =>
  withWorld(async (world) => {
    const { tx, village, grid } = world
    const clerk = await staff(world, '孙书记', 'village-clerk', village)
    await addGrants(tx, [
      {
        id: uuidv7(),
        personId: clerk.personId,
        role: 'grid-worker',
        placeId: grid.id,
        heldFrom: '2025-01-01',
        heldUntil: today,
      },
      { id: uuidv7(), personId: clerk.personId, role: 'mediator', placeId: village.id, heldFrom: '2026-03-03' },
    ])
    expect((await actorOf(tx, clerk.accountId, today))?.grants).toEqual([
      { role: 'village-clerk', reach: { kind: 'place', level: 'village', placeId: village.id } },
    ])
    const earlier = await actorOf(tx, clerk.accountId, '2026-03-01')
    expect(earlier?.grants.map((grant) => grant.role)).toEqual(['village-clerk', 'grid-worker'])
    expect((await actorsOfPersons(tx, [clerk.personId], today)).get(clerk.personId)).toEqual(clerk)
    expect(await actorOf(tx, 'nobody', today)).toBeUndefined()
  }))

test('lists mask villagers and name staff, and nobody sees persons beyond their reach', () =>
  withWorld(async (world) => {
    const { tx } = world
    const id = await villager(world)
    const worker = await staff(world, '李网格', 'grid-worker', world.grid)
    const stranger = await staff(world, '周书记', 'village-clerk', world.otherVillage)
    const seenBy = (by: Actor) =>
      tx.rows<{ id: string }>(sql`select p.id from person p
        where p.county = ${tx.county} and ${reachCondition(by, 'person.read', personReach)}`)
    expect(await seenBy(worker)).toEqual([{ id }])
    expect(await seenBy(stranger)).toEqual([])
    expect(await findPerson(tx, sealing, id, today)).toMatchObject({
      name: '赵＊＊',
      phoneMasked: '＊＊＊＊5678',
      staff: false,
    })
    expect((await findPerson(tx, sealing, worker.personId, today))?.name).toBe('李网格')
    const stored = await tx.row<{ everything: string }>(
      sql`select p::text as everything from person p where p.county = ${tx.county} and p.id = ${id}`,
    )
    expect(stored?.everything).not.toMatch(/13912345678|610104/)
    expect(await listPersonIdsByPhone(tx, sealing.hash('phone', '13912345678'))).toEqual([id])
  }))

test('unmasking a person needs a reason, is written down, and the person can read who looked', () =>
  withWorld(async (world) => {
    const { tx } = world
    const personId = await villager(world)
    const by = await staff(world, '李网格', 'grid-worker', world.grid)
    const look = (reason: string, actor = by) =>
      revealPerson({ tx, by: actor, now, sealing, input: { personId, fields: ['name', 'phone'], reason } })
    await expect(look(' 看 ')).rejects.toThrow('need-reason')
    expect(await listLooks(tx, personId, today)).toEqual([])
    expect(await look('独居老人入户走访前电话联系')).toEqual({ id: personId, name: '赵大山', phone: '13912345678' })
    const looks = await listLooks(tx, personId, today)
    expect(looks.map((entry) => [entry.lookedBy, entry.fields, entry.reason])).toEqual([
      ['李网格', ['name', 'phone'], '独居老人入户走访前电话联系'],
    ])
    await expect(
      look('上级要求核对', await staff(world, '周书记', 'village-clerk', world.otherVillage)),
    ).rejects.toThrow('not-found')
    await expect(look('上级要求核对', await staff(world, '吴领导', 'leader', world.county))).rejects.toThrow(
      'not-allowed',
    )
  }))

test('a withdrawn telephone number is really gone, and the same identity is not listed twice', () =>
  withWorld(async (world) => {
    const { tx } = world
    const id = await villager(world)
    const by = await staff(world, '钱管理', 'county-admin', world.county)
    await expect(villager(world, '赵二山')).rejects.toThrow('bad-input')
    await changePerson({ tx, by, now, sealing, input: { id, version: 1, phone: null } })
    expect((await findPerson(tx, sealing, id, today))?.phoneMasked).toBeNull()
    expect(await listPersonIdsByPhone(tx, sealing.hash('phone', '13912345678'))).toEqual([])
    await expect(changePerson({ tx, by, now, sealing, input: { id, version: 1, name: '钱' } })).rejects.toThrow(
      'changed-meanwhile',
    )
    await expect(changePerson({ tx, by, now, sealing, input: { id, version: 2, phone: '12' } })).rejects.toThrow(
      'bad-input',
    )
  }))

test('organisations, offices and who is on it', () =>
  withWorld(async (world) => {
    const { tx, county, village, grid } = world
    const by = await staff(world, '钱管理', 'county-admin', county)
    const worker = await staff(world, '李网格', 'grid-worker', grid)
    const organisation = {
      id: uuidv7(),
      key: 'water',
      kind: 'department',
      name: '水务局',
      nameEn: 'Water',
      placeId: county.id,
      validFrom: '2020-01-01',
    }
    await addOrganisation({ tx, by, now, input: organisation })
    await expect(addOrganisation({ tx, by, now, input: { ...organisation, id: uuidv7() } })).rejects.toThrow(
      'bad-input',
    )
    await expect(
      addOrganisation({ tx, by: worker, now, input: { ...organisation, id: uuidv7(), key: 'roads' } }),
    ).rejects.toThrow('not-allowed')
    const office = {
      id: uuidv7(),
      organisationId: organisation.id,
      personId: worker.personId,
      title: '水管员',
      heldFrom: '2026-01-01',
    }
    await giveOffice({ tx, by, now, input: office })
    expect((await listOffices(tx, organisation.id, today)).map((row) => [row.name, row.title])).toEqual([
      ['李网格', '水管员'],
    ])
    expect(await listHolders(tx, 'grid-worker', { placeId: grid.id }, today)).toEqual([
      {
        personId: worker.personId,
        name: '李网格',
        title: '水管员',
        organisationId: organisation.id,
        organisationName: '水务局',
      },
    ])
    expect(await listHolders(tx, 'grid-worker', { placeId: village.id }, today)).toEqual([])
    await endOffice({ tx, by, now, input: { id: office.id, heldUntil: today } })
    expect(await listOffices(tx, organisation.id, today)).toEqual([])
    await changeOrganisation({ tx, by, now, input: { id: organisation.id, version: 1, name: '水利局' } })
    expect((await findOrganisationByKey(tx, 'water'))?.name).toBe('水利局')
  }))

test('a role is granted by the security administration only, and ended on a day without being forgotten', () =>
  withWorld(async (world) => {
    const { tx, grid, county } = world
    const security = await staff(world, '郑安全', 'security-admin', county)
    const worker = await staff(world, '李网格', 'grid-worker', grid)
    const input = {
      id: uuidv7(),
      personId: worker.personId,
      role: 'grid-helper' as const,
      placeId: grid.id,
      heldFrom: today,
    }
    await expect(grantRole({ tx, by: worker, now, input })).rejects.toThrow('not-allowed')
    await grantRole({ tx, by: security, now, input })
    await expect(
      grantRole({ tx, by: security, now, input: { ...input, id: uuidv7(), personId: security.personId } }),
    ).rejects.toThrow('second-person')
    await expect(
      grantRole({ tx, by: security, now, input: { ...input, id: uuidv7(), placeId: county.id } }),
    ).rejects.toThrow('bad-input')
    expect(await listGrants(tx, { personId: worker.personId, today })).toHaveLength(2)
    await endGrant({ tx, by: security, now, input: { id: input.id, heldUntil: '2026-03-05' } })
    expect(await listGrants(tx, { personId: worker.personId, today: '2026-03-04' })).toHaveLength(2)
    expect(await listGrants(tx, { personId: worker.personId, today: '2026-03-05' })).toHaveLength(1)
  }))

// proves: P028 P076 P077
test('the coverage names every grid nobody answers for', () =>
  withWorld(async (world) => {
    const { tx, grid, county } = world
    expect((await coverageOf(tx, today)).gridsWithoutWorker.map((place) => place.id)).toEqual([grid.id])
    const worker = await staff(world, '李网格', 'grid-worker', grid)
    const organisations = [
      {
        id: uuidv7(),
        key: 'centre',
        kind: 'centre',
        name: '指挥中心',
        nameEn: 'Centre',
        placeId: county.id,
        validFrom: '2020-01-01',
      },
    ]
    await addOrganisations(tx, organisations)
    await addOffices(tx, [
      {
        id: uuidv7(),
        organisationId: organisations[0]?.id ?? '',
        personId: worker.personId,
        title: '网格员',
        heldFrom: '2025-01-01',
      },
    ])
    await addResponsibilities(tx, [
      { id: uuidv7(), kind: 'grid-worker', placeId: grid.id, personId: worker.personId, heldFrom: '2025-01-01' },
    ])
    const coverage = await coverageOf(tx, today)
    expect([coverage.grids, coverage.householdsWithoutGrid, coverage.gridsWithoutWorker]).toEqual([1, 0, []])
    expect((await listResponsible(tx, [grid.id], today)).map((row) => [row.kind, row.name])).toEqual([
      ['grid-worker', '李网格'],
    ])
  }))
