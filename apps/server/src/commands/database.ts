import { parseArgs } from 'node:util'
import { rebuildCounters } from '#kernel/cases'
import { distribute, findRunningPostgres, migrate } from '#platform/database'
import { clock, type Commands, dataFolder, log, requireCounty, say, withInstallation } from './environment.ts'

/** Into how many pieces a table is cut unless told otherwise: more than the nodes one will ever have. */
const SHARDS = 32

async function distributeDatabase(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { run: { type: 'boolean' }, shards: { type: 'string' } },
  })
  const run = values.run ?? false
  const url = process.env.DATABASE_URL ?? findRunningPostgres(dataFolder())?.url
  if (!url) throw new Error('set DATABASE_URL to the coordinator of the cluster')
  if (run) await migrate({ url, log, now: clock.now() })
  const steps = await distribute(url, { run, shards: Number(values.shards ?? SHARDS) })
  for (const { statement, why } of steps) say(`-- ${why}\n${statement};`)
  if (run) say(`-- ${steps.length} steps done`)
}

/** The schema, and what is derived from the cases. */
export const databaseCommands: Commands = {
  migrate: {
    use: 'migrate                    bring the database schema up to date',
    run: () => withInstallation(async () => say('schema is up to date')),
  },
  distribute: {
    use: 'distribute [--run] [--shards N]  spread the tables over a Citus cluster by county; without --run only says how',
    run: distributeDatabase,
  },
  rebuild: {
    use: 'rebuild                    count the counters anew from the cases',
    run: () =>
      withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const { cells } = await installation.db.write(county, (tx) => rebuildCounters(tx))
        say(`${cells} counters`)
      }),
  },
}
