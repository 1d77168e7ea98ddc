import { z } from 'zod'
import { id, instant, operation, queryFlag, requestId } from './operation.ts'

const named = z.object({ zh: z.string(), en: z.string() })
const cursor = z.string().max(200).optional()
const audience = z.enum(['reporter', 'followers', 'owner', 'previous-owner', 'supervisor'])
const channel = z.enum(['in-app', 'sms', 'e-mail', 'robot'])

/** The inbox of whoever is signed in. It names cases, never who reported them. */
export const listMessages = operation({
  name: 'listMessages',
  kind: 'read',
  method: 'GET',
  path: '/api/messages',
  audience: 'staff',
  summary: 'My messages, newest first',
  input: z.object({
    unread: queryFlag.optional(),
    cursor,
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        at: instant,
        number: z.string(),
        text: named,
        caseId: id.nullable(),
        audience,
        urgent: z.boolean(),
        readAt: instant.nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  refusals: ['bad-input'],
  offline: false,
})

export const countMessages = operation({
  name: 'countMessages',
  kind: 'read',
  method: 'GET',
  path: '/api/messages/count',
  audience: 'staff',
  summary: 'How many of my messages wait to be read',
  input: z.object({}),
  output: z.object({ unread: z.number().int(), urgent: z.number().int() }),
  refusals: [],
  offline: false,
})

export const markMessagesRead = operation({
  name: 'markMessagesRead',
  kind: 'write',
  method: 'POST',
  path: '/api/messages/read',
  audience: 'staff',
  summary: 'Mark messages of mine as read: those named, or all',
  input: z.object({ requestId, ids: z.array(id).max(200).optional().describe('absent: all of them') }),
  output: z.object({ marked: z.number().int() }),
  refusals: ['bad-input', 'request-reused'],
  offline: true,
})

const choice = z.object({ audience, channels: z.array(channel).max(4) })

export const getMessageChoices = operation({
  name: 'getMessageChoices',
  kind: 'read',
  method: 'GET',
  path: '/api/messages/choices',
  audience: 'staff',
  summary: 'By which ways I hear of what',
  input: z.object({}),
  output: z.object({
    emailMasked: z.string().nullable(),
    digest: z.boolean(),
    connected: z.array(channel).describe('the ways this installation has'),
    choices: z.array(choice).describe('an audience that is absent hears by all ways'),
  }),
  refusals: [],
  offline: false,
})

export const saveMessageChoices = operation({
  name: 'saveMessageChoices',
  kind: 'write',
  method: 'PUT',
  path: '/api/messages/choices',
  audience: 'staff',
  summary: 'Choose by which ways I hear of what; urgent messages always come',
  input: z.object({
    requestId,
    email: z.email().max(200).nullable().optional().describe('absent: as it is; null: take it away'),
    digest: z.boolean(),
    choices: z.array(choice).max(5),
  }),
  output: z.object({ saved: z.boolean() }),
  refusals: ['bad-input', 'request-reused'],
  offline: false,
})

export const previewMessages = operation({
  name: 'previewMessages',
  kind: 'read',
  method: 'GET',
  path: '/api/messages/matrix',
  audience: 'staff',
  permission: 'config.read',
  summary: 'Every row of the message matrix with a made-up case in it',
  input: z.object({}),
  output: z.object({
    quietHours: z.object({ from: z.string(), to: z.string() }).nullable(),
    connected: z.array(channel),
    state: z.object({
      waiting: z.number().int(),
      stuck: z.number().int(),
      givenUpInADay: z.number().int(),
      sentInADay: z.number().int(),
    }),
    rows: z.array(
      z.object({
        key: z.string(),
        process: z.string(),
        processTitle: named,
        on: z.string(),
        onTitle: named,
        audience,
        channel,
        urgent: z.boolean(),
        text: named,
      }),
    ),
  }),
  refusals: ['not-allowed'],
  offline: false,
})

export const listMessageDeliveries = operation({
  name: 'listMessageDeliveries',
  kind: 'read',
  method: 'GET',
  path: '/api/messages/deliveries',
  audience: 'staff',
  permission: 'config.read',
  summary: 'The ledger of deliveries: what was sent, how often it was tried, what went wrong; not to which number',
  input: z.object({
    status: z.enum(['queued', 'sent', 'failed', 'given-up']).optional(),
    channel: channel.optional(),
    cursor,
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        rowKey: z.string(),
        audience: z.string(),
        channel,
        status: z.enum(['queued', 'sent', 'failed', 'given-up']),
        attempts: z.number().int(),
        createdAt: instant,
        nextAt: instant.nullable(),
        sentAt: instant.nullable(),
        provider: z.string().nullable(),
        providerId: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  refusals: ['bad-input', 'not-allowed'],
  offline: false,
})

export const retryMessageDelivery = operation({
  name: 'retryMessageDelivery',
  kind: 'write',
  method: 'POST',
  path: '/api/messages/deliveries/:id/retry',
  audience: 'staff',
  permission: 'config.write',
  summary: 'Try a message once more that failed or was given up',
  input: z.object({ requestId, id }),
  output: z.object({ id }),
  refusals: ['bad-input', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
})
