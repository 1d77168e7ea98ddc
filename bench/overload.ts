import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { fill } from './fill.ts'
import { memoryMb } from './processes.ts'
import { sayLine, shown, table } from './report.ts'
import { ask, type Served, serve } from './served.ts'
import { asOwner, databaseUrl, openWorld, reportInput, type World } from './world.ts'

const seconds = Number(process.argv.find((one) => one.startsWith('--seconds='))?.slice('--seconds='.length) ?? 10)
if (!(seconds >= 1 && seconds <= 120)) throw new Error('--seconds must lie between 1 and 120')
/** How many times what it can do is asked of it. */
const TIMES = 5
const CASES = 10_000
/** As many callers as this find the most that the server can do. */
const ENOUGH = 16
const RECOVERY_MAX_MS = 60_000

/** What became of the requests of one stretch. */
interface Outcome {
  readonly sent: number
  readonly perSecond: number
  readonly accepted: number
  readonly shed: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
  /** The slowest answer of a health check in between, in milliseconds. */
  readonly health: number
  readonly memoryMb: number
}

type Sending = (no: number) => Promise<{ status: number }>

let no = 0

/** The requests of everyday: two readings of the public list, one of a village's page, one report. */
function everyday(world: World, port: number): Sending {
  const origin = { origin: `http://127.0.0.1:${port}` }
  // Kept connections would queue on our own side; whoever comes in a crowd comes with a line of their own.
  const options = { agent: false } as const
  return (which) => {
    if (which % 4 === 0)
      return ask(port, '/api/reports', {
        ...options,
        method: 'POST',
        body: JSON.stringify(reportInput(world, which)),
        headers: origin,
      })
    const path = which % 4 === 1 ? `/v/${world.village.code}` : `/api/public-cases?village=${world.village.code}`
    return ask(port, path, options)
  }
}

/** Sends at a fixed rate whatever comes back, as a crowd does, or without a rate with so many callers in turn. */
async function stretch(
  server: Served,
  send: Sending,
  { ms, rate, callers }: { ms: number; rate?: number; callers?: number },
): Promise<Outcome> {
  const times: number[] = []
  let [sent, shed, failed, health, memory] = [0, 0, 0, 0, 0]
  const began = performance.now()
  const until = began + ms
  const once = async (): Promise<void> => {
    no += 1
    sent += 1
    const start = performance.now()
    const status = await send(no).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 503) shed += 1
    else if (status >= 200 && status < 300) times.push(performance.now() - start)
    else failed += 1
  }
  const watching = (async () => {
    while (performance.now() < until) {
      const start = performance.now()
      await ask(server.port, '/healthz', { agent: false }).catch(() => undefined)
      health = Math.max(health, performance.now() - start)
      memory = Math.max(memory, memoryMb([server.pid]))
      await wait(200)
    }
  })()
  if (rate === undefined) {
    const worker = async (): Promise<void> => {
      while (performance.now() < until) await once()
    }
    await Promise.all(Array.from({ length: callers ?? 1 }, worker))
  } else {
    const open = new Set<Promise<void>>()
    while (performance.now() < until) {
      const due = ((performance.now() - began) / 1000) * rate
      while (sent < due) {
        const one = once().finally(() => open.delete(one))
        open.add(one)
      }
      await wait(2)
    }
    await Promise.all(open)
  }
  await watching
  const sorted = times.toSorted((left, right) => left - right)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return {
    sent,
    perSecond: times.length / ((performance.now() - began) / 1000),
    accepted: times.length,
    shed,
    failed,
    p50: at(0.5),
    p99: at(0.99),
    health,
    memoryMb: memory,
  }
}

/** How long until a second of light load is answered as quickly as before and nobody is turned away. */
async function recovery(server: Served, send: Sending, normal: Outcome): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < RECOVERY_MAX_MS) {
    const reached = performance.now() - began
    const now = await stretch(server, send, { ms: 500, callers: 2 })
    if (now.shed === 0 && now.failed === 0 && now.p50 <= normal.p50 * 1.5) return reached
  }
  return Number.POSITIVE_INFINITY
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
  try {
    database = await startEmbeddedPostgres({ dataDir, log: silentLog })
    await asOwner(databaseUrl(database.url, 'postgres'), 'create database bench_overload')
    const world = await openWorld(databaseUrl(database.url, 'bench_overload'), 'overload', dataDir)
    await fill(world, CASES)
    await asOwner(world.url, `insert into setting (key, value) values ('county', '${world.county}')`)
    await world.installation.close()
    server = await serve(world.url, join(dataDir, world.name))
    const send = everyday(world, server.port)
    await stretch(server, send, { ms: 2000, callers: ENOUGH })
    const normal = await stretch(server, send, { ms: 3000, callers: 2 })
    const most = await stretch(server, send, { ms: 4000, callers: ENOUGH })
    const flood = await stretch(server, send, { ms: seconds * 1000, rate: most.perSecond * TIMES })
    const after = await recovery(server, send, normal)
    const row = (name: string, one: Outcome): string[] => [
      name,
      String(one.sent),
      shown.perSecond(one.perSecond),
      String(one.accepted),
      String(one.shed),
      String(one.failed),
      shown.ms(one.p50),
      shown.ms(one.p99),
      shown.ms(one.health),
      String(one.memoryMb),
    ]
    table(
      `Asked for ${TIMES} times what it can do, ${seconds} s`,
      [
        'load',
        'sent',
        'accepted a second',
        'accepted',
        'shed',
        'failed',
        'p50 ms',
        'p99 ms',
        'worst /healthz ms',
        'MB',
      ],
      [row('light, 2 callers', normal), row(`full, ${ENOUGH} callers`, most), row(`${TIMES} × full`, flood)],
    )
    sayLine(
      `\nNormal again after ${shown.ms(after / 1000)} s. p99 of what was accepted: ${shown.ratio(flood.p99 / most.p99)} × full load. The load comes from the same machine.`,
    )
  } finally {
    await server?.stop()
    await database?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
