import { classifyCase, followCase, getCase, getProgress, listPublicCases } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listCounterDifferences } from '#kernel/cases'
import { saveConfigPart } from '#platform/county-config'
import { merge, report, whistle } from './testing-related.ts'
import { act } from './api/testing-cases.ts'
import { makeWorld, type World } from './api/testing-world.ts'

const liaison: StaffRole = 'discipline-liaison'
const others = ['grid-worker', 'village-clerk', 'intake-clerk', 'dispatcher-county', 'supervisor'] as const

async function classified(world: World, by: StaffRole, caseId: string, category: string): Promise<void> {
  const caller = world.staff(by)
  const { version } = await world.run(getCase, caller, { caseId })
  await world.run(classifyCase, caller, { caseId, requestId: uuidv7(), version, category, reason: '说的是干部' })
}

async function expectSealed(world: World, caseId: string): Promise<void> {
  for (const role of others)
    await expect(world.run(getCase, world.staff(role), { caseId })).rejects.toMatchObject({ code: 'not-found' })
  expect(await world.run(getCase, world.staff(liaison), { caseId })).toMatchObject({
    confidentiality: 'sealed',
    ownerRole: liaison,
    level: 'county',
  })
}

describe('a case that is given another category', () => {
  it('is sealed with what was merged into it and its children, where the category is a sealed one', async () => {
    const world = await makeWorld()
    const [one, merged] = [await report(world, 'grid'), await report(world, 'grid')]
    const { token } = await world.run(followCase, world.villager, { caseId: one.id, requestId: uuidv7() })
    await merge(world, merged.id, one.id)
    await act(world, one.id, 'grid-worker', 'accept')
    const child = await whistle(world, one.id)
    await classified(world, 'grid-worker', one.id, 'R0303')
    await expectSealed(world, one.id)
    for (const caseId of [merged.id, child.id])
      await expect(world.run(getCase, world.staff('supervisor'), { caseId })).rejects.toMatchObject({
        code: 'not-found',
      })
    const { events } = await world.run(getCase, world.staff(liaison), { caseId: one.id })
    expect(events.slice(-2).map(({ action }) => action)).toEqual(['classify', 'seal'])
    // Those who reported it are told why they see less; a stranger who follows it is not told that it is sealed.
    for (const [seen, sealed] of [[token, false] as const, [merged.token, true] as const])
      expect(await world.run(getProgress, world.villager, { token: seen })).toMatchObject({ neutral: true, sealed })
    const own = await world.run(getProgress, world.villager, { token: one.token })
    expect(own).toMatchObject({ neutral: false, sealed: true })
    expect((await world.run(listPublicCases, world.villager, {})).rows).toEqual([])
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  it('is sealed where only the route of the new category says so', async () => {
    const world = await makeWorld()
    const text = { zh: '机井', en: 'wells' }
    const content = {
      version: 2,
      rows: [
        {
          key: 'wells',
          note: text,
          when: { category: ['R0302'] },
          to: { unit: { level: 'county' }, role: liaison, sealed: true },
        },
        { key: 'water', note: text, when: { category: ['R03'] }, to: { unit: { organisation: 'water' } } },
      ],
      default: { key: 'default', note: text, to: { unit: { level: 'village' } } },
    }
    await world.db.write(world.county, (tx) =>
      saveConfigPart(tx, {
        part: 'routing',
        content,
        seen: 1,
        by: null,
        reason: 'test',
        now: world.clock.now(),
      } as never),
    )
    const { id } = await report(world, 'grid')
    await classified(world, 'grid-worker', id, 'R0302')
    await expectSealed(world, id)
  })

  it('stays sealed when its category is one that is not', async () => {
    const world = await makeWorld()
    const { id } = await report(world, 'grid')
    await classified(world, 'grid-worker', id, 'R0303')
    await classified(world, liaison, id, 'R0301')
    await expectSealed(world, id)
    expect((await world.run(listPublicCases, world.villager, {})).rows).toEqual([])
  })
})
