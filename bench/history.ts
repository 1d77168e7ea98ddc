import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { localDate } from '@xiangzhi/language'
import { setUp } from '../apps/server/src/commands/environment.ts'
import { systemClock } from '../apps/server/src/platform/clock/index.ts'
import { countyConfig } from '../apps/server/src/platform/county-config/index.ts'
import { migrate } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { openInstallation } from '../apps/server/src/server.ts'
import { simulateCounty } from '../apps/server/src/simulation/index.ts'
import { cpuSeconds } from './processes.ts'
import { shown, table } from './report.ts'
import { asOwner, databaseUrl } from './world.ts'

/** What Yanliang wrote of its own years. */
const WHOLE = 258_055

/** Years of events through the real rules: so many of them, and how long all of Yanliang's would take at that pace. */
export async function measureHistory(
  serverUrl: string,
  dataDir: string,
  { events, database }: { events: number; database: () => readonly number[] },
): Promise<void> {
  await asOwner(databaseUrl(serverUrl, 'postgres'), 'create database bench_history')
  const url = databaseUrl(serverUrl, 'bench_history')
  await migrate({ url, log: silentLog, now: systemClock.now() })
  const installation = openInstallation({ url, dataDir: join(dataDir, 'history'), clock: systemClock, log: silentLog })
  try {
    const { db, processes, sealing } = installation
    const county = await setUp(installation, 'yanliang', true, { disclosing: false })
    const staffOn = localDate((await db.read(county, countyConfig)).calendar, systemClock.now())
    const order = { events, seed: 1, from: '2022-01-01', until: '2026-11-01' }
    const [app, base] = [cpuSeconds([process.pid]), cpuSeconds(database())]
    const began = performance.now()
    const report = await simulateCounty({ db, county, processes, sealing, order, staffOn })
    const seconds = (performance.now() - began) / 1000
    const cpuOf = (spent: number): number => (spent / report.events) * 1000
    table(
      'A simulated history through the engine',
      [
        'cases',
        'lines of timelines',
        'lines a second',
        'CPU-s per 1,000 lines (app + database)',
        `${WHOLE} cases, minutes`,
        'closed',
      ],
      [
        [
          String(report.cases),
          String(report.events),
          shown.perSecond(report.events / seconds),
          shown.cpu({
            cpuApp: cpuOf(cpuSeconds([process.pid]) - app),
            cpuDatabase: cpuOf(cpuSeconds(database()) - base),
          }),
          shown.ms((seconds / report.cases) * (WHOLE / 60)),
          `${shown.ms((100 * (report.cases - report.open)) / report.cases)} %`,
        ],
      ],
    )
  } finally {
    await installation.close()
  }
}
