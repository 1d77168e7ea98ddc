import { type Actor, holdsStrongRole, localDate } from '@xiangzhi/language'
import { recordInsert } from '#platform/audit'
import { findCountyConfig } from '#platform/county-config'
import type { Database } from '#platform/database'
import type { SignInHooks, StaffSession } from '#platform/sign-in'
import { actorOf, personOfAccount } from '#kernel/people'

/** Whether somebody may do so much that they have to show a second factor, and has none. People of a demo need none. */
export function lacksSecondStep(session: Pick<StaffSession, 'twoFactor' | 'demo'>, actor: Actor): boolean {
  return !session.twoFactor && !session.demo && holdsStrongRole(actor)
}

/** Of whoever failed nobody knows who it was. */
const UNPROVEN: ReadonlySet<string> = new Set(['signInFailed', 'signInSlowed', 'secondStepFailed'])

/** What the sign-in asks of the county: who needs a second factor; and that what happens to accounts is in the record of commands. */
export function signInHooks({
  db,
  county,
  clock,
}: {
  readonly db: Database
  readonly county: number
  readonly clock: { now(): Date }
}): SignInHooks {
  return {
    async needsSecondStep(session) {
      const actor = await db.read(session.county, async (tx) => {
        const config = await findCountyConfig(tx)
        return config && actorOf(tx, session.accountId, localDate(config.calendar, clock.now()))
      })
      return actor !== undefined && lacksSecondStep({ ...session, twoFactor: false }, actor)
    },
    async record({ operation, accountId, county: of, address, at }) {
      await db.write(of ?? county, async (tx) => {
        const isKnown = !UNPROVEN.has(operation)
        const byPerson = isKnown && accountId ? ((await personOfAccount(tx, accountId)) ?? null) : null
        await tx.last(
          recordInsert(tx, {
            operation,
            at,
            byAccount: isKnown ? accountId : null,
            byPerson,
            subject: { kind: 'accounts', id: accountId ?? 'unknown' },
            facts: { address },
          }),
        )
      })
    },
  }
}
