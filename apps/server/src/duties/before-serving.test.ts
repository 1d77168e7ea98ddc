import { expect, it } from 'vitest'
import { makeWorld } from '#api/testing'
import { saveConfigPart } from '#platform/county-config'
import { sql } from '#platform/database'
import { planBeforeServing } from './index.ts'

it('what a county owes is counted before its first page is served, and a later start adds nothing', async () => {
  const at = new Date('2026-11-23T02:00:00Z')
  const world = await makeWorld(at)
  const { db, county } = world
  await db.write(county, async (tx) => {
    const content = { catalogues: ['huangsheng', 'prompt'], limits: {}, overrides: [], boards: [], contacts: [] }
    await saveConfigPart(tx, {
      part: 'disclosure',
      content,
      seen: 0,
      by: null,
      reason: 'test',
      now: at,
    })
  })
  const owed = () =>
    db.read(county, (tx) =>
      tx.row<{ n: number }>(
        sql`select count(*)::int as n from duty_item where county = ${tx.county} and kind = 'disclosure'`,
      ),
    )
  expect(await owed()).toEqual({ n: 0 })
  await planBeforeServing(world, county, at)
  const planned = await owed()
  expect(planned?.n).toBeGreaterThan(10)
  await planBeforeServing(world, county, new Date('2027-06-01T02:00:00Z'))
  expect(await owed()).toEqual(planned)
})
