import { getCase, grantRole } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { addFormerCases, type FormerCase, formerCaseId, listCounterDifferences, listSealedFormer } from '#kernel/cases'
import { addPersons } from '#kernel/people'
import { placeStanding } from '#kernel/places'
import { makeWorld, type World } from './api/testing-world.ts'

const SOURCE = 'former'

/** Cases of another system, each with its words. */
async function former(
  world: World,
  tx: Tx,
  words: readonly string[],
  more: Partial<FormerCase> = {},
): Promise<FormerCase[]> {
  const standing = await placeStanding(tx, world.places.grid)
  if (!standing) throw new Error('no grid')
  return words.map((description) => ({
    externalId: description,
    number: `F-${description}`,
    process: 'grid-event',
    category: 'R0301',
    standing,
    lng: null,
    lat: null,
    description,
    publicNote: null,
    fields: {},
    openedAt: new Date('2026-10-20T02:00:00Z'),
    closedAt: null,
    state: 'reported',
    ...more,
  }))
}

const surroundings = async (world: World, tx: Tx) => ({
  config: await countyConfig(tx),
  processes: world.processes,
  now: world.clock.now(),
})

const idOf = (world: World, words: string): string => formerCaseId(world.county, SOURCE, words)

const seen = (world: World, role: 'village-clerk' | 'discipline-liaison', words: string) =>
  world.run(getCase, world.staff(role), { caseId: idOf(world, words) }).then(
    ({ ownerRole }) => ownerRole,
    ({ code }: { code: string }) => code,
  )

describe('former cases that are brought in', () => {
  it('are sealed as if they were opened: for whom they name, open or closed, by their words and fields, by category and route', async () => {
    const world = await makeWorld()
    const [named, ended, inField, plain, cadres] = ['员grid-worker不让排水', '旧事一', '旧事二', '渠堵了', '反映情况']
    await world.db.write(world.county, async (tx) => {
      const cases = [
        ...(await former(world, tx, [named, plain])),
        ...(await former(world, tx, [inField], { fields: { said: '员oversight-member收过烟' } })),
        ...(await former(world, tx, [ended], {
          publicNote: '员village-clerk已答复',
          closedAt: new Date('2026-10-22T02:00:00Z'),
          state: 'closed',
        })),
        ...(await former(world, tx, [cadres], { category: 'R0303' })),
      ]
      const around = await surroundings(world, tx)
      expect((await listSealedFormer(tx, cases, around)).size).toBe(4)
      expect(await addFormerCases(tx, SOURCE, cases, around)).toEqual({ added: 5, known: 0, sealed: 4 })
      expect(await addFormerCases(tx, SOURCE, cases, around)).toEqual({ added: 0, known: 5, sealed: 0 })
    })
    for (const words of [named, inField, cadres]) {
      expect(await seen(world, 'village-clerk', words), words).toBe('not-found')
      expect(await seen(world, 'discipline-liaison', words), words).toBe('discipline-liaison')
    }
    expect(await seen(world, 'village-clerk', ended)).toBe('not-found')
    expect(await seen(world, 'discipline-liaison', ended)).toBeNull()
    expect(await seen(world, 'village-clerk', plain)).not.toBe('not-found')
    expect(await world.db.read(world.county, listCounterDifferences)).toEqual([])
  })

  it('and a role that is granted while they are, wait for each other', async () => {
    const world = await makeWorld()
    const [personId, words] = [uuidv7(), '卜世昌收礼']
    const placeId = world.places.village
    await world.db.write(world.county, (tx) =>
      addPersons(tx, world.sealing, [{ id: personId, name: '卜世昌' }], world.clock.now()),
    )
    let grant: Promise<unknown> = Promise.resolve()
    let granted = false
    const waits = (tx: Tx): Promise<object | undefined> =>
      tx.row(
        sql`select 1 from pg_locks where locktype = 'advisory' and classid = ${world.county} and not granted limit 1`,
      )
    await world.db.write(world.county, async (tx) => {
      const around = await surroundings(world, tx)
      await addFormerCases(tx, SOURCE, await former(world, tx, [words]), around)
      const asked = { requestId: uuidv7(), personId, role: 'village-clerk', placeId, heldFrom: '2026-11-23' } as const
      grant = world.run(grantRole, world.staff('security-admin'), asked).then(() => (granted = true))
      while (!granted && !(await waits(tx))) await tx.row(sql`select 1`)
    })
    await grant
    expect(await seen(world, 'village-clerk', words)).toBe('not-found')
    expect(await seen(world, 'discipline-liaison', words)).toBe('discipline-liaison')
  })
})
