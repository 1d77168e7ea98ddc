import { createHash } from 'node:crypto'
import { sql, type Tx } from '#platform/database'
import type { PushSubscription } from './push.ts'

/** A browser in which somebody wants to be told. */
export interface PushBrowser {
  readonly id: string
  readonly browser: string
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** Nobody sits at more browsers than these; the oldest make room. */
const BROWSERS_MAX = 10

/** Keeps a browser for a person, sealed; a browser in which somebody else was signed in before is this person's now. */
export async function addPushSubscription(
  tx: Tx,
  added: {
    readonly id: string
    readonly personId: string
    readonly subscription: PushSubscription
    readonly sealed: Buffer
    readonly browser: string
  },
  now: Date,
): Promise<string> {
  const hash = createHash('sha256').update(added.subscription.endpoint, 'utf8').digest()
  const row = await tx.row<{
    id: string
  }>(sql`insert into push_subscription as t (county, id, person_id, endpoint_hash, subscription_sealed, browser, created_at)
    values (${tx.county}, ${added.id}, ${added.personId}, ${hash}, ${added.sealed}, ${added.browser}, ${now})
    on conflict (county, endpoint_hash) do update set person_id = excluded.person_id, subscription_sealed = excluded.subscription_sealed,
      browser = excluded.browser, created_at = case when t.person_id = excluded.person_id then t.created_at else excluded.created_at end
    returning id`)
  await tx.run(sql`delete from push_subscription where county = ${tx.county} and person_id = ${added.personId} and id in (
    select id from push_subscription where county = ${tx.county} and person_id = ${added.personId}
    order by created_at desc, id desc offset ${BROWSERS_MAX})`)
  return row?.id ?? added.id
}

/** The browsers of a person, newest first. */
export function listPushBrowsers(tx: Tx, personId: string): Promise<PushBrowser[]> {
  return tx.rows<PushBrowser>(sql`select id, browser, created_at, used_at from push_subscription
    where county = ${tx.county} and person_id = ${personId} order by created_at desc, id desc`)
}

/** Where a person's browsers are reached; sealed. */
export function listPushAddresses(tx: Tx, personId: string): Promise<{ id: string; sealed: Buffer }[]> {
  return tx.rows(sql`select id, subscription_sealed as sealed from push_subscription
    where county = ${tx.county} and person_id = ${personId} order by created_at desc, id desc`)
}

/** Takes a browser away; answers whether the person had it. */
export async function endPushSubscription(tx: Tx, personId: string, id: string): Promise<boolean> {
  const touched = await tx.run(
    sql`delete from push_subscription where county = ${tx.county} and id = ${id} and person_id = ${personId}`,
  )
  return touched === 1
}

/** Writes down what came of sending: browsers that were reached, and those that are no more. */
export async function notePushed(
  tx: Tx,
  { reached, gone, now }: { readonly reached: readonly string[]; readonly gone: readonly string[]; readonly now: Date },
): Promise<void> {
  if (reached.length > 0)
    await tx.run(
      sql`update push_subscription set used_at = ${now} where county = ${tx.county} and id = any(${reached}::uuid[])`,
    )
  if (gone.length > 0)
    await tx.run(sql`delete from push_subscription where county = ${tx.county} and id = any(${gone}::uuid[])`)
}
