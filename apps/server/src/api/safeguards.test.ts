import {
  actAsReporter,
  actOnCase,
  askToReveal,
  decideReveal,
  exportCases,
  exportPersons,
  getCase,
  getProgress,
  openReport,
  revealReporter,
} from '@xiangzhi/contract'
import type { CaseCount, StaffRole } from '@xiangzhi/language'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { loadForChange, measureCases, runClocks, withdrawContact } from '#kernel/cases'
import { sql } from '#platform/database'
import { act, opened, untilClosed } from './testing-cases.ts'
import { makeWorld, type World } from './testing-world.ts'

/** One person who holds both roles. */
function holding(world: World, one: StaffRole, other: StaffRole): ReturnType<World['staff']> {
  const caller = world.staff(one)
  return { ...caller, actor: { ...caller.actor, grants: [...caller.actor.grants, ...world.staff(other).actor.grants] } }
}

async function requestIn(world: World, caseId: string): Promise<string> {
  const { requests } = await world.run(getCase, world.staff('intake-clerk'), { caseId })
  return requests.at(-1)?.id ?? ''
}

describe('who reported', () => {
  it('is not opened by one person alone, who holds both the intake and the supervision', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const both = holding(world, 'intake-clerk', 'supervisor')
    await world.run(askToReveal, both, { caseId: id, requestId: uuidv7(), version: 1, reason: '想自己看看' })
    const request = await requestIn(world, id)
    await expect(
      world.run(decideReveal, both, { caseId: id, requestId: uuidv7(), version: 2, decisionOn: request, grant: true }),
    ).rejects.toMatchObject({ code: 'second-person' })
    await expect(
      world.run(revealReporter, both, { caseId: id, requestId: uuidv7(), grantedRequest: request }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('learns of every look: by whom, granted by whom, and why', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    const intake = world.staff('intake-clerk')
    await world.run(askToReveal, intake, { caseId: id, requestId: uuidv7(), version: 1, reason: '回访时核对' })
    const request = await requestIn(world, id)
    const decision = { caseId: id, requestId: uuidv7(), version: 2, decisionOn: request, grant: true }
    await world.run(decideReveal, world.staff('supervisor'), decision)
    await world.run(revealReporter, intake, { caseId: id, requestId: uuidv7(), grantedRequest: request })
    expect((await world.run(getProgress, world.villager, { token })).looks).toHaveLength(1)
    const looks = await world.db.read(world.county, (tx) =>
      tx.rows<{
        by: string
        grantedBy: string
        reason: string
      }>(sql`select looked_by as by, approved_by as "grantedBy", reason
        from personal_look where county = ${world.county} and case_id = ${id}`),
    )
    const supervisor = world.staff('supervisor').actor.personId
    expect(looks).toEqual([{ by: intake.actor.personId, grantedBy: supervisor, reason: '回访时核对' }])
  })

  it('leaves nothing behind when the contact is withdrawn: no name, no number, no hash of it', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    await world.db.write(world.county, async (tx) => {
      const subject = await loadForChange(tx, world.processes, id, { kind: 'system' }, world.clock.now())
      const phoneHash = world.sealing.hash('phone', '13912345678')
      await withdrawContact(tx, subject, { phoneHash, requestId: uuidv7(), now: world.clock.now() })
    })
    const left = await world.db.read(world.county, (tx) =>
      tx.rows(sql`select name_sealed, phone_sealed, phone_hash, person_id, wants_answer from case_reporter
        where county = ${world.county} and case_id = ${id}`),
    )
    expect(left).toEqual([{ nameSealed: null, phoneSealed: null, phoneHash: null, personId: null, wantsAnswer: false }])
  })
})

describe('satisfaction', () => {
  it('is nobody’s while the reporter is silent, however the case was closed and however long ago', async () => {
    const world = await makeWorld()
    const { id, token } = await opened(world)
    await untilClosed(world, id)
    const satisfied = async (): Promise<unknown> =>
      world.db.read(world.county, async (tx) => {
        const row = await tx.row<{ satisfied: boolean | null }>(
          sql`select satisfied from case_record where county = ${world.county} and id = ${id}`,
        )
        return row?.satisfied
      })
    expect(await satisfied()).toBeNull()
    world.clock.set(new Date(world.clock.now().getTime() + 60 * 86_400_000))
    for (let done = 1; done > 0;)
      done = await runClocks(world.db, world.processes, world.county, world.clock.now(), (error) => {
        throw error
      })
    expect(await satisfied()).toBeNull()
    expect(await world.run(getProgress, world.villager, { token })).toMatchObject({ satisfied: null })
  })

  it('is counted of those alone who answered, among those alone who answered', async () => {
    const world = await makeWorld()
    const from = world.clock.now()
    for (const transition of [undefined, undefined, undefined, 'confirm', 'confirm', 'contest']) {
      const { id, token } = await opened(world)
      await untilClosed(world, id)
      if (transition === undefined) continue
      const fields = transition === 'contest' ? { stillWrong: '还是堵的' } : {}
      await world.run(actAsReporter, world.villager, { token, requestId: uuidv7(), transition, fields })
    }
    const of = { count: 'cases', of: 'grid-event', in: 'opened' } as const
    const asked: CaseCount[] = [
      { ...of, where: { answered: true, satisfied: true } },
      { ...of, where: { satisfied: true } },
      { ...of, where: { answered: true } },
      of,
    ]
    const until = new Date(world.clock.now().getTime() + 1)
    const measured = await world.db.read(world.county, (tx) => measureCases(tx, asked, { from, until }))
    expect(measured.map(({ numbers }) => numbers)).toEqual([[2, 2, 3, 6]])
  })
})

describe('a mediation', () => {
  it('ends with one refusal after both agreed, too, and nothing goes on from there', async () => {
    const world = await makeWorld()
    const { id } = await world.run(openReport, world.villager, {
      requestId: uuidv7(),
      process: 'mediation',
      category: 'mediation',
      description: '两家为地界争了半年。',
      fields: { kind: 'land' },
      placeId: world.places.village,
      reporter: { name: '孙某', wantsAnswer: true },
    })
    const move = (transition: string, fields: object) => act(world, id, 'mediator', transition, { fields })
    await move('consent', { applicant: '孙某', respondent: '李某', route: 'people', bothWilling: true })
    await move('hold', { sessionOn: '2026-11-25', minutes: '双方到场' })
    expect(await move('agree', { agreementForm: 'written', agreement: '各让一尺' })).toMatchObject({ state: 'agreed' })
    expect(await move('refuse', { refusedBy: 'applicant' })).toMatchObject({ state: 'refused' })
    const { version } = await world.run(getCase, world.staff('mediator'), { caseId: id })
    await expect(
      world.run(actOnCase, world.staff('mediator'), {
        caseId: id,
        requestId: uuidv7(),
        version,
        transition: 'sign',
        fields: { signedBy: '孙某、李某' },
      }),
    ).rejects.toMatchObject({ code: 'not-from-this-state' })
  })
})

describe('a file that leaves the platform', () => {
  const wordsOf = async (file: Uint8Array): Promise<string> => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(file as unknown as ArrayBuffer)
    const words: string[] = []
    book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell(({ value }) => words.push(JSON.stringify(value)))))
    return words.join('\n')
  }

  it('says in itself who took it out and for what', async () => {
    const world = await makeWorld()
    await opened(world)
    const purpose = '核对十一月的排水报修'
    const dispatcher = world.staff('dispatcher-county')
    const admin = world.staff('county-admin')
    const files = [
      { by: dispatcher, file: (await world.run(exportCases, dispatcher, { purpose })) as { file: Uint8Array } },
      { by: admin, file: (await world.run(exportPersons, admin, { purpose })) as { file: Uint8Array } },
    ]
    for (const { by, file } of files) {
      const words = await wordsOf(file.file)
      expect(words).toContain(purpose)
      expect(words).toContain(by.actor.name)
    }
  })

  it('asks for its purpose before it holds persons or cases', () => {
    for (const { input } of [exportCases, exportPersons]) {
      expect(input.safeParse({}).success).toBe(false)
      expect(input.safeParse({ purpose: '' }).success).toBe(false)
    }
  })
})
