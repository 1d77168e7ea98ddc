import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { openReport } from '@xiangzhi/contract'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { type Cost, type Figures, load, middle, type Task } from './measure.ts'
import { reportInput } from './report-input.ts'
import { shown, sayLine, table } from './report.ts'
import { expectStatus, freePort, untilAnswering } from './served.ts'
import { asOwner, makeAccount, type World } from './world.ts'

/**
 * How dear an operation may be, as a multiple of a server written by hand that checks nothing: what was set as a goal, divided by
 * what such a server cost on the machine where the goals were set.
 */
const GOALS = {
  'create a report': { most: 0.45, byHand: 0.15 },
  'read one': { most: 0.2, byHand: 0.07 },
  'list 50 by place and status': { most: 0.6, byHand: 0.48 },
  'counts place × status': { most: 1, byHand: 0.8 },
  'change a status': { most: 0.8, byHand: 0.33 },
} as const
type Name = keyof typeof GOALS
type Account = Awaited<ReturnType<typeof makeAccount>>

/** How its sessions are known in the database. */
const BY_HAND = 'by hand'
const rounds = 3
const atOnce = 8

interface Measured {
  readonly port: number
  readonly cost: Cost
  /** Headers of somebody who may see the whole county and work in the chosen grid. */
  readonly headers: Readonly<Record<string, string>>
}

/** Requests that never repeat themselves: a case is accepted once. */
function taker<T>(list: readonly T[]): () => T {
  let next = 0
  return () => {
    const one = list[next]
    if (one === undefined) throw new Error('no case is left to change')
    next += 1
    return one
  }
}

const post = (port: number, path: string, status: number, body: unknown, headers: Measured['headers'] = {}) =>
  expectStatus(status, port, path, { method: 'POST', body: JSON.stringify(body), headers })

/** Cases that wait in the chosen grid, reported for this purpose. */
async function reportInGrid(world: World, count: number): Promise<{ id: string; version: number }[]> {
  const made: { id: string; version: number }[] = []
  for (let no = 0; no < count; no += atOnce)
    made.push(
      ...(await Promise.all(
        Array.from({ length: atOnce }, (_, one) =>
          world.run(openReport, world.villager, {
            ...reportInput(world, no + one),
            placeCode: world.grid.code,
            category: world.gridCategory,
          }),
        ),
      )),
    )
  return made
}

interface Chosen {
  readonly ids: readonly string[]
  readonly waiting: readonly { id: string; version: number }[]
  readonly waitingByHand: readonly { id: string; version: number }[]
}

function ourTasks(world: World, { port, headers }: Measured, { ids, waiting }: Chosen): Record<Name, Task['once']> {
  const take = taker(waiting)
  const get = (path: string) => expectStatus(200, port, path, { headers })
  return {
    'create a report': (no) => post(port, '/api/reports', 201, reportInput(world, no), headers),
    'read one': (no) => get(`/api/cases/${ids[no % ids.length]}`),
    'list 50 by place and status': () => get(`/api/cases?limit=50&town=${world.grid.townId}&status=done`),
    'counts place × status': () => get('/api/cases/counts?by=village'),
    'change a status': () => {
      const { id, version } = take()
      return post(
        port,
        `/api/cases/${id}/actions`,
        200,
        { requestId: uuidv7(), version, transition: 'accept' },
        headers,
      )
    },
  }
}

function tasksByHand(world: World, port: number, { ids, waitingByHand }: Chosen): Record<Name, Task['once']> {
  const take = taker(waitingByHand)
  const { grid } = world
  const place = { placeId: grid.id, townId: grid.townId, villageId: grid.villageId }
  return {
    'create a report': (no) => post(port, '/create', 201, { ...reportInput(world, no), ...place, id: uuidv7() }),
    'read one': (no) => expectStatus(200, port, `/read?id=${ids[no % ids.length]}`),
    'list 50 by place and status': () => expectStatus(200, port, `/list?town=${grid.townId}&status=done`),
    'counts place × status': () => expectStatus(200, port, '/counts'),
    'change a status': () => post(port, '/change', 200, take()),
  }
}

async function serveByHand(world: World): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'serve'], {
    env: { ...process.env, PORT: String(port), DATABASE_URL: world.url, COUNTY: String(world.county) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilAnswering(port)
  return { port, process: child }
}

/** What is needed while the world is still open: who asks, and what there is to change. */
export interface Prepared extends Chosen {
  readonly dispatcher: Account
  readonly worker: Account
  /** How many changes there are for a round. */
  readonly changes: number
}

export async function prepareByHand(world: World, seconds: number): Promise<Prepared> {
  const changes = Math.round(seconds * 300)
  const all = changes * (rounds + 1)
  const ids = await asOwner<{ id: string }>(
    world.url,
    // What pgbench wrote before is nobody's case; its ids are small numbers.
    `select id from case_record where county = ${world.county} and id > '01000000-0000-0000-0000-000000000000' order by md5(id::text) limit 3000`,
  )
  const waitingByHand = await asOwner<{ id: string; version: number }>(
    world.url,
    `select id, version from case_record where county = ${world.county} and not is_open order by id desc limit ${all}`,
  )
  return {
    dispatcher: await makeAccount(world, 'dispatcher-county'),
    worker: await makeAccount(world, 'grid-worker'),
    ids: ids.map(({ id }) => id),
    waiting: await reportInGrid(world, all),
    waitingByHand,
    changes,
  }
}

/** Its own sessions, all of them open: what our server does in the background meanwhile is not its cost. */
async function sessionsByHand(world: World, port: number, { ids }: Chosen): Promise<Cost['database']> {
  await Promise.all(ids.slice(0, 200).map((id) => expectStatus(200, port, `/read?id=${id}`)))
  const sessions = await asOwner<{ pid: number }>(
    world.url,
    `select pid from pg_stat_activity where application_name = '${BY_HAND}'`,
  )
  return () => sessions.map(({ pid }) => pid)
}

/** The operations that programs call most, ours and by hand in turns, on the same tables of the same database. */
export async function compareByHand(
  world: World,
  prepared: Prepared,
  ours: Omit<Measured, 'headers'>,
  signIn: (account: Account) => Promise<string>,
  seconds: number,
): Promise<void> {
  const origin = `http://127.0.0.1:${ours.port}`
  const [dispatcher, worker] = await Promise.all([signIn(prepared.dispatcher), signIn(prepared.worker)])
  const hand = await serveByHand(world)
  try {
    const asDispatcher = ourTasks(world, { ...ours, headers: { cookie: dispatcher, origin } }, prepared)
    const asWorker = ourTasks(world, { ...ours, headers: { cookie: worker, origin } }, prepared)
    const mine = { ...asDispatcher, 'change a status': asWorker['change a status'] }
    const theirs = tasksByHand(world, hand.port, prepared)
    const handCost: Cost = {
      app: () => [hand.process.pid ?? 0],
      database: await sessionsByHand(world, hand.port, prepared),
    }
    const rows: string[][] = []
    for (const [key, { most, byHand }] of Object.entries(GOALS)) {
      const name = key as Name
      const figures = { ours: [] as Figures[], hand: [] as Figures[] }
      // The first round warms both up: a program that runs for months is not measured while it is compiled.
      for (let round = 0; round <= rounds; round += 1) {
        const limits =
          name === 'change a status' ? { ms: 60_000, atOnce, most: prepared.changes } : { ms: seconds * 1000, atOnce }
        const [one, other] = [
          await load({ name, once: mine[name] }, limits, ours.cost),
          await load({ name, once: theirs[name] }, limits, handCost),
        ]
        if (round === 0) continue
        figures.ours.push(one)
        figures.hand.push(other)
      }
      const [one, other] = [middle(figures.ours), middle(figures.hand)]
      const ratio = (one.cpuApp + one.cpuDatabase) / (other.cpuApp + other.cpuDatabase)
      rows.push([
        name,
        shown.perSecond(one.perSecond),
        shown.cpu(one),
        shown.perSecond(other.perSecond),
        shown.cpu(other),
        shown.ratio(ratio),
        shown.ratio(most / byHand),
        String(most),
      ])
    }
    table(
      `Over HTTP beside a server written by hand that checks nothing, ${atOnce} at once`,
      [
        'what',
        'a second',
        'CPU-s per 1,000 (app + database)',
        'by hand, a second',
        'by hand, CPU-s per 1,000',
        'ratio',
        'goal as a ratio',
        'goal, CPU-s per 1,000',
      ],
      rows,
    )
    sayLine(
      'By hand: node:http and pg, one statement a request on the same tables under row-level security; no sign-in, no rights, no routing, no clocks, no months, no log of commands, no messages.',
    )
  } finally {
    hand.process.kill()
  }
}

/** The server by hand. */
async function serveStatements(): Promise<void> {
  const county = Number(process.env['COUNTY'])
  const pool = new pg.Pool({
    connectionString: process.env['DATABASE_URL'],
    application_name: BY_HAND,
    max: 6,
    pipeline: true,
  })
  pool.on('connect', (client) => void client.query(`set role xiangzhi_app; set app.county = '${county}'`))
  const rows = async (name: string, text: string, ...values: unknown[]) =>
    (await pool.query({ name, text, values: [county, ...values] })).rows as unknown[]
  const bodyOf = async (request: IncomingMessage): Promise<Record<string, string>> => {
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part as string
    return JSON.parse(text) as Record<string, string>
  }
  const work: Readonly<Record<string, (request: IncomingMessage, asked: URLSearchParams) => Promise<unknown>>> = {
    '/read': async (_, asked) =>
      (await rows('read', 'select * from case_record where county = $1 and id = $2', asked.get('id')))[0],
    '/list': (_, asked) =>
      rows(
        'list',
        `select id, number, process, process_version, state, status, is_open, category, level, summary, town_id, village_id, grid_id, place_name, lng, lat, source,
          owner_role, assigned_organisation_id, owner_person_id, opened_at, changed_at, closed_at, due_at, due_provisional, supervised, waiting_for, follower_count,
          bounce_count, reopen_count, rework_count, satisfied, confidentiality, version, demo
          from case_record where county = $1 and town_id = $2 and status = $3 order by opened_at desc, id desc limit 50`,
        asked.get('town'),
        asked.get('status'),
      ),
    '/counts': () =>
      rows(
        'counts',
        'select village_id, status, sum(n)::int as n from case_place_counter where county = $1 group by village_id, status',
      ),
    '/create': async (request) => {
      const { id, requestId, category, description, placeId, townId, villageId } = await bodyOf(request)
      await rows(
        'create',
        `with made as (insert into case_record (county, id, number, process, process_version, state, status, is_open, category, level, place_id, town_id, village_id,
            place_name, summary, description, source, owner_role, owner_id, is_public, opened_at, changed_at, due_at)
          values ($1, $2::uuid, 'H' || $2::uuid, 'grid-event', 1, 'reported', 'received', true, $3, 'village', $4, $5, $6, '-', $7, $7, 'portal', 'grid-worker', $4, true, now(), now(), now() + '1 day')),
        line as (insert into case_event (county, case_id, no, at, action, to_state, by_kind, request_id) values ($1, $2::uuid, 1, now(), 'open', 'reported', 'reporter', $8))
        insert into case_place_counter as t (county, place_id, process, status, confidentiality, town_id, village_id, n, public_n)
          values ($1, $4, 'grid-event', 'received', 'open', $5, $6, 1, 1)
          on conflict (county, place_id, process, status, confidentiality) do update set n = t.n + 1, public_n = t.public_n + 1`,
        id,
        category,
        placeId,
        townId,
        villageId,
        description,
        requestId,
      )
      return { id }
    },
    '/change': async (request) => {
      const { id, version } = await bodyOf(request)
      await rows(
        'change',
        `with changed as (update case_record set state = 'accepted', status = 'in-hand', is_open = true, changed_at = now(), version = version + 1 where county = $1 and id = $2 and version = $3
          returning id, version, place_id, process)
        insert into case_event (county, case_id, no, at, action, from_state, to_state, by_kind, request_id)
          select $1, id, version + 100, now(), 'accept', 'reported', 'accepted', 'staff', id from changed`,
        id,
        version,
      )
      return { id }
    },
  }
  createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hand')
    const one = work[pathname]
    if (!one) return reply.writeHead(404).end()
    one(request, searchParams).then(
      (answer) =>
        reply
          .writeHead(pathname === '/create' ? 201 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer)),
      (error: unknown) => reply.writeHead(500).end(String(error)),
    )
    return undefined
  }).listen(Number(process.env['PORT']), '127.0.0.1')
}

if (process.argv[2] === 'serve' && process.argv[1] === fileURLToPath(import.meta.url)) await serveStatements()
