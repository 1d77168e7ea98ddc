import {
  askForTime,
  countMyWork,
  decideTime,
  getCase,
  listCases,
  myWork,
  resumeClock,
  workCounts,
} from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { runClocks } from '#kernel/cases'
import { sql } from '#platform/database'
import { act, opened } from './testing-cases.ts'
import { makeWorld } from './testing-world.ts'

// proves: P082

describe('clocks', () => {
  it('warn, escalate and supervise by due time, whoever has or has not taken the case', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const turn = async (at: string): Promise<number> => {
      world.clock.set(new Date(at))
      let all = 0
      for (let done = 1; done > 0; all += done)
        done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
          throw error
        })
      return all
    }
    expect(await turn('2026-11-23T02:30:00Z')).toBe(0)
    expect(await turn('2026-11-23T03:01:00Z')).toBe(1)
    await turn('2026-11-24T02:01:00Z')
    const raised = await world.run(getCase, world.staff('village-clerk'), { caseId: id })
    expect(raised).toMatchObject({ level: 'village', ownerRole: 'village-clerk', late: true })
    await turn('2026-11-26T02:00:00Z')
    expect(await world.run(getCase, world.staff('village-clerk'), { caseId: id })).toMatchObject({ supervised: true })
    expect(raised.events.filter(({ byKind }) => byKind === 'system').map(({ action }) => action)).toEqual([
      'warn',
      'warn',
      'raise',
    ])
  })

  it('are counted in the work of whoever acts exactly as the list behind each count shows them', async () => {
    const world = await makeWorld()
    const first = await opened(world)
    world.clock.set(new Date('2026-11-23T05:00:00Z'))
    const second = await opened(world)
    const at: Record<string, number[]> = {}
    for (const now of [
      '2026-11-22T20:00:00Z',
      '2026-11-23T05:01:00Z',
      '2026-11-23T08:00:00Z',
      '2026-11-30T08:00:00Z',
    ]) {
      world.clock.set(new Date(now))
      const { counts } = await world.run(countMyWork, world.staff('grid-worker'), {})
      for (const name of ['late', 'dueToday', 'waiting', 'contested', 'supervised'] as const) {
        const { rows } = await world.run(listCases, world.staff('grid-worker'), workCounts[name])
        expect(rows, `${name} at ${now}`).toHaveLength(counts[name])
        at[name] = [...(at[name] ?? []), rows.length]
      }
    }
    expect(first.id).not.toBe(second.id)
    expect(at).toMatchObject({ waiting: [2, 2, 2, 2] })
    expect(Math.max(...(at['dueToday'] ?? []))).toBeGreaterThan(0)
    expect(Math.min(...(at['dueToday'] ?? []))).toBe(0)
    expect(at['late']?.at(-1)).toBe(2)
  })

  it('order what waits page by page, each case once, those without a deadline last', async () => {
    const world = await makeWorld()
    const hours = ['05', '01', '04', '02', '03'] as const
    const ids: string[] = []
    for (const hour of hours) {
      world.clock.set(new Date(`2026-11-23T${hour}:00:00Z`))
      ids.push((await opened(world)).id)
    }
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_record set due_at = null where county = ${tx.county} and id = ${ids[0]}`),
    )
    const worker = world.staff('grid-worker')
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await world.run(myWork, worker, { limit: 2, ...(cursor ? { cursor } : {}) })
      pages.push(page.rows.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(pages).toEqual([[ids[1], ids[3]], [ids[4], ids[2]], [ids[0]]])
  })

  it('pause only when a second person grants it, stand still meanwhile, and go on with what was left', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    const handler = world.staff('department-handler')
    const before = await world.run(getCase, handler, { caseId: id })
    await world.run(askForTime, handler, {
      caseId: id,
      requestId: uuidv7(),
      version: before.version,
      kind: 'pause',
      clock: 'handle',
      reason: '等材料',
    })
    const [request] = (await world.run(getCase, handler, { caseId: id })).requests
    await expect(
      world.run(decideTime, handler, {
        caseId: id,
        requestId: uuidv7(),
        version: before.version + 1,
        decisionOn: request?.id ?? '',
        grant: true,
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await world.run(countMyWork, world.staff('supervisor'), {})).toGrant).toHaveLength(1)
    await world.run(decideTime, world.staff('supervisor'), {
      caseId: id,
      requestId: uuidv7(),
      version: before.version + 1,
      decisionOn: request?.id ?? '',
      grant: true,
    })
    const paused = await world.run(getCase, handler, { caseId: id })
    expect(paused.clocks.find(({ clock }) => clock === 'handle')).toMatchObject({
      status: 'paused',
      dueAt: '2026-12-11T09:00:00.000Z',
    })
    world.clock.set(new Date('2026-11-25T02:00:00Z'))
    await world.run(resumeClock, handler, { caseId: id, requestId: uuidv7(), version: paused.version, clock: 'handle' })
    const resumed = await world.run(getCase, handler, { caseId: id })
    const first = before.clocks.find(({ clock }) => clock === 'handle')?.dueAt ?? ''
    const second = resumed.clocks.find(({ clock }) => clock === 'handle')?.dueAt ?? ''
    expect(new Date(first).toISOString()).toBe('2026-11-26T10:00:00.000Z')
    expect(new Date(second).toISOString()).toBe('2026-11-30T10:00:00.000Z')
  })

  it('are not reset by rework: handling goes on with what was left', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    world.clock.set(new Date('2026-11-24T10:00:00Z'))
    await act(world, id, 'department-handler', 'handle', { fields: { measure: '看过了' } })
    world.clock.set(new Date('2026-11-25T10:00:00Z'))
    await act(world, id, 'grid-worker', 'fail', { reason: '没有修' })
    const handle = (await world.run(getCase, world.staff('department-handler'), { caseId: id })).clocks.find(
      ({ clock }) => clock === 'handle',
    )
    expect(handle?.dueAt).toBe('2026-11-27T10:00:00.000Z')
  })

  it('a deadline that crosses into an unannounced year is provisional', async () => {
    const world = await makeWorld(new Date('2026-12-30T02:00:00Z'))
    const { id } = await opened(world)
    await act(world, id, 'grid-worker', 'accept')
    await act(world, id, 'grid-worker', 'file')
    await act(world, id, 'grid-worker', 'dispatch')
    expect(await world.run(getCase, world.staff('department-handler'), { caseId: id })).toMatchObject({
      dueProvisional: true,
    })
  })
})
