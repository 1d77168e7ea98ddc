import { localDate } from '@xiangzhi/language'
import { findCountyConfig } from '#platform/county-config'
import { findSetting } from '#platform/settings'
import { readPack } from '#packs'
import { type SimulationOrder, simulateCounty, simulateDisclosureYear } from '#simulation'
import type { Installation } from '#server'
import {
  clock,
  type Commands,
  dataFolder,
  findCounty,
  packFolder,
  say,
  setUp,
  withInstallation,
} from './environment.ts'

const use =
  'simulate --disclosure [--quarters 4] | simulate --events N [--seed 1] [--from 2022-01-01] [--until today]   let villages disclose, or years of events happen, in a demo county'

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`)
  return at === -1 ? undefined : args[at + 1]
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** Reads the order; a part that is left out has its usual value. */
function orderOf(args: readonly string[], today: string): SimulationOrder {
  const order = {
    events: Number(valueOf(args, 'events')),
    seed: Number(valueOf(args, 'seed') ?? 1),
    from: valueOf(args, 'from') ?? '2022-01-01',
    until: valueOf(args, 'until') ?? today,
  }
  const sound =
    Number.isSafeInteger(order.events) && order.events > 0 && Number.isSafeInteger(order.seed) && isDate(order.from)
  if (!sound || !isDate(order.until) || order.from >= order.until) throw new Error(use)
  return order
}

/** Quarters of disclosure of every village of the demo county. */
async function disclose(installation: Installation, args: readonly string[]): Promise<void> {
  const { db, processes } = installation
  const quarters = Number(valueOf(args, 'quarters') ?? 4)
  if (!Number.isSafeInteger(quarters) || quarters < 1 || quarters > 8) throw new Error(use)
  const name = process.env.DEMO ?? 'yanliang'
  const { county: about, demo } = await readPack(packFolder(name))
  const county = (await findCounty(installation)) ?? (await setUp(installation, name, true, { disclosing: false }))
  const config = await db.read(county, (tx) => findCountyConfig(tx))
  if (!config?.demo || !demo || Number(about.code) !== county)
    throw new Error('only a demo county may be simulated, and DEMO must name its pack')
  const began = clock.now().getTime()
  let told = began
  const world = await simulateDisclosureYear({
    db,
    county,
    run: installation.runFor(county),
    processes,
    duties: installation.duties,
    carryOuts: installation.carryOuts,
    dataDir: dataFolder(),
    names: demo,
    seed: demo.seed,
    quarters,
    now: clock.now(),
    progress: (day) => {
      if (clock.now().getTime() - told < 5000) return
      told = clock.now().getTime()
      say(day)
    },
  })
  for (const problem of world.problems) say(`✗ ${problem}`)
  const { expected, published, missing, corrected, withdrawn, questions } = world
  say(
    `${expected} expected, ${published} published, ${missing} never, ${corrected} corrected, ${withdrawn} withdrawn, ` +
      `${questions} questions in ${((clock.now().getTime() - began) / 1000).toFixed(1)} s`,
  )
}

/** A simulated history of a demo county, made through the real rules. */
export const simulateCommands: Commands = {
  simulate: {
    use,
    run: (args) =>
      withInstallation(async (installation) => {
        if (args.includes('--disclosure')) return disclose(installation, args)
        const { db, processes, sealing } = installation
        const county =
          (await findCounty(installation)) ?? (await setUp(installation, process.env.DEMO ?? 'yanliang', true))
        const config = await db.read(county, (tx) => findCountyConfig(tx))
        if (!config?.demo)
          throw new Error('only a demo county may be simulated: real cases are not mixed with made-up ones')
        const today = localDate(config.calendar, clock.now())
        const order = orderOf(args, today)
        const before = await findSetting(db, 'simulation')
        const { events, seed, from, until } = order
        const same = before?.events === events && before.seed === seed && before.from === from && before.until === until
        if (before && !same && before.cases < before.events)
          throw new Error(
            `an earlier simulation stopped at ${before.cases} of ${before.events}; order it again to finish it`,
          )
        const mark = same ? before : undefined
        if (mark && mark.cases >= mark.events) return say(`done already: ${mark.cases} cases, hash ${mark.hash}`)
        const began = clock.now().getTime()
        const done = mark ?? { cases: 0, lines: 0 }
        let told = began
        const seconds = (): number => (clock.now().getTime() - began) / 1000
        const report = await simulateCounty({
          db,
          county,
          processes,
          sealing,
          order,
          staffOn: today,
          mark,
          progress: ({ cases, lines }) => {
            const now = clock.now().getTime()
            if (now - told < 5000) return
            told = now
            const rate = Math.round((lines - done.lines) / seconds())
            say(`${cases} of ${events} cases, ${lines} events, ${rate} events/s`)
          },
        })
        const took = seconds()
        const share = ((100 * (report.cases - report.open)) / report.cases).toFixed(2)
        say(
          `${report.cases} cases, ${report.events} events in ${took.toFixed(1)} s (${Math.round((report.events - done.lines) / took)} events/s); ` +
            `closed ${share} %, open ${report.open}; memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB; hash ${report.hash}`,
        )
      }),
  },
}
