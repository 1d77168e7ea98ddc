import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commentOnCase as comment, listCases, openReport } from '@xiangzhi/contract'
import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPdf } from './board-sheets/testing-reader.ts'
import { type DisclosureWorld, hide, makeDisclosureWorld, published } from './disclosure/testing-disclosure.ts'
import { listOperations } from '#api'
import { sql } from '#platform/database'
import { testDatabase } from '#platform/database/testing'
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
const tail = ['98761234', '9876 1234', '199003077757', '180045678905']

/** Columns that hold what somebody typed and that a public surface may come to read, found by what stands in them. */
const columnsOfWords = sql`select c.table_name as "table", c.column_name as "column", c.data_type as "type"
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb')
    and exists (select 1 from information_schema.columns k where k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = 'county')
  order by 1, 2`

/** Not words for the public: what is sealed, hashed or committed to, and what goes to one person. */
const leftAlone = new Set([
  // Committed to in the public log when it was published; what goes in is swept by the property test of the mask.
  'edition_body.body',
  'edition_body.words',
])

let world: DisclosureWorld
let installation: Installation
let server: FastifyInstance
let folder: string
/** Columns that took the secrets. */
const takers: string[] = []
const visited = new Map<string, { status: number; body: string; headers: string }>()

async function plantEverywhere(): Promise<void> {
  const { db, county } = world
  const columns = await db.read(county, (tx) =>
    tx.rows<{ table: string; column: string; type: string }>(columnsOfWords),
  )
  for (const { table, column, type } of columns) {
    if (leftAlone.has(`${table}.${column}`)) continue
    const name = sql.raw(`"${column}"`)
    const value =
      type === 'text'
        ? sql`${name} || ${planted}`
        : sql`regexp_replace(${name}::text, '("(?:zh|en|name|title|note|text|label|value|what|reason)": "[^"\\]*[^\\x01-\\x7f][^"\\]*)"', ${`\\1${planted}"`}, 'g')::jsonb`
    const holds = type === 'text' ? sql`${name} ~ '[^\\x01-\\x7f]'` : sql`${name}::text ~ '[^\\x01-\\x7f]'`
    try {
      const touched = await db.write(county, (tx) =>
        tx.run(sql`update ${sql.raw(`"${table}"`)} set ${name} = ${value} where county = ${county} and ${holds}`),
      )
      if (touched > 0) takers.push(`${table}.${column}`)
    } catch {
      // A column that refuses words holds none.
    }
  }
  await db.write(county, (tx) => tx.run(sql`update case_record set public_note = ${planted} where county = ${county}`))
  takers.push('case_record.public_note')
}

/** `GET` routes of the server with their parameters, read from the tree that it prints. */
function routesOf(fastify: FastifyInstance): string[] {
  const found: string[] = []
  const path: string[] = []
  for (const line of fastify.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = '', methods = ''] = /^((?:│ {3}| {4})*)[├└]── (\S*)(?: \(([^)]*)\))?/u.exec(line) ?? []
    if (part === '') continue
    path.length = indent.length / 4
    path.push(part)
    if (/\bGET\b/.test(methods)) found.push(path.join(''))
  }
  return found
}

/** Every read of the contract that is open to everybody, asked for the village. */
function publicReads(code: string, edition: string): string[] {
  return listOperations()
    .filter(({ audience, kind }) => audience === 'public' && kind === 'read')
    .map(({ path }) => {
      const url = path.replace(':code', code).replace(':editionId', edition).replace(':item', 'm1-1')
      return path.endsWith('/search') ? `${url}?q=${encodeURIComponent('通知')}` : url
    })
}

async function visit(url: string): Promise<void> {
  if (visited.has(url)) return
  const answer = await server.inject({ url, headers: { host: 'xiangzhi.test' } })
  const isPdf = String(answer.headers['content-type']).includes('pdf')
  const body = isPdf ? (await readPdf(answer.rawPayload, 30)).map(({ words }) => words).join(' ') : answer.body
  visited.set(url, { status: answer.statusCode, body, headers: JSON.stringify(answer.headers) })
}

beforeAll(async () => {
  world = await makeDisclosureWorld()
  const { run } = world
  const staff = (role: Parameters<typeof world.staff>[0]) => world.staff(role)
  await world.plan('2026-07-01')
  const edition = await published(world, {
    content: { blocks: [{ kind: 'text', heading: `通知${planted}`, text: `正文${planted}` }] },
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
  await plantEverywhere()
  folder = await mkdtemp(join(tmpdir(), 'xiangzhi-sweep-'))
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
    ...['services', 'requests', 'servicerequestupdates'].flatMap((name) =>
      ['json', 'xml'].map((format) => `${open311}/${name}.${format}?${jurisdiction}`),
    ),
    ...publicReads(villageCode, edition),
  ])
    await visit(url)
}, 180_000)

afterAll(async () => {
  await server.close()
  await installation.close()
  await rm(folder, { recursive: true })
})

/** Surfaces that are for one reader, for staff or for machines, and pages whose every word is ours. Shrinks only. */
const notSwept =
  /^\/(?:api\/|staff|cockpit|field|dev\/|t\/|log\/|metrics|calendar|subscriptions|my-data|progress|device$|favicon|healthz|readyz|open311\/v2\/tokens)|\.js$|\/report\/:key|\/apply$|\/follow$|\/ask\/|\*|\/files\/:file$|\/mediation$|services\/:sheet$|boards\/:key$|\/tv\/:code\/item\/:id$|^\/api$/

/** What a route of the list looks like in an address. */
const shapeOf = (route: string): RegExp =>
  new RegExp(`^${route.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/?]+')}(?:\\?|$)`)

it('nothing public bypasses the screen', () => {
  // The secrets were in the words that surfaces show, or this proves nothing.
  expect(takers).toEqual(
    expect.arrayContaining([
      'case_record.public_note',
      'edition.title',
      'edition.withdrawn_reason',
      'organisation.name',
      'place.name',
      'publication.title',
    ]),
  )
  const shown = [...visited].filter(([, { body }]) => body.includes('＊＊＊＊'))
  for (const surface of ['/cases', '.csv', '.json', '/feed.xml', '/open311/', '/api/', '/touch/', '/tv/', '.pdf'])
    expect([surface, shown.some(([url]) => url.includes(surface))]).toEqual([surface, true])
  const leaks = [...visited].flatMap(([url, { body, headers }]) =>
    tail.filter((one) => body.includes(one) || headers.includes(one)).map((one) => `${url} shows …${one}`),
  )
  expect(leaks).toEqual([])
})

it('every public address was looked at', () => {
  const addresses = [...visited].flatMap(([url, { status }]) => (status === 200 ? [url] : []))
  const missed = routesOf(server).filter(
    (route) => !notSwept.test(route) && !addresses.some((url) => shapeOf(route).test(url)),
  )
  expect(missed).toEqual([])
})
