import {
  actOnCase,
  addPerson,
  countCases,
  getCase,
  listCases,
  mapCases,
  moveEditions,
  type Operation,
  openReport,
} from '@xiangzhi/contract'
import {
  type Actor,
  type Grant,
  listNextActions,
  mayDo,
  type Permission,
  permissions,
  type StaffRole,
  staffRoleKeys,
  staffRoles,
} from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { decisionFacts, loadForChange } from '#kernel/cases'
import { listOperations } from './http.ts'
import type { Caller } from './handlers.ts'
import { runner } from './run.ts'
import { makeWorld, type World } from './testing-world.ts'

/** An input that passes the check, made from the schema alone; what it names does not exist. */
function someInput(operation: Operation): Record<string, unknown> {
  const id = '01900000-0000-7000-8000-000000000000'
  const candidates: readonly unknown[] = [
    id,
    'true',
    '2026-11-23',
    'x',
    'grid',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
    1,
    true,
    [id],
    [],
    {},
    { lng: 109, lat: 34 },
    '610114',
    'zh-CN',
    'pause',
    'county-admin',
    'categories',
    null,
  ]
  const given: Record<string, unknown> = {}
  for (let round = 0; round < 40; round += 1) {
    const parsed = operation.input.safeParse(given)
    if (parsed.success) return given
    const issue = parsed.error.issues[0]
    const key = String(issue?.path[0] ?? '')
    const tried = candidates.indexOf(given[key])
    given[key] = candidates[tried + 1]
  }
  return given
}

const operations = listOperations()

describe('every operation of staff', () => {
  it('is known to this sweep', () => {
    expect(operations.filter(({ audience }) => audience === 'staff').length).toBeGreaterThan(30)
  })

  it.each(
    operations.filter(({ audience }) => audience === 'staff').map((operation) => [operation.name, operation] as const),
  )('%s refuses a stranger', async (_name, operation) => {
    const world = await shared()
    await expect(world.run(operation, world.villager, someInput(operation))).rejects.toMatchObject({
      code: expect.stringMatching(/^(sign-in-first|bad-input)$/) as unknown,
    })
  })

  it.each(
    operations
      .filter(({ permission }) => permission !== undefined)
      .map((operation) => [operation.name, operation] as const),
  )('%s refuses staff without its permission', async (_name, operation) => {
    const world = await shared()
    const holders: readonly StaffRole[] = permissions[operation.permission as Permission]
    for (const role of staffRoleKeys.filter((key) => !holders.includes(key))) {
      await expect(world.run(operation, world.staff(role), someInput(operation))).rejects.toMatchObject({
        code: expect.stringMatching(/^(not-allowed|bad-input)$/) as unknown,
      })
    }
  })
})

let worlds: Promise<World> | undefined
const shared = (): Promise<World> => (worlds ??= makeWorld())

/** One case for each process, place and confidentiality, and one in a department’s hands. */
async function casesOf(world: World): Promise<string[]> {
  const open = async (more: object): Promise<string> =>
    (
      await world.run(openReport, world.villager, {
        requestId: uuidv7(),
        category: 'R0301',
        description: '事由',
        ...more,
      })
    ).id
  const grid = await open({ placeId: world.places.grid })
  const other = await open({ placeId: world.places.otherGrid })
  const village = await open({ placeId: world.places.village })
  const town = await open({ placeId: world.places.town })
  const sealed = await open({ placeId: world.places.grid, category: 'R0303' })
  const mediation = await open({
    placeId: world.places.village,
    process: 'mediation',
    category: 'mediation',
    fields: { kind: 'land' },
  })
  const formality = await open({
    placeId: world.places.village,
    process: 'formality',
    category: 'living-allowance',
    fields: { matter: 'living-allowance', consent: true },
  })
  const handed = await open({ placeId: world.places.grid })
  for (const [version, transition] of ['accept', 'file', 'dispatch'].entries()) {
    await world.run(actOnCase, world.staff('grid-worker'), {
      caseId: handed,
      requestId: uuidv7(),
      version: version + 1,
      transition,
    })
  }
  return [grid, other, village, town, sealed, mediation, formality, handed]
}

/** A person with one role over one reach. */
function holder(world: World, grant: Grant): Caller & { kind: 'staff' } {
  const actor: Actor = {
    personId: world.staff(grant.role).actor.personId,
    accountId: 'sweep',
    name: '扫描',
    grants: [grant],
  }
  return { kind: 'staff', actor, accountId: 'sweep', address: '127.0.0.1', language: 'zh-CN' }
}

function reachesOf(world: World, role: StaffRole): Grant[] {
  const level = staffRoles[role]
  if (level === 'organisation')
    return [world.units.water, world.units.roads].map((organisationId) => ({
      role,
      reach: { kind: 'organisation', organisationId },
    }))
  const ids = {
    county: [world.places.county],
    town: [world.places.town],
    village: [world.places.village, world.places.otherVillage],
    grid: [world.places.grid, world.places.otherGrid],
  }[level]
  return ids.map((placeId) => ({ role, reach: { kind: 'place', level, placeId } }))
}

describe('the whole matrix of role, reach and case', () => {
  it('page, list, map and counters agree on who sees what, and nobody makes a transition that the declaration does not give', async () => {
    const world = await makeWorld()
    const cases = await casesOf(world)
    let decided = 0
    for (const role of staffRoleKeys) {
      for (const grant of reachesOf(world, role)) {
        const caller = holder(world, grant)
        const listed = mayDo(caller.actor, 'case.read')
          ? new Set((await world.run(listCases, caller, { limit: 200 })).rows.map(({ id }) => id))
          : new Set<string>()
        const mapped = mayDo(caller.actor, 'case.read')
          ? new Set((await world.run(mapCases, caller, {})).points.map(({ id }) => id))
          : new Set<string>()
        for (const id of mapped) expect(listed.has(id)).toBe(true)
        for (const caseId of cases) {
          const view = await world.run(getCase, caller, { caseId }).catch((error: unknown) => {
            if (error instanceof Refusal) return undefined
            throw error
          })
          expect(view !== undefined, `${role} ${JSON.stringify(grant.reach)} ${caseId}`).toBe(listed.has(caseId))
          const subject = await world.db.write(world.county, (tx) =>
            loadForChange(tx, world.processes, caseId, { kind: 'system' }, world.clock.now()),
          )
          const legal = new Set(
            listNextActions(
              subject.process,
              { kind: 'staff', actor: caller.actor },
              subject.record,
              decisionFacts(subject.config, subject.record, { ...subject.facts, now: world.clock.now() }),
            ).flatMap(({ transition, blockedBy }) => (blockedBy.length === 0 ? transition : [])),
          )
          for (const transition of Object.keys(subject.process.transitions)) {
            decided += 1
            if (view && legal.has(transition)) continue
            const attempt = world.run(actOnCase, caller, {
              caseId,
              requestId: uuidv7(),
              version: subject.record.version,
              transition,
            })
            await expect(attempt, `${role} ${transition}`).rejects.toBeInstanceOf(Refusal)
          }
        }
        if (mayDo(caller.actor, 'case.count') && grant.reach.kind === 'place') {
          const counted = (await world.run(countCases, caller, {})).cells.reduce((sum, { n }) => sum + n, 0)
          expect(counted, `${role} counts what it reads`).toBe(listed.size)
        }
      }
    }
    expect(decided).toBeGreaterThan(1000)
  })
})

describe('every write', () => {
  it('leaves exactly one line in the audit trail, with who and what, and none of what is private', async () => {
    const world = await makeWorld()
    const opened = await world.run(openReport, world.villager, {
      requestId: uuidv7(),
      category: 'R0301',
      placeId: world.places.grid,
      description: '事由',
      reporter: { phone: '13912345678', wantsAnswer: true },
    })
    await world.run(actOnCase, world.staff('grid-worker'), {
      caseId: opened.id,
      requestId: uuidv7(),
      version: 1,
      transition: 'accept',
    })
    const lines = await world.db.read(world.county, (tx) =>
      tx.rows<{ operation: string; byPerson: string | null; subjectId: string; answer: object }>(sql`
      select operation, by_person, subject_id, answer from command_log where county = ${world.county} order by at, operation`),
    )
    expect(lines.map(({ operation, byPerson, subjectId }) => ({ operation, byPerson, subjectId }))).toEqual([
      { operation: 'actOnCase', byPerson: world.staff('grid-worker').actor.personId, subjectId: opened.id },
      { operation: 'openReport', byPerson: null, subjectId: opened.id },
    ])
    expect(JSON.stringify(lines)).not.toContain(opened.token)
    expect(JSON.stringify(lines)).not.toContain('13912345678')
  })

  it('of one county is invisible in another, even to a query that forgets to name it', async () => {
    const [one, other] = await Promise.all([makeWorld(), makeWorld()])
    await one.run(openReport, one.villager, {
      requestId: uuidv7(),
      category: 'R0301',
      placeId: one.places.grid,
      description: '事由',
    })
    const seen = await other.db.read(other.county, (tx) =>
      tx.rows<{ county: number }>(sql`select county from case_record`),
    )
    expect(seen.filter(({ county }) => county !== other.county)).toEqual([])
  })

  it('declares whom or what it is about by a member that is always there', () => {
    for (const operation of operations.filter(({ kind }) => kind === 'write')) {
      const { kind = '', id = '' } = operation.subject ?? {}
      if (id === 'by') {
        expect(operation.audience, operation.name).toBe('staff')
        continue
      }
      for (const path of kind.startsWith('output.') ? [kind, id] : [id]) {
        const [, side, member = '', list] = /^(input|output)\.(\w+)(\[\])?(?:\.id)?$/.exec(path) ?? []
        const schema = side === 'input' ? operation.input : operation.output
        const field = (schema as unknown as { shape: Record<string, z.ZodType> }).shape[member]
        expect(field, `${operation.name}: ${path}`).toBeDefined()
        for (const nothing of [undefined, null, ...(list ? [[]] : [])])
          expect(field?.safeParse(nothing).success, `${operation.name}: ${path} may be missing`).toBe(false)
      }
    }
  })

  it('on many things leaves a line for each, and is found under each', async () => {
    const world = await makeWorld()
    const [first, second] = [uuidv7(), uuidv7()]
    const run = runner({
      ...world,
      handlers: { moveEditions: async () => ({ moved: [] }) },
    })
    const request = {
      requestId: uuidv7(),
      editions: [first, second, first].map((id) => ({ id, version: 1 })),
      step: 'submit' as const,
    }
    await run(moveEditions, world.staff('village-clerk'), request)
    await run(moveEditions, world.staff('village-clerk'), request)
    const lines = await world.db.read(world.county, (tx) =>
      tx.rows<{ subject: string; person: string }>(sql`select subject_id as subject, by_person as person
        from command_log where county = ${world.county} and operation = 'moveEditions' order by subject_id`),
    )
    const person = world.staff('village-clerk').actor.personId
    expect(lines).toEqual([first, second].toSorted().map((subject) => ({ subject, person })))
  })

  it('that turns out to be about nothing is not carried out', async () => {
    const world = await makeWorld()
    const run = runner({ ...world, handlers: { addPerson: async () => ({ id: '' }) } })
    await expect(run(addPerson, world.staff('county-admin'), { requestId: uuidv7(), name: '无名' })).rejects.toThrow(
      'addPerson does not say what it was about',
    )
  })

  it('names its county and a request id in the contract', () => {
    for (const operation of operations.filter(({ kind, name }) => kind === 'write' && name !== '')) {
      expect(Object.keys((operation.input as unknown as { shape: object }).shape), operation.name).toContain(
        'requestId',
      )
    }
  })
})
