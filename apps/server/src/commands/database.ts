import { rebuildCounters } from '#kernel/cases'
import { type Commands, requireCounty, say, withInstallation } from './environment.ts'

/** The schema, and what is derived from the cases. */
export const databaseCommands: Commands = {
  migrate: {
    use: 'migrate                    bring the database schema up to date',
    run: () => withInstallation(async () => say('schema is up to date')),
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
