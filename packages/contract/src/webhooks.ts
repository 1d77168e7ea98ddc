import { z } from 'zod'
import { id, instant, operation, requestId } from './operation.ts'

/** What a subscription can hear of: a case was opened, moved to another state, was closed; or any line of a timeline. */
export const webhookTopics = ['case.opened', 'case.moved', 'case.closed', 'case.changed'] as const
export type WebhookTopic = (typeof webhookTopics)[number]

const webhookRow = z.object({
  id,
  name: z.string(),
  url: z.string(),
  keyId: id,
  keyName: z.string(),
  topics: z.array(z.enum(webhookTopics)),
  createdAt: instant,
  endedAt: instant.nullable(),
})

export const listWebhooks = operation({
  name: 'listWebhooks',
  kind: 'read',
  method: 'GET',
  path: '/api/webhooks',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Where changes are sent',
  input: z.object({}),
  output: z.object({ rows: z.array(webhookRow) }),
  refusals: [],
  offline: false,
})

export const createWebhook = operation({
  name: 'createWebhook',
  kind: 'write',
  subject: { kind: 'webhooks', id: 'output.id' },
  method: 'POST',
  path: '/api/webhooks',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Send changes within the reach of a key to an address; the secret of the signatures is shown once',
  input: z.object({
    requestId,
    name: z.string().trim().min(1).max(60),
    url: z.url({ protocol: /^https?$/ }).max(500),
    keyId: id,
    topics: z.array(z.enum(webhookTopics)).min(1),
  }),
  output: z.object({ id, secret: z.string() }),
  refusals: ['not-found', 'bad-input', 'request-reused'],
  creates: true,
  offline: false,
  secretAnswer: true,
})

export const endWebhook = operation({
  name: 'endWebhook',
  kind: 'write',
  subject: { kind: 'webhooks', id: 'input.webhookId' },
  method: 'POST',
  path: '/api/webhooks/:webhookId/end',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Stop sending changes to an address',
  input: z.object({ webhookId: id, requestId }),
  output: z.object({ id }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})

export const listDeliveries = operation({
  name: 'listDeliveries',
  kind: 'read',
  method: 'GET',
  path: '/api/webhooks/:webhookId/deliveries',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'What was sent to an address, newest first: how often, and what it answered',
  input: z.object({ webhookId: id, limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        topic: z.string(),
        status: z.enum(['waiting', 'delivered', 'given-up']),
        attempts: z.number().int(),
        createdAt: instant,
        nextAt: instant.nullable(),
        answeredAt: instant.nullable(),
        answer: z.number().int().nullable(),
        problem: z.string().nullable(),
      }),
    ),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const testWebhook = operation({
  name: 'testWebhook',
  kind: 'write',
  subject: { kind: 'webhooks', id: 'input.webhookId' },
  method: 'POST',
  path: '/api/webhooks/:webhookId/test',
  audience: 'staff',
  permission: 'account.manage',
  summary:
    'Send a made-up delivery of the topic test to an address, signed like all others; the ledger says what came of it',
  input: z.object({ webhookId: id, requestId }),
  output: z.object({ id, deliveryId: id }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})

export const retryDelivery = operation({
  name: 'retryDelivery',
  kind: 'write',
  subject: { kind: 'webhooks', id: 'input.webhookId' },
  method: 'POST',
  path: '/api/webhooks/:webhookId/deliveries/:deliveryId/retry',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Send a delivery again, whatever became of it before, under the same id',
  input: z.object({ webhookId: id, deliveryId: id, requestId }),
  output: z.object({ id, deliveryId: id }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})
