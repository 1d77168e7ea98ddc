import type { ApprovalKindKey } from '@xiangzhi/contract'
import { type Actor, permissions } from '@xiangzhi/language'
import { say, type TextFacts } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { sql, type Tx } from '#platform/database'
import { addMessages, findChoices, type NewMessage } from '#platform/messages'
import { findPhoneSealed } from './contacts.ts'
import { dayOf } from './organisation-operations.ts'
import { heldOn, namesOf } from './reads.ts'

/** What two persons do to an account, or to what its owner may do. */
export type AccountChange = Extract<
  ApprovalKindKey,
  'password-reset' | 'second-step-removal' | 'account-opening' | 'account-reopening' | 'role-grant' | 'role-ending'
>

/**
 * Tells the owner of an account what is done with it, by every way that does not need the account. Whoever is told of what
 * they did not ask for can say so, while it still waits.
 */
export async function tellOwner(
  { tx, now }: { readonly tx: Tx; readonly now: Date },
  personId: string,
  what: {
    readonly change: AccountChange
    readonly step: 'asked' | 'done'
    /** The same for the same event, so that it is told once. */
    readonly key: string
    readonly facts?: TextFacts
  },
): Promise<void> {
  await tell({ tx, now }, personId, {
    title: say(LANGUAGE, 'text.messages.account.title'),
    body: say(LANGUAGE, `text.messages.account.${what.change}.${what.step}`, what.facts),
    key: what.key,
  })
}

/**
 * Tells the owner of a guarded account that one administrator shut it, and every other administrator with the reason: a
 * person alone may do it, but never unseen.
 */
export async function tellSuspension(
  { tx, now }: { readonly tx: Tx; readonly now: Date },
  {
    personId,
    by,
    reason,
    key,
  }: { readonly personId: string; readonly by: Actor; readonly reason: string; readonly key: string },
): Promise<void> {
  await tell({ tx, now }, personId, {
    title: say(LANGUAGE, 'text.messages.account.title'),
    body: say(LANGUAGE, 'text.messages.account.suspended'),
    key: `${key}:owner`,
  })
  const others = await tx.rows<{ id: string }>(sql`select distinct g.person_id as id from role_grant g
    where g.county = ${tx.county} and g.role = any(${[...permissions['account.confirm']]}::text[])
      and ${heldOn('g', await dayOf(tx, now))} and g.person_id not in (${personId}, ${by.personId})`)
  const name = (await namesOf(tx, [personId])).get(personId) ?? ''
  for (const { id } of others)
    await tell({ tx, now }, id, {
      title: say(LANGUAGE, 'text.messages.account.suspendedTitle'),
      body: say(LANGUAGE, 'text.messages.account.suspendedTold', { name, by: by.name, reason }),
      key: `${key}:${id}`,
    })
}

const LANGUAGE = 'zh-CN'

/** By every way that needs no account. */
async function tell(
  { tx, now }: { readonly tx: Tx; readonly now: Date },
  personId: string,
  what: { readonly title: string; readonly body: string; readonly key: string },
): Promise<void> {
  const [phone, choices] = await Promise.all([findPhoneSealed(tx, personId), findChoices(tx, [personId])])
  const plain: Omit<NewMessage, 'id' | 'channel' | 'dedupeKey'> = {
    caseId: null,
    eventNo: null,
    rowKey: 'account',
    audience: 'owner',
    recipientId: personId,
    language: LANGUAGE,
    urgent: true,
    title: what.title,
    body: what.body,
    facts: {},
    nextAt: now,
    createdAt: now,
  }
  const channels = [
    'in-app' as const,
    ...(phone ? (['sms'] as const) : []),
    ...(choices.get(personId)?.emailSealed ? (['e-mail'] as const) : []),
  ]
  await addMessages(
    tx,
    channels.map((channel) => ({ ...plain, id: uuidv7(), channel, dedupeKey: `account:${what.key}:${channel}` })),
  )
}
