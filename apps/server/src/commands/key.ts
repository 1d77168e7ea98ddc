import { staffRoles, type StaffRole } from '@xiangzhi/language'
import { addFirstKey } from '#api'
import { clock, type Commands, requireCounty, say, withInstallation } from './environment.ts'

/** Keys of other systems, made where the server stands: for the first connection, before anybody has signed in. */
export const keyCommands: Commands = {
  key: {
    use: 'key add ROLE NAME [AT]     make a key for another system (AT: code of a place or key of a unit; ROLE none: reports only)',
    run: async ([what, role, name, at]) => {
      if (what !== 'add' || !role || !name) throw new Error('key add ROLE NAME [AT]')
      if (role !== 'none' && !Object.hasOwn(staffRoles, role))
        throw new Error(`one of none, ${Object.keys(staffRoles).join(', ')}`)
      await withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const key = await addFirstKey(installation, county, {
          role: role === 'none' ? undefined : (role as StaffRole),
          name,
          at,
          now: clock.now(),
        })
        say(key)
      })
    },
  },
}
