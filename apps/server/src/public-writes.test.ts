import {
  answerQuestion,
  askAboutPublication,
  assignCase,
  commentOnCase,
  countDisclosures,
  followCase,
  getCase,
  getProgress,
  getPublicEdition,
  getVillageDisclosure,
  listPublicCases,
  openCase,
  openReport,
} from '@xiangzhi/contract'
import Fastify from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { type Caller, listOperations } from '#api'
import { addPlaces } from '#kernel/places'
import { sql } from '#platform/database'
import { holdWrites, PublicLimits } from '#platform/public-writes'
import { Refusal } from '#platform/refusal'
import { opened } from './api/testing-cases.ts'
import { makeWorld } from './api/testing-world.ts'
import { makeDisclosureWorld, published } from './disclosure/testing-disclosure.ts'

const from = (address: string): Caller => ({ kind: 'public', address, language: 'zh-CN' })

/** How often something is let through before it is refused with `try-later`. */
async function letThrough(times: number, once: (n: number) => Promise<unknown>): Promise<number> {
  for (let n = 0; n < times; n += 1) {
    try {
      await once(n)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'try-later') return n
      throw error
    }
  }
  return times
}

// proves: P071 P073
describe('every public write', () => {
  const writes = listOperations().filter(({ kind, audience }) => kind === 'write' && audience !== 'staff')

  it('declares whom it may burden and how far, and tells whoever goes beyond it to try later', () => {
    expect(writes.map(({ name }) => name).toSorted()).toEqual([
      'actAsReporter',
      'answerQuestion',
      'askAboutPublication',
      'followCase',
      'openReport',
    ])
    for (const { name, publicWrite, refusals } of writes) {
      expect(publicWrite?.burdens.length, name).toBeGreaterThan(0)
      // Something that names the matter itself holds where a stranger has many addresses.
      expect(
        publicWrite?.limits.some(({ per }) => per === 'source'),
        name,
      ).toBe(true)
      expect(
        publicWrite?.limits.some(({ per }) => !per.startsWith('source')),
        name,
      ).toBe(true)
      expect(refusals, name).toContain('try-later')
    }
  })

  it('ends for one source long before it is a load for others, and goes on for everybody else', () => {
    for (const { name, publicWrite } of writes) {
      if (!publicWrite) throw new Error(name)
      for (const { per, times } of publicWrite.limits) {
        const limits = new PublicLimits()
        const input = {
          caseId: 'case',
          token: 'link',
          publicationId: 'publication',
          villageId: 'village',
          reporter: { phone: '13912345678' },
        }
        // Ten a second: every limit is used up within the minute or not at all within ten.
        let through = 0
        const alone = {
          burdens: publicWrite.burdens,
          limits: [publicWrite.limits.find((one) => one.per === per)],
        } as never
        for (let n = 0; n < times + 20; n += 1) {
          try {
            limits.take(name, alone, { address: '203.0.113.9', input }, n)
            through += 1
          } catch (error) {
            expect(error, name).toMatchObject({ code: 'try-later' })
          }
        }
        // A quarter of what all share is kept for others.
        const shared = ['place', 'publication', 'case'].includes(per)
        expect(through, `${name} ${per}`).toBe(shared ? times - Math.floor(times / 4) : times)
        const other = {
          caseId: 'b',
          token: 'b',
          publicationId: 'b',
          villageId: 'b',
          reporter: { phone: '13800000000' },
        }
        limits.take(name, alone, { address: '198.51.100.7', input: other }, times + 20)
        // Nor does one source use up what another one names: a place, a publication, a telephone that nothing proved.
        if (per !== 'link') limits.take(name, alone, { address: '198.51.100.8', input }, times + 20)
      }
    }
  })

  it('is no address of ours unless it is declared, in the contract or in the one table beside it', async () => {
    const declared = { '/said': { burdens: ['space'], limits: [{ per: 'source', times: 3, minutes: 60 }] } } as const
    const server = Fastify()
    holdWrites(server, { contract: new Set(['/api/spoken']), declared })
    server.setErrorHandler((error, _request, reply) =>
      reply.code(error instanceof Refusal && error.code === 'try-later' ? 429 : 500).send(''),
    )
    server.get('/read', () => 'read')
    server.post('/said', () => 'said')
    server.post('/api/spoken', () => 'spoken')
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      expect(() => server.route({ method, url: '/unsaid', handler: () => 'unsaid' })).toThrow(
        '/unsaid is a public write that declares neither',
      )
    const send = async (remoteAddress: string) =>
      (await server.inject({ method: 'POST', url: '/said', remoteAddress })).statusCode
    const answers = []
    for (let n = 0; n < 5; n += 1) answers.push(await send('203.0.113.9'))
    expect(answers).toEqual([200, 200, 200, 429, 429])
    expect(await send('203.0.113.10')).toBe(200)
    await server.close()
  })
})

describe('following a case', () => {
  it('keeps no clerk from acting on it, writes nothing into its timeline, and is counted', async () => {
    const world = await makeWorld()
    const { id } = await opened(world)
    const worker = world.staff('grid-worker')
    const seen = await world.run(getCase, worker, { caseId: id })
    for (let n = 0; n < 12; n += 1)
      await world.run(followCase, from(`203.0.113.${n}`), { caseId: id, requestId: uuidv7() })
    const after = await world.run(getCase, worker, { caseId: id })
    expect([after.version, after.events.length, after.followerCount]).toEqual([seen.version, seen.events.length, 12])
    // What the clerk had open before all of them is still the newest version.
    const { version } = seen
    await world.run(commentOnCase, worker, { caseId: id, requestId: uuidv7(), version, note: '看过了' })
    expect((await world.run(listPublicCases, world.villager, {})).rows[0]?.followerCount).toBe(12)
  })

  it('is limited for one source on one case, and carries no number that was not proved', async () => {
    const world = await makeWorld()
    const [one, other] = [await opened(world), await opened(world)]
    const follow = (caseId: string) =>
      world.run(followCase, from('203.0.113.77'), {
        caseId,
        requestId: uuidv7(),
        ...({ phone: '13912345678' } as object),
      })
    expect(await letThrough(40, () => follow(one.id))).toBe(5)
    expect(await letThrough(2, () => follow(other.id))).toBe(2)
    const rows = await world.db.read(world.county, (tx) =>
      tx.rows<{ phone: Buffer | null }>(
        sql`select phone_sealed as phone from case_follower where county = ${tx.county}`,
      ),
    )
    expect(rows.filter(({ phone }) => phone !== null)).toEqual([])
  })
})

describe('reports and answers', () => {
  it('of one telephone come to an end for one source; what is refused uses up the limit of its source alone', async () => {
    const world = await makeWorld()
    const report = (address: string) => () =>
      world.run(openReport, from(address), {
        requestId: uuidv7(),
        category: 'R0301',
        placeId: world.places.grid,
        description: '沟堵了',
        reporter: { phone: '139 1234 5678', wantsAnswer: true },
      })
    expect(await letThrough(30, report('203.0.113.6'))).toBe(10)
    // Whose telephone it is still reports, whatever a stranger did with the number.
    expect(await letThrough(1, report('203.0.113.7'))).toBe(1)
    const { token } = await opened(world)
    const answer = (n: number) =>
      world
        .run(answerQuestion, from(`203.0.113.${n}`), { token, requestId: uuidv7(), questionId: uuidv7(), answer: '是' })
        .catch((error: unknown) => {
          if (!(error instanceof Refusal) || error.code !== 'nothing-to-answer') throw error
        })
    expect(await letThrough(60, answer)).toBe(60)
    const refused = (address: string, said: object) => () =>
      world
        .run(openReport, from(address), {
          requestId: uuidv7(),
          category: 'R0399',
          placeId: world.places.grid,
          description: '井盖丢了',
          ...said,
        })
        .catch((error: unknown) => {
          if (!(error instanceof Refusal) || error.code === 'try-later') throw error
        })
    const phone = { reporter: { phone: '13988887777', wantsAnswer: true } }
    for (const n of [1, 2, 3, 4]) expect(await letThrough(80, refused(`198.51.100.${n}`, phone))).toBe(60)
    const { id } = await world.run(openReport, from('198.51.100.9'), {
      requestId: uuidv7(),
      category: 'R0301',
      placeId: world.places.grid,
      description: '井盖丢了',
      ...phone,
    })
    expect(id).toBeTruthy()
  })

  it('of one village come to an end, however it is spelled, and go on for the next', async () => {
    const world = await makeWorld()
    const { grid, village, otherGrid } = world.places
    const [code] = (
      await world.db.read(world.county, (tx) =>
        tx.rows<{ code: string }>(sql`select code from place where county = ${tx.county} and id = ${grid}`),
      )
    ).map((row) => row.code)
    const inside = [
      { placeId: grid },
      { placeId: village },
      { placeCode: code },
      { position: { lng: 109.2, lat: 34.6 } },
    ]
    const report = (at: object) => (n: number) =>
      world.run(openReport, from(`10.${n % 250}.${Math.floor(n / 250)}.7`), {
        requestId: uuidv7(),
        category: 'R0301',
        description: '沟堵了',
        ...at,
      })
    expect(await letThrough(230, (n) => report(inside[n % 4] ?? {})(n))).toBe(200)
    for (const at of inside) expect(await letThrough(1, () => report(at)(240))).toBe(0)
    expect(await letThrough(1, () => report({ placeId: otherGrid })(241))).toBe(1)
  })

  it('name no household: by its code or id it is as unknown to strangers as one that there is not', async () => {
    const world = await makeWorld()
    const household = uuidv7()
    const code = `${world.county}100200001007`
    await world.db.write(world.county, (tx) =>
      addPlaces(tx, [
        {
          id: household,
          kind: 'household',
          code,
          name: '北二巷7号',
          parentId: world.places.grid,
          validFrom: '2020-01-01',
        },
      ]),
    )
    for (const category of ['R0301', 'R0399'])
      for (const at of [{ placeCode: code }, { placeCode: `${code}9` }, { placeId: household }, { placeId: uuidv7() }])
        await expect(
          world.run(openReport, world.villager, { requestId: uuidv7(), category, description: '门前积水', ...at }),
        ).rejects.toMatchObject({ code: 'place-unknown' })
    const patrol = { requestId: uuidv7(), category: 'R0301', description: '门前积水', source: 'patrol' as const }
    const { id } = await world.run(openCase, world.staff('grid-worker'), { ...patrol, placeId: household })
    expect(id).toBeTruthy()
  })
})

describe('anonymous questions', () => {
  it('are limited through every door, count once they are moderated, and before that only for staff', async () => {
    const world = await makeDisclosureWorld()
    const editionId = await published(world)
    const { publicationId } = await world.run(getPublicEdition, world.villager, { editionId })
    const ask = (address: string) =>
      world.run(askAboutPublication, from(address), {
        publicationId,
        requestId: uuidv7(),
        kind: 'question',
        text: '这笔钱是怎么定的？',
      })
    expect(await letThrough(60, () => ask('203.0.113.5'))).toBe(20)
    expect(await letThrough(60, (n) => ask(`198.51.100.${n}`))).toBe(10)
    world.clock.set(new Date(world.clock.now().getTime() + 1000))
    const counts = async () =>
      (await world.run(getVillageDisclosure, world.villager, { code: world.villageCode })).questions
    expect(await counts()).toEqual({ asked: 0, answered: 0, late: 0, waiting: 0 })
    const unmoderated = async () =>
      (
        await world.run(countDisclosures, world.staff('supervisor'), { from: '2026-01-01', until: '2027-12-31' })
      ).rows.reduce((sum, one) => sum + one.unmoderated, 0)
    const some = await world.db.read(world.county, (tx) =>
      tx.rows<{ id: string }>(sql`select id from publication_question where county = ${tx.county} order by id limit 2`),
    )
    await world.db.write(world.county, (tx) =>
      tx.run(
        sql`update publication_question set question = '怎么定的' where county = ${tx.county} and id = ${some[0]?.id}`,
      ),
    )
    expect(await counts()).toEqual({ asked: 1, answered: 0, late: 0, waiting: 1 })
    world.clock.set(new Date(world.clock.now().getTime() + 40 * 86_400_000))
    expect(await counts()).toEqual({ asked: 1, answered: 0, late: 1, waiting: 1 })
    expect(await unmoderated()).toBe(29)
  })
})

describe('a report that names an office-holder of its village', () => {
  const kept = async (said: object, by: 'villager' | 'patrol' = 'villager') => {
    const world = await makeWorld()
    const leader = world.staff('village-leader')
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update person set name = '欧阳海棠' where county = ${tx.county} and id = ${leader.actor.personId}`),
    )
    const input = { requestId: uuidv7(), category: 'R0301', placeId: world.places.grid, description: '沟堵了', ...said }
    const caller = by === 'villager' ? world.villager : world.staff('grid-worker')
    const { id, token } =
      by === 'villager'
        ? await world.run(openReport, caller, input)
        : await world.run(openCase, caller, { ...input, source: 'patrol' })
    const read = async (role: 'village-clerk' | 'discipline-liaison') =>
      world.run(getCase, world.staff(role), { caseId: id }).then(
        () => true,
        () => false,
      )
    const publicly = (await world.run(listPublicCases, world.villager, {})).rows.length
    if (by === 'villager') await world.run(getProgress, world.villager, { token })
    return [await read('village-clerk'), await read('discipline-liaison'), publicly]
  }

  it('is sealed whatever its category, also where the name is spaced out, and reaches the liaison alone', async () => {
    expect(await kept({ description: '欧阳海棠把沟填了盖自家房' })).toEqual([false, true, 0])
    expect(await kept({ description: '是 欧 阳·海 棠 让填的' })).toEqual([false, true, 0])
    expect(await kept({ description: '欧阳家门口的海棠树倒了' })).toEqual([true, false, 1])
  })

  it('stays with the village where staff report what they saw themselves', async () => {
    expect(await kept({ description: '随欧阳海棠巡查时看到' }, 'patrol')).toEqual([true, false, 1])
    // What somebody told them on the way is theirs no more than what is told at a desk.
    const reporter = { name: '过路人', wantsAnswer: false }
    expect(await kept({ description: '说是欧阳海棠填的沟', reporter }, 'patrol')).toEqual([false, true, 0])
  })

  it('keeps its place in the queue of the liaison', async () => {
    const world = await makeWorld()
    const { id } = await opened(world, { description: `请查员village-clerk` })
    const view = await world.run(getCase, world.staff('discipline-liaison'), { caseId: id })
    expect(view).toMatchObject({ ownerRole: 'discipline-liaison', level: 'county', confidentiality: 'sealed' })
    await expect(
      world.run(assignCase, world.staff('grid-worker'), {
        caseId: id,
        requestId: uuidv7(),
        version: 1,
        personId: null,
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
