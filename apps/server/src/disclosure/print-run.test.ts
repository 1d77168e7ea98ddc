import { askForExport, decideApproval } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import Fastify, { type FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, interfaceIdea } from '#api'
import { asProgram } from '#api/testing'
import { sql } from '#platform/database'
import { type DisclosureWorld, makeDisclosureWorld, published } from './testing-disclosure.ts'

/** A list for the people of the village, of so many rows and one line of text. */
const listOf = (rows: number): Content => ({
  blocks: [
    { kind: 'text', text: '名单见下' },
    {
      kind: 'table',
      columns: [
        { key: 'kind', label: '项目', align: 'text' },
        { key: 'amount', label: '金额', align: 'money' },
      ],
      rows: Array.from({ length: rows }, (_, at) => ({ kind: '临时救助', amount: 300_00 + at })),
    },
  ],
})

let world: DisclosureWorld
let server: FastifyInstance
let caller: Caller
let address = ''

beforeAll(async () => {
  world = await makeDisclosureWorld()
  await world.plan('2026-07-01')
  server = Fastify()
  const callers = { find: () => caller, keep: () => undefined } as never
  interfaceIdea.mount(server, { ...world, callers, callerOf: async () => caller })
  address = await server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.close())

const purpose = '十一月上墙'
async function take(more: Readonly<Record<string, string>> = {}) {
  const query = new URLSearchParams({ town: world.townCode, paper: 'a4', purpose, ...more }).toString()
  const answer = await fetch(`${address}/api/disclosure/print-run?${query}`, { headers: { cookie: 'session=1' } })
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() }
}
const stepsOf = (body: string) =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly done: number; readonly of: number; readonly archive?: string })
const recorded = () =>
  world.db.read(world.county, (tx) =>
    tx.rows<{ by: string; facts: object }>(sql`select by_person as "by", answer as facts from command_log
      where county = ${world.county} and operation = 'printRun' order by at, request_id`),
  )

describe('the print run of a town', () => {
  it('is taken by nobody who may not read its texts, by no program, and not without a purpose', async () => {
    for (const [by, more, status] of [
      [world.villager, {}, 401],
      [world.staff('grid-worker'), {}, 403],
      [world.staff('village-clerk'), {}, 403],
      [asProgram(world.staff('dispatcher-town')), {}, 403],
      [world.staff('dispatcher-town'), { purpose: '' }, 422],
      [world.staff('dispatcher-town'), { purpose: '… 1' }, 422],
      [world.staff('dispatcher-town'), { town: '000000' }, 422],
      [world.staff('dispatcher-town'), { month: '2026-13' }, 422],
    ] as const) {
      caller = by
      const { status: answered, type } = await take(more)
      expect([more, answered, type]).toEqual([more, status, 'application/problem+json; charset=utf-8'])
    }
    expect(await recorded()).toEqual([])
  })

  it('is a file that leaves: rows for the village alone are counted, and above the limit a second person grants it', async () => {
    const dispatcher = world.staff('dispatcher-town')
    caller = dispatcher
    const by = dispatcher.actor.personId
    const mine = async () => (await recorded()).map(({ by: who, facts }) => [who, facts])
    // Two villages have a sheet, one of them only with what is missing. What everybody may read is recorded with its purpose and counts for nothing.
    await published(world, { item: 'm1-1', period: '2026-10' })
    const open = await take()
    expect([open.status, stepsOf(open.body).map(({ done, of }) => [done, of])]).toEqual([
      200,
      [
        [0, 2],
        [1, 2],
        [2, 2],
        [2, 2],
      ],
    ])
    const archive = Buffer.from(stepsOf(open.body).at(-1)?.archive ?? '', 'base64')
    expect(archive.subarray(0, 2).toString()).toBe('PK')
    const said = { purpose, list: 'printRun' }
    expect(await mine()).toEqual([[by, expect.objectContaining({ ...said, rows: 0 })]])

    await published(world, { item: 'h2-4', period: '2026-Q3', content: listOf(279) })
    expect((await take()).status).toBe(200)
    expect((await mine()).at(-1)).toEqual([by, expect.objectContaining({ ...said, rows: 280 })])
    const refused = await take({ paper: 'a3' })
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      409,
      expect.objectContaining({ code: 'export-approval-needed', facts: { taken: 280, rows: 280, limit: 500 } }),
    ])

    const { id } = await world.run(askForExport, dispatcher, {
      requestId: uuidv7(),
      operation: 'printRun',
      query: { town: world.townCode, paper: 'a4' },
      reason: purpose,
    })
    const second = world.staff('supervisor')
    await world.run(decideApproval, second, { requestId: uuidv7(), approvalId: id, grant: true })
    expect((await take({ purpose: '留底' })).status).toBe(409)
    // The paper is no part of what was granted.
    expect((await take({ paper: 'a3' })).status).toBe(200)
    expect((await take()).status).toBe(409)
  })
})
