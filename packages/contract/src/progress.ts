import { z } from 'zod'
import { changed } from './case-inputs.ts'
import { caseFileView, nextActionView } from './case-views.ts'
import { status, fieldValues, note } from './case-words.ts'
import { id, instant, nextCursor, operation, paging, queryFlag, requestId } from './operation.ts'

/** What the reporter sees through the private link: plain words, no staff names, nothing internal. */
export const progressView = z.object({
  id,
  number: z.string(),
  process: z.string(),
  processVersion: z.number().int(),
  state: z.string(),
  status,
  category: z.string(),
  placeName: z.string(),
  villageCode: z.string().nullable(),
  description: z.string(),
  openedAt: instant,
  closedAt: instant.nullable(),
  dueAt: instant.nullable(),
  dueProvisional: z.boolean(),
  late: z.boolean(),
  withWhom: z.string().nullable().describe('the role or unit that has it now'),
  publicNote: z.string().nullable(),
  satisfied: z.boolean().nullable(),
  followerCount: z.number().int(),
  fields: z.record(z.string(), z.unknown()),
  timeline: z.array(
    z.object({
      at: instant,
      action: z.string(),
      toState: z.string().nullable(),
      byKind: z.enum(['staff', 'reporter', 'system']),
      unit: z.string().nullable(),
      publicNote: z.string().nullable(),
    }),
  ),
  questions: z.array(z.object({ id, question: z.string(), askedAt: instant, answer: z.string().nullable() })),
  looks: z
    .array(z.object({ at: instant, reason: z.string() }))
    .describe('when the reporter’s identity was looked at, and why'),
  files: z.array(caseFileView),
  next: z.array(nextActionView),
  version: z.number().int(),
  follower: z.boolean(),
  neutral: z.boolean().describe('only that it goes on is shown'),
  sealed: z
    .boolean()
    .describe(
      'the matter is sealed, which is why the page shows less; told to those who reported it, never to a follower',
    ),
  merged: z.boolean().describe('the own report was merged into this case'),
  numberLeft: z.boolean().nullable().describe('whether a follower left a telephone; null for a reporter'),
  demo: z.boolean(),
})
export type ProgressView = z.infer<typeof progressView>

export const getProgress = operation({
  name: 'getProgress',
  kind: 'read',
  method: 'GET',
  path: '/api/progress/:token',
  audience: 'reporter',
  summary: 'The progress of a report, by its private link',
  input: z.object({ token: z.string().min(20).max(60) }),
  output: progressView,
  refusals: ['not-found'],
  offline: false,
})
export const actAsReporter = operation({
  name: 'actAsReporter',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
  method: 'POST',
  path: '/api/progress/:token/actions',
  audience: 'reporter',
  summary: 'Say that it is solved, that it is not, hand in papers, rate, withdraw',
  input: z.object({
    token: z.string().min(20).max(60),
    requestId,
    transition: z.string().max(60),
    fields: fieldValues.default({}),
    note: note.optional(),
  }),
  output: changed,
  publicWrite: {
    burdens: ['work', 'figure'],
    limits: [
      { per: 'link', times: 20, minutes: 60 },
      { per: 'source', times: 120, minutes: 60 },
    ],
  },
  refusals: [
    'try-later',
    'not-found',
    'changed-meanwhile',
    'not-from-this-state',
    'need-field',
    'too-late',
    'bad-input',
    'request-reused',
  ],
  offline: false,
})
export const answerQuestion = operation({
  name: 'answerQuestion',
  kind: 'write',
  subject: { kind: 'cases', id: 'output.id' },
  method: 'POST',
  path: '/api/progress/:token/answers',
  audience: 'reporter',
  summary: 'Answer a question about the report',
  input: z.object({
    token: z.string().min(20).max(60),
    requestId,
    questionId: id,
    answer: z.string().trim().min(1).max(2000),
  }),
  output: changed,
  publicWrite: {
    burdens: ['work', 'figure'],
    limits: [
      { per: 'link', times: 20, minutes: 60 },
      { per: 'source', times: 120, minutes: 60 },
    ],
  },
  refusals: ['try-later', 'not-found', 'changed-meanwhile', 'nothing-to-answer', 'request-reused'],
  offline: false,
})
export const followCase = operation({
  name: 'followCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/public-cases/:caseId/followers',
  audience: 'public',
  summary: '“Me too”: follow an open public case instead of reporting it again',
  input: z.object({ caseId: id, requestId }),
  output: z.object({ id: id.describe('of the following, not of the case'), token: z.string(), number: z.string() }),
  publicWrite: {
    burdens: ['figure', 'space'],
    limits: [
      { per: 'source and case', times: 5, minutes: 1440 },
      { per: 'source', times: 60, minutes: 60 },
      { per: 'case', times: 120, minutes: 60 },
    ],
  },
  refusals: ['not-found', 'try-later', 'request-reused'],
  privateLink: true,
  offline: false,
})
export const listPublicCases = operation({
  name: 'listPublicCases',
  kind: 'read',
  method: 'GET',
  path: '/api/public-cases',
  audience: 'public',
  summary: 'What the public may know of the cases of a village',
  input: z.object({
    village: z.string().max(12).optional(),
    town: z.string().max(9).optional(),
    category: z.string().max(60).optional(),
    status: status.optional(),
    open: queryFlag.optional().describe('only those that have not ended, or only those that have'),
    ...paging(100, 20),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        id,
        number: z.string(),
        process: z.string(),
        status,
        category: z.string(),
        villageId: id.nullable(),
        lane: z
          .object({ zh: z.string(), en: z.string() })
          .nullable()
          .describe('the lane or the grid in which it lies; never the house'),
        lng: z.number().nullable(),
        lat: z.number().nullable(),
        publicNote: z.string().nullable(),
        openedAt: instant,
        closedAt: instant.nullable(),
        outcome: z.string().nullable(),
        followerCount: z.number().int(),
        reopenCount: z.number().int(),
      }),
    ),
    nextCursor,
  }),
  refusals: ['not-found'],
  offline: false,
})
