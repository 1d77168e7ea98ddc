import type { Permission } from '@xiangzhi/language'
import { z } from 'zod'
import { named } from './case-words.ts'
import { defineList } from './list.ts'
import { id, instant, operation, reason, requestId } from './operation.ts'

/** What one person may ask for and only another may grant. */
export interface ApprovalKind {
  /** Who may ask: whoever may do one of these. */
  readonly asks: Permission | readonly Permission[]
  /** Who may decide, over the place that the matter belongs to; never whoever asked, nor whom it is about. */
  readonly decides: Permission
  /**
   * Whom it is about beside the person of the request: the members of its content that hold persons, an organisation or a name. Nobody
   * decides about themselves, nor about whom they stand back from (公务员法 art. 76).
   */
  readonly about?: Readonly<Partial<Record<'persons' | 'organisations' | 'names', readonly string[]>>>
  /** How long a request waits before nobody can grant it any more. */
  readonly waitsDays: number
  /**
   * What a grant is: `at-once` is carried out in the transaction that grants it; with hours, whoever asked may use it
   * once within them.
   */
  readonly grant: 'at-once' | { readonly goodForHours: number }
}

/** A grant that whoever asked uses once, within a day; the grant of a look at a reporter as well. */
export const grantOfADay = { goodForHours: 24 } as const

const ofNaming = { persons: ['personId'], organisations: ['organisationId'] } as const
const ofRelation = {
  persons: ['personId', 'otherPersonId'],
  organisations: ['organisationId'],
  names: ['otherName'],
} as const

/** Everything that needs a second person, apart from what the processes of cases declare for themselves. */
export const approvalKinds = {
  /** A key of another system with a guarded role. */
  'strong-key': { asks: 'account.manage', decides: 'key.confirm', waitsDays: 30, grant: 'at-once' },
  /** A new password for an account that reads sealed matters: whoever sets it could sign in as its owner. */
  'password-reset': {
    asks: 'account.manage',
    decides: 'account.confirm',
    waitsDays: 3,
    grant: grantOfADay,
  },
  /** A file of more rows than one person takes out alone. */
  'large-export': { asks: 'export.ask', decides: 'export.grant', waitsDays: 7, grant: grantOfADay },
  /** Taking a published text from readers for good: whoever sees the leak asks, whoever signs for the place decides. */
  'hide-edition': { asks: 'disclosure.read', decides: 'disclosure.sign', waitsDays: 7, grant: 'at-once' },
  /** The second factor of such an account is taken away, because its owner lost the telephone. */
  'second-step-removal': {
    asks: 'account.manage',
    decides: 'account.confirm',
    waitsDays: 3,
    grant: grantOfADay,
  },
  /** Another account for such a person: whoever makes it could sign in as that person. */
  'account-opening': {
    asks: 'account.manage',
    decides: 'account.confirm',
    waitsDays: 3,
    grant: grantOfADay,
  },
  /** The closed account of such a person works again, with the password that it had. */
  'account-reopening': {
    asks: 'account.manage',
    decides: 'account.confirm',
    waitsDays: 3,
    grant: grantOfADay,
  },
  /** A role that sees behind the seals, makes the rules, watches over those who do, signs or is a second person itself. */
  'role-grant': { asks: 'role.grant', decides: 'account.confirm', waitsDays: 7, grant: 'at-once' },
  /** Such a role ends before its time: whoever ends it alone could send away those who watch. */
  'role-ending': { asks: 'role.grant', decides: 'account.confirm', waitsDays: 7, grant: 'at-once' },
  /** Keeping members of staff away from a matter: whoever handles it asks, and so does anybody about those who supervise. */
  'name-concerned': {
    asks: 'case.read',
    decides: 'case.confirm-concerned',
    about: ofNaming,
    waitsDays: 7,
    grant: 'at-once',
  },
  /** Taking that back, which lets them read the matter: by the same two persons as keeping them away. */
  'withdraw-concerned': {
    asks: 'case.read',
    decides: 'case.confirm-concerned',
    about: ofNaming,
    waitsDays: 7,
    grant: 'at-once',
  },
  /** A relation that others declare and that keeps away who supervises matters or says whom they concern. */
  'declare-relation': {
    asks: 'relation.keep',
    decides: 'case.confirm-concerned',
    about: ofRelation,
    waitsDays: 7,
    grant: 'at-once',
  },
  /** The end of a relation that keeps them away. */
  'end-relation': {
    asks: 'relation.keep',
    decides: 'case.confirm-concerned',
    about: ofRelation,
    waitsDays: 7,
    grant: 'at-once',
  },
  /** A mobile number for everybody to call, in one field: of one item of one place, or of the configuration of the county. */
  'public-contact': {
    asks: ['disclosure.write', 'config.write'],
    decides: 'disclosure.sign',
    waitsDays: 30,
    grant: 'at-once',
  },
} as const satisfies Record<string, ApprovalKind>
export type ApprovalKindKey = keyof typeof approvalKinds
export const approvalKindKeys = Object.keys(approvalKinds) as [ApprovalKindKey, ...ApprovalKindKey[]]

const approvalRow = z.object({
  id,
  kind: z.enum(approvalKindKeys),
  subjectKind: z.string(),
  subjectId: z.string(),
  facts: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe('what the sentence of the kind says of the matter'),
  reason: z.string(),
  state: z.enum(['waiting', 'granted', 'refused', 'used', 'expired']),
  askedAt: instant,
  askedByName: z.string(),
  waitsUntil: instant,
  decidedAt: instant.nullable(),
  decidedByName: z.string().nullable(),
  note: z.string().nullable().describe('what the second person wrote'),
  goodUntil: instant.nullable().describe('until when a grant can be used'),
  askedByMe: z.boolean(),
  mayDecide: z.boolean().describe('whether whoever asks may be the second person for it'),
  mayWithdraw: z.boolean().describe('whether whoever asks made the request and may take it back'),
  about: z
    .object({ what: z.enum(['edition', 'case']), id })
    .nullable()
    .describe('the text or the case that it is about, where it is about one'),
})
export type ApprovalView = z.infer<typeof approvalRow>

export const approvalLists = ['waiting', 'mine', 'decided'] as const

export const approvalList = defineList({
  name: 'listApprovals',
  path: '/api/approvals',
  summary: 'What waits for a second person: what whoever asks may decide, and what they asked for themselves',
  title: 'text.approvals.title',
  row: approvalRow,
  columns: [
    { member: 'kind', title: 'text.approvals.what', words: 'text.approvals.kind', fixed: true },
    { member: 'matter', title: 'text.approvals.matter', fileOnly: true, width: 360 },
    { member: 'reason', title: 'text.approvals.reason', fileOnly: true, width: 270 },
    { member: 'askedByName', title: 'text.approvals.askedBy', fileOnly: true, width: 120 },
    { member: 'askedAt', title: 'text.approvals.asked', as: 'instant', width: 170 },
    { member: 'waitsUntil', title: 'text.approvals.waitsUntil', as: 'instant', width: 150 },
    { member: 'state', title: 'text.approvals.state', words: 'text.approvals.state', width: 180 },
    { member: 'decidedByName', title: 'text.approvals.decider', fileOnly: true, width: 120 },
    { member: 'decidedAt', title: 'text.approvals.decidedAt', as: 'instant', fileOnly: true, width: 150 },
    { member: 'note', title: 'text.approvals.noteLabel', fileOnly: true, width: 270 },
  ],
  filters: {
    list: {
      kind: 'choice',
      of: approvalLists,
      words: 'text.approvals.list',
      about: 'waiting for the decision of whoever asks (so unless told); asked by them; decided or run out',
    },
    kind: { kind: 'choice', of: approvalKindKeys, words: 'text.approvals.kind', label: 'text.approvals.kindLabel' },
  },
  beside: { waiting: z.number().int().describe('how many wait for whoever asks, at most 99, whatever the filter') },
  export: { name: 'exportApprovals', summary: 'Requests to a second person under a filter, as a file' },
})
export const listApprovals = approvalList.read
export const exportApprovals = approvalList.export

export const decideApproval = operation({
  name: 'decideApproval',
  kind: 'write',
  subject: { kind: 'output.subjectKind', id: 'output.subjectId' },
  method: 'POST',
  path: '/api/approvals/:approvalId/decision',
  audience: 'staff',
  summary:
    'Grant or refuse, as a second person, what somebody asked for; never by whoever asked, nor by whom it is about',
  input: z.object({
    requestId,
    approvalId: id,
    grant: z.boolean(),
    note: reason.optional().describe('needed to refuse'),
  }),
  output: z.object({
    approvalId: id,
    state: z.enum(['granted', 'refused', 'used']),
    subjectKind: z.string(),
    subjectId: z.string(),
  }),
  refusals: [
    'not-allowed',
    'not-found',
    'second-person',
    'need-reason',
    'changed-meanwhile',
    'approval-expired',
    'last-supervisor',
    'not-from-this-state',
    'avoidance',
    'request-reused',
    'admins-apart',
  ],
  offline: false,
})

export const withdrawApproval = operation({
  name: 'withdrawApproval',
  kind: 'write',
  subject: { kind: 'output.subjectKind', id: 'output.subjectId' },
  method: 'POST',
  path: '/api/approvals/:approvalId/withdrawal',
  audience: 'staff',
  summary: 'Take back a request of my own that waits for a second person: nobody can grant it any more',
  input: z.object({ requestId, approvalId: id }),
  output: z.object({ approvalId: id, subjectKind: z.string(), subjectId: z.string() }),
  refusals: ['not-allowed', 'not-found', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

/** A request that waits, as the page of what it is about says it. */
export const waitingRequest = z.object({
  approvalId: id,
  kind: z.enum(approvalKindKeys),
  number: z.string().nullable().describe('the number to show, where it is about one'),
  reason: z.string(),
  askedByName: z.string(),
  askedByMe: z.boolean(),
  waitsUntil: instant,
})
export type WaitingRequestView = z.infer<typeof waitingRequest>

export const askForExport = operation({
  name: 'askForExport',
  kind: 'write',
  subject: { kind: 'exports', id: 'output.id' },
  method: 'POST',
  path: '/api/approvals/exports',
  audience: 'staff',
  permission: 'export.ask',
  summary: 'Ask a second person for a file of more than 500 rows; granted, the same export answers once within a day',
  input: z.object({
    requestId,
    operation: z.string().max(60).describe('the name of the export'),
    query: z.record(z.string().max(60), z.string().max(500)).describe('its filter, as in the address'),
    reason: z.string().trim().min(2).max(500),
  }),
  output: z.object({ id }),
  refusals: ['not-allowed', 'bad-input', 'in-use', 'request-reused'],
  offline: false,
})

export const askForContact = operation({
  name: 'askForContact',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'POST',
  path: '/api/approvals/public-contacts',
  audience: 'staff',
  permission: 'disclosure.write',
  summary:
    'Ask a second person to show one mobile number, which stands by office for everybody to call, in one field of one item of one place; granted, it holds for a year',
  input: z.object({
    requestId,
    editionId: id,
    field: z
      .string()
      .min(1)
      .max(120)
      .describe('the label of the column or line, which must be one for public contacts'),
    number: z.string().regex(/^1[3-9]\d{9}$/),
    reason: z.string().trim().min(2).max(500).describe('whose post it is, and that whoever holds it agrees'),
  }),
  output: z.object({ id }),
  refusals: ['not-found', 'not-allowed', 'bad-input', 'request-reused'],
  offline: false,
})

/** A mobile number to call in the configuration, and whether everybody sees it. */
export const countyNumber = z.object({
  part: z.enum(['county', 'categories', 'formalities', 'disclosure']),
  field: z.string(),
  label: named,
  number: z.string(),
  state: z.enum(['shown', 'waiting', 'starred']),
  shownUntil: z.string().nullable(),
})
export type CountyNumberView = z.infer<typeof countyNumber>

export const askForCountyNumbers = operation({
  name: 'askForCountyNumbers',
  kind: 'write',
  subject: { kind: 'config', id: 'input.part' },
  method: 'POST',
  path: '/api/config/:part/numbers',
  audience: 'staff',
  permission: 'config.write',
  summary:
    'Ask a second person once more to show the mobile numbers of a part that are starred and that nobody is asked about now',
  input: z.object({
    requestId,
    part: countyNumber.shape.part,
    reason: reason.describe('whose posts they are, and that whoever holds them agrees'),
  }),
  output: z.object({ asked: z.number().int() }),
  refusals: ['not-allowed', 'request-reused'],
  offline: false,
})
