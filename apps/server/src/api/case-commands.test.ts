import {
  actOnCase,
  classifyCase,
  commentOnCase,
  countCases,
  getCase,
  listCases,
  moveCaseLevel,
  openCase,
  deleteView,
  saveView,
  listSavedViews,
  superviseCase,
} from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listCounterDifferences, rebuildCounters } from '#kernel/cases'
import { act, opened, report } from './testing-cases.ts'
import { makeWorld } from './testing-world.ts'

// proves: P057
describe('sorting into own, village and government matters', () => {
  it('is answered when a report is accepted, corrected with a reason kept, and refused outside the three classes', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await expect(act(world, id, 'grid-worker', 'accept', { fields: { sorting: 'nobody' } })).rejects.toMatchObject({
      code: 'bad-input',
    })
    await act(world, id, 'grid-worker', 'accept', { fields: { sorting: 'village' } })
    const view = await world.run(getCase, world.staff('grid-worker'), { caseId: id })
    expect(view.fields).toMatchObject({ sorting: 'village' })
    expect(view.events.at(-1)?.facts).toMatchObject({ fields: { sorting: 'village' } })
  })
})

describe('what a reporter fills in', () => {
  it('is what the form of villagers asks, through the open API as well; the clerk’s own fields are refused', async () => {
    const world = await makeWorld()
    await expect(opened(world, { fields: { sorting: 'own' } })).rejects.toMatchObject({ code: 'bad-input' })
    const taken = await world.run(openCase, world.staff('intake-clerk'), {
      requestId: uuidv7(),
      ...report,
      source: 'phone',
      fields: { sorting: 'own' },
    })
    const view = await world.run(getCase, world.staff('intake-clerk'), { caseId: taken.id })
    expect(view.fields).toMatchObject({ sorting: 'own' })
  })
})

describe('general commands', () => {
  it('comment, level, classification and supervision leave their lines, and nobody else may use them', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    await world.run(commentOnCase, worker, { caseId: id, requestId: uuidv7(), version: 1, note: '已去看过' })
    await world.run(moveCaseLevel, worker, {
      caseId: id,
      requestId: uuidv7(),
      version: 2,
      level: 'village',
      reason: '要动用村里的机器',
    })
    await expect(
      world.run(moveCaseLevel, worker, {
        caseId: id,
        requestId: uuidv7(),
        version: 3,
        level: 'town',
        reason: '再高一级',
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await world.run(classifyCase, world.staff('village-clerk'), {
      caseId: id,
      requestId: uuidv7(),
      version: 3,
      category: 'R0302',
      reason: '是机井',
    })
    await world.run(superviseCase, world.staff('supervisor'), {
      caseId: id,
      requestId: uuidv7(),
      version: 4,
      supervised: true,
      note: '请今天处理',
    })
    const view = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    expect(view.events.map(({ action }) => action)).toEqual(['open', 'comment', 'raise', 'classify', 'supervise'])
    expect(view).toMatchObject({ category: 'R0302', level: 'village', supervised: true })
    expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
  })

  it('whoever handled a case does not verify it', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    const grants = [...world.staff('grid-worker').actor.grants, ...world.staff('department-handler').actor.grants]
    const both = { ...world.staff('grid-worker'), actor: { ...world.staff('grid-worker').actor, grants } }
    const { version } = await world.run(getCase, both, { caseId: id })
    await world.run(actOnCase, both, {
      caseId: id,
      requestId: uuidv7(),
      version,
      transition: 'handle',
      fields: { measure: '自己弄的' },
    })
    await expect(
      world.run(actOnCase, both, { caseId: id, requestId: uuidv7(), version: version + 1, transition: 'pass' }),
    ).rejects.toMatchObject({ code: 'second-person' })
  })

  it('counters rebuilt from the cases are the counters that were kept', async () => {
    const world = await makeWorld()
    for (let n = 0; n < 5; n += 1) await opened(world)
    const before = await world.run(countCases, world.staff('supervisor'), { by: 'village' })
    await world.db.write(world.county, (tx) => rebuildCounters(tx))
    expect((await world.run(countCases, world.staff('supervisor'), { by: 'village' })).cells).toEqual(before.cells)
    expect(before.cells).toEqual([{ key: world.places.village, status: 'received', n: 5 }])
  })

  it('lists page by key without gaps or doubles', async () => {
    const world = await makeWorld()
    for (let n = 0; n < 7; n += 1) await opened(world)
    for (const sort of ['newest', 'due'] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await world.run(listCases, world.staff('supervisor'), {
          limit: 3,
          sort,
          ...(cursor ? { cursor } : {}),
        })
        seen.push(...page.rows.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(seen).toHaveLength(7)
      expect(new Set(seen).size).toBe(7)
    }
  })

  it('a saved view is its owner’s alone', async () => {
    const world = await makeWorld()
    const [mine, other] = [world.staff('supervisor'), world.other('supervisor')]
    const keep = { requestId: uuidv7(), list: 'listCases', name: '超期', query: 'late=true' }
    const { id } = await world.run(saveView, mine, keep)
    const views = (by: typeof mine, list = 'listCases') => world.run(listSavedViews, by, { list })
    expect(await views(mine)).toEqual({ views: [{ id, name: '超期', query: 'late=true' }] })
    expect(await views(other)).toEqual({ views: [] })
    // Each list has views of its own.
    await world.run(saveView, mine, { ...keep, requestId: uuidv7(), list: 'listDuties', query: 'view=all' })
    expect((await views(mine, 'listDuties')).views.map(({ query }) => query)).toEqual(['view=all'])
    await expect(world.run(deleteView, other, { requestId: uuidv7(), viewId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    await world.run(deleteView, mine, { requestId: uuidv7(), viewId: id })
    expect([(await views(mine)).views, (await views(mine, 'listDuties')).views.length]).toEqual([[], 1])
  })

  it('an intake clerk takes a report by phone for somebody, who stays sealed', async () => {
    const world = await makeWorld()
    const taken = await world.run(openCase, world.staff('intake-clerk'), {
      requestId: uuidv7(),
      ...report,
      source: 'phone',
    })
    expect(taken.token).toMatch(/^[\w-]{20,}$/)
    await expect(
      world.run(openCase, world.staff('auditor'), { requestId: uuidv7(), ...report, source: 'counter' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('whoever opens a case says how they know of it; only who goes about a grid or a village saw it on patrol', async () => {
    const world = await makeWorld()
    const from = (role: StaffRole, source: string | undefined) =>
      world.run(openCase, world.staff(role), {
        requestId: uuidv7(),
        category: 'R0301',
        placeId: world.places.grid,
        description: '沟堵了',
        source,
      } as never)
    for (const source of [undefined, 'case', 'portal', 'import', 'api'])
      await expect(from('grid-worker', source), String(source)).rejects.toMatchObject({ code: 'bad-input' })
    for (const role of ['intake-clerk', 'dispatcher-town', 'dispatcher-county'] as const) {
      await expect(from(role, 'patrol'), role).rejects.toMatchObject({ code: 'bad-input', facts: { field: 'source' } })
      await expect(from(role, 'counter'), role).resolves.toHaveProperty('number')
    }
    for (const role of ['grid-worker', 'grid-helper', 'village-clerk'] as const)
      await expect(from(role, 'patrol'), role).resolves.toHaveProperty('number')
  })
})
