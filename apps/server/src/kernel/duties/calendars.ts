import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'

/** What is stored of a token: reading the database gives nobody a calendar. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Whether somebody has a private calendar address, and since when. */
export function findCalendarOf(tx: Tx, personId: string): Promise<{ madeAt: Date } | undefined> {
  return tx.row(sql`select c.made_at from duty_calendar c
    where c.county = ${tx.county} and c.person_id = ${personId} and c.ended_at is null`)
}

/** Ends somebody's address; false when there was none. */
export async function endCalendar(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const ended = await tx.run(sql`update duty_calendar set ended_at = ${now}
    where county = ${tx.county} and person_id = ${personId} and ended_at is null`)
  return ended > 0
}

/** Makes a private address for a person's calendar in place of the one before; answers its token, which is stored nowhere. */
export async function makeCalendar(tx: Tx, sealing: Sealing, personId: string, now: Date): Promise<string> {
  await endCalendar(tx, personId, now)
  const id = uuidv7()
  const token = sealing.hash('token', `duty-calendar ${id}`).subarray(0, 18).toString('base64url')
  await tx.run(sql`insert into duty_calendar (county, id, person_id, token_hash, made_at)
    values (${tx.county}, ${id}, ${personId}, ${hashOf(token)}, ${now})`)
  return token
}

/** Whose calendar a token opens; undefined when it opens none any more. */
export async function findCalendarOwner(tx: Tx, token: string): Promise<string | undefined> {
  const row = await tx.row<{ personId: string }>(sql`select c.person_id from duty_calendar c
    where c.county = ${tx.county} and c.token_hash = ${hashOf(token)} and c.ended_at is null`)
  return row?.personId
}
