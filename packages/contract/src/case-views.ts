import { z } from 'zod'
import { named, level, status, source, confidentiality } from './case-words.ts'
import { id, instant, refusalCode } from './operation.ts'

/** What every list shows of a case. */
export const caseRow = z.object({
  id,
  number: z.string(),
  process: z.string(),
  processVersion: z.number().int(),
  state: z.string(),
  status,
  isOpen: z.boolean(),
  category: z.string(),
  level,
  summary: z.string(),
  townId: id.nullable(),
  villageId: id.nullable(),
  gridId: id.nullable(),
  placeName: z.string(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  source,
  ownerRole: z.string().nullable(),
  unitName: z.string().nullable(),
  ownerName: z.string().nullable(),
  openedAt: instant,
  changedAt: instant,
  closedAt: instant.nullable(),
  dueAt: instant.nullable(),
  dueProvisional: z.boolean(),
  late: z.boolean(),
  supervised: z.boolean(),
  waitingFor: z.enum(['reporter', 'approval']).nullable(),
  followerCount: z.number().int(),
  bounceCount: z.number().int(),
  reopenCount: z.number().int(),
  reworkCount: z.number().int(),
  satisfied: z.boolean().nullable(),
  confidentiality,
  version: z.number().int(),
  demo: z.boolean(),
})
export type CaseRowView = z.infer<typeof caseRow>

/** A case as the list of what waits for somebody shows it: on the way to a phone in a village every byte counts. */
export const waitingRow = caseRow.omit({
  townId: true,
  villageId: true,
  gridId: true,
  lng: true,
  lat: true,
  changedAt: true,
  closedAt: true,
  reworkCount: true,
  satisfied: true,
  demo: true,
})
export type WaitingRowView = z.infer<typeof waitingRow>

export const caseEventView = z.object({
  no: z.number().int(),
  at: instant,
  action: z.string(),
  fromState: z.string().nullable(),
  toState: z.string().nullable(),
  byKind: z.enum(['staff', 'reporter', 'system']),
  byName: z.string().nullable(),
  byRole: z.string().nullable(),
  byUnit: z.string().nullable(),
  note: z.string().nullable(),
  publicNote: z.string().nullable(),
  facts: z.record(z.string(), z.unknown()),
})
export type CaseEventView = z.infer<typeof caseEventView>

export const caseClockView = z.object({
  clock: z.string(),
  status: z.enum(['running', 'paused', 'stopped']),
  limitUnit: z.enum(['workingMinutes', 'workingDays', 'minutes', 'days']),
  limitAmount: z.number().int(),
  startedAt: instant,
  dueAt: instant.nullable(),
  provisional: z.boolean(),
  remainingMinutes: z.number().int().nullable(),
  extendedTimes: z.number().int(),
  stoppedAt: instant.nullable(),
  late: z.boolean(),
})
export type CaseClockView = z.infer<typeof caseClockView>

export const caseFileView = z.object({
  id,
  field: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  eventNo: z.number().int(),
  audience: z.enum(['staff', 'reporter', 'public']),
})

export const nextActionView = z.object({
  transition: z.string(),
  label: z.string(),
  primary: z.boolean(),
  to: z.string(),
  asks: z.array(z.string()),
  requires: z.array(z.string()),
  needsReason: z.boolean(),
  needsPublicNote: z.boolean(),
  needsUnit: z.boolean(),
  blockedBy: z
    .array(
      z.object({
        need: z.string(),
        code: refusalCode,
        facts: z.record(z.string(), z.union([z.string(), z.number()])),
        who: z.array(z.string()).describe('labels of the roles whose holders can do something about it'),
      }),
    )
    .describe('what is in the way of it now, whatever is filled in; empty where it may be tried'),
})
export type NextActionView = z.infer<typeof nextActionView>

/** A case as the case page shows it to somebody who may read it, with what they may do next. */
export const caseView = caseRow.extend({
  description: z.string(),
  fields: z.record(z.string(), z.unknown()),
  publicNote: z.string().nullable(),
  closingReason: z.string().nullable(),
  outcome: z.string().nullable(),
  path: z.array(z.object({ id, kind: z.string(), name: z.string(), code: z.string() })),
  assignedOrganisationId: id.nullable(),
  suggestedOrganisationId: id.nullable(),
  suggestedUnitName: z.string().nullable(),
  routingRule: z.string().nullable(),
  routingNote: named.nullable().describe('what the deciding row of the routing table says'),
  /** Handlers see that there is somebody to ask, never who it is. */
  reporter: z.object({ known: z.boolean(), wantsAnswer: z.boolean() }),
  clocks: z.array(caseClockView),
  events: z.array(caseEventView),
  files: z.array(caseFileView),
  parent: z.object({ id, number: z.string(), summary: z.string(), state: z.string(), process: z.string() }).nullable(),
  children: z.array(caseRow),
  mergedInto: z.object({ id, number: z.string() }).nullable(),
  mergedFrom: z.array(z.object({ id, number: z.string(), summary: z.string() })),
  sealing: z
    .object({ children: z.number().int(), merged: z.number().int() })
    .nullable()
    .describe('how many children and merged reports sealing would decide about; absent for whoever may not seal'),
  requests: z.array(
    z.object({
      id,
      kind: z.enum(['pause', 'extend', 'reveal-reporter']),
      status: z.enum(['asked', 'granted', 'refused', 'used']),
      clock: z.string().nullable(),
      amount: z.number().int().nullable(),
      unit: z.string().nullable(),
      reason: z.string(),
      askedBy: z.string(),
      askedByMe: z.boolean(),
      askedAt: instant,
      decisionNote: z.string().nullable(),
    }),
  ),
  questions: z.array(
    z.object({
      id,
      question: z.string(),
      askedAt: instant,
      answer: z.string().nullable(),
      answeredAt: instant.nullable(),
      expiresAt: instant,
    }),
  ),
  /** Who is concerned, so that they and their relations stand back 回避, and who works it off now. */
  standing: z.object({
    mustStandBack: z.boolean().describe('whether whoever asks must leave it to others'),
    concerned: z.array(z.object({ id, part: z.enum(['reported', 'party', 'self']), name: z.string() })),
    desk: z
      .object({ role: z.string(), unit: z.string().nullable(), standsIn: z.boolean() })
      .nullable()
      .describe('whose it is today; `standsIn` where nobody is at its own desk, or they stand back'),
  }),
  next: z.array(nextActionView),
  may: z
    .array(z.string())
    .describe(
      'general commands this person may use now: comment, assign, level, classify, whistle, merge, link, pause.ask, pause.grant, resume, extend.ask, extend.grant, supervise, ask, seal, concern, stand-back, reveal.ask, reveal.grant',
    ),
})
export type CaseView = z.infer<typeof caseView>
