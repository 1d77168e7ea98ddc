import { isGuardedRole, localDate, staffRoleKeys } from '@xiangzhi/language'
import { listWaiting } from '#platform/approvals'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'

/** Days after the end of such a role through which the account of whoever held it stays guarded. */
const GUARDED_DAYS = 90

/**
 * The persons among these whose accounts take two persons: they hold, will hold, wait for or lately held a role that sees
 * behind the seals, makes the rules, watches over those who do or signs what is made public. Any of three offices at the county is the
 * second person, so that one of them is on duty when a password is forgotten on a free day. A role that ended still guards, or whoever ends roles
 * could end one, take over the account, and have the role given back to it.
 */
export async function guardedAmong(tx: Tx, personIds: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  const { calendar } = await countyConfig(tx)
  const since = localDate(calendar, new Date(now.getTime() - GUARDED_DAYS * 86_400_000))
  const held = await tx.rows<{ personId: string }>(sql`select distinct g.person_id from role_grant g
    where g.county = ${tx.county} and g.person_id = any(${[...personIds]}::uuid[])
      and g.role = any(${staffRoleKeys.filter(isGuardedRole)}::text[])
      and (g.held_until is null or g.held_until >= ${since})`)
  const waiting = await listWaiting(tx, { kind: 'role-grant', personIds, now })
  return new Set([...held, ...waiting].flatMap(({ personId }) => (personId === null ? [] : [personId])))
}
