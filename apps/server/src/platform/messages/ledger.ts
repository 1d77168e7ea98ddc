import { sql, type Tx } from '#platform/database'
import type { MessageAudience, MessageChannel } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'

/** A message to be kept, and sent unless it is in-app. */
export interface NewMessage {
  readonly id: string
  /** Event, channel and recipient. A second message with the same key is not written. */
  readonly dedupeKey: string
  readonly caseId: string | null
  readonly eventNo: number | null
  readonly rowKey: string
  readonly audience: MessageAudience | 'digest'
  readonly channel: MessageChannel
  readonly recipientId: string | null
  readonly language: Language
  readonly urgent: boolean
  readonly title: string
  /** `{link}` is still open in it. */
  readonly body: string
  readonly facts: Readonly<Record<string, string>>
  readonly nextAt: Date
  readonly createdAt: Date
}

/** Writes messages that are not there yet. Answers how many were new. In-app ones are delivered by being written. */
export async function addMessages(tx: Tx, messages: readonly NewMessage[]): Promise<number> {
  if (messages.length === 0) return 0
  const values = messages.map((message) => {
    const inApp = message.channel === 'in-app'
    return sql`(${tx.county}::int, ${message.id}::uuid, ${message.dedupeKey}, ${message.caseId}::uuid, ${message.eventNo}::int, ${message.rowKey},
      ${message.audience}, ${message.channel}, ${message.recipientId}::uuid, ${message.language}, ${message.urgent}::boolean, ${message.title}, ${message.body},
      ${sql.json(message.facts)}::jsonb, ${inApp ? 'sent' : 'queued'}, ${message.nextAt}::timestamptz, ${message.createdAt}::timestamptz,
      ${inApp ? message.createdAt : null}::timestamptz)`
  })
  return tx.run(sql`insert into message (county, id, dedupe_key, case_id, event_no, row_key, audience, channel, recipient_id, language, urgent,
      title, body, facts, status, next_at, created_at, sent_at)
    values ${sql.join(values)} on conflict (county, dedupe_key) do nothing`)
}

/** A message that somebody has taken to send. */
export interface TakenMessage {
  readonly id: string
  readonly caseId: string | null
  readonly rowKey: string
  readonly audience: MessageAudience | 'digest'
  readonly channel: Exclude<MessageChannel, 'in-app'>
  readonly recipientId: string | null
  readonly language: Language
  readonly urgent: boolean
  readonly title: string
  readonly body: string
  readonly facts: Readonly<Record<string, string>>
  readonly attempts: number
  readonly createdAt: Date
}

/** A sender that dies holds a message no longer than this; then another one takes it. */
const LEASE_MS = 2 * 60_000

/** Takes messages that are due, each by one sender only. In quiet hours only urgent ones. */
export function takeDueMessages(
  tx: Tx,
  { now, quiet, limit }: { readonly now: Date; readonly quiet: boolean; readonly limit: number },
): Promise<TakenMessage[]> {
  return tx.rows<TakenMessage>(sql`update message set attempts = attempts + 1, next_at = ${new Date(now.getTime() + LEASE_MS)}
    where county = ${tx.county} and id in (
      select id from message where county = ${tx.county} and status in ('queued', 'failed') and next_at <= ${now}
        and (urgent or not ${quiet}::boolean) order by next_at, id limit ${limit} for update skip locked)
    returning id, case_id, row_key, audience, channel, recipient_id, language, urgent, title, body, facts, attempts, created_at`)
}

/** Says that a message was handed over, and where it went. */
export async function markSent(
  tx: Tx,
  id: string,
  sent: {
    readonly provider: string
    readonly providerId: string | null
    readonly addressSealed: Buffer | null
    readonly now: Date
  },
): Promise<void> {
  await tx.run(sql`update message set status = 'sent', sent_at = ${sent.now}, provider = ${sent.provider}, provider_id = ${sent.providerId},
    address_sealed = ${sent.addressSealed}, problem = null where county = ${tx.county} and id = ${id}`)
}

/** The waits after each failed attempt, in minutes; after the last one a message is given up. */
export const RETRY_MINUTES = [1, 5, 15, 60, 180, 360, 720] as const

/** When the next attempt is made after so many; undefined when it is given up. */
export function retryAt(attempts: number, now: Date): Date | undefined {
  const minutes = RETRY_MINUTES[attempts - 1]
  return minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000)
}

/** Says that an attempt failed: it is tried again at `nextAt`, or given up when there is none. */
export async function markFailed(
  tx: Tx,
  id: string,
  failed: { readonly problem: string; readonly nextAt: Date | undefined; readonly now: Date },
): Promise<void> {
  await tx.run(sql`update message set status = ${failed.nextAt ? 'failed' : 'given-up'}, problem = ${failed.problem.slice(0, 500)},
    next_at = ${failed.nextAt ?? failed.now} where county = ${tx.county} and id = ${id}`)
}

/** Forgets where messages of a case went to its reporter, and sends none that still wait: the contact was withdrawn. */
export async function forgetReporter(tx: Tx, caseId: string): Promise<void> {
  await tx.run(sql`update message set address_sealed = null,
      status = case when status in ('queued', 'failed') then 'given-up' else status end,
      problem = case when status in ('queued', 'failed') then 'withdrawn' else problem end
    where county = ${tx.county} and audience = 'reporter' and ((case_id = ${caseId} and recipient_id is null) or recipient_id = ${caseId})`)
}

/** Where the ledger of deliveries stands, and the expression of each member of a line; where it went is not among it. */
export const deliveryLedger = {
  from: 'message m',
  columns: {
    id: 'm.id',
    rowKey: 'm.row_key',
    audience: 'm.audience',
    channel: 'm.channel',
    status: 'm.status',
    attempts: 'm.attempts',
    createdAt: 'm.created_at',
    nextAt: `case when m.status in ('queued', 'failed') then m.next_at end`,
    sentAt: 'm.sent_at',
    provider: 'm.provider',
    providerId: 'm.provider_id',
    problem: 'm.problem',
  },
} as const

/** Puts a message that failed or was given up back into the queue. Answers whether there was one. */
export async function retryMessage(tx: Tx, id: string, now: Date): Promise<boolean> {
  const touched = await tx.run(sql`update message set status = 'queued', attempts = 0, next_at = ${now}, problem = null
    where county = ${tx.county} and id = ${id} and status in ('failed', 'given-up') and problem is distinct from 'withdrawn'`)
  return touched === 1
}

/** What the ledger looks like to somebody who watches over it. */
export interface DeliveryState {
  readonly waiting: number
  /** Due for half an hour and still not handed over: the sender stands, or a gateway does. */
  readonly stuck: number
  readonly oldestDueAt: Date | null
  readonly givenUpInADay: number
  readonly sentInADay: number
}

const STUCK_MS = 30 * 60_000
const DAY_MS = 24 * 60 * 60_000

/** How deliveries are going, for the doctor and for metrics. */
export async function deliveryState(tx: Tx, now: Date): Promise<DeliveryState> {
  const dayAgo = new Date(now.getTime() - DAY_MS)
  const stuckSince = new Date(now.getTime() - STUCK_MS)
  const [due, recent] = await Promise.all([
    tx.row<{ waiting: number; stuck: number; oldestDueAt: Date | null }>(sql`select count(*)::int as waiting,
        (count(*) filter (where (status = 'queued' and next_at < ${stuckSince}) or attempts >= 3))::int as stuck, min(next_at) filter (where next_at <= ${now}) as "oldestDueAt"
      from message where county = ${tx.county} and status in ('queued', 'failed')`),
    tx.row<{
      givenUp: number
      sent: number
    }>(sql`select (count(*) filter (where status = 'given-up'))::int as "givenUp",
        (count(*) filter (where status = 'sent'))::int as sent
      from message where county = ${tx.county} and created_at > ${dayAgo} and channel <> 'in-app'`),
  ])
  return {
    waiting: due?.waiting ?? 0,
    stuck: due?.stuck ?? 0,
    oldestDueAt: due?.oldestDueAt ?? null,
    givenUpInADay: recent?.givenUp ?? 0,
    sentInADay: recent?.sent ?? 0,
  }
}
