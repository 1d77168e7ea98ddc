import { commitImport, listGrants, undoImport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { sql } from '#platform/database'
import { addPersons } from '#kernel/people'
import { listPlaces } from '#kernel/places'
import { makeRosters } from './testing-rosters.ts'
import { makeWorld } from './testing-world.ts'

test('a roster of roles makes nobody a holder of a strong one; undone, it asks for nothing any more; ending one waits for two, and no longer once it is undone', async () => {
  const world = await makeWorld()
  const rosters = await makeRosters(world)
  try {
    const codeOf = async (kind: 'county' | 'grid', id: string) =>
      (await world.db.read(world.county, (tx) => listPlaces(tx, { kind }))).find((place) => place.id === id)?.code ?? ''
    const code = await codeOf('county', world.places.county)
    const grid = await codeOf('grid', world.places.grid)
    await world.db.write(world.county, (tx) =>
      addPersons(tx, world.sealing, [{ id: uuidv7(), name: '柏新任' }], world.clock.now()),
    )
    const security = world.staff('security-admin')
    const columns = ['personName', 'role', 'placeCode'] as const
    const bring = async (more: readonly string[] = [], rows: readonly (readonly string[])[] = []) => {
      const run = await rosters.dryRun('grants', [...columns, ...more], rows)
      await world.run(commitImport, security, { requestId: uuidv7(), importId: run.id })
      return run.id
    }
    const mine = async (name: string) => {
      const { rows, waiting } = await world.run(listGrants, security, { limit: 200 })
      return { held: rows.filter((row) => row.name === name), waits: waiting.filter((row) => row.name === name) }
    }
    const first = await bring(
      [],
      [
        ['柏新任', '纪检联络员', code],
        ['柏新任', '专职网格员', grid],
      ],
    )
    expect(await mine('柏新任')).toMatchObject({
      held: [{ role: 'grid-worker' }],
      waits: [{ role: 'discipline-liaison' }],
    })
    await world.run(undoImport, security, { requestId: uuidv7(), importId: first })
    expect(await mine('柏新任')).toEqual({ held: [], waits: [] })

    const before = (await mine('员supervisor')).held
    expect(before).toMatchObject([{ role: 'supervisor' }])
    const ending = await bring(['validUntil'], [['员supervisor', '督查员', code, '2026-02-01']])
    const endings = () =>
      world.db.read(world.county, (tx) =>
        tx.rows(sql`select id from approval where county = ${tx.county} and kind = 'role-ending' and status = 'waiting'
          and waits_until > ${world.clock.now()}`),
      )
    expect(await mine('员supervisor')).toEqual({ held: before, waits: [] })
    expect(await endings()).toHaveLength(1)
    await world.run(undoImport, security, { requestId: uuidv7(), importId: ending })
    expect(await mine('员supervisor')).toEqual({ held: before, waits: [] })
    expect(await endings()).toEqual([])
  } finally {
    await rosters.remove()
  }
})
