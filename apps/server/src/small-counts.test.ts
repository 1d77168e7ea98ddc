import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  actOnCase,
  askAboutPublication,
  getEdition,
  getPublicEdition,
  getVillageDisclosure,
  listCases,
  openDraft,
  openReport,
} from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPdf } from './board-sheets/testing-reader.ts'
import { type DisclosureWorld, makeDisclosureWorld, move, published } from './disclosure/testing-disclosure.ts'
import { testDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { buildServer, type Installation, openInstallation } from '#server'

let world: DisclosureWorld
let installation: Installation
let server: FastifyInstance
let folder: string
/** A table typed by hand, one counted from cases, and one of votes. */
let typed: string
let counted: string
let votes: string

/** Numbers that stand nowhere else, so that they can be looked for. */
const typedTable: Content = {
  blocks: [
    {
      kind: 'table',
      heading: '信访接待',
      columns: [
        { key: 'kind', label: '类别', align: 'text' },
        { key: 'received', label: '受理', align: 'number' },
        { key: 'closed', label: '办结', align: 'number' },
        { key: 'open', label: '在办', align: 'number' },
        { key: 'mu', label: '涉及面积（亩）', align: 'number' },
        { key: 'who', label: '涉及', align: 'text' },
      ],
      rows: [
        { kind: '土地', received: 7771, closed: 7768, open: 3, mu: 2, who: '3户' },
        { kind: '用水', received: 8882, closed: 8882, open: 0, mu: 4, who: '88户' },
        { kind: '道路', received: 9993, closed: 9943, open: 50, mu: 0, who: '' },
      ],
      total: { received: 26646, closed: 26593, open: 53 },
    },
    { kind: 'facts', rows: [{ label: '未答复户数', value: '2' }] },
  ],
}

beforeAll(async () => {
  world = await makeDisclosureWorld()
  const { run, villager, places } = world
  const report = async (times: number, placeId: string): Promise<void> => {
    for (let n = 0; n < times; n += 1)
      await run(openReport, villager, { requestId: uuidv7(), category: 'R0301', placeId, description: '请派人来看' })
  }
  await report(2, places.grid)
  world.clock.set(new Date(world.clock.now().getTime() + 60_000))
  typed = await published(world, { item: 'h2-5', period: '2026-Q3', content: typedTable })
  const clerk = world.staff('village-clerk')
  const draft = await run(openDraft, clerk, {
    requestId: uuidv7(),
    place: world.villageCode,
    item: 'h2-5',
    period: '2026-Q4',
  })
  counted = draft.id
  await move(world, counted, 'submit', clerk)
  await move(world, counted, 'check', world.staff('oversight-member'))
  await move(world, counted, 'sign', world.staff('village-leader'))
  await report(6, places.grid)
  await report(3, places.otherGrid)
  votes = await published(world, {
    item: 'm1-4',
    period: '2026-11-20',
    content: {
      blocks: [
        { kind: 'facts', rows: [{ label: '实到人数', value: '4' }] },
        {
          kind: 'table',
          heading: '结果',
          columns: [
            { key: 'office', label: '职务', align: 'text' },
            { key: 'holder', label: '姓名', align: 'text' },
            { key: 'votes', label: '得票', align: 'number' },
          ],
          rows: [{ office: '妇联主席', holder: '马秀英', votes: 3 }],
        },
      ],
    },
  })
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-counts-'))
  installation = openInstallation({
    url: (await testDatabase()).url,
    dataDir: folder,
    clock: world.clock,
    log: silentLog,
  })
  server = await buildServer(installation, world.county, false)
  await server.ready()
})

afterAll(async () => {
  await server.close()
  await installation.close()
  await rm(folder, { recursive: true })
})

const get = async (url: string) => {
  const answer = await server.inject({ url, headers: { host: 'xiangzhi.test' } })
  expect([url, answer.statusCode]).toEqual([url, 200])
  return answer
}
const bodyOf = async (id: string): Promise<Content> =>
  (await get(`/e/${id}.json`)).json<{ body: { content: Content } }>().body.content
const cellsOf = ({ blocks }: Content) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))

it('a table typed by hand leaves small counts out, with whatever would tell them, in every form in which it is public', async () => {
  const content = await bodyOf(typed)
  const [land, water] = cellsOf(content)
  expect(land).toMatchObject({ received: 7771, closed: null, open: null, mu: 2, who: '<5户' })
  // Nought and a measure are shown; a second one of the column is gone, so that the sum does not tell the first.
  expect(water).toMatchObject({ received: 8882, open: 0, mu: 4, who: '88户' })
  for (const key of ['closed', 'open'])
    expect(cellsOf(content).filter((row) => row[key] === null).length).toBeGreaterThan(1)
  expect(content.blocks).toContainEqual({ kind: 'facts', rows: [{ label: '未答复户数', value: '<5' }] })
  expect(JSON.stringify(content)).toContain('不足 5')
  const { villageCode } = world
  const csv = (await get(`/v/${villageCode}/open.csv`)).body
  const pages = await Promise.all(
    [
      `/e/${typed}`,
      `/touch/${villageCode}/e/${typed}`,
      `/tv/${villageCode}/e/${typed}`,
      `/api/public/editions/${typed}`,
    ].map(async (url) => [url, (await get(url)).body] as const),
  )
  const sheet = (await readPdf((await get(`/v/${villageCode}/board.pdf`)).rawPayload, 30))
    .map(({ words }) => words)
    .join(' ')
  for (const [url, body] of [...pages, ['csv', csv] as const, ['sheet', sheet] as const])
    expect([url, body.replaceAll(/[,，\s]/g, '').includes('7768')]).toEqual([url, false])
})

it('the writer is told which counts will not be shown before anybody signs', async () => {
  const { findings } = await world.run(getEdition, world.staff('village-clerk'), { editionId: typed })
  expect(findings.filter(({ masked }) => masked === 'small-count')).toEqual([
    expect.objectContaining({ block: 0, row: 0, label: '涉及' }),
    expect.objectContaining({ block: 0, row: 0, label: '在办' }),
    expect.objectContaining({ block: 1, row: 0, label: '未答复户数' }),
  ])
})

it('a table that is filled from cases never held them', async () => {
  const rows = cellsOf(await bodyOf(counted))
  expect(rows).toHaveLength(1)
  for (const row of rows)
    for (const key of ['received', 'closed', 'open'])
      expect(row[key] === null || Number(row[key]) === 0 || Number(row[key]) >= 5).toBe(true)
  expect(rows.flatMap((row) => [row['received'], row['open']])).not.toContain(2)
})

it('votes are shown as they were cast, because the law wants them exact', async () => {
  const content = await bodyOf(votes)
  expect(cellsOf(content)).toMatchObject([{ votes: 3 }])
  expect(content.blocks).toContainEqual({ kind: 'facts', rows: [{ label: '实到人数', value: '4' }] })
})

it('the map of the county shows no small count, and the page of a town does not tell it either', async () => {
  const numbersIn = async (url: string) =>
    [...(await get(url)).body.matchAll(/<td class="num">([^<]*)<\/td>/g)].map(([, cell = '']) => cell.trim())
  expect(await numbersIn('/map')).toEqual(['11', '0'])
  // Eight and three: who knows the eleven of the town would find the three.
  expect(await numbersIn(`/map?town=${world.townCode}`)).toEqual(['＊', '0', '＊', '0'])
  expect((await get(`/map?town=${world.townCode}`)).body).toContain('不足 5')
})

it('how many asked and what became of them is told exactly, since each question stands in public without its asker', async () => {
  const { run, villager, villageCode, townCode } = world
  const { publicationId } = await run(getPublicEdition, villager, { editionId: votes })
  for (let n = 0; n < 3; n += 1)
    await run(askAboutPublication, villager, {
      publicationId,
      requestId: uuidv7(),
      kind: 'question',
      text: `第${n + 1}票是怎么计的`,
    })
  const clerk = world.staff('village-clerk')
  const { rows } = await run(listCases, clerk, { process: 'disclosure-question', limit: 10 })
  // The desk of the clerk says how many wait for an answer; staff are told every number.
  const waiting = () => run(listCases, clerk, { process: 'disclosure-question', mine: 'true', sort: 'due', limit: 1 })
  expect((await waiting()).total).toBe(3)
  for (const { id, version } of rows)
    await run(actOnCase, clerk, {
      caseId: id,
      requestId: uuidv7(),
      version,
      transition: 'reply',
      fields: { publicQuestion: '票是怎么计的' },
      publicNote: '两人唱票、两人计票',
    })
  expect((await waiting()).total).toBe(0)
  world.clock.set(new Date(world.clock.now().getTime() + 60_000))
  const { questions } = await run(getVillageDisclosure, villager, { code: villageCode })
  expect(questions).toMatchObject({ asked: 3, answered: 3, waiting: 0 })
  for (const url of ['/open', `/open?town=${townCode}`]) {
    const { body } = await get(url)
    expect(body).toContain('<td class="num">3</td><td class="num">3</td></tr>')
  }
  expect((await get(`/v/${villageCode}/questions`)).body).toContain('提问 3 件')
})
