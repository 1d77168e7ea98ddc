import { messageAudiences, messageChannels, messageRowSchema } from '@xiangzhi/language'
import { z } from 'zod'
import { defineList } from './list.ts'
import { id, instant, nextCursor, operation, paging, queryFlag, requestId } from './operation.ts'

const named = z.object({ zh: z.string(), en: z.string() })
const audience = z.enum(messageAudiences)
const channel = z.enum(messageChannels)

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
    ...paging(100),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        at: instant,
        number: z.string(),
        text: named,
        caseId: id.nullable(),
        path: z.string().nullable().describe('where in the workbench it leads'),
        audience,
        urgent: z.boolean(),
        readAt: instant.nullable(),
      }),
    ),
    nextCursor,
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
  subject: { kind: 'persons', id: 'by' },
  method: 'POST',
  path: '/api/messages/read',
  audience: 'staff',
  summary: 'Mark messages of mine as read: those named, or all',
  input: z.object({ requestId, ids: z.array(id).max(200).optional().describe('absent: all of them') }),
  output: z.object({ marked: z.number().int() }),
  refusals: ['bad-input', 'request-reused'],
  offline: 'adds',
})

const choice = z.object({ audience, channels: z.array(channel).max(5) })

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
    push: z
      .object({
        key: z.string().describe('the public key of this installation, under which a browser subscribes'),
        browsers: z.array(z.object({ id, browser: z.string(), createdAt: instant, usedAt: instant.nullable() })),
      })
      .nullable()
      .describe('null where web push is not connected'),
  }),
  refusals: [],
  offline: false,
})

export const saveMessageChoices = operation({
  name: 'saveMessageChoices',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
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

const base64url = z
  .string()
  .regex(/^[\w-]+={0,2}$/)
  .max(200)

export const addPushSubscription = operation({
  name: 'addPushSubscription',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
  method: 'POST',
  path: '/api/messages/browsers',
  audience: 'staff',
  summary: 'Tell me in this browser; the subscription is the one that the browser made',
  input: z.object({
    requestId,
    subscription: z.object({
      endpoint: z.url({ protocol: /^https?$/ }).max(1000),
      keys: z.object({ p256dh: base64url, auth: base64url }),
    }),
    browser: z.string().trim().min(1).max(60).describe('its kind and system, to tell several apart'),
  }),
  output: z.object({ id }),
  refusals: ['bad-input', 'not-found', 'request-reused'],
  offline: false,
})

export const endPushSubscription = operation({
  name: 'endPushSubscription',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
  method: 'DELETE',
  path: '/api/messages/browsers/:browserId',
  audience: 'staff',
  summary: 'Tell me no longer in a browser of mine',
  input: z.object({ requestId, browserId: id }),
  output: z.object({ id }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})

export const testPush = operation({
  name: 'testPush',
  kind: 'write',
  subject: { kind: 'persons', id: 'by' },
  method: 'POST',
  path: '/api/messages/browsers/test',
  audience: 'staff',
  summary: 'Send a test to my browsers; it goes the way of all messages, through the ledger',
  input: z.object({ requestId }),
  output: z.object({ sent: z.boolean() }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})

export const previewMessageRow = operation({
  name: 'previewMessageRow',
  kind: 'read',
  method: 'POST',
  path: '/api/messages/preview',
  audience: 'staff',
  permission: 'config.read',
  summary:
    'A row of the matrix that is being written, with a made-up case in it, as it arrives by each way that reaches its audience',
  input: z.object({ row: messageRowSchema }),
  output: z.object({
    discreet: z.boolean().describe('whether it names neither what nor where'),
    ways: z.array(
      z.object({
        channel,
        connected: z.boolean(),
        title: named.nullable(),
        text: named,
        smsParts: z
          .object({ zh: z.number().int(), en: z.number().int() })
          .nullable()
          .describe('how many text messages it is paid as, the sender’s signature not counted'),
      }),
    ),
  }),
  refusals: ['bad-input', 'not-allowed'],
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

const deliveryStatuses = ['queued', 'sent', 'failed', 'given-up'] as const

/** The ledger of deliveries, the newest first; where they went is not among it. */
export const deliveryList = defineList({
  name: 'listMessageDeliveries',
  path: '/api/messages/deliveries',
  permission: 'config.write',
  summary: 'The ledger of deliveries: what was sent, how often it was tried, what went wrong; not to which number',
  title: 'text.messages.ledger.title',
  row: z.object({
    id,
    rowKey: z.string(),
    audience: z.string(),
    channel,
    status: z.enum(deliveryStatuses),
    attempts: z.number().int(),
    createdAt: instant,
    nextAt: instant.nullable(),
    sentAt: instant.nullable(),
    provider: z.string().nullable(),
    providerId: z.string().nullable(),
    problem: z.string().nullable(),
  }),
  columns: [
    { member: 'createdAt', title: 'text.messages.ledger.created', as: 'instant', width: 160, fixed: true, sort: true },
    { member: 'rowKey', title: 'text.messages.ledger.row' },
    { member: 'audience', title: 'text.messages.matrix.audience', words: 'text.messages.audience', width: 110 },
    { member: 'channel', title: 'text.messages.matrix.channel', words: 'text.messages.channel', width: 110 },
    { member: 'status', title: 'text.messages.ledger.status', words: 'text.messages.status', width: 130 },
    { member: 'attempts', title: 'text.messages.ledger.attempts', as: 'number', width: 70 },
    { member: 'sentAt', title: 'text.messages.ledger.sent', as: 'instant', width: 160 },
    { member: 'nextAt', title: 'text.messages.ledger.next', as: 'instant', width: 160, rare: true },
    { member: 'providerId', title: 'text.messages.ledger.provider', rare: true },
    { member: 'problem', title: 'text.messages.ledger.problem', words: 'text.messages.problem' },
  ],
  filters: {
    status: {
      kind: 'choice',
      of: deliveryStatuses,
      words: 'text.messages.status',
      label: 'text.messages.ledger.status',
    },
    channel: {
      kind: 'choice',
      of: messageChannels,
      words: 'text.messages.channel',
      label: 'text.messages.matrix.channel',
    },
  },
  export: { name: 'exportMessageDeliveries', summary: 'The ledger of deliveries under a filter as a file' },
})
export const listMessageDeliveries = deliveryList.read
export const exportMessageDeliveries = deliveryList.export

export const retryMessageDelivery = operation({
  name: 'retryMessageDelivery',
  kind: 'write',
  subject: { kind: 'messages', id: 'input.id' },
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
