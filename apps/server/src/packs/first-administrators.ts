/** The first people of an installation without a demo: nobody is there yet to grant them anything. */

import { type Actor, type StaffRole } from '@xiangzhi/language'
import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import type { SignIn } from '#platform/sign-in'
import { addPersons, dayOf, grantRole, linkAccount, listGrants } from '#kernel/people'
import { findCounty } from '#kernel/places'

const administratorRoles = ['county-admin', 'security-admin', 'auditor'] as const satisfies readonly StaffRole[]
type AdministratorRole = (typeof administratorRoles)[number]

/** Letters and digits that cannot be taken for each other when they are read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

function firstPassword(): string {
  const part = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${part()}-${part()}-${randomInt(10, 100)}`
}

/** Where the accounts and the people of an installation are. */
export interface AdministratorDesk {
  readonly db: Pick<Database, 'write' | 'read'>
  readonly sealing: Sealing
  readonly signIn: Pick<SignIn, 'createStaffAccount' | 'listStaffAccounts'>
}

/** The platform's command line grants with the rights of a security administrator whom nobody is. */
function commandLine(countyPlaceId: string): Actor {
  const reach = { kind: 'place', level: 'county', placeId: countyPlaceId } as const
  return { personId: uuidv7(), accountId: '', name: '', grants: [{ role: 'security-admin', reach }] }
}

/**
 * Makes a person, an account and the role of one administrator, and returns the first password, which must be changed at
 * the first sign-in. Only for the first holder of each role: later ones are granted by the security administrator, so that
 * the command line is no way around the separation of duties. Refuses `overlap` when somebody holds the role already.
 */
export async function addAdministrator(
  desk: AdministratorDesk,
  county: number,
  input: { readonly role: string; readonly userName: string; readonly name: string; readonly now: Date },
): Promise<string> {
  const { userName, name, now } = input
  const role = administratorRoles.find((one): one is AdministratorRole => one === input.role)
  if (!role) throw new Refusal('bad-input', { field: 'role' }, `one of ${administratorRoles.join(', ')}`)
  const held = await desk.db.read(county, async (tx) => listGrants(tx, { role, today: await dayOf(tx, now) }))
  refuseUnless(held.length === 0, 'overlap', {}, `${role} is held by ${held[0]?.name ?? ''}`)
  const password = firstPassword()
  const account = await desk.signIn.createStaffAccount(
    { county, username: userName, name, password, mustChangePassword: true },
    now,
  )
  await desk.db.write(county, async (tx) => {
    const root = await findCounty(tx)
    if (!root) throw new Error('the county has no root place')
    const today = await dayOf(tx, now)
    const personId = uuidv7()
    await addPersons(tx, desk.sealing, [{ id: personId, name }], now)
    await grantRole({
      tx,
      now,
      by: commandLine(root.id),
      vouched: 'first-administrator',
      input: { id: uuidv7(), personId, role, placeId: root.id, heldFrom: today },
    })
    await linkAccount(tx, { accountId: account.accountId, personId, demo: false })
  })
  return password
}
