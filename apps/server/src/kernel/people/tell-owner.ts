import type { ApprovalKindKey } from '@xiangzhi/contract'
import { say, type TextFacts } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import type { Tx } from '#platform/database'
import { addMessages, findChoices, type NewMessage } from '#platform/messages'
import { findPhoneSealed } from './contacts.ts'

/** What two persons do to an account, or to what its owner may do. */
export type AccountChange = Extract<
  ApprovalKindKey,
  'password-reset' | 'second-step-removal' | 'account-opening' | 'account-reopening' | 'role-grant'
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
  const [phone, choices] = await Promise.all([findPhoneSealed(tx, personId), findChoices(tx, [personId])])
  const language = 'zh-CN'
  const plain: Omit<NewMessage, 'id' | 'channel' | 'dedupeKey'> = {
    caseId: null,
    eventNo: null,
    rowKey: 'account',
    audience: 'owner',
    recipientId: personId,
    language,
    urgent: true,
    title: say(language, 'text.messages.account.title'),
    body: say(language, `text.messages.account.${what.change}.${what.step}`, what.facts),
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
