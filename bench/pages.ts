import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { setUp } from '../apps/server/src/commands/environment.ts'
import { systemClock } from '../apps/server/src/platform/clock/index.ts'
import { migrate, startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { openInstallation } from '../apps/server/src/server.ts'
import { type Cost, type Figures, load, middle } from './measure.ts'
import { familyOf } from './processes.ts'
import { sayLine, shown, table } from './report.ts'
import { ask, expectStatus, serve, serveBare } from './served.ts'
import { asOwner, postmaster } from './world.ts'

const ROUNDS = 3
const AT_ONCE = 8

/** A page that is asked for again and again. */
interface Page {
  readonly name: string
  readonly path: string
}

/** Pages, each in turns with a bare `node:http` server that sends the same bytes; whole, and unchanged. */
export async function comparePages(
  title: string,
  port: number,
  cost: Cost,
  pages: readonly Page[],
  ms: number,
): Promise<void> {
  const rows: string[][] = []
  for (const { name, path } of pages) {
    const headers = { 'accept-encoding': 'br' }
    const page = await ask(port, path, { headers })
    if (page.status !== 200) {
      sayLine(`\n${path} answered ${page.status}, so it is left out.`)
      continue
    }
    const unchanged = { ...headers, 'if-none-match': String(page.headers.etag) }
    for (const [called, given, answer] of [
      [name, headers, page],
      ['the same, unchanged (304)', unchanged, await expectStatus(304, port, path, { headers: unchanged })],
    ] as const) {
      const bare = await serveBare(answer)
      try {
        const [ours, floor]: [Figures[], Figures[]] = [[], []]
        // The first requests meet code that is not compiled yet, and a server that still has its morning's work to do.
        await load(
          { name, once: () => expectStatus(answer.status, port, path, { headers: given }) },
          { ms, atOnce: AT_ONCE },
          cost,
        )
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const [list, at, of] of [
            [ours, port, cost],
            [floor, bare.port, { app: () => [bare.pid], database: () => [] }],
          ] as const) {
            const task = { name, once: () => expectStatus(answer.status, at, path, { headers: given }) }
            list.push(await load(task, { ms, atOnce: AT_ONCE }, of))
          }
        }
        const [mine, theirs] = [middle(ours), middle(floor)]
        rows.push([
          called,
          shown.perSecond(mine.perSecond),
          shown.perSecond(theirs.perSecond),
          shown.ratio(mine.perSecond / theirs.perSecond),
          shown.cpu(mine),
          shown.cpu(theirs),
          String(answer.body.length),
        ])
      } finally {
        await bare.stop()
      }
    }
  }
  table(title, ['what', 'ours a second', 'bare a second', 'ratio', 'CPU-s per 1,000, ours', 'bare', 'bytes'], rows)
}

/** The pages of a village that discloses, from the demo world of Huangsheng, which is made first. */
export async function measurePages(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-bench-'))
  // The account the database runs under must be able to walk through it.
  chmodSync(dataDir, 0o755)
  const database = await startEmbeddedPostgres({ dataDir, log: silentLog })
  const { url } = database
  try {
    await migrate({ url, log: silentLog, now: systemClock.now() })
    const kept = join(dataDir, 'server')
    const installation = openInstallation({ url, dataDir: kept, clock: systemClock, log: silentLog })
    const began = performance.now()
    await setUp(installation, 'huangsheng', true)
    const seconds = (performance.now() - began) / 1000
    await installation.close()
    const [made] = await asOwner<{ texts: number; entries: number }>(
      url,
      `select (select count(*)::int from edition_body) as texts, (select count(*)::int from public_log_entry) as entries`,
    )
    sayLine(
      `\nThe demo world of Huangsheng with ${made?.texts} published texts and ${made?.entries} entries of its log: ${shown.ratio(seconds)} s`,
    )
    const [village] = await asOwner<{ code: string; id: string }>(
      url,
      `select p.code, b.edition_id as id from place p
        join publication u on u.county = p.county and u.place_id = p.id and u.item_code = 'h3-1'
        join edition_body b on b.county = u.county and b.publication_id = u.id
        where p.kind = 'village' order by b.published_at desc limit 1`,
    )
    if (!village) throw new Error('no village of the demo has published its money')
    const server = await serve(url, kept)
    try {
      // What a server does after its start must not be taken for the cost of pages.
      for (let second = 0; second < 10; second += 1) {
        await expectStatus(200, server.port, '/healthz')
        await wait(1000)
      }
      const pid = await postmaster(url)
      const cost = { app: () => [server.pid], database: () => familyOf(pid) }
      const base = `/v/${village.code}`
      await comparePages(
        'Pages of a village against a bare node:http server sending the same bytes',
        server.port,
        cost,
        [
          { name: 'village page', path: base },
          { name: 'everything it discloses', path: `${base}/open` },
          { name: 'one item, its editions', path: `${base}/open/h3-1` },
          { name: 'one published text', path: `/e/${village.id}` },
          { name: 'money of the month', path: `${base}/money` },
        ],
        1000,
      )
    } finally {
      await server.stop()
    }
  } finally {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
