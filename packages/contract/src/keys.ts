import { staffRoleKeys } from '@xiangzhi/language'
import { z } from 'zod'
import { caseOpening } from './case-inputs.ts'
import { id, instant, operation, requestId } from './operation.ts'

const keyRow = z.object({
  id,
  name: z.string(),
  prefix: z.string().describe('the first characters of the key, to tell keys apart'),
  grants: z.array(z.object({ role: z.string(), reachName: z.string() })),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
  createdByName: z.string().nullable().describe('null: made on the machine itself'),
  confirmation: z
    .enum(['not-needed', 'waiting', 'confirmed'])
    .describe('a key with a role that two persons grant is of no use before a second person has confirmed it'),
  confirmedByName: z.string().nullable(),
  approvalId: id.nullable().describe('what `decideApproval` decides while the key waits for its second person'),
  mayConfirm: z.boolean().describe('whether whoever asks may be the second person for it'),
  valid: z.boolean(),
})
export type ApiKeyRowView = z.infer<typeof keyRow>

export const listApiKeys = operation({
  name: 'listApiKeys',
  kind: 'read',
  method: 'GET',
  path: '/api/keys',
  audience: 'staff',
  permission: 'key.confirm',
  summary: 'Keys of connected systems, with what they reach and when they were used last',
  input: z.object({}),
  output: z.object({ rows: z.array(keyRow) }),
  refusals: [],
  offline: false,
})

export const createApiKey = operation({
  name: 'createApiKey',
  kind: 'write',
  subject: { kind: 'keys', id: 'output.id' },
  method: 'POST',
  path: '/api/keys',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Make a key for another system; the key itself is shown in this answer and never again',
  input: z.object({
    requestId,
    name: z.string().trim().min(1).max(60),
    grants: z
      .array(z.object({ role: z.enum(staffRoleKeys), placeId: id.optional(), organisationId: id.optional() }))
      .max(8)
      .default([])
      .describe('what the key may do; without any it only reports as the public does, and follows what it reported'),
    expiresAt: instant.optional(),
  }),
  output: z.object({
    id,
    key: z.string(),
    prefix: z.string(),
    needsSecond: z.boolean().describe('whether another person has to confirm it before it is of use'),
  }),
  refusals: ['not-allowed', 'bad-input', 'admins-apart', 'request-reused'],
  creates: true,
  offline: false,
  secretAnswer: true,
})

export const revokeApiKey = operation({
  name: 'revokeApiKey',
  kind: 'write',
  subject: { kind: 'keys', id: 'input.keyId' },
  method: 'POST',
  path: '/api/keys/:keyId/revocation',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'End a key at once, with the roles of the technical person behind it',
  input: z.object({ keyId: id, requestId }),
  output: z.object({ id }),
  refusals: ['not-found', 'request-reused'],
  offline: false,
})

/** What a connected system hands in for somebody: like a villager's own report, with the key as its sender. */
export const submitReport = operation({
  name: 'submitReport',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
  method: 'POST',
  path: '/api/submissions',
  audience: 'staff',
  summary: 'Hand in a report for somebody, by the key of a connected system',
  input: caseOpening.extend({
    description: z
      .string()
      .trim()
      .min(1)
      .refine((text) => [...text].length <= 4400, { message: 'too long' })
      .describe('at most 4,400 characters, the address included'),
    source: z.enum(['api', 'open311']).default('api'),
    contact: z.record(z.string().max(40), z.string().max(500)).optional().describe('sealed; given out by no interface'),
  }),
  output: z.object({ id, number: z.string(), token: z.string(), dueAt: instant.nullable() }),
  refusals: ['not-allowed', 'bad-input', 'place-unknown', 'need-field', 'request-reused'],
  creates: true,
  privateLink: true,
  offline: false,
})

export const listChanges = operation({
  name: 'listChanges',
  kind: 'read',
  method: 'GET',
  path: '/api/changes',
  audience: 'staff',
  permission: 'case.read',
  summary: 'What changed in the cases within reach, oldest first, from a cursor on',
  input: z.object({
    after: z
      .string()
      .max(200)
      .optional()
      .describe('nextCursor of the last page; without it the feed begins at its first line'),
    since: instant.optional().describe('where to begin when there is no cursor yet'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        caseId: id,
        number: z.string(),
        process: z.string(),
        category: z.string(),
        townId: id.nullable(),
        villageId: id.nullable(),
        no: z.number().int(),
        at: instant,
        action: z.string(),
        fromState: z.string().nullable(),
        toState: z.string().nullable(),
        byKind: z.enum(['staff', 'reporter', 'system']),
        status: z.string().describe('the status of the case now'),
        version: z.number().int().describe('the version of the case now'),
      }),
    ),
    nextCursor: z.string().nullable().describe('where to go on, also when nothing more is there yet'),
    more: z.boolean(),
  }),
  refusals: ['bad-input'],
  offline: false,
})
