import { sql, type Tx } from '#platform/database'

/** A subscription: changes that a key may read are sent to an address. */
export interface Webhook {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly keyId: string
  readonly topics: readonly string[]
  readonly position: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

const columns = sql.raw(`w.id, w.name, w.url, w.key_id, w.topics, w.position, w.created_at, w.ended_at`)

export async function addWebhook(
  tx: Tx,
  webhook: {
    readonly id: string
    readonly name: string
    readonly url: string
    readonly keyId: string
    readonly topics: readonly string[]
    readonly secretSealed: Buffer
    readonly by: string | null
  },
  now: Date,
): Promise<void> {
  await tx.run(sql`insert into webhook (county, id, name, url, key_id, topics, secret_sealed, created_at, created_by)
    values (${tx.county}, ${webhook.id}, ${webhook.name}, ${webhook.url}, ${webhook.keyId}, ${[...webhook.topics]}::text[],
      ${webhook.secretSealed}, ${now}, ${webhook.by})`)
}

export function listWebhooks(tx: Tx): Promise<Webhook[]> {
  return tx.rows<Webhook>(
    sql`select ${columns} from webhook w where w.county = ${tx.county} order by w.created_at desc, w.id`,
  )
}

export async function endWebhook(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx.run(
    sql`update webhook set ended_at = ${now} where county = ${tx.county} and id = ${id} and ended_at is null`,
  )
  return changed === 1
}

/** Subscriptions that go on, each held until this transaction ends; those that another server holds are left to it. */
export function takeWebhooks(tx: Tx): Promise<Webhook[]> {
  return tx.rows<Webhook>(sql`select ${columns} from webhook w where w.county = ${tx.county} and w.ended_at is null
    order by w.id for update skip locked`)
}

/** Puts what is to be sent into the ledger, and remembers how far the feed was read: both or neither. */
export function fillLedger(
  tx: Tx,
  webhook: Pick<Webhook, 'id'>,
  deliveries: readonly { readonly id: string; readonly topic: string; readonly body: unknown }[],
  position: string | null,
  now: Date,
): void {
  for (const { id, topic, body } of deliveries)
    tx.send(sql`insert into webhook_delivery (county, id, webhook_id, topic, body, status, next_at, created_at)
      values (${tx.county}, ${id}, ${webhook.id}, ${topic}, ${sql.json(body)}, 'waiting', ${now}, ${now})`)
  tx.send(sql`update webhook set position = ${position} where county = ${tx.county} and id = ${webhook.id}`)
}

/** One thing to send, with everything the sending needs. */
export interface Due {
  readonly id: string
  readonly topic: string
  readonly body: unknown
  readonly attempts: number
  readonly url: string
  readonly secretSealed: Buffer
}

const HELD_MS = 60_000

/** Takes what is due, oldest first, for one minute: if this server dies, another takes it again. */
export function takeDue(tx: Tx, limit: number, now: Date): Promise<Due[]> {
  const until = new Date(now.getTime() + HELD_MS)
  return tx.rows<Due>(sql`with due as (
      select d.county, d.id from webhook_delivery d where d.county = ${tx.county} and d.status = 'waiting' and d.next_at <= ${now}
      order by d.next_at, d.id limit ${limit} for update skip locked)
    update webhook_delivery d set next_at = ${until}, attempts = d.attempts + 1
    from due, webhook w where d.county = due.county and d.id = due.id and w.county = d.county and w.id = d.webhook_id
    returning d.id, d.topic, d.body, d.attempts, w.url, w.secret_sealed`)
}

const MINUTE_MS = 60_000
/** When it is tried again after each attempt, in minutes: for two days, then it is given up and the ledger says so. */
const AGAIN_AFTER_MINUTES: readonly number[] = [0.25, 1, 5, 15, 60, 180, 360, 720, 1440]

/** When the next attempt follows after so many; undefined when there is none. */
export function nextAttempt(attempts: number, now: Date): Date | undefined {
  const minutes = AGAIN_AFTER_MINUTES[attempts - 1]
  return minutes === undefined ? undefined : new Date(now.getTime() + minutes * MINUTE_MS)
}

/** Writes down what an attempt came to. */
export async function noteAttempt(
  tx: Tx,
  delivery: Pick<Due, 'id' | 'attempts'>,
  sent: { readonly answer: number | null; readonly problem: string | null },
  now: Date,
): Promise<void> {
  const next = sent.problem === null ? undefined : nextAttempt(delivery.attempts, now)
  const status = sent.problem === null ? 'delivered' : next ? 'waiting' : 'given-up'
  await tx.run(sql`update webhook_delivery set status = ${status}, answered_at = ${now}, answer = ${sent.answer},
      problem = ${sent.problem}, next_at = ${next ?? now}
    where county = ${tx.county} and id = ${delivery.id}`)
}

export interface DeliveryListed {
  readonly id: string
  readonly topic: string
  readonly status: 'waiting' | 'delivered' | 'given-up'
  readonly attempts: number
  readonly createdAt: Date
  readonly nextAt: Date
  readonly answeredAt: Date | null
  readonly answer: number | null
  readonly problem: string | null
}

export function listDeliveries(tx: Tx, webhookId: string, limit: number): Promise<DeliveryListed[]> {
  return tx.rows<DeliveryListed>(sql`select d.id, d.topic, d.status, d.attempts, d.created_at, d.next_at,
      d.answered_at, d.answer, d.problem
    from webhook_delivery d where d.county = ${tx.county} and d.webhook_id = ${webhookId}
    order by d.created_at desc, d.id desc limit ${limit}`)
}

/** Puts one delivery into the ledger, beside those that the feed makes. */
export async function addDelivery(
  tx: Tx,
  delivery: { readonly id: string; readonly webhookId: string; readonly topic: string; readonly body: unknown },
  now: Date,
): Promise<void> {
  await tx.run(sql`insert into webhook_delivery (county, id, webhook_id, topic, body, status, next_at, created_at)
    values (${tx.county}, ${delivery.id}, ${delivery.webhookId}, ${delivery.topic}, ${sql.json(delivery.body)}, 'waiting', ${now}, ${now})`)
}

/** Puts a delivery back to the beginning, under its own id; answers whether there is one whose subscription goes on. */
export async function retryDelivery(tx: Tx, webhookId: string, id: string, now: Date): Promise<boolean> {
  const changed =
    await tx.run(sql`update webhook_delivery d set status = 'waiting', attempts = 0, next_at = ${now}, problem = null
    from webhook w where d.county = ${tx.county} and d.id = ${id} and d.webhook_id = ${webhookId}
      and w.county = d.county and w.id = d.webhook_id and w.ended_at is null`)
  return changed === 1
}
