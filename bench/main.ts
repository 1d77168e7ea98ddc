import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { compareByHand, prepareByHand, type Prepared } from './by-hand.ts'
import { measureBoardSheets } from './board-sheets.ts'
import { measureDuties } from './duties.ts'
import { fill } from './fill.ts'
import { measureHistory } from './history.ts'
import { measureLog } from './log.ts'
import { alternate, type Cost, type Figures, load, median, middle, type Task } from './measure.ts'
import { measureOverload } from './overload.ts'
import { hasPgbench, pgbench, type Script } from './pgbench.ts'
import { cpuSeconds, familyOf, loadAverage, memoryMb } from './processes.ts'
import { comparePages, measurePages } from './pages.ts'
import { readTasks } from './reads.ts'
import { reportInput } from './report-input.ts'
import { sayLine, shown, table } from './report.ts'
import { type Answer, expectStatus, serve, type Served } from './served.ts'
import { asOwner, databaseUrl, openWorld, postmaster, type World } from './world.ts'
import { acceptTask, reportScript, reportTask } from './writes.ts'

const quick = process.argv.includes('--quick')
const sizes = { small: 10_000, large: quick ? 100_000 : 1_000_000 } as const
const rounds = 3
const readMs = quick ? 150 : 400
const writeMs = quick ? 2500 : 6000
const atOnce = 16
/** How many different reports pgbench repeats, so that its counters lie as far apart as ours. */
const variety = 120
/** The goal for every read at the larger size against the smaller one. */
const growthMax = 1.2

const number = (value: number): string => value.toLocaleString('en')

/** The sessions of one database: what a world's reads cost, without its neighbour's. */
async function sessionsOf(world: World): Promise<Cost> {
  const rows = await asOwner<{ pid: number }>(
    world.url,
    `select pid from pg_stat_activity where datname = current_database() and application_name = 'xiangzhi'`,
  )
  const pids = rows.map(({ pid }) => pid)
  return { app: () => [process.pid], database: () => pids }
}

async function compareReads(worlds: readonly World[]): Promise<void> {
  const tasks = await Promise.all(worlds.map(readTasks))
  // The first time only warms caches and plans, and opens the sessions.
  for (const list of tasks) for (const task of list) for (let no = 0; no < 10; no += 1) await task.once(no)
  const costs = await Promise.all(worlds.map(sessionsOf))
  const measured = new Map<string, Figures[][]>()
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { name }] of (tasks[0] ?? []).entries()) {
      const sides = tasks.flatMap((list) => list[at] ?? [])
      const figures = await alternate(sides, costs, readMs)
      const of = measured.get(name) ?? worlds.map(() => [])
      for (const [which, one] of figures.entries()) of[which]?.push(one)
      measured.set(name, of)
    }
  }
  const cpuOf = ({ cpuApp, cpuDatabase }: Figures): number => cpuApp + cpuDatabase
  const rows = [...measured].map(([name, of]) => {
    const [small, large] = of.map(middle)
    if (!small || !large) throw new Error('two sizes are compared')
    const [growth, cpuGrowth] = [large.p50 / small.p50, cpuOf(large) / cpuOf(small)]
    return [
      name,
      shown.ms(small.p50),
      shown.ms(large.p50),
      shown.ms(large.p99),
      shown.ratio(growth),
      shown.ratio(cpuGrowth),
      growth <= growthMax ? 'yes' : 'no',
      shown.cpu(large),
    ]
  })
  table(
    `Reads through the gate, one after another, both sizes in turns (median of ${rounds} rounds)`,
    [
      'what',
      `ms at ${number(sizes.small)}`,
      `ms at ${number(sizes.large)}`,
      'p99',
      'growth',
      'CPU growth',
      `growth ≤ ${growthMax}`,
      'CPU-s per 1,000 (app + database)',
    ],
    rows,
  )
}

interface Intake {
  readonly ours: Figures
  readonly limit: { readonly perSecond: number; readonly cpuDatabase: number } | undefined
}

/** Reports, and in turns with them pgbench with the SQL that they send. */
async function compareIntake(world: World, task: Task, script: Script, cost: Cost): Promise<Intake> {
  const ours: Figures[] = []
  const limits: { perSecond: number; cpu: number }[] = []
  const withLimit = hasPgbench()
  if (withLimit) await asOwner(world.url, ...script.prepare)
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await load(task, { ms: writeMs / rounds, atOnce }, cost))
    if (!withLimit) continue
    const seconds = Math.max(2, Math.round(writeMs / rounds / 1000))
    const before = cpuSeconds(cost.database())
    // Its sessions end with it and take their times along, so they are read until then.
    let spent = 0
    const reading = setInterval(() => {
      spent = Math.max(spent, cpuSeconds(cost.database()) - before)
    }, 100)
    const { perSecond, failed } = await pgbench(world.url, script.text, {
      seconds,
      clients: atOnce,
      county: world.county,
    })
    clearInterval(reading)
    if (failed > 0) throw new Error(`${failed} transactions of pgbench failed`)
    limits.push({ perSecond, cpu: (spent / (perSecond * seconds)) * 1000 })
  }
  // A table of our own would be a stranger to the migrations of a server that is started next.
  if (withLimit) await asOwner(world.url, 'drop table bench_values')
  const of = (pick: (one: (typeof limits)[number]) => number): number => median(limits.map(pick))
  return {
    ours: middle(ours),
    limit: withLimit ? { perSecond: of(({ perSecond }) => perSecond), cpuDatabase: of(({ cpu }) => cpu) } : undefined,
  }
}

function intakeTable(title: string, name: string, { ours, limit }: Intake, statements: number): void {
  table(
    title,
    ['what', 'a second', 'p50 ms', 'p99 ms', 'CPU-s per 1,000 (app + database)'],
    [
      [name, shown.perSecond(ours.perSecond), shown.ms(ours.p50), shown.ms(ours.p99), shown.cpu(ours)],
      ...(limit
        ? [
            [
              'pgbench, the same SQL in one pipeline',
              shown.perSecond(limit.perSecond),
              '',
              '',
              `database ${shown.ms(limit.cpuDatabase)}`,
            ],
          ]
        : []),
    ],
  )
  sayLine(
    limit
      ? `\n${statements} statements a report. Ratio to pgbench: ${shown.ratio(ours.perSecond / limit.perSecond)} (goal ≥ 0.5).`
      : `\n${statements} statements a report. pgbench is not on this machine (Debian: postgresql-contrib), so there is no limit to compare with.`,
  )
}

async function measureChanges(world: World, database: () => readonly number[]): Promise<void> {
  const { task, most } = await acceptTask(world)
  const figures = await load(task, { ms: writeMs, atOnce: 4, most }, { app: () => [process.pid], database })
  table(
    'Changing a status with its history, through the gate, 4 at once',
    ['requests', 'a second', 'p50 ms', 'p99 ms', 'CPU-s per 1,000 (app + database)'],
    [
      [
        String(figures.requests),
        shown.perSecond(figures.perSecond),
        shown.ms(figures.p50),
        shown.ms(figures.p99),
        shown.cpu(figures),
      ],
    ],
  )
}

async function signedIn(port: number, { username, password }: Prepared['dispatcher']): Promise<string> {
  const answer = await expectStatus(200, port, '/api/auth/sign-in/username', {
    method: 'POST',
    body: JSON.stringify({ username, password }),
    headers: { origin: `http://127.0.0.1:${port}` },
  })
  return (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')
}

/** How long a second start takes, with everything still in the memory of the machine. */
async function startAgain(server: Served, world: World, dataDir: string): Promise<number> {
  await server.stop()
  const again = await serve(world.url, join(dataDir, world.name))
  await again.stop()
  return again.firstAnswerMs
}

async function measureHttp(
  world: World,
  { script, statements }: { readonly script: Script; readonly statements: number },
  prepared: Prepared,
  dataDir: string,
  database: () => readonly number[],
): Promise<void> {
  const server = await serve(world.url, join(dataDir, world.name))
  try {
    const { port } = server
    const cost: Cost = { app: () => [server.pid], database }
    const atRest = { app: memoryMb([server.pid]), database: memoryMb(database()) }
    const cookie = await signedIn(port, prepared.dispatcher)
    const [one] = await asOwner<{ id: string }>(
      world.url,
      `select id from case_record where grid_id = '${world.grid.id}' order by id limit 1 offset 20`,
    )
    const headers = { cookie }
    const get = (path: string) => (): Promise<Answer> => expectStatus(200, port, path, { headers })
    const rows: string[][] = []
    const show = (name: string, figures: Figures, bytes: number): void => {
      rows.push([
        name,
        shown.perSecond(figures.perSecond),
        shown.ms(figures.p50),
        shown.ms(figures.p99),
        shown.cpu(figures),
        String(bytes),
      ])
    }
    for (const [name, path] of [
      ['case page', `/api/cases/${one?.id}`],
      ['list of 50, newest', '/api/cases?limit=50'],
      ['list of 50, town and status', `/api/cases?limit=50&town=${world.grid.townId}&status=done`],
      ['counts of villages by status', '/api/cases/counts?by=village'],
      ['my work', '/api/my-work'],
      ['public list', `/api/public-cases?village=${world.village.code}`],
    ] as const) {
      const once = get(path)
      const { body } = await once()
      await load({ name, once }, { ms: readMs / 2, atOnce: 8 }, cost)
      show(name, await load({ name, once }, { ms: readMs * 4, atOnce: 8 }, cost), body.length)
    }
    table(
      `Over HTTP at ${number(sizes.large)} cases, 8 readers at once`,
      ['what', 'a second', 'p50 ms', 'p99 ms', 'CPU-s per 1,000 (app + database)', 'bytes'],
      rows,
    )
    await compareByHand(world, prepared, { port, cost }, (one) => signedIn(port, one), writeMs / 2000)
    const origin = { origin: `http://127.0.0.1:${port}` }
    const reports: Task = {
      name: 'open a report',
      once: (no) =>
        expectStatus(201, port, '/api/reports', {
          method: 'POST',
          body: JSON.stringify(reportInput(world, no)),
          headers: origin,
        }),
    }
    const intake = await compareIntake(world, reports, script, cost)
    intakeTable(`Opening a report over HTTP, durable, ${atOnce} at once`, 'POST /api/reports', intake, statements)
    await comparePages(
      'Village page against a bare node:http server sending the same bytes',
      port,
      cost,
      [{ name: 'village page', path: `/v/${world.village.code}` }],
      writeMs / 6,
    )
    table(
      'Memory (proportional) and start',
      ['what', 'app', 'database', 'together'],
      [
        ['at rest, MB', String(atRest.app), String(atRest.database), String(atRest.app + atRest.database)],
        [
          'after the load, MB',
          String(memoryMb([server.pid])),
          String(memoryMb(database())),
          String(memoryMb([server.pid]) + memoryMb(database())),
        ],
        ['first answer after start, s', shown.ms(server.firstAnswerMs / 1000), '', ''],
        ['the same right after a stop, s', shown.ms((await startAgain(server, world, dataDir)) / 1000), '', ''],
      ],
    )
  } finally {
    await server.stop()
  }
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-bench-'))
  // The account the database runs under must be able to walk through it; what matters lies in a private folder inside.
  chmodSync(dataDir, 0o755)
  let server: EmbeddedPostgres | undefined
  const worlds: World[] = []
  const clearUp = async (): Promise<void> => {
    for (const world of worlds.splice(0)) await world.installation.close().catch(() => undefined)
    await server?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  process.once('SIGINT', () => void clearUp().finally(() => process.exit(130)))
  // Whoever reads along may have gone (… | head); nothing must stay behind then either.
  process.stdout.once('error', () => void clearUp().finally(() => process.exit(1)))
  process.once('SIGTERM', () => void clearUp().finally(() => process.exit(143)))
  try {
    sayLine(
      `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load before ${loadAverage()}${quick ? ', quick' : ''}`,
    )
    // Filling needs no safety against power cuts; measuring does, so the database starts anew in between.
    server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false })
    const filling = performance.now()
    for (const [name, count] of Object.entries(sizes)) {
      await asOwner(databaseUrl(server.url, 'postgres'), `create database bench_${name}`)
      const world = await openWorld(databaseUrl(server.url, `bench_${name}`), name, dataDir)
      await fill(world, count)
      await asOwner(world.url, `insert into setting (key, value) values ('county', '${world.county}')`)
      await world.installation.close()
    }
    const [made] = await asOwner<{ version: string; size: string }>(
      databaseUrl(server.url, 'bench_large'),
      `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size`,
    )
    sayLine(
      `PostgreSQL ${made?.version}; ${number(sizes.small)} and ${number(sizes.large)} cases filled in ${Math.round((performance.now() - filling) / 1000)} s, the larger ${made?.size}`,
    )
    await server.stop()
    server = await startEmbeddedPostgres({ dataDir, log: silentLog })
    const { url } = server
    for (const name of Object.keys(sizes))
      worlds.push(await openWorld(databaseUrl(url, `bench_${name}`), name, dataDir))
    const pid = await postmaster(url)
    const database = (): readonly number[] => familyOf(pid)
    await compareReads(worlds)
    const large = worlds[1]
    if (!large) throw new Error('no large world')
    await measureChanges(large, database)
    const { script, statements } = await reportScript(large, variety)
    const intake = await compareIntake(large, reportTask(large), script, { app: () => [process.pid], database })
    intakeTable(`Opening a report through the gate, durable, ${atOnce} at once`, 'through the gate', intake, statements)
    const prepared = await prepareByHand(large, writeMs / 2000)
    for (const world of worlds.splice(0)) await world.installation.close()
    await measureHttp(large, { script, statements }, prepared, dataDir, database)
    await measureHistory(url, dataDir, { events: quick ? 2000 : 20_000, database })
    sayLine(`\nLoad after: ${loadAverage()}`)
  } finally {
    await clearUp()
  }
}

/** Everything about disclosure, one after the other. */
async function measureDisclosure(): Promise<void> {
  sayLine(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load before ${loadAverage()}`)
  for (const measure of [measurePages, measureBoardSheets, measureLog, measureDuties]) await measure()
  sayLine(`\nLoad after: ${loadAverage()}`)
}

const alone = {
  '--overload': measureOverload,
  '--disclosure': measureDisclosure,
  '--pages': measurePages,
  '--board': measureBoardSheets,
  '--log': measureLog,
  '--duties': measureDuties,
} as const
const chosen = Object.entries(alone).find(([flag]) => process.argv.includes(flag))
await (chosen ? chosen[1]() : main())
