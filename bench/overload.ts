import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { fill } from './fill.ts'
import { kinds, type Outcome, type Stretch } from './flood.ts'
import { loadAverage, memoryMb } from './processes.ts'
import { sayLine, shown, table } from './report.ts'
import { ask, type Served, serve } from './served.ts'
import { asOwner, databaseUrl, openWorld, type World } from './world.ts'

const seconds = Number(process.argv.find((one) => one.startsWith('--seconds='))?.slice('--seconds='.length) ?? 10)
if (!(seconds >= 1 && seconds <= 3600)) throw new Error('--seconds must lie between 1 and 3600')
/** How many times what it can do is asked of it. */
const TIMES = 5
const CASES = 10_000
/** As many callers as this find the most that the server can do. */
const ENOUGH = 16
/** People who each press the next button once the last one was answered: as many screens as a county has, and far more. */
const CROWDS = [16, 64, 256]
/** A normal day is busy for half of what can be done. */
const NORMAL_SHARE = 0.5
const RECOVERY_MAX_MS = 60_000
const LOOK_EVERY_MS = 500

/** What was seen of the server from outside while a stretch went on. */
interface Seen {
  /** The slowest answer of a health check, and that of 99 of 100, in milliseconds. */
  readonly healthWorst: number
  readonly healthP99: number
  readonly memoryMb: number
}

type Measured = Outcome & Seen

let from = 0

/** Sends one stretch of load from the other process and watches the server meanwhile. */
async function measure(
  server: Served,
  world: World,
  sender: ChildProcess,
  load: { ms: number; rate?: number; callers?: number },
): Promise<Measured> {
  const { port, pid } = server
  const health: number[] = []
  let memory = 0
  let over = false
  const watching = (async () => {
    while (!over) {
      const start = performance.now()
      await ask(port, '/healthz', { agent: false }).catch(() => undefined)
      health.push(performance.now() - start)
      memory = Math.max(memory, memoryMb([pid]))
      await wait(LOOK_EVERY_MS)
    }
  })()
  const { categories, villageCodes, village } = world
  const stretch: Stretch = { port, ...load, village: village.code, reportable: { categories, villageCodes }, from }
  sender.send(stretch)
  const [outcome] = (await once(sender, 'message')) as [Outcome]
  from += outcome.sent
  over = true
  await watching
  const sorted = health.toSorted((left, right) => left - right)
  return {
    ...outcome,
    healthWorst: sorted.at(-1) ?? Number.NaN,
    healthP99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    memoryMb: memory,
  }
}

/** How long until two seconds of normal load are answered nearly as quickly as before and nobody is turned away. */
async function recovery(again: () => Promise<Measured>, normal: Measured): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < RECOVERY_MAX_MS) {
    const reached = performance.now() - began
    const now = await again()
    if (now.shed === 0 && now.failed === 0 && now.p50 <= normal.p50 * 1.5) return reached
  }
  return Number.POSITIVE_INFINITY
}

function show(rows: readonly (readonly [string, Measured])[]): void {
  table(
    `Asked for ${TIMES} times what it can do, ${seconds} s`,
    [
      'load',
      'sent',
      'accepted',
      'a second',
      'shed',
      'failed',
      'p50 ms',
      'p99 ms',
      'shed p99 ms',
      '/healthz p99 ms',
      'worst',
      'app MB',
      'sender late p99 ms',
    ],
    rows.map(([name, one]) => [
      name,
      String(one.sent),
      String(one.accepted),
      shown.perSecond(one.acceptedASecond),
      String(one.shed),
      String(one.failed),
      shown.ms(one.p50),
      shown.ms(one.p99),
      shown.ms(one.shedP99),
      shown.ms(one.healthP99),
      shown.ms(one.healthWorst),
      String(one.memoryMb),
      shown.ms(one.ownLagP99),
    ]),
  )
  table(
    'What was accepted, by kind: how many of those sent, and their p99',
    ['load', ...kinds],
    rows.map(([name, one]) => [
      name,
      ...kinds.map((kind) => {
        const { sent, accepted, p99 } = one.kinds[kind]
        return `${accepted} of ${sent}, ${shown.ms(p99)} ms`
      }),
    ]),
  )
  for (const [name, { failed, failures, p99OfTenths }] of rows) {
    sayLine(`\np99 of each tenth, ${name}: ${p99OfTenths.map((one) => Math.round(one)).join(', ')} ms`)
    if (failed > 0) sayLine(`\nFailed under ${name}: ${JSON.stringify(failures)}`)
  }
}

/** Asks five times of a server what it can do, and prints what became of it. */
export async function measureOverload(): Promise<void> {
  // Every request comes from this machine; limits of callers would hide how the server bears the load itself.
  process.env['RATE_LIMIT'] = 'off'
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-overload-'))
  // The database runs as a user of its own when we are root.
  chmodSync(dataDir, 0o755)
  let database: EmbeddedPostgres | undefined
  let server: Served | undefined
  const sender = fork(fileURLToPath(new URL('flood.ts', import.meta.url)))
  try {
    sayLine(
      `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load before ${loadAverage()}`,
    )
    database = await startEmbeddedPostgres({ dataDir, log: silentLog })
    await asOwner(databaseUrl(database.url, 'postgres'), 'create database bench_overload')
    const world = await openWorld(databaseUrl(database.url, 'bench_overload'), 'overload', dataDir)
    await fill(world, CASES)
    await asOwner(world.url, `insert into setting (key, value) values ('county', '${world.county}')`)
    await world.installation.close()
    const running = (server = await serve(world.url, join(dataDir, world.name)))
    const load = (what: { ms: number; rate?: number; callers?: number }): Promise<Measured> =>
      measure(running, world, sender, what)
    await load({ ms: 3000, callers: ENOUGH })
    const full = await load({ ms: 8000, callers: ENOUGH })
    const rate = full.acceptedASecond
    const normal = await load({ ms: 8000, rate: rate * NORMAL_SHARE })
    const flood = await load({ ms: seconds * 1000, rate: rate * TIMES })
    const crowds: [string, Measured][] = []
    for (const callers of CROWDS)
      crowds.push([`${callers} callers in turn`, await load({ ms: seconds * 1000, callers })])
    const after = await recovery(() => load({ ms: 2000, rate: rate * NORMAL_SHARE }), normal)
    show([
      [`normal, ${NORMAL_SHARE} of full`, normal],
      [`full, ${ENOUGH} callers in turn`, full],
      [`${TIMES} × full`, flood],
      ...crowds,
    ])
    for (const [name, { sent, shed, p50, acceptedASecond }] of crowds)
      sayLine(
        `\n${name}: ${shown.ratio(shed / sent)} of what was sent was turned away, ${shown.ratio(acceptedASecond / rate)} × the accepted of full load, p50 ${shown.ratio(p50 / full.p50)} ×`,
      )
    sayLine(
      `\nNormal again after ${shown.ms(after / 1000)} s. p99 of what was accepted: ${shown.ratio(flood.p99 / normal.p99)} × normal, ${shown.ratio(flood.p99 / full.p99)} × full load. The load comes from the same machine; sending took ${shown.ratio(flood.ownCpuSeconds / seconds)} of a core over ${flood.lines} connections. Load after: ${loadAverage()}`,
    )
  } finally {
    sender.kill()
    await server?.stop()
    await database?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
