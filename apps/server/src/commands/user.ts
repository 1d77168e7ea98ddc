import { addAdministrator } from '#packs'
import { clock, type Commands, requireCounty, say, withInstallation } from './environment.ts'

/** The first administrators of an installation: nobody is there yet who could grant them anything. */
export const userCommands: Commands = {
  user: {
    use: 'user add ROLE USER NAME    make an administrator (county-admin, security-admin, auditor); prints a first password',
    run: async ([what, role, userName, name]) => {
      if (what !== 'add' || !role || !userName || !name) throw new Error('user add ROLE USER NAME')
      await withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const password = await addAdministrator(installation, county, { role, userName, name, now: clock.now() })
        say(`${userName} ${password} (to be changed at the first sign-in)`)
      })
    },
  },
}
