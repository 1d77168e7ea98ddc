import { isGrantedByTwo, localDate, staffRoleKeys } from '@xiangzhi/language'
import { listWaiting } from '#platform/approvals'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'

/** Days after the end of a strong role through which the account of whoever held it stays guarded. */
const GUARDED_DAYS = 90

/**
 * The persons among these whose accounts take two persons: they hold, will hold, wait for or lately held a role that sees
 * behind the seals, makes the rules, watches over those who do or signs for more than a village. A role that ended still guards, or whoever ends roles
 * could end one, take over the account, and have the role given back to it.
 */
export async function guardedAmong(tx: Tx, personIds: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  const { calendar } = await countyConfig(tx)
  const since = localDate(calendar, new Date(now.getTime() - GUARDED_DAYS * 86_400_000))
  const held = await tx.rows<{ personId: string }>(sql`select distinct g.person_id as "personId" from role_grant g
    where g.county = ${tx.county} and g.person_id = any(${[...personIds]}::uuid[])
      and g.role = any(${staffRoleKeys.filter(isGrantedByTwo)}::text[])
      and (g.held_until is null or g.held_until >= ${since})`)
  const waiting = await listWaiting(tx, { kind: 'role-grant', personIds, now })
  return new Set([...held, ...waiting].flatMap(({ personId }) => (personId === null ? [] : [personId])))
}
