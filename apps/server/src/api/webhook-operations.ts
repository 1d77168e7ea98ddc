import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { WebhookTopic } from '@xiangzhi/contract'
import { findKey, listApiKeys } from '#platform/api-keys'
import type { Answer, Asked } from '#platform/asked'
import { refuseUnless } from '#platform/refusal'
import { addDelivery, addWebhook, endWebhook, listDeliveries, listWebhooks, retryDelivery } from '#platform/webhooks'

/** What a secret of signatures begins with. */
const MARK = 'xzw_'

async function create({ tx, by, input, now, sealing }: Asked<'createWebhook'>): Answer<'createWebhook'> {
  refuseUnless(await findKey(tx, input.keyId, now), 'not-found')
  const secret = `${MARK}${randomBytes(32).toString('base64url')}`
  const id = uuidv7()
  const { name, url, keyId, topics } = input
  await addWebhook(tx, { id, name, url, keyId, topics, secretSealed: sealing.seal(secret), by: by.personId }, now)
  return { id, secret }
}

async function list({ tx }: Asked<'listWebhooks'>): Answer<'listWebhooks'> {
  const names = new Map((await listApiKeys(tx)).map(({ id, name }) => [id, name]))
  return {
    rows: (await listWebhooks(tx)).map(({ id, name, url, keyId, topics, createdAt, endedAt }) => ({
      id,
      name,
      url,
      keyId,
      keyName: names.get(keyId) ?? '',
      topics: topics as WebhookTopic[],
      createdAt: createdAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}

async function end({ tx, input, now }: Asked<'endWebhook'>): Answer<'endWebhook'> {
  refuseUnless(await endWebhook(tx, input.webhookId, now), 'not-found')
  return { id: input.webhookId }
}

async function deliveries({ tx, input }: Asked<'listDeliveries'>): Answer<'listDeliveries'> {
  refuseUnless(
    (await listWebhooks(tx)).some(({ id }) => id === input.webhookId),
    'not-found',
  )
  return {
    rows: (await listDeliveries(tx, input.webhookId, input.limit)).map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      nextAt: row.status === 'waiting' ? row.nextAt.toISOString() : null,
      answeredAt: row.answeredAt?.toISOString() ?? null,
    })),
  }
}

/** A delivery that says nothing of any case, so that both ends can be tried before anything happens. */
async function sendTest({ tx, input, now }: Asked<'testWebhook'>): Answer<'testWebhook'> {
  const { webhookId } = input
  const webhook = (await listWebhooks(tx)).find(({ id }) => id === webhookId)
  refuseUnless(webhook && webhook.endedAt === null, 'not-found')
  const id = uuidv7()
  const body = { topic: 'test', webhookId, at: now.toISOString() }
  await addDelivery(tx, { id, webhookId, topic: 'test', body }, now)
  return { id: webhookId, deliveryId: id }
}

async function sendAgain({ tx, input, now }: Asked<'retryDelivery'>): Answer<'retryDelivery'> {
  refuseUnless(await retryDelivery(tx, input.webhookId, input.deliveryId, now), 'not-found')
  return { id: input.webhookId, deliveryId: input.deliveryId }
}

/** Operations on subscriptions to changes. */
export const webhookOperations = {
  createWebhook: create,
  listWebhooks: list,
  endWebhook: end,
  listDeliveries: deliveries,
  testWebhook: sendTest,
  retryDelivery: sendAgain,
} as const
