import { recordInsert } from '#platform/audit'
import { sql, type Statement, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { v7 as uuidv7 } from 'uuid'
import { familyOf } from './related.ts'
import { findCaseRecord } from './rows.ts'
import { tokenHash, tokenOf } from './token.ts'
import type { CaseRecord } from './types.ts'

/** The case that a follower's link names. */
export async function findFollowed(tx: Tx, hash: Buffer): Promise<CaseRecord | undefined> {
  const follower = await tx.row<{ caseId: string }>(
    sql`select case_id from case_follower where county = ${tx.county} and token_hash = ${hash}`,
  )
  return follower && findCaseRecord(tx, follower.caseId)
}

/** Whether a follower left a number that was proved. Null for a link that is no follower's. */
export async function findNumberLeft(tx: Tx, hash: Buffer): Promise<boolean | null> {
  const row = await tx.row<{ left: boolean }>(
    sql`select confirmed_at is not null as left from case_follower where county = ${tx.county} and token_hash = ${hash}`,
  )
  return row?.left ?? null
}

/**
 * A villager's “me too” 我也遇到. It is no step of the case: it takes no lock on it for longer than it takes to count, and leaves
 * its version and its timeline as they are, so that no number of followers can come between a clerk and their work.
 */
export async function follow(
  tx: Tx,
  sealing: Sealing,
  caseId: string,
  now: Date,
): Promise<{ id: string; token: string; number: string }> {
  const record = await findCaseRecord(tx, caseId)
  if (!record?.isPublic || record.confidentiality !== 'open' || !record.isOpen) throw new Refusal('not-found')
  const id = uuidv7()
  const token = tokenOf(sealing, id)
  tx.send(sql`insert into case_follower (county, case_id, id, token_hash, followed_at)
    values (${tx.county}, ${caseId}, ${id}, ${tokenHash(token)}, ${now})`)
  tx.send(
    sql`update case_record set follower_count = follower_count + 1 where county = ${tx.county} and id = ${caseId}`,
  )
  return { id, token, number: record.number }
}

/**
 * Keeps the number of a follower who just proved it by a code: from now on they are told. One number follows a case once; the
 * newest following has it, also where two cases were merged.
 */
export async function leaveNumber(
  tx: Tx,
  sealing: Sealing,
  left: { readonly token: string; readonly phone: string; readonly phoneHash: Buffer; readonly now: Date },
): Promise<void> {
  const hash = tokenHash(left.token)
  const named = await findFollowed(tx, hash)
  if (!named) throw new Refusal('not-found')
  await tx.run(sql`with ${familyOf(tx, named.id)}
    update case_follower w set phone_sealed = null, phone_hash = null, confirmed_at = null
    where w.county = ${tx.county} and w.phone_hash = ${left.phoneHash} and w.token_hash <> ${hash}
      and w.case_id in (select f.id from family f)`)
  await tx.run(sql`update case_follower set phone_sealed = ${sealing.seal(left.phone)}, phone_hash = ${left.phoneHash}, confirmed_at = ${left.now}
    where county = ${tx.county} and token_hash = ${hash}`)
  await tx.run(numberLine(tx, 'followerNumberLeft', named.id, left.now))
}

/** Forgets the number of a follower, who goes on following by the link. */
export async function takeBackNumber(tx: Tx, token: string, now: Date): Promise<void> {
  const taken = await tx.row<{ caseId: string }>(sql`update case_follower
    set phone_sealed = null, phone_hash = null, confirmed_at = null
    where county = ${tx.county} and token_hash = ${tokenHash(token)} and phone_sealed is not null
    returning case_id`)
  if (taken) await tx.run(numberLine(tx, 'followerNumberTakenBack', taken.caseId, now))
}

/** That a number came or went stands in the record; whose it is does not. */
const numberLine = (
  tx: Tx,
  operation: 'followerNumberLeft' | 'followerNumberTakenBack',
  caseId: string,
  at: Date,
): Statement =>
  recordInsert(tx, {
    operation,
    at,
    byAccount: null,
    byPerson: null,
    subject: { kind: 'cases', id: caseId },
    facts: {},
  })
