import { announceEvent, exemptDuty, getVillageDisclosure, listExpected, openDraft } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { sql } from '#platform/database'
import { keepDuty, planDuties, runDuties } from '#kernel/duties'
import { saveConfigPart, findConfigPart } from '#platform/county-config'
import { type DisclosureWorld, makeDisclosureWorld, published } from './testing-disclosure.ts'

const expected = async (world: DisclosureWorld, item: string) =>
  (
    await world.run(listExpected, world.staff('village-clerk'), {
      item,
      from: '2026-01-01',
      until: '2028-12-31',
      limit: 100,
    })
  ).rows.map(({ period, dueOn, status }) => ({ period, dueOn, status }))

const announce = (
  world: DisclosureWorld,
  event: 'election' | 'members-assembly',
  on: string,
  role = 'dispatcher-town',
) =>
  world.run(announceEvent, world.staff(role as 'dispatcher-town'), {
    requestId: uuidv7(),
    placeId: world.places.village,
    event,
    on,
  })

// 村民委员会组织法 art. 17, 18.
it('an announced election makes the voter list due twenty days before it and its result after it, without the writer', async () => {
  const world = await makeDisclosureWorld()
  const { items } = await announce(world, 'election', '2027-01-16')
  expect(items.map(({ dueOn }) => dueOn).toSorted()).toEqual(['2026-12-27', '2027-01-20'])
  expect(await expected(world, 'm1-5')).toEqual([{ period: '2027-01-16', dueOn: '2026-12-27', status: 'due' }])
  world.clock.set(new Date('2026-12-28T02:00:00Z'))
  expect(await expected(world, 'm1-5')).toMatchObject([{ status: 'missing' }])
  // The writer may begin before the day itself, and what is written keeps the same item.
  const clerk = world.staff('village-clerk')
  const asked = { requestId: uuidv7(), place: world.villageCode, item: 'm1-5', period: '2027-01-16' }
  expect((await world.run(openDraft, clerk, asked)).status).toBe('draft')
  expect(await expected(world, 'm1-5')).toHaveLength(1)
})

// 农村集体经济组织法 art. 46.
it('an announced assembly has its report and accounts open ten days before it', async () => {
  const world = await makeDisclosureWorld()
  const { items } = await announce(world, 'members-assembly', '2026-12-24', 'village-leader')
  expect(items).toMatchObject([{ dueOn: '2026-12-14' }])
  expect(await expected(world, 'm1-6')).toMatchObject([{ period: '2026-12-24', dueOn: '2026-12-14' }])
  // A day that is put off is exempted by the town with a reason, and announced anew.
  const [item] = items
  await world.run(exemptDuty, world.staff('dispatcher-town'), {
    requestId: uuidv7(),
    id: item?.id ?? '',
    reason: '大会改期',
  })
  await announce(world, 'members-assembly', '2027-01-08')
  expect(await expected(world, 'm1-6')).toMatchObject([{ status: 'exempt' }, { dueOn: '2026-12-29', status: 'due' }])
})

it('a day is announced by an office over the place, not by the clerk who writes, and not years away or long past', async () => {
  const world = await makeDisclosureWorld()
  await expect(announce(world, 'election', '2027-01-16', 'village-clerk')).rejects.toMatchObject({
    code: 'not-allowed',
  })
  await expect(announce(world, 'election', '2030-01-16')).rejects.toMatchObject({ code: 'bad-input' })
  await expect(announce(world, 'election', '2026-01-16')).rejects.toMatchObject({ code: 'bad-input' })
  await expect(
    world.run(announceEvent, world.staff('village-leader'), {
      requestId: uuidv7(),
      placeId: world.places.otherVillage,
      event: 'election',
      on: '2027-01-16',
    }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
})

it('a representatives’ meeting that was held makes its decisions due at once', async () => {
  const world = await makeDisclosureWorld()
  await world.db.write(world.county, async (tx) => {
    const part = await findConfigPart(tx, 'county')
    const content = { ...(part?.content as object), duties: ['representatives-meeting'] }
    await saveConfigPart(tx, {
      part: 'county',
      content,
      seen: part?.version ?? 0,
      by: null,
      reason: 'test',
      now: world.clock.now(),
    })
  })
  await planDuties(world.db, world.duties, world.county, world.clock.now())
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, world.duties, {
      duty: 'representatives-meeting',
      placeId: world.places.village,
      occasion: '2026-Q4',
      evidence: { kind: 'note', subjectId: uuidv7() },
      at: world.clock.now(),
      by: null,
    }),
  )
  expect(await expected(world, 'm1-2')).toEqual([{ period: '2026-11-23', dueOn: '2026-11-26', status: 'due' }])
})

it('an urban community owes none of the villages’ items, and the law behind what it owes is its own', async () => {
  const world = await makeDisclosureWorld()
  await world.db.write(world.county, async (tx) => {
    await tx.run(sql`update place set settled = true where county = ${world.county} and id = ${world.places.village}`)
  })
  const { classes } = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })
  const items = classes.flatMap(({ items: own }) => own)
  expect(items.map(({ code }) => code)).not.toContain('h6-1')
  expect(items.map(({ code }) => code)).toContain('h3-1')
  const sources = items.flatMap(({ legalBasis }) => legalBasis.map(({ source }) => source))
  expect(sources.filter((source) => source.includes('村民委员会组织法'))).toEqual([])
  expect(sources).toContain('中华人民共和国城市居民委员会组织法')
  const { requestId, ...asked } = { requestId: uuidv7(), place: world.villageCode, item: 'h6-1', period: '2026-Q3' }
  await expect(world.run(openDraft, world.staff('village-clerk'), { requestId, ...asked })).rejects.toMatchObject({
    code: 'bad-input',
  })
})

it('a miss is in the log for what nobody wrote about though it was announced', async () => {
  const world = await makeDisclosureWorld()
  await announce(world, 'election', '2026-12-20')
  const missed: string[] = []
  const onStep = (_tx: unknown, item: { duty: string }, step: string): Promise<void> => {
    if (step === 'late') missed.push(item.duty)
    return Promise.resolve()
  }
  world.clock.set(new Date('2026-12-01T02:00:00Z'))
  await runDuties(world.db, world.duties, world.county, world.clock.now(), { onStep })
  expect(missed).toContain('disclosure:prompt:m1-5')
})

it('publishing still keeps the month', async () => {
  const world = await makeDisclosureWorld()
  await published(world)
  expect((await expected(world, 'm1-1')).find(({ period }) => period === '2026-10')?.status).toMatch(/published|late/)
})

/** The county keeps the duty of the assembly, and the village notes on a day that it was held. */
async function assemblyHeld(world: DisclosureWorld, day: string): Promise<void> {
  world.clock.set(new Date(`${day}T02:00:00Z`))
  await world.db.write(world.county, async (tx) => {
    const part = await findConfigPart(tx, 'county')
    const content = { ...(part?.content as object), duties: ['members-assembly'] }
    const change = { seen: part?.version ?? 0, by: null, reason: 'test', now: world.clock.now() }
    await saveConfigPart(tx, { part: 'county', content, ...change })
  })
  await world.db.write(world.county, (tx) =>
    keepDuty(tx, world.duties, {
      duty: 'members-assembly',
      placeId: world.places.village,
      occasion: day.slice(0, 4),
      evidence: { kind: 'note', subjectId: uuidv7() },
      at: world.clock.now(),
      by: null,
    }),
  )
}

// 农村集体经济组织法 art. 46.
it('an assembly that was held and never announced owes its report, which had to be open before it', async () => {
  const world = await makeDisclosureWorld()
  await assemblyHeld(world, '2026-11-26')
  expect(await expected(world, 'm1-6')).toEqual([{ period: '2026-11-26', dueOn: '2026-11-16', status: 'missing' }])
})

it('an assembly that was announced owes its report once, though it is noted days after it was held', async () => {
  const world = await makeDisclosureWorld()
  await announce(world, 'members-assembly', '2026-12-10', 'village-leader')
  await assemblyHeld(world, '2026-12-14')
  expect(await expected(world, 'm1-6')).toEqual([{ period: '2026-12-10', dueOn: '2026-11-30', status: 'missing' }])
})

it('an assembly whose announced day was put off, and that was held without a new one, owes its report', async () => {
  const world = await makeDisclosureWorld()
  const { items } = await announce(world, 'members-assembly', '2026-12-10', 'village-leader')
  const exempted = { requestId: uuidv7(), id: items[0]?.id ?? '', reason: '大会改期' }
  await world.run(exemptDuty, world.staff('dispatcher-town'), exempted)
  await assemblyHeld(world, '2026-12-28')
  expect(await expected(world, 'm1-6')).toMatchObject([
    { status: 'exempt' },
    { period: '2026-12-28', status: 'missing' },
  ])
})
