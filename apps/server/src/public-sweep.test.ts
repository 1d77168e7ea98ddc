import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  actOnCase,
  askAboutPublication,
  commentOnCase as comment,
  exemptDuty,
  getPublicEdition,
  listCases,
  listDuties,
  openReport,
  saveDraft,
  withdrawEdition,
} from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPdf } from './board-sheets/testing-reader.ts'
import {
  type DisclosureWorld,
  drafted,
  hide,
  makeDisclosureWorld,
  move,
  published,
} from './disclosure/testing-disclosure.ts'
import { isPublic, plantEverywhere, publicReads, routesOf, shapeOf, unzipped } from './testing-sweep.ts'
import { testDatabase } from '#platform/database/testing'
import { diskFileStore, storeUpload } from '#platform/files'
import { silentLog } from '#platform/log'
import { buildServer, type Installation, openInstallation } from '#server'

/** One of each kind, none of them anybody's: what nobody may read, however it got in. */
const secrets = {
  phone: '15098761234',
  spaced: '150 9876 1234',
  identity: '610114199003077757',
  card: '6217001180045678905',
}
const planted = `（王师傅${secrets.phone}，又${secrets.spaced}，证${secrets.identity}，卡${secrets.card}）`
/** Somebody on a list that is for the people of the village, planted in every word of it that a writer types. */
const listedName = '亓官慕白'
const tail = [listedName, '98761234', '9876 1234', '199003077757', '180045678905']

/** A list for the village, corrected once, with a question about it, and one that was withdrawn: all of them name somebody. */
async function plantList(): Promise<{ editionId: string; publicationId: string; withdrawn: string }> {
  const { run } = world
  const clerk = world.staff('village-clerk')
  const list = (rows: number): Content => ({
    blocks: [
      { kind: 'text', heading: `关于${listedName}`, text: `${listedName}等户的救助` },
      {
        kind: 'table',
        heading: `${listedName}等户`,
        columns: [
          { key: 'household', label: `户（${listedName}）`, align: 'text' },
          { key: 'amount', label: '金额', align: 'money' },
          { key: 'extra', label: `${listedName}另领`, align: 'money' },
        ],
        rows: Array.from({ length: rows }, () => ({ household: listedName, amount: 310_00, extra: 7_00 })),
      },
    ],
  })
  const publish = async (period: string, rows: number, changeNote?: string): Promise<string> => {
    const { id, version } = await drafted(world, { item: 'h2-4', period })
    await run(saveDraft, clerk, {
      requestId: uuidv7(),
      editionId: id,
      version,
      title: `救助名单：${listedName}`,
      content: list(rows) as never,
      changeNote: changeNote ?? null,
      publishAt: null,
    })
    await move(world, id, 'submit', clerk)
    await move(world, id, 'check', world.staff('oversight-member'))
    await move(world, id, 'sign', world.staff('village-leader'))
    return id
  }
  await publish('2026-Q3', 6)
  const editionId = await publish('2026-Q3', 7, `补上${listedName}`)
  const { publicationId } = await run(getPublicEdition, world.villager, { editionId })
  await run(askAboutPublication, world.villager, {
    publicationId,
    requestId: uuidv7(),
    kind: 'question',
    text: `${listedName}为何在册`,
  })
  const { rows } = await run(listCases, clerk, { process: 'disclosure-question', limit: 10 })
  const asked = rows[0]
  if (!asked) throw new Error('the question is a case')
  await run(actOnCase, clerk, {
    caseId: asked.id,
    requestId: uuidv7(),
    version: asked.version,
    transition: 'reply',
    fields: { publicQuestion: `${listedName}为何在册` },
    publicNote: `${listedName}符合条件`,
  })
  const withdrawn = await publish('2026-Q2', 3)
  await run(withdrawEdition, world.staff('village-leader'), {
    editionId: withdrawn,
    requestId: uuidv7(),
    reason: `${listedName}不符合条件`,
  })
  return { editionId, publicationId, withdrawn }
}

let world: DisclosureWorld
let installation: Installation
let server: FastifyInstance
let folder: string
/** Columns that took the secrets. */
const takers: string[] = []
/** The lists for the village: one that stands and one that was withdrawn. */
const listed: string[] = []
const visited = new Map<string, { status: number; body: string; headers: string }>()

/** Follows what public pages link to, a few addresses of each kind, so that no page is left out because nobody listed it. */
async function crawl(): Promise<void> {
  const shapes = routesOf(server)
    .filter(isPublic)
    .map((route) => [route, shapeOf(route)] as const)
  const taken = new Map<string, number>()
  for (let from = 0; from < visited.size; from += 1) {
    const body = [...visited.values()][from]?.body ?? ''
    for (const [, link = ''] of body.matchAll(/(?:href|src)="(\/[^"#]*)/g)) {
      const url = link.replaceAll('&amp;', '&')
      const route = shapes.find(([, shape]) => shape.test(url))?.[0]
      if (route === undefined || visited.has(url) || (taken.get(route) ?? 0) >= 4) continue
      taken.set(route, (taken.get(route) ?? 0) + 1)
      await visit(url)
    }
  }
}

async function visit(url: string): Promise<void> {
  if (visited.has(url)) return
  const answer = await server.inject({ url, headers: { host: 'xiangzhi.test' } })
  // A paper that somebody handed in is no sheet of ours; its bytes are as they came.
  const isPdf = String(answer.headers['content-type']).includes('pdf') && !url.includes('/files/')
  const isZip = String(answer.headers['content-type']).includes('zip')
  const body = isZip
    ? unzipped(answer.rawPayload)
    : isPdf
      ? (await readPdf(answer.rawPayload, 30)).map(({ words }) => words).join(' ')
      : answer.body
  visited.set(url, { status: answer.statusCode, body, headers: JSON.stringify(answer.headers) })
}

beforeAll(async () => {
  world = await makeDisclosureWorld()
  const { run } = world
  const staff = (role: Parameters<typeof world.staff>[0]) => world.staff(role)
  await world.plan('2026-07-01')
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-sweep-'))
  const store = diskFileStore(folder)
  const writer = staff('village-clerk')
  const paper = await world.db.write(world.county, (tx) =>
    storeUpload(tx, store, {
      now: world.clock.now(),
      by: writer.actor.personId,
      name: `会议记录${planted}.pdf`,
      content: Buffer.from('%PDF-1.7 minutes'),
    }),
  )
  const file = { fileId: paper.id, name: `会议记录${planted}`, mediaType: 'application/pdf', bytes: 16 }
  const edition = await published(world, {
    content: {
      blocks: [
        { kind: 'text', heading: `通知${planted}`, text: `正文${planted}` },
        { kind: 'files', files: [file] },
      ],
    },
  })
  const hidden = await published(world, { item: 'h1-2', period: '2026-Q3' })
  await hide(world, hidden, `误发${planted}`)
  await run(openReport, world.villager, {
    requestId: uuidv7(),
    category: 'R0301',
    placeId: world.places.grid,
    description: `坑很深${planted}`,
  })
  const { rows } = await run(listCases, staff('grid-worker'), { limit: 10 })
  const one = rows[0]
  if (one)
    await run(comment, staff('grid-worker'), {
      caseId: one.id,
      requestId: uuidv7(),
      version: one.version,
      publicNote: `已派人${planted}`,
    })
  const [late] = (await run(listDuties, staff('dispatcher-town'), { kind: 'disclosure', limit: 1 })).rows
  if (late)
    await run(exemptDuty, staff('dispatcher-town'), {
      requestId: uuidv7(),
      id: late.id,
      reason: `村里无此事${planted}`,
    })
  const list = await plantList()
  listed.push(list.editionId, list.withdrawn)
  takers.push(...(await plantEverywhere(world, planted)))
  installation = openInstallation({
    url: (await testDatabase()).url,
    dataDir: folder,
    clock: world.clock,
    log: silentLog,
  })
  server = await buildServer(installation, world.county, false)
  await server.ready()
  const { villageCode, townCode, county } = world
  const v = `/v/${villageCode}`
  const open311 = `/open311/v2`
  const jurisdiction = `jurisdiction_id=${county}`
  for (const url of [
    '/',
    '/cases',
    '/cases.csv',
    '/map',
    '/open',
    `/open?town=${townCode}`,
    '/about',
    '/privacy',
    '/accessibility',
    v,
    `${v}/open`,
    `${v}/open.csv`,
    `${v}/open-data.zip`,
    `${v}/feed.xml`,
    `${v}/feed.json`,
    `${v}/board.pdf`,
    `${v}/cases`,
    `${v}/cases.csv`,
    `${v}/map`,
    `${v}/questions`,
    `${v}/oversight`,
    `${v}/rules`,
    `${v}/qr`,
    `${v}/money`,
    `${v}/services`,
    `${v}/search?q=通知`,
    `${v}/subscribe`,
    `${v}/report`,
    `${v}/duties.ics`,
    `/e/${edition}`,
    `/e/${edition}.json`,
    `/e/${hidden}`,
    `/e/${hidden}.json`,
    `${v}/open/m1-1`,
    `/touch/${villageCode}`,
    `/touch/${villageCode}/pages.json`,
    `/tv/${villageCode}`,
    ...['', '/list', '/money', '/missing', '/questions', '/contacts', `/e/${edition}`].map(
      (page) => `/tv/${villageCode}${page}`,
    ),
    ...['open', 'open/m1-1', `e/${edition}`, 'money', 'missing', 'questions', 'report', 'help'].map(
      (page) => `/touch/${villageCode}/${page}`,
    ),
    '/open311/discovery.json',
    '/api',
    '/api/',
    '/api/openapi.json',
    '/verify',
    '/progress',
    '/my-data',
    '/my-data/village',
    '/my-data/code',
    '/progress/code',
    '/api/places/shapes?kind=village',
    `${v}/mediation`,
    ...['services', 'requests', 'servicerequestupdates'].flatMap((name) =>
      ['json', 'xml'].map((format) => `${open311}/${name}.${format}?${jurisdiction}`),
    ),
    `/e/${list.editionId}.json`,
    `/my-data/village/${list.editionId}`,
    `${v}/open/h2-4`,
    `${v}/boards/medical`,
    `${v}/ask/${list.publicationId}`,
    `/touch/${villageCode}/ask/${list.publicationId}`,
    `/touch/${villageCode}/open/h2-4`,
    `/tv/${villageCode}/ask/${list.publicationId}`,
    `/tv/${villageCode}/item/${list.publicationId}`,
    `${v}/search?q=${encodeURIComponent('官慕')}`,
    ...[list.editionId, list.withdrawn].flatMap((id) => [
      `/e/${id}`,
      `/touch/${villageCode}/e/${id}`,
      `/tv/${villageCode}/e/${id}`,
      `/tv/${villageCode}/e/${id}?page=2`,
      ...publicReads(villageCode, id),
    ]),
    ...publicReads(villageCode, edition),
  ])
    await visit(url)
  await crawl()
})

afterAll(async () => {
  await server.close()
  await installation.close()
  await rm(folder, { recursive: true })
})

it('nothing public bypasses the screen', () => {
  // The secrets were in the words that surfaces show, or this proves nothing.
  expect(takers).toEqual(
    expect.arrayContaining([
      'case_record.public_note',
      'county_config.content',
      'edition.title',
      'edition.withdrawn_reason',
      'organisation.name',
      'place.name',
      'publication.title',
    ]),
  )
  expect([...visited.values()].some(({ body }) => body.includes('村里无此事'))).toBe(true)
  const shown = [...visited].filter(([, { body }]) => body.includes('＊＊＊＊'))
  for (const surface of ['/cases', '.csv', '.json', '/feed.xml', '/open311/', '/api/', '/touch/', '/tv/', '.pdf'])
    expect([surface, shown.some(([url]) => url.includes(surface))]).toEqual([surface, true])
  const leaks = [...visited].flatMap(([url, { body, headers }]) =>
    tail.filter((one) => body.includes(one) || headers.includes(one)).map((one) => `${url} shows …${one}`),
  )
  expect(leaks).toEqual([])
})

it('every public document is well formed, whatever was typed', () => {
  // The page that verifies is a program, which names such characters; nothing that was typed stands in it.
  const written = [...visited].filter(
    ([url, { headers }]) => url !== '/verify' && /text\/|json|xml|csv|calendar/.test(headers),
  )
  for (const kind of ['text/html', 'json', 'xml', 'csv', 'calendar'])
    expect([kind, written.some(([, { headers }]) => headers.includes(kind))]).toEqual([kind, true])
  const broken = written.flatMap(([url, { body }]) =>
    // oxlint-disable-next-line no-control-regex -- these are looked for
    /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE]|\\u00(?:0[0-8bBcCeEfF]|1)|&#x?0*(?:1|8|27|1b);/.test(body)
      ? [url]
      : [],
  )
  expect(broken).toEqual([])
})

it('what is for a village is public in numbers, and in words of ours', () => {
  const saying = (part: string, words: string) =>
    [...visited].some(([url, { body }]) => url.includes(part) && body.includes(words))
  expect(listed.every((id) => visited.get(`/e/${id}`)?.status === 200)).toBe(true)
  for (const [part, total] of [
    [`/e/${listed[0]}`, '金额合计 2,170.00 元'],
    ['/feed.xml', '金额合计 2,170.00 元'],
    ['/feed.json', '金额合计 2,170.00 元'],
    ['/touch/', '金额合计 2,170.00 元'],
    ['/tv/', '2,170.00'],
    ['/api/', '217000'],
    ['/open-data.zip', '2170.00'],
  ] as const)
    expect([part, saying(part, total)]).toEqual([part, true])
  // Three rows would say who: their money is told, their number is not.
  expect(visited.get(`/e/${listed[1]}`)?.body).toMatch(/不到 5 条.*930\.00/s)
  for (const url of [`/e/${listed[0]}.json`, `/my-data/village/${listed[0]}`])
    expect(visited.get(url)?.status).not.toBe(200)
  expect(visited.get(`/v/${world.villageCode}/search?q=${encodeURIComponent('官慕')}`)?.body).not.toContain(
    `/e/${listed[0]}`,
  )
})

it('every public address was looked at', () => {
  const addresses = [...visited].flatMap(([url, { status }]) => (status < 400 ? [url] : []))
  const missed = routesOf(server).filter(
    (route) => isPublic(route) && !addresses.some((url) => shapeOf(route).test(url)),
  )
  expect(missed).toEqual([])
})
