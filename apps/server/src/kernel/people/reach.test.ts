import {
  mayDo,
  permissions,
  staffRoleKeys,
  staffRoles,
  type Actor,
  type Grant,
  type Permission,
} from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import { inTransaction } from '#platform/database/testing'
import { reachCondition } from './reach.ts'

/** Mulberry32: a failure can be repeated from its seed. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const ids = (count: number): string[] => Array.from({ length: count }, () => uuidv7())

test('the SQL condition and mayDo agree on random grants and random things, for every permission', () =>
  inTransaction(async (tx) => {
    const random = randomFrom(20_260_302)
    const towns = ids(2)
    const villages = ids(3)
    const grids = ids(4)
    const units = ids(3)
    const some = <T>(list: readonly T[]): T | null => list[random(list.length + 1)] ?? null
    const things = Array.from({ length: 120 }, (_, n) => ({
      n,
      town: some(towns),
      village: some(villages),
      grid: some(grids),
      unit: some(units),
      other: some(units),
    }))
    const at = { town: towns, village: villages, grid: grids, county: ids(1) }
    const grant = (): Grant => {
      const role = staffRoleKeys[random(staffRoleKeys.length)] ?? 'leader'
      const level = staffRoles[role]
      if (level === 'organisation')
        return { role, reach: { kind: 'organisation', organisationId: units[random(units.length)] ?? '' } }
      return { role, reach: { kind: 'place', level, placeId: at[level][random(at[level].length)] ?? '' } }
    }
    for (const permission of Object.keys(permissions) as Permission[])
      for (let round = 0; round < 12; round += 1) {
        const actor: Actor = {
          personId: uuidv7(),
          accountId: 'a',
          name: '',
          grants: Array.from({ length: random(5) }, grant),
        }
        const condition = reachCondition(actor, permission, {
          town: 't.town',
          village: 't.village',
          grid: 't.grid',
          organisations: ['t.unit', 't.other'],
        })
        const rows = await tx.rows<{ n: number }>(sql`select t.n from jsonb_to_recordset(${sql.json(things)}::jsonb)
          as t(n int, town uuid, village uuid, grid uuid, unit uuid, other uuid) where ${condition} order by t.n`)
        const allowed = things.filter((thing) =>
          mayDo(actor, permission, {
            townId: thing.town,
            villageId: thing.village,
            gridId: thing.grid,
            organisationIds: [thing.unit, thing.other].filter((unit): unit is string => unit !== null),
          }),
        )
        expect(rows.map((row) => row.n)).toEqual(allowed.map((thing) => thing.n))
      }
  }))

test('nobody reaches nothing, and a table without a column for a level shows nothing of it', () => {
  expect(reachCondition(undefined, 'case.read', { village: 'c.village_id' }).text).toBe('false')
  const worker: Actor = {
    personId: uuidv7(),
    accountId: 'a',
    name: '',
    grants: [{ role: 'grid-worker', reach: { kind: 'place', level: 'grid', placeId: uuidv7() } }],
  }
  expect(reachCondition(worker, 'case.read', { village: 'c.village_id' }).text).toBe('false')
  expect(reachCondition(worker, 'case.read', { grid: 'c.grid_id' }).text).toBe('(c.grid_id = $1)')
  expect(() => reachCondition(worker, 'case.read', { grid: 'c.grid_id; drop table person' })).toThrow(/not a column/)
})
